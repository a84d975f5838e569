"""Keep our record of each space true: on connecting, when a channel goes, when somebody leaves or we are removed."""

import json
from dataclasses import replace

from bot.context import Context
from bot.features.admin.model import mapped, mapped_roles
from bot.features.admin.routes import feature
from bot.interactions import Account, Event
from bot.listing import EnlistAll
from bot.notifying import SECRETARIAT, SpaceChanged
from bot.outbox import JobPayload, Notice, new_id
from bot.people import People, Person, Role, RoleGrant
from bot.ports import Notes, Space, Spaces
from bot.ui.blocks import Paragraph
from bot.ui.text import Code, _
from bot.ui.view import View

AT_ONCE = 500
"""People put in order in one transaction."""


class ProjectEverybody(JobPayload, key="admin.project_everybody"):
    """After a change of the space: the access of everybody with a role is put in order, some hundreds at a time."""

    after: str = ""


class ChannelGone(Notice, key="admin.channel_gone"):
    office = True
    platform: str
    channel: str


@feature.on("connected")
async def remember_space(ctx: Context, event: Event) -> None:
    """Take in what the adapter found; channels that bear the profile's names are mapped by themselves."""
    spaces = ctx.repository(Spaces)
    before = await spaces.get(event.place.platform, event.place.space)
    space = before or Space(event.place.platform, event.place.space, event.data.get("sender", ""))
    space = replace(
        space,
        sender=event.data.get("sender", space.sender),
        name=event.data.get("name", space.name),
        seen=json.loads(event.data.get("channels", "{}")),
        open=frozenset(json.loads(event.data.get("open", "[]"))),
        problems=tuple(json.loads(event.data.get("problems", "[]"))),
    )
    if await _is_the_networks(ctx, space):
        await ctx.repository(Notes).keep({_first(space.platform): space.space})
        if "roles" in event.data:
            space = mapped_roles(space, json.loads(event.data["roles"]))
        space = mapped(space, ctx.profile)
    if space == before:
        return
    await spaces.save(space)
    if before is None or (before.channels, before.roles) != (space.channels, space.roles):
        follow(ctx)
    await _welcome_installer(ctx, event)


async def _is_the_networks(ctx: Context, space: Space) -> bool:
    """The first space of a platform there ever was, or one an administrator has set up.

    Whoever invites a bot into a server of his own must not be sent what is said in the secretariat's channel; not even
    when ours has thrown us out, and ours is ours when it takes us back.
    """
    first = await ctx.repository(Notes).recall(_first(space.platform))
    others = any(s.platform == space.platform and s.space != space.space for s in await ctx.repository(Spaces).all())
    return bool(space.channels or space.roles) or first == space.space or (first is None and not others)


def _first(platform: str) -> str:
    return f"first space: {platform}"


async def _welcome_installer(ctx: Context, event: Event) -> None:
    """Who brought us in is the first administrator, if there is none yet."""
    installer, people = event.data.get("installer", ""), ctx.repository(People)
    if not installer or await people.holding(Role.ADMIN, ctx.now):
        return
    account = Account(event.place.platform, event.place.space, installer, event.data.get("installer_name", ""))
    me = await people.recognise(account, ctx.now)
    if me is None:
        me = await people.meet(account, Person(new_id(), account.name or installer), ctx.now)
    await people.grant(me.id, RoleGrant(Role.ADMIN, since=ctx.now, granted_by="installation"))
    ctx.audit("role granted", me.id, detail="admin, by installing")


@feature.job(ProjectEverybody)
async def project_everybody(ctx: Context, job: ProjectEverybody) -> None:
    some = await ctx.repository(People).with_roles(ctx.now, job.after, AT_ONCE)
    for person in some:
        ctx.project(person)
    if len(some) == AT_ONCE:
        ctx.later(ProjectEverybody(some[-1]), key=f"project-everybody:{new_id()}")


@feature.job(SpaceChanged)
async def follow_change(ctx: Context, _job: SpaceChanged) -> None:
    follow(ctx)


def follow(ctx: Context) -> None:
    """After a change of channels or roles: people's access is put in order, and the calendar filled."""
    ctx.later(ProjectEverybody(), key=f"project-everybody:{new_id()}")
    ctx.later(EnlistAll(), key=f"enlist-all:{new_id()}")


@feature.on("channel_gone")
async def lose_channel(ctx: Context, event: Event) -> None:
    """A mapped channel was deleted or archived: the mapping goes, the office is told."""
    spaces = ctx.repository(Spaces)
    space = await spaces.get(event.place.platform, event.place.space)
    gone = event.data.get("channel", event.place.channel)
    if space is None or gone not in space.seen:
        return
    lost = next((key for key, channel in space.channels.items() if channel == gone), None)
    await spaces.save(
        replace(
            space,
            seen={i: name for i, name in space.seen.items() if i != gone},
            open=space.open - {gone},
            channels={key: channel for key, channel in space.channels.items() if channel != gone},
        )
    )
    if lost is not None:
        ctx.announce(SECRETARIAT, ChannelGone(space.platform, space.seen[gone]))


@feature.notice(ChannelGone)
async def say_channel_gone(_ctx: Context, notice: ChannelGone) -> View:
    return View.of(
        Paragraph(
            _("The channel {channel} on {platform} is gone. {command} makes a new one or lets you choose another.",
              channel=Code(notice.channel), platform=notice.platform.capitalize(), command=Code("/admin setup"))
        )
    )  # fmt: skip


@feature.on("left")
async def note_leaving(ctx: Context, event: Event) -> None:
    """The account has left the space; the person and the membership stay."""
    account = event.account
    await ctx.repository(People).mark(account.platform, account.space, account.user, state="left")


@feature.on("joined")
async def note_return(ctx: Context, event: Event) -> None:
    """Somebody we know comes back: the account lives again and gets what the person may enter."""
    account = event.account
    if ctx.me.accounts:
        await ctx.repository(People).mark(account.platform, account.space, account.user, state="live")
        ctx.project(ctx.me.id)


@feature.on("removed")
async def forget_space(ctx: Context, event: Event) -> None:
    await ctx.repository(Spaces).remove(event.place.platform, event.place.space)
