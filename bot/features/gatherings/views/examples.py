"""One of each view, as the tests of all platforms draw them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.features.gatherings.answers import Answer
from bot.features.gatherings.known import remembering
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.particulars import Cost, Point, Venue
from bot.features.gatherings.repository import Needs, Tally
from bot.features.gatherings.views import cards, changing, organising, personal
from bot.forms import Form
from bot.ui.text import Mention, _
from bot.ui.view import View

_NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
_MEETING = Gathering(
    "01J9GATHERING0000000000001", "MTG-2027-Q1", "meeting", "quarterly", "Quarterly meeting", datetime(2027, 3, 11, 14),
    "Asia/Shanghai", 150, "01J9PERSON000000000000001", _NOW, datetime(2027, 3, 11, 6, tzinfo=UTC), "announced",
    mode="hybrid", venue=Venue("XJTLU", "Room 3", native="苏州市仁爱路111号"), join_link="https://meet.example/q1",
    capacity=30, taken=30, answer_by=datetime(2027, 3, 4, 15, 59, 59, tzinfo=UTC), confidentiality="non_attribution",
)  # fmt: skip
_READY = replace(_MEETING, state="agenda_published", refreshments="provided_by_centre", programme=(
    Point("Exams in 2028", "decision", "Cen Yuke 岑雨可", 30, ("https://papers.example/1",)), Point("Round table"),
))  # fmt: skip
_TALK = Gathering(
    "01J9GATHERING0000000000002", "EVT-2027-001", "event", "webinar", "Assessment without exams",
    datetime(2027, 4, 15, 16), "Asia/Shanghai", 60, "01J9PERSON000000000000001", _NOW,
    datetime(2027, 4, 15, 8, tzinfo=UTC), "published", "What schools do instead.", "online",
    join_link="https://meet.example/t", cost=Cost("CNY 200", "All of it until seven days before, nothing after."),
    party=3, recorded=True,
)  # fmt: skip
_YES = Answer(_MEETING.id, "01J9PERSON000000000000002", "yes", "confirmed", replied_at=_NOW, version=1)
_NEEDS = Needs(_MEETING.id, _YES.person, ("halal", "nuts"), "peanuts", "ramp")
_TALLY = Tally({"yes": 30, "online": 4, "no": 2}, {"confirmed": 30, "waiting": 3}, 12)
_WHO = Mention("Luo Weilan")
_SOON = _NOW + timedelta(hours=48)

EXAMPLES: dict[str, View | Form] = {
    "card": cards.card(_MEETING, _TALLY, _WHO, _NOW),
    "card_with_agenda": cards.card(_READY, _TALLY, _WHO, _NOW),
    "begins": cards.begins(_MEETING),
    "card_of_event": cards.card(_TALK, _TALLY, _WHO, _NOW),
    "list": cards.listing(_("Meetings"), (_MEETING, _TALK), _("There is none."), more=True),
    "list_empty": cards.listing(_("Meetings"), (), _("No meeting is planned.")),
    "invitation": personal.invitation(_MEETING, _WHO, _NOW),
    "own": personal.own(_MEETING, _YES, _NOW, 0),
    "own_waiting": personal.own(_MEETING, Answer(_MEETING.id, "x", "yes", "waiting", version=1), _NOW, 2),
    "changed": personal.changed(_MEETING.change(join_link="https://meet.example/q2"), _YES, _NOW, 0, moved=False),
    "offered": personal.offered(_TALK, Answer(_TALK.id, "x", "yes", "offered", offered_until=_SOON, version=1), _NOW),
    "nudge": personal.nudge(_MEETING, _NOW, "Europe/Copenhagen"),
    "reminder": personal.reminder(_MEETING, _YES, _NOW, ask_again=True),
    "places_ended": personal.places_ended((_MEETING,), (_TALK,), ""),
    "cost": personal.cost_question(_TALK, "yes", kept=False),
    "cost_afterwards": personal.own(replace(_MEETING, cost=_TALK.cost), _YES, _NOW, 0),
    "party": personal.party_form("D", _TALK),
    "answer_for": personal.answer_for_form("D", _MEETING),
    "move": changing.move_form("D", _MEETING, "Asia/Shanghai"),
    "confirm_move": changing.confirm_move(_MEETING, _MEETING, "D", 40, "Asia/Shanghai", "Europe/Copenhagen"),
    "confirm_postpone": changing.confirm_postpone(_MEETING, 40, "Europe/Copenhagen"),
    "done_postponed": changing.done_postponed(_MEETING.postpone(), 40),
    "card_in_brief": cards.card(replace(_TALK, abstract="What schools do instead. " * 40), _TALLY, _WHO, _NOW),
    "card_postponed": cards.card(_MEETING.postpone(), _TALLY, _WHO, _NOW),
    "postponed": personal.changed(_MEETING.postpone(), _YES, _NOW, 0, moved=False),
    "own_postponed": personal.own(_MEETING.postpone(), _YES, _NOW, 0),
    "confirm_cancel": changing.confirm_cancel(_MEETING, 40, "Asia/Shanghai"),
    "reason": changing.reason_form("D", _MEETING, 40, postpones=False),
    "called_off": personal.changed(replace(_MEETING.cancel(), why="The hall is flooded."), _YES, _NOW, 0, moved=False),
    "renamed": personal.changed(
        remembering(_MEETING, replace(_MEETING, title="Spring meeting", sequence=1), heard=True),
        _YES,
        _NOW,
        0,
        moved=False,
    ),
    "settled": personal.settled(_MEETING.cancel(), _NOW) or View(()),
    "change": changing.change_form("D", _MEETING),
    "changed_here": changing.done_changed(_MEETING, 0, tells=True),
    "so_far": View.of(organising.so_far(_MEETING, _TALLY)),
    "told": changing.told(_MEETING, 30),
    "needs": organising.needs_form("D", _MEETING, 14),
    "needs_kept": organising.needs_kept(_MEETING, _NEEDS, 14),
    "needs_empty": organising.needs_kept(_MEETING, Needs(_MEETING.id, _YES.person), 14),
    "catering": organising.with_names(
        organising.catering(_MEETING, organising.totals_of((_NEEDS,)), _TALLY, {"halal": 2}),
        _MEETING.ref,
        (_NEEDS,),
        {_YES.person: "Cen Yuke"},
    ),
    "check_in": organising.check_in(_MEETING, {_YES.person: "Cen Yuke 岑雨可"}, {"P": "Tova"}, 3, 30, 1, more=True),
    "check_in_by_name": organising.check_in_form("D", _MEETING, after=True),
}
