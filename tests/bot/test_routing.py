"""A key has one owner; a second claim stops the start and names both."""

import pytest

from bot.actions import Action
from bot.app import OpenDraft
from bot.features import load
from bot.notifying import kernel
from bot.outbox import JobPayload, Notice
from bot.permissions import Permission
from bot.routing import Collision, Feature
from bot.ui.text import _
from bot.vocabulary import Routes
from tests.support.probe import Again, Board, Probe, Said, Show, Work


async def handler(*_anything: object) -> None:
    """Never called."""


async def nothing(*_anything: object) -> tuple[()]:
    """Never called."""
    return ()


def claim(feature: Feature, kind: str) -> None:
    match kind:
        case "command":
            feature.command("same thing", help=_("Help"), may=Permission.SEE_PUBLIC)(handler)
        case "action":
            feature.press(Again)(handler)
        case "form":
            feature.form("same.form", handler)(handler)
        case "search":
            feature.search("same", may=Permission.SEE_PUBLIC)(handler)
        case "notice":
            feature.notice(Said)(handler)
        case "card":
            feature.card(Board)(handler)
        case "job":
            feature.job(Work)(handler)
        case "listing":
            feature.listing(Show, nothing)(handler)
        case _:
            feature.cron("same", "0 6 * * *", Work)


KINDS = ("command", "action", "form", "search", "notice", "card", "job", "listing", "cron")


@pytest.mark.parametrize("kind", KINDS)
def test_two_features_claiming_one_key_are_both_named(kind: str) -> None:
    first, second = Feature("first"), Feature("second")
    claim(first, kind)
    claim(second, kind)
    with pytest.raises(Collision, match=f"{kind} .* is claimed by first and by second"):
        Routes([first, second])


@pytest.mark.parametrize("kind", KINDS)
def test_one_feature_cannot_claim_a_key_twice(kind: str) -> None:
    only = Feature("only")
    with pytest.raises(Collision, match=f"{kind} .*only"):  # noqa: PT012 - some say it at once, some at the start
        claim(only, kind)
        claim(only, kind)
        Routes([only])


def test_two_classes_with_one_key_collide() -> None:
    class Twin(Notice, key="probe.said"):
        pass

    one, two = Feature("one"), Feature("two")
    one.notice(Said)(handler)
    two.notice(Twin)(handler)
    with pytest.raises(Collision, match=r"'probe\.said' is claimed by one and by two"):
        Routes([one, two])


def test_one_command_of_a_family_is_meant_without_a_verb() -> None:
    one, two = Feature("one"), Feature("two")
    one.command("thing add", help=_("Help"), may=Permission.SEE_PUBLIC, unsaid=True)(handler)
    two.command("thing show", help=_("Help"), may=Permission.SEE_PUBLIC, unsaid=True)(handler)
    with pytest.raises(Collision, match="family 'thing' is claimed by one and by two"):
        Routes([one, two])


def test_what_has_no_key_is_refused() -> None:
    class Nameless(Notice):
        pass

    feature = Feature("careless")
    feature.notice(Nameless)(handler)
    with pytest.raises(Collision, match="a notice of careless has no key"):
        Routes([feature])


def test_a_cron_needs_somebody_who_does_its_job() -> None:
    class Orphan(JobPayload, key="test.orphan"):
        pass

    feature = Feature("clockwork")
    feature.cron("orphan", "0 6 * * *", Orphan)
    with pytest.raises(Collision, match=r"cron 'orphan' of clockwork starts a job that nobody does: test\.orphan"):
        Routes([feature])


def test_events_have_as_many_listeners_as_like_to_listen() -> None:
    routes = Routes([kernel, Probe().feature()])
    assert len(routes.events["joined"]) == 2


def test_the_families_keep_the_order_of_registration() -> None:
    routes = Routes([Probe().feature()])
    assert [route.path[1] for route in routes.families["probe"]] == ["do", "look", "office", "buttons", "form"]


def test_the_product_starts_and_no_feature_takes_the_kernels_button() -> None:
    routes = load()
    assert OpenDraft.key not in routes.presses
    assert all(issubclass(route.action, Action) for route in routes.presses.values())


def test_a_command_in_the_menu_needs_no_options() -> None:
    for route in load().commands.values():
        assert not (route.menu and any(parameter.required for parameter in route.parameters)), route.path
