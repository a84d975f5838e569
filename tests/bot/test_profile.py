"""A profile as the core sees it: texts in the reader's language, a form that fits the applicant, and conditions."""

import pytest
from pydantic import BaseModel, ValidationError

from bot.criteria import crosses_border, evaluate, is_required, items, refusals
from bot.profile import Profile, Rule, Words, audience, language_tag
from config.profiles import available, load

CSLEI = {
    "legal_name": "Shen Keyi",
    "school": "Reedmarsh International School",
    "school_kind": "private_bilingual",
    "province": "Jiangsu",
    "post": "head_or_principal",
    "innovation": "x" * 80,
    "leadership": "y" * 80,
}


def results(profile: Profile, answers: dict, agreed: tuple[str, ...] = (), *, complete: bool = True) -> dict:
    return {r.key: r for r in evaluate(profile, answers, agreed, complete=complete)}


@pytest.mark.parametrize(
    ("spelt", "tag"),
    [
        ("zh", "zh-Hans"),
        ("zh_CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("en-GB", "en"),
        ("DE", "de"),
    ],
)
def test_languages_have_one_spelling(spelt: str, tag: str) -> None:
    assert language_tag(spelt) == tag


def test_words_fall_back_to_the_nearest_language() -> None:
    both = Words.model_validate({"en": "Welcome", "zh-Hans": "欢迎"})
    assert both.in_("zh-CN") == both.in_("zh-Hant") == "欢迎"
    assert both.in_("en-US") == both.in_("fr") == "Welcome"
    assert Words.model_validate({"zh-Hans": "欢迎"}).in_("en") == "欢迎"
    assert Words.model_validate("Hello").in_("zh") == "Hello"
    assert hash(both) == hash(Words.model_validate({"en": "Welcome", "zh-Hans": "欢迎"}))


@pytest.mark.parametrize("wrong", [{}, {"en": ""}, {"en": 3}, {"klingonese": "x"}, 3, None, ["x"]])
def test_a_text_that_is_none_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Words.model_validate(wrong)


@pytest.mark.parametrize(
    ("rule", "answers", "decided"),
    [
        ({"input": "a", "in": ["x", "y"]}, {"a": "x"}, True),
        ({"input": "a", "in": ["x", "y"]}, {"a": "z"}, False),
        ({"input": "a", "in": ["x", "y"]}, {"a": ""}, None),
        ({"input": "a", "not_in": ["x"]}, {"a": "z"}, True),
        ({"input": "a", "not_in": ["x"]}, {"a": ("z", "x")}, False),
        ({"input": "a", "has_any": ["x", "y"]}, {"a": ("z", "y")}, True),
        ({"input": "a", "has_all": ["x", "y"]}, {"a": ("x",)}, False),
        ({"input": "a", "has_all": ["x", "y"]}, {"a": ("y", "x")}, True),
        ({"input": "a", "filled": True}, {"a": "  "}, None),
        ({"input": "a", "filled": True}, {"a": "words"}, True),
        ({"all": [{"input": "a", "in": ["x"]}, {"input": "b", "in": ["x"]}]}, {"b": "z"}, False),
        ({"all": [{"input": "a", "in": ["x"]}, {"input": "b", "in": ["x"]}]}, {"b": "x"}, None),
        ({"any": [{"input": "a", "in": ["x"]}, {"input": "b", "in": ["x"]}]}, {"b": "x"}, True),
        ({"any": [{"input": "a", "in": ["x"]}, {"input": "b", "in": ["x"]}]}, {"b": "z"}, None),
        ({"declared": "belief"}, {}, None),
    ],
)
def test_a_rule_decides_true_false_or_not_yet(rule: dict, answers: dict, decided: bool | None) -> None:
    assert Rule.model_validate(rule).decide(answers) is decided


@pytest.mark.parametrize(
    "wrong",
    [{}, {"input": "a"}, {"in": ["x"]}, {"input": "a", "in": ["x"], "not_in": ["y"]}, {"input": "a", "declared": "b"}],
)
def test_a_rule_that_says_nothing_or_too_much_is_refused(wrong: dict) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        Rule.model_validate(wrong)


def test_somebody_who_fits_is_not_refused_and_not_flagged() -> None:
    assert all(r.met for r in evaluate(load("cslei"), CSLEI, complete=True))


def test_not_a_leader_is_told_why_and_offered_the_news() -> None:
    """CSL-16."""
    refused = refusals(evaluate(load("cslei"), {**CSLEI, "post": "not_a_leader"}))
    assert [r.key for r in refused] == ["leader"]
    assert "lead a school" in refused[0].refusal.in_("en")
    assert "领导职务" in refused[0].refusal.in_("zh")
    assert "friend of the network" in refused[0].alternative.in_("en")
    assert "网络之友" in refused[0].alternative.in_("zh")


@pytest.mark.parametrize("change", [{"province": "outside_china"}, {"school_kind": "not_international"}])
def test_a_school_elsewhere_or_of_another_kind_is_told_why(change: dict) -> None:
    """CSL-16."""
    (refused,) = refusals(evaluate(load("cslei"), {**CSLEI, **change}))
    assert refused.key == "international_school_in_china"
    assert "outside China" in refused.refusal.in_("en")


def test_another_province_is_accepted_with_a_flag() -> None:
    """CSL-16: the three provinces are a priority, not a wall."""
    found = results(load("cslei"), {**CSLEI, "province": "other_province", "other_province": "Guangdong"})
    assert not [r for r in found.values() if r.refuses]
    assert found["priority_province"].flag.in_("en") == "outside priority area"
    assert found["priority_province"].flag.in_("zh") == "优先地区以外"


@pytest.mark.parametrize(
    ("missing", "key"), [("innovation", "educational_innovation"), ("leadership", "leadership_innovation")]
)
def test_both_texts_on_innovation_are_needed(missing: str, key: str) -> None:
    """CSL-17."""
    answers = {**CSLEI, missing: ""}
    assert results(load("cslei"), answers, complete=False)[key].met is None
    (refused,) = refusals(evaluate(load("cslei"), answers, complete=True))
    assert refused.key == key
    assert "innovation" in refused.refusal.in_("en")


def test_the_form_asks_for_eighty_characters_or_forty_han() -> None:
    """CSL-17."""
    form = load("cslei").form
    assert [(form.input(k).min, form.input(k).min_han) for k in ("innovation", "leadership")] == [(80, 40)] * 2


def test_the_form_says_that_membership_costs_nothing() -> None:
    """CSL-18."""
    profile = load("cslei")
    assert profile.membership.fee == "none"
    assert "no_fee_but_activities_may_cost" in items(profile, CSLEI)
    assert "costs nothing" in profile.declarations["no_fee_but_activities_may_cost"].text.in_("en")
    assert is_required(profile, "no_fee_but_activities_may_cost", CSLEI)


def test_the_form_is_signed_and_people_without_chat_know_where_to_write() -> None:
    """CSL-19, CSL-20."""
    profile = load("cslei")
    assert profile.form.steps[-1].signature == "required"
    assert profile.signer(CSLEI) == "Shen Keyi"
    assert profile.membership.application.request_by_email.subject == "CSLEI Network application"


@pytest.mark.parametrize("kind", ["person", "school", "university", "school_system", "agency", "association"])
def test_each_kind_of_holder_has_a_form_of_its_own(kind: str) -> None:
    """AIE-01."""
    profile = load("aie")
    answers = {"holder_kind": kind, "name": "Odalys Verdemar", "involvement": "I teach", "representative": "Ann Other"}
    steps = [step.key for step in profile.steps(answers)]
    assert ("you" in steps) == (kind == "person")
    assert ("organisation" in steps) == (kind != "person")
    assert profile.signer(answers) == ("Odalys Verdemar" if kind == "person" else "Ann Other")
    assert profile.recorded("institution_name", answers) == ("" if kind == "person" else "Odalys Verdemar")
    assert not refusals(evaluate(profile, answers, ("affirm_belief",), complete=True))


def test_before_it_is_said_who_joins_only_common_questions_are_asked() -> None:
    assert not {"you", "organisation"} & {step.key for step in load("aie").steps({})}


def test_who_does_not_share_the_belief_is_told_so() -> None:
    """AIE-02."""
    (refused,) = refusals(evaluate(load("aie"), {"holder_kind": "person", "involvement": "x"}, (), complete=True))
    assert refused.key == "shares_belief"
    assert "owed to and needed by the young" in refused.refusal.in_("en")


def test_who_has_no_involvement_is_told_so() -> None:
    """AIE-01."""
    (refused,) = refusals(evaluate(load("aie"), {"holder_kind": "person"}, ("affirm_belief",), complete=True))
    assert refused.key == "involved"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({}, []),
        ({"institution_kind": "none_of_these"}, ["institute_of_education"]),
        ({"activities": ("education_research",)}, ["institute_of_education"]),
    ],
)
def test_inei_is_for_institutes_that_teach_teachers_and_do_research(change: dict, refused: list[str]) -> None:
    answers = {"institution_kind": "faculty", "activities": ("teacher_preparation", "education_research"), **change}
    assert [r.key for r in refusals(evaluate(load("inei"), answers, complete=True))] == refused


