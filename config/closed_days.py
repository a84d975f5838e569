"""A folder of yearly files with closed days, read again whenever one is put in, changed or taken out.

A file is one country and one year (see docs/closed-days.md). One with a mistake is left out and named in the log; the
others hold.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.closed_days import Plan
from config.documents import Document, Location, read
from config.profiles import Problem, spell

log = logging.getLogger("convenor.closed_days")


class Folder:
    """The files `*.yaml` of a folder. Cheap to ask: it looks at names and times first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: dict[str, tuple[int, int]] = {}
        self.plans: tuple[Plan, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with the files as they were last read."""

    def of(self, country: str) -> Sequence[Plan]:
        self.look()
        return tuple(plan for plan in self.plans if plan.country == country)

    def look(self) -> None:
        """Read the files anew if any is not as it was."""
        files = sorted(self.path.glob("*.yaml"))
        seen = {file.name: _state(file) for file in files}
        if seen == self._seen:
            return
        plans, problems = [], []
        for file in files:
            plan, found = load(file)
            problems += found
            if plan is not None:
                plans.append(plan)
        self._seen, self.plans, self.problems = seen, tuple(plans), tuple(problems)
        for problem in problems:
            log.warning("closed days: %s", problem)


def _state(file: Path) -> tuple[int, int]:
    try:
        stat = file.stat()
    except OSError:  # taken away between the two looks
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def load(file: Path) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan in a file, or all that is wrong with it, each with its place and a hint."""
    document = read(file)
    if document.flaws:
        return None, tuple(Problem(file.name, flaw.line, spell(flaw.path), flaw.message) for flaw in document.flaws)
    try:
        return Plan.model_validate(document.content), ()
    except ValidationError as error:
        return None, tuple(_problems(error, document))


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    for entry in error.errors(include_url=False):
        path: Location = tuple(entry["loc"])
        yield Problem(document.file.name, _line(document, path), spell(path), _message(entry), *_found(entry))


def _line(document: Document, path: Location) -> int:
    return next((document.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in document.lines), 0)


def _message(entry: Any) -> str:
    match entry["type"]:
        case "extra_forbidden":
            return "there is no such key"
        case "missing":
            return "this is missing"
        case "value_error":
            return str(entry["ctx"]["error"])
        case _:
            message = str(entry["msg"])
            return message[:1].lower() + message[1:]


def _found(entry: Any) -> tuple[str, tuple[str, ...]]:
    found = entry.get("input")
    shown = repr(found) if isinstance(found, str | int | float) else ""
    return shown, KEYS if entry["type"] == "extra_forbidden" else ()


KEYS = ("country", "year", "subdivision", "closed", "make_up", "school_holidays", "on", "from", "to", "name")
