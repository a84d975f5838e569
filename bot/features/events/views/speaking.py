"""What speakers see, and what organisers see of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.features.events.actions import (
    AddSpeaker,
    CannotSpeak,
    ChangeConsents,
    DropSpeaker,
    Publish,
    SpeakerCalendar,
    WillSpeak,
)
from bot.features.events.model import SAYS, Speaker, silent
from bot.features.events.views.planning import LANGUAGE_NAMES
from bot.features.gatherings.api import CancelGathering, Gathering, ShowGathering, facts, formerly, tell_button
from bot.forms import Field, Form
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Fields,
    Heading,
    LinkButton,
    Note,
    Option,
    Paragraph,
)
from bot.ui.text import Bold, Code, Text, _, join, n_
from bot.ui.view import File, View

REFUSES, AGREES = _("No, I do not agree"), _("Yes, I agree")
"""What a speaker says to each thing asked."""
YES_NO = (Option("no", REFUSES), Option("yes", AGREES))


def speaker_form(draft: str, event: Gathering, languages: Sequence[str]) -> Form:
    spoken = tuple(Option(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in languages)
    return Form(
        draft,
        _("Who speaks"),
        (
            Field("person", _("A member"), "search", required=False, source="members",
                  hint=_("Begin to type the name")),
            Field("name", _("Or somebody from outside: name"), required=False, maximum=120),
            Field("email", _("E-mail"), "email", required=False, maximum=200,
                  hint=_("The invitation goes there; no account is needed")),
            Field("affiliation", _("Institution and post"), required=False, maximum=200),
            Field("language", _("Language of the invitation"), "choice", required=False, options=spoken,
                  hint=_("Members read it in their own")),
        ),
        submit=_("Ask"),
        intro=_("{title}: the person is asked now, and named to nobody before the answer.", title=event.title),
    )  # fmt: skip


def speakers(event: Gathering, named: Sequence[tuple[Text, Speaker]]) -> View:
    """For the organiser: who was asked, what they said and agreed to."""
    lines: list[Text] = []
    for name, speaker in named:
        agreed = [
            word
            for word, given in (
                (_("may be recorded"), speaker.recording), (_("slides may be shared"), speaker.slides),
                (_("bio may be published"), speaker.public_bio),
            )
            if given
        ]  # fmt: skip
        told = (name, *((speaker.affiliation,) if speaker.affiliation else ()), SAYS[speaker.said], *agreed)
        lines.append(join(told, " · "))
    dropped = tuple(Option(speaker.person, name) for name, speaker in named if speaker.counts)
    ready = event.state == "speaker_confirmed"
    return View.of(
        Heading(_("Speakers of {title}", title=event.title)),
        *((Bullets(tuple(lines)),) if lines else (Paragraph(_("Nobody has been asked yet.")),)),
        Buttons((
            Button(_("Add a speaker"), AddSpeaker(event.id), "primary"),
            *((Button(_("Publish"), Publish(event.id)),) if ready else ()),
            *((tell_button(event),) if event.is_known and not event.is_off else ()),
        )),
        *((Choice(DropSpeaker(event.id), _("Take off the programme …"), dropped[:25]),) if dropped else ()),
        Note(event.ref),
    )  # fmt: skip


def _facts(event: Gathering, own_zone: str, *, agreed: bool) -> tuple[tuple[Text, Text], ...]:
    """As speakers read them: the link is theirs once they have agreed, the end of registration is not their affair."""
    known = facts(replace(event, answer_by=None), own_zone, linked=True)
    if event.mode == "in_person" or (agreed and event.join_link):
        return known
    link = (
        _("The link is not set yet. It comes to you as soon as it is.")
        if agreed
        else _("The link comes to you once you have agreed.")
    )
    return (*known, (_("Joining online"), link))


def _speakers_row(event: Gathering) -> Buttons:
    """What somebody who speaks can do with it at any time."""
    row: list[Button | LinkButton] = [LinkButton(_("Join online"), event.join_link)] if _has_link(event) else []
    sure = Confirm(_("You cannot speak after all?"), _("The organiser is told at once."), _("I cannot"), _("Back"))
    return Buttons((
        *row,
        Button(_("Add to calendar"), SpeakerCalendar(event.id)),
        Button(_("Change what I agreed to"), ChangeConsents(event.id)),
        Button(_("I cannot after all"), CannotSpeak(event.id), "danger", sure),
    ))  # fmt: skip


def _has_link(event: Gathering) -> bool:
    return bool(event.join_link) and event.mode != "in_person"


def _answers(event: Gathering) -> Buttons:
    sure = Confirm(_("You cannot speak?"), _("The organiser is told at once."), _("I cannot"), _("Back"))
    return Buttons((
        Button(_("I will speak"), WillSpeak(event.id), "primary"),
        Button(_("I cannot"), CannotSpeak(event.id), confirm=sure),
    ))  # fmt: skip


def speaker_asked(event: Gathering, organiser: Text, own_zone: str, *, again: bool) -> View:
    opening = _("May we remind you? {who} asks you to speak at this event, and waits for your answer.", who=organiser)
    if not again:
        opening = _("{who} asks you to speak at this event.", who=organiser)
    return View.of(
        Heading(_("Will you speak? {title}", title=event.title)),
        Paragraph(opening),
        *((Paragraph(event.abstract),) if event.abstract else ()),
        Fields(_facts(event, own_zone, agreed=False)),
        *((Note(_("The organiser would like to record it. That happens only if every speaker agrees.")),)
          if event.recorded else ()),
        _answers(event),
        Note(_("{ref}. You are named to nobody before you have agreed.", ref=event.ref)),
        summary=_("Will you speak? {title}", title=event.title),
    )  # fmt: skip


def will_speak_form(draft: str, event: Gathering, speaker: Speaker) -> Form:
    def asked(key: str, label: Text, given: bool) -> Field:
        return Field(key, label, "choice", options=YES_NO, value="yes" if given else "no")

    agreed = speaker.said == "confirmed"
    return Form(
        draft,
        _("What I agree to") if agreed else _("I will speak"),
        (
            Field("affiliation", _("Your institution and post"), maximum=200, value=speaker.affiliation),
            Field("bio", _("About you, in a few sentences"), "longtext", required=False, maximum=1500,
                  value=speaker.bio),
            *((asked("recording", _("You may be recorded"), speaker.recording),) if event.recorded else ()),
            asked("slides", _("Your slides may be shared"), speaker.slides),
            asked("public_bio", _("What you write about yourself may be published"), speaker.public_bio),
        ),
        submit=_("Save") if agreed else _("I will speak"),
        intro=_("{title}. You are free in each answer; a No changes nothing about your talk.", title=event.title),
    )  # fmt: skip


def speaker_thanked(event: Gathering, speaker: Speaker, own_zone: str) -> View:
    agreed = [(_("Slides"), speaker.slides), (_("Bio"), speaker.public_bio)]
    if event.recorded:
        agreed.insert(0, (_("Recording"), speaker.recording))
    told = _facts(event, own_zone, agreed=True)
    return View.of(
        Heading(_("Thank you: you speak at {title}", title=event.title)),
        Fields((*told, *((label, AGREES if given else REFUSES) for label, given in agreed))),
        _speakers_row(event),
        Note(_("{ref}. I write again before it begins.", ref=event.ref)),
    )


def speaker_reminded(event: Gathering, own_zone: str) -> View:
    return View.of(
        Heading(_("Reminder: you speak at {title}", title=event.title)),
        Fields(_facts(event, own_zone, agreed=True)),
        _speakers_row(event),
        Note(event.ref),
        summary=_("Reminder: you speak at {title}", title=event.title),
    )


def organiser_reminded(
    event: Gathering, own_zone: str, now: datetime, so_far: tuple[Block, ...], *, opens: bool
) -> View:
    """With what was answered until now; `opens` it for changes."""
    link = (LinkButton(_("Join online"), event.join_link),) if _has_link(event) else ()
    way = (Button(_("Open it"), ShowGathering(event.id)),) if opens else ()
    return View.of(
        Heading(_("Reminder: you organise {title}", title=event.title)),
        Fields(facts(event, own_zone, now, linked=bool(link))),
        *so_far,
        *((Buttons((*link, *way)),) if link or way else ()),
        Note(event.ref),
        summary=_("Reminder: you organise {title}", title=event.title),
    )


def speaker_file(file: File) -> View:
    return View.of(Paragraph(_("Open the file to put it into your calendar. If it moves, I tell you.")), files=(file,))


def speaker_let_go(event: Gathering) -> View:
    return View.of(
        Paragraph(_("Thank you for saying so. The organiser of {title} has been told.", title=Bold(event.title))),
        Buttons((Button(_("I will speak"), WillSpeak(event.id)),)),
    )


def speaker_told(event: Gathering, speaker: Speaker, own_zone: str) -> View:
    """After a change: what was before and what is true now, or why it is off."""
    why = (Paragraph(event.why),) if event.why else ()
    if event.is_postponed:
        return View.of(
            Heading(_("Postponed: {title}", title=event.title)),
            Paragraph(_("It does not take place at this time. You hear from me when there is a new one.")),
            *why,
            Note(event.ref),
        )
    if event.is_off:
        return View.of(
            Heading(_("Called off: {title}", title=event.title)),
            Paragraph(_("It does not take place at this time. Thank you for having been ready to speak.")),
            *why,
            Note(event.ref),
        )
    buttons: Block = _answers(event)
    stands = _("You were asked to speak. Please look whether this suits you:")
    if speaker.said == "confirmed":
        buttons = _speakers_row(event)
        stands = _("You are on the programme. Please look whether this suits you:")
    return View.of(
        Heading(_("Changed: {title}", title=event.title)),
        *formerly(event, own_zone),
        Paragraph(stands),
        Fields(_facts(event, own_zone, agreed=speaker.said == "confirmed")),
        buttons,
        Note(event.ref),
    )


def speaker_answered(event: Gathering, speaker: Speaker, who: Text, missing: int, *, opens: bool = True) -> View:
    """To the organiser, with what can be done now: by buttons, or by a command where none may lead there (`opens`)."""
    match speaker.said:
        case "confirmed":
            text: Text = _("{who} speaks at {title}.", who=who, title=Bold(event.title))
        case "invited":
            text = _("{who} has not answered whether to speak at {title}.", who=who, title=Bold(event.title))
        case "declined":
            text = _("{who} cannot speak at {title}.", who=who, title=Bold(event.title))
        case "withdrawn":
            text = _("{who} cannot speak at {title} after all.", who=who, title=Bold(event.title))
    row = [Button(_("Add a speaker"), AddSpeaker(event.id))]
    notes: list[Text] = []
    if speaker.said == "confirmed":
        notes.append(n_("{n} speaker has not answered yet.", "{n} speakers have not answered yet.", missing)
                     if missing else _("Everybody has answered."))  # fmt: skip
        if not missing and not event.is_known:
            row = [Button(_("Publish"), Publish(event.id), "primary")]
        elif not missing:
            row = []
    elif event.is_known:
        row += [tell_button(event), Button(_("Cancel it"), CancelGathering(event.id), "danger")]
        notes.append(_("Participants have not been told; you decide what they hear."))
    if row and not opens:
        notes.append(_("In chat, {command} shows what you can do now.", command=Code(f"/event show ref:{event.ref}")))
        row = []
    return View.of(
        Paragraph(text),
        *((Buttons(tuple(row)),) if row else ()),
        *(Note(note) for note in notes),
        Note(event.ref),
    )


def brief(event: Gathering, organiser: Text, own_zone: str) -> View:
    link = (Buttons((LinkButton(_("Join online"), event.join_link),)),) if event.join_link else ()
    return View.of(
        Heading(_("You speak soon: {title}", title=event.title)),
        Fields((*_facts(event, own_zone, agreed=True), (_("Organiser"), organiser))),
        *link,
        Bullets((
            _("Please send your slides to the organiser a week before."),
            _("Say now if you need anything in the room, or help with the sound."),
            _("Questions of those who listen are collected the day before."),
        )),
        Buttons((Button(_("I cannot after all"), CannotSpeak(event.id)),)),
        Note(event.ref),
    )  # fmt: skip


def dry_run(event: Gathering, organiser: Text, own_zone: str) -> View:
    link = (Buttons((LinkButton(_("Join online"), event.join_link),)),) if event.join_link else ()
    return View.of(
        Heading(_("A trial run: {title}", title=event.title)),
        Paragraph(_("Please agree on ten minutes before it begins, to try the room, the sound and the slides.")),
        Fields((*facts(event, own_zone)[:2], (_("Organiser"), organiser))),
        *link,
        Note(event.ref),
    )


def missing_speakers(named: Sequence[tuple[Text, Speaker]]) -> list[Text]:
    waiting = {speaker.person for speaker in silent([speaker for _name, speaker in named])}
    return [name for name, speaker in named if speaker.person in waiting]
