"""A gathering as an appointment in somebody's calendar. The join link is in it for participants alone (INV-40)."""

from dataclasses import replace

from bot.context import Context
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering
from bot.i18n import Reader
from bot.ics import Appointment, invitation
from bot.people import Person
from bot.ui.text import _
from bot.ui.view import File


def appointment(gathering: Gathering, reader: Reader, network: str, *, link: bool) -> Appointment:
    """For a reader; `link` puts the address for joining into it."""
    title = gathering.title
    if gathering.is_postponed:
        title = reader.plain(_("Postponed: {title}", title=title))
    elif gathering.is_off:
        title = reader.plain(_("Called off: {title}", title=title))
    return Appointment(
        uid=f"{gathering.id.lower()}@{network}.convenor",
        sequence=gathering.sequence,
        title=title,
        local=gathering.local,
        zone=gathering.zone,
        minutes=gathering.minutes,
        stamp=gathering.announced_at or gathering.created_at,
        place=gathering.venue.text if gathering.mode != "online" else "",
        about="\n\n".join(part for part in (gathering.abstract, gathering.ref) if part),
        url=gathering.join_link if link else "",
        status="cancelled" if gathering.is_off else "confirmed",
    )


def gets_link(gathering: Gathering, answer: Answer) -> bool:
    """Whether the person may have the link for joining: with a sure place, or online beside a full room (INV-40)."""
    return bool(gathering.join_link) and gathering.mode != "in_person" and answer.is_coming and not gathering.is_off


def invitation_of(ctx: Context, gathering: Gathering, answer: Answer, person: Person) -> File:
    """The file for the calendar of one person; a mail program shows it as an invitation.

    Once somebody has answered it may hold the link for joining: calendars take it for news by its later stamp.
    """
    made = appointment(gathering, ctx.reader, ctx.profile.slug, link=gets_link(gathering, answer))
    made = replace(made, stamp=max(made.stamp, answer.replied_at or made.stamp))
    attendee = (person.known_as, person.email) if person.email else None
    organiser = (ctx.profile.network.name(ctx.reader.language), ctx.calendars.organiser)
    return invitation(replace(made, organiser=organiser, attendee=attendee))
