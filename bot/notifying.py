"""From a fact to the rows owed to platforms: which account, which channels, which copies.

These are jobs of the kernel. They run after the commit of what caused them, each in a transaction of its own.
"""

from typing import TYPE_CHECKING, Any

from bot.outbox import Delivery, JobPayload, NewDelivery, Notice, Outbox, Priority
from bot.people import ChatAccount, Me, People, Role
from bot.ports import Space, Spaces
from bot.routing import Feature
from bot.ui.blocks import Bullets, Fields, Heading, Note, Paragraph
from bot.ui.text import _
from bot.ui.view import View

if TYPE_CHECKING:
    from bot.context import Context

kernel = Feature("kernel")

SECRETARIAT = "secretariat"


class Notify(JobPayload, key="kernel.notify"):
    """Tell one person. `tried` are accounts ("platform/space/user") that could not be reached."""

    person: str
    notice: str
    data: dict[str, Any]
    priority: int = int(Priority.NORMAL)
    expires_at: str = ""
    tried: tuple[str, ...] = ()


class Announce(JobPayload, key="kernel.announce"):
    """Post in a channel of the profile, wherever there is one."""

    channel: str
    what: str
    data: dict[str, Any]
    is_card: bool = False


class Redraw(JobPayload, key="kernel.redraw"):
    """Bring all copies of a card up to date."""

    card: str
    data: dict[str, Any]


class Project(JobPayload, key="kernel.project"):
    """Bring the roles and channels of a person's accounts in line with our records."""

    person: str


class SpaceChanged(JobPayload, key="kernel.space_changed"):
    """A channel or role of ours appeared or went; features that project people into it follow."""

    platform: str
    space: str


class Trouble(Notice, key="kernel.trouble"):
    """A platform refuses something until somebody changes a setting."""

    platform: str
    what: str
    cure: str


class ByHand(Notice, key="kernel.by_hand"):
    """A person who cannot be reached by any route of ours; the secretariat is asked to write (INV-36)."""

    person: str
    notice: str
    data: dict[str, Any]


@kernel.job(Notify)
async def choose_route(ctx: "Context", job: Notify) -> None:
    me = await ctx.repository(People).me(job.person, ctx.now)
    spaces = {(s.platform, s.space): s for s in await ctx.repository(Spaces).all()}
    assert ctx.job is not None  # noqa: S101 - a job's context carries its job
    for account in _best_first(me):
        space = spaces.get((account.platform, account.space))
        if space is None or _name(account) in job.tried:
            continue
        ctx.deliveries.append(
            NewDelivery(
                space.sender,
                f"{account.platform}:{account.space}:direct:{account.user}",
                f"{ctx.job.key}/{_name(account)}",
                "post",
                {
                    "platform": account.platform,
                    "space": account.space,
                    "user": account.user,
                    "person": job.person,
                    "notice": job.notice,
                    "data": job.data,
                    "expires_at": job.expires_at,
                    "tried": list(job.tried),
                },
                Priority(job.priority),
            )
        )
        return
    if job.notice not in (ByHand.key, Trouble.key):
        ctx.announce(SECRETARIAT, ByHand(job.person, job.notice, job.data), key=f"by-hand:{ctx.job.key}")


@kernel.job(Announce)
async def choose_channels(ctx: "Context", job: Announce) -> None:
    assert ctx.job is not None  # noqa: S101
    found = False
    for space in await ctx.repository(Spaces).all():
        channel = space.channels.get(job.channel)
        if channel:
            found = True
            ctx.deliveries.append(
                NewDelivery(
                    space.sender,
                    f"{space.platform}:{space.space}:{channel}",
                    f"{ctx.job.key}/{space.platform}/{space.space}",
                    "post",
                    {
                        "platform": space.platform,
                        "space": space.space,
                        "channel": channel,
                        "card" if job.is_card else "notice": job.what,
                        "data": job.data,
                    },
                )
            )
    if not found and job.channel == SECRETARIAT:
        await _tell_the_office(ctx, job)


