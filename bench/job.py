"""The job that is measured: somebody presses a button; who is it, how often was it pressed, once more, tell it.

Both sides do it in one transaction of three statements: look up the person with the roles that hold, read the count,
write the count. Then the person gets a private answer. This is Convenor's side; `bench.by_hand` is the other one.
"""

from typing import Protocol

from sqlalchemy import Column, Integer, bindparam, select

from bot.actions import Action
from bot.context import Context
from bot.outbox import Notice
from bot.permissions import Permission
from bot.routing import Feature
from bot.ui.blocks import Button, Buttons, Heading, Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from bot.ui.view import View
from storage.base import Key, Repository, implements, ours, table, upsert

feature = Feature("bench")


class Count(Action, key="bench.count"):
    what: str


PAYLOAD = Count("door").pack()


def card() -> View:
    """The message that has the button."""
    return View.of(Heading("A door"), Paragraph("Count who comes in."), Buttons((Button("Count", Count("door")),)))


class Counts(Protocol):
    async def of(self, what: str) -> int: ...

    async def keep(self, what: str, number: int) -> None: ...


@feature.press(Count, may=Permission.SEE_PUBLIC)
async def count(ctx: Context, press: Count) -> Reply:
    counts = ctx.repository(Counts)
    number = await counts.of(press.what) + 1
    await counts.keep(press.what, number)
    return Ephemeral(View.of(Paragraph(_("{name}, you are number {number}.", name=ctx.me.mention, number=str(number)))))


class Hello(Notice, key="bench.hello"):
    """Something owed to a person, for measuring the outbox."""

    number: int


class Reminder(Notice, key="bench.reminder"):
    """A reminder many get at once."""

    gentle = True
    number: int


@feature.notice(Reminder)
async def remind(ctx: Context, notice: Reminder) -> View | None:
    return View.of(Paragraph(_("{name}, this is letter {number}.", name=ctx.me.mention, number=str(notice.number))))


@feature.notice(Hello)
async def hello(ctx: Context, notice: Hello) -> View | None:
    return View.of(Paragraph(_("{name}, this is letter {number}.", name=ctx.me.mention, number=str(notice.number))))


table_of_counts = table("bench_counts", Column("what", Key), Column("number", Integer, nullable=False), key=("what",))

_OF = select(table_of_counts.c.number).where(ours(table_of_counts), table_of_counts.c.what == bindparam("wanted"))
_KEEP = upsert(table_of_counts, key=("network", "what"))


@implements(Counts)
class CountRows(Repository):
    async def of(self, what: str) -> int:
        row = await self.first(_OF, wanted=what)
        return row.number if row else 0

    async def keep(self, what: str, number: int) -> None:
        await self.put(_KEEP, {"what": what, "number": number})
