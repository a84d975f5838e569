"""The membership form as the profile describes it: steps of at most five questions, then declarations."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from pydantic import Field, model_validator

from bot.forms import MAX_FIELDS, Kind
from bot.profile.rules import Answers, Rule
from bot.profile.words import Part, Words

MAX_LABEL: Final = 45
"""Characters in a label, on the platform that allows fewest; likewise below."""
MAX_TITLE: Final = 24
MAX_OPTIONS: Final = 25
PERSON: Final = "person"
ORGANISATION: Final = "organisation"
"""In `only_for` and `record`: every kind of holder that is not a person."""

InputType = Literal[
    "text",
    "longtext",
    "email",
    "url",
    "year",
    "number",
    "select",
    "multiselect",
    "tags",
    "select_country",
    "select_province_cn",
]
KINDS: Final[dict[InputType, Kind]] = {
    "text": "text", "longtext": "longtext", "email": "email", "url": "url", "year": "year", "number": "number",
    "select": "choice", "multiselect": "choices", "tags": "tags",
    "select_country": "search", "select_province_cn": "search",
}  # fmt: skip
SOURCES: Final = {"select_country": "country", "select_province_cn": "province"}


def holder_matches(wanted: Iterable[str], holder: str) -> bool:
    """Say whether something `only_for` these kinds is for this kind of holder. Nothing wanted means everybody.

    While it has not been said who joins (`holder` is ""), only what is for everybody matches.
    """
    kinds = set(wanted)
    return not kinds or holder in kinds or (holder not in ("", PERSON) and ORGANISATION in kinds)


class FormInput(Part):
    """One question. `only_for` names kinds of holder, `only_when` an earlier answer, for which it is asked at all."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    label: Words
    hint: Words | None = None
    type: InputType
    required: bool = False
    min: int = Field(default=0, ge=0)
    min_han: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=1)
    options: tuple[str, ...] = ()
    only_for: tuple[str, ...] = ()
    only_when: Rule | None = None

    @model_validator(mode="after")
    def _sound(self) -> "FormInput":
        if len(self.label.longest) > MAX_LABEL:
            raise ValueError(
                f"the label {self.label.longest!r} has {len(self.label.longest)} characters, "
                f"at most {MAX_LABEL} are shown"
            )
        if self.max is not None and max(self.min, self.min_han) > self.max:
            raise ValueError(f"min {max(self.min, self.min_han)} is above max {self.max}")
        chooses = self.type in ("select", "multiselect")
        if chooses != bool(self.options):
            raise ValueError("a select needs options" if chooses else f"a question of type {self.type} has no options")
        if len(self.options) > MAX_OPTIONS:
            raise ValueError(
                f"{len(self.options)} options, at most {MAX_OPTIONS} can be shown; "
                "use fewer, or a type that is searched (select_country, select_province_cn)"
            )
        twice = {key for key in self.options if self.options.count(key) > 1}
        if twice:
            raise ValueError(f"the option {sorted(twice)[0]!r} stands here twice")
        return self

    @property
    def kind(self) -> Kind:
        """The kind of field this becomes in a form."""
        return KINDS[self.type]

    @property
    def source(self) -> str:
        """What is searched behind a `search` field: `country` or `province`."""
        return SOURCES.get(self.type, "")


class FormStep(Part):
    """A page of the form: questions, or declarations with a signature."""

    key: str = Field(alias="step", pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: Words
    intro: Words | None = None
    kind: Literal["inputs", "declaration"] = "inputs"
    inputs: tuple[FormInput, ...] = ()
    items: tuple[str, ...] = ()
    signature: Literal["required", "none"] = "none"
    only_for: tuple[str, ...] = ()
    only_when: Rule | None = None

    @model_validator(mode="after")
    def _sound(self) -> "FormStep":
        if len(self.title.longest) > MAX_TITLE:
            raise ValueError(
                f"the title {self.title.longest!r} has {len(self.title.longest)} characters, "
                f"at most {MAX_TITLE} are shown"
            )
        if self.kind == "inputs" and (not self.inputs or self.items):
            raise ValueError("a step needs inputs; items belong to a step of kind declaration")
        if self.kind == "declaration" and (self.inputs or not self.items):
            raise ValueError("a step of kind declaration needs items and has no inputs")
        together = max((len(self._inputs_for(holder)) for holder in self._holders()), default=0)
        if together > MAX_FIELDS:
            raise ValueError(f"{together} inputs in one step, at most {MAX_FIELDS} are allowed; split the step")
        return self

    def _holders(self) -> set[str]:
        return {PERSON, ORGANISATION, *(kind for field in self.inputs for kind in field.only_for)}

    def _inputs_for(self, holder: str) -> tuple[FormInput, ...]:
        return tuple(field for field in self.inputs if holder_matches(field.only_for, holder))

    def shown(self, holder: str, answers: Answers) -> "FormStep | None":
        """Return the step with only the questions this applicant is asked; None when there is nothing to ask."""
        if not _asked(self, holder, answers):
            return None
        inputs = tuple(field for field in self.inputs if _asked(field, holder, answers))
        if self.kind == "inputs" and not inputs:
            return None
        return self.model_copy(update={"inputs": inputs})


def _asked(part: FormInput | FormStep, holder: str, answers: Answers) -> bool:
    if not holder_matches(part.only_for, holder):
        return False
    return part.only_when is None or part.only_when.decide(answers) is True


class MembershipForm(Part):
    """All steps, and the day their wording was settled (CSL-19)."""

    version: date
    steps: tuple[FormStep, ...]

    @property
    def inputs(self) -> tuple[FormInput, ...]:
        """Every question of every step."""
        return tuple(field for step in self.steps for field in step.inputs)

    def input(self, key: str) -> FormInput | None:
        """Find a question by its key."""
        return next((field for field in self.inputs if field.key == key), None)

    def steps_for(self, holder: str, answers: Answers) -> tuple[FormStep, ...]:
        """Return the steps this applicant walks, each with only the questions asked.

        An answer to a question that is not asked (any more) does not count.
        """
        counted = self.counted(holder, answers)
        return tuple(shown for step in self.steps if (shown := step.shown(holder, counted)))

    def counted(self, holder: str, answers: Answers) -> Answers:
        """Drop answers to questions that are not asked, such as one that hung on an answer changed later."""
        counted = dict(answers)
        for step in self.steps:
            shown = step.shown(holder, counted)
            asked = {field.key for field in shown.inputs} if shown else set[str]()
            for field in step.inputs:
                if field.key not in asked:
                    counted.pop(field.key, None)
        return counted
