"""The list of events, what is added to one for those who look at it, and the organiser's tools."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.features.events.actions import (
    AddMaterials,
    Ask,
    ConfirmPublish,
    Contribute,
    GetNote,
    GiveFeedback,
    InviteSomebody,
    LeftEarly,
    OpenDoor,
    Publish,
    ShowContributions,
    ShowFeedback,
    ShowQuestions,
    ShowSpeakers,
)
from bot.features.events.kinds import Kind
from bot.features.events.views.planning import own_facts, parts_menu
from bot.features.gatherings.api import LIFECYCLES, ChangeDetails, Gathering, ShowGathering, facts, listing
from bot.features.gatherings.api import tools as shared_tools
from bot.forms import Field, Form
from bot.profile import Profile
from bot.ui.blocks import Block, Button, Buttons, Fields, Heading, LinkButton, Note, Option, Paragraph
from bot.ui.text import Bold, Code, Moment, Text, _, join, n_
from bot.ui.view import View

STILL_ON: Final = timedelta(days=14)
"""How long ago an event may have begun that is still going on."""
LOOKED_BACK: Final = timedelta(days=180)
INVITED: Final = ("first", "second", "third", "fourth", "fifth")


def public_facts(
    profile: Profile, event: Gathering, speakers: Sequence[Text], bios: Sequence[tuple[Text, str]]
) -> tuple[tuple[Text, Text], ...]:
    """What stands on every card of an event: its kind and answers, who speaks, and the call while it is open."""
    pairs = list(own_facts(profile, event))
    if speakers:
        pairs.append((n_("Speaker", "Speakers", len(speakers)), join(speakers, "; ")))
    pairs += [(_("About {who}", who=who), bio) for who, bio in bios]
    if until := event.extra.get("call_until"):
        pairs.append((_("Call for contributions until"), Moment(datetime.fromisoformat(until))))
    return tuple(pairs)


def overview(
    events: Sequence[Gathering],
    lectures: Sequence[Gathering],
    prepared: Sequence[Gathering],
    kind: Kind | None,
    *,
    more: bool,
    proposes: bool = True,
) -> View:
    heading: Text = _("What is coming: {kind}", kind=kind.label) if kind else _("Events")
    parts: list[Block] = []
    if events or not (lectures or prepared):
        empty: Text = _("Nothing is announced at the moment.")
        if proposes:
            empty = _("Nothing is announced at the moment. {command} proposes something.", command=Code("/event new"))
        parts += listing(heading, events, empty, more=more).blocks
    if lectures:
        parts += listing(_("Lectures for members"), lectures, "").blocks
    if prepared:
        parts += listing(_("In preparation, seen by organisers only"), prepared, "").blocks
    return View(tuple(parts))


def no_such_kind(options: Sequence[Option]) -> View:
    return View.of(
        Paragraph(_("There is no such kind of event here. There are: {kinds}.", kinds=join(o.label for o in options)))
    )


def in_preparation(event: Gathering) -> Note:
    return Note(_("Seen by organisers only: {state}.", state=LIFECYCLES["event"].labels[event.state]))


def for_everybody(
    event: Gathering, kind: Kind, now: datetime, *, took_part: bool, has_note: bool, has_spoken: bool
) -> tuple[Block, ...]:
    """What somebody may do with an event besides answering: contribute, ask, look back."""
    if event.is_off or not event.is_known:
        return ()
    row: list[Button | LinkButton] = []
    until = event.extra.get("call_until")
    if until and now <= datetime.fromisoformat(until):
        row.append(Button(_("Send a contribution"), Contribute(event.id)))
    if kind.questions and now < event.ends_at:
        row.append(Button(_("Ask the speakers"), Ask(event.id)))
    if took_part:
        row += [LinkButton(label, url) for label, url in _links(event)]
        row.append(Button(_("Change my feedback") if has_spoken else _("Feedback"), GiveFeedback(event.id)))
        if has_note:
            row.append(Button(_("Note of attendance"), GetNote(event.id)))
    return (Buttons(tuple(row)),) if row else ()


def _links(event: Gathering) -> list[tuple[Text, str]]:
    every = [(_("Recording"), event.recording), (_("Slides"), event.slides)]
    return [(label, url) for label, url in every if url]


def tools(event: Gathering, kind: Kind, now: datetime, *, records: bool) -> tuple[Block, ...]:
    """The organiser's rows, by what is possible now; `records`: with what is said on behalf of others."""
    if event.state == "idea":
        return ()
    row = [Button(_("Speakers"), ShowSpeakers(event.id))]
    if not event.is_off and not event.is_known:
        row.insert(0, Button(_("Publish"), Publish(event.id), "primary"))
    if not event.is_off and not event.is_over:
        row.append(Button(_("Invite by name"), InviteSomebody(event.id)))
    if event.extra.get("call_until"):
        row.append(Button(_("Contributions"), ShowContributions(event.id)))
    if kind.questions and event.is_known:
        row.append(Button(_("Questions"), ShowQuestions(event.id)))
    begun = event.is_known and not event.is_off and now.astimezone(event.zone_info).date() >= event.local.date()
    after: list[Button] = []
    if begun:
        after.append(Button(_("Check in"), OpenDoor(event.id)))
        if kind.is_training:
            after.append(Button(_("Left early"), LeftEarly(event.id)))
        after.append(Button(_("Recording and slides"), AddMaterials(event.id)))
        after.append(Button(_("What they thought"), ShowFeedback(event.id)))
    words = () if event.is_over else (parts_menu(event, kind),)
    shared = shared_tools(event, records=records)
    return (Buttons(tuple(row)), *((Buttons(tuple(after)),) if after else ()), *words, *shared)