def test_the_alliance_is_for_its_fields_and_its_vision() -> None:
    profile = load("ga")
    assert [r.key for r in refusals(evaluate(profile, {"fields": ("other",)}, complete=True))] == [
        "institution",
        "shares_vision",
    ]
    assert not refusals(evaluate(profile, {"fields": ("humanities", "other")}, ("share_vision",), complete=True))


def test_questions_that_hang_on_an_answer_come_and_go_with_it() -> None:
    profile = load("cslei")
    other = {**CSLEI, "province": "other_province", "post": "other_explain"}
    more = next(step for step in profile.steps(other) if step.key == "more_about_school")
    assert [field.key for field in more.inputs] == ["other_province", "post_explained"]
    assert "more_about_school" not in [step.key for step in profile.steps(CSLEI)]


def test_an_answer_to_a_question_no_longer_asked_does_not_count() -> None:
    profile = load("cslei")
    other = {**CSLEI, "province": "other_province", "other_province": "Hong Kong"}
    assert profile.recorded("province", other) == "Hong Kong"
    assert profile.recorded("province", {**other, "province": "Jiangsu"}) == "Jiangsu"


@pytest.mark.parametrize(
    ("network", "answers", "needed"),
    [
        ("cslei", {"province": "Jiangsu"}, True),
        ("cslei", {"province": "other_province", "other_province": "Guangdong"}, True),
        ("cslei", {"province": "other_province", "other_province": "Hong Kong"}, False),
        ("aie", {"holder_kind": "person", "country": "CN"}, True),
        ("aie", {"holder_kind": "person", "country": "China"}, True),
        ("aie", {"holder_kind": "person", "country": "DK"}, False),
        ("inei", {"country": "HK"}, False),
    ],
)
def test_consent_to_data_abroad_is_asked_where_it_applies(network: str, answers: dict, needed: bool) -> None:
    profile = load(network)
    assert crosses_border(profile, answers) is needed
    assert ("cross_border" in items(profile, answers)) is needed
    assert is_required(profile, "cross_border", answers) is needed


