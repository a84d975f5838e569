"""The invented people of the sandbox and their institutions, read from people.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

Chat: TypeAlias = Literal["slack", "discord"]

FILE = Path(__file__).with_name("people.yaml")


@dataclass(frozen=True, slots=True)
class Institution:
    """`standing` says by network (inei, ga) how it belongs to it; `joined` is when it did."""

    id: str
    name: str
    native: str
    kind: str
    country: str
    territory: str
    region: str
    city: str
    zone: str
    joined: date | None
    standing: Mapping[str, str]
    strengths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody to play. `roles` are words of the network, not all of them roles of the product.

    `institution` is the id of one, or None; `affiliation` names it either way, "" for the independent.
    """

    id: str
    name: str
    native: str
    family: str
    given: str
    order: Literal["given_first", "family_first", "mononym"]
    institution: str | None
    affiliation: str
    post: str
    leader: bool
    languages: tuple[str, ...]
    zone: str
    chat: tuple[Chat, ...]
    email: str
    roles: tuple[str, ...]
    note: str

    @property
    def newcomer(self) -> bool:
        return "newcomer" in self.roles

    @property
    def page_language(self) -> Literal["en", "zh-Hans"]:
        """The language, of the two the page speaks, that this person reads most easily."""
        return "zh-Hans" if self.languages[0] == "zh-Hans" else "en"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and every institution, in the order of the file."""

    people: tuple[SamplePerson, ...]
    institutions: tuple[Institution, ...]

    def __iter__(self) -> Iterator[SamplePerson]:
        return iter(self.people)

    def person(self, id_or_name: str) -> SamplePerson:
        """By id (`P29`), else the first of that name; LookupError when there is none."""
        by_id = (one for one in self.people if one.id == id_or_name)
        by_name = (one for one in self.people if id_or_name in (one.name, one.native))
        found = next(by_id, None) or next(by_name, None)
        if found is None:
            raise LookupError(f"nobody in the sandbox is called {id_or_name!r}")
        return found

    def institution(self, key: str) -> Institution:
        return next(one for one in self.institutions if one.id == key)

    def on(self, chat: Chat) -> tuple[SamplePerson, ...]:
        return tuple(one for one in self.people if chat in one.chat)


@cache
def load(file: Path = FILE) -> Cast:
    """Read the cast. Raises ValueError unless everything in the file is marked as invented."""
    read: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    rows = [*read["institutions"], *read["people"]]
    if not read.get("fictional") or not all(row.get("fictional") for row in rows):
        raise ValueError(f"{file.name}: everybody in the sandbox must be marked as fictional")
    institutions = tuple(_institution(row) for row in read["institutions"])
    names = {one.id: one.name for one in institutions}
    return Cast(tuple(_person(row, names) for row in read["people"]), institutions)


def _institution(row: Mapping[str, Any]) -> Institution:
    return Institution(
        row["id"],
        row["en"],
        row["native"],
        row["kind"],
        row["country"],
        row["territory"] or "",
        row["region"],
        row["city"],
        row["zone"],
        row["joined"],
        {network: row[network] for network in ("inei", "ga") if row[network]},
        tuple(row["strengths"]),
    )


def _person(row: Mapping[str, Any], institutions: Mapping[str, str]) -> SamplePerson:
    return SamplePerson(
        row["id"],
        row["display"],
        row["native"] or "",
        row["family"] or "",
        row["given"],
        row["order"],
        row["inst"],
        institutions[row["inst"]] if row["inst"] else row.get("inst_text", ""),
        row["post"],
        row["leader"],
        tuple(row["lang"]),
        row["zone"],
        tuple(row["chat"]),
        row["email"],
        tuple(row["roles"]),
        row["note"],
    )