def confirm_publish(event: Gathering, own_zone: str, *, wished: bool, has_speakers: bool = True) -> View:
    """The last look: what everybody will see, where it goes, and what cannot be taken back."""
    notes: list[Text] = []
    if event.recorded and has_speakers:
        notes.append(_("The announcement says that it is recorded; every speaker has agreed."))
    elif event.recorded:
        notes.append(
            _("The announcement says that it is recorded. Who is asked to speak later is asked about that, too.")
        )
    elif wished:
        notes.append(_("It will not be recorded: not every speaker has agreed."))
    reach: Text = _("The card goes to the announcements of every platform, and by mail to members without chat.")
    if event.access == "invited":
        reach = _("Only those invited by name are told, one by one.")
    elif event.access == "public":
        notes.insert(
            0, _("Everybody may see it: it stands on the network's public page and in the public calendar, too.")
        )
    return View.of(
        Heading(_("Publish {title}?", title=event.title)),
        Fields(facts(event, own_zone)),
        Paragraph(reach),
        *(Note(note) for note in notes),
        Buttons((Button(_("Publish now"), ConfirmPublish(event.id, event.version), "primary"),)),
    )


def not_complete(event: Gathering, reason: Text) -> View:
    """What is missing before it can be published, and the way to add it."""
    return View.of(
        Paragraph(reason),
        Buttons((Button(_("Place, link, seats"), ChangeDetails(event.id), "primary"),)),
        Note(event.ref),
    )


def published(event: Gathering) -> View:
    return View.of(
        Paragraph(_("{title} is published.", title=Bold(event.title))),
        Buttons((Button(_("See who comes"), ShowGathering(event.id), "primary"),)),
        Note(event.ref),
    )


def taken_up(event: Gathering, organiser: Text) -> View:
    return View.of(
        Paragraph(_("Your idea {title} is being planned; {who} organises it.", title=Bold(event.title), who=organiser)),
        Note(event.ref),
    )


def invite_form(draft: str, event: Gathering) -> Form:
    fields = [
        Field(key, _("Who"), "search", required=not number, source="members", hint=_("Begin to type the name"))
        for number, key in enumerate(INVITED)
    ]
    when: Text = _("They are asked as soon as it is published.")
    if event.is_known:
        when = _("They are asked at once.")
    return Form(draft, _("Invite by name"), tuple(fields), submit=_("Invite"), intro=when)


def invited(event: Gathering, new: int) -> View:
    return View.of(
        Paragraph(n_("{n} person is on the list of {title} now.", "{n} people are on the list of {title} now.", new,
                     title=Bold(event.title))),
        Buttons((Button(_("Invite by name"), InviteSomebody(event.id)),)),
    )  # fmt: skip