def test_wishes_are_asked_for_but_never_required() -> None:
    profile = load("cslei")
    assert [item for item in items(profile, CSLEI) if not is_required(profile, item, CSLEI)] == [
        "directory_listing",
        "digest",
    ]


def test_every_network_has_a_secretariats_channel() -> None:
    assert {name: load(name).channels["secretariat"] for name in available()} == {
        "cslei": "#centre-office",
        "inei": "#support-administration",
        "aie": "#secretariat",
        "ga": "#secretariat",
    }
    assert [audience(key) for key in ("welcome", "forum", "business", "secretariat")] == [
        "everyone",
        "members",
        "representatives",
        "secretariat",
    ]


def test_a_profile_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load("cslei").languages = ("en",)  # type: ignore[misc]


def texts(part: object, path: str = ""):
    """Every text in a profile."""
    if isinstance(part, Words):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, f"{path}.{key}")
    elif isinstance(part, tuple):
        for i, value in enumerate(part):
            yield from texts(value, f"{path}[{i}]")


@pytest.mark.parametrize("name", available())
def test_every_text_of_our_profiles_is_in_english_and_chinese(name: str) -> None:
    profile = load(name)
    missing = [path for path, words in texts(profile) if set(words.languages) < {"en", "zh-Hans"}]
    assert missing == []
    assert profile.network.name("en") != profile.network.name("zh-Hans")
    for step in profile.form.steps:
        for field in step.inputs:
            assert all(option in profile.option_labels for option in field.options), field.key
    assert all(
        audience in profile.option_labels for audience in (profile.training.audiences if profile.training else ())
    )


@pytest.mark.parametrize("name", available())
def test_our_profiles_tell_a_network_all_it_shows(name: str) -> None:
    profile = load(name)
    assert profile.welcome is not None
    assert profile.privacy.notice is not None
    assert profile.membership.application.request_by_email is not None
    assert profile.membership.alternative is not None
    assert profile.recorded("email", {}) == ""
    assert profile.zone.key == profile.network.zone
    assert all(consent.purpose for consent in profile.consents)
