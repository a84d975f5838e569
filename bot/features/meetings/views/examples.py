"""One of each view, as the tests of all platforms draw them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.closed_days import KINDS, Clash
from bot.features.gatherings import api as gatherings
from bot.features.meetings.clocks import Clock
from bot.features.meetings.model import AgendaItem, Proposal
from bot.features.meetings.views import agenda, forms, planning, series
from bot.forms import Form
from bot.ui.blocks import Heading
from bot.ui.text import Mention
from bot.ui.view import View

_NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
_WHO = Mention("Cen Yuke 岑雨可")
_MEETING = gatherings.Gathering(
    "01J9MEETING00000000000001", "MTG-2027-Q2", "meeting", "quarterly", "季度会议 Quarterly meeting",
    datetime(2027, 6, 10, 14), "Asia/Shanghai", 150, "", _NOW, datetime(2027, 6, 10, 6, tzinfo=UTC),
    venue=gatherings.Venue("XJTLU", "Room 3", "Suzhou"), series="quarterly", slot="2027-Q2",
    answer_by=datetime(2027, 6, 3, 15, 59, 59, tzinfo=UTC), items_by=datetime(2027, 5, 20, 15, 59, 59, tzinfo=UTC),
    agenda_by=datetime(2027, 5, 27, 15, 59, 59, tzinfo=UTC),
)  # fmt: skip
_HURRY = replace(_MEETING, kind="extraordinary", ref="", title="Visas for the trip")
_CLASHES = (Clash("CN", "public_holiday", "Dragon Boat Festival"), Clash("DK", "make_up_day", KINDS["make_up_day"]))
_CLOCKS = (
    Clock("America/Toronto", ("Maple Bay School",), 1, is_night=True),
    Clock("Asia/Shanghai", tuple(f"School {n}" for n in range(12)), 14, is_night=False),
)
_PLAN = planning.Plan(_HURRY, _CLOCKS, _CLASHES, 15, last_night=("Maple Bay School",), drafts=("A", "B"))
_ITEM = AgendaItem("I1", _MEETING.id, 1, "Exams in 2028", "decision", "P1", "P1", 200, ("https://papers.example/1",),
                   "Dates differ by province.", "accepted")  # fmt: skip
_ASKED = replace(_ITEM, id="I2", title="Round table", state="asked_for")
_PROPOSAL = Proposal("R1", "P1", _NOW, {"title": "Mathematics"}, word="Next term, please.")
_LAST_DAY = date(2027, 5, 25)

EXAMPLES: dict[str, View | Form] = {
    "what": forms.what_form("D", has_business=True, has_quarterly=True),
    "when": forms.when_form("D", "Asia/Shanghai", "Asia/Shanghai"),
    "where": forms.place_form("D", "hybrid"),
    "fill_in": forms.fill_in_form("D", _MEETING.ref),
    "costs": forms.costs_form("D", "in_person"),
    "edit_words": forms.edit_form("D", _MEETING, forms.WORDS),
    "edit_costs": forms.edit_form("D", _MEETING, forms.COSTS),
    "urgency": forms.urgency_form("D"),
    "decline": forms.decline_form("D"),
    "read_back": planning.read_back(_PLAN, "Europe/Copenhagen"),
    "read_back_refused": planning.read_back(
        replace(_PLAN, refused=True, notice_until=_LAST_DAY, may_record_urgency=True, clashes=())
    ),
    "read_back_urgent": planning.read_back(replace(_PLAN, meeting=replace(_HURRY, urgency="Visas close."))),
    "read_back_late": planning.read_back(replace(_PLAN, notice_until=_LAST_DAY, last_night=())),
    "read_back_missing": planning.read_back(replace(_PLAN, meeting=_MEETING, missing="A room is missing.",
                                                    drafts=("", ""))),
    "read_back_planned": planning.read_back(replace(_PLAN, meeting=_MEETING, drafts=("", ""))),
    "read_back_proposal": planning.read_back(replace(_PLAN, may_announce=False, clocks=())),
    "announced": planning.announced(_MEETING, 15, "Asia/Shanghai"),
    "saved": planning.saved(_MEETING),
    "proposal": planning.proposal(_PROPOSAL, _WHO, "Mathematics", "How we teach it.", "2027-04-01 14:00 Suzhou", ""),
    "proposal_taken": planning.proposal(replace(_PROPOSAL, state="taken"), _WHO, "Mathematics", "", "", _WHO),
    "proposal_declined": planning.proposal(replace(_PROPOSAL, state="declined"), _WHO, "Mathematics", "", "", _WHO),
    "proposal_answered": planning.proposal_answered(replace(_PROPOSAL, state="taken"), "Mathematics"),
    "proposal_refused": planning.proposal_answered(replace(_PROPOSAL, state="declined"), "Mathematics"),
    "tools": View.of(Heading(_MEETING.title), *series.tools(_MEETING, orders=True, announces=True)),
    "unready": series.unready(_MEETING, "A place and a room are missing.", ""),
    "unready_settled": series.unready(replace(_MEETING, state="announced"), "", "Asia/Shanghai"),
    "clash": series.clash(_MEETING, _CLASHES, "0123456789ab", "", kept=False),
    "clash_kept": series.clash(_MEETING, _CLASHES, "0123456789ab", "", kept=True),
    "clash_gone": series.clash(_MEETING, (), "0123456789ab", "", kept=False),
    "missing_quarter": series.missing_quarter("2027-Q2", date(2027, 6, 30)),
    "other_hour": series.other_hour(_MEETING, datetime(2027, 3, 11, 6, tzinfo=UTC), "America/Toronto"),
    "item": agenda.item_form("D", _MEETING),
    "edit_item": agenda.edit_item_form("D"),
    "decline_item": agenda.decline_item_form("D"),
    "request": agenda.request(_ASKED, _MEETING, _WHO),
    "request_answered": agenda.request(replace(_ITEM, word="Gladly."), _MEETING, _WHO),
    "item_taken": agenda.item_taken(_ITEM),
    "item_accepted": agenda.item_answered(_ITEM, _MEETING),
    "item_declined": agenda.item_answered(replace(_ITEM, state="declined", word="Next time."), _MEETING),
    "agenda": agenda.workbench(_MEETING, (_ITEM, _ASKED), {"P1": "Cen Yuke 岑雨可"}, chair_first=True),
    "agenda_empty": agenda.workbench(replace(_MEETING, agenda_by=None), (), {}, chair_first=False),
    "item_menu": agenda.item_menu(_ITEM),
    "item_menu_asked": agenda.item_menu(_ASKED),
    "for_the_chair": agenda.for_the_chair(_MEETING, "Europe/Copenhagen"),
    "agenda_published": agenda.agenda_published(
        replace(_MEETING, programme=(gatherings.Point("Exams in 2028", "decision"),)), "Asia/Shanghai"
    ),
    "agenda_due": agenda.agenda_due(_MEETING, 1, 2),
}  # fmt: skip
