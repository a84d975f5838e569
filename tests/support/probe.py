"""A feature made for tests of the kernel: what it says and does is set by the test."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.actions import Action
from bot.context import Context
from bot.drafts import Draft
from bot.forms import Field, Form
from bot.interactions import Event, FieldValue
from bot.outbox import Card, JobPayload, Listing, Notice
from bot.permissions import Permission
from bot.ports import Entry
from bot.routing import Feature
from bot.ui.blocks import Button, Buttons, Option, Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from bot.ui.view import View


class Said(Notice, key="probe.said"):
    text: str


class Reminded(Notice, key="probe.reminded"):
    gentle = True
    text: str


class Asked(Notice, key="probe.asked"):
    gentle = True
    text: str


class Sheet(Notice, key="probe.sheet"):
    lasting = True
    title: str


class Told(Notice, key="probe.told"):
    news = True
    text: str


class Called(Notice, key="probe.called"):
    otherwise = "welcome"
    text: str


class Board(Card, key="probe.board"):
    title: str


class Show(Listing, key="probe.show"):
    title: str


class Work(JobPayload, key="probe.work"):
    name: str


class Again(Action, key="probe.again"):
    number: int


Deed = Callable[[Context], Awaitable[Reply]]


async def nothing(ctx: Context) -> Reply:
    return ctx.whisper("Done.")


@dataclass
class Probe:
    """`/probe do`, the button "Again" and the form "probe.form" all run `deed`, `/probe look` runs it read-only."""

    deed: Deed = nothing
    work: Callable[[Context, str], Awaitable[None]] | None = None
    boards: dict[str, str] = field(default_factory=dict[str, str])
    shows: dict[str, Entry] = field(default_factory=dict[str, Entry])
    moot: set[str] = field(default_factory=set[str])
    done: list[str] = field(default_factory=list[str])
    drawn: int = 0

    def feature(self) -> Feature:
        feature = Feature("probe")

        @feature.command("probe do", help=_("Do it"), may=Permission.SEE_PUBLIC)
        async def do(ctx: Context) -> Reply:
            return await self.deed(ctx)

        @feature.command("probe look", help=_("Look"), may=Permission.SEE_PUBLIC, read_only=True)
        async def look(ctx: Context) -> Reply:
            return await self.deed(ctx)

        @feature.command("probe office", help=_("For the office"), may=Permission.SCREEN_APPLICATIONS)
        async def office(ctx: Context) -> Reply:
            return await self.deed(ctx)

        @feature.command("probe buttons", help=_("Show buttons"), may=Permission.SEE_PUBLIC)
        async def buttons(ctx: Context) -> Reply:
            return Ephemeral(View.of(Paragraph("Here"), Buttons((Button("Again", Again(1)),))))

        @feature.press(Again)
        async def again(ctx: Context, press: Again) -> Reply:
            return await self.deed(ctx)

        @feature.command("probe form", help=_("Fill in"), may=Permission.SEE_PUBLIC)
        async def start(ctx: Context) -> Reply:
            return await ctx.open("probe.form")

        async def build(ctx: Context, draft: Draft) -> Form:
            return Form(draft.id, _("A form"), (Field("name", _("Name")), Field("year", _("Year"), "year")))

        @feature.form("probe.form", build)
        async def submit(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
            return await self.deed(ctx)

        @feature.search("probe.names", may=Permission.SEE_DIRECTORY)
        async def names(ctx: Context, text: str) -> tuple[Option, ...]:
            await self.deed(ctx)
            return tuple(Option(str(number), f"{text} {number}") for number in range(40))

        @feature.notice(Reminded)
        async def remind(_ctx: Context, notice: Reminded) -> View | None:
            return None if notice.text in self.moot else View.of(Paragraph(notice.text))

        @feature.notice(Asked)
        async def ask(_ctx: Context, notice: Asked) -> View | None:
            if notice.text in self.moot:
                return None
            return View.of(Paragraph(notice.text), Buttons((Button("Again", Again(1)),)))

        @feature.notice(Told)
        async def tell(_ctx: Context, notice: Told) -> View:
            return View.of(Paragraph(notice.text))

        @feature.notice(Called)
        async def call(_ctx: Context, notice: Called) -> View:
            return View.of(Paragraph(notice.text))

        @feature.notice(Said)
        async def say(ctx: Context, notice: Said) -> View | None:
            return None if notice.text in self.moot else View.of(Paragraph(notice.text))

        @feature.card(Board)
        async def draw(ctx: Context, board: Board) -> View | None:
            self.drawn += 1
            if board.title not in self.boards:
                return None
            return View.of(Paragraph(self.boards[board.title]), Buttons((Button("Again", Again(1)),)))

        async def coming(ctx: Context, until: datetime) -> tuple[Show, ...]:
            return tuple(Show(title) for title, entry in self.shows.items() if ctx.now < entry.starts < until)

        @feature.listing(Show, coming)
        async def hold(ctx: Context, show: Show) -> Entry | None:
            return self.shows.get(show.title)

        @feature.notice(Sheet)
        async def show(ctx: Context, sheet: Sheet) -> View | None:
            if sheet.title not in self.boards and not ctx.place.message:
                return None
            return View.of(Paragraph(f"{ctx.me.person.known_as}: {self.boards.get(sheet.title, 'gone')}"))

        @feature.job(Work)
        async def toil(ctx: Context, job: Work) -> None:
            if self.work is not None:
                await self.work(ctx, job.name)
            self.done.append(job.name)

        @feature.on("joined")
        async def first(ctx: Context, event: Event) -> None:
            self.done.append("first")

        @feature.on("joined")
        async def second(ctx: Context, event: Event) -> None:
            self.done.append("second")

        return feature
