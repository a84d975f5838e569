"""One example of every view and form, of a small invented network, for the tests that draw them everywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.criteria import evaluate, refusals
from bot.features.applications.model import Application, Decision, Declared, Question, Review, deadline
from bot.features.applications.states import State
from bot.features.applications.steps import step_form, walk
from bot.features.applications.views import applying, declaring, notices, recording, reviewing, status
from bot.forms import Form
from bot.people import Me, Person
from bot.profile import Profile
from bot.ui.text import Mention, Moment
from bot.ui.view import View

NOW = datetime(2027, 3, 11, 6, 0, tzinfo=UTC)

PROFILE = Profile.model_validate(
    {
        "schema": 1,
        "network": {
            "slug": "example",
            "names": [
                {"text": "Network of Invented Schools", "lang": "en"},
                {"text": "虚构学校网络", "lang": "zh-Hans", "kind": "translation"},
            ],
            "zone": "Asia/Shanghai",
        },
        "languages": ["en", "zh-Hans"],
        "secretariat": {"label": "The office", "label_zh": "办公室"},
        "welcome": {
            "newcomer": {"en": "Leaders of schools may join. Press Apply.", "zh-Hans": "学校领导者可以申请加入。"},
            "pack": {"en": "You are a member now.\n• The forum is open to you.", "zh-Hans": "您已成为会员。"},
        },
        "privacy": {
            "separate_cross_border_consent_for": ["CN"],
            "notice_version": "2026-11-22",
            "notice": {"en": "The secretariat reads what you write here.", "zh-Hans": "秘书处会阅读您填写的内容。"},
        },
        "consents": [
            {"key": "process_application", "required": True},
            {"key": "cross_border", "required": "when_applicable", "separate_screen": True},
            {"key": "digest", "required": False},
        ],
        "declarations": {
            key: {"version": "2026-11-22", "text": {"en": english, "zh-Hans": chinese}}
            for key, english, chinese in (
                ("data_correct", "What I have written in this form is true.", "本人填写的内容真实。"),
                ("process_application", "I agree that my application is read.", "本人同意处理本申请。"),
                ("cross_border", "I agree that the data are kept abroad.", "本人同意数据存放于境外。"),
                ("digest", "Please send me the digest.", "请向我发送资讯摘要。"),
            )
        },
        "membership": {
            "holder": "person",
            "classes": ["personal", "friend"],
            "activity_costs_possible": True,
            "application": {"request_by_email": {"address": "office@invented.example", "subject": "Membership"}},
            "signature": {"name_from": "legal_name"},
            "alternative": {"en": "You are welcome as a friend of the network.", "zh-Hans": "欢迎您成为网络之友。"},
            "record": {"person_name": "legal_name", "institution_name": "school", "country": "country"},
            "criteria": [
                {
                    "key": "leader", "hard": True, "text": "Leader of a school", "text_zh": "担任学校领导",
                    "when": {"input": "post", "not_in": ["none"]},
                    "refusal": {"en": "You wrote that you lead no school.", "zh-Hans": "您填写的是不担任领导职务。"},
                },
                {
                    "key": "priority", "hard": False, "text": "Priority area", "text_zh": "优先地区",
                    "when": {"input": "country", "in": ["NP"]},
                },
            ],
            "form_version": "2026-11-22",
            "form": [
                {
                    "step": "you", "title": "About you", "title_zh": "关于您",
                    "inputs": [
                        {"key": "legal_name", "label": "Full name as you sign it", "label_zh": "签名所用全名",
                         "type": "text", "required": True},
                        {"key": "post", "label": "Your post", "label_zh": "您的职务", "type": "select",
                         "options": ["head", "none"], "required": True},
                        {"key": "school", "label": "School", "label_zh": "学校", "type": "text", "required": True},
                        {"key": "country", "label": "Country", "label_zh": "国家", "type": "select_country",
                         "required": True},
                        {"key": "work", "label": "Your work on innovation", "label_zh": "您的创新工作",
                         "type": "longtext", "required": True, "min": 20, "min_han": 10},
                    ],
                },
                {
                    "step": "more", "title": "A little more", "title_zh": "补充说明",
                    "inputs": [{"key": "topics", "label": "Topics", "label_zh": "选题", "type": "tags"}],
                },
                {
                    "step": "declarations", "title": "Declarations", "title_zh": "声明", "kind": "declaration",
                    "items": ["data_correct", "process_application", "cross_border", "digest"],
                    "signature": "required",
                },
            ],
        },
    }
)  # fmt: skip

ITEMS = ("data_correct", "process_application", "cross_border", "digest")
CEN, LUO, MIN = Person("P29", "Cen Yuke", "岑羽可"), Person("P02", "Luo Weilan", "罗苇岚"), Person("P13", "Min Do-ram")
PEOPLE = {person.id: Me(person, (), ()) for person in (CEN, LUO, MIN)}

DRAFT = Application(
    "01JXAMPLE0000000000000000A", "APP-2027-014", CEN.id, NOW - timedelta(days=9), NOW - timedelta(days=8),
    "2026-11-22", done=("you",),
    answers={"legal_name": "Cen Yuke", "post": "head", "school": "Lanxi Bay International School 兰汐湾国际学校",
             "country": "CN", "work": "Every class plans one week of its own, and the teachers coach."},
)  # fmt: skip
SENT = replace(DRAFT, state="submitted", submitted_at=NOW - timedelta(days=5), flags=("priority",))
DUE = deadline(NOW, 14, PROFILE.zone)
ASKED = replace(
    SENT, state="info_requested", claimed_by=LUO.id, claimed_at=NOW - timedelta(days=2),
    questions=(Question("How many pupils does your school have?", LUO.id, NOW - timedelta(days=1), DUE),),
)  # fmt: skip
REVIEWED = replace(
    ASKED, state="recommended", questions=(replace(ASKED.questions[0], answer="Some 400.", answered_at=NOW),),
    reviews=(Review(MIN.id, "approve", "Fits well.", NOW), Review(LUO.id, "defer", "", NOW, conflict=True)),
)  # fmt: skip
DECISION = Decision("declined", LUO.id, NOW, "The school is not open yet.", "Ballot 3")
DECLINED = replace(REVIEWED, state="declined", decisions=(DECISION,))
APPEALED = replace(DECLINED, state="appealed", appeal="It opens on Monday.", appealed_at=NOW, claimed_by="",
                   claimed_at=None)  # fmt: skip
AGREED = {item: Declared(DRAFT.id, item, item != "digest", "2026-11-22", "…", "en", NOW, "slack", CEN.id)
          for item in ITEMS}  # fmt: skip


def _refused() -> View:
    wrong = replace(DRAFT, answers={**DRAFT.answers, "post": "none"})
    failed = refusals(evaluate(PROFILE, wrong.answers))
    return applying.refused(wrong, failed, applying.step_deciding(PROFILE, PROFILE.criteria))


def _status(state: State) -> View:
    base = DECLINED if state in ("declined", "deferred") else ASKED if state == "info_requested" else SENT
    return status.status(replace(base, state=state), PROFILE, NOW)


def _card(application: Application) -> View:
    return reviewing.review_card(PROFILE, application, PEOPLE, "en", NOW)


STATUSES: tuple[State, ...] = (
    "submitted", "screening", "info_requested", "under_review", "deferred", "appealed", "awaiting_agreement",
    "enrolled", "declined", "withdrawn", "withdrawn_silent", "expired",
)  # fmt: skip

EXAMPLES: dict[str, View | Form] = {
    "introduction": applying.introduction(PROFILE),
    "step": step_form(PROFILE, PROFILE.membership.form[0], "D1", 2027),
    "progress": applying.progress(DRAFT, walk(PROFILE, DRAFT), Moment(DUE, "date")),
    "progress on behalf": applying.progress(DRAFT, walk(PROFILE, DRAFT), Moment(DUE, "date"), on_behalf_of="Cen Yuke"),
    "saved": applying.saved(DRAFT, Moment(DUE, "date")),
    "refused": _refused(),
    "friend": applying.friend(PROFILE),
    "declarations": declaring.declarations(PROFILE, DRAFT, ITEMS, {}, "en"),
    "declarations on behalf": declaring.declarations(PROFILE, DRAFT, ITEMS, {}, "en", on_behalf=True),
    "declarations agreed": declaring.declarations(PROFILE, DRAFT, ITEMS, AGREED, "en"),
    "cross-border": declaring.cross_border(PROFILE, DRAFT, None, "en"),
    "cross-border agreed": declaring.cross_border(PROFILE, DRAFT, AGREED["cross_border"], "en"),
    "read through": declaring.read_through(),
    "sign": declaring.sign_form("D1", DRAFT),
    "sign on paper": declaring.paper_form("D1"),
    **{f"status {state}": _status(state) for state in STATUSES},
    "member already": status.member_already(PROFILE),
    "withdrawn": status.withdrawn(SENT),
    "answer": status.answer_form("D1", ASKED),
    "appeal": status.appeal_form("D1"),
    "appeal lodged": status.appeal_lodged(APPEALED),
    "agreement": status.agreement_form("D1", "Freja Østerby", "freja@alund.example"),
    "agreement signed": status.agreement_signed("Ålund University"),
    "download": status.download(),
    "card submitted": _card(SENT),
    "card asked": _card(ASKED),
    "card reviewed": _card(REVIEWED),
    "card deferred": _card(replace(DECLINED, state="deferred")),
    "card appealed": _card(APPEALED),
    "list": reviewing.listing(PROFILE, (SENT, ASKED), PEOPLE, NOW, None, 2),
    "list empty": reviewing.listing(PROFILE, (), PEOPLE, NOW, "enrolled", 25),
    "ask": reviewing.ask_form("D1", "Cen Yuke", 14),
    "recommend": reviewing.recommend_form("D1"),
    "approve": reviewing.decide_form("D1", "approved", "Cen Yuke", institution=False, ballot=False),
    "approve institution": reviewing.decide_form("D1", "approved", "Ålund University", institution=True, ballot=True),
    "decline": reviewing.decide_form("D1", "declined", "Cen Yuke", institution=False, ballot=False),
    "defer": reviewing.decide_form("D1", "deferred", "Cen Yuke", institution=False, ballot=False),
    "record": recording.record_form("D1", PROFILE),
    "recorded": recording.recorded(DRAFT, "Cen Yuke", "you"),
    "greeting": notices.greeting(PROFILE, Mention("Cen Yuke")),
    "nudge": notices.nudge(DRAFT, 7, DUE),
    "answer reminder": notices.answer_reminder(ASKED) or status.download(),
    "answer came": notices.answer_came(ASKED, "Cen Yuke"),
    "overdue": notices.overdue(SENT, "Cen Yuke", 60),
    "welcome": notices.welcome_pack(PROFILE, "Cen Yuke", "Welcome! We meet again on Thursday."),
    "admitted": notices.admitted(PROFILE, "Cen Yuke", "Lanxi Bay International School"),
}
