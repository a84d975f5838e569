"""Notice periods count clear days in the network's zone (domain 2.5, rule 4)."""

from datetime import UTC, date, datetime

import pytest

from bot.features.meetings.periods import NoticePeriod, deadlines, notice_period
from bot.profile import Profile

MEETING = datetime(2027, 10, 14, 6, tzinfo=UTC)
"""14 October, 14:00 in Shanghai."""


def test_sixty_clear_days(cslei: Profile) -> None:
    """T9."""
    period = notice_period(cslei, "business")
    assert period == NoticePeriod(60, duty=True)
    assert period.last_day(cslei, MEETING) == date(2027, 8, 14)


@pytest.mark.parametrize(
    ("now", "kept"),
    [
        (datetime(2027, 8, 14, 15, 59, tzinfo=UTC), True),  # 23:59 in Shanghai
        (datetime(2027, 8, 14, 16, 1, tzinfo=UTC), False),  # the 15th there, though not in Greenwich
    ],
)
def test_the_day_is_that_of_the_network(cslei: Profile, now: datetime, kept: bool) -> None:
    assert notice_period(cslei, "business").is_kept(cslei, MEETING, now) is kept


@pytest.mark.parametrize(
    ("kind", "days", "duty"),
    [("extraordinary", 15, True), ("quarterly", 45, False), ("working", 0, False), ("other", 0, False)],
)
def test_each_kind_has_its_own(cslei: Profile, kind: str, days: int, duty: bool) -> None:
    assert notice_period(cslei, kind) == NoticePeriod(days, duty)


def test_a_network_may_count_all_days(cslei: Profile) -> None:
    plain = cslei.model_copy(update={"time": cslei.time.model_copy(update={"clear_days": False})})
    assert notice_period(plain, "extraordinary").last_day(plain, MEETING) == date(2027, 9, 29)
    assert notice_period(cslei, "extraordinary").last_day(cslei, MEETING) == date(2027, 9, 28)


def test_items_close_a_week_before_the_agenda_and_nothing_closes_in_the_past(cslei: Profile) -> None:
    far = deadlines(cslei, "working", MEETING, datetime(2027, 8, 1, tzinfo=UTC))
    days = [at.astimezone(cslei.zone).date() for at in (far.items_by, far.agenda_by, far.answer_by) if at]
    assert days == [date(2027, 9, 23), date(2027, 9, 30), date(2027, 10, 7)]
    near = deadlines(cslei, "working", MEETING, datetime(2027, 10, 10, tzinfo=UTC))
    assert (near.answer_by, near.items_by, near.agenda_by) == (None, None, None)


def test_the_agenda_of_a_business_meeting_follows_its_own_rule(cslei: Profile) -> None:
    """Five weeks for items and four for the agenda (domain 2.5)."""
    far = deadlines(cslei, "business", MEETING, datetime(2027, 8, 1, tzinfo=UTC))
    days = [at.astimezone(cslei.zone).date() for at in (far.items_by, far.agenda_by, far.answer_by) if at]
    assert days == [date(2027, 9, 9), date(2027, 9, 16), date(2027, 10, 7)]
