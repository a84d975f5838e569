"""From a fact to the rows owed to platforms: which account, which channels, which copies.

These are jobs of the kernel. They run after the commit of what caused them, each in a transaction of its own.
"""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot import reaching, together
from bot.interactions import Place
from bot.metrics import metrics
from bot.outbox import Copy, Delivery, JobPayload, NewDelivery, Notice, Outbox, Priority
from bot.people import Me, People, Role
from bot.ports import MAIL, Space, Spaces
from bot.reaching import Notify, Spared, Waits, next_way
from bot.routing import Feature
from bot.together import ShowOne, Together, Within
from bot.ui.blocks import Bullets, Fields, Heading, Note, Paragraph, Quote
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Code, Phrase, _
from bot.ui.view import View

if TYPE_CHECKING:
    from bot.context import Context

log = logging.getLogger("convenor.notifying")

kernel = Feature("kernel")

SECRETARIAT = "secretariat"
COPIES_AT_ONCE = 200


class Announce(JobPayload, key="kernel.announce"):
    """Post in a channel of the profile, wherever there is one.

    `in_person` tells the secretariat's people one by one instead, as when its own channel cannot be posted in.
    """

    channel: str
    what: str
    data: dict[str, Any]
    is_card: bool = False
    in_person: bool = False


class Redraw(JobPayload, key="kernel.redraw"):
    """Bring the copies of a card or lasting notice up to date: some at a time, beginning after one, or `only` one.

    `of` a person only those that were delivered to him or her, except `but`, the message that shows it by now.
    `afresh` edits them also when they show what they should as far as we know.
    """

    card: str
    data: dict[str, Any]
    after: str = ""
    only: str = ""
    of: str = ""
    but: str = ""
    afresh: bool = False


class Project(JobPayload, key="kernel.project"):
    """Bring the roles and channels of a person's accounts in line with our records."""

    person: str


class SpaceChanged(JobPayload, key="kernel.space_changed"):
    """A channel or role of ours appeared or went; features that project people into it follow."""

    platform: str
    space: str


class Trouble(Notice, key="kernel.trouble"):
    """A platform refuses something until somebody changes a setting."""

    office = True
    platform: str
    what: str
    cure: str
    params: dict[str, str]

    @property
    def remedy(self) -> Phrase:
        return Phrase(self.cure, tuple(self.params.items()))


class ByHand(Notice, key="kernel.by_hand"):
    """A person who cannot be reached by any route of ours; the secretariat is asked to write (INV-36)."""

    office = True
    person: str
    notice: str
    data: dict[str, Any]


class NotPosted(Notice, key="kernel.not_posted"):
    """A channel of the profile can no longer be posted in: it was deleted, archived, or we were shut out."""

    office = True
    platform: str
    channel: str


@kernel.job(Notify)
async def choose_route(ctx: "Context", job: Notify) -> None:
    if job.notice == Together.key:
        await together.part_again(ctx, job)
        return
    wish = replace(job, root=job.root or _key(ctx))
    me = await ctx.repository(People).me(job.person, ctx.now)
    spaces = reaching.where(await ctx.repository(Spaces).all())
    match reaching.plan(ctx, me, wish, spaces):
        case Spared(why):
            spare(wish, why)
        case Waits(until, later):
            ctx.later(later, at=until, key=f"{_key(ctx)}/morning")
        case () if openly := _openly(ctx, me, wish, spaces):
            ctx.deliveries.append(openly)
        case ():
            found = ctx.routes.notices.get(job.notice)
            if found and found[0].private:
                spare(wish, "nobody else's business")
            elif job.notice not in (ByHand.key, Trouble.key):
                ctx.announce(SECRETARIAT, ByHand(job.person, job.notice, job.data), key=f"by-hand:{wish.root}")
        case deliveries:
            ctx.deliveries.extend(await together.gather(ctx, me, wish, deliveries, spaces))


def _openly(ctx: "Context", me: Me, wish: Notify, spaces: reaching.Where) -> NewDelivery | None:
    found = ctx.routes.notices.get(wish.notice)
    return reaching.openly(me, found[0], wish, spaces) if found else None


def spare(wish: Notify, why: str) -> None:
    """Somebody is not told, which is written down."""
    metrics.add("notices_spared_total", notice=wish.notice, why=why)
    log.info("a notice is not sent: %s", why, extra={"notice": wish.notice, "person": wish.person, "key": wish.root})


@kernel.job(Announce)
async def choose_channels(ctx: "Context", job: Announce) -> None:
    what = {"card" if job.is_card else "notice": job.what, "data": job.data}
    spaces = () if job.in_person else await ctx.repository(Spaces).all()
    found = [(space, channel) for space in spaces if (channel := space.channels.get(job.channel))]
    for space, channel in found:
        where = {"platform": space.platform, "space": space.space, "channel": channel, "for": job.channel}
        lane = f"{space.platform}:{space.space}:{channel}"
        key = f"{_key(ctx)}/{space.platform}/{space.space}"
        ctx.deliveries.append(NewDelivery(space.sender, lane, key, "post", {**where, **what}))
    if not found and job.channel == SECRETARIAT:
        await _tell_the_office(ctx, what)


async def _tell_the_office(ctx: "Context", what: dict[str, Any]) -> None:
    """No space has a channel for the secretariat that can be posted in: its people are told directly."""
    spaces = reaching.where(await ctx.repository(Spaces).all())
    told = False
    for me in await ctx.repository(People).holding(Role.SECRETARIAT, ctx.now):
        owed = reaching.direct(me, what, spaces, f"{_key(ctx)}/{me.id}", ctx.now)
        ctx.deliveries.extend(owed)
        told = told or bool(owed)
    if not told:
        log.error("the secretariat cannot be told: no channel, and nobody of it can be reached", extra={"what": what})


