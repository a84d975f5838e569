"""One of each thing announcements show, for tests and for looking at."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.features.announcements.audience import Audience, Reach
from bot.features.announcements.model import Announcement, Delivery, Wording
from bot.features.announcements.repository import Told
from bot.features.announcements.views import composing, copy, desk, previewing, readers, told
from bot.forms import Form
from bot.i18n import Reader
from bot.people import Person
from bot.plots import reach_plot
from bot.profile import Profile
from bot.ui.text import GroupMention, _
from bot.ui.view import View

_PROFILE = Profile.model_validate(
    {
        "schema": 1,
        "network": {
            "slug": "reed",
            "names": [{"text": "Reed Marsh Network", "lang": "en"}],
            "zone": "Asia/Shanghai",
        },
        "languages": ["en", "zh-Hans"],
        "secretariat": {"label": "The office"},
        "membership": {
            "holder": "person",
            "classes": ["personal"],
            "form_version": "2027-01-01",
            "form": [
                {
                    "key": "you",
                    "title": "You",
                    "inputs": [{"key": "name", "type": "text", "label": "Name", "required": True}],
                }
            ],
        },
        "channels": {"announcements": "#announcements"},
    }
)
_NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
_ENGLISH = Wording("Lecture moved", "The lecture moves to Room 4.\n\nMap: https://reed.example/map.")
_CHINESE = Wording("讲座改期", "讲座改在四号教室。\n\n地图：https://reed.example/map。")
_ONE = Announcement(
    "01J8ANNOUNCEMENT0000000001", "ANN-2027-031", "p1", _NOW, _NOW,
    wordings={"en": _ENGLISH, "zh-Hans": _CHINESE}, writers=("p1",),
    delivery=Delivery(("announcements",), direct=True, mention=True, needs_ack=True),
)  # fmt: skip
_HALF = replace(_ONE, wordings={"en": _ENGLISH})
_NARROW = Audience(("representative",), ("i1",), ("CN",), ("en",), ("assessment",), "EVT-2027-007")
_REACH = Reach(21, {"chat": 12, "channel": 4, "mail": 3, "hand": 1, "none": 1})
_SENT = replace(_ONE, state="sent", sent_at=_NOW, edited_at=_NOW)
_WAITS = replace(_HALF, state="awaiting_approval", audience=_NARROW)
_AGAIN = replace(_SENT, proposed={"en": Wording("Lecture moved again", "To Room 5.")})
_TOLD = (Told("i1", 5, 3), Told("", 1, 0))

_PNG = reach_plot([(_NOW, 0)], 6, "UTC")

EXAMPLES: dict[str, View | Form] = {
    "text": composing.text_form("d", ("en", "zh-Hans")),
    "audience": composing.audience_form("d", _PROFILE, _NARROW, {"i1": "Tingchao Bilingual School"}, ("China",)),
    "delivery": composing.delivery_form("d", _PROFILE, _ONE.delivery, "EVT-2027-007", only_event=False),
    "delivery of an organiser": composing.delivery_form("d", _PROFILE, Delivery(), "", only_event=True),
    "schedule": composing.schedule_form("d", "Europe/Copenhagen", "Asia/Shanghai"),
    "return": composing.return_form("d"),
    "draft": desk.card(_PROFILE, desk.Desk(_HALF, _REACH, second=True), "en"),
    "scheduled": desk.card(
        _PROFILE, desk.Desk(replace(_ONE, state="scheduled", send_at=_NOW), _REACH, second=False), "en"
    ),
    "sent": desk.card(_PROFILE, desk.Desk(_SENT, _REACH, second=True, read=7), "en", _("Approved.")),
    "edited": desk.card(
        _PROFILE,
        desk.Desk(replace(_SENT, delivery=replace(_SENT.delivery, mail_is_old=True)), _REACH, second=False),
        "en",
    ),
    "edited, and reached by hand": desk.card(
        _PROFILE,
        desk.Desk(replace(_SENT, delivery=Delivery(mail_is_old=True)), Reach(2, {"hand": 2}), second=False),
        "en",
    ),
    "new words": told.at_the_office(_PROFILE, desk.Desk(_AGAIN, _REACH, second=True, may_approve=True), "en"),
    "waiting": told.at_the_office(
        _PROFILE, desk.Desk(_WAITS, _REACH, second=True, institutions={"i1": "Tingchao"}, may_approve=True), "en"
    ),
    "retracted": copy.retracted(replace(_SENT, state="retracted", retracted_at=_NOW), "en"),
    "in a channel": copy.in_channel(_PROFILE, _SENT, "en", GroupMention(_("Members"), "slack", "S1")),
    "to a person": copy.for_person(_PROFILE, _HALF, "zh-Hans", None),
    "to a person who has read it": copy.for_person(_PROFILE, _ONE, "en", _NOW),
    "preview": previewing.preview(
        _PROFILE, _HALF, "zh-Hans", Reader(), previewing.elsewhere(("discord", "email"), ("slack",))
    ),
    "preview elsewhere": previewing.sample(_PROFILE, _HALF, "zh-Hans", Reader()),
    "echo": desk.echo(_PROFILE, desk.Desk(_HALF, _REACH, second=False), "2027-03-11T14:00:00", "Thu 11 Mar", "en"),
    "on its way": desk.on_its_way(_ONE, _REACH),
    "list": desk.listing((_ONE, _SENT), 12, 0, "en"),
    "nothing yet": desk.listing((), 0, 0, "en"),
    "correction": told.corrected(_PROFILE, _SENT, "en"),
    "by hand": told.pass_on(_PROFILE, _ONE, (Person("p1", "Shen Keyi", "沈可漪"),) * 40, "en"),
    "retracted, by hand": told.pass_on(
        _PROFILE, replace(_SENT, state="retracted", retracted_at=_NOW), (Person("p1", "Shen Keyi", "沈可漪"),), "en"
    ),
    "approved": told.answered(_ONE, "Luo Weilan", approved=True, why=""),
    "sent back": told.answered(_ONE, "Luo Weilan", approved=False, why="Name the room."),
    "gone out": told.gone_out(_SENT, _REACH),
    "gone out late": told.gone_out(_SENT, _REACH, _NOW),
    "not sent": told.not_sent(_ONE),
    "not sent in time": told.not_sent(_ONE, _NOW),
    "reminder": told.reminder(_PROFILE, _SENT, "en"),
    "who has read": readers.by_institution(
        _SENT, _TOLD, 0, {"i1": "Tingchao"}, {"i1": ("Wang An", "Li Bo", "Xu")}, ("Ben", "Cen"), 4, _PNG
    ),
}
