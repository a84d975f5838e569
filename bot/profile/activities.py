"""What a network does together: meetings, events, trips, forum, offers, exchanges. Typed now, used as features come."""

import re
from datetime import time
from typing import Annotated, Any, Literal, cast

from pydantic import Field, model_validator

from bot.profile.form import FormInput
from bot.profile.words import Part, Words

Days = Annotated[int, Field(ge=0, le=3660)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Percent = Annotated[int, Field(ge=0, le=100)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Offset(Part):
    """A distance from an event, written -7d, -24h or -30m. Days are calendar days in the network's zone."""

    days: int = 0
    hours: int = 0
    minutes: int = 0

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return cast("dict[str, Any]", data)
        found = re.fullmatch(r"([+-]?\d{1,4})([dhm])", str(data))
        if not found:
            raise ValueError(f"{data!r} is no distance; write -7d (days), -24h (hours) or -30m (minutes)")
        return {{"d": "days", "h": "hours", "m": "minutes"}[found[2]]: int(found[1])}


class ActivityKind(Part):
    """A kind of event: a key alone, or written down with a name, questions and reminders of its own (GA-21).

    `fields` are asked of whoever plans one, and stand on the card. Without `reminders` those of all events hold.
    `contributions`: it may call for papers; `questions`: they are
    collected the day before.
    """

    key: Key
    label: Words | None = None
    fields: tuple[FormInput, ...] = Field(default=(), max_length=5)
    reminders: tuple[Offset, ...] | None = None
    members_only: bool = False
    contributions: bool = False
    questions: bool = False

    @model_validator(mode="before")
    @classmethod
    def _read(cls, data: Any) -> Any:
        return {"key": data} if isinstance(data, str) else data


class Events(Part):
    reminders: tuple[Offset, ...] = (Offset(days=-7), Offset(hours=-24), Offset(hours=-1))
    speaker_confirmed_before_publish: bool = True
    lead_time_warning_workdays: Days = 15
    waitlist_hold_hours: int = Field(default=48, ge=1)
    in_person_registration_closes_days: Days = 7
    feedback_after_hours: int = Field(default=1, ge=0)
    kinds: tuple[ActivityKind, ...] = ()
    theme_required: bool = False


class Announcements(Part):
    """`approval`: whether somebody who did not write an announcement looks at it before it goes out."""

    approval: Literal["none", "second_person"] = "none"


class MeetingRule(Part):
    """The n-th weekday of given months at a local time: never "every 90 days" (domain 2.5)."""

    nth: int = Field(ge=1, le=4)
    weekday: Weekday
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    local_time: time
    minutes: int = Field(ge=15, le=1440)


class Venue(Part):
    name: str
    city: str | None = None
    room: str | None = None
    provided_by: str | None = None


class QuarterlyMeetings(Part):
    per_year: int = Field(default=4, ge=1, le=12)
    mode: Literal["in_person", "online", "hybrid"] = "in_person"
    rule: MeetingRule
    venue: Venue | None = None
    refreshments: str | None = None
    cost: str | None = None
    announce_days: Days = 45
    agenda_days: Days = 14
    rsvp_close_days: Days = 7
    missing_quarter_alert_days: Days = 45
    confidentiality: Literal["non_attribution", "open", "members_only"] = "non_attribution"


class Webinars(Part):
    status: Literal["will", "may", "intended"] = "may"
    kinds: tuple[ActivityKind, ...] = (ActivityKind(key="webinar"),)
    researcher_required: bool = False
    access: Literal["members", "public"] = "members"


class Places(Part):
    min: int = Field(ge=1)
    max: int = Field(ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> "Places":
        if self.min > self.max:
            raise ValueError(f"min {self.min} is above max {self.max}")
        return self


class Deposit(Part):
    share: float = Field(ge=0, le=1)
    refundable_if_not_selected: bool = True


class TripDays(Part):
    call: Days
    deposit: Days
    balance: Days
    data: Days


class RefundTier(Part):
    until_days: Days
    percent: Percent


class TripReport(Part):
    required: bool = True
    days_after: Days = 30
    as_: str | None = Field(default=None, alias="as")


class StudyTrips(Part):
    status: Literal["will", "may", "intended"] = "intended"
    per_year: int = Field(default=1, ge=1)
    abroad: bool = True
    host_kinds: tuple[str, ...] = ()
    places: Places
    deposit: Deposit | None = None
    days_before: TripDays | None = None
    refund_tiers: tuple[RefundTier, ...] = ()
    selection: Literal["first_come", "criteria", "ballot"] = "first_come"
    selection_criteria: tuple[str, ...] = ()
    report: TripReport | None = None


class Forum(Part):
    kinds: tuple[str, ...] = ("debate", "question", "experience")
    unanswered_after_days: Days = 7
    mirror: bool = True


class Offers(Part):
    max_live_per_member: int = Field(default=2, ge=1)
    expires_days: Days = 60
    moderation: Literal["none", "services_and_first_post", "all"] = "services_and_first_post"
    kinds: tuple[Literal["idea", "service"], ...] = ("idea", "service")
    public_export: Literal["never", "with_consent"] = "with_consent"


class Opportunities(Part):
    required: tuple[Literal["goal", "activity", "who_benefits"], ...] = ()
    expires_days: Days = 90


class Matching(Part):
    per_new_member: int = Field(default=3, ge=0)
    at_least_from_other_country_or_sector: int = Field(default=0, ge=0)
    weekly: bool = False
    never_contact_without_click: Literal[True] = True


class Digest(Part):
    default: Literal["all", "weekly", "monthly", "duties_only"] = "weekly"
    weekday: Weekday = "mon"
    time: time
    always_one_from_elsewhere: bool = True


class ExchangeRound(Part):
    name: str
    nominate_by: MonthDay


class Exchanges(Part):
    kinds: tuple[str, ...] = ()
    nominated_by: Literal["sending_institution", "person"] = "sending_institution"
    agreement_before_start: bool = True
    staff_nomination_days_before: Days = 28
    report_days_after: Days = 30
    show_balance: bool = True
    rounds: tuple[ExchangeRound, ...] = ()


class Programmes(Part):
    kinds: tuple[str, ...] = ()
    min_partners: int = Field(default=2, ge=2)
    approvals: Literal["each_partner", "lead"] = "each_partner"
    steps: tuple[str, ...] = ()


class Training(Part):
    audiences: tuple[str, ...] = ()
    attendance_threshold: float = Field(default=0.8, ge=0, le=1)
    completion_note: Literal["on_request", "always", "never"] = "on_request"


class Mission(Part):
    key: str
    text: Words
