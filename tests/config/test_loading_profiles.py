"""Whoever writes a profile is told every mistake at once: where it is, what was found, and what would be right."""

import contextlib
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.profiles import FOLDER, ProfileError, available, load
from tests.config.conftest import SMALL, Write, problems


@pytest.mark.parametrize("name", ["cslei", "aie", "inei", "ga"])
def test_the_four_networks_load_by_name_and_by_path(name: str) -> None:
    assert load(name) == load(FOLDER / f"{name}.yaml")
    assert load(name).slug == name
    assert name in available()


def test_a_small_profile_needs_few_lines(write: Write) -> None:
    profile = load(write(SMALL))
    assert profile.network.name("zh") == "Small Network"
    assert profile.time.quiet_hours == (time(22), time(7, 30))
    assert profile.form.version == date(2026, 11, 22)
    assert profile.label("teacher").in_("en") == "Teacher"
    assert profile.channels["secretariat"] == "#secretariat"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            "legal_name, label:",
            "legal_name, lable:",
            "membership.form[0].inputs[0].lable: there is no such key (found 'lable'). Did you mean label?",
            id="misspelt key",
        ),
        pytest.param(
            "secretariat:",
            "secretariate:",
            "secretariate: there is no such key (found 'secretariate'). Did you mean secretariat?",
            id="misspelt section",
        ),
        pytest.param(
            "type: text",
            "type: txt",
            "form[0].inputs[0].type: this value is not known (found 'txt'). Did you mean text? Allowed: text,",
            id="unknown kind of question",
        ),
        pytest.param(
            "holder: person",
            "holder: persons",
            "holder: this value is not known (found 'persons'). Did you mean person? Allowed: person,",
            id="unknown holder",
        ),
        pytest.param("  classes: [personal]\n", "", "membership.classes: this is missing", id="missing key"),
        pytest.param(
            "Europe/London", "Europe/Londn", "'Europe/Londn' is no time zone; allowed are IANA names", id="unknown zone"
        ),
        pytest.param("lang: en", "lang: klingonish", "'klingonish' is no language tag", id="unknown language"),
        pytest.param(
            "max: 120",
            "max: many",
            "small.yaml:18: membership.form[0].inputs[0].max: input should be a valid integer",
            id="no number",
        ),
        pytest.param("max: 120", "min: 200, max: 120", "min 200 is above max 120", id="min above max"),
        pytest.param(
            "label: Full name", f"label: {'x' * 46}", "has 46 characters, at most 45 are shown", id="long label"
        ),
        pytest.param(
            "title: About you", "title: About you and your whole school", "at most 24 are shown", id="long title"
        ),
        pytest.param(
            "title: About you",
            "title: {en: About you, zh-Hans: " + "关" * 25 + "}",
            "has 25 characters, at most 24",
            id="long title in Chinese",
        ),
        pytest.param(
            "key: post,",
            "key: legal_name,",
            "form[0].inputs[1]: there is already a question with this key (found 'legal_name')",
            id="same key twice",
        ),
        pytest.param(
            "step: declarations", "step: about", "there is already a step with this key", id="same step twice"
        ),
        pytest.param(
            "[head, teacher]", "[head, teacher, head]", "the option 'head' stands here twice", id="same option twice"
        ),
        pytest.param(
            "[head, teacher]",
            f"[head, {', '.join(f'o{i}' for i in range(25))}]",
            "26 options, at most 25 can be shown",
            id="too many options",
        ),
        pytest.param(
            "type: select, options: [head, teacher]", "type: select", "a select needs options", id="no options"
        ),
        pytest.param(
            "type: text, ",
            "type: text, options: [a], ",
            "a question of type text has no options",
            id="needless options",
        ),
        pytest.param(
            "in: [head]",
            "in: [hed]",
            "the question post has no such answer (found 'hed'). Did you mean head? Allowed: head, teacher.",
            id="rule with unknown answer",
        ),
        pytest.param(
            "input: post",
            "input: pots",
            "criteria[0].when.input: the form asks no such question (found 'pots'). Did you mean post?",
            id="rule with unknown question",
        ),
        pytest.param(
            "input: post, in: [head]",
            "declared: is_leader",
            "the form has no such declaration (found 'is_leader')",
            id="rule with unknown declaration",
        ),
        pytest.param(
            "when: {input: post, in: [head]}, ",
            "",
            "a hard criterion needs a rule that decides it",
            id="hard without rule",
        ),
        pytest.param(
            ', refusal: "Sorry, only heads."',
            "",
            "the hard criterion 'leader' needs a refusal",
            id="hard without refusal",
        ),
        pytest.param(
            "input: post, in: [head]",
            "input: post, in: [head], filled: true",
            "exactly one of in, not_in, has_any, has_all, filled",
            id="rule with two tests",
        ),
        pytest.param(
            "[data_correct]",
            "[data_corect]",
            "no declaration has this key, so it has no text (found 'data_corect'). Did you mean data_correct?",
            id="unknown declaration",
        ),
        pytest.param(
            "kind: declaration",
            "kind: inputs",
            "a step needs inputs; items belong to a step of kind declaration",
            id="items among inputs",
        ),
        pytest.param(
            "name_from: legal_name",
            "name_from: legal_nam",
            "signature.name_from: the form asks no such question (found 'legal_nam'). Did you mean legal_name?",
            id="signature from nowhere",
        ),
        pytest.param(
            "  signature: {name_from: legal_name}\n",
            "",
            "say which answer holds the full name",
            id="signature without name",
        ),
        pytest.param(
            "secretariat:", 'channels: {forun: "#forum"}\nsecretariat:', "channels.forun", id="unknown channel"
        ),
        pytest.param(
            "secretariat:",
            "channels: {forum: Forum}\nsecretariat:",
            "channels.forum: this does not have the shape",
            id="wrong channel name",
        ),
        pytest.param(
            "secretariat:",
            "modules: {fourm: true}\nsecretariat:",
            "modules.fourm: there is no such key (found 'fourm'). Did you mean forum?",
            id="unknown module",
        ),
        pytest.param(
            "secretariat:",
            "modules: {forum: perhaps}\nsecretariat:",
            "modules.forum: input should be a valid boolean",
            id="no yes or no",
        ),
        pytest.param(
            "secretariat:",
            "events: {reminders: [tomorrow]}\nsecretariat:",
            "'tomorrow' is no distance; write -7d (days)",
            id="no distance",
        ),
        pytest.param(
            "secretariat:",
            "roles: {admin_may_vote: true}\nsecretariat:",
            "roles.admin_may_vote: this value is not known (found True). Allowed: False.",
            id="administrators never vote",
        ),
        pytest.param(
            "title: About you",
            "title: About you\n      only_for: [school]",
            "form[0].only_for: this kind of holder does not join here (found 'school'). Allowed: person.",
            id="step for a holder who does not join",
        ),
        pytest.param(
            "extends: defaults",
            "extends: default",
            "extends: there is no such profile (found 'default'). Did you mean defaults?",
            id="extends nothing",
        ),
        pytest.param(
            "extends: defaults", "extends: small", "the profiles extend each other in a circle", id="extends itself"
        ),
        pytest.param(
            "text: Leader,",
            "text: Head, or deputy,",
            "there is no such key; a text with a comma in it must stand in quotes",
            id="comma in a text",
        ),
        pytest.param(
            "zone: Europe/London",
            "zone: Europe/London\n  zone: Asia/Shanghai",
            "small.yaml:6: network.zone: the key 'zone' stands here twice (first in line 5)",
            id="key twice",
        ),
        pytest.param(
            "slug: small",
            "slug: !!python/name:os.system x",
            "the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed",
            id="code in the file",
        ),
        pytest.param(
            "secretariat: {label: Office}",
            "secretariat: {label: Office",
            "small.yaml:7: this is not YAML:",
            id="open bracket",
        ),
        pytest.param("  slug: small", "\tslug: small", "use spaces, not tabs", id="tab"),
    ],
)
def test_each_kind_of_mistake_is_named_with_its_cure(write: Write, old: str, new: str, said: str) -> None:
    assert old in SMALL
    found = problems(write(SMALL.replace(old, new, 1)))
    assert said in "\n".join(map(str, found))
    assert all(problem.file for problem in found)


