"""Who speaks: asked by name, with or without an account, and heard before anything is published (2.3.8)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotFound, Refused
from bot.features.events import access, views
from bot.features.events.actions import (
    AddSpeaker,
    CannotSpeak,
    ChangeConsents,
    DropSpeaker,
    ShowSpeakers,
    SpeakerCalendar,
    WillSpeak,
)
from bot.features.events.model import Speaker, silent
from bot.features.events.notices import SpeakerAnswered, SpeakerAsked, SpeakerConfirmed
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import JobPayload, Priority, new_id
from bot.people import People, Person
from bot.permissions import Permission
from bot.routing import Parameter
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _

ASK_AGAIN = (timedelta(days=4), timedelta(days=9))
"""After so long without an answer a speaker is asked once more."""


class RemindSpeaker(JobPayload, key="events.remind_speaker"):
    """Ask a speaker again who has not answered; `again` counts."""

    event: str
    person: str
    asked: str
    again: int


@feature.command(
    "event speaker",
    help=_("Name who speaks at an event"),
    may=Permission.RUN_SESSION,
    parameters=(Parameter("ref", _("Reference such as EVT-2027-007"), required=True, source="events"),),
)
async def speaker(ctx: Context) -> Reply:
    event = await access.to_run(ctx, ctx.args["ref"])
    return Ephemeral(await _list(ctx, event))


@feature.press(ShowSpeakers)
async def show(ctx: Context, press: ShowSpeakers) -> Reply:
    return Ephemeral(await _list(ctx, await access.to_run(ctx, press.event)))


@feature.press(AddSpeaker)
async def add(ctx: Context, press: AddSpeaker) -> Reply:
    event = await access.to_run(ctx, press.event)
    _ensure_has_date(ctx, event)
    return await ctx.open("events.speaker", event.id, afresh=True)


async def build_add(ctx: Context, draft: Draft) -> Form:
    return views.speaker_form(draft.id, await access.to_run(ctx, draft.subject), ctx.profile.languages)


@feature.form("events.speaker", build_add)
async def ask(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Put somebody on the programme and ask; nobody is named in public before the answer."""
    event = await access.to_run(ctx, draft.subject)
    _ensure_has_date(ctx, event)
    person = await _person(ctx, {key: str(value) for key, value in values.items()})
    events = ctx.repository(Events)
    before = await events.speaker(event.id, person) or Speaker(event.id, person)
    if before.version and before.counts:
        raise Invalid({"person": _("This person is on the programme already.")})
    affiliation = str(values.get("affiliation", "")) or before.affiliation
    asked = replace(before, said="invited", affiliation=affiliation, asked_at=ctx.now, answered_at=None)
    await events.save_speaker(asked)
    ctx.audit("events.speaker_asked", event.id, on_behalf_of=person)
    mark = f"{event.id}:{person}:{ctx.now.isoformat()}"
    ctx.notify(person, SpeakerAsked(event.id, 0), key=f"events.asked:{mark}", expires_at=event.starts_at)
    for number, after in enumerate(ASK_AGAIN, 1):
        if ctx.now + after < event.starts_at:
            again = RemindSpeaker(event.id, person, ctx.now.isoformat(), number)
            ctx.later(again, at=ctx.now + after, key=f"events.ask_again:{mark}:{number}")
    if gatherings.LIFECYCLES["event"].permits("invite_speaker", event.state):
        event = await gatherings.keep(ctx, event.follow("invite_speaker"))
    await ctx.finish(draft)
    return Ephemeral(await _list(ctx, event))


async def _person(ctx: Context, typed: dict[str, str]) -> str:
    """The member that was chosen, or the record of somebody from outside: an address, and no role."""
    people = ctx.repository(People)
    if typed.get("person"):
        try:
            return (await people.me(typed["person"], ctx.now)).id
        except NotFound:
            raise Invalid({"person": _("Choose somebody from the list, please.")}) from None
    if not typed.get("name") or not typed.get("email"):
        missing = "name" if not typed.get("name") else "email"
        raise Invalid({missing: _("Choose a member, or give name and e-mail of somebody from outside.")})
    known = await people.by_email(typed["email"])
    if known is not None:
        return known.id
    language = typed.get("language") or ctx.reader.language
    outside = Person(new_id(), typed["name"], email=typed["email"], languages=(language,))
    await people.add(outside, ctx.now)
    return outside.id


