"""How a network does research together: the yearly joint team and the seed fund, two things kept apart (INEI)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.profile.words import Part, Words

Days = Annotated[int, Field(ge=0, le=3660)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Topic(Part):
    proposed_by: str
    decided_by: str


class JointResearch(Part):
    """One joint research team a year, chaired from the host institution (INEI-11)."""

    teams_per_cycle: int = Field(default=1, ge=1)
    chair_from: Literal["host_institution", "any_member"] = "host_institution"
    topic: Topic | None = None
    min_institutions: int = Field(default=2, ge=1)
    parts: tuple[str, ...] = ()


class Amount(Part):
    value: int = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    per: str


class ScoredCriterion(Part):
    key: str
    weight: Percent
    text: Words


class ConflictRule(Part):
    same_institution: bool = True
    coauthor_years: int = Field(default=3, ge=0)


class SeedFund(Part):
    awards_per_call: int = Field(ge=1)
    calls_per_cycle: int = Field(default=1, ge=1)
    min_institutions: int = Field(default=2, ge=1)
    min_countries: int = Field(default=1, ge=1)
    count_territories_separately: bool = False
    proposers_only_members: bool = True
    open_to_more_members_later: bool = True
    max_pages: int = Field(default=5, ge=1)
    amount: Amount | None = None
    criteria: tuple[ScoredCriterion, ...] = ()
    scale: tuple[int, int] = (1, 5)
    reviewers_per_proposal: int = Field(default=2, ge=1)
    conflict: ConflictRule = ConflictRule()
    timeline_days: Mapping[Literal["open", "formal_check", "review", "decision", "accept"], Days] = Field(
        default_factory=dict[Literal["open", "formal_check", "review", "decision", "accept"], int]
    )
    reports: "SeedReports | None" = None

    @model_validator(mode="after")
    def _weights(self) -> "SeedFund":
        total = sum(criterion.weight for criterion in self.criteria)
        if self.criteria and total != 100:
            raise ValueError(f"the weights of the criteria add up to {total}, they must add up to 100")
        return self


class SeedReports(Part):
    check_ins: tuple[float, ...] = ()
    final_days_after_end: Days = 60
    present_at: str | None = None
    publish_on: str | None = None
