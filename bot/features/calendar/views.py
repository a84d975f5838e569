"""What `/calendar` shows."""

from datetime import UTC, datetime

from bot.actions import Action
from bot.ui.blocks import Button, Buttons, Confirm, Divider, Heading, Note, Paragraph
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
_PUBLIC = "https://chat.network.example/public/calendar.ics"
EXAMPLES: dict[str, View] = {
    "address": address(_OWN, _PUBLIC),
    "address_reset": address(_OWN, _PUBLIC, is_new=True),
    "address_not_shown": not_shown(datetime(2027, 3, 1, 9, 0, tzinfo=UTC), _PUBLIC),
}