async def _tell_the_office(ctx: "Context", job: Announce) -> None:
    """No space has a channel for the secretariat: its people are told directly."""
    assert ctx.job is not None  # noqa: S101
    spaces = {(s.platform, s.space): s for s in await ctx.repository(Spaces).all()}
    for me in await ctx.repository(People).holding(Role.SECRETARIAT, ctx.now):
        for account in _best_first(me)[:1]:
            space = spaces.get((account.platform, account.space))
            if space is not None:
                ctx.deliveries.append(
                    NewDelivery(
                        space.sender,
                        f"{account.platform}:{account.space}:direct:{account.user}",
                        f"{ctx.job.key}/{_name(account)}",
                        "post",
                        {
                            "platform": account.platform,
                            "space": account.space,
                            "user": account.user,
                            "person": me.id,
                            "card" if job.is_card else "notice": job.what,
                            "data": job.data,
                        },
                    )
                )


@kernel.job(Redraw)
async def choose_copies(ctx: "Context", job: Redraw) -> None:
    kind = ctx.routes.cards.get(job.card)
    if kind is None or ctx.job is None:
        return
    outbox = ctx.repository(Outbox)
    for copy in await outbox.copies(kind[0].load(job.data).name):
        if not await outbox.edit_pending(copy.id):
            ctx.deliveries.append(
                NewDelivery(
                    copy.sender,
                    f"{copy.platform}:{copy.space}:{copy.channel}",
                    f"edit:{copy.id}:{ctx.job.id}",
                    "edit",
                    {
                        "platform": copy.platform,
                        "space": copy.space,
                        "channel": copy.channel,
                        "message": copy.message,
                        "copy": copy.id,
                        "card": job.card,
                        "data": job.data,
                    },
                )
            )


@kernel.job(Project)
async def choose_accounts(ctx: "Context", job: Project) -> None:
    assert ctx.job is not None  # noqa: S101
    spaces = {(s.platform, s.space): s for s in await ctx.repository(Spaces).all()}
    for account in (await ctx.repository(People).me(job.person, ctx.now)).accounts:
        space = spaces.get((account.platform, account.space))
        if space is not None and account.state != "left":
            ctx.deliveries.append(access_delivery(space, account.user, job.person, str(ctx.job.id)))


def access_delivery(space: Space, user: str, person: str, mark: str) -> NewDelivery:
    """Put one account's access in order; what that is, is decided when it is sent."""
    return NewDelivery(
        space.sender,
        f"{space.platform}:{space.space}:access:{user}",
        f"access:{space.platform}/{space.space}/{user}:{mark}",
        "access",
        {"platform": space.platform, "space": space.space, "user": user, "person": person},
    )


def reroute(delivery: Delivery) -> Notify | None:
    """The same notice by the next route, after one could not be reached."""
    body = delivery.body
    if "person" not in body or "notice" not in body:
        return None
    here = "/".join((body["platform"], body["space"], body["user"]))
    return Notify(
        body["person"],
        body["notice"],
        dict(body["data"]),
        int(delivery.priority),
        body.get("expires_at", ""),
        (*body.get("tried", ()), here),
    )


@kernel.notice(Trouble)
async def say_trouble(_ctx: "Context", trouble: Trouble) -> View:
    return View.of(
        Heading(_("Something needs your hand")),
        Fields(((_("Where"), trouble.platform.capitalize()), (_("What was refused"), trouble.what))),
        Paragraph(_("What to do: {cure}", cure=trouble.cure)),
        Note(_("I try again every hour; nothing is lost.")),
    )


@kernel.notice(ByHand)
async def ask_the_office(ctx: "Context", wish: ByHand) -> View | None:
    kind = ctx.routes.notices.get(wish.notice)
    if kind is None:
        return None
    me = await ctx.repository(People).me(wish.person, ctx.now)
    view = await kind[1](ctx, kind[0].load(wish.data))
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
            *(block for block in view.blocks if isinstance(block, Heading | Paragraph | Fields | Bullets | Note)),
        )
    )


def _best_first(me: Me) -> list[ChatAccount]:
    """Live accounts: the wished platform first, then where the person was last seen."""
    order = {route: place for place, route in enumerate(me.person.routes)}
    live = [account for account in me.accounts if account.state == "live"]
    live.sort(key=lambda a: a.last_seen.timestamp() if a.last_seen else 0.0, reverse=True)
    live.sort(key=lambda a: order.get(a.platform, len(order)))
    return live


def _name(account: ChatAccount) -> str:
    return "/".join(account.key)
