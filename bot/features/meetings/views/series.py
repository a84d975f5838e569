"""What the secretariat and members see of a series: what is missing, what stands against a day, another hour."""

from datetime import date, datetime

from bot.closed_days import Clash
from bot.features.gatherings import api as gatherings
from bot.features.home.api import RunCommand
from bot.features.meetings.actions import AskAnnounce, EditMeeting, FillIn, KeepDate, ShowAgenda
from bot.features.meetings.views.forms import COSTS, WORDS
from bot.ui.blocks import Block, Bullets, Button, Buttons, Fields, Heading, Note, Paragraph
from bot.ui.text import Bold, Moment, Text, _
from bot.ui.view import View
from bot.when import on


def tools(meeting: gatherings.Gathering, *, orders: bool, announces: bool) -> tuple[Block, ...]:
    """The row of the meeting itself, for who orders its agenda or may announce it."""
    row: list[Button] = []
    if announces and meeting.state == "planned":
        row.append(Button(_("Announce"), AskAnnounce(meeting.id), "primary"))
    if orders and not meeting.is_off and not meeting.is_over:
        row.append(Button(_("Agenda"), ShowAgenda(meeting.id)))
    if not meeting.is_over:
        row.append(Button(_("Title and text"), EditMeeting(meeting.id, WORDS)))
        row.append(Button(_("Food and cost"), EditMeeting(meeting.id, COSTS)))
    return (Buttons(tuple(row)),) if row else ()


def unready(meeting: gatherings.Gathering, missing: Text, own_zone: str) -> View:
    """It should be announced by now. Drawn anew as it changes."""
    head = (
        Heading(meeting.title),
        Fields(((_("When"), gatherings.times(meeting, own_zone)), (_("Reference"), meeting.ref))),
    )
    if meeting.state != "planned":
        state = gatherings.MEETING.labels[meeting.state]
        return View.of(*head, Note(_("Settled: {state}.", state=state)))
    row = (
        Button(_("Fill in"), FillIn(meeting.id), "primary"),
        Button(_("Move"), gatherings.MoveGathering(meeting.id)),
        Button(_("Cancel it"), gatherings.CancelGathering(meeting.id), "danger"),
    )
    ready = Paragraph(_("Everything is there; it is waiting to be announced."))
    return View.of(
        *head,
        Paragraph(_("It is time to announce it.")),
        Paragraph(missing) if missing else ready,
        Buttons(row),
    )


def clash(meeting: gatherings.Gathering, clashes: tuple[Clash, ...], mark: str, own_zone: str, *, kept: bool) -> View:
    """Proposed to be moved, never moved by itself (domain 2.5, rule 2)."""
    head = Heading(_("{title}: the day", title=meeting.title))
    facts = Fields(((_("When"), gatherings.times(meeting, own_zone)), (_("Reference"), meeting.ref)))
    if meeting.is_off or meeting.is_over or not clashes:
        return View.of(head, facts, Note(_("Nothing stands against it any more.")))
    against = (Paragraph(_("Something stands against that day:")), Bullets(tuple(each.says for each in clashes)))
    if kept:
        return View.of(head, facts, *against, Note(_("Seen; the day is kept.")))
    row = (
        Button(_("Move"), gatherings.MoveGathering(meeting.id), "primary"),
        Button(_("Keep"), KeepDate(meeting.id, mark)),
    )
    return View.of(head, facts, *against, Buttons(row))


def missing_quarter(slot: str, ends: date) -> View:
    return View.of(
        Heading(_("No quarterly meeting in {quarter}", quarter=slot)),
        Paragraph(_("None is planned, or the one that was has been called off or postponed. The quarter ends on "
                    "{day}.", day=on(ends))),
        Buttons((Button(_("New meeting"), RunCommand("meeting", "new"), "primary"),)),
    )  # fmt: skip


def other_hour(meeting: gatherings.Gathering, before: datetime, own_zone: str) -> View:
    """The clocks have changed, here or there: the same meeting is at another hour for this reader (annoyance 5)."""
    return View.of(
        Paragraph(_("{title} is at another hour for you than last time.", title=Bold(meeting.title))),
        Fields((
            (_("This time, on your clock"), gatherings.there(meeting.starts_at, own_zone)),
            (_("Last time"), gatherings.there(before, own_zone)),
            (_("There"), gatherings.there(meeting.starts_at, meeting.zone)),
        )),
        Note(_("{ref}. The clocks have changed in between; the hour there is the same.", ref=meeting.ref)),
        summary=_("{title}, {when}", title=meeting.title, when=Moment(meeting.starts_at)),
    )  # fmt: skip
