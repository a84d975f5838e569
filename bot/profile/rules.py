"""How a question about an applicant is decided from the answers: rules written as data in the profile."""

from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from pydantic import Field, model_validator

from bot.interactions import FieldValue
from bot.profile.words import Part

Answers = Mapping[str, FieldValue]


def chosen(answers: Answers, key: str) -> tuple[str, ...]:
    """Return what was answered to one question, always as a row of values; nothing when it is unanswered."""
    value = answers.get(key, "")
    return tuple(v for v in ((value,) if isinstance(value, str) else value) if v.strip())


class Rule(Part):
    """Looks at one answer (`input` with one test), at one declaration, or at other rules (`all`, `any`).

    `decide` says True, False, or None while the answer it looks at has not been given.
    """

    input: str | None = None
    in_: tuple[str, ...] = Field(default=(), alias="in")
    not_in: tuple[str, ...] = ()
    has_any: tuple[str, ...] = ()
    has_all: tuple[str, ...] = ()
    filled: Literal[True] | None = None
    declared: str | None = None
    all_of: tuple["Rule", ...] = Field(default=(), alias="all")
    any_of: tuple["Rule", ...] = Field(default=(), alias="any")

    @model_validator(mode="after")
    def _one_thing(self) -> "Rule":
        if sum(map(bool, (self.input, self.declared, self.all_of, self.any_of))) != 1:
            raise ValueError("a rule needs exactly one of input, declared, all, any")
        tests = sum(map(bool, (self.in_, self.not_in, self.has_any, self.has_all, self.filled)))
        if tests != (1 if self.input else 0):
            raise ValueError("a rule with input needs exactly one of in, not_in, has_any, has_all, filled")
        return self

    def decide(self, answers: Answers, agreed: Collection[str] = ()) -> bool | None:
        """Decide from `answers` and the keys of the declarations agreed to."""
        if self.declared:
            return True if self.declared in agreed else None
        if self.all_of:
            parts = [rule.decide(answers, agreed) for rule in self.all_of]
            return False if False in parts else None if None in parts else True
        if self.any_of:
            parts = [rule.decide(answers, agreed) for rule in self.any_of]
            return True if True in parts else None if None in parts else False
        values = set(chosen(answers, self.input or ""))
        if not values:
            return None
        if self.in_:
            return values <= set(self.in_)
        if self.not_in:
            return values.isdisjoint(self.not_in)
        if self.has_any:
            return not values.isdisjoint(self.has_any)
        return values >= set(self.has_all)

    def looks_at(self) -> Iterator["Rule"]:
        """Walk over every rule in here that looks at an answer or a declaration."""
        if self.input or self.declared:
            yield self
        for rule in (*self.all_of, *self.any_of):
            yield from rule.looks_at()

    @property
    def named_options(self) -> tuple[str, ...]:
        """The answers this rule names; each must be one that can be given."""
        return (*self.in_, *self.not_in, *self.has_any, *self.has_all)
