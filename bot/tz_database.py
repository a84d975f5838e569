"""Which release of the tz database tells the time here: the machine's or the one pinned with us, whichever is newer.

Python takes the machine's where there is one, and that is often years old: clock changes that were decided since are
then unknown, although the release that knows them is installed.
"""

import zoneinfo
from importlib import import_module
from pathlib import Path

_MARK = "# version "


def of_machine() -> str:
    """Its release, such as "2026f"; "" when there is none, or none that says so."""
    for folder in map(Path, zoneinfo.TZPATH):
        try:
            with (folder / "tzdata.zi").open(encoding="utf-8") as file:
                first = file.readline().strip()
        except OSError:
            continue
        return first.removeprefix(_MARK) if first.startswith(_MARK) else ""
    return ""


def pinned() -> str:
    return str(import_module("tzdata").IANA_VERSION)


def in_use() -> str:
    return (of_machine() if zoneinfo.TZPATH else "") or pinned()


def use_newest() -> str:
    """Leave an older database of the machine aside; called once, before anything is built. Returns the release."""
    if of_machine() < pinned():
        zoneinfo.reset_tzpath(())
        zoneinfo.ZoneInfo.clear_cache()
    return in_use()
