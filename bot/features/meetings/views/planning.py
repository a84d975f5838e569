"""A meeting read back before it exists: its time on everybody's clock, what stands against it, whom it reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import when
from bot.app import OpenDraft
from bot.closed_days import Clash
from bot.features.gatherings import api as gatherings
from bot.features.meetings.actions import (
    AnnounceNew,
    AnnouncePlanned,
    AskCosts,
    DeclineProposal,
    EditMeeting,
    FillIn,
    Propose,
    RecordUrgency,
    RecordUrgencyOf,
    SaveForLater,
    TakeUp,
)
from bot.features.meetings.clocks import Clock
from bot.features.meetings.model import KINDS, Proposal
from bot.features.meetings.views.forms import COSTS, WORDS
from bot.ui.blocks import Block, Bullets, Button, Buttons, Fields, Heading, Note, Paragraph, Quote
from bot.ui.text import COLON, Bold, Moment, Text, _, join, n_
from bot.ui.view import View

FIX = _("Fix")
"""The button that opens the forms again."""
NAMES = 8
"""Institutions named on one line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting with all that its organiser should know before it is announced.

    `drafts` are the ids of the first and the last form, empty for a meeting that exists. `notice_until` was the last
    good day for the notice when it is over; then `refused` says whether that forbids it. `missing` says what it lacks.
    `last_night` are those for whom the meeting before was at night.
    """

    meeting: gatherings.Gathering
    clocks: tuple[Clock, ...]
    clashes: tuple[Clash, ...]
    reaches: int
    missing: Text = ""
    notice_until: date | None = None
    refused: bool = False
    last_night: tuple[str, ...] = ()
    drafts: tuple[str, str] = ("", "")
    may_announce: bool = True
    may_record_urgency: bool = False

    @property
    def is_ready(self) -> bool:
        return not self.missing and not self.refused


def read_back(plan: Plan, own_zone: str = "") -> View:
    meeting = plan.meeting
    most = str(meeting.capacity) if meeting.capacity else _("no limit")
    given_back = meeting.cost.refund if meeting.cost else ""
    more = [
        (_("Seats"), most),
        (_("Link for joining online"), meeting.join_link),
        (_("What is given back"), given_back),
    ]
    deadlines = [(_("Agenda by"), meeting.agenda_by), (_("Items can be asked for until"), meeting.items_by)]
    return View.of(
        Heading(_("Is this right: {title}?", title=meeting.title)),
        *((Paragraph(meeting.abstract),) if meeting.abstract else ()),
        Fields((
            (_("Kind"), KINDS.get(meeting.kind, meeting.kind)),
            *gatherings.facts(meeting, own_zone),
            *((label, said) for label, said in more if said),
            *((label, Moment(at)) for label, at in deadlines if at is not None),
        )),
        Note(gatherings.CONFIDENCE[meeting.confidentiality]),
        *against_time(plan, by=FIX if plan.drafts[1] else _("Move")),
        *((Note(_("It is saved, and not announced yet.")),) if not plan.drafts[1] else ()),
        *_reach(plan),
        Buttons(_buttons(plan)),
    )  # fmt: skip


def against_time(plan: Plan, *, by: Text = FIX) -> tuple[Block, ...]:
    """What its organiser should know of a time: whose night it is, what stands against the day, and the notice.

    `by` is the button that changes the date.
    """
    return (*_everywhere(plan), *against(plan.clashes, by), *_notice(plan))


def _everywhere(plan: Plan) -> tuple[Block, ...]:
    """The time on the clocks of all institutions; night is said in a word."""
    blocks = list(on_clocks(plan.meeting.starts_at, plan.clocks))
    night = [clock for clock in plan.clocks if clock.is_night]
    if blocks and plan.last_night:
        who = join(plan.last_night[:NAMES])
        again = set(plan.last_night) & {name for clock in night for name in _called(clock)}
        said: Text = _("Last time it was night for {who}.", who=who)
        if again == set(plan.last_night):
            said = _("Last time it was night for {who}, and now it is again.", who=who)
        elif again:
            said = _("Last time it was night for {who}, and now it is for some of them again.", who=who)
        blocks.append(Note(said))
    return tuple(blocks)


def on_clocks(at: datetime, clocks: Sequence[Clock]) -> tuple[Block, ...]:
    """An instant on the clocks of all members, and for how many it is night."""
    if not clocks:
        return ()
    blocks: list[Block] = [Paragraph(Bold(_("On the members' clocks"))), Bullets(_lines(at, clocks))]
    if people := sum(clock.people for clock in clocks if clock.is_night):
        blocks.append(Paragraph(n_("It is night for {n} member.", "It is night for {n} members.", people)))
    return tuple(blocks)


def _lines(at: datetime, clocks: Sequence[Clock]) -> tuple[Text, ...]:
    lines: list[Text] = []
    for clock in clocks:
        parts: list[Text] = [gatherings.there(at, clock.zone)]
        if clock.is_night:
            parts.append(Bold(_("night")))
        named = clock.institutions[:NAMES]
        if named:
            rest = len(clock.institutions) - len(named)
            parts.append(join((*named, *((n_("{n} more", "{n} more", rest),) if rest else ()))))
        parts.append(n_("{n} member", "{n} members", clock.people))
        lines.append(join(parts, " · "))
    return tuple(lines)


def _called(clock: Clock) -> tuple[str, ...]:
    """Those of a clock by name: its institutions, or its city where members have none."""
    return clock.institutions or (clock.zone.rpartition("/")[2].replace("_", " "),)


def against(clashes: tuple[Clash, ...], by: Text = FIX) -> tuple[Block, ...]:
    if not clashes:
        return ()
    return (
        Paragraph(Bold(_("What stands against that day"))),
        Bullets(tuple(clash.says for clash in clashes)),
        Note(_("Nothing is moved by itself; {button} changes the date.", button=by)),
    )


def _notice(plan: Plan) -> tuple[Block, ...]:
    if plan.meeting.urgency:
        return (Note(_("At short notice, because: {why}", why=plan.meeting.urgency)),)
    if plan.notice_until is None:
        return ()
    last = when.on(plan.notice_until)
    if plan.refused and plan.meeting.is_known:  # it can be moved all the same
        return (
            Paragraph(_("The rules ask for more notice than that: the last day for it was {day}. Better choose a later "
                        "date.", day=last)),
        )  # fmt: skip
    if plan.refused and plan.meeting.kind != "extraordinary":
        return (
            Paragraph(
                _("The notice would be too short: the last day for it was {day}. Choose a later date.", day=last)
            ),
        )
    if plan.refused:
        return (
            Paragraph(_("The notice would be too short: the last day for it was {day}. Choose a later date, or the "
                        "chair records why it is urgent.", day=last)),
        )  # fmt: skip
    return (Paragraph(_("The notice is shorter than usual: the last day for it was {day}.", day=last)),)


def _reach(plan: Plan) -> tuple[Block, ...]:
    if plan.missing:
        return (Paragraph(plan.missing),)
    if not plan.may_announce:
        return (Note(_("The secretariat is asked; it calls the meeting or tells you why not.")),)
    return (
        Paragraph(n_("{n} person is asked to answer, and the channel sees it.",
                     "{n} people are asked to answer, and the channel sees it.", plan.reaches)),
    )  # fmt: skip


def _buttons(plan: Plan) -> tuple[Button, ...]:
    first, last = plan.drafts
    if not last:
        meeting = plan.meeting
        announce = (Button(_("Announce"), AnnouncePlanned(meeting.id, meeting.version), "primary"),)
        urgency = (Button(_("Record urgency"), RecordUrgencyOf(meeting.id)),)
        return (
            *(announce if plan.is_ready else ()),
            *(urgency if plan.refused and plan.may_record_urgency else ()),
            _where_button(meeting),
            Button(_("Title and text"), EditMeeting(meeting.id, WORDS)),
            Button(_("Food and cost"), EditMeeting(meeting.id, COSTS)),
            Button(_("Move"), gatherings.MoveGathering(meeting.id)),
        )
    fix = Button(FIX, OpenDraft(first))
    costs = Button(_("Food and cost"), AskCosts(last))
    if not plan.may_announce:
        return (Button(_("Propose it"), Propose(last), "primary"), costs, fix)
    return (
        *((Button(_("Announce"), AnnounceNew(last), "primary"),) if plan.is_ready else ()),
        *((Button(_("Record urgency"), RecordUrgency(last)),) if plan.refused and plan.may_record_urgency else ()),
        Button(_("Save for later"), SaveForLater(last)),
        costs,
        fix,
    )


def _where_button(meeting: gatherings.Gathering) -> Button:
    """Called by what is missing, as long as something is."""
    press = FillIn(meeting.id)
    if meeting.mode != "online" and not meeting.venue.name:
        return Button(_("Add the place"), press, "primary")
    if meeting.mode != "online" and not meeting.venue.room:
        return Button(_("Add the room"), press, "primary")
    if meeting.mode != "in_person" and not meeting.join_link:
        return Button(_("Add the link"), press, "primary")
    return Button(_("Place, link, seats"), press)


def announced(meeting: gatherings.Gathering, people: int, own_zone: str) -> View:
    when = gatherings.times(meeting, own_zone)
    return View.of(
        Paragraph(join((_("Announced: {title}", title=Bold(meeting.title)), when), " · ")),
        Note(n_("{ref}. {n} person is being asked.", "{ref}. {n} people are being asked.", people, ref=meeting.ref)),
    )


def saved(meeting: gatherings.Gathering) -> View:
    return View.of(
        Paragraph(_("Saved: {title}. Nobody was told.", title=Bold(meeting.title))),
        Buttons((Button(_("See it"), gatherings.ShowGathering(meeting.id), "primary"),)),
        Note(_("{ref}. You find it in the list of meetings, with the button to announce it.", ref=meeting.ref)),
    )


# what members propose


def proposal(proposed: Proposal, who: Text, title: str, about: str, when_: Text, answered_by: Text) -> View:
    """To the secretariat: a member would like a meeting."""
    facts = ((_("Proposed by"), who), (_("When"), when_))
    head = (Heading(_("A meeting is proposed: {title}", title=title)), Fields(facts))
    words = (Quote(about),) if about else ()
    match proposed.state:
        case "open":
            row = (
                Button(_("Take it up"), TakeUp(proposed.id), "primary"),
                Button(_("Decline"), DeclineProposal(proposed.id)),
            )
            return View.of(*head, *words, Buttons(row))
        case "taken":
            return View.of(*head, *words, Note(_("Taken up by {who}.", who=answered_by)))
        case "declined":
            said = (Quote(proposed.word),) if proposed.word else ()
            return View.of(*head, *words, Note(_("Declined by {who}.", who=answered_by)), *said)


def proposal_answered(proposed: Proposal, title: str) -> View:
    if proposed.state == "taken":
        text = _("The secretariat takes up the meeting you proposed, {title}. You hear when it is announced.",
                 title=Bold(title))  # fmt: skip
        return View.of(Paragraph(text))
    return View.of(
        Paragraph(_("The meeting you proposed, {title}, will not be called.", title=Bold(title))),
        *((Paragraph((_("The secretariat says"), COLON)), Quote(proposed.word)) if proposed.word else ()),
    )
