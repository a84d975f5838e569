"""Loads a network's profile from YAML and reports every mistake in it at once, each with its place and a hint."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError

from bot.profile import MistakesError, Profile
from config.documents import Document, Location, read

FOLDER: Final = Path(__file__).parent / "profiles"
SHARED: Final = "defaults"
_TEXT_TABLE = re.compile(r"[a-z]{2}(-[A-Z][a-z]{3})?")
_ALLOWED_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what was found, what would be right."""

    file: str
    line: int
    path: str
    message: str
    found: str = ""
    allowed: tuple[str, ...] = ()
    nearest: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = ": ".join(part for part in (place, self.path, self.message) if part)
        found = f" (found {self.found})" if self.found else ""
        near = f" Did you mean {self.nearest}?" if self.nearest else ""
        more = ", …" if len(self.allowed) > _ALLOWED_SHOWN else ""
        allowed = f" Allowed: {', '.join(self.allowed[:_ALLOWED_SHOWN])}{more}." if self.allowed else ""
        return f"{said}{found}.{near}{allowed}"


class ProfileError(Exception):
    """A profile cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "The profile has a mistake:" if count == 1 else f"The profile has {count} mistakes:"
        super().__init__("\n".join((head, *(f"  {problem}" for problem in self.problems))))


def available(folder: Path = FOLDER) -> tuple[str, ...]:
    """The names of the profiles that come along."""
    return tuple(sorted(file.stem for file in folder.glob("*.yaml") if file.stem != SHARED))


def load(name_or_path: str | Path) -> Profile:
    """Load a profile by the name of one that comes along, or by the path of a file. Raises ProfileError."""
    documents = _with_parents(_locate(str(name_or_path)))
    flaws = [
        Problem(document.file.name, flaw.line, spell(flaw.path), flaw.message)
        for document in documents
        for flaw in document.flaws
    ]
    content: dict[str, Any] = {}
    for document in reversed(documents):
        content = _merge(content, document.content)
    content.pop("extends", None)
    unreadable = any(not document.content for document in documents)
    try:
        if unreadable:
            raise ProfileError(flaws)
        profile = Profile.model_validate(content)
    except ValidationError as error:
        raise ProfileError([*flaws, *_explain(error, content, documents)]) from None
    if flaws:
        raise ProfileError(flaws)
    return profile


def _locate(name: str) -> Path:
    if re.fullmatch(r"[a-z][a-z0-9_-]*", name):
        if name in available():
            return FOLDER / f"{name}.yaml"
        near = _near(name, available())
        raise ProfileError(
            [Problem("profile", 0, "", "there is no profile of this name", repr(name), available(), near)]
        )
    path = Path(name).expanduser()
    if not path.is_file():
        message = "there is no such file; give the path of a .yaml file or the name of a profile"
        raise ProfileError([Problem(name, 0, "", message, "", available())])
    return path


def _with_parents(file: Path) -> list[Document]:
    """Read a file and those it extends, the nearest first."""
    documents = [read(file)]
    while parent := documents[-1].content.get("extends"):
        child = documents[-1]
        line = child.lines.get(("extends",), 0)
        places = [place / f"{parent}.yaml" for place in (child.file.parent, FOLDER)]
        found = next((place for place in places if isinstance(parent, str) and place.is_file()), None)
        if found is None:
            known = (SHARED, *available())
            near = _near(str(parent), known)
            raise ProfileError(
                [Problem(child.file.name, line, "extends", "there is no such profile", repr(parent), known, near)]
            )
        if found.resolve() in {document.file.resolve() for document in documents}:
            raise ProfileError(
                [Problem(child.file.name, line, "extends", "the profiles extend each other in a circle")]
            )
        documents.append(read(found))
    return documents


def _merge(base: Any, over: Any) -> Any:
    """Lay one profile over another: tables are merged, everything else (lists, texts in all languages) is replaced."""
    if not isinstance(base, dict) or not isinstance(over, dict) or (_is_text(base) and _is_text(over)):
        return over
    merged = dict(base)
    for key, value in over.items():
        merged[key] = _merge(base.get(key), value)
        if f"{key}_zh" in base and f"{key}_zh" not in over:
            del merged[f"{key}_zh"]  # the Chinese of a text that was replaced
    return merged


def _is_text(table: dict[Any, Any]) -> bool:
    return all(isinstance(v, str) and _TEXT_TABLE.fullmatch(str(k)) for k, v in table.items()) and bool(table)


def _explain(error: ValidationError, content: dict[str, Any], documents: list[Document]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    first = list(_problems(error, documents))
    # what does not fit together is only looked at when every part is sound: take the unsound parts out, look again
    for location in (tuple(e["loc"]) for e in error.errors(include_url=False)):
        _take_out(content, location)
    try:
        Profile.model_validate(content)
        second = []
    except ValidationError as again:
        second = list(_problems(again, documents, only_between_parts=True))
    for problem in (*first, *second):
        if (problem.path, problem.message) not in seen:
            seen.add((problem.path, problem.message))
            yield problem


def _problems(
    error: ValidationError, documents: list[Document], *, only_between_parts: bool = False
) -> Iterator[Problem]:
    for entry in error.errors(include_url=False):
        cause = entry.get("ctx", {}).get("error")
        if isinstance(cause, MistakesError):
            for mistake in cause.mistakes:
                found = "" if mistake.found is None else _show(mistake.found)
                near = _near(str(mistake.found), mistake.allowed)
                yield _at(documents, mistake.path, mistake.message, found, mistake.allowed, near)
        elif not only_between_parts:
            yield _one(entry, documents)


def _one(entry: Any, documents: list[Document]) -> Problem:
    location: Location = tuple(entry["loc"])
    found, context = entry.get("input"), entry.get("ctx", {})
    match entry["type"]:
        case "extra_forbidden":
            if found is None:  # a comma ends a text within { }, and the rest becomes a key of its own
                return _at(documents, location, "there is no such key; a text with a comma in it must stand in quotes")
            known = _keys_at(location[:-1])
            near = _near(str(location[-1]), known)
            return _at(documents, location, "there is no such key", repr(location[-1]), known, near)
        case "missing":
            return _at(documents, location, "this is missing", missing=True)
        case "literal_error" | "enum":
            allowed = tuple(re.findall(r"'([^']*)'", str(context.get("expected", "")))) or (str(context["expected"]),)
            return _at(
                documents, location, "this value is not known", _show(found), allowed, _near(str(found), allowed)
            )
        case "value_error":
            return _at(documents, location, str(context["error"]))
        case "string_pattern_mismatch":
            return _at(documents, location, f"this does not have the shape {context['pattern']}", _show(found))
        case _:
            message = str(entry["msg"])
            return _at(documents, location, message[:1].lower() + message[1:], _show(found))


def _at(
    documents: list[Document],
    location: Location,
    message: str,
    found: str = "",
    allowed: tuple[str, ...] = (),
    near: str = "",
    *,
    missing: bool = False,
) -> Problem:
    """Place a problem: the longest part of its path that stands in a file, nearest file first."""
    for length in range(len(location), -1, -1):
        for document in documents:
            if location[:length] in document.lines and (length or document is documents[-1] or length == len(location)):
                shown = location if missing else location[:length] or location
                return Problem(
                    document.file.name, document.lines[location[:length]], spell(shown), message, found, allowed, near
                )
    return Problem(documents[0].file.name, 0, spell(location), message, found, allowed, near)


def spell(path: Location) -> str:
    """Write a path as one would say it: membership.form[2].inputs[0].type."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _show(value: object) -> str:
    shown = repr(value) if isinstance(value, str) else "nothing" if value is None else str(value)
    return shown if len(shown) <= 80 else f"{shown[:79]}…"


def _near(word: str, known: Iterable[str]) -> str:
    by_fold = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def _take_out(content: Any, location: Location) -> None:
    for part in location[:-1]:
        match content:
            case dict() if part in content:
                content = content[part]
            case list() if isinstance(part, int) and part < len(content):
                content = content[part]
            case _:
                return
    if location and isinstance(content, dict):
        content.pop(location[-1], None)


def _keys_at(path: Location) -> tuple[str, ...]:
    """The keys that may stand at a path."""
    models: set[type[BaseModel]] = {Profile}
    for part in path:
        if isinstance(part, int):
            continue
        inside = [
            annotation
            for model in models
            for name, field in model.model_fields.items()
            if part in (name, field.alias)
            for annotation in _models(field.annotation)
        ]
        models = set(inside) or models  # a key of a table (option_labels.x) names no field: the model stays
    return tuple(sorted({field.alias or name for model in models for name, field in model.model_fields.items()}))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