def test_six_questions_do_not_fit_in_one_step(write: Write) -> None:
    more = "".join(f"        - {{key: q{i}, label: Q, type: text}}\n" for i in range(4))
    found = problems(write(SMALL.replace("    - step: declarations", f"{more}    - step: declarations")))
    assert "6 inputs in one step, at most 5 are allowed; split the step" in str(found[0])


def test_questions_for_different_holders_are_counted_apart() -> None:
    assert any(field.only_for or step.only_for for step in load("aie").form.steps for field in (*step.inputs, step))


def test_all_mistakes_are_told_at_once_even_those_between_the_parts(write: Write) -> None:
    text = SMALL.replace("lang: en", "lang: xx-yy-zz").replace("type: text", "type: txt").replace("[head]", "[hed]")
    text = text.replace("label: Office", "labels: Office")
    with pytest.raises(ProfileError) as caught:
        load(write(text))
    told = str(caught.value)
    for part in ("lang", "'txt'", "labels", "secretariat.label: this is missing"):
        assert part in told
    assert "Traceback" not in told
    assert "pydantic" not in told


def test_mistakes_between_the_parts_are_told_beside_a_misspelt_key(write: Write) -> None:
    found = problems(
        write(SMALL.replace("in: [head]", "in: [hed]").replace("classes:", "expected_sice: 3\n  classes:"))
    )
    assert {problem.nearest for problem in found} == {"head", "expected_size"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "cslie",
            "no profile of this name (found 'cslie'). Did you mean cslei? Allowed: aie, cslei,",
        ),
        ("nowhere/profile.yaml", "nowhere/profile.yaml: there is no such file"),
        ("", "there is no such file"),
    ],
)
def test_a_profile_that_is_not_there_is_named(name: str, said: str) -> None:
    assert said in str(problems(name)[0])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file must hold a table"),
        (b"- a\n- b\n", "the file must hold a table"),
        (b"\xff\xfe\x00", "not written in UTF-8"),
        (b"a: \x07", "characters that YAML does not allow"),
        (b"a: &x {b: *x}", "too deep, or it contains itself"),
        (b"{[1, 2]: x}", "a key must be one word"),
        (b"x: " + b"y" * 1_000_001, "larger than 1000 kB"),
    ],
)
def test_a_file_that_is_no_profile_at_all_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "odd.yaml"
    file.write_bytes(content)
    assert said in "\n".join(map(str, problems(file)))


