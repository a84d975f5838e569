"""What belongs to an application: questions, reviews, decisions, declarations, signatures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Advice: TypeAlias = Literal["approve", "decline", "defer"]
Outcome: TypeAlias = Literal["approved", "declined", "deferred"]


@dataclass(frozen=True, slots=True)
class Question:
    """What the applicant was asked. `due` is the last good instant for the answer."""

    text: str
    by: str
    at: datetime
    due: datetime
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's advice; with `conflict` declared it is on record and does not count."""

    by: str
    advice: Advice
    note: str
    at: datetime
    round: int = 1
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`ballot` is the reference and result where a ballot decides."""

    outcome: Outcome
    by: str
    at: datetime
    reason: str = ""
    ballot: str = ""
    round: int = 1
    advised_by: int = 0


@dataclass(frozen=True, slots=True)
class Declared:
    """What was said to one declaration: in which words and language, when, over which route, and who entered it."""

    application: str
    item: str
    agreed: bool
    text_version: str
    text: str
    language: str
    at: datetime
    route: str
    by: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature under `text`, whose SHA-256 is `text_hash`. `evidence` says where a signed paper is kept."""

    id: str
    application: str
    subject: Literal["form", "agreement"]
    signer: str
    method: Literal["typed", "uploaded"]
    typed_name: str
    text: str
    text_hash: str
    at: datetime
    route: str
    language: str
    evidence: str = ""
