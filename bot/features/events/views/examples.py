"""One of each view, as the tests of all platforms draw them."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.features.events.kinds import Kind
from bot.features.events.model import Contribution, Feedback, Question, Speaker
from bot.features.events.views import after, planning, showing, speaking
from bot.features.gatherings.api import Cost, Gathering
from bot.forms import Form
from bot.i18n import Reader
from bot.ui.blocks import Heading, Option
from bot.ui.text import Mention, _
from bot.ui.view import File, View

_NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
_KIND = Kind("conference", _("Conference"), contributions=True, questions=True)
_PLANNED = Gathering(
    "01J9EVENT0000000000000001", "EVT-2027-007", "event", "conference", "Schools without walls",
    datetime(2027, 5, 20, 9), "Asia/Shanghai", 480, "01J9PERSON000000000000001", _NOW,
    datetime(2027, 5, 20, 1, tzinfo=UTC), "speaker_confirmed", "What schools do instead.", "online",
    join_link="https://meet.example/c", cost=Cost("CNY 200", "All of it until seven days before, nothing after."),
    capacity=120, per_institution=3, party=2, recorded=True, extra={"call_until": "2027-04-01T15:59:59+00:00"},
    facts=((_("Kind"), _("Conference")),),
)  # fmt: skip
_KNOWN = replace(_PLANNED, state="published", recording="https://video.example/1", slides="https://slides.example/1")
_TITLE = Heading(_KNOWN.title)
_WHO = Mention("Luo Weilan")
_SPEAKER = Speaker(_PLANNED.id, "01J9PERSON000000000000003", "Hollowmere", "confirmed", "Writes on assessment.",
                   recording=True, slides=True, asked_at=_NOW, version=1)  # fmt: skip
_FEEDBACK = (Feedback(_KNOWN.id, "x", 5, "More of this.", _NOW), Feedback(_KNOWN.id, "y", 3, "", _NOW),
             Feedback(_KNOWN.id, "z", 4, "Shorter, please.", _NOW))  # fmt: skip
_PAPER = Contribution("C", _KNOWN.id, "x", "A year without marks", "…", "Cen Yuke, Reedmarsh", "paper", _NOW)
_QUESTION = Question("Q", _KNOWN.id, "x", "And what do parents say?", _NOW)

EXAMPLES: dict[str, View | Form] = {
    "kinds": planning.pick_kind((Option("conference", _("Conference")),)),
    "read_back": planning.read_back(_PLANNED, _KIND, (_("Everybody"),), is_idea=False, own_zone="Europe/Copenhagen"),
    "created": planning.created(_PLANNED, is_idea=False),
    "proposed": planning.created(_PLANNED, is_idea=True),
    "idea": planning.idea(_PLANNED, _WHO, (), is_open=True),
    "overview": showing.overview((_KNOWN,), (_KNOWN,), (_PLANNED,), None, more=True),
    "overview_empty": showing.overview((), (), (), _KIND, more=False),
    "organisers_tools": View(
        (_TITLE, *showing.tools(_KNOWN, _KIND, datetime(2027, 5, 20, 2, tzinfo=UTC), records=True))
    ),
    "participants_tools": View(
        (_TITLE, *showing.for_everybody(_KNOWN, _KIND, _NOW, took_part=True, has_note=True, has_spoken=False))
    ),
    "not_complete": showing.not_complete(_PLANNED, "The link for joining online is missing."),
    "confirm_publish": showing.confirm_publish(_PLANNED, "", wished=True),
    "published": showing.published(_KNOWN),
    "taken_up": showing.taken_up(_PLANNED, _WHO),
    "invite": showing.invite_form("D", _PLANNED),
    "invited": showing.invited(_KNOWN, 2),
    "speaker": speaking.speaker_form("D", _PLANNED, ("en", "zh-Hans")),
    "speakers": speaking.speakers(_KNOWN, (("Ines Duarte", _SPEAKER),)),
    "speaker_asked": speaking.speaker_asked(_PLANNED, _WHO, "Europe/Copenhagen", again=True),
    "will_speak": speaking.will_speak_form("D", _PLANNED, _SPEAKER),
    "speaker_thanked": speaking.speaker_thanked(_PLANNED, _SPEAKER, ""),
    "speaker_let_go": speaking.speaker_let_go(_PLANNED),
    "speaker_told": speaking.speaker_told(_KNOWN, _SPEAKER, ""),
    "speaker_lost": speaking.speaker_answered(_KNOWN, replace(_SPEAKER, said="withdrawn"), _WHO, 0),
    "speaker_lost_by_mail": speaking.speaker_answered(
        _KNOWN, replace(_SPEAKER, said="withdrawn"), _WHO, 0, opens=False
    ),
    "speaker_confirmed": speaking.speaker_answered(_PLANNED, _SPEAKER, _WHO, 0),
    "brief": speaking.brief(_KNOWN, _WHO, ""),
    "speaker_reminded": speaking.speaker_reminded(_KNOWN, "UTC"),
    "organiser_reminded": speaking.organiser_reminded(_KNOWN, "", _KNOWN.starts_at, (), opens=True),
    "speaker_file": speaking.speaker_file(File("EVT-2027-007.ics", b"BEGIN:VCALENDAR", "text/calendar")),
    "dry_run": speaking.dry_run(_KNOWN, _WHO, ""),
    "contribution": after.contribution_form("D", _KNOWN, "Cen Yuke"),
    "contributions": after.contributions(_KNOWN, (("Cen Yuke", _PAPER),), Reader()),
    "questions_open": after.questions_open(_KNOWN, (_WHO,), is_open=True),
    "question": after.question_form("D", _KNOWN),
    "questions": after.questions(_KNOWN, (("Cen Yuke", _QUESTION),)),
    "room_opens": after.room_opens(_KNOWN, ""),
    "materials_form": after.materials_form("D", _KNOWN, slides_agreed=False),
    "materials": after.materials(_KNOWN),
    "materials_kept": after.materials_kept(_KNOWN, is_told=True),
    "recording_missing": after.recording_missing(_KNOWN),
    "ask_feedback": after.ask_feedback(_KNOWN, has_note=True),
    "feedback": after.feedback_form("D", _KNOWN),
    "feedback_again": after.feedback_form("D", _KNOWN, _FEEDBACK[0]),
    "feedback_few": after.feedback_summary(_KNOWN, _FEEDBACK[:1]),
    "feedback_summary": after.feedback_summary(_KNOWN, _FEEDBACK),
    "statistics": after.statistics(_KNOWN, 30, 24, _FEEDBACK),
    "note": after.note_file(_KNOWN, File("EVT-2027-007.html", b"<!doctype html>", "text/html")),
    "minutes": after.minutes_form("D", _KNOWN),
}
