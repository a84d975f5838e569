"""Features register what they can do (all of them together: `bot/vocabulary.py`).

feature = Feature("network")

@feature.command("network about", help=_("What the network is"), may=Permission.SEE_PUBLIC)
async def about(ctx: Context) -> Reply: ...
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from bot.actions import Action
from bot.drafts import Draft
from bot.forms import Form
from bot.interactions import Event, FieldValue
from bot.outbox import Card, JobPayload, Listing, Notice
from bot.permissions import Permission
from bot.ui.blocks import Option
from bot.ui.replies import Reply
from bot.ui.text import Text
from bot.ui.view import File, View

if TYPE_CHECKING:
    from datetime import datetime

    from bot.context import Context
    from bot.ports import Entry

A = TypeVar("A", bound=Action)
N = TypeVar("N", bound=Notice)
J = TypeVar("J", bound=JobPayload)
C = TypeVar("C", bound=Card)
L = TypeVar("L", bound=Listing)

CommandHandler: TypeAlias = "Callable[[Context], Awaitable[Reply]]"
PressHandler: TypeAlias = "Callable[[Context, Any], Awaitable[Reply]]"
FormBuilder: TypeAlias = "Callable[[Context, Draft], Awaitable[Form]]"
FormHandler: TypeAlias = "Callable[[Context, Draft, dict[str, FieldValue]], Awaitable[Reply]]"
SearchHandler: TypeAlias = "Callable[[Context, str], Awaitable[tuple[Option, ...]]]"
EventHandler: TypeAlias = "Callable[[Context, Event], Awaitable[None]]"
Render: TypeAlias = "Callable[[Context, Any], Awaitable[View | None]]"
EntryHandler: TypeAlias = "Callable[[Context, L], Awaitable[Entry | None]]"
ComingHandler: TypeAlias = "Callable[[Context, datetime], Awaitable[Sequence[Listing]]]"
Work: TypeAlias = "Callable[[Context, Any], Awaitable[None]]"
PublicHandler: TypeAlias = "Callable[[Context, str], Awaitable[View | File | None]]"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An option of a command. `source` names the search that completes it, `choices` is a short closed list."""

    name: str
    help: Text
    required: bool = False
    source: str = ""
    choices: tuple[Option, ...] = ()


class Rank(IntEnum):
    """Where a button stands in the menu: what somebody comes for first, what one looks at now and then last."""

    FIRST = 0
    DUTY = 10
    PEOPLE = 20
    NETWORK = 30
    HOUSE = 40
    RIGHTS = 50
    OWN = 60
    ABOUT = 70


@dataclass(frozen=True, slots=True)
class CommandRoute:
    """`path` is family and verb ("" for the bare family). `menu` offers it as a button in `/convenor`, at its `rank`.

    Who may do `menu_may` is offered it, where that is fewer people than those whom it answers (`may`). `unsaid` is the
    one of its family that is meant by words without a verb ("/reminder tomorrow at 8 call Wei").
    """

    feature: str
    path: tuple[str, str]
    help: Text
    may: Permission
    parameters: tuple[Parameter, ...]
    handler: CommandHandler
    menu: Text = ""
    read_only: bool = False
    rank: Rank = Rank.NETWORK
    menu_may: Permission | None = None
    unsaid: bool = False


@dataclass(frozen=True, slots=True)
class PressRoute:
    feature: str
    action: type[Action]
    may: Permission | None
    handler: PressHandler
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class FormRoute:
    feature: str
    key: str
    build: FormBuilder
    handler: FormHandler


@dataclass(frozen=True, slots=True)
class CronRoute:
    """`expression` is five cron fields in the network's zone."""

    feature: str
    name: str
    expression: str
    job: type[JobPayload]


@dataclass(frozen=True, slots=True)
class PublicRoute:
    """An address of the web room for everybody who knows it; what has a `title` is listed on `/public/`."""

    feature: str
    path: str
    title: Text
    handler: PublicHandler


class Collision(Exception):
    """The same key is claimed twice."""


