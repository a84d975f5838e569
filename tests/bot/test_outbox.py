"""What is stored until it is due comes back, also after a release that changed it."""

import pytest

from bot.outbox import Card, Delivery, Notice


class Invited(Notice, key="test.invited"):
    meeting: str
    seats: int = 1


class Poll(Card, key="test.poll"):
    ref: str
    round: int = 1


def test_a_payload_comes_back() -> None:
    assert Invited.load(Invited("M1", 2).dump()) == Invited("M1", 2)


def test_rows_outlive_a_release() -> None:
    assert Invited.load({"meeting": "M1", "gone": "x"}) == Invited("M1", 1)


def test_a_card_is_named_after_what_it_shows() -> None:
    assert Poll("M1", 2).name == "test.poll:M1:2"


def test_a_field_that_would_hide_a_part_of_the_payload_is_refused_at_the_start() -> None:
    with pytest.raises(TypeError, match="Bad: a payload needs 'name' for itself"):

        class Bad(Card, key="test.bad"):
            name: str


def test_a_nonce_fits_into_every_platforms_field() -> None:
    assert len(Delivery(2**63 - 1, "n", "s", "l", "k", "post", {}).nonce) <= 25
