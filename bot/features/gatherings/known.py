"""What people know of a gathering who have not heard of its last change yet, and what is otherwise by now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.features.gatherings.model import Gathering


def former(gathering: Gathering) -> Mapping[str, str]:
    """What is otherwise than people knew before its last change: `title`, `starts` (ISO 8601, a space and the zone),
    `wall` (the same of the clock there, which stays when a country changes its clocks), `minutes`, `place`, `mode`,
    `cost`, and `off` where they knew that it would have no time for now."""
    now = _told(gathering)
    return {key: value for key, value in known_before(gathering).items() if value != now[key]}


def has_new_time(gathering: Gathering) -> bool:
    """Whether it is at a time of which people do not know yet; it may be the one it had before it was postponed."""
    return not gathering.is_off and not former(gathering).keys().isdisjoint(("starts", "off"))


def word_until(gathering: Gathering) -> datetime | None:
    """How long word of its last change is of use: until it ends, as a link may be another one when it has begun.

    What is off without a time has no such end (None): who waits for a new one hears also after the old one that there
    is none.
    """
    return None if gathering.is_off and "off" in former(gathering) else gathering.ends_at


def remembering(before: Gathering, after: Gathering, *, heard: bool) -> Gathering:
    """`after`, with what people know who are told of this change.

    That is how it was before, if everybody has `heard` of that. Else it is what they knew before that; and so it is
    while it is postponed, when its words are changed without a message.
    """
    was = _told(before)
    if not heard or before.is_postponed:
        was |= known_before(before)
    if before.is_postponed:
        was["off"] = before.state
    return replace(after, was={**was, "sequence": str(after.sequence)})


def _told(gathering: Gathering) -> dict[str, str]:
    """What people are told of, in words that can be compared."""
    return {
        "title": gathering.title, "starts": f"{gathering.starts_at.isoformat()} {gathering.zone}",
        "wall": f"{gathering.local.isoformat()} {gathering.zone}", "minutes": str(gathering.minutes),
        "place": gathering.venue.text, "mode": gathering.mode, "cost": gathering.cost.amount if gathering.cost else "",
        "off": gathering.state if gathering.is_postponed else "",
    }  # fmt: skip


def known_before(gathering: Gathering) -> dict[str, str]:
    """What people knew before its last change; {} where there was none."""
    if gathering.was.get("sequence") != str(gathering.sequence):
        return {}
    return {key: value for key, value in gathering.was.items() if key != "sequence"}
