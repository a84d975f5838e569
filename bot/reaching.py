"""Which way a notice goes to a person: one way at a time, the best first, and once however many accounts there are.

The wished platform, then where the person was seen last, the other platform, mail, a mention in a channel by consent,
and the office's hand when all of these fail (INV-36).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from bot import quiet
from bot.due import Due
from bot.outbox import Delivery, JobPayload, NewDelivery, Notice, Priority
from bot.people import OPENLY, ChatAccount, Me
from bot.ports import MAIL, Space

if TYPE_CHECKING:
    from bot.context import Context

SILENCE = timedelta(days=30)
"""Who was not seen in chat for so long gets a letter as well (annoyance 17)."""

Where: TypeAlias = "Mapping[tuple[str, str], Space]"


class Notify(JobPayload, key="kernel.notify"):
    """Tell one person. `tried` are accounts ("platform/space/user") that could not be reached.

    `root` is the key under which the person is told once, whichever ways are tried; by default that of the job. `due`
    and `waited` are those of a reminder (`bot.due`).
    """

    person: str
    notice: str
    data: dict[str, Any]
    priority: int = int(Priority.NORMAL)
    expires_at: str = ""
    tried: tuple[str, ...] = ()
    root: str = ""
    due: str = ""
    waited: float = 0.0

    @property
    def expires(self) -> datetime | None:
        return datetime.fromisoformat(self.expires_at) if self.expires_at else None


@dataclass(frozen=True, slots=True)
class Spared:
    """The person is not told, for that reason."""

    why: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The person is told in the morning."""

    until: datetime
    wish: Notify


def plan(ctx: "Context", me: Me, wish: Notify, spaces: Where) -> Spared | Waits | tuple[NewDelivery, ...]:
    """What follows from a wish to tell somebody something; no delivery when no direct way is left."""
    found = ctx.routes.notices.get(wish.notice)
    kind, zone = found[0] if found else Notice, ctx.profile.network.zone
    if me.person.status == "erased":
        return Spared("forgotten")
    if kind.news and me.person.digest == "duties_only":
        return Spared("wants no news")
    if kind.news and not me.person.wants_news:
        me = replace(me, accounts=())  # in chat nobody is written to who did not ask for it
    if wish.expires is not None and wish.expires <= ctx.now:
        return Spared("past its time")
    due = Due.load({"due": wish.due, "waited": wish.waited})
    moment = due.moment(me.person, zone, wish.expires) if due else ctx.now
    if due and due.late_by(moment, ctx.now) > timedelta(hours=ctx.profile.time.catch_up_hours):
        return Spared("too late")
    morning = quiet.ends(me.person, ctx.now, zone) if kind.gentle else None
    if morning and (wish.expires is None or morning < wish.expires):
        waited = due.kept_back(moment, ctx.now, morning).waited.total_seconds() if due else 0.0
        return Waits(morning, replace(wish, waited=waited))
    what = {"notice": wish.notice, "data": wish.data, **(due.dump() if due else {})}
    priority = Priority(wish.priority)
    if kind.everywhere:
        return everywhere(me, what, spaces, wish.root, priority)
    return direct(me, what, spaces, wish.root, ctx.now, tried=wish.tried, priority=priority, expires_at=wish.expires)


def direct(
    me: Me,
    what: Mapping[str, Any],
    spaces: Where,
    root: str,
    now: datetime,
    *,
    tried: tuple[str, ...] = (),
    priority: Priority = Priority.NORMAL,
    expires_at: datetime | None = None,
) -> tuple[NewDelivery, ...]:
    """Owe it to the best account that was not tried yet; nothing when there is none.

    Somebody silent in chat gets a letter that counts, and a copy in chat: should the letter fail, the next way follows.
    """
    ways = [a for a in best_first(me) if (a.platform, a.space) in spaces and _name(a) not in tried]
    if not ways:
        return ()
    best = ways[0]
    letter = next((a for a in ways if a.platform == MAIL), None)
    copies: tuple[ChatAccount, ...] = ()
    if letter is not None and best is not letter and _silent(me, now) and "notice" in what:
        best, copies, tried = letter, (best,), (*tried, _name(best))

    number = str(len(tried) + 1)
    counts: dict[str, Any] = {"tried": list(tried)} if tried else {}
    return (
        _owed(me, best, {**what, **counts}, spaces, f"{root}/{number}", priority, expires_at),
        *(
            _owed(me, account, {**what, "copy_of": number}, spaces, f"{root}/{number}+", priority, expires_at)
            for account in copies
        ),
    )


