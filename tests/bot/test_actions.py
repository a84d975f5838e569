"""Button payloads survive the journey, and nothing that was tampered with becomes an action."""

import contextlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import MAX_PACKED, Action, StaleAction


class Sample(Action, key="sample.pick"):
    ref: str
    count: int
    sure: bool


class Bare(Action, key="sample.bare"):
    pass


short = st.text(max_size=8).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))


@given(short, st.integers(-(10**9), 10**9), st.booleans())
def test_what_is_packed_comes_back(ref: str, count: int, sure: bool) -> None:
    action = Sample(ref, count, sure)
    try:
        packed = action.pack()
    except ValueError:
        assert len(ref.encode()) * 3 + len(str(count)) + len("sample.pick:::0") > MAX_PACKED
        return
    assert len(packed) <= MAX_PACKED
    assert Sample.unpack(packed) == action


@given(st.text(max_size=120))
def test_a_forged_payload_is_stale_or_an_action_of_ours(payload: str) -> None:
    for kind in (Sample, Bare):
        with contextlib.suppress(StaleAction):
            assert isinstance(kind.unpack(payload), kind)


@given(st.sampled_from(range(3)), st.text(string.printable, max_size=6))
def test_a_changed_field_never_breaks_the_reading(place: int, text: str) -> None:
    parts = Sample("a", 1, True).pack().split(":")
    parts[place + 1] = text
    try:
        action = Sample.unpack(":".join(parts))
    except StaleAction:
        return
    assert (type(action.ref), type(action.count), type(action.sure)) == (str, int, bool)


@pytest.mark.parametrize(
    "payload",
    ["", "sample.pick", "sample.pick:a:1", "sample.pick:a:1:1:1", "sample.pick:a:one:1", "sample.pick:a:1:yes",
     "sample.bare:", "other.pick:a:1:1", f"sample.pick:a:{'9' * 5000}:1"],
)  # fmt: skip
def test_other_shapes_are_stale(payload: str) -> None:
    with pytest.raises(StaleAction):
        (Bare if payload.startswith("sample.bare") else Sample).unpack(payload)


def test_too_long_a_payload_is_refused_when_it_is_made() -> None:
    assert len(Sample("x" * 84, 1, True).pack()) == MAX_PACKED
    with pytest.raises(ValueError, match="101 characters, 100 are allowed"):
        Sample("x" * 85, 1, True).pack()


def test_a_field_of_another_type_is_refused_at_the_start() -> None:
    with pytest.raises(TypeError, match=r"Wrong\.when: an action carries str, int or bool"):

        class Wrong(Action, key="sample.wrong"):
            when: float
