"""The agenda: put in order by the secretariat, approved by the chair where there is one, published once to all."""

from dataclasses import replace

from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import items, lookup, views
from bot.features.meetings.actions import PickItem, PublishAgenda, ShiftItem, ShowAgenda, TakeOffItem
from bot.features.meetings.model import AgendaItem, on_agenda, swapped
from bot.features.meetings.notices import AgendaForChair, AgendaReady
from bot.features.meetings.repository import Meetings
from bot.features.meetings.routes import feature
from bot.outbox import JobPayload
from bot.people import People, Role
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Phrase, _
from bot.ui.view import View

PAGE = 500


class TellAgenda(JobPayload, key="meetings.tell_agenda"):
    """Tell those who come that the agenda is out, some hundreds at a time."""

    meeting: str
    after: str


@feature.press(ShowAgenda, may=Permission.ORDER_AGENDA)
async def show_agenda(ctx: Context, press: ShowAgenda) -> Reply:
    return Ephemeral(await bench(ctx, await gatherings.found(ctx, press.meeting)))


@feature.press(PickItem, may=Permission.ORDER_AGENDA)
async def pick_item(ctx: Context, _press: PickItem) -> Reply:
    return Ephemeral(views.item_menu(await items.found(ctx, ctx.choice)))


@feature.press(ShiftItem, may=Permission.ORDER_AGENDA)
async def shift_item(ctx: Context, press: ShiftItem) -> Reply:
    item = await items.found(ctx, press.item)
    meetings = ctx.repository(Meetings)
    for moved in swapped(await meetings.items(item.meeting), item.id, -1 if press.by < 0 else 1):
        await meetings.save_item(moved)
    return Update(await bench(ctx, await gatherings.found(ctx, item.meeting)))


@feature.press(TakeOffItem, may=Permission.ORDER_AGENDA)
async def take_off_item(ctx: Context, press: TakeOffItem) -> Reply:
    item = (await items.found(ctx, press.item)).take_off()
    await items.answered(ctx, item)
    return Update(await bench(ctx, await gatherings.found(ctx, item.meeting)))


@feature.press(PublishAgenda, may=Permission.ORDER_AGENDA)
async def publish(ctx: Context, press: PublishAgenda) -> Reply:
    """Out at once, or first to the chair, whose press is the approval (domain 2.6)."""
    meeting = await gatherings.found(ctx, press.meeting)
    chairs = await lookup.chairs(ctx)
    if chairs and not ctx.me.has(Role.CHAIR):
        notice = AgendaForChair(meeting.id, meeting.version)
        ctx.notify_all(chairs, notice, key=f"meetings.agenda_for_chair:{meeting.id}:{ctx.now.isoformat()}")
        return ctx.whisper(_("The chair is asked to approve it; then it is published."))
    row = on_agenda(await ctx.repository(Meetings).items(meeting.id))
    names = await _owners(ctx, row)
    points = tuple(
        gatherings.Point(item.title, item.kind, names.get(item.owner, ""), item.minutes, item.papers) for item in row
    )
    again = meeting.state == "agenda_published"
    published = meeting if again else meeting.follow("publish_agenda")
    kept = await gatherings.apply(ctx, meeting, replace(published, programme=points))
    ctx.audit("meetings.agenda_published", kept.id, detail=kept.ref)
    ctx.later(TellAgenda(kept.id, ""), key=f"meetings.tell_agenda:{kept.id}:")
    done = _("It is published anew.") if again else _("It is published, and those who come are told.")
    return Update(await bench(ctx, kept, done))


@feature.job(TellAgenda)
async def tell_agenda(ctx: Context, job: TellAgenda) -> None:
    repository = ctx.repository(gatherings.Gatherings)
    meeting = await repository.get(job.meeting)
    if meeting is None or meeting.state != "agenda_published":
        return
    page = await repository.answers(meeting.id, job.after, PAGE)
    coming = [answer.person for answer in page if answer.is_coming]
    ctx.notify_all(coming, AgendaReady(meeting.id), key=f"meetings.agenda:{meeting.id}", expires_at=meeting.starts_at)
    if len(page) == PAGE:
        last = page[-1].person
        ctx.later(TellAgenda(meeting.id, last), key=f"meetings.tell_agenda:{meeting.id}:{last}")


async def bench(ctx: Context, meeting: gatherings.Gathering, done: Phrase | str = "") -> View:
    """The workbench of who orders the agenda; `done` says what was done now."""
    every = await ctx.repository(Meetings).items(meeting.id)
    shown = tuple(item for item in every if item.state != "declined")
    chair_first = bool(await lookup.chairs(ctx)) and not ctx.me.has(Role.CHAIR)
    return views.workbench(meeting, shown, await _owners(ctx, shown), chair_first=chair_first, done=done)


async def _owners(ctx: Context, row: tuple[AgendaItem, ...]) -> dict[str, str]:
    people = await ctx.repository(People).many(tuple({item.owner for item in row}), ctx.now)
    return {person: me.person.known_as for person, me in people.items()}