def everywhere(
    me: Me, what: Mapping[str, Any], spaces: Where, root: str, priority: Priority
) -> tuple[NewDelivery, ...]:
    """Owe it to every account. One that cannot be reached gets nothing, and no other takes its place."""
    ways = [account for account in best_first(me) if (account.platform, account.space) in spaces]
    return tuple(
        _owed(me, account, {**what, "copy_of": "each"}, spaces, f"{root}/{number}", priority)
        for number, account in enumerate(ways, 1)
    )


def _owed(
    me: Me,
    account: ChatAccount,
    what: Mapping[str, Any],
    spaces: Where,
    key: str,
    priority: Priority,
    expires_at: datetime | None = None,
) -> NewDelivery:
    space = spaces[account.platform, account.space]
    where = {"platform": account.platform, "space": account.space, "user": account.user, "person": me.id}
    if not space.is_chat:  # there is no conversation to open first; the address is that of the hour it is sent
        where["channel"] = account.user
    lane = f"{account.platform}:{account.space}:direct:{account.user}"
    return NewDelivery(space.sender, lane, key, "post", {**where, **what}, priority, expires_at=expires_at)


def openly(me: Me, kind: type[Notice], wish: Notify, spaces: Where) -> NewDelivery | None:
    """Owe it to the notice's channel in a space the person is in: by consent, or when it says nothing personal."""
    agreed = OPENLY in me.person.routes
    if not kind.otherwise or OPENLY in wish.tried or not (agreed or kind.impersonal):
        return None
    for account in best_first(me):
        space = spaces.get((account.platform, account.space))
        channel = space.channels.get(kind.otherwise) if space else None
        if space is not None and channel:
            body = {
                "platform": space.platform, "space": space.space, "channel": channel, "for": kind.otherwise,
                "notice": wish.notice, "data": wish.data, "tried": list(wish.tried),
                **({"due": wish.due, "waited": wish.waited} if wish.due else {}),
                **({} if kind.impersonal else {"mention": me.id}),
            }  # fmt: skip
            lane = f"{space.platform}:{space.space}:{channel}"
            return NewDelivery(space.sender, lane, f"{wish.root}/{OPENLY}", "post", body, expires_at=wish.expires)
    return None


def next_way(delivery: Delivery) -> Notify | None:
    """The same by the next way, after one could not be used; None when nobody in particular was to be told."""
    body = delivery.body
    person = body.get("person") or body.get("mention")
    if delivery.kind != "post" or not person or "notice" not in body or "copy_of" in body:
        return None
    here = OPENLY if "mention" in body else "/".join((body["platform"], body["space"], body["user"]))
    return Notify(
        person, body["notice"], dict(body["data"]), int(delivery.priority),
        delivery.expires_at.isoformat() if delivery.expires_at else "", (*body.get("tried", ()), here),
        delivery.dedup_key.rpartition("/")[0], body.get("due", ""), body.get("waited", 0.0),
    )  # fmt: skip


def where(spaces: Iterable[Space]) -> Where:
    return {(space.platform, space.space): space for space in spaces}


def best_first(me: Me) -> list[ChatAccount]:
    """Live accounts: the wished platform first, then where the person was last seen, mail last (INV-36)."""
    order = {route: place for place, route in enumerate(me.person.routes)}
    live = [account for account in me.accounts if account.state == "live"]
    live.sort(key=lambda a: a.last_seen.timestamp() if a.last_seen else 0.0, reverse=True)
    if me.person.takes_mail:
        live.append(ChatAccount(MAIL, MAIL, me.id, me.id))
    live.sort(key=lambda a: order.get(a.platform, len(order)))
    return live


def _silent(me: Me, now: datetime) -> bool:
    """Whether nobody has seen the person in chat for long. An account that was just linked tells nothing yet."""
    seen = [account.last_seen for account in me.accounts if account.last_seen]
    return bool(seen) and max(seen) < now - SILENCE


def _name(account: ChatAccount) -> str:
    return "/".join(account.key)
