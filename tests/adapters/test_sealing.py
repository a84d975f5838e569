"""What leaves the house under seal: links that say nothing, and tokens that fit one row only."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sealing import LinkSeals, TokenSeals
from bot.clock import MovableClock
from bot.links import Broken, Expired, Link, Question
from bot.outbox import new_id

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
KEYS = ["the new key of 32 characters or more", "the old key of 32 characters or more"]
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
LINKS = st.builds(
    Link,
    st.sampled_from(["act", "press", "form", "unsubscribe"]),
    TEXT,
    st.integers(1, 10**6).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    st.sampled_from(["", "en", "zh-Hans"]),
    TEXT,
    st.dictionaries(TEXT, TEXT | st.integers() | st.booleans(), max_size=3),
    st.booleans(),
    TEXT,
    st.none() | st.builds(Question, TEXT, TEXT, TEXT, TEXT),
    st.lists(TEXT, max_size=3).map(tuple),
    st.integers(0, 25),
)


@given(LINKS)
def test_a_link_comes_back_as_it_was(link: Link) -> None:
    seals = LinkSeals(KEYS, MovableClock(NOW))
    assert seals.open(seals.seal(link), link.purpose) == link


def test_nothing_can_be_read_in_an_address_and_it_fits_into_a_mail() -> None:
    link = Link(
        "act", new_id(), NOW + timedelta(days=60), "zh-Hans", "applications.answer_reminder",
        {"application": new_id(), "state": "question_open"}, action=f"applications.answer_question:{new_id()}",
    )  # fmt: skip
    token = LinkSeals(KEYS, MovableClock(NOW)).seal(link)
    assert len(token) <= 420
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert link.person not in token


def test_every_key_opens_and_a_retired_one_does_not() -> None:
    clock = MovableClock(NOW)
    link = Link("act", "P4", NOW + timedelta(days=1))
    old = LinkSeals(KEYS[1:], clock).seal(link)
    assert LinkSeals(KEYS, clock).open(old, "act") == link
    with pytest.raises(Broken):
        LinkSeals(KEYS[:1], clock).open(old, "act")


def test_an_expired_link_still_says_in_which_language_to_say_so() -> None:
    clock = MovableClock(NOW)
    seals = LinkSeals(KEYS, clock)
    token = seals.seal(Link("act", "P4", NOW + timedelta(days=1), "zh-Hans"))
    clock.forward(timedelta(days=1))
    with pytest.raises(Expired) as expired:
        seals.open(token, "act")
    assert expired.value.link.language == "zh-Hans"


@pytest.mark.parametrize("token", ["", "x", "欢迎", "=" * 50, "A" * 400, "gAAAA"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Broken):
        LinkSeals(KEYS, MovableClock(NOW)).open(token, "act")


def test_a_stored_token_opens_only_where_it_was_put() -> None:
    seals = TokenSeals(KEYS)
    sealed = seals.seal("xoxb-secret", "cslei|slack|T1")
    assert "secret" not in sealed
    assert seals.open(sealed, "cslei|slack|T1") == ("xoxb-secret", False)
    newer = TokenSeals(["a newer key of 32 characters or more", *KEYS])
    assert newer.open(sealed, "cslei|slack|T1") == ("xoxb-secret", True)
    for other, about, text in (
        (seals, "cslei|slack|T2", sealed), (TokenSeals(KEYS[1:]), "cslei|slack|T1", sealed), (seals, "x", "?")
    ):  # fmt: skip
        with pytest.raises(Broken):
            other.open(text, about)
