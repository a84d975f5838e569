"""From an idea to something everybody knows of; the last look before it is published."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotAllowed, NotFound, Refused
from bot.features.events import access, views
from bot.features.events.actions import ConfirmPublish, InviteSomebody, Publish, TakeUp
from bot.features.events.model import SpeakersMissing, all_agree_to_recording, silent
from bot.features.events.notices import IdeaCard, IdeaTakenUp
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import People
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import _


@feature.press(TakeUp)
async def take_up(ctx: Context, press: TakeUp) -> Reply:
    """The office plans what a member had the idea of, and is its organiser from now on."""
    ctx.require(Permission.CREATE_EVENT)
    event = await ctx.repository(gatherings.Gatherings).get(press.event)
    if event is None or event.is_meeting:
        raise NotFound(gatherings.NO_SUCH)
    if event.state == "idea":
        extra = {**event.extra, access.PROPOSER: event.organiser}
        planned = replace(event.follow("plan"), organiser=ctx.me.id, extra=extra)
        ctx.notify(event.organiser, IdeaTakenUp(event.id), key=f"events.taken_up:{event.id}")
        event = await gatherings.keep(ctx, planned)
        ctx.audit("events.taken_up", event.id)
        ctx.redraw(IdeaCard(event.id))
    elif not gatherings.may_run(ctx, event):
        raise NotAllowed
    return Ephemeral(views.created(event, is_idea=False))


@feature.press(Publish)
async def publish(ctx: Context, press: Publish) -> Reply:
    """Say what publishing does and whom it reaches; refused while a speaker has not confirmed."""
    planned = await access.to_run(ctx, press.event)
    try:
        return Ephemeral(await _last_look(ctx, planned))
    except Refused as refused:
        if refused.rule not in ("venue", "link"):
            raise
        return Ephemeral(views.not_complete(planned, refused.reason))


async def _last_look(ctx: Context, planned: gatherings.Gathering) -> views.View:
    event = await gatherings.with_facts(ctx, await _ready(ctx, planned))
    speakers = await ctx.repository(Events).speakers(event.id)
    return views.confirm_publish(
        event, gatherings.own_zone(ctx), wished=planned.recorded, has_speakers=any(each.counts for each in speakers)
    )


async def _ready(ctx: Context, event: gatherings.Gathering) -> gatherings.Gathering:
    """The event as it would be published: recorded only when every speaker agrees (annoyance 26)."""
    speakers = await ctx.repository(Events).speakers(event.id)
    waiting = silent(speakers)
    if waiting and ctx.profile.events.speaker_confirmed_before_publish:
        raise SpeakersMissing(list((await access.names_of(ctx, (each.person for each in waiting))).values()))
    if event.recorded and not all_agree_to_recording(speakers):
        event = replace(event, recorded=False)
    event.announce(ctx.now)  # refuses while something is missing, or when it is announced already
    return event


@feature.press(ConfirmPublish)
async def publish_now(ctx: Context, press: ConfirmPublish) -> Reply:
    event = await access.to_run(ctx, press.event)
    if event.state == "published":
        return Update(views.published(event))
    if press.version != event.version:  # it was changed after the last look
        return Update(await _last_look(ctx, event))
    published = await gatherings.announce(ctx, await _ready(ctx, event))
    ctx.audit("events.published", event.id, detail=event.ref)
    return Update(views.published(published))


# by name


@feature.press(InviteSomebody)
async def invite(ctx: Context, press: InviteSomebody) -> Reply:
    event = await access.to_run(ctx, press.event)
    return await ctx.open("events.invite", event.id, afresh=True)


async def build_invite(ctx: Context, draft: Draft) -> Form:
    return views.invite_form(draft.id, await access.to_run(ctx, draft.subject))


@feature.form("events.invite", build_invite)
async def put_on_list(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Ask people by name, now or as soon as it is published."""
    event = await access.to_run(ctx, draft.subject)
    if event.is_off or event.is_over:
        raise Refused(_("It is over, or called off: nobody can be invited any more."), rule="over")
    chosen = [str(values.get(key, "")) for key in views.INVITED if values.get(key)]
    known = await ctx.repository(People).many(tuple(chosen), ctx.now)
    wrong = {key: _("Choose somebody from the list, please.") for key in views.INVITED
             if values.get(key) and str(values[key]) not in known}  # fmt: skip
    if wrong or not chosen:
        raise Invalid(dict(wrong) or {views.INVITED[0]: _("Please fill this in.")})
    new = await gatherings.invite(ctx, event, tuple(chosen))
    await ctx.finish(draft)
    return Ephemeral(views.invited(event, new))
