"""How long before a meeting people must have notice, by its kind, in clear days (domain 2.5, rule 4; 2.3.5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import wall
from bot.profile import Profile
from bot.profile.governance import BusinessMeeting

ITEMS_BEFORE_AGENDA = 7
"""Days between the last request for an item and the agenda where no rule of the profile names them."""


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """`days` are clear days, 0 where no rule asks for any. A `duty` refuses, else too short a notice is a warning."""

    days: int
    duty: bool

    def last_day(self, profile: Profile, starts_at: datetime) -> date:
        """The last good day for the notice, in the network's zone."""
        day = starts_at.astimezone(profile.zone).date()
        if not self.days:
            return day
        return wall.last_notice_day(day, self.days) if profile.time.clear_days else day - timedelta(days=self.days)

    def is_kept(self, profile: Profile, starts_at: datetime, now: datetime) -> bool:
        return now.astimezone(profile.zone).date() <= self.last_day(profile, starts_at)


def notice_period(profile: Profile, kind: str) -> NoticePeriod:
    match kind:
        case "business":
            return NoticePeriod(_business(profile).notice_days, duty=True)
        case "extraordinary":
            return NoticePeriod(profile.governance.extraordinary_notice_days, duty=True)
        case "quarterly" if profile.quarterly_meetings:
            return NoticePeriod(profile.quarterly_meetings.announce_days, duty=False)
        case _:
            return NoticePeriod(0, duty=False)


def _business(profile: Profile) -> BusinessMeeting:
    return profile.governance.business_meeting or BusinessMeeting()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The last good instants for answers, for asking for an item, and for the agenda; None where it is too late."""

    answer_by: datetime | None
    items_by: datetime | None
    agenda_by: datetime | None


def deadlines(
    profile: Profile, kind: str, starts_at: datetime, now: datetime, *, answer_day: date | None = None,
    agenda_day: date | None = None,
) -> Deadlines:  # fmt: skip
    """By the days that were given, else by the profile for this kind; what is past already is left out."""
    plan = profile.quarterly_meetings
    agenda_days, items_before = plan.agenda_days if plan else 14, ITEMS_BEFORE_AGENDA
    if kind == "business":  # five weeks and four (2.5)
        agenda_days = _business(profile).agenda_days
        items_before = max(_business(profile).item_request_days - agenda_days, 0)
    zone, clock = profile.zone, profile.time.deadline_clock
    start = starts_at.astimezone(zone).date()
    answers = answer_day or start - timedelta(days=plan.rsvp_close_days if plan else 7)
    agenda = agenda_day or start - timedelta(days=agenda_days)
    ends = (wall.end_of(day, zone, clock) for day in (answers, agenda - timedelta(days=items_before), agenda))
    answer_by, items_by, agenda_by = (min(end, starts_at) if end > now else None for end in ends)
    if agenda_by is not None and items_by is None:
        items_by = min(now + timedelta(days=1), agenda_by)
    return Deadlines(answer_by, items_by, agenda_by)
