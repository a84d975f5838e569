"""Who may join, what the form asks, and how an application is decided: the profile's part on membership."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from bot.profile.form import FormStep
from bot.profile.rules import Rule
from bot.profile.words import Part, Words

HolderKind = Literal["person", "school", "university", "school_system", "agency", "association", "institution"]
Days = Annotated[int, Field(ge=0, le=3660)]


def _address(text: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text):
        raise ValueError(f"{text!r} is no e-mail address, such as office@network.example")
    return text


class RequestByEmail(Part):
    """How people without chat ask for the form: this address, this subject line (CSL-20)."""

    address: Annotated[str, AfterValidator(_address)] = "office@network.example"
    subject: str


class ApplicationPlan(Part):
    """Periods in days, how many reviewers, and who decides."""

    draft_expires_days: Days = 30
    nudge_days: tuple[Days, ...] = (7, 21)
    answer_days: Days = 14
    decide_days: Days = 60
    appeal_days: Days = 30
    reviewers: int = Field(default=1, ge=0, le=9)
    decided_by: Literal["secretariat", "chair", "ballot"] = "secretariat"
    majority: Literal["ordinary", "statement", "admission", "exclusion"] | None = None
    request_by_email: RequestByEmail | None = None


class SignaturePlan(Part):
    """How a form may be signed, and which answers hold the name it must match, by kind of holder."""

    methods: tuple[Literal["typed", "uploaded"], ...] = ("typed",)
    typed_must_match_name: bool = True
    name_from: str | Mapping[str, str] = ""


class Criterion(Part):
    """A condition for joining. A hard one refuses (`refusal` says why), a soft one sets a `flag` for the reviewers."""

    key: str
    hard: bool
    text: Words
    values: tuple[str, ...] = ()
    when: Rule | None = None
    refusal: Words | None = None
    flag: Words | None = None

    @model_validator(mode="after")
    def _speaks(self) -> "Criterion":
        if self.hard and self.when is not None and self.refusal is None:
            raise ValueError(f"the hard criterion {self.key!r} needs a refusal: the reason an applicant is told")
        return self


class Record(Part):
    """Which answers become the record of the person and the institution.

    The value is the key of a question, several keys (the first that was answered counts), or a table of these by kind
    of holder.
    """

    person_name: "Answered" = None
    native_name: "Answered" = None
    person_post: "Answered" = None
    post_since: "Answered" = None
    email: "Answered" = None
    language: "Answered" = None
    notice_route: "Answered" = None
    digest: "Answered" = None
    institution_name: "Answered" = None
    institution_native: "Answered" = None
    institution_parent: "Answered" = None
    institution_kind: "Answered" = None
    head_name: "Answered" = None
    head_email: "Answered" = None
    alternate: "Answered" = None
    contact_email: "Answered" = None
    country: "Answered" = None
    province: "Answered" = None
    website: "Answered" = None
    fields: "Answered" = None
    strengths: "Answered" = None
    languages: "Answered" = None


Keys = str | tuple[str, ...]
Answered = Keys | Mapping[str, Keys] | None
Record.model_rebuild()


class Agreement(Part):
    kind: str
    term_years: int = Field(ge=1)
    warn_days: tuple[Days, ...] = ()


class Membership(Part):
    """The rules of joining. `holder: any` lets the applicant say who joins; `holder_kinds` are then the choices."""

    holder: Literal["person", "institution", "any"]
    holder_kinds: tuple[HolderKind, ...] = ()
    fee: Literal["none", "set_by_secretariat"] = "none"
    activity_costs_possible: bool = False
    expected_size: int | None = None
    classes: tuple[Literal["personal", "friend", "founding", "full", "observer", "associate"], ...]
    joining: tuple[Literal["invitation", "application"], ...] = ("application",)
    agreement: Agreement | None = None
    affirmation_month_of_cycle: int = Field(default=10, ge=1, le=12)
    grace_days_after_post_ends: Days = 60
    application: ApplicationPlan = ApplicationPlan()
    signature: SignaturePlan = SignaturePlan()
    alternative: Words | None = None
    criteria: tuple[Criterion, ...] = ()
    leader_posts: tuple[str, ...] = ()
    school_kinds: tuple[str, ...] = ()
    record: Record = Record()
    form_version: date
    form: tuple[FormStep, ...] = Field(min_length=1)
