"""What is due for one person at the same moment is said in one message (annoyance 19).

Nobody is told sooner or later for it: only reminders that are due already are put together, mostly those that waited
for the same morning. Each stays a reminder of its own: it keeps its key, what has become moot is left out, and when
the message cannot be delivered, each looks for its next way by itself.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.actions import Action
from bot.due import GRACE, Due, marked_late
from bot.ledger import Jobs
from bot.outbox import NewDelivery, Notice, Outbox, new_id
from bot.people import Me
from bot.reaching import Notify, Where, plan
from bot.ui.blocks import Block, Bullets, Button, Buttons, Divider, Fields, Heading, Note, Paragraph, Quote
from bot.ui.text import Phrase, Text, _, n_, shortened
from bot.ui.view import View

if TYPE_CHECKING:
    from bot.context import Context

WHERE = ("platform", "space", "user", "person", "channel")
LONGEST = 50
"""Letters of a title on a button."""

SAID_IN_WORDS = (Heading, Paragraph, Fields, Bullets, Quote, Note)


class Together(Notice, key="kernel.together"):
    """Several reminders; what they are stands in the delivery of that name."""

    of: str


class Within(Notice, key="kernel.within"):
    """What was said together with others: it is not said again, and its key is kept, by which it is said once."""


class ShowOne(Action, key="kernel.show_one"):
    """One of them with its own buttons, counted from 0."""

    of: str
    number: int


async def gather(
    ctx: "Context", me: Me, wish: Notify, owed: tuple[NewDelivery, ...], spaces: Where
) -> tuple[NewDelivery, ...]:
    """What is owed instead when other reminders to the same account are due as well; their jobs are done with this."""
    if len(owed) != 1 or not _is_gentle(ctx, wish):
        return owed
    first, found = owed[0], [(wish, owed[0])]
    outbox = ctx.repository(Outbox)
    for job in await outbox.due_to(me.id, ctx.now):
        also = Notify.load(job.data)
        also = replace(also, root=also.root or job.root)
        if not _is_gentle(ctx, also):
            continue
        match plan(ctx, me, also, spaces):
            case (NewDelivery() as one,) if one.lane == first.lane and await ctx.repository(Jobs).claim(job, ctx.now):
                found.append((also, one))
            case _:
                pass
    every = tuple(one for _part, one in found)
    told = await outbox.owed(tuple(one.dedup_key for one in every)) if len(every) > 1 else frozenset[str]()
    parts = [part for part, one in found if one.dedup_key not in told]
    if len(parts) < 2:
        return every
    name = new_id()
    where = {key: first.body[key] for key in WHERE if key in first.body}
    said = {"notice": Together.key, "data": Together(name).dump(), "said": [part.dump() for part in parts]}
    whole = replace(first, dedup_key=f"{_key(name)}1", body={**where, **said}, expires_at=None)
    within: dict[str, Any] = {**where, "notice": Within.key, "data": {}, "copy_of": name}  # it looks for no next way
    return (whole, *(replace(one, body=within) for one in every))


async def parts_of(ctx: "Context", name: str) -> dict[int, Notify]:
    """The reminders of that message by their numbers, but those taken back meanwhile; none when it was forgotten."""
    outbox = ctx.repository(Outbox)
    body = await outbox.body(_key(name))
    parts = [Notify.load(part) for part in body["said"]] if body else []
    owed = await outbox.owed(tuple(_way(part) for part in parts))
    return {number: part for number, part in enumerate(parts) if _way(part) in owed}


async def part_again(ctx: "Context", job: Notify) -> None:
    """The message could not be delivered: each reminder by its next way, which may bring them together again."""
    for part in (await parts_of(ctx, Together.load(job.data).of)).values():
        tried = tuple(dict.fromkeys((*part.tried, *job.tried)))
        ctx.later(replace(part, tried=tried), key=f"{part.root}/next-{len(tried)}")


async def say(ctx: "Context", notice: Together) -> View | None:
    """Those that still hold, each in its words and with a button that shows it whole; one alone as it is."""
    parts = await parts_of(ctx, notice.of)
    shown = [(number, view) for number, part in parts.items() if (view := await _view(ctx, part)) is not None]
    if len(shown) < 2:
        return shown[0][1] if shown else None
    blocks: list[Block] = [Heading(n_("{n} reminder for you", "{n} reminders for you", len(shown)))]
    for number, view in shown:
        blocks += (Divider(), *(block for block in view.blocks if isinstance(block, SAID_IN_WORDS)))
        if not all(isinstance(block, (*SAID_IN_WORDS, Divider)) for block in view.blocks):
            title = shortened(ctx.reader.plain(_title(view)), LONGEST)
            blocks.append(Buttons((Button(_("Open: {what}", what=title), ShowOne(notice.of, number)),)))
    return View(tuple(blocks), files=tuple(file for _number, view in shown for file in view.files))


async def show_one(ctx: "Context", press: ShowOne) -> View | None:
    """One of them as it is today, to whom it was said; None when there is nothing left to it."""
    part = (await parts_of(ctx, press.of)).get(press.number)
    return await _view(ctx, part) if part is not None and part.person == ctx.me.id else None


async def _view(ctx: "Context", part: Notify) -> View | None:
    found = ctx.routes.notices.get(part.notice)
    if found is None or (part.expires is not None and part.expires <= ctx.now):
        return None
    due = Due.load({"due": part.due, "waited": part.waited})
    moment = due.moment(ctx.me.person, ctx.profile.network.zone, part.expires) if due else ctx.now
    late = due.late_by(moment, ctx.now) if due else timedelta(0)
    if late > timedelta(hours=ctx.profile.time.catch_up_hours):
        return None
    view = await found[1](ctx, found[0].load(part.data))
    return marked_late(view, due.at) if view is not None and due is not None and late > GRACE else view


def _is_gentle(ctx: "Context", wish: Notify) -> bool:
    found = ctx.routes.notices.get(wish.notice)
    return found is not None and found[0].gentle and not found[0].lasting


def _title(view: View) -> Text:
    texts = (block.text for block in view.blocks if isinstance(block, Heading | Paragraph))
    return view.summary or next(texts, Phrase(""))


def _way(part: Notify) -> str:
    """The key of its own delivery (`reaching.direct`)."""
    return f"{part.root}/{len(part.tried) + 1}"


def _key(name: str) -> str:
    return f"together:{name}/"
