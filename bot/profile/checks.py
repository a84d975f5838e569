"""What must hold between the parts of a profile: every name used somewhere is one that exists."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.profile.form import MAX_FIELDS, FormInput
from bot.profile.rules import Rule

if TYPE_CHECKING:
    from bot.profile.activities import ActivityKind
    from bot.profile.profile import Profile

MAX_OPTION_LABEL = 75


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong in a profile: where, what is wrong, what was found, what would have been right."""

    path: tuple[str | int, ...]
    message: str
    found: object = None
    allowed: tuple[str, ...] = ()


class MistakesError(ValueError):
    """All that is wrong between the parts of a profile."""

    def __init__(self, found: Iterable[Mistake]) -> None:
        self.mistakes = tuple(found)
        super().__init__("; ".join(f"{'.'.join(map(str, m.path))}: {m.message}" for m in self.mistakes))


def mistakes(profile: "Profile") -> tuple[Mistake, ...]:
    """Find everything that does not fit together."""
    return (
        *_unique(profile),
        *_form(profile),
        *_criteria(profile),
        *_names(profile),
        *_texts(profile),
        *_kinds(profile),
    )


def _unique(profile: "Profile") -> Iterator[Mistake]:
    membership = profile.membership
    groups: tuple[tuple[str, tuple[tuple[tuple[str | int, ...], str], ...]], ...] = (
        ("step", tuple((("membership", "form", i), step.key) for i, step in enumerate(membership.form))),
        ("question", tuple((path, field.key) for path, field in _inputs(profile))),
        ("criterion", tuple((("membership", "criteria", i), c.key) for i, c in enumerate(membership.criteria))),
        ("consent", tuple((("consents", i), c.key) for i, c in enumerate(profile.consents))),
    )
    for noun, keys in groups:
        seen = Counter[str]()
        for path, key in keys:
            seen[key] += 1
            if seen[key] == 2:
                yield Mistake(path, f"there is already a {noun} with this key", key)


def _inputs(profile: "Profile") -> Iterator[tuple[tuple[str | int, ...], FormInput]]:
    for i, step in enumerate(profile.membership.form):
        for j, field in enumerate(step.inputs):
            yield ("membership", "form", i, "inputs", j), field


def _form(profile: "Profile") -> Iterator[Mistake]:
    membership, declared = profile.membership, tuple(profile.declarations)
    holders = (*membership.holder_kinds, "organisation") if membership.holder == "any" else (membership.holder,)
    steps = ((("membership", "form", i), step) for i, step in enumerate(membership.form))
    for path, part in (*steps, *_inputs(profile)):
        for holder in part.only_for:
            if holder not in holders:
                yield Mistake((*path, "only_for"), "this kind of holder does not join here", holder, holders)
    for path, field in _inputs(profile):
        if field.only_when:
            yield from _rule(profile, (*path, "only_when"), field.only_when)
        for key in field.options:
            longest = profile.label(key).longest
            if len(longest) > MAX_OPTION_LABEL:
                message = f"the label has {len(longest)} characters, at most {MAX_OPTION_LABEL} are shown"
                yield Mistake(("option_labels", key), message, longest)
    for i, step in enumerate(membership.form):
        path = ("membership", "form", i)
        if step.only_when:
            yield from _rule(profile, (*path, "only_when"), step.only_when)
        for item in step.items:
            if item not in profile.declarations:
                yield Mistake((*path, "items"), "no declaration has this key, so it has no text", item, declared)
    if membership.holder == "any" and profile.form.input("holder_kind") is None:
        message = f"a network with holder: any asks for the holder_kind in its first step (of at most {MAX_FIELDS})"
        yield Mistake(("membership", "form"), message, "no question holder_kind")


def _criteria(profile: "Profile") -> Iterator[Mistake]:
    for i, criterion in enumerate(profile.membership.criteria):
        path = ("membership", "criteria", i)
        if criterion.when:
            yield from _rule(profile, (*path, "when"), criterion.when)
        elif criterion.hard:
            yield Mistake((*path, "when"), "a hard criterion needs a rule that decides it from the answers",
                          criterion.key, ("{input: …, in: […]}", "{declared: …}"))  # fmt: skip


