"""The application itself and its rules: each returns the application as it is afterwards, or refuses."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.errors import Refused
from bot.features.applications.parts import Advice, Decision, Declared, Outcome, Question, Review, Signature
from bot.features.applications.refusals import (
    AlreadyDecided,
    AppealedBefore,
    ClaimedByAnother,
    FreshEyes,
    NotClaimed,
    ReviewsMissing,
    TooLateToAppeal,
)
from bot.features.applications.states import IN_HAND, LIFECYCLE, OPEN, UNDECIDED, State
from bot.interactions import FieldValue
from bot.ui.text import Code, Moment, _

Route: TypeAlias = Literal["chat", "email", "paper"]
TRIGGERS: Mapping[Outcome, str] = {"approved": "approve", "declined": "decline", "deferred": "defer"}

END_OF_DAY = time(23, 59, 59)


def deadline(start: datetime, days: int, zone: ZoneInfo, clock: time = END_OF_DAY) -> datetime:
    """The last good instant, in UTC: the end of the day `days` after `start`, in the network's zone (domain 2.5, 5)."""
    day = start.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, zone).astimezone(UTC)


def same_name(typed: str, given: str) -> bool:
    """Whether a typed signature is the given name after NFC, trim and case-fold (domain 2.3.1)."""
    return _plain(typed) == _plain(given) != ""


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


