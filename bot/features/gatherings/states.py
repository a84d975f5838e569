"""The ways of a meeting and of an event (domain 2.3.5 and 2.3.8), and those of a place at either."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from bot.lifecycle import Lifecycle
from bot.ui.text import _

Family: TypeAlias = Literal["meeting", "event"]
State: TypeAlias = Literal[
    "idea", "planned", "speaker_invited", "speaker_confirmed", "announced", "agenda_published", "published",
    "in_session", "live", "closed", "ended", "follow_up", "archived", "postponed", "cancelled",
]  # fmt: skip
Place: TypeAlias = Literal["none", "waiting", "offered", "confirmed", "lapsed", "cancelled"]
"""`none` is an answer that asks for no seat: no, unsure, or online where seats are in a room."""

AHEAD: tuple[State, ...] = (
    "idea", "planned", "speaker_invited", "speaker_confirmed", "announced", "agenda_published", "published",
)  # fmt: skip
"""States before it begins."""

BEGUN: tuple[State, ...] = ("in_session", "live")
"""States between its beginning and its end."""

PUBLIC: tuple[State, ...] = ("announced", "agenda_published", "published", "in_session", "live", "postponed")
"""States in which people know of it and it has not ended."""

OPEN: tuple[State, ...] = ("announced", "agenda_published", "published", "in_session", "live")
"""States in which answers are taken, deadlines permitting."""

OVER: tuple[State, ...] = ("closed", "ended", "follow_up", "archived", "cancelled")

HELD: tuple[Place, ...] = ("offered", "confirmed")
"""Places that take seats (INV-30)."""

ASKED_FOR: tuple[Place, ...] = ("waiting", "offered", "confirmed")
"""Places of those who want one: they have it, or may get it."""

MEETING: Lifecycle[State] = Lifecycle(
    "planned",
    {
        "planned": _("planned"),
        "announced": _("announced"),
        "agenda_published": _("agenda published"),
        "in_session": _("in session"),
        "closed": _("closed"),
        "archived": _("archived"),
        "postponed": _("postponed"),
        "cancelled": _("cancelled"),
    },
    [
        ("announce", ["planned", "postponed"], "announced"),
        ("publish_agenda", ["announced"], "agenda_published"),
        ("open", ["announced", "agenda_published"], "in_session"),
        ("close", ["in_session", "announced", "agenda_published"], "closed"),
        ("archive", ["closed"], "archived"),
        ("postpone", ["planned", "announced", "agenda_published"], "postponed"),
        ("cancel", ["planned", "announced", "agenda_published", "postponed"], "cancelled"),
    ],
)

EVENT: Lifecycle[State] = Lifecycle(
    "planned",
    {
        "idea": _("idea"),
        "planned": _("planned"),
        "speaker_invited": _("waiting for the speakers"),
        "speaker_confirmed": _("speakers confirmed"),
        "published": _("published"),
        "live": _("going on"),
        "ended": _("ended"),
        "follow_up": _("recording and feedback"),
        "archived": _("archived"),
        "postponed": _("postponed"),
        "cancelled": _("cancelled"),
    },
    [
        ("plan", ["idea"], "planned"),
        ("invite_speaker", ["planned", "speaker_invited", "speaker_confirmed"], "speaker_invited"),
        ("confirm_speakers", ["speaker_invited"], "speaker_confirmed"),
        ("lose_speaker", ["speaker_confirmed"], "speaker_invited"),
        ("publish", ["planned", "speaker_confirmed", "postponed"], "published"),
        ("open", ["published"], "live"),
        ("close", ["live", "published"], "ended"),
        ("follow_up", ["ended"], "follow_up"),
        ("archive", ["ended", "follow_up"], "archived"),
        ("postpone", ["planned", "speaker_invited", "speaker_confirmed", "published"], "postponed"),
        ("cancel", ["idea", "planned", "speaker_invited", "speaker_confirmed", "published", "postponed"], "cancelled"),
    ],
)

LIFECYCLES: Mapping[Family, Lifecycle[State]] = {"meeting": MEETING, "event": EVENT}

PLACE: Lifecycle[Place] = Lifecycle(
    "none",
    {
        "none": _("no seat asked for"),
        "waiting": _("on the waiting list"),
        "offered": _("a place is offered"),
        "confirmed": _("place confirmed"),
        "lapsed": _("offer lapsed"),
        "cancelled": _("cancelled"),
    },
    [
        ("seat", ["none", "waiting", "offered", "lapsed", "cancelled"], "confirmed"),
        ("queue", ["none", "lapsed", "cancelled", "confirmed"], "waiting"),
        ("offer", ["waiting"], "offered"),
        ("lapse", ["offered"], "lapsed"),
        ("wait", ["offered"], "waiting"),
        ("leave", ["none", "waiting", "offered", "confirmed", "lapsed", "cancelled"], "none"),
        ("give_up", ["confirmed", "waiting", "offered"], "cancelled"),
    ],
)
