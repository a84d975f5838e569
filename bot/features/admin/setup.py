"""Walk through the channels and roles of a space: what is found, what is missing, what to do. May be run again."""

from dataclasses import replace

from bot.access import roles_for
from bot.actions import Action
from bot.context import Context
from bot.errors import NotFound, Refused
from bot.features.admin.model import ROLE_TITLES, mapped, missing_channels, missing_roles, suits, too_open
from bot.features.admin.routes import feature
from bot.features.admin.spaces import follow
from bot.i18n import LANGUAGES
from bot.listing import EnlistAll
from bot.outbox import NewDelivery, new_id
from bot.permissions import Permission
from bot.ports import Space, Spaces
from bot.profile import Profile
from bot.profile.network import audience
from bot.routing import Rank
from bot.ui.blocks import Block, Bullets, Button, Buttons, Choice, Confirm, Heading, Note, Option, Paragraph
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Bold, ChannelLink, Inline, Text, _, join
from bot.ui.view import View

MAY = Permission.CONFIGURE


class CreateMissing(Action, key="admin.create"):
    platform: str
    space: str


class PickChannel(Action, key="admin.pick"):
    """Choose which of the profile's channels to map by hand."""

    platform: str
    space: str


class MapChannel(Action, key="admin.map"):
    platform: str
    space: str
    channel_key: str


class SpeakLanguage(Action, key="admin.channel_language"):
    platform: str
    space: str


class LookAgain(Action, key="admin.look"):
    platform: str
    space: str


def page(space: Space, profile: Profile) -> View:
    """The state of one space, with the next step on top."""
    channels, roles = missing_channels(space, profile), missing_roles(space)
    problems: tuple[Text, ...] = (*(_open(profile, key) for key in too_open(space, profile)), *space.problems)
    where = (space.platform, space.space)
    blocks: list[Block] = [Heading(_("Setting up {space}", space=space.name or space.platform.capitalize()))]
    if channels or roles:
        names = join((*(profile.channel_names[key] for key in channels), *(f"@{ROLE_TITLES[r]}" for r in roles)))
        confirm = Confirm(_("Create these?"), _("I will create: {names}", names=names), _("Create"), _("Not now"))
        blocks += [
            Paragraph(_("Missing: {names}", names=names)),
            Buttons((Button(_("Create what is missing"), CreateMissing(*where), "primary", confirm),
                     Button(_("Look again"), LookAgain(*where)))),
        ]  # fmt: skip
    else:
        blocks += [] if too_open(space, profile) else [Paragraph(_("Everything is in place."))]
        blocks.append(Buttons((Button(_("Look again"), LookAgain(*where)),)))
    if problems:
        blocks += [Paragraph(Bold(_("Please put this right:"))), Bullets(problems)]
    blocks += [
        Bullets(tuple(_channel_line(space, profile, key) for key in profile.channels)),
        Choice(PickChannel(*where), _("Use another channel for …"),
               tuple(Option(key, name) for key, name in profile.channel_names.items())),
        Choice(SpeakLanguage(*where), _("Language of the channels"),
               tuple(Option(tag, {"en": "English", "zh-Hans": "简体中文"}[tag]) for tag in LANGUAGES),
               selected=(space.language,) if space.language in LANGUAGES else ()),
        Note(_("Channels with these names are found by themselves. You can run this as often as you like.")),
    ]  # fmt: skip
    return View(tuple(blocks), _("Setting up"))


def _named(space: Space) -> Text:
    """A space by name and platform: the same network is called the same on both."""
    platform = space.platform.capitalize()
    return _("{space} on {platform}", space=space.name, platform=platform) if space.name else platform


def _open(profile: Profile, key: str) -> Text:
    return _("{name} can be read by everybody here, so it is not used. Make it private, or choose another channel.",
             name=profile.channel_names[key])  # fmt: skip


def _channel_line(space: Space, profile: Profile, key: str) -> Text:
    who = {
        "everyone": _("for everybody"),
        "members": _("for members"),
        "representatives": _("for representatives"),
        "secretariat": _("for the secretariat"),
    }[audience(key)]
    channel = space.channels.get(key)
    shown: Inline = ChannelLink(space.seen.get(channel, ""), space.platform, channel) if channel else _("missing")
    return _("{name} ({who}): {channel}", name=profile.channel_names[key], who=who, channel=shown)


@feature.command("admin setup", help=_("Channels and roles of this space: what is there, what is missing"), may=MAY,
                 menu=_("Set up"), rank=Rank.HOUSE)  # fmt: skip
async def setup(ctx: Context) -> Reply:
    here = await _here(ctx)
    return Ephemeral(page(here[0], ctx.profile) if len(here) == 1 else which_space(here))


@feature.command("admin channels", help=_("Which channel serves what"), may=MAY)
async def channels(ctx: Context) -> Reply:
    spaces = await _chats(ctx)
    if not spaces:
        raise NotFound(_("I am in no workspace or server yet."))
    return Ephemeral(
        View(
            tuple(
                block
                for space in spaces
                for block in (
                    Heading(_named(space)),
                    Bullets(tuple(_channel_line(space, ctx.profile, key) for key in ctx.profile.channels)),
                )
            )
        )
    )