@feature.press(DropSpeaker)
async def drop(ctx: Context, press: DropSpeaker) -> Reply:
    """Take somebody off the programme who was asked by mistake, or in whose place somebody else comes."""
    event = await access.to_run(ctx, press.event)
    _ensure_ahead(ctx, event)
    await ctx.repository(Events).remove_speaker(event.id, ctx.choice)
    ctx.audit("events.speaker_dropped", event.id, on_behalf_of=ctx.choice)
    event = await _follow(ctx, event)
    return Update(await _list(ctx, event))


# the speaker's own hand


@feature.press(WillSpeak)
async def will_speak(ctx: Context, press: WillSpeak) -> Reply:
    event, _speaker = await _mine(ctx, press.event)
    return await ctx.open("events.will_speak", event.id)


@feature.press(ChangeConsents)
async def change_consents(ctx: Context, press: ChangeConsents) -> Reply:
    event, _speaker = await _mine(ctx, press.event)
    return await ctx.open("events.will_speak", event.id, afresh=True)


@feature.press(SpeakerCalendar, read_only=True)
async def to_calendar(ctx: Context, press: SpeakerCalendar) -> Reply:
    event, speaker = await _mine(ctx, press.event)
    return Ephemeral(views.speaker_file(access.for_calendar(ctx, event, speaker)))


async def build_will_speak(ctx: Context, draft: Draft) -> Form:
    event, speaker = await _mine(ctx, draft.subject)
    return views.will_speak_form(draft.id, event, speaker)


