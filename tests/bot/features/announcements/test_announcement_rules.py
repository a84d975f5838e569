"""Rules without I/O: one way to each person, whatever is at hand, and states that are left only by their arrows."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refused
from bot.features.announcements.audience import Audience, Plan, Reach, Recipient, Way
from bot.features.announcements.model import Announcement, Delivery, Wording
from bot.features.announcements.states import LIFECYCLE, State
from bot.features.announcements.views.copy import linked
from bot.ui.text import Link

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
WORDS = {"en": Wording("Moved", "To Room 4.")}

chats = st.lists(st.sampled_from([("slack", "T1"), ("discord", "G1")]), unique=True).map(tuple)
recipients = st.builds(
    Recipient,
    person=st.just("p"),
    roles=st.sampled_from([frozenset({"member"}), frozenset({"reviewer"}), frozenset[str]()]),
    wants_news=st.booleans(),
    duties_only=st.booleans(),
    routes=st.sampled_from([(), ("email", "slack"), ("discord",), ("slack", "email")]),
    has_mail=st.booleans(),
    chats=chats,
)
plans = st.builds(
    Plan,
    direct=st.booleans(),
    owed=st.booleans(),
    has_mail=st.booleans(),
    spaces=st.frozensets(st.sampled_from([("slack", "T1"), ("discord", "G1")])),
    readers=st.dictionaries(st.sampled_from([("slack", "T1"), ("discord", "G1")]), st.just(frozenset({"member"}))),
)


@given(recipients, plans)
def test_each_person_gets_it_by_one_way_that_is_open_and_allowed(person: Recipient, plan: Plan) -> None:
    way = plan.way_to(person)
    if way == "chat":
        assert plan.direct
        assert set(person.chats) & plan.spaces
        assert person.wants_news or plan.owed, "nobody is written to who did not ask for it"
    if way == "mail":
        assert plan.direct
        assert plan.has_mail
        assert person.has_mail
    if way == "channel":
        assert any(person.roles & plan.readers.get(chat, frozenset()) for chat in person.chats)
    if person.duties_only and not plan.owed:
        assert way in ("channel", "none")
    if plan.direct and not person.duties_only:
        assert way != "none", "somebody sees to everybody who is meant"


@given(st.lists(st.tuples(st.sampled_from(get_args(Way)), st.integers(1, 9))))
def test_the_ways_add_up(ways: list[tuple[Way, int]]) -> None:
    reach = Reach.of(ways)
    assert sum(reach.by_way.values()) == reach.people == sum(people for _way, people in ways)


@given(recipients)
def test_everybody_is_everybody(person: Recipient) -> None:
    assert Audience().admits(person)


def announcement(state: State, **more: object) -> Announcement:
    return Announcement("n", "ANN-2027-001", "author", NOW, NOW, state, WORDS, ("author",), **more)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("second", [True, False])
def test_it_is_sent_only_from_where_it_may_be(state: State, second: bool) -> None:
    allowed = {"approved", "scheduled"} | (set() if second else {"draft"})
    one = announcement(state)
    if state in allowed:
        assert one.send("by", NOW, second=second).state == "sending"
    else:
        with pytest.raises(Refused):
            one.send("by", NOW, second=second)
    assert one.may_be_sent(second=second) is (state in allowed)


@pytest.mark.parametrize("state", get_args(State))
def test_new_words_void_an_approval_and_nothing_else(state: State) -> None:
    one = announcement(state)
    if state == "retracted":
        with pytest.raises(Refused):
            one.reword({}, "by", NOW, second=True)
        return
    changed = one.reword({"en": Wording("Moved", "To Room 5.")}, "by", NOW, second=True)
    assert changed.writers == ("author", "by")
    if one.is_out:
        assert (changed.state, changed.wordings, bool(changed.proposed)) == (state, WORDS, True)
    else:
        assert changed.state == "draft"
    assert one.reword(WORDS, "by", NOW, second=True) is one


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_who_writes_the_old_words_again_takes_the_proposed_ones_back(state: State) -> None:
    """Nobody can approve them then."""
    proposed = announcement(state).reword({"en": Wording("Moved", "To Room 5.")}, "by", NOW, second=True)
    back = proposed.reword(WORDS, "by", NOW, second=True)
    assert (back.wordings, back.proposed) == (WORDS, {})


@pytest.mark.parametrize("state", ["sending", "sent", "retracted"])
def test_whom_it_reaches_stands_once_it_is_out(state: State) -> None:
    with pytest.raises(Refused):
        announcement(state).aim("by", NOW, second=False, delivery=Delivery(direct=False))


def test_only_the_last_state_has_no_way_out() -> None:
    assert [state for state in get_args(State) if LIFECYCLE.final(state)] == ["retracted"]


def test_a_reminder_is_due_again_after_a_day() -> None:
    one = announcement("sent", delivery=Delivery(needs_ack=True)).remind(NOW)
    with pytest.raises(Refused):
        one.remind(NOW + timedelta(hours=23))
    assert one.remind(NOW + timedelta(hours=24)).reminded_at


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.example/x, or not.", ["https://a.example/x"]),
        ("地图：https://a.example/图。谢谢", ["https://a.example/图"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("no address: javascript:alert(1) http://", []),
        ("https://a.example?q=1&r=2 https://b.example", ["https://a.example?q=1&r=2", "https://b.example"]),
    ],
)
def test_addresses_become_links_and_nothing_else_does(text: str, addresses: list[str]) -> None:
    runs = linked(text)
    assert [run.url for run in runs if isinstance(run, Link)] == addresses
    assert "".join(run if isinstance(run, str) else run.url for run in runs if isinstance(run, str | Link)) == text
