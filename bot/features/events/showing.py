"""What is coming, one event, and what its organiser can do with it."""

from bot.context import Context
from bot.features.events import access, kinds, views
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.permissions import Permission
from bot.routing import Parameter, Rank
from bot.ui.blocks import Option
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Text, _, shortened

MOST = 25
REF = Parameter("ref", _("Reference such as EVT-2027-007"), required=True, source="events")


@feature.command(
    "event list",
    help=_("What is coming: webinars, lectures, conferences"),
    may=Permission.SEE_PUBLIC,
    menu=_("Events"),
    menu_may=Permission.RSVP,
    rank=Rank.NETWORK,
    read_only=True,
    parameters=(Parameter("kind", _("Only of that kind"), source="event_kinds"),),
)
async def list_events(ctx: Context) -> Reply:
    """Lectures stand apart, for members (CSL-13); what is being prepared is seen by those who prepare it."""
    typed = ctx.args.get("kind", "")
    kind = kinds.named(ctx.profile, typed) if typed else None
    if typed and kind is None:
        return Ephemeral(views.no_such_kind(kinds.options(ctx.profile)))
    coming = list(await gatherings.those_for(ctx, await _listed(ctx, gatherings.PUBLIC)))
    prepared = [event for event in await _listed(ctx, PREPARED) if gatherings.may_run(ctx, event)]
    if kind is not None:
        coming = [event for event in coming if event.kind == kind.key]
        prepared = [event for event in prepared if event.kind == kind.key]
    lectures = [event for event in coming if event.kind in kinds.LECTURES]
    others = [event for event in coming if event.kind not in kinds.LECTURES]
    if not ctx.may(Permission.RSVP):
        lectures = []
    return Ephemeral(views.overview(others[:MOST], lectures[:MOST], prepared[:MOST], kind,
                                    more=max(len(others), len(lectures), len(prepared)) > MOST,
                                    proposes=ctx.may(Permission.PROPOSE_EVENT)))  # fmt: skip


PREPARED: tuple[gatherings.State, ...] = ("idea", "planned", "speaker_invited", "speaker_confirmed")


async def _listed(ctx: Context, states: tuple[gatherings.State, ...]) -> tuple[gatherings.Gathering, ...]:
    since = ctx.now if states is PREPARED else ctx.now - views.STILL_ON
    every = ctx.repository(gatherings.Gatherings)
    found = await every.listed("event", states, since, None, 4 * MOST)
    waiting = () if states is PREPARED else await gatherings.postponed(ctx, "event", ctx.now)
    return (*waiting, *(event for event in found if event.ends_at > ctx.now and event not in waiting))


@feature.search("events", may=Permission.SEE_PUBLIC)
async def complete(ctx: Context, text: str) -> tuple[Option, ...]:
    """References of what the person may know of, the nearest first."""
    states = (*gatherings.PUBLIC, *gatherings.OVER, *PREPARED)
    since = ctx.now - views.LOOKED_BACK
    found = await ctx.repository(gatherings.Gatherings).listed("event", states, since, None, 200)
    wanted = text.casefold()
    fitting = [event for event in found if wanted in f"{event.ref} {event.title}".casefold()]
    shown = {event.id for event in await gatherings.those_for(ctx, fitting) if event.is_known}
    seen = [event for event in fitting if event.id in shown or gatherings.may_run(ctx, event)]
    return tuple(Option(event.ref, shortened(f"{event.ref} {event.title}")) for event in seen[:25])


@feature.command("event show", help=_("One event, with your answer"), may=Permission.SEE_PUBLIC, parameters=(REF,))
async def show(ctx: Context) -> Reply:
    return Ephemeral(await shown(ctx, await access.found(ctx, ctx.args["ref"])))


async def shown(ctx: Context, event: gatherings.Gathering) -> views.View:
    """How it looks to the person who asks: the own answer, what else there is to do, and the organiser's tools."""
    events = ctx.repository(Events)
    kind = kinds.kind_of(ctx.profile, event.kind)
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    view = await gatherings.own_view(ctx, event)
    own = await events.feedback_of(event.id, ctx.me.id)
    extra = views.for_everybody(
        event, kind, ctx.now, took_part=access.took_part(event, answer, ctx.now),
        has_note=access.earns_note(ctx.profile, event, answer), has_spoken=own is not None,
    )  # fmt: skip
    tools: tuple[views.Block, ...] = ()
    if gatherings.may_run(ctx, event):
        records = ctx.may(Permission.RSVP_ON_BEHALF)
        tools = (*await gatherings.so_far(ctx, event), *views.tools(event, kind, ctx.now, records=records))
    if tools and not event.is_known:  # what it is now, which its card in a channel need not say
        tools = (views.in_preparation(event), *tools)
    return views.View((*view.blocks, *extra, *tools), view.summary, view.files)


async def facts(ctx: Context, event: gatherings.Gathering) -> gatherings.Facts:
    """What everybody may read besides: its kind, who has agreed to speak, and what the kind asks for."""
    named: list[Text] = []
    people = await ctx.repository(Events).speakers(event.id)
    confirmed = [speaker for speaker in people if speaker.said == "confirmed"]
    names = await access.names_of(ctx, (speaker.person for speaker in confirmed))
    for speaker in confirmed:
        name = names[speaker.person]
        named.append(_("{name} ({post})", name=name, post=speaker.affiliation) if speaker.affiliation else name)
    bios = [(names[s.person], s.bio) for s in confirmed if s.public_bio and s.bio]
    return views.public_facts(ctx.profile, event, named, bios)


@feature.command("event move", help=_("Give an event another time"), may=Permission.RUN_SESSION, parameters=(REF,))
async def move(ctx: Context) -> Reply:
    event = await access.to_run(ctx, ctx.args["ref"])
    return await gatherings.open_move(ctx, event.id)


@feature.command("event cancel", help=_("Call an event off"), may=Permission.RUN_SESSION, parameters=(REF,))
async def cancel(ctx: Context) -> Reply:
    event = await access.to_run(ctx, ctx.args["ref"])
    return await gatherings.ask_cancel(ctx, event.id)
