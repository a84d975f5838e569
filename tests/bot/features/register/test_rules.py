"""The register's rules, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.features.register.model import MANDATE, MEMBERSHIP, RUNNING, Affiliation, Mandate, Membership, name_key
from bot.features.register.standing import Standing, rights
from bot.people import Role

NOW = datetime(2027, 3, 1, tzinfo=UTC)
BEFORE = NOW - timedelta(days=400)


@given(st.lists(st.sampled_from([t.trigger for t in MEMBERSHIP.transitions])))
def test_a_membership_has_an_end_exactly_when_it_has_ended(triggers: list[str]) -> None:
    membership = Membership("m", "full", BEFORE, person="p")
    for trigger in triggers:
        if MEMBERSHIP.permits(trigger, membership.state):
            membership = membership.follow(trigger, NOW)
        else:
            with pytest.raises(Refused):
                membership.follow(trigger, NOW)
        assert (membership.ended_at is None) == (membership.state in RUNNING)
        assert membership.is_running or MEMBERSHIP.final(membership.state)


def test_an_ended_mandate_stays_ended() -> None:
    mandate = Mandate("m", "i", "p", "representative", "a", BEFORE).end(NOW)
    assert (mandate.state, mandate.until) == ("ended", NOW)
    assert MANDATE.final(mandate.state)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ålund  University", "alund university"),
        ("ＴＯＮＧＹＩＮＧ School", "tongying-school"),
        ("L'Heureux Institute", "L’Heureux Institute"),
        ("Café", "Cafe\u0301"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_vowel_signs_tell_names_apart() -> None:
    assert name_key("हिम") != name_key("हम")
    assert name_key("云栈") != name_key("听潮")


@given(st.text())
def test_a_name_key_is_its_own_key(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def member_school(state: str = "active", kind: str = "full") -> Membership:
    return Membership("m", kind, BEFORE, institution="i", state=state)  # pyright: ignore[reportArgumentType]


def standing(**more: object) -> Standing:
    post = Affiliation("a", "p", "i", "Dean", BEFORE, confirmed_by="office")
    mandate = Mandate("x", "i", "p", "representative", "a", BEFORE)
    whole = Standing("p", (post,), (member_school(),), (mandate,))
    return replace(whole, **more)  # pyright: ignore[reportArgumentType]


def test_the_rights_of_a_representative() -> None:
    assert rights(standing(), NOW) == {(Role.MEMBER, ""), (Role.REPRESENTATIVE, "i")}


@pytest.mark.parametrize("state", ["suspended", "candidate"])
def test_no_rights_from_a_membership_that_rests(state: str) -> None:
    assert rights(standing(memberships=(member_school(state),)), NOW) == frozenset()


def test_a_post_nobody_confirmed_makes_no_member() -> None:
    said = Affiliation("a", "p", "i", "Dean", BEFORE)
    assert (Role.MEMBER, "") not in rights(standing(affiliations=(said,)), NOW)


def test_an_observer_never_votes() -> None:
    assert rights(standing(memberships=(member_school(kind="observer"),)), NOW) == {(Role.OBSERVER, "")}


@given(st.integers(-800, 800), st.integers(0, 800))
def test_rights_end_with_the_post(begins: int, lasts: int) -> None:
    since = NOW + timedelta(days=begins)
    post = Affiliation("a", "p", "i", "Dean", since, until=since + timedelta(days=lasts), confirmed_by="office")
    holds = post.since <= NOW < since + timedelta(days=lasts)
    assert ((Role.MEMBER, "") in rights(standing(affiliations=(post,)), NOW)) == holds