def _rule(profile: "Profile", path: tuple[str | int, ...], rule: Rule) -> Iterator[Mistake]:
    questions = tuple(field.key for _, field in _inputs(profile))
    items = tuple(item for step in profile.membership.form for item in step.items)
    for part in rule.looks_at():
        if part.declared and part.declared not in items:
            yield Mistake((*path, "declared"), "the form has no such declaration", part.declared, items)
        field = profile.form.input(part.input) if part.input else None
        if part.input and field is None:
            yield Mistake((*path, "input"), "the form asks no such question", part.input, questions)
        if field and field.options:
            for option in part.named_options:
                if option not in field.options:
                    yield Mistake(path, f"the question {field.key} has no such answer", option, field.options)


def _names(profile: "Profile") -> Iterator[Mistake]:
    """Answers the record and the signature are taken from."""
    questions = tuple(field.key for _, field in _inputs(profile))
    membership = profile.membership
    record = {name: getattr(membership.record, name) for name in type(membership.record).model_fields}
    sources: dict[tuple[str, ...], object] = {("membership", "record", name): v for name, v in record.items()}
    sources["membership", "signature", "name_from"] = membership.signature.name_from
    for path, value in sources.items():
        for key in _keys(value):
            if key not in questions:
                yield Mistake(path, "the form asks no such question", key, questions)
    signs = any(step.signature == "required" for step in membership.form)
    if signs and not membership.signature.name_from:
        yield Mistake(
            ("membership", "signature", "name_from"),
            "say which answer holds the full name that the signature must match",
            "nothing",
            questions,
        )


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from (value,) if value else ()
    elif isinstance(value, tuple):
        yield from cast("tuple[str, ...]", value)
    elif isinstance(value, Mapping):
        for keys in cast("Mapping[str, object]", value).values():
            yield from _keys(keys)


def _texts(profile: "Profile") -> Iterator[Mistake]:
    consents = tuple(consent.key for consent in profile.consents)
    if profile.privacy.notice and not profile.privacy.notice_version:
        yield Mistake(("privacy", "notice_version"), "the privacy notice needs the date of its wording", "nothing")
    if "process_application" not in consents and profile.consents:
        yield Mistake(("consents",), "the consent process_application is missing", consents)


OWN_FIELDS = frozenset({"title", "theme", "level", "prerequisites", "facilitator", "audience", "call_until"})
"""What events have of their own accord, so that no kind asks for it anew."""


def _kinds(profile: "Profile") -> Iterator[Mistake]:
    """Kinds of events: each once, their questions answerable, their reminders before the start."""
    for family, kinds in (("events", profile.events.kinds), ("webinars", profile.webinars.kinds)):
        seen = Counter(kind.key for kind in kinds)
        for i, kind in enumerate(kinds):
            path = (family, "kinds", i)
            if seen[kind.key] > 1 or (family == "events" and kind.key in {k.key for k in profile.webinars.kinds}):
                yield Mistake(path, "there is already a kind of event with this key", kind.key)
                seen[kind.key] = 1
            yield from _kind_fields(path, kind)
            for j, offset in enumerate(kind.reminders or ()):
                if max(offset.days, offset.hours, offset.minutes) > 0 or offset == type(offset)():
                    yield Mistake((*path, "reminders", j), "a reminder comes before the event; write -2d or -3h")


def _kind_fields(path: tuple[str | int, ...], kind: "ActivityKind") -> Iterator[Mistake]:
    keys = Counter(field.key for field in kind.fields)
    for j, field in enumerate(kind.fields):
        here = (*path, "fields", j)
        if keys[field.key] > 1:
            yield Mistake((*here, "key"), "there is already a field with this key", field.key)
            keys[field.key] = 1
        if field.key in OWN_FIELDS:
            yield Mistake((*here, "key"), "every event has this of its own accord; choose another key", field.key)
        if field.only_for or field.only_when:
            yield Mistake(here, "a field of an event is always asked; leave only_for and only_when out", field.key)