class Feature:
    """One folder of `bot/features` and all it registers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.commands: list[CommandRoute] = []
        self.presses: list[PressRoute] = []
        self.forms: list[FormRoute] = []
        self.searches: dict[str, tuple[Permission, SearchHandler]] = {}
        self.events: list[tuple[str, EventHandler]] = []
        self.notices: dict[type[Notice], Render] = {}
        self.cards: dict[type[Card], Render] = {}
        self.listings: dict[type[Listing], EntryHandler[Any]] = {}
        self.coming: list[ComingHandler] = []
        self.jobs: dict[type[JobPayload], Work] = {}
        self.crons: list[CronRoute] = []
        self.pages: list[PublicRoute] = []

    def command(
        self,
        path: str,
        *,
        help: Text,
        may: Permission,
        parameters: Iterable[Parameter] = (),
        menu: Text = "",
        read_only: bool = False,
        rank: Rank = Rank.NETWORK,
        menu_may: Permission | None = None,
        unsaid: bool = False,
    ) -> Callable[[CommandHandler], CommandHandler]:
        """Register a command; `path` is "family" or "family verb". Arguments are in `ctx.args`."""
        family, _, verb = path.partition(" ")

        def register(handler: CommandHandler) -> CommandHandler:
            path = (family, verb)
            options = tuple(parameters)
            self.commands.append(
                CommandRoute(self.name, path, help, may, options, handler, menu, read_only, rank, menu_may, unsaid)
            )
            return handler

        return register

    def press(
        self, action: type[A], *, may: Permission | None = None, read_only: bool = False
    ) -> Callable[["Callable[[Context, A], Awaitable[Reply]]"], "Callable[[Context, A], Awaitable[Reply]]"]:
        """Register what a button does; `may` is checked unscoped, finer rules are the handler's.

        A `read_only` one changes nothing, nor the message it stands in, and waits for nobody who does.
        """

        def register(handler: "Callable[[Context, A], Awaitable[Reply]]") -> "Callable[[Context, A], Awaitable[Reply]]":
            self.presses.append(PressRoute(self.name, action, may, handler, read_only))
            return handler

        return register

    def form(self, key: str, build: FormBuilder) -> Callable[[FormHandler], FormHandler]:
        """Register a form: `build` makes it from its draft, the handler gets values that passed its checks."""

        def register(handler: FormHandler) -> FormHandler:
            self.forms.append(FormRoute(self.name, key, build, handler))
            return handler

        return register

    def search(self, source: str, *, may: Permission) -> Callable[[SearchHandler], SearchHandler]:
        """Register what completes a field; returns at most 25 options, best first.

        Where fields of forms are looked up by it, it also knows its own values: one of them finds its option alone.
        """

        def register(handler: SearchHandler) -> SearchHandler:
            self._once("search", source, source in self.searches)
            self.searches[source] = (may, handler)
            return handler

        return register

    def on(self, kind: str) -> Callable[[EventHandler], EventHandler]:
        """Register for an event of the platform; several handlers may listen to the same one."""

        def register(handler: EventHandler) -> EventHandler:
            self.events.append((kind, handler))
            return handler

        return register

    def notice(
        self, kind: type[N]
    ) -> Callable[["Callable[[Context, N], Awaitable[View | None]]"], "Callable[[Context, N], Awaitable[View | None]]"]:
        """Register how a notice reads today; None means it is moot and is not sent."""

        def register(
            handler: "Callable[[Context, N], Awaitable[View | None]]",
        ) -> "Callable[[Context, N], Awaitable[View | None]]":
            self._once("notice", kind.key, kind in self.notices)
            self.notices[kind] = handler
            return handler

        return register

    def card(
        self, kind: type[C]
    ) -> Callable[["Callable[[Context, C], Awaitable[View | None]]"], "Callable[[Context, C], Awaitable[View | None]]"]:
        """Register how a living card looks today."""

        def register(
            handler: "Callable[[Context, C], Awaitable[View | None]]",
        ) -> "Callable[[Context, C], Awaitable[View | None]]":
            self._once("card", kind.key, kind in self.cards)
            self.cards[kind] = handler
            return handler

        return register

    def listing(self, kind: type[L], coming: ComingHandler) -> "Callable[[EntryHandler[L]], EntryHandler[L]]":
        """Register what a listing holds today, in the reader's language; None takes it out of all calendars.

        `coming` gives all that begin before an instant, for a calendar that is new to us.
        """

        def register(handler: "EntryHandler[L]") -> "EntryHandler[L]":
            self._once("listing", kind.key, kind in self.listings)
            self.listings[kind] = handler
            self.coming.append(coming)
            return handler

        return register

    def job(
        self, kind: type[J]
    ) -> Callable[["Callable[[Context, J], Awaitable[None]]"], "Callable[[Context, J], Awaitable[None]]"]:
        """Register work done later in a transaction of its own."""

        def register(handler: "Callable[[Context, J], Awaitable[None]]") -> "Callable[[Context, J], Awaitable[None]]":
            self._once("job", kind.key, kind in self.jobs)
            self.jobs[kind] = handler
            return handler

        return register

    def public(self, path: str, *, title: Text = "") -> Callable[[PublicHandler], PublicHandler]:
        """Register what the web room serves under `/public/…`, or under `/calendar/…` to who knows the address.

        `path` may hold one `{key}`, which the handler gets ("" without one). A View becomes a page without buttons,
        a File is served as it is, None is a 404. `ctx.me` is nobody; `ctx.public_url` is the address before the path.
        """
        if not path.startswith(("/public/", "/calendar/")):
            raise ValueError(f"{path}: what is public begins with /public/ or /calendar/")

        def register(handler: PublicHandler) -> PublicHandler:
            self.pages.append(PublicRoute(self.name, path, title, handler))
            return handler

        return register

    def cron(self, name: str, expression: str, job: type[JobPayload]) -> None:
        """Let `job` (without data) be enqueued by the clock; its slot is a database row."""
        self.crons.append(CronRoute(self.name, name, expression, job))

    def _once(self, kind: str, key: str, claimed: bool) -> None:
        if claimed:
            raise Collision(f"{kind} {key!r} is claimed twice by {self.name}")
