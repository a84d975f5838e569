"""A folder of yearly files: one can be put in at any time, and a wrong one says where and how."""

import os
from datetime import date
from pathlib import Path

import pytest

from bot import closed_days
from config.closed_days import Folder, load

GOOD = """\
country: CN
year: 2027
closed:
  - {from: 2027-10-01, to: 2027-10-07, name: National Day, name_zh: 国庆节}
make_up:
  - {on: 2027-10-10}
"""


def written(folder: Path, name: str, text: str, age: int = 0) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_800_000_000 + age, 1_800_000_000 + age))
    return file


def test_a_file_counts_from_the_moment_it_is_put_in_until_it_is_taken_out(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    closed_days.use(folder)
    try:
        day = date(2027, 10, 10)
        assert closed_days.clashes(day, ["CN"]) == ()
        file = written(tmp_path, "CN-2027.yaml", GOOD)
        assert [clash.kind for clash in closed_days.clashes(day, ["CN"])] == ["make_up_day"]
        written(tmp_path, "CN-2027.yaml", GOOD.replace("10-10", "10-09"), age=5)
        assert closed_days.clashes(day, ["CN"]) == ()
        file.unlink()
        assert folder.of("CN") == ()
    finally:
        closed_days.use(closed_days.NoPlans())


def test_a_wrong_file_is_left_out_and_the_others_hold(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    written(tmp_path, "CN-2027.yaml", GOOD)
    written(tmp_path, "DE-2027.yaml", "country: DE\nyear: 2027\nclosd: []\n")
    folder = Folder(tmp_path)
    assert [plan.country for plan in (*folder.of("CN"), *folder.of("DE"))] == ["CN"]
    assert "DE-2027.yaml:3: closd" in caplog.text
    caplog.clear()
    folder.look()
    assert not caplog.text, "the same mistake is not told at every look"


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert Folder(tmp_path / "none").of("CN") == ()


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("country: China\nyear: 2027\n", ":1: country", "two capital letters"),
        ("year: 2027\n", ": country", "missing"),
        ("country: CN\nyear: 27\n", ":2: year", "2000"),
        ("country: CN\nyear: 2027\nclosed: [{on: 2027-02-30}]\n", ":3: closed[0].on", "no such day"),
        ("country: CN\nyear: 2027\nclosed: [{on: 06.02.2027}]\n", ":3: closed[0].on", "year-month-day"),
        ("country: CN\nyear: 2027\nclosed: [{on: 20270206}]\n", ":3: closed[0].on", "year-month-day"),
        ("country: CN\nyear: 2027\nclosed: [{from: 2027-02-06}]\n", ":3: closed[0]", "from: and to:"),
        ("country: CN\nyear: 2027\nclosed: [{from: 2027-02-06, to: 2027-02-01}]\n", ":3: closed[0]", "after"),
        ("country: CN\nyear: 2027\nclosed: [{on: 2028-02-06}]\n", "CN.yaml", "not in 2027"),
        ("country: CN\nyear: 2027\nholidays: []\n", ":3: holidays", "no such key"),
        ("country: [CN\n", ":2", "not YAML"),
        ("", "CN.yaml", "must hold a table"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_hint(tmp_path: Path, text: str, place: str, hint: str) -> None:
    plan, problems = load(written(tmp_path, "CN.yaml", text))
    assert plan is None
    assert place in str(problems[0])
    assert hint in str(problems[0])
