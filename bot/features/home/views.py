"""The menu and the help."""

from collections.abc import Iterable

from bot.actions import Action
from bot.people import Me, Person, Role
from bot.permissions import Permission
from bot.routing import CommandRoute
from bot.ui.blocks import Bullets, Button, Buttons, Heading, Note, Paragraph
from bot.ui.replies import Nothing, Reply
from bot.ui.text import COLON, Code, Text, _, join
from bot.ui.view import View

ROW = 5
"""Buttons in a row: what both platforms show side by side."""


APPLY = ("apply", "")
"""The command that shows an application as well as it starts one."""


class RunCommand(Action, key="home.run"):
    """A command, as if it had been typed."""

    family: str
    verb: str


ROLE_NAMES: dict[Role, Text] = {
    Role.NEWCOMER: _("newcomer"),
    Role.MEMBER: _("member"),
    Role.OBSERVER: _("observer"),
    Role.REPRESENTATIVE: _("representative"),
    Role.ALTERNATE: _("alternate"),
    Role.REVIEWER: _("reviewer"),
    Role.ORGANISER: _("organiser"),
    Role.MODERATOR: _("moderator"),
    Role.SECRETARIAT: _("secretariat"),
    Role.CHAIR: _("chair"),
    Role.INCOMING_CHAIR: _("incoming chair"),
    Role.ADMIN: _("administrator"),
}


def menu(
    me: Me, network: str, routes: Iterable[CommandRoute], words: str, running: tuple[Text, Text] | None = None
) -> View:
    """Everything this person can start here, a button each.

    `words` is the command that names all others, `running` an open application: reference and state.
    """
    offered = [route for route in routes if not (running and route.path == APPLY)]
    buttons = [Button(route.menu, RunCommand(*route.path)) for route in offered]
    if running:
        buttons.insert(0, Button(_("See it"), RunCommand(*APPLY), "primary"))
    return View.of(
        Heading(network),
        Paragraph(_welcome(me, running)),
        *(Buttons(tuple(buttons[i : i + ROW])) for i in range(0, len(buttons), ROW)),
        Note(_("All commands in words: {command}", command=Code(f"/{words}"))),
        summary=_("What you can do here"),
    )


def _welcome(me: Me, running: tuple[Text, Text] | None) -> Text:
    name = me.person.known_as
    if running:
        ref, state = running
        return _("Welcome back, {name}. Your application {ref}: {state}.", name=name, ref=ref, state=state)
    if Role.NEWCOMER in me.roles:
        return _("Welcome, {name}. You are not a member yet: Apply starts the application.", name=name)
    return _("Welcome back, {name}. Here is what you can do.", name=name)


def help_page(families: Iterable[Iterable[tuple[str, CommandRoute]]], *, in_boxes: bool) -> View:
    """All commands this person may use, by family, with the name each goes by here.

    `in_boxes` says that the platform shows a box for each option; else they are typed behind the command.
    """
    return View.of(
        Heading(_("What you can type")),
        *(
            Bullets(tuple(join((Code(_usage(name, route)), route.help), COLON) for name, route in routes))
            for routes in families
        ),
        Note(
            _("Options in [brackets] may be left out.")
            if in_boxes
            else _("Options in [brackets] may be left out. Write name:value, with quotes around spaces.")
        ),
    )


def _usage(name: str, route: CommandRoute) -> str:
    options = (p.name if p.required else f"[{p.name}]" for p in route.parameters)
    return " ".join((f"/{name}", *options))


async def _nothing(_ctx: object) -> Reply:
    return Nothing()


_ROUTE = CommandRoute(
    "profile", ("profile", "show"), _("Your own record"), Permission.EDIT_PROFILE, (), _nothing, _("My profile")
)
EXAMPLES: dict[str, View] = {
    "menu": menu(
        Me(Person("P1", "Gu Muxing", "顾沐星"), (), ()),
        "CSLEI",
        [_ROUTE] * 12,
        "convenor help",
    ),
    "menu_of_an_applicant": menu(
        Me(Person("P1", "Gu Muxing", "顾沐星"), (), ()),
        "CSLEI",
        [_ROUTE],
        "convenor help",
        ("APP-2027-014", _("being read")),
    ),
    "help": help_page([[("profile show", _ROUTE)]], in_boxes=False),
    "help_in_boxes": help_page([[("profile show", _ROUTE)]], in_boxes=True),
}
