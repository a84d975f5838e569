"""Why an answer or a place is not to be had, each with the next step."""

from datetime import datetime

from bot.errors import Refused
from bot.ui.text import Moment, _, n_


class TooLate(Refused):
    """The deadline for answers is over."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            _("Answers were possible until {when}. Please write to the organiser.", when=Moment(until)),
            rule="answer_by",
        )


class NotOpen(Refused):
    """It is not announced, or over, or off."""

    def __init__(self, state: object) -> None:
        super().__init__(_("It takes no answers now: it is {state}.", state=state), rule="not-open")  # pyright: ignore[reportArgumentType]


class InstitutionFull(Refused):
    """Your institution has taken all the places it may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            n_("Each institution may take {n} place, and yours is taken.",
               "Each institution may take {n} places, and yours are taken.", most), rule="per-institution")  # fmt: skip


class OfferGone(Refused):
    """The offer has lapsed or was answered."""

    def __init__(self) -> None:
        super().__init__(
            _("This offer is no longer open. If places become free again, the list decides."), rule="offer-gone"
        )


class NotInvited(Refused):
    """Only those who were invited may answer."""

    def __init__(self) -> None:
        super().__init__(_("This is for those who were invited. Ask the organiser if you should be."), rule="invited")
