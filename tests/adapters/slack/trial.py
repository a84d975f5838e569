"""A small feature that gives every kind of answer, to try the Slack adapter with."""

import asyncio
from datetime import UTC, datetime

from bot.actions import Action
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid
from bot.forms import Field, Form
from bot.interactions import Event, FieldValue, Place
from bot.permissions import Permission
from bot.routing import Feature, Parameter
from bot.ui.blocks import Button, Buttons, Choice, Confirm, Heading, LinkButton, Note, Option, Paragraph
from bot.ui.replies import Ephemeral, Nothing, Post, Reply, Update
from bot.ui.text import Moment, Text, _
from bot.ui.view import File, View

feature = Feature("trial")
MAY = Permission.SEE_PUBLIC
MEETING = datetime(2027, 3, 11, 6, 0, tzinfo=UTC)


class Memory:
    """What the trial saw, and how slow it is to be."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.places: list[Place] = []
        self.names: list[str] = []
        self.delay = 0.0


memory = Memory()


class Count(Action, key="trial.count"):
    number: int


class Drop(Action, key="trial.drop"):
    ref: str


class Apply(Action, key="trial.apply"):
    pass


class Tell(Action, key="trial.tell"):
    pass


class Pick(Action, key="trial.pick"):
    pass


def said(text: Text) -> View:
    return View.of(Paragraph(text))


def card(number: int) -> View:
    confirm = Confirm(_("Drop it?"), _("It reaches 212 people."), _("Yes, drop it"), _("Keep it"))
    return View.of(
        Heading("A card"),
        Paragraph(f"Pressed {number} times"),
        Buttons(
            (
                Button("Count", Count(number + 1), "primary"),
                Button("Drop", Drop("T-1"), "danger", confirm),
                Button("Fill in", Apply()),
                Button("Tell", Tell()),
                LinkButton("Site", "https://example.org/"),
            )
        ),
        Choice(Pick(), "Days", tuple(Option(f"d{n}", f"Day {n}") for n in range(1, 131)), at_most=3),
        Note((_("Meets "), Moment(MEETING))),
    )


async def pause(ctx: Context) -> None:
    memory.places.append(ctx.place)
    memory.names.append(ctx.account.name)
    await asyncio.sleep(memory.delay)


@feature.command("trial", help=_("Show the card"), may=MAY)
async def show(ctx: Context) -> Reply:
    await pause(ctx)
    return Post(card(0))


@feature.command("trial mine", help=_("Show the card to me only"), may=MAY)
async def mine(ctx: Context) -> Reply:
    await pause(ctx)
    return Ephemeral(card(0))


@feature.command(
    "trial say",
    help=_("Say something"),
    may=MAY,
    parameters=(Parameter("text", _("What to say"), required=True), Parameter("loud", _("How loud"))),
)
async def say(ctx: Context) -> Reply:
    return ctx.whisper(f"{ctx.args['text']} / {ctx.args.get('loud', '-')}")


@feature.command("trial form", help=_("Open the form"), may=MAY)
async def form(ctx: Context) -> Reply:
    await pause(ctx)
    return await ctx.open("trial.first")


@feature.command("trial file", help=_("Hand over a file"), may=MAY)
async def hand_over(ctx: Context) -> Reply:
    return Ephemeral(View.of(Paragraph("Here"), files=(File("名单.csv", b"a,b", "text/csv"),)))


@feature.command("trial picture", help=_("Show a picture"), may=MAY)
async def picture(ctx: Context) -> Reply:
    return Ephemeral(View.of(Paragraph("Look"), files=(File("reach.png", b"PNG", "image/png", _("Three of nine")),)))


@feature.command("trial long", help=_("Say very much"), may=MAY)
async def talk(ctx: Context) -> Reply:
    return Ephemeral(View(tuple(Paragraph(f"Line {n}") for n in range(120))))


@feature.command("trial nothing", help=_("Say nothing"), may=MAY)
async def nothing(ctx: Context) -> Reply:
    return Nothing()


@feature.command("convenor", help=_("What you can do here"), may=MAY)
async def menu(ctx: Context) -> Reply:
    return Ephemeral(
        View.of(Paragraph(_("This is the menu.")), Buttons((Button("Tell", Tell()), Button("Fill in", Apply()))))
    )


@feature.search("words", may=MAY)
async def words(ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(f"w{n}", f"Word {n}", "a word") for n in range(5) if text.casefold() in f"word {n}")


@feature.press(Count)
async def count(ctx: Context, action: Count) -> Reply:
    await pause(ctx)
    return Update(card(action.number))


@feature.press(Drop)
async def drop(ctx: Context, action: Drop) -> Reply:
    return Update(said(f"{action.ref} was dropped"))


@feature.press(Apply)
async def apply(ctx: Context, action: Apply) -> Reply:
    await pause(ctx)
    return await ctx.open("trial.first")


@feature.press(Tell)
async def tell(ctx: Context, action: Tell) -> Reply:
    await pause(ctx)
    return ctx.whisper("Only for you")


@feature.press(Pick)
async def pick(ctx: Context, action: Pick) -> Reply:
    return ctx.whisper("Picked " + ", ".join(ctx.choices))


async def first_step(ctx: Context, draft: Draft) -> Form:
    fields = (
        Field("name", "Name", minimum=3),
        Field("why", "Why", "longtext", minimum=10, hint="A few words"),
        Field("kind", "Kind", "choice", options=(Option("a", "School"), Option("b", "University"))),
        Field(
            "days", "Days", "choices", False, maximum=2, options=tuple(Option(f"d{n}", f"Day {n}") for n in range(4))
        ),
        Field("word", "Word", "search", False, source="words"),
    )
    return Form(draft.id, "Apply to the network, part one of two", fields, intro="Please answer.")


@feature.form("trial.first", first_step)
async def first(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await pause(ctx)
    if values["name"] == "Nobody":
        raise Invalid({"name": _("Nobody cannot apply.")})
    return await ctx.open("trial.second", f"{values['kind']} {values['days']} {values['word']}", afresh=True)


async def second_step(ctx: Context, draft: Draft) -> Form:
    return Form(draft.id, "Apply, part 2", (Field("name", "School"),), intro=draft.subject)


@feature.form("trial.second", second_step)
async def second(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await pause(ctx)
    await ctx.finish(draft)
    text = f"Thank you, {values['name']}"
    return Update(said(text)) if ctx.place.message else ctx.whisper(text)


def listen(kind: str) -> None:
    @feature.on(kind)
    async def heard(ctx: Context, event: Event) -> None:
        memory.events.append(event)


for each in ("joined", "left", "home", "spoke", "connected", "removed", "channel_gone"):
    listen(each)
