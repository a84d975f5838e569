"""The membership form as this applicant walks it: which steps are left, and what was typed made exact."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import criteria
from bot.criteria import CriterionResult
from bot.features.applications.model import Application
from bot.forms import HARD_MAXIMUM, Field, Form
from bot.interactions import FieldValue
from bot.places import country_name, match_country, match_province, province
from bot.profile import Answers, FormInput, FormStep, Profile, chosen
from bot.ui.blocks import Option
from bot.ui.text import Text, _, join


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps with questions, in order; `done` are the keys of those that are complete."""

    steps: tuple[FormStep, ...]
    done: frozenset[str]

    @property
    def next(self) -> FormStep | None:
        """The first step that is not complete; None when all questions are answered."""
        return next((step for step in self.steps if step.key not in self.done), None)

    def after(self, key: str) -> FormStep | None:
        """Where to go from a step: the next one that is not complete, else the first that is not."""
        keys = [step.key for step in self.steps]
        later = self.steps[keys.index(key) + 1 :] if key in keys else ()
        return next((step for step in later if step.key not in self.done), None) or self.next

    def step(self, key: str) -> FormStep | None:
        return next((step for step in self.steps if step.key == key), None)


def walk(profile: Profile, application: Application) -> Walk:
    """The steps this applicant walks today, from the answers so far."""
    steps = tuple(step for step in profile.steps(application.answers) if step.kind == "inputs")
    done = frozenset(step.key for step in steps if step.key in application.done and _complete(step, application))
    return Walk(steps, done)


def _complete(step: FormStep, application: Application) -> bool:
    return all(chosen(application.answers, field.key) for field in step.inputs if field.required)


def refusals(profile: Profile, application: Application) -> tuple[CriterionResult, ...]:
    """The hard criteria that the answers so far already fail (CSL-16)."""
    return criteria.refusals(criteria.evaluate(profile, application.answers))


def step_form(profile: Profile, step: FormStep, draft: str, year: int) -> Form:
    """The step as a form in this `year`; at most five fields, as the profile promises."""
    fields = tuple(_field(profile, question, year) for question in step.inputs)
    return Form(draft, step.title, fields, intro=step.intro or "")


def _field(profile: Profile, question: FormInput, year: int) -> Field:
    latest = year if question.type == "year" else HARD_MAXIMUM  # a year to come is asked with a `max`
    return Field(
        question.key,
        question.label,
        question.kind,
        required=question.required,
        minimum=question.min,
        minimum_han=question.min_han,
        maximum=question.max or latest,
        options=tuple(Option(option.key, option.label) for option in profile.options(question)),
        hint=question.hint or "",
        source=question.source,
        free=True,
    )


def exact(profile: Profile, step: FormStep, values: Mapping[str, FieldValue],
          language: str) -> tuple[dict[str, FieldValue], dict[str, Text]]:  # fmt: skip
    """Turn typed countries and provinces into codes; by field, what could not be understood ("did you mean …?")."""
    found: dict[str, FieldValue] = dict(values)
    errors: dict[str, Text] = {}
    for question in step.inputs:
        typed = values.get(question.key, "")
        if not question.source or not isinstance(typed, str) or not typed:
            continue
        match = match_country(typed, profile.languages) if question.source == "country" else match_province(typed)
        if match.code:
            found[question.key] = match.code
        elif match.suggestions:
            names = join(place.names.in_(language) for place in match.suggestions)
            errors[question.key] = _("Did you mean {names}? Please type one of them.", names=names)
        else:
            errors[question.key] = _not_found(question)
    return found, errors


def _not_found(question: FormInput) -> Text:
    if question.source == "country":
        return _("No country or territory of that name is known. Please write it in English or Chinese.")
    return _("No province or municipality of that name is known. Please write it in English or Chinese, "
             "or type: outside China.")  # fmt: skip


def typed(step: FormStep, answers: Answers, language: str) -> dict[str, FieldValue]:
    """What stands in the fields of a step when it is opened again: places by name, not by code."""
    return {
        question.key: place_name(question, value, language) if question.source and isinstance(value, str) else value
        for question in step.inputs
        if (value := answers.get(question.key, ""))
    }


def place_name(question: FormInput, code: str, language: str) -> str:
    """What a stored place is called."""
    if question.source == "country":
        return country_name(code, language)
    place = province(code)
    return place.names.in_(language) if place else code


def shown(profile: Profile, question: FormInput, answers: Answers, language: str) -> tuple[str, ...]:
    """An answer as it is read, each choice by itself; nothing when there is none."""
    values = chosen(answers, question.key)
    if question.type == "tags":
        return tuple(tag for value in values for tag in value.split(", "))
    if question.source:
        return tuple(place_name(question, value, language) for value in values)
    if question.options:
        return tuple(profile.label(value).in_(language) for value in values)
    return values
