"""How a network decides: votes, quorum, minutes, business meeting, chair."""

from typing import Annotated, Literal

from pydantic import Field

from bot.profile.words import Part

Share = Annotated[float, Field(gt=0, le=1)]
Days = Annotated[int, Field(ge=0, le=3660)]


class Quorum(Part):
    rule: Literal["share_of_voters", "head_count", "none"] = "share_of_voters"
    value: float = 0.5
    strictly_more: bool = True


class QuorumFailed(Part):
    rule: Literal["second_call", "adjourn", "written_ballot"] = "second_call"
    wait_minutes: int = Field(default=30, ge=0)
    min_days: Days = 7


class Majorities(Part):
    ordinary: Share = 0.5
    statement: Share = 0.6667
    admission: Share = 0.6667
    exclusion: Share = 0.6667


class Abstentions(Part):
    count_for_quorum: bool = True
    count_for_majority: bool = False


class MinutesClock(Part):
    draft_days: Days = 7
    chair_days: Days = 10
    objection_days: Days = 7
    approval: Literal["silence", "next_meeting"] = "silence"


class BusinessMeeting(Part):
    per_cycle: int = Field(default=1, ge=1)
    name: str | None = None
    notice_days: Days = 60
    agenda_days: Days = 28
    papers_days: Days = 14
    item_request_days: Days = 35
    required_outputs: tuple[Literal["key_issues", "audiences", "communication_plan"], ...] = ()
    fixed_items: tuple[str, ...] = ()
    during: Literal["annual_conference"] | None = None


class ChairRotation(Part):
    """A chair term begins when the business meeting closes, not on a date (INEI-18)."""

    rotates: Literal["yearly", "two_yearly"] = "yearly"
    effective: Literal["business_meeting_close"] = "business_meeting_close"
    order: Literal["fixed_list", "founding_then_joining_date"]
    decline: Literal["move_to_end", "keep_place_next_year"]
    must_be_host: bool = False
    everyone_once_before_twice: bool = True


class Governance(Part):
    voters: Literal["institutions", "persons", "institutions_and_persons"] = "institutions"
    ballots: bool = True
    votes_per_voter: Literal[1] = 1
    max_proxies: int = Field(default=1, ge=0)
    quorum: Quorum = Quorum()
    quorum_failed: QuorumFailed = QuorumFailed()
    majority: Majorities = Majorities()
    abstentions: Abstentions = Abstentions()
    written_ballot_days: Days = 14
    minutes: MinutesClock = MinutesClock()
    handover_at: Literal["meeting_close"] = "meeting_close"
    extraordinary_notice_days: Days = 15
    max_days_between_business_meetings: Days = 460
    statement_rule: Literal["consensus", "two_thirds", "ordinary"] = "two_thirds"
    dissent_note: bool = False
    positions_named: str | None = None
    business_meeting: BusinessMeeting | None = None
    chair: ChairRotation | None = None


class Statements(Part):
    types: tuple[str, ...] = ("statement",)
    audiences: tuple[str, ...] = ()
    spokesperson: Literal["chair", "secretariat"] = "chair"


class Publications(Part):
    outputs: tuple[Literal["website_package", "report", "brief"], ...] = ()
    privileged: bool = False


class Findings(Part):
    """Research findings that members read before the public does (CSL-14)."""

    privileged: bool = False
    default_embargo_days: Days = 60
    teaser_for_newcomers: tuple[Literal["title", "abstract", "public_from"], ...] = ()


class Conference(Part):
    per_cycle: int | Literal["optional"] = 1
    host_call_months_before: int | None = Field(default=None, ge=0)
    host_choice: "HostChoice | None" = None
    presents: tuple[str, ...] = ()
    month_hint: int | None = Field(default=None, ge=1, le=12)
    note: str | None = None


class HostChoice(Part):
    criteria: tuple[str, ...] = ()
    decided_at: Literal["business_meeting", "ballot"] = "business_meeting"
