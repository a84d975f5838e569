"""The announcement itself and its rules: each returns the announcement as it is afterwards, or refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Refused
from bot.features.announcements.audience import EVERYBODY, Audience
from bot.features.announcements.states import LIFECYCLE, OUT, UNSENT, State
from bot.i18n import best_language
from bot.ui.text import Moment, _

BETWEEN_REMINDERS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wording:
    """What it says in one language: plain text, paragraphs set apart by empty lines."""

    subject: str
    text: str


Wordings = Mapping[str, Wording]
"""By the language tags of the profile."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where it goes: `channels` by profile key, with a mention of the member role or not, and `direct` notices.

    `mail_is_old`: it was edited since it went out, and what went by mail cannot follow.
    """

    channels: tuple[str, ...] = ()
    direct: bool = True
    mention: bool = False
    needs_ack: bool = False
    mail_is_old: bool = False


DIRECTLY = Delivery()


@dataclass(frozen=True, slots=True)
class Announcement:
    """A message of the network to its people.

    `local` and `zone` are the wall time it is scheduled for, `send_at` the instant derived from them. `writers` are
    all who had a hand in the words; none of them approves. `proposed` are words for a sent announcement that wait
    for approval.
    """

    id: str
    ref: str
    author: str
    created_at: datetime
    changed_at: datetime
    state: State = "draft"
    wordings: Wordings = field(default_factory=dict[str, Wording])
    writers: tuple[str, ...] = ()
    audience: Audience = EVERYBODY
    delivery: Delivery = DIRECTLY
    local: str = ""
    zone: str = ""
    send_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    sent_by: str = ""
    sent_at: datetime | None = None
    edited_at: datetime | None = None
    proposed: Wordings = field(default_factory=dict[str, Wording])
    retracted_at: datetime | None = None
    reminded_at: datetime | None = None
    version: int = 1

    # looking

    @property
    def is_out(self) -> bool:
        return self.state in OUT

    @property
    def is_unsent(self) -> bool:
        return self.state in UNSENT

    @property
    def was_discarded(self) -> bool:
        """Whether it was taken back before anybody got it."""
        return self.state == "retracted" and not self.sent_by

    def called(self, language: str) -> str:
        """Its subject in the reader's language, or else in any."""
        ordered = sorted(self.wordings, key=lambda tag: best_language(tag) != language)
        return self.wordings[ordered[0]].subject if ordered else ""

    def may_be_sent(self, *, second: bool) -> bool:
        """Whether nobody's approval is missing. `second`: the network wants a second pair of eyes."""
        return self.state in ("approved", "scheduled") or (self.state == "draft" and not second)

    def ensure_complete(self) -> None:
        """Refuse what says nothing or goes nowhere."""
        if not self.wordings:
            raise Refused(_("There is no text yet. Press Edit and write one."), rule="no-text")
        if not self.delivery.channels and not self.delivery.direct:
            raise Refused(_("It would reach nobody. Choose a channel or direct messages first."), rule="nowhere")

    # writing

    def reword(self, wordings: Wordings, by: str, now: datetime, *, second: bool) -> "Announcement":
        """Change the words. What was approved must be approved again; what is out changes wherever it was delivered.

        Where a second pair of eyes is asked for, new words of what is out wait for it, and the old ones stand.
        """
        if self.state == "retracted":
            raise Retracted
        if wordings == self.wordings:
            return replace(self, proposed={}, changed_at=now) if self.proposed else self
        writers = tuple(dict.fromkeys((*self.writers, by)))
        if self.is_out and second:
            return replace(self, proposed=wordings, writers=writers, changed_at=now)
        if self.is_out:
            return self._edited(wordings, now, writers=writers)
        return replace(self._reworked(second=second), wordings=wordings, writers=writers, changed_at=now)

    def aim(self, by: str, now: datetime, *, second: bool, audience: Audience | None = None,
            delivery: Delivery | None = None) -> "Announcement":  # fmt: skip
        """Change whom it reaches and where; only as long as nobody has it."""
        self._ensure_unsent()
        audience, delivery = audience or self.audience, delivery or self.delivery
        if (audience, delivery) == (self.audience, self.delivery):
            return self
        writers = tuple(dict.fromkeys((*self.writers, by)))
        before = self._reworked(second=second)
        return replace(before, audience=audience, delivery=delivery, writers=writers, changed_at=now)

    def _reworked(self, *, second: bool) -> "Announcement":
        """Back to the desk where somebody approved something else; a mere schedule stays."""
        if not second or self.state == "draft":
            return self
        state = LIFECYCLE.follow("rework", self.state)
        return replace(self, state=state, approved_by="", approved_at=None, local="", zone="", send_at=None)

    # a second pair of eyes

    def submit(self, now: datetime) -> "Announcement":
        self.ensure_complete()
        return replace(self, state=LIFECYCLE.follow("submit", self.state), changed_at=now)

    def approve(self, by: str, now: datetime) -> "Announcement":
        """Somebody who had no hand in the words approves them."""
        if by in self.writers:
            raise Refused(_("You wrote it or changed it, so somebody else approves it."), rule="second-person")
        if self.is_out and self.proposed:
            return self._edited(self.proposed, now, proposed={}, approved_by=by, approved_at=now)
        if self.state in ("approved", "scheduled") and self.approved_at:
            raise Refused(_("It was approved already, {when}.", when=Moment(self.approved_at)), rule="approved")
        state = LIFECYCLE.follow("approve", self.state)
        return replace(self, state=state, approved_by=by, approved_at=now, changed_at=now)

    def send_back(self, now: datetime) -> "Announcement":
        if self.is_out and self.proposed:
            return replace(self, proposed={}, changed_at=now)
        return replace(self, state=LIFECYCLE.follow("send_back", self.state), changed_at=now)

    def _edited(self, wordings: Wordings, now: datetime, **more: Any) -> "Announcement":
        """Other words for what is out."""
        delivery = replace(self.delivery, mail_is_old=True)
        return replace(self, wordings=wordings, delivery=delivery, edited_at=now, changed_at=now, **more)

    def correct(self, now: datetime) -> "Announcement":
        """Those who got it by mail are told of the words as they are now: once after each edit."""
        if self.state == "retracted":
            raise Retracted
        if not self.delivery.mail_is_old:
            raise Refused(_("They know it already: nothing was changed since they were told."), rule="told")
        return replace(self, delivery=replace(self.delivery, mail_is_old=False), changed_at=now)

    # sending

    def schedule(self, local: str, zone: str, at: datetime, now: datetime, *, second: bool) -> "Announcement":
        self._ensure_sendable(second=second)
        if at <= now:
            raise Refused(_("That time has passed."), rule="past")
        state = LIFECYCLE.follow("schedule", self.state)
        return replace(self, state=state, local=local, zone=zone, send_at=at, changed_at=now)

    def unschedule(self, now: datetime, *, second: bool) -> "Announcement":
        state = LIFECYCLE.follow("unschedule", self.state)
        return replace(self, state=state if second else "draft", local="", zone="", send_at=None, changed_at=now)

    def send(self, by: str, now: datetime, *, second: bool) -> "Announcement":
        self._ensure_sendable(second=second)
        return replace(self, state=LIFECYCLE.follow("send", self.state), sent_by=by, changed_at=now)

    def send_now(self, by: str, now: datetime, *, second: bool) -> "Announcement":
        """The same by a press, whatever time was planned."""
        return replace(self.send(by, now, second=second), local="", zone="", send_at=None)

    def arrive(self, now: datetime) -> "Announcement":
        """Everything is on its way."""
        return replace(self, state=LIFECYCLE.follow("arrive", self.state), sent_at=now, changed_at=now)

    def retract(self, now: datetime) -> "Announcement":
        state = LIFECYCLE.follow("retract", self.state)
        return replace(self, state=state, retracted_at=now, proposed={}, changed_at=now)

    def remind(self, now: datetime) -> "Announcement":
        """Ask those who have not read it, at most once a day."""
        if self.state != "sent" or not self.delivery.needs_ack:
            raise Refused(_("Nobody was asked to confirm that he or she has read this."), rule="no-ack")
        if self.reminded_at and now - self.reminded_at < BETWEEN_REMINDERS:
            raise Refused(
                _(
                    "They were reminded {when}. Once a day is enough; come back {next}.",
                    when=Moment(self.reminded_at, "relative"),
                    next=Moment(self.reminded_at + BETWEEN_REMINDERS),
                ),
                rule="reminded",
            )
        return replace(self, reminded_at=now)

    def _ensure_sendable(self, *, second: bool) -> None:
        self.ensure_complete()
        if second and self.state in ("draft", "awaiting_approval"):
            raise Refused(
                _("Somebody else has to approve it first. Press Submit for approval, or wait for the answer."),
                rule="approval",
            )

    def _ensure_unsent(self) -> None:
        if self.state == "retracted":
            raise Retracted
        if not self.is_unsent:
            raise Refused(
                _("It has been sent, so whom it reaches can no longer be changed. The words can, with Edit."),
                rule="sent",
            )


class Retracted(Refused):
    def __init__(self) -> None:
        super().__init__(_("This announcement was retracted. Write a new one with New announcement."), rule="retracted")
