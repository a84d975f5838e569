"""What can go wrong, as states of the world; each carries the sentence its reader needs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.ui.text import Text, _

if TYPE_CHECKING:
    from bot.forms import Form


class Refused(Exception):
    """The rules say no. `reason` names the rule and the next step; nothing was changed, one audit line is kept."""

    def __init__(self, reason: Text, *, rule: str = "") -> None:
        super().__init__(rule or str(reason))
        self.reason = reason
        self.rule = rule


class NotAllowed(Refused):
    """The person's roles do not permit this (domain 2.6)."""

    def __init__(self, reason: Text = "") -> None:
        super().__init__(
            reason or _("Your role does not permit this. Ask the secretariat if it should."), rule="permissions"
        )


class NotFound(Refused):
    """There is nothing under that name or reference, or not for this person."""

    def __init__(self, reason: Text = "") -> None:
        super().__init__(
            reason or _("There is nothing under that reference. It may have been removed."), rule="not-found"
        )


class Invalid(Refused):
    """The input of a form breaks a rule; `errors` are by field key. The app adds the `form` as it was sent."""

    form: "Form | None" = None

    def __init__(self, errors: Mapping[str, Text]) -> None:
        super().__init__(_("Please look at the marked fields."), rule="invalid")
        self.errors = dict(errors)


class Conflict(Exception):
    """Somebody else changed the same record in the meantime; the unit of work may be tried again."""


class Unavailable(Exception):
    """The database cannot be reached or written just now (away, full disk); nothing was changed."""
