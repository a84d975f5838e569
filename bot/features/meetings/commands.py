"""`/meeting`: a year ahead, one meeting, a new one, and what organisers do from the keyboard."""

from datetime import timedelta

from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import planning, ways
from bot.features.meetings.routes import feature
from bot.permissions import Permission
from bot.routing import Parameter, Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Code, _, shortened

A_YEAR = timedelta(days=366)
MOST = 25
SHOWN: tuple[gatherings.State, ...] = (
    "planned", "announced", "agenda_published", "in_session", "postponed", "cancelled",
)  # fmt: skip
REF = Parameter("ref", _("Its reference, such as MTG-2027-Q2"), required=True, source="meetings")


@feature.command("meeting list", help=_("Meetings of the year ahead, in your time"), may=Permission.SEE_DIRECTORY,
                 menu=_("Meetings"), rank=Rank.NETWORK, read_only=True)  # fmt: skip
async def list_meetings(ctx: Context) -> Reply:
    found = await _coming(ctx, MOST + 1)
    view = gatherings.listing(
        _("Meetings"),
        found[:MOST],
        _("No meeting is planned. {command} proposes one.", command=Code("/meeting new")),
        own_zone=gatherings.own_zone(ctx),
        more=len(found) > MOST,
    )
    return Ephemeral(view)


async def _coming(ctx: Context, most: int) -> tuple[gatherings.Gathering, ...]:
    """What lies ahead within a year, or waits for a new date, and this person may know of."""
    found = await ctx.repository(gatherings.Gatherings).listed("meeting", SHOWN, ctx.now, ctx.now + A_YEAR, most * 2)
    waiting = await gatherings.postponed(ctx, "meeting", ctx.now)
    every = (*waiting, *found)
    shown = {one.id for one in await gatherings.those_for(ctx, every) if one.is_known or one.is_foreseen}
    return tuple(one for one in every if one.id in shown or gatherings.may_run(ctx, one))[:most]


@feature.search("meetings", may=Permission.SEE_DIRECTORY)
async def complete(ctx: Context, text: str) -> tuple[Option, ...]:
    words = text.casefold()
    return tuple(
        Option(one.ref, shortened(f"{one.ref} {one.title}"))
        for one in await _coming(ctx, 100)
        if words in f"{one.ref} {one.title}".casefold()
    )[:MOST]


@feature.command("meeting show", help=_("One meeting, with your answer"), may=Permission.SEE_DIRECTORY,
                 parameters=(REF,), read_only=True)  # fmt: skip
async def show(ctx: Context) -> Reply:
    return Ephemeral(await ways.show(ctx, await gatherings.found(ctx, ctx.args["ref"])))


@feature.command("meeting new", help=_("Call a meeting, or propose one"), may=Permission.SEE_DIRECTORY,
                 menu=_("New meeting"), menu_may=Permission.CREATE_EVENT, rank=Rank.DUTY)  # fmt: skip
async def new(ctx: Context) -> Reply:
    return await planning.open_new(ctx)


@feature.command("meeting move", help=_("Give a meeting another time"), may=Permission.RUN_SESSION, parameters=(REF,))
async def move(ctx: Context) -> Reply:
    return await gatherings.open_move(ctx, ctx.args["ref"])


@feature.command("meeting cancel", help=_("Call a meeting off"), may=Permission.RUN_SESSION, parameters=(REF,))
async def cancel(ctx: Context) -> Reply:
    return await gatherings.ask_cancel(ctx, ctx.args["ref"])


@feature.command("meeting catering", help=_("Numbers for the kitchen"), may=Permission.RUN_SESSION, parameters=(REF,))
async def catering(ctx: Context) -> Reply:
    return await gatherings.show_catering(ctx, ctx.args["ref"])


@feature.command("meeting checkin", help=_("Mark who is there"), may=Permission.RUN_SESSION, parameters=(REF,))
async def checkin(ctx: Context) -> Reply:
    return await gatherings.open_list(ctx, ctx.args["ref"])
