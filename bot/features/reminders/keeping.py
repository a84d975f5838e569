"""Look at one's reminders, put them off, delete them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.errors import NotFound
from bot.features.reminders import views
from bot.features.reminders.model import Delay, Reminder
from bot.features.reminders.repository import Reminders
from bot.features.reminders.routes import MAY, feature
from bot.features.reminders.telling import keys_of, schedule
from bot.routing import Rank
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _

_GONE = _("This reminder is no longer there.")


@feature.command("reminder list", help=_("Your reminders: put off or delete them"), may=MAY, menu=_("My reminders"),
                 rank=Rank.OWN, read_only=True)  # fmt: skip
async def show_list(ctx: Context) -> Reply:
    return Ephemeral(views.listing(await ctx.repository(Reminders).open_of(ctx.me.id)))


@feature.press(views.ShowPage, may=MAY)
async def show_page(ctx: Context, press: views.ShowPage) -> Reply:
    reminders = await ctx.repository(Reminders).open_of(ctx.me.id)
    return Update(views.listing(reminders, max(0, press.number)))


@feature.press(views.Open, may=MAY)
async def open_one(ctx: Context, _press: views.Open) -> Reply:
    return Update(views.card(await _own(ctx, ctx.choice)))


@feature.press(views.PutOff, may=MAY)
async def put_off(ctx: Context, press: views.PutOff) -> Reply:
    """A second press, here or on another platform, changes nothing more."""
    reminder = await _own(ctx, press.reminder)
    reminders, zone, by = ctx.repository(Reminders), ZoneInfo(ctx.reader.zone), _delay(press.by)
    if reminder.rule:
        later = reminder.once_more(by, _instant(press.of), ctx.now, zone)
        if await reminders.add(later):
            schedule(ctx, later)
        return Update(views.put_off(await _own(ctx, later.id)))
    if reminder.version == press.version or reminder.due_at is None:
        await ctx.withdraw(keys_of(reminder.id))
        reminder = await reminders.save(reminder.put_off(by, ctx.now, zone))
        schedule(ctx, reminder)
    return Update(views.put_off(reminder))


@feature.press(views.Delete, may=MAY)
async def delete(ctx: Context, press: views.Delete) -> Reply:
    reminders = ctx.repository(Reminders)
    reminder = await _own(ctx, press.reminder)
    await reminders.delete(reminder.id)
    await ctx.withdraw(keys_of(reminder.id))
    return Update(views.listing(await reminders.open_of(ctx.me.id)))


async def _own(ctx: Context, reminder: str) -> Reminder:
    found = await ctx.repository(Reminders).get(reminder)
    if found is None or found.person != ctx.me.id:
        raise NotFound(_GONE)
    return found


def _delay(text: str) -> Delay:
    if text not in ("hour", "tomorrow", "week"):
        raise NotFound(_GONE)
    return text


def _instant(mark: str) -> datetime:
    try:
        return datetime.strptime(mark, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        raise NotFound(_GONE) from None