def test_yaml_does_not_turn_norway_into_no_or_a_time_into_minutes(write: Write) -> None:
    profile = load(
        write(SMALL + "privacy: {separate_cross_border_consent_for: [NO, CN]}\ntime: {quiet_hours: [22:00, 07:00]}\n")
    )
    assert profile.privacy.separate_cross_border_consent_for == ("NO", "CN")
    assert profile.time.quiet_hours == (time(22), time(7))


def test_a_profile_says_only_what_is_different(write: Write, tmp_path: Path) -> None:
    write(SMALL + "forum: {mirror: false}\n")
    (tmp_path / "branch.yaml").write_text(
        "extends: small\nnetwork: {slug: branch}\nforum: {unanswered_after_days: 3}\n"
        "membership: {alternative: {en: Read our news.}}\nlanguages: [de]\n",
        encoding="utf-8",
    )
    branch = load(tmp_path / "branch.yaml")
    assert branch.slug == "branch"
    assert (branch.forum.mirror, branch.forum.unanswered_after_days) == (False, 3)
    assert branch.languages == ("de",)
    assert branch.membership.alternative is not None
    assert branch.membership.alternative.languages == ("en",), "an old translation must not outlive its text"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_no_file_ends_in_a_traceback(tmp_path: Path, text: str) -> None:
    file = tmp_path / "any.yaml"
    file.write_text(text, encoding="utf-8", errors="ignore")
    assert problems(file)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(SMALL)), put=st.text("{}[]:,-#&*!|>'\"%@` \nabc0", max_size=4), cut=st.integers(0, 6))
def test_no_slip_of_the_hand_ends_in_a_traceback(tmp_path: Path, at: int, put: str, cut: int) -> None:
    file = tmp_path / "slip.yaml"
    file.write_text(SMALL[:at] + put + SMALL[at + cut :], encoding="utf-8")
    with contextlib.suppress(ProfileError):
        load(file)