@feature.press(LookAgain, may=MAY)
async def look_again(ctx: Context, press: LookAgain) -> Reply:
    before = await _space(ctx, press.platform, press.space)
    space = mapped(before, ctx.profile)
    if space != before:
        await ctx.repository(Spaces).save(space)
        follow(ctx)
    return Update(page(space, ctx.profile))


@feature.press(CreateMissing, may=MAY)
async def create_missing(ctx: Context, press: CreateMissing) -> Reply:
    """Roles first: private channels are opened to them. Each is one delivery, so a second press makes nothing twice."""
    space = await _space(ctx, press.platform, press.space)
    lane, mark = f"{space.platform}:{space.space}:setup", new_id()
    body = {"platform": space.platform, "space": space.space, "reason": f"set up by {ctx.me.person.display_name}"}
    for role in missing_roles(space):
        ctx.deliveries.append(NewDelivery(space.sender, lane, f"make:role:{role.value}:{mark}", "make", {
            **body, "what": "role", "key": role.value, "name": ROLE_TITLES[role]}))  # fmt: skip
    for key in missing_channels(space, ctx.profile):
        what = "channel" if audience(key) == "everyone" else "private_channel"
        ctx.deliveries.append(NewDelivery(space.sender, lane, f"make:channel:{key}:{mark}", "make", {
            **body, "what": what, "key": key, "name": ctx.profile.channel_names[key].lstrip("#"),
            "private_to": [role.value for role in roles_for(key)]}))  # fmt: skip
    ctx.audit("set-up", f"{space.platform}/{space.space}", detail="created what was missing")
    return Update(View.of(
        Paragraph(_("I am creating them now. Press Look again in a few seconds.")),
        Buttons((Button(_("Look again"), LookAgain(space.platform, space.space), "primary"),)),
    ))  # fmt: skip


@feature.press(PickChannel, may=MAY)
async def pick_channel(ctx: Context, press: PickChannel) -> Reply:
    space = await _space(ctx, press.platform, press.space)
    key = ctx.choice
    if key not in ctx.profile.channels:
        raise NotFound
    options = tuple(Option(channel, f"#{name}") for channel, name in sorted(space.seen.items(), key=lambda c: c[1]))
    if not options:
        raise Refused(_("I see no channels here. Invite me to the channel first, then press Look again."))
    return Ephemeral(View.of(
        Paragraph(_("Which channel shall serve as {name}?", name=ctx.profile.channel_names[key])),
        Choice(MapChannel(space.platform, space.space, key), _("Channel"), options),
    ))  # fmt: skip


@feature.press(MapChannel, may=MAY)
async def map_channel(ctx: Context, press: MapChannel) -> Reply:
    space = await _space(ctx, press.platform, press.space)
    channel = ctx.choice
    if channel not in space.seen or press.channel_key not in ctx.profile.channels:
        raise NotFound
    if not suits(space, press.channel_key, channel):
        name = f"#{space.seen[channel]}"
        raise Refused(_("{name} can be read by everybody here. Make it private first, or choose another channel.",
                        name=name), rule="open-channel")  # fmt: skip
    space = replace(space, channels={**space.channels, press.channel_key: channel})
    await ctx.repository(Spaces).save(space)
    follow(ctx)
    ctx.audit("channel mapped", f"{space.platform}/{space.space}", detail=f"{press.channel_key} = {channel}")
    return Update(page(space, ctx.profile))


@feature.press(SpeakLanguage, may=MAY)
async def speak_language(ctx: Context, press: SpeakLanguage) -> Reply:
    space = await _space(ctx, press.platform, press.space)
    space = replace(space, language=ctx.choice if ctx.choice in LANGUAGES else "")
    await ctx.repository(Spaces).save(space)
    ctx.later(EnlistAll(), key=f"enlist-all:{new_id()}")  # its calendar speaks it, too
    return Update(page(space, ctx.profile))


async def _space(ctx: Context, platform: str, space_id: str) -> Space:
    space = await ctx.repository(Spaces).get(platform, space_id)
    if space is None:
        raise NotFound(_("I am no longer in that workspace or server."))
    return space


async def _here(ctx: Context) -> tuple[Space, ...]:
    """The space the command was typed in; in a direct conversation, all we are in."""
    space = await ctx.repository(Spaces).get(ctx.place.platform, ctx.place.space)
    spaces = (space,) if space is not None else await _chats(ctx)
    if not spaces:
        raise NotFound(_("I am in no workspace or server yet."))
    return spaces


async def _chats(ctx: Context) -> tuple[Space, ...]:
    """What can be set up: mail has no channels."""
    return tuple(space for space in await ctx.repository(Spaces).all() if space.is_chat)


def which_space(spaces: tuple[Space, ...]) -> View:
    """Asked in a direct conversation, which belongs to no space."""
    return View.of(
        Paragraph(_("Which one do you want to set up?")),
        Buttons(
            tuple(
                Button(f"{space.name} ({space.platform.capitalize()})", LookAgain(space.platform, space.space))
                for space in spaces[:5]
            )
        ),
    )


_SPACE = Space("discord", "1", "discord", "CSLEI", "zh-Hans", {"welcome": "2"}, {}, {"2": "welcome"}, ("A problem",))
EXAMPLES = {"page": _SPACE}
"""Drawn by the tests with a real profile: `page(space, profile)`."""
