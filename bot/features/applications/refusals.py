"""Why an application does not move: each refusal names the rule, who or what stands in the way, and the next step."""

from datetime import datetime

from bot.errors import Refused
from bot.ui.text import Moment, Text, _


class ClaimedByAnother(Refused):
    def __init__(self, who: str, since: datetime) -> None:
        reason = _("{who} took this up on {when} and has it in hand. Talk to each other, or wait for its release.",
                   who=who, when=Moment(since))  # fmt: skip
        super().__init__(reason, rule="claimed")


class NotClaimed(Refused):
    def __init__(self) -> None:
        super().__init__(_("Nobody has taken this application up yet. Press Claim first."), rule="claim-first")


class AlreadyDecided(Refused):
    """Somebody was first; it says who, when and what (two decisions at once)."""

    def __init__(self, who: str, outcome: Text, at: datetime) -> None:
        reason = _("{who} was first: this application was {outcome} on {when}. Nothing was changed by your press.",
                   who=who, outcome=outcome, when=Moment(at))  # fmt: skip
        super().__init__(reason, rule="decided")


class ReviewsMissing(Refused):
    def __init__(self, missing: int, wanted: int) -> None:
        reason = _("{missing} of {wanted} recommendations are still missing. A reviewer presses Recommend first.",
                   missing=str(missing), wanted=str(wanted))  # fmt: skip
        super().__init__(reason, rule="reviews")


class FreshEyes(Refused):
    """An appeal is read by reviewers who had no part in the first decision."""

    def __init__(self) -> None:
        super().__init__(_("This is an appeal, and you had a part in the first decision. Somebody else reads it now."),
                         rule="appeal-new-reviewers")  # fmt: skip


class TooLateToAppeal(Refused):
    def __init__(self, until: datetime) -> None:
        super().__init__(_("An appeal was possible until {day}. You may send a new application at any time.",
                           day=Moment(until)), rule="appeal-days")  # fmt: skip


class AppealedBefore(Refused):
    def __init__(self) -> None:
        super().__init__(_("There is one appeal, and this application had it. You may send a new one at any time."),
                         rule="one-appeal")  # fmt: skip
