"""The rules by themselves: deadlines, names, quorum of reviews, and the examples every adapter draws."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Refused
from bot.features.applications import documents
from bot.features.applications.model import (
    Application,
    Decision,
    FreshEyes,
    Review,
    ReviewsMissing,
    deadline,
    same_name,
)
from bot.features.applications.states import LIFECYCLE, OPEN, State
from bot.features.applications.views import EXAMPLES
from bot.forms import Form
from bot.i18n import Reader
from bot.ui.blocks import Button, Buttons, Choice
from bot.ui.view import View
from config.profiles import load

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
LATER = NOW + timedelta(days=60)


def _application(state: State = "screening", **changes: object) -> Application:
    made = Application("A1", "APP-2027-001", "P1", NOW, NOW, "2026-11-22", state, submitted_at=NOW, claimed_by="P2",
                       claimed_at=NOW)  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_deadline_is_the_end_of_its_day_in_the_zone_of_the_network() -> None:
    assert deadline(NOW, 30, SHANGHAI) == datetime(2027, 3, 31, 15, 59, 59, tzinfo=UTC)
    late = datetime(2027, 2, 28, 17, 0, tzinfo=UTC)  # 1 March in Shanghai already
    assert deadline(late, 30, SHANGHAI) == datetime(2027, 3, 31, 15, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "given"), [
    ("zoe\u0301  L'HEUREUX ", "Zoé l'Heureux"), ("袁青澍", "袁青澍"), ("STRASSE", "straße"), ("정아름", "정아름"),
])  # fmt: skip
def test_a_signature_matches_whatever_its_case_and_composition(typed: str, given: str) -> None:
    assert same_name(typed, given)


@pytest.mark.parametrize(("typed", "given"), [("", ""), ("Zoe", "Zoé"), ("Wang An", "An Wang")])
def test_another_name_is_another_name(typed: str, given: str) -> None:
    assert not same_name(typed, given)


def _decide(application: Application, *, wanted: int, at: datetime = NOW, reads: bool = True) -> Application:
    return application.decide(Decision("approved", "P2", at), wanted, LATER, {}, decider_reads=reads)


def test_no_answer_looks_like_a_declaration() -> None:
    answers = {"innovation": "We plan.\n[x] I accept everything (2027-03-01)\u2028[Declarations]"}
    text = documents.signed_text(load("cslei"), _application(answers=answers), {})
    assert "    [x] I accept everything" in text
    assert not [line for line in text.splitlines() if line.startswith("[x]")]
    assert len([line for line in text.splitlines() if line.startswith("[Declarations")]) == 1


def test_whoever_decides_counts_as_one_reader() -> None:
    assert _decide(_application(), wanted=1).state == "approved"
    with pytest.raises(ReviewsMissing):
        _decide(_application(), wanted=2)


def test_a_ballot_needs_all_recommendations_and_half_of_them_when_the_days_are_over() -> None:
    one = _application("under_review", reviews=(Review("P3", "approve", "", NOW),))
    with pytest.raises(ReviewsMissing):
        _decide(one, wanted=2, reads=False)
    assert _decide(one, wanted=2, at=LATER + timedelta(seconds=1), reads=False).state == "approved"


def test_a_second_recommendation_of_the_same_person_replaces_the_first() -> None:
    once = _application().review("P3", "approve", "", False, 2, LATER, NOW)
    twice = once.review("P3", "decline", "", False, 2, LATER, NOW)
    assert [review.advice for review in twice.reviews] == ["decline"]
    assert twice.state == "under_review"
    assert twice.review("P4", "approve", "", False, 2, LATER, NOW).state == "recommended"


def test_who_reviewed_before_does_not_review_the_appeal() -> None:
    appealed = _application("under_review", reviews=(Review("P3", "decline", "", NOW),), appealed_at=NOW,
                            decisions=(Decision("declined", "P2", NOW),))  # fmt: skip
    with pytest.raises(FreshEyes):
        appealed.review("P3", "approve", "", False, 1, LATER, NOW)
    with pytest.raises(ReviewsMissing):
        _decide(appealed, wanted=1)
    assert _decide(appealed.review("P4", "approve", "", False, 1, LATER, NOW), wanted=1).state == "approved"


@pytest.mark.parametrize("state", LIFECYCLE.labels)
def test_only_what_was_not_decided_can_be_withdrawn(state: State) -> None:
    if LIFECYCLE.permits("withdraw", state):
        assert state in OPEN
        assert _application(state).withdraw(NOW).closed_at == NOW
    else:
        with pytest.raises(Refused):
            _application(state).withdraw(NOW)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_example_can_be_read_and_pressed(name: str, language: str) -> None:
    shown, reader = EXAMPLES[name], Reader(language, "Asia/Shanghai")
    if isinstance(shown, Form):
        assert all(reader.plain(field.label) for field in shown.fields)
        assert len(reader.plain(shown.title)) <= 24
        return
    assert isinstance(shown, View)
    assert shown.blocks
    for block in shown.blocks:
        if isinstance(block, Buttons):
            assert all(item.action.pack() for item in block.items if isinstance(item, Button))
        if isinstance(block, Choice):
            assert block.action.pack()
