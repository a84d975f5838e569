"""What other features may ask of gatherings and do to them. None of it asks for permission, unless it says so."""

from datetime import datetime, timedelta
from typing import Any

from bot.context import Context
from bot.features.gatherings.access import (
    NO_SUCH,
    ensure_for,
    everybody,
    found,
    is_closed_to,
    is_for,
    keep,
    leads_to_tools,
    may_run,
    own_zone,
    runs,
    those_for,
    to_run,
)
from bot.features.gatherings.actions import (
    AskForItem,
    CancelGathering,
    ChangeDetails,
    MoveGathering,
    ShowGathering,
    TellOfChange,
)
from bot.features.gatherings.answering import own_view, so_far, whole_view
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.appointments import appointment, gets_link, invitation_of
from bot.features.gatherings.attendance import open_list
from bot.features.gatherings.changing import (
    apply,
    ask_cancel,
    changed_now,
    open_move,
    placed,
    places,
    reached,
    tell,
)
from bot.features.gatherings.editing import ensure_open, read_cost
from bot.features.gatherings.expanding import call_off, due, lay_out, told
from bot.features.gatherings.families import Facts, Ways, bring, with_facts
from bot.features.gatherings.inviting import ASKED, announce, invite
from bot.features.gatherings.known import word_until
from bot.features.gatherings.leaving import give_up_all, let_go, take_over
from bot.features.gatherings.limits import ensure_kept
from bot.features.gatherings.model import Access, Confidentiality, Gathering, Mode
from bot.features.gatherings.needs import show_catering
from bot.features.gatherings.notices import GatheringCard, card_of, to_organiser
from bot.features.gatherings.particulars import Cost, Point, Venue
from bot.features.gatherings.repository import Gatherings, Tally
from bot.features.gatherings.states import AHEAD, EVENT, LIFECYCLES, MEETING, OPEN, OVER, PUBLIC, Family, State
from bot.features.gatherings.views import (
    CONFIDENCE,
    MODES,
    POINTS,
    city,
    facts,
    formerly,
    length,
    listing,
    place_fields,
    point_line,
    programme,
    provided,
    seats_field,
    tell_button,
    there,
    times,
    tools,
)
from bot.ics import Appointment

__all__ = [
    "AHEAD", "ASKED", "CONFIDENCE", "EVENT", "LIFECYCLES", "MEETING", "MODES", "NO_SUCH", "OPEN", "OVER", "POINTS",
    "PUBLIC", "Access", "Answer", "Appointment", "AskForItem", "CancelGathering", "ChangeDetails",
    "Confidentiality", "Cost", "Facts", "Family", "Gathering", "GatheringCard", "Gatherings", "Mode",
    "MoveGathering", "Point", "ShowGathering", "State", "Tally", "TellOfChange", "Venue", "Ways", "announce",
    "apply", "appointment", "appointments_of", "ask_cancel", "bring", "call_off", "card_of", "changed_now", "city",
    "due", "ensure_for", "ensure_kept", "ensure_open", "export_of", "facts", "forget", "formerly", "found", "gets_link",
    "give_up_all", "invitation_of", "invite", "is_closed_to", "is_for", "keep", "lay_out", "leads_to_tools",
    "length", "let_go", "listing", "may_run", "new_ref", "open_list", "open_move", "own_view", "own_zone",
    "participants_of", "place_fields", "placed", "places", "point_line", "postponed", "programme", "provided",
    "public_appointments", "reached", "read_cost", "runs", "seats_field", "show_catering", "so_far", "take_over",
    "tell", "tell_button", "there", "those_for", "times", "to_organiser", "to_run", "told", "tools", "whole_view",
    "with_facts", "word_until",
]  # fmt: skip

A_YEAR = timedelta(days=366)
PAST_IN_FEED = timedelta(days=90)
PAGE = 500


async def new_ref(ctx: Context, family: Family, at: datetime) -> str:
    """The next reference of a year, such as MTG-2027-007 or EVT-2027-007."""
    year = at.astimezone(ctx.profile.zone).year
    number = await ctx.repository(Gatherings).next_number(family, year)
    return f"{'MTG' if family == 'meeting' else 'EVT'}-{year}-{number:03d}"


async def postponed(ctx: Context, family: Family, until: datetime) -> tuple[Gathering, ...]:
    """Those that wait for a new date although the old one is over; for a year, then they are forgotten."""
    return await ctx.repository(Gatherings).listed(family, ("postponed",), until - A_YEAR, until, PAGE)


async def export_of(ctx: Context, person: str) -> dict[str, list[dict[str, Any]]]:
    """What a person answered and needs, by table, as plain JSON values."""
    return await ctx.repository(Gatherings).all_of(person)


async def forget(ctx: Context, person: str) -> None:
    """Give up the places that are still ahead, so that others get them, and erase needs and notes (2.3.15)."""
    await give_up_all(ctx, person)
    await ctx.repository(Gatherings).forget_person(person)
    ctx.audit("gatherings.erased", person)


async def participants_of(ctx: Context, ref: str) -> tuple[str, ...]:
    """Ids of everybody who takes part in the gathering of that reference or id; those who may run it ask this."""
    gathering = await to_run(ctx, ref)
    return tuple(answer.person for answer in await everybody(ctx, gathering.id) if answer.is_coming)


async def appointments_of(ctx: Context, person: str) -> tuple[Appointment, ...]:
    """For the person's own calendar: what he or she was asked to and did not decline, a link only with a sure place."""
    found_ = await ctx.repository(Gatherings).of_person(person, ctx.now - PAST_IN_FEED)
    return tuple(
        appointment(gathering, ctx.reader, ctx.profile.slug, link=gets_link(gathering, answer))
        for gathering, answer in found_
        if gathering.is_known and _is_in_calendar(gathering, answer) and not is_closed_to(gathering, ctx.me, answer)
    )


def _is_in_calendar(gathering: Gathering, answer: Answer) -> bool:
    if gathering.is_meeting:
        return answer.wish != "no"
    return answer.is_coming


async def public_events(ctx: Context, since: datetime) -> tuple[Gathering, ...]:
    """Events that are open to everybody and begin after `since`, the first one first."""
    events = await ctx.repository(Gatherings).listed("event", (*PUBLIC, *OVER), since, None, PAGE)
    return tuple(each for each in events if each.access == "public" and each.is_known)


async def public_appointments(ctx: Context) -> tuple[Appointment, ...]:
    """The same for calendars; never a link for joining (INV-40)."""
    events = await public_events(ctx, ctx.now - PAST_IN_FEED)
    return tuple(appointment(each, ctx.reader, ctx.profile.slug, link=False) for each in events)
