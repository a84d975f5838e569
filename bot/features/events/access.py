"""Finding an event, and who may do what to it beyond what holds for every gathering."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.context import Context
from bot.errors import NotFound
from bot.features.events.model import Speaker
from bot.features.gatherings import api as gatherings
from bot.people import People
from bot.profile import Profile
from bot.ui.text import Text
from bot.ui.view import File

PROPOSER = "proposed_by"
"""In `extra`: who had the idea, where the office has taken it up."""


async def to_run(ctx: Context, name: str) -> gatherings.Gathering:
    """The event of that id or reference for those who may change it."""
    return _event(await gatherings.to_run(ctx, name))


async def found(ctx: Context, name: str) -> gatherings.Gathering:
    """The event of that id or reference for those who may know of it."""
    return _event(await gatherings.found(ctx, name))


def _event(gathering: gatherings.Gathering) -> gatherings.Gathering:
    if gathering.is_meeting:
        raise NotFound(gatherings.NO_SUCH)
    return gathering


async def names_of(ctx: Context, people: Iterable[str]) -> dict[str, Text]:
    """What people are called, for a list: read together."""
    wanted = tuple(dict.fromkeys(people))
    known = await ctx.repository(People).many(wanted, ctx.now)
    return {person: known[person].person.known_as if person in known else "?" for person in wanted}


def for_calendar(ctx: Context, event: gatherings.Gathering, speaker: Speaker) -> File:
    """An invitation as participants with a place get it; the link is in it for who has agreed to speak (INV-40)."""
    like = gatherings.Answer(event.id, speaker.person, replied_at=speaker.answered_at)
    if speaker.said == "confirmed":
        like = replace(like, wish="yes", place="confirmed")
    return gatherings.invitation_of(ctx, event, like, ctx.me.person)


def took_part(event: gatherings.Gathering, answer: gatherings.Answer, now: datetime) -> bool:
    """Whether somebody may see recording, slides and feedback form once it is over: who was there, or had a place."""
    return now >= event.ends_at and (answer.attended == "present" or answer.is_coming) and answer.attended != "absent"


def earns_note(profile: Profile, event: gatherings.Gathering, answer: gatherings.Answer) -> bool:
    """Whether a note of attendance is due: present, and at a training for as much of it as the profile asks (GA-08)."""
    if answer.attended != "present":
        return False
    if event.kind != "training" or profile.training is None:
        return True
    if profile.training.completion_note == "never":
        return False
    return not answer.minutes or answer.minutes >= profile.training.attendance_threshold * event.minutes