@dataclass(frozen=True, slots=True)
class Application:
    """A request for membership. `applicant` is the person who acts; the holder may be an institution (`institution`).

    `done` are the keys of the steps that were sent, `flags` the soft criteria that were not met. `recorded_by` is who
    in the secretariat entered it, `holder_key` the folded name of an institution that applies, once it is sent.
    """

    id: str
    ref: str
    applicant: str
    created_at: datetime
    changed_at: datetime
    form_version: str
    state: State = "draft"
    route: Route = "chat"
    language: str = "en"
    recorded_by: str = ""
    note: str = ""
    answers: Mapping[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    done: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    holder_key: str = ""
    submitted_at: datetime | None = None
    claimed_by: str = ""
    claimed_at: datetime | None = None
    questions: tuple[Question, ...] = ()
    reviews: tuple[Review, ...] = ()
    decisions: tuple[Decision, ...] = ()
    appeal: str = ""
    appealed_at: datetime | None = None
    institution: str = ""
    closed_at: datetime | None = None
    version: int = 1

    # looking

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def round(self) -> int:
        """1, or 2 after an appeal."""
        return 2 if self.appealed_at else 1

    @property
    def question(self) -> Question | None:
        """The question that waits for its answer."""
        last = self.questions[-1] if self.questions else None
        return last if last and self.state == "info_requested" and last.answered_at is None else None

    @property
    def decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    @property
    def counted(self) -> tuple[Review, ...]:
        """The reviews of this round that count."""
        return tuple(r for r in self.reviews if r.round == self.round and not r.conflict)

    def days_open(self, now: datetime) -> int:
        return (now - (self.submitted_at or self.created_at)).days

    def reviews_missing(self, wanted: int, due: datetime, now: datetime, decider: str = "") -> int:
        """How many recommendations are missing, counting the reading of `decider` for one of them.

        After `due` half of them (rounded up) will do (domain 2.3.1: quorum of reviews).
        """
        needed = wanted if now <= due else (wanted + 1) // 2
        readers = {review.by for review in self.counted}
        if decider and not self.had_a_part(decider) and not self.has_conflict(decider):
            readers.add(decider)
        return max(0, needed - len(readers))

    def had_a_part(self, person: str) -> bool:
        """Whether the person reviewed or decided in an earlier round."""
        earlier = (*self.reviews, *self.decisions)
        return any(part.by == person and part.round < self.round for part in earlier)

    def has_conflict(self, person: str) -> bool:
        return any(review.by == person and review.conflict for review in self.reviews)

    def people(self) -> tuple[str, ...]:
        """Ids of everybody named on the card."""
        named = [self.applicant, self.claimed_by, self.recorded_by, *(q.by for q in self.questions),
                 *(r.by for r in self.reviews), *(d.by for d in self.decisions)]  # fmt: skip
        return tuple(dict.fromkeys(p for p in named if p))

    # the applicant

    def ensure_draft(self) -> None:
        """Refuse when it has been sent or closed."""
        if self.state != "draft":
            raise Refused(_("This application is no longer a draft, so nothing on it can be changed. {command} shows "
                            "where it stands.", command=Code("/apply")), rule="sent")  # fmt: skip

    def fill(self, step: str, values: Mapping[str, FieldValue], now: datetime) -> "Application":
        """Keep the answers of one step."""
        self.ensure_draft()
        done = self.done if step in self.done else (*self.done, step)
        return replace(self, answers={**self.answers, **values}, done=done, changed_at=now)

    def touch(self, now: datetime) -> "Application":
        return replace(self, changed_at=now)

    def submit(self, flags: tuple[str, ...], holder_key: str, now: datetime) -> "Application":
        state = LIFECYCLE.follow("submit", self.state)
        return replace(self, state=state, flags=flags, holder_key=holder_key, submitted_at=now, changed_at=now)

    def withdraw(self, now: datetime) -> "Application":
        return self._close("withdraw", now)

    def expire(self, now: datetime) -> "Application":
        return self._close("expire", now)

    def fall_silent(self, now: datetime) -> "Application":
        return self._close("fall_silent", now)

    def answer(self, text: str, now: datetime) -> "Application":
        question = self.question
        if question is None:
            raise Refused(_("There is no open question on this application."), rule="no-question")
        if now > question.due:
            raise Refused(_("The answer was due by {day}. Please write to the secretariat.", day=Moment(question.due)),
                          rule="answer-days")  # fmt: skip
        state = LIFECYCLE.follow("answer_in_review" if self.counted or self.round > 1 else "answer", self.state)
        answered = replace(question, answer=text, answered_at=now)
        return replace(self, state=state, questions=(*self.questions[:-1], answered), changed_at=now)

    def appeal_until(self, days: int, zone: ZoneInfo) -> datetime | None:
        """The last good instant for an appeal; None when there is nothing to appeal against, or it was used."""
        if self.state != "declined" or self.decision is None or self.appealed_at:
            return None
        return deadline(self.decision.at, days, zone)

    def lodge_appeal(self, reason: str, days: int, zone: ZoneInfo, now: datetime) -> "Application":
        if self.appealed_at:
            raise AppealedBefore
        state = LIFECYCLE.follow("appeal", self.state)
        until = self.appeal_until(days, zone)
        if until is not None and now > until:
            raise TooLateToAppeal(until)
        return replace(self, state=state, appeal=reason, appealed_at=now, claimed_by="", claimed_at=None,
                       closed_at=None, changed_at=now)  # fmt: skip

    # the network

    def claim(self, by: str, now: datetime, names: Mapping[str, str]) -> "Application":
        if self.claimed_by == by:
            return self
        if self.claimed_by and self.claimed_at:
            raise ClaimedByAnother(names.get(self.claimed_by, "?"), self.claimed_at)
        state = LIFECYCLE.follow("claim", self.state) if self.state in ("submitted", "appealed") else self.state
        if state not in IN_HAND:
            LIFECYCLE.follow("claim", self.state)
        return replace(self, state=state, claimed_by=by, claimed_at=now)

    def release(self, by: str, names: Mapping[str, str]) -> "Application":
        if not self.claimed_by:
            raise NotClaimed
        if self.claimed_by != by and self.claimed_at:
            raise ClaimedByAnother(names.get(self.claimed_by, "?"), self.claimed_at)
        state = LIFECYCLE.follow("release", self.state) if self.state == "screening" else self.state
        return replace(self, state=state, claimed_by="", claimed_at=None)

    def ask(self, text: str, by: str, due: datetime, now: datetime, names: Mapping[str, str]) -> "Application":
        if self.claimed_by != by:
            if self.claimed_by and self.claimed_at:
                raise ClaimedByAnother(names.get(self.claimed_by, "?"), self.claimed_at)
            raise NotClaimed
        return replace(self, state=LIFECYCLE.follow("ask", self.state),
                       questions=(*self.questions, Question(text, by, now, due)), changed_at=now)  # fmt: skip

    def review(self, by: str, advice: Advice, note: str, conflict: bool, wanted: int, due: datetime,
               now: datetime) -> "Application":  # fmt: skip
        """Record advice; a second one of the same person replaces the first."""
        if self.state in ("submitted", "appealed"):
            raise NotClaimed
        if self.had_a_part(by):
            raise FreshEyes
        LIFECYCLE.follow("review", self.state)
        kept = tuple(r for r in self.reviews if not (r.by == by and r.round == self.round))
        reviewed = replace(self, reviews=(*kept, Review(by, advice, note, now, self.round, conflict)))
        complete = bool(reviewed.counted) and reviewed.reviews_missing(wanted, due, now) == 0
        trigger = "recommend" if complete else "review"
        if not complete and conflict:
            return reviewed
        return replace(reviewed, state=LIFECYCLE.follow(trigger, self.state))

    def decide(self, decision: Decision, wanted: int, due: datetime, names: Mapping[str, str],
               *, decider_reads: bool) -> "Application":  # fmt: skip
        """Decide. `decider_reads`: who decides counts as one of the reviewers (not so where a ballot decides)."""
        made = self.decision
        if made is not None and made.round == self.round and self.state not in IN_HAND:
            raise AlreadyDecided(names.get(made.by, "?"), LIFECYCLE.labels[made.outcome], made.at)
        if self.state in ("submitted", "appealed"):
            raise NotClaimed
        if self.state in IN_HAND:
            missing = self.reviews_missing(wanted, due, decision.at, decision.by if decider_reads else "")
            if missing:
                raise ReviewsMissing(missing, wanted)
        state = LIFECYCLE.follow("recommend", self.state) if self.state in IN_HAND else self.state
        state = LIFECYCLE.follow(TRIGGERS[decision.outcome], state)
        made = replace(decision, round=self.round, advised_by=len(self.counted))
        closed = decision.at if decision.outcome == "declined" else None
        return replace(self, state=state, decisions=(*self.decisions, made), closed_at=closed, changed_at=decision.at)

    def resume(self, by: str, now: datetime) -> "Application":
        """Take up again what was deferred."""
        state = LIFECYCLE.follow("resume", self.state)
        return replace(self, state=state, claimed_by=by, claimed_at=now, changed_at=now)

    def await_agreement(self) -> "Application":
        return replace(self, state=LIFECYCLE.follow("await_agreement", self.state))

    def enrol(self, institution: str, now: datetime) -> "Application":
        return replace(self, state=LIFECYCLE.follow("enrol", self.state), institution=institution, closed_at=now,
                       changed_at=now)  # fmt: skip

    def _close(self, trigger: str, now: datetime) -> "Application":
        return replace(self, state=LIFECYCLE.follow(trigger, self.state), closed_at=now, changed_at=now)


__all__ = [
    "IN_HAND", "LIFECYCLE", "OPEN", "TRIGGERS", "UNDECIDED", "Advice", "AlreadyDecided", "Application",
    "ClaimedByAnother", "Decision", "Declared", "FreshEyes", "NotClaimed", "Outcome", "Question", "Review",
    "ReviewsMissing", "Route", "Signature", "State", "TooLateToAppeal", "deadline", "same_name",
]  # fmt: skip
