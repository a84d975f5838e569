"""Set a reminder: typed in one line, or in a form when something is missing or was not understood."""

from zoneinfo import ZoneInfo

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotFound, Refused
from bot.features.reminders import views
from bot.features.reminders.model import LONGEST, MOST, Reminder
from bot.features.reminders.repository import Reminders
from bot.features.reminders.routes import MAY, feature
from bot.features.reminders.telling import keys_of, schedule
from bot.forms import Form, clean
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.recurrence import rrule
from bot.routing import Parameter
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, Text, _
from bot.when import phrases
from bot.when.dates import NotUnderstood
from bot.when.phrases import Found


@feature.command("reminder add", help=_("Be reminded at a time, once or again and again"), may=MAY,
                 unsaid=True,
                 parameters=(Parameter("when", _("For example: tomorrow at 8, every Monday at 9")),
                             Parameter("text", _("What to remind you of"))))  # fmt: skip
async def add(ctx: Context) -> Reply:
    """All in one line ("tomorrow at 8 call Wei"), or time and text apart; what is missing is asked for in a form."""
    when, text = ctx.args.get("when", "").strip(), clean(ctx.args.get("text", ""))
    try:
        if when and text and len(text) <= LONGEST:
            return await _keep(ctx, phrases.read(when, zone=_zone(ctx), now=ctx.now), text)
        if when and not text:
            found = phrases.find(when, zone=_zone(ctx), now=ctx.now)
            if found.rest:
                return await _keep(ctx, found, clean(found.rest))
    except NotUnderstood:
        pass  # the form says why, with what was typed in it
    return await ctx.open("reminders.add", values={"when": when, "text": text}, afresh=True)


@feature.press(views.AskNew, may=MAY)
async def ask_new(ctx: Context, _press: views.AskNew) -> Reply:
    return await ctx.open("reminders.add", afresh=True)


async def build_add(ctx: Context, draft: Draft) -> Form:
    when, text = (str(draft.values.get(key, "")) for key in ("when", "text"))
    problem = _too_long(text)
    if when:
        try:
            phrases.read(when, zone=_zone(ctx), now=ctx.now)
        except NotUnderstood as error:
            problem = _("{why} The reminders you have: {command}", why=error.reason, command=Code("/reminder list"))
    return views.add_form(draft.id, when, text, problem)


@feature.form("reminders.add", build_add)
async def submit_add(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    ctx.require(MAY, own=True)
    try:
        found = phrases.read(str(values["when"]), zone=_zone(ctx), now=ctx.now)
    except NotUnderstood as error:
        raise Invalid({"when": error.reason}) from None
    text = str(values["text"])
    if problem := _too_long(text):
        raise Invalid({"text": problem})
    reply = await _keep(ctx, found, text)
    await ctx.finish(draft)
    return reply


async def _keep(ctx: Context, found: Found, text: str) -> Reply:
    """Save it at once, and say back the exact time with a way to undo it."""
    reminders = ctx.repository(Reminders)
    if len(await reminders.open_of(ctx.me.id)) >= MOST:
        raise Refused(_("You have {n} open reminders, which is the most one can have. Delete one first: {command}",
                        n=str(MOST), command=Code("/reminder list")), rule="reminders-most")  # fmt: skip
    rule = rrule(found.rule) if found.rule else ""
    reminder = Reminder(new_id(), ctx.me.id, text, _zone(ctx).key, found.local, rule, found.at, ctx.now)
    await reminders.add(reminder)
    schedule(ctx, reminder)
    return Ephemeral(views.added(reminder))


@feature.press(views.Undo, may=MAY)
async def undo(ctx: Context, press: views.Undo) -> Reply:
    reminder = await ctx.repository(Reminders).get(press.reminder)
    if reminder is not None:
        if reminder.person != ctx.me.id:
            raise NotFound
        await ctx.repository(Reminders).delete(reminder.id)
        await ctx.withdraw(keys_of(reminder.id))
    return Update(views.undone())


def _too_long(text: str) -> Text:
    if len(text) <= LONGEST:
        return ""
    return _("At most {max} characters; this has {count}.", max=str(LONGEST), count=str(len(text)))


def _zone(ctx: Context) -> ZoneInfo:
    return ZoneInfo(ctx.reader.zone)