@feature.form("events.will_speak", build_will_speak)
async def confirm(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The speaker agrees, and says to what; a second time changes only that."""
    event, speaker = await _mine(ctx, draft.subject)
    recording = str(values.get("recording", "yes" if speaker.recording else "no"))  # asked only where one is planned
    agreed = speaker.confirm(
        ctx.now, bio=str(values["bio"]), affiliation=str(values["affiliation"]),
        recording=recording == "yes", slides=values["slides"] == "yes",
        public_bio=values["public_bio"] == "yes",
    )  # fmt: skip
    await ctx.repository(Events).save_speaker(agreed)
    ctx.audit("events.speaker_confirmed", event.id, detail=f"recording={agreed.recording} slides={agreed.slides}")
    await ctx.finish(draft)
    event = await _follow(ctx, event)
    if speaker.said != "confirmed":
        _tell_organiser(ctx, event, agreed)
        key = f"events.confirmed:{event.id}:{agreed.person}:{ctx.now.isoformat()}"
        ctx.notify(agreed.person, SpeakerConfirmed(event.id), key=key, expires_at=event.starts_at)
    return Ephemeral(views.speaker_thanked(event, agreed, gatherings.own_zone(ctx)))


@feature.press(CannotSpeak)
async def cannot_speak(ctx: Context, press: CannotSpeak) -> Reply:
    """Decline or cancel: the organiser is told at once; participants when the organiser has decided."""
    event, speaker = await _mine(ctx, press.event)
    after = speaker.refuse(ctx.now)
    if after != speaker:
        await ctx.repository(Events).save_speaker(after)
        ctx.audit(f"events.speaker_{after.said}", event.id)
        event = await _follow(ctx, event)
        _tell_organiser(ctx, event, after)
    return Update(views.speaker_let_go(event))


async def withdraw_all(ctx: Context, person: str) -> None:
    """Take somebody off every programme ahead who leaves the network for good; the organisers are told."""
    events = ctx.repository(Events)
    for name in await events.spoken_at(person):
        event = await ctx.repository(gatherings.Gatherings).get(name)
        mine = await events.speaker(name, person)
        if event is None or mine is None or not mine.counts or not _is_ahead(event, ctx.now):
            continue
        after = mine.refuse(ctx.now)
        await events.save_speaker(after)
        _tell_organiser(ctx, await _follow(ctx, event), after)


async def _mine(ctx: Context, name: str) -> tuple[gatherings.Gathering, Speaker]:
    """The event and what I said to it; for nobody but who was asked, wherever the button came from."""
    event = await ctx.repository(gatherings.Gatherings).get(name)
    mine = await ctx.repository(Events).speaker(name, ctx.me.id)
    if event is None or mine is None:
        raise NotFound(_("You are not on the programme of this event, or no longer."))
    _ensure_ahead(ctx, event)
    return event, mine


def _tell_organiser(ctx: Context, event: gatherings.Gathering, speaker: Speaker) -> None:
    notice = SpeakerAnswered(event.id, speaker.person, speaker.said)
    key = f"events.answered:{event.id}:{speaker.person}:{speaker.said}:{ctx.now.isoformat()}"
    ctx.notify(event.organiser, notice, key=key, priority=Priority.PROMPT)


async def _follow(ctx: Context, event: gatherings.Gathering) -> gatherings.Gathering:
    """The event's state after an answer; its card shows who speaks, and whether it is recorded, as it stands now."""
    speakers = [s for s in await ctx.repository(Events).speakers(event.id) if s.counts]
    ready = bool(speakers) and not silent(speakers)
    ways = gatherings.LIFECYCLES["event"]
    trigger = "confirm_speakers" if ready else "lose_speaker"
    if ways.permits(trigger, event.state):
        event = await gatherings.keep(ctx, event.follow(trigger))
    if event.is_known:
        if event.recorded and any(speaker.said == "confirmed" and not speaker.recording for speaker in speakers):
            event = await gatherings.keep(ctx, replace(event, recorded=False))
        ctx.redraw(gatherings.GatheringCard(event.id))
    return event


@feature.job(RemindSpeaker)
async def remind_speaker(ctx: Context, job: RemindSpeaker) -> None:
    """Ask again, and let the organiser know at the last time."""
    event = await ctx.repository(gatherings.Gatherings).get(job.event)
    speaker = await ctx.repository(Events).speaker(job.event, job.person)
    if event is None or speaker is None or speaker.said != "invited" or event.is_off or ctx.now >= event.starts_at:
        return
    if speaker.asked_at is None or speaker.asked_at.isoformat() != job.asked:
        return
    mark = f"{job.event}:{job.person}:{job.asked}:{job.again}"
    ctx.notify(job.person, SpeakerAsked(event.id, job.again), key=f"events.asked:{mark}", expires_at=event.starts_at)
    if job.again == len(ASK_AGAIN):
        ctx.notify(event.organiser, SpeakerAnswered(event.id, job.person, "invited"), key=f"events.silent:{mark}")


def _is_ahead(event: gatherings.Gathering, now: datetime) -> bool:
    """Whether it still takes place; what is postponed does, some time."""
    return event.is_postponed or not (event.is_off or event.is_over or now >= event.ends_at)


def _ensure_ahead(ctx: Context, event: gatherings.Gathering) -> None:
    if not _is_ahead(event, ctx.now):
        raise Refused(_("It is over, or called off: the programme can no longer change."), rule="over")


def _ensure_has_date(ctx: Context, event: gatherings.Gathering) -> None:
    """Who is asked to speak must know when."""
    _ensure_ahead(ctx, event)
    if event.is_postponed:
        raise Refused(_("It is postponed. Set a new date first, so that speakers know what they agree to."),
                      rule="postponed")  # fmt: skip


async def _list(ctx: Context, event: gatherings.Gathering) -> views.View:
    speakers = await ctx.repository(Events).speakers(event.id)
    names = await access.names_of(ctx, (speaker.person for speaker in speakers))
    return views.speakers(event, [(names[speaker.person], speaker) for speaker in speakers])
