"""What is said later about an event, from today's state; what no longer holds is not said."""

from dataclasses import replace

from bot.context import Context
from bot.features.events import access, views
from bot.features.events.model import Speaker, silent
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.outbox import Card, Notice
from bot.people import People, mention
from bot.ports import MAIL
from bot.ui.text import Text
from bot.ui.view import View


class IdeaCard(Card, key="events.idea"):
    """The office's card of a member's idea."""

    event: str


class IdeaTakenUp(Notice, key="events.taken_up"):
    """To who proposed it."""

    event: str


class SpeakerAsked(Notice, key="events.speaker_asked"):
    """Asks somebody to speak; `again` counts the reminders."""

    event: str
    again: int


class SpeakerConfirmed(Notice, key="events.speaker_confirmed"):
    """By mail to who has agreed: what was agreed, with the event for the calendar. In chat both stood in the answer."""

    event: str


class SpeakerReminder(Notice, key="events.speaker_reminder"):
    """To who speaks, when those are reminded who listen. `starts` as in SpeakerBrief."""

    gentle = True
    event: str
    starts: str


class OrganiserReminder(Notice, key="events.organiser_reminder"):
    """The same to the organiser, with how many come."""

    gentle = True
    event: str
    starts: str


class SpeakerTold(Notice, key="events.speaker_told"):
    """To a speaker: time, place or link are different now, or it is off."""

    event: str
    sequence: int


class SpeakerAnswered(Notice, key="events.speaker_answered"):
    """To the organiser: somebody has confirmed, cannot, or has cancelled (`said`)."""

    event: str
    speaker: str
    said: str


class SpeakerBrief(Notice, key="events.brief"):
    """To a speaker three weeks before: what, when, where, who moderates. `starts` (ISO 8601) is what it is due for."""

    event: str
    starts: str


class DryRun(Notice, key="events.dry_run"):
    """To organiser and speakers a week before: try the room and the sound."""

    event: str
    starts: str


class RoomOpens(Notice, key="events.room_opens"):
    """To who takes part, a quarter of an hour before, with the link (INV-40)."""

    event: str
    starts: str


class QuestionsOpen(Card, key="events.questions_open"):
    """In the channel the day before: what would you like to ask?"""

    event: str


class AskForQuestions(Notice, key="events.ask_for_questions"):
    """The same to one person, where the event is for those invited by name."""

    gentle = True
    event: str


class AskFeedback(Notice, key="events.ask_feedback"):
    """To who was there: how was it, and the note of attendance. Not to who wants duties only (annoyance 19)."""

    gentle = True
    event: str


class Materials(Notice, key="events.materials_there"):
    """To who took part: recording and slides are there. Who wants duties only finds them on the event."""

    event: str
    what: str
    """Which of the two are new: it tells one message from the next."""


class RecordingMissing(Notice, key="events.recording_missing"):
    """To the organiser some days after: participants wait for the recording and the answers."""

    event: str


class Statistics(Notice, key="events.statistics"):
    """To the organiser a week after: how many registered, came, and what they thought."""

    event: str


@feature.card(IdeaCard)
async def draw_idea(ctx: Context, card: IdeaCard) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(card.event)
    if event is None:
        return None
    proposer = event.extra.get(access.PROPOSER) or event.organiser
    facts = views.own_facts(ctx.profile, event)
    return views.idea(event, await _who(ctx, proposer), facts, is_open=event.state == "idea")


@feature.notice(IdeaTakenUp)
async def say_taken_up(ctx: Context, notice: IdeaTakenUp) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    return None if event is None or event.is_off else views.taken_up(event, await _who(ctx, event.organiser))


@feature.notice(SpeakerAsked)
async def ask_speaker(ctx: Context, notice: SpeakerAsked) -> View | None:
    event, speaker = await _as_speaker(ctx, notice.event)
    if event is None or speaker is None or ctx.now >= event.starts_at:
        return None
    if speaker.said != "invited":  # the link in the mail is the way back to what was said
        return _as_said(ctx, event, speaker)
    who = await _who(ctx, event.organiser)
    return views.speaker_asked(event, who, gatherings.own_zone(ctx), again=notice.again > 0)


def _as_said(ctx: Context, event: gatherings.Gathering, speaker: Speaker) -> View:
    if speaker.said == "confirmed":
        return views.speaker_thanked(event, speaker, gatherings.own_zone(ctx))
    return views.speaker_let_go(event)


@feature.notice(SpeakerConfirmed)
async def confirm_by_mail(ctx: Context, notice: SpeakerConfirmed) -> View | None:
    event, speaker = await _as_speaker(ctx, notice.event)
    if event is None or speaker is None or ctx.place.platform != MAIL or ctx.now >= event.starts_at:
        return None
    return _with_calendar(ctx, _as_said(ctx, event, speaker), event, speaker)


@feature.notice(SpeakerReminder)
async def remind_speaker(ctx: Context, notice: SpeakerReminder) -> View | None:
    event, speaker = await _as_speaker(ctx, notice.event)
    if event is None or speaker is None or speaker.said != "confirmed" or not _due(ctx, event, notice.starts):
        return None
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    if answer.is_coming:  # is reminded as a participant
        return None
    return views.speaker_reminded(event, gatherings.own_zone(ctx))


@feature.notice(OrganiserReminder)
async def remind_organiser(ctx: Context, notice: OrganiserReminder) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.is_off or not _due(ctx, event, notice.starts) or not gatherings.may_run(ctx, event):
        return None
    so_far = await gatherings.so_far(ctx, event)
    opens = gatherings.leads_to_tools(ctx)
    return views.organiser_reminded(event, gatherings.own_zone(ctx), ctx.now, so_far, opens=opens)