@kernel.job(Redraw)
async def choose_copies(ctx: "Context", job: Redraw) -> None:
    kind = ctx.routes.cards.get(job.card) or ctx.routes.notices.get(job.card)
    if kind is None:
        return
    outbox = ctx.repository(Outbox)
    name = kind[0].load(job.data).name
    if job.only:
        only = await outbox.copy(job.only)
        copies = (only,) if only else ()
    else:
        copies = await outbox.copies(name, after=job.after, most=COPIES_AT_ONCE, of=job.of)
    for copy in copies:
        if job.but and copy.message == job.but:
            continue
        if job.afresh:
            await outbox.doubt(Place(copy.platform, copy.space, copy.channel, message=copy.message))
        # a mail that was sent stays as it is
        if copy.platform != MAIL and not await outbox.edit_pending(copy.id):
            ctx.deliveries.append(_edit(copy, job, f"edit:{copy.id}:{_key(ctx)}"))
    if len(copies) == COPIES_AT_ONCE:
        ctx.later(replace(job, after=copies[-1].id))
    if job.of and await outbox.on_its_way(job.of, job.card):
        ctx.redraw_after_flight(f"redraw:{name}:{job.of}:late", replace(job, but=""))


def _edit(copy: Copy, job: Redraw, key: str) -> NewDelivery:
    where = {"platform": copy.platform, "space": copy.space, "channel": copy.channel, "message": copy.message}
    what = {"card": job.card} if not copy.person else {"notice": job.card, "person": copy.person}
    lane = f"{copy.platform}:{copy.space}:{copy.channel}"
    priority = Priority.BULK if copy.person else Priority.NORMAL
    return NewDelivery(copy.sender, lane, key, "edit", {**where, **what, "copy": copy.id, "data": job.data}, priority)


@kernel.job(Project)
async def choose_accounts(ctx: "Context", job: Project) -> None:
    spaces = reaching.where(await ctx.repository(Spaces).all())
    for account in (await ctx.repository(People).me(job.person, ctx.now)).accounts:
        space = spaces.get((account.platform, account.space))
        if space is not None and account.state != "left":
            ctx.deliveries.append(access_delivery(space, account.user, _key(ctx)))


def access_delivery(space: Space, user: str, mark: str) -> NewDelivery:
    """Put one account's access in order; what that is, is decided when it is sent."""
    return NewDelivery(
        space.sender,
        f"{space.platform}:{space.space}:access:{user}",
        f"access:{space.platform}/{space.space}/{user}:{mark}",
        "access",
        {"platform": space.platform, "space": space.space, "user": user},
    )


def reroute(delivery: Delivery) -> Notify | Announce | None:
    """The same by the next route, after one could not be reached; None when there is no other."""
    body = delivery.body
    if delivery.kind != "post" or "mention" in body or "for" not in body:
        return next_way(delivery)
    if body["for"] == SECRETARIAT:
        what, is_card = (body["card"], True) if "card" in body else (body["notice"], False)
        return Announce(SECRETARIAT, what, dict(body["data"]), is_card, in_person=True)
    lost = NotPosted(body["platform"], body["for"])
    return Announce(SECRETARIAT, lost.key, lost.dump())


@kernel.notice(Together)
async def say_together(ctx: "Context", notice: Together) -> View | None:
    return await together.say(ctx, notice)


@kernel.notice(Within)
async def say_nothing(_ctx: "Context", _notice: Within) -> None:
    """It was said together with others."""


@kernel.press(ShowOne, read_only=True)
async def show_one(ctx: "Context", press: ShowOne) -> Reply:
    view = await together.show_one(ctx, press)
    return Ephemeral(view) if view else ctx.whisper(_("That is settled; nothing is left to be done."))


@kernel.notice(Trouble)
async def say_trouble(_ctx: "Context", trouble: Trouble) -> View:
    return View.of(
        Heading(_("Something needs your hand")),
        Fields(((_("Where"), trouble.platform.capitalize()), (_("What was refused"), trouble.what))),
        Paragraph(_("What to do: {cure}", cure=trouble.remedy)),
        Note(_("I try again every hour; nothing is lost.")),
    )


@kernel.notice(NotPosted)
async def say_not_posted(ctx: "Context", lost: NotPosted) -> View:
    name = ctx.profile.channel_names.get(lost.channel, lost.channel)
    return View.of(
        Heading(_("A message could not be posted")),
        Paragraph(
            _(
                "On {platform} the channel {channel} is gone, archived or closed to me. Everywhere else the message "
                "was posted. {command} finds or makes another channel.",
                platform=lost.platform.capitalize(),
                channel=name,
                command=Code("/admin setup"),
            )
        ),
    )


@kernel.notice(ByHand)
async def ask_the_office(ctx: "Context", wish: ByHand) -> View | None:
    kind = ctx.routes.notices.get(wish.notice)
    if kind is None:
        return None
    me = await ctx.repository(People).me(wish.person, ctx.now)
    view = await kind[1](replace(ctx, me=me), kind[0].load(wish.data))
    if view is None:
        return None
    address = me.person.email or _("no address on record")
    return View(
        (
            Heading(_("Please pass this on by hand")),
            Paragraph(
                _(
                    "{who} cannot be reached in chat. Please send the text below to: {address}",
                    who=me.person.known_as,
                    address=address,
                )
            ),
            *(
                block
                for block in view.blocks
                if isinstance(block, Heading | Paragraph | Fields | Bullets | Quote | Note)
            ),
        )
    )


def _key(ctx: "Context") -> str:
    assert ctx.job is not None  # noqa: S101 - a job's context carries its job
    return ctx.job.root
