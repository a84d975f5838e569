"""The newer of two tz databases tells the time."""

import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import tz_database


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    path = zoneinfo.TZPATH
    yield
    zoneinfo.reset_tzpath(path)
    zoneinfo.ZoneInfo.clear_cache()


def machine(folder: Path, release: str) -> None:
    (folder / "tzdata.zi").write_text(f"# version {release}\nR x\n", encoding="utf-8")
    zoneinfo.reset_tzpath((str(folder),))


def test_an_older_database_of_the_machine_is_left_aside(tmp_path: Path) -> None:
    machine(tmp_path, "2019a")
    assert tz_database.use_newest() == tz_database.pinned()
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Asia/Shanghai").key == "Asia/Shanghai"


def test_a_newer_one_is_used(tmp_path: Path) -> None:
    machine(tmp_path, "2099z")
    assert tz_database.use_newest() == "2099z"
    assert (str(tmp_path),) == zoneinfo.TZPATH


def test_one_that_does_not_say_what_it_is_is_left_aside(tmp_path: Path) -> None:
    zoneinfo.reset_tzpath((str(tmp_path),))
    assert tz_database.use_newest() == tz_database.pinned()