@feature.notice(SpeakerTold)
async def tell_speaker(ctx: Context, notice: SpeakerTold) -> View | None:
    event, speaker = await _as_speaker(ctx, notice.event, also_off=True)
    if event is None or speaker is None or not speaker.counts or event.sequence != notice.sequence:
        return None
    return _with_calendar(ctx, views.speaker_told(event, speaker, gatherings.own_zone(ctx)), event, speaker)


@feature.notice(SpeakerAnswered)
async def tell_answer(ctx: Context, notice: SpeakerAnswered) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    speaker = await ctx.repository(Events).speaker(notice.event, notice.speaker)
    off = event is None or (event.is_off and not event.is_postponed)
    if event is None or off or speaker is None or speaker.said != notice.said:
        return None
    missing = silent(await ctx.repository(Events).speakers(event.id))
    who, opens = await _who(ctx, speaker.person), gatherings.leads_to_tools(ctx)
    return views.speaker_answered(event, speaker, who, len(missing), opens=opens)


@feature.notice(SpeakerBrief)
async def brief_speaker(ctx: Context, notice: SpeakerBrief) -> View | None:
    event, speaker = await _as_speaker(ctx, notice.event)
    if event is None or speaker is None or speaker.said != "confirmed" or not _due(ctx, event, notice.starts):
        return None
    return views.brief(event, await _who(ctx, event.organiser), gatherings.own_zone(ctx))


@feature.notice(DryRun)
async def propose_dry_run(ctx: Context, notice: DryRun) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.is_off or not _due(ctx, event, notice.starts):
        return None
    return views.dry_run(event, await _who(ctx, event.organiser), gatherings.own_zone(ctx))


@feature.notice(RoomOpens)
async def open_room(ctx: Context, notice: RoomOpens) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.starts_at.isoformat() != notice.starts or ctx.now >= event.ends_at:
        return None
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    speaker = await ctx.repository(Events).speaker(event.id, ctx.me.id)
    speaks = speaker is not None and speaker.said == "confirmed" and not event.is_off
    if not gatherings.gets_link(event, answer) and not (speaks and event.join_link):
        return None
    return views.room_opens(event, gatherings.own_zone(ctx))


@feature.card(QuestionsOpen)
async def ask_for_questions(ctx: Context, card: QuestionsOpen) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(card.event)
    if event is None or event.is_off or not event.is_known:
        return None
    names = [
        await _who(ctx, s.person) for s in await ctx.repository(Events).speakers(event.id) if s.said == "confirmed"
    ]
    return views.questions_open(event, names, is_open=ctx.now < event.ends_at)


@feature.notice(AskForQuestions)
async def ask_one_for_questions(ctx: Context, notice: AskForQuestions) -> View | None:
    return await ask_for_questions(ctx, QuestionsOpen(notice.event))


@feature.notice(AskFeedback)
async def ask_feedback(ctx: Context, notice: AskFeedback) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.is_off or _wants_duties_only(ctx):
        return None
    if await ctx.repository(Events).feedback_of(notice.event, ctx.me.id):
        return None
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    return views.ask_feedback(event, has_note=access.earns_note(ctx.profile, event, answer))


@feature.notice(Materials)
async def tell_materials(ctx: Context, notice: Materials) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or not (event.recording or event.slides) or _wants_duties_only(ctx):
        return None
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    return views.materials(event) if access.took_part(event, answer, ctx.now) else None


@feature.notice(RecordingMissing)
async def remind_of_recording(ctx: Context, notice: RecordingMissing) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.is_off or event.recording or event.slides:
        return None
    return views.recording_missing(event)


@feature.notice(Statistics)
async def say_statistics(ctx: Context, notice: Statistics) -> View | None:
    event = await ctx.repository(gatherings.Gatherings).get(notice.event)
    if event is None or event.is_off:
        return None
    heads = await ctx.repository(gatherings.Gatherings).attendance(event.id)
    return views.statistics(event, heads.promised, heads.present, await ctx.repository(Events).feedback(event.id))


def _wants_duties_only(ctx: Context) -> bool:
    """No `news` either: who took part is told, also in chat and without having asked for announcements there."""
    return ctx.me.person.digest == "duties_only"


def _due(ctx: Context, event: gatherings.Gathering, starts: str) -> bool:
    """Whether it was not moved since and is still ahead."""
    return event.starts_at.isoformat() == starts and ctx.now < event.starts_at


async def _as_speaker(
    ctx: Context, name: str, *, also_off: bool = False
) -> tuple[gatherings.Gathering | None, Speaker | None]:
    event = await ctx.repository(gatherings.Gatherings).get(name)
    if event is None or (event.is_off and not also_off):
        return None, None
    return event, await ctx.repository(Events).speaker(event.id, ctx.me.id)


def _with_calendar(ctx: Context, view: View, event: gatherings.Gathering, speaker: Speaker) -> View:
    """By mail the event for the calendar comes along to who speaks; in chat a button gives it."""
    if ctx.place.platform != MAIL or speaker.said != "confirmed":
        return view
    return replace(view, files=(*view.files, access.for_calendar(ctx, event, speaker)))


async def _who(ctx: Context, person: str) -> Text:
    me = (await ctx.repository(People).many((person,), ctx.now)).get(person)
    return mention(me.person) if me else "?"
