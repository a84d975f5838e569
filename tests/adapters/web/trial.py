"""A small feature whose notice offers every kind of answer, to try the pages with."""

from bot.actions import Action
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.forms import Field, Form
from bot.interactions import FieldValue
from bot.outbox import Notice
from bot.people import People
from bot.permissions import Permission
from bot.routing import Feature
from bot.ui.blocks import Button, Buttons, Choice, Confirm, Heading, LinkButton, Note, Option, Paragraph, Quote
from bot.ui.replies import Ephemeral, Nothing, Reply, Update
from bot.ui.text import Bold, _
from bot.ui.view import File, View


class Invited(Notice, key="trial.invited"):
    event: str


class Answer(Action, key="trial.answer"):
    word: str


class Drop(Action, key="trial.drop"):
    pass


class Fill(Action, key="trial.fill", opens_form=True):
    pass


class Seat(Action, key="trial.seat"):
    pass


class Paper(Action, key="trial.paper"):
    pass


class Quiet(Action, key="trial.quiet"):
    pass


class Late(Action, key="trial.late"):
    pass


class Guest(Action, key="trial.guest"):
    pass


GUESTS = {"G1": "Wang An (Lanxi)", "G2": "Wang An (Reedmarsh)", "G3": "Ana Ruiz"}
"""Whom one may bring, by id."""


class Memory:
    """What people answered, by person."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.asks: list[str] = []
        self.over = False
        self.words = "<script>alert('x')</script> & 欢迎"
        self.presses = 0


memory = Memory()
feature = Feature("trial")


def card(me: str) -> View:
    confirm = Confirm(_("Drop it?"), _("It reaches 212 people."), _("Yes, drop it"), _("Keep it"))
    return View.of(
        Heading(_("Quarterly meeting")),
        Paragraph((_("Your answer"), ": ", Bold(memory.answers.get(me, "-")))),
        Quote(memory.words),
        Buttons(
            (
                Button(_("Yes"), Answer("yes"), "primary"),
                Button(_("No"), Answer("no")),
                Button(_("Cancel"), Drop(), "danger", confirm),
                LinkButton("Map", "https://maps.example/?a=1&b=2"),
            )
        ),
        Buttons(
            (
                Button("Fill in", Fill()),
                Button("Paper", Paper()),
                Button("Quiet", Quiet()),
                Button("Late", Late()),
                Button("Guest", Guest()),
            )
        ),
        Choice(Seat(), "Seat", (Option("w", "Window"), Option("a", "Aisle", "near the door")), at_most=2),
        Note("EVT-2027-007"),
    )


@feature.notice(Invited)
async def invite(ctx: Context, _notice: Invited) -> View | None:
    return None if memory.over else card(ctx.me.id)


@feature.press(Answer)
async def answer(ctx: Context, press: Answer) -> Reply:
    memory.presses += 1
    memory.answers[ctx.me.id] = press.word
    return Update(card(ctx.me.id))


@feature.press(Drop)
async def drop(ctx: Context, _press: Drop) -> Reply:
    memory.answers[ctx.me.id] = "dropped"
    return ctx.whisper("It was dropped.")


@feature.press(Seat)
async def seat(ctx: Context, _press: Seat) -> Reply:
    return ctx.whisper("Picked " + ", ".join(ctx.choices))


@feature.press(Paper)
async def paper(_ctx: Context, _press: Paper) -> Reply:
    return Ephemeral(View.of(Paragraph("Here"), files=(File("名单.csv", b"a,b", "text/csv"),)))


@feature.press(Quiet)
async def quiet(_ctx: Context, _press: Quiet) -> Reply:
    return Nothing()


@feature.press(Late)
async def late(_ctx: Context, _press: Late) -> Reply:
    raise Refused(_("The answers are closed."))


@feature.press(Fill)
async def fill(ctx: Context, _press: Fill) -> Reply:
    return await ctx.open("trial.form")


async def build(ctx: Context, draft: Draft) -> Form:
    person = await ctx.repository(People).get(ctx.me.id)
    return Form(
        draft.id,
        _("About your trip"),
        (
            Field("name", "Name", minimum=3, value=person.display_name),
            Field("why", "Why", "longtext", minimum=10, hint="A few words"),
            Field("kind", "Kind", "choice", options=tuple(Option(f"k{n}", f"Kind {n}") for n in range(9))),
            Field("days", "Days", "choices", False, maximum=2, options=(Option("d1", "Day 1"), Option("d2", "Day 2"))),
            Field("year", "Year", "year"),
        ),
        submit=_("Continue"),
        intro="Please answer.",
    )


@feature.form("trial.form", build)
async def submit(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    if values["name"] == "Nobody":
        raise Invalid({"name": _("Nobody cannot come."), "": _("It is late.")})
    await ctx.finish(draft)
    memory.answers[ctx.me.id] = repr(values)
    return ctx.whisper(f"Thank you, {values['name']}")


@feature.search("trial.guests", may=Permission.SEE_PUBLIC)
async def guests(_ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(key, name) for key, name in GUESTS.items() if text.casefold() in name.casefold() or text == key)


@feature.press(Guest)
async def bring(ctx: Context, _press: Guest) -> Reply:
    return await ctx.open("trial.guest")


async def build_guest(_ctx: Context, draft: Draft) -> Form:
    who = Field("who", "Who", "search", source="trial.guests", hint="Begin to type")
    other = Field("other", "Another one", "search", False, source="trial.guests")
    return Form(draft.id, _("Your guest"), (who, other, Field("year", "Year", "year")), submit=_("Continue"))


@feature.form("trial.guest", build_guest)
async def brought(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    if values["who"] not in GUESTS:
        raise Invalid({"who": _("Choose somebody from the list, please.")})
    await ctx.finish(draft)
    memory.answers[ctx.me.id] = f"{values['who']} {values['other']}".strip()
    return ctx.whisper("Thank you")
