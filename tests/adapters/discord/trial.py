"""A small feature that gives every kind of answer, to try the adapter with."""

import asyncio

from bot.actions import Action
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid
from bot.forms import Field, Form
from bot.interactions import Event, FieldValue
from bot.permissions import Permission
from bot.routing import Feature, Parameter
from bot.ui.blocks import Button, Buttons, Choice, Confirm, Heading, Option, Paragraph
from bot.ui.replies import Ephemeral, Nothing, Post, Reply, Update
from bot.ui.text import Text, _
from bot.ui.view import File, View

feature = Feature("trial")
seen: list[Event] = []
MAY = Permission.SEE_PUBLIC
DELAY = {"seconds": 0.0}
PLACES: list[str] = []


class Count(Action, key="trial.count"):
    """How often it was pressed travels in the button."""

    number: int


class Drop(Action, key="trial.drop"):
    ref: str


class Apply(Action, key="trial.apply"):
    pass


class Hush(Action, key="trial.hush"):
    pass


class Pick(Action, key="trial.pick"):
    pass


class Tell(Action, key="trial.tell"):
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
                Button("Hush", Hush()),
                Button("Tell", Tell()),
            )
        ),
        Choice(Pick(), "Days", tuple(Option(f"d{n}", f"Day {n}") for n in range(1, 31)), at_most=3),
    )


async def pause() -> None:
    await asyncio.sleep(DELAY["seconds"])


@feature.command("trial", help=_("Show the card"), may=MAY)
async def show(ctx: Context) -> Reply:
    await pause()
    return Post(card(0))


@feature.command("trial mine", help=_("Show the card to me only"), may=MAY)
async def mine(ctx: Context) -> Reply:
    await pause()
    return Ephemeral(card(0))


@feature.command(
    "trial say",
    help=_("Say something"),
    may=MAY,
    parameters=(
        Parameter("loud", _("How loud"), choices=(Option("yes", "Very"), Option("no", "Not at all"))),
        Parameter("text", _("What to say"), required=True, source="words"),
    ),
)
async def say(ctx: Context) -> Reply:
    return ctx.whisper(f"{ctx.args['text']} / {ctx.args.get('loud', '-')}")


@feature.command("trial form", help=_("Open the form"), may=MAY)
async def form(ctx: Context) -> Reply:
    await pause()
    return await ctx.open("trial.first")


@feature.command("trial wordy", help=_("Open a form with long words"), may=MAY)
async def wordy(ctx: Context) -> Reply:
    return await ctx.open("trial.wordy")


NAMES = {"N1": "Wang An (Lanxi)", "N2": "Wang An (Reedmarsh)", "N3": "Ana Ruiz"}


@feature.search("names", may=MAY)
async def names(_ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(key, name) for key, name in NAMES.items() if text.casefold() in name.casefold() or text == key)


@feature.command("trial guest", help=_("Bring a guest"), may=MAY)
async def guest(ctx: Context) -> Reply:
    return await ctx.open("trial.guest")


async def build_guest(_ctx: Context, draft: Draft) -> Form:
    return Form(draft.id, "Your guest", (Field("who", "Who", "search", source="names", hint="Begin to type"),))


@feature.form("trial.guest", build_guest)
async def brought(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    if values["who"] not in NAMES:
        raise Invalid({"who": _("Choose somebody from the list, please.")})
    await ctx.finish(draft)
    return ctx.whisper(f"Welcome, {values['who']}")


@feature.command("trial file", help=_("Hand over a file"), may=MAY)
async def hand_over(ctx: Context) -> Reply:
    return Ephemeral(View.of(Paragraph("Here"), files=(File("名单.csv", b"a,b", "text/csv"),)))


@feature.command("trial picture", help=_("Show a picture"), may=MAY)
async def picture(ctx: Context) -> Reply:
    return Ephemeral(View.of(Paragraph("Look"), files=(File("reach.png", b"PNG", "image/png", _("Three of nine")),)))


@feature.command("trial nothing", help=_("Say nothing"), may=MAY)
async def nothing(ctx: Context) -> Reply:
    return Nothing()


@feature.command("convenor", help=_("What you can do here"), may=MAY)
async def menu(ctx: Context) -> Reply:
    return ctx.whisper(_("This is the menu."))


@feature.search("words", may=MAY)
async def words(ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(f"{text}{n}", f"Word {text}{n}", "a word") for n in range(40))


@feature.press(Count)
async def count(ctx: Context, action: Count) -> Reply:
    await pause()
    PLACES.append(ctx.place.message)
    return Update(card(action.number))


@feature.press(Drop)
async def drop(ctx: Context, action: Drop) -> Reply:
    await pause()
    PLACES.append(ctx.place.message)
    return Update(said(f"{action.ref} was dropped"))


@feature.press(Apply)
async def apply(ctx: Context, action: Apply) -> Reply:
    await pause()
    return await ctx.open("trial.first")


@feature.press(Hush)
async def hush(ctx: Context, action: Hush) -> Reply:
    await pause()
    return Nothing()


@feature.press(Tell)
async def tell(ctx: Context, action: Tell) -> Reply:
    await pause()
    return ctx.whisper("Only for you")


@feature.press(Pick)
async def pick(ctx: Context, action: Pick) -> Reply:
    return ctx.whisper("Picked " + ", ".join(ctx.choices))


async def first_step(ctx: Context, draft: Draft) -> Form:
    days = tuple(Option(f"d{n}", f"Day {n}") for n in range(4))
    fields = (
        Field("name", "Name", minimum=3),
        Field("why", "Why", "longtext", minimum=10, hint="A few words"),
        Field("kind", "Kind", "choice", options=(Option("a", "School"), Option("b", "University"))),
        Field("days", "Days", "choices", False, maximum=2, options=days),
    )
    return Form(draft.id, "Apply", fields, intro="Please answer.")


@feature.form("trial.first", first_step)
async def first(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await pause()
    if values["name"] == "Nobody":
        raise Invalid({"name": _("Nobody cannot apply.")})
    PLACES.append(ctx.place.message)
    return await ctx.open("trial.second", afresh=True)


async def second_step(ctx: Context, draft: Draft) -> Form:
    return Form(draft.id, "Apply, part 2", (Field("school", "School"),))


@feature.form("trial.second", second_step)
async def second(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await ctx.finish(draft)
    return ctx.whisper(f"Thank you, {values['school']}")


async def wordy_step(ctx: Context, draft: Draft) -> Form:
    fields = tuple(Field(f"f{n}", f"Question {n} " + "very " * 12 + "long") for n in range(5))
    return Form(draft.id, "Long", fields, intro="Read this first.")


@feature.form("trial.wordy", wordy_step)
async def long_winded(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    return Ephemeral(said(f"Got {values['f4']}"))


def listen(kind: str) -> None:
    @feature.on(kind)
    async def heard(ctx: Context, event: Event) -> None:
        seen.append(event)


for each in ("joined", "left", "spoke", "connected", "removed", "channel_gone"):
    listen(each)

__all__ = ["DELAY", "PLACES", "feature", "seen"]
