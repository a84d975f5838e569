"""What `/calendar` shows, and the page of public events."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.actions import Action
from bot.features.gatherings import api as gatherings
from bot.ui.blocks import Block, Button, Buttons, Confirm, Divider, Fields, Heading, Note, Paragraph
from bot.ui.text import Code, Moment, _
from bot.ui.view import View


class ResetAddress(Action, key="calendar.reset"):
    pass


_RESET = Button(
    _("Reset"),
    ResetAddress(),
    "danger",
    Confirm(
        _("Make a new address?"),
        _("The old one stops working at once, in every calendar program that uses it. Only you are affected."),
        _("Make a new one"),
        _("Keep it"),
    ),
)
_WHAT_IT_HOLDS = _(
    "Add this address to your calendar program as a subscription (“from URL”). It then always shows the meetings you "
    "are invited to and have not declined, and the events you have a place at, at the right hour wherever you are."
)
_WHO_READS = _(
    "Whoever has this address can read your calendar, without signing in. Do not pass it on. If somebody else has it, "
    "press Reset."
)


def address(own: str, public: str, *, is_new: bool = False) -> View:
    return View.of(
        Heading(_("Your calendar")),
        *((Paragraph(_("This is your new address. The old one no longer works.")),) if is_new else ()),
        Paragraph(_WHAT_IT_HOLDS),
        Paragraph(Code(own)),
        Note(_WHO_READS),
        Buttons((_RESET,)),
        *_for_everybody(public),
    )


def not_shown(made_at: datetime, public: str) -> View:
    """The address works, but nobody can say it any more."""
    return View.of(
        Heading(_("Your calendar")),
        Paragraph(
            _(
                "You have had an address since {day}, and it works. It cannot be shown a second time, since only its "
                "fingerprint is kept. If you need it anew, press Reset.",
                day=Moment(made_at, "date"),
            )
        ),
        Buttons((_RESET,)),
        *_for_everybody(public),
    )


def _for_everybody(public: str) -> tuple[Divider, Note]:
    return Divider(), Note(_("Public events, for anybody to subscribe to: {address}", address=Code(public)))


_OWN = "https://chat.network.example/calendar/mfrggzdfmztwq2lknnwg23tpobyxe43u.ics"


def public_events(events: Sequence[gatherings.Gathering], now: datetime, office: str) -> View:
    """For whoever looks in: times on the clock of the place and in UTC. `office` is an address to write to, or ""."""
    if not events:
        return View.of(
            Heading(_("Public events")), Paragraph(_("None is planned at the moment. Please look in again."))
        )
    blocks: list[Block] = [Heading(_("Public events"))]
    for event in events:
        blocks += [
            Heading(event.title),
            *((Paragraph(event.abstract),) if event.abstract else ()),
            Fields(gatherings.facts(event, "UTC", now)),
            Note(event.ref),
        ]
    how = _("To take part, answer the card of the event in our chat.")
    if office:
        how = _("To take part, answer the card of the event in our chat. Without an account there, write to {address} "
                "and name the event.", address=office)  # fmt: skip
    return View.of(*blocks, Divider(), Paragraph(how))


_PUBLIC = "https://chat.network.example/public/calendar.ics"
EXAMPLES: dict[str, View] = {
    "address": address(_OWN, _PUBLIC),
    "address_reset": address(_OWN, _PUBLIC, is_new=True),
    "no_events": public_events((), datetime(2027, 3, 1, 9, 0, tzinfo=UTC), ""),
    "address_not_shown": not_shown(datetime(2027, 3, 1, 9, 0, tzinfo=UTC), _PUBLIC),
}
