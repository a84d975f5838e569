"""What everybody sees of a gathering: the card in a channel, and the list of what is coming."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.features.gatherings.actions import ShowGathering
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Tally
from bot.features.gatherings.states import LIFECYCLES
from bot.features.gatherings.views.parts import (
    CONFIDENCE,
    MODES,
    WISHES,
    answer_buttons,
    asking_button,
    details,
    facts,
    has_register,
    state_line,
    times,
    until_when,
)
from bot.i18n import Reader
from bot.ports import Entry
from bot.ui.blocks import Block, Bullets, Button, Buttons, Choice, Fields, Heading, Note, Option, Paragraph
from bot.ui.text import COLON, SEMICOLON, Bold, Code, Moment, Text, _, join, n_, shortened
from bot.ui.view import View

IN_BRIEF: Final = 280
"""Characters of each text on a card that everybody sees: with more the answers would be far below."""


def card(gathering: Gathering, tally: Tally, organiser: Text, now: datetime) -> View:
    """The living card. It counts answers and names nobody but the organiser. Long texts stand on one's own, whole."""
    brief = _in_brief(gathering)
    more = (Buttons((Button(_("More"), ShowGathering(gathering.id)),)),) if brief != gathering else ()
    gathering = brief
    return View.of(
        Heading(gathering.title),
        *state_line(gathering),
        Fields((*facts(gathering), *((((_("Organiser"), organiser),)) if organiser else ()))),
        *details(gathering),
        *counts(gathering, tally),
        *answer_buttons(gathering, now),
        *asking_button(gathering, now),
        *more,
        until_when(gathering, now),
        summary=_("{title}, {when}", title=gathering.title, when=Moment(gathering.starts_at)),
    )  # fmt: skip


def _in_brief(gathering: Gathering) -> Gathering:
    """With every text that is too long for a card shortened; what is short stays as it was written."""
    about, said = gathering.abstract, gathering.facts
    return replace(
        gathering,
        abstract=shortened(about, IN_BRIEF) if len(about) > IN_BRIEF else about,
        facts=tuple(
            (name, shortened(text, IN_BRIEF) if isinstance(text, str) and len(text) > IN_BRIEF else text)
            for name, text in said
        ),
    )


def counts(gathering: Gathering, tally: Tally) -> tuple[Block, ...]:
    """How many said what, and how many seats are left; of what is cancelled nothing is left."""
    parts: list[Text] = []
    if gathering.state == "cancelled":
        return ()
    if not has_register(gathering):
        parts += [
            join((WISHES[wish], str(tally.wishes.get(wish, 0))), COLON)
            for wish in gathering.wishes
            if wish != "no" or tally.wishes
        ]
    if gathering.capacity:
        free, seats = gathering.free or 0, str(gathering.capacity)
        left = n_("{n} place left of {all}", "{n} places left of {all}", free, all=seats)
        parts.append(left if free else _("All places are taken ({all})", all=seats))
        waiting = tally.places.get("waiting", 0)
        if waiting:
            parts.append(n_("{n} on the waiting list", "{n} on the waiting list", waiting))
    elif not gathering.is_meeting:
        parts.append(n_("{n} registered", "{n} registered", tally.places.get("confirmed", 0)))
    return (Paragraph(join(parts, SEMICOLON)),) if parts else ()


def entry(gathering: Gathering, reader: Reader, channel: str) -> Entry:
    """For the calendar of a space, in its language. Newcomers see it too: of what is for members, not where it is.

    `channel` is the name of the one in which the card stands, as the profile writes it.
    """
    venue = gathering.venue
    if gathering.access != "public":
        where = reader.plain(_("For members, {how}", how=MODES[gathering.mode]))
    elif gathering.mode == "online" or not venue.name:
        where = reader.plain(MODES["online"])
    else:
        where = ", ".join(part for part in (venue.name, venue.room, venue.address) if part)
    show = Code(f"/{gathering.family} show ref:{gathering.ref}")
    about = reader.plain(
        _("Will you come? Answer on its card in {channel}, or type {command} here.", channel=channel, command=show)
    )
    return Entry(gathering.title, gathering.starts_at, gathering.ends_at, where, about)


def begins(gathering: Gathering) -> View:
    """Said in the channel at the start of a talk among themselves (annoyance 27)."""
    return View.of(
        Paragraph(_("{title} begins.", title=Bold(gathering.title))),
        Paragraph(CONFIDENCE[gathering.confidentiality]),
        Note(gathering.ref),
    )


def listing(
    heading: Text, gatherings: Sequence[Gathering], empty: Text, *, own_zone: str = "", more: bool = False
) -> View:
    """What is coming, in order of time, and a menu to open one; `own_zone` is that of the one who reads."""
    if not gatherings:
        return View.of(Heading(heading), Paragraph(empty))
    lines: list[Text] = []
    options: list[Option] = []
    for one in gatherings:
        told = (LIFECYCLES[one.family].labels[one.state],) if not one.is_known or one.is_off else ()
        at = () if one.is_postponed else (times(one, own_zone),)
        lines.append(join((Bold(one.ref), one.title, *at, MODES[one.mode], *told), " · "))
        options.append(Option(one.id, shortened(f"{one.ref} {one.title}")))
    return View.of(
        Heading(heading),
        Bullets(tuple(lines)),
        Choice(ShowGathering(""), _("Open one …"), tuple(options[:25])),
        *((Note(_("There are more. Narrow the list, for example by kind.")),) if more else ()),
    )
