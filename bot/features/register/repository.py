"""What the register needs remembered. All methods speak of the network the unit of work was opened for."""

from datetime import datetime
from typing import Protocol

from bot.features.register.model import Affiliation, Consent, Institution, Mandate, Membership


class Register(Protocol):
    """Saving adds what is new, and else checks the version: Conflict when somebody else was faster.

    A second running membership, representative or vote is Conflict as well (INV-01, 04, 05): the database holds these
    rules, and a second try meets the sentence that explains them.
    """

    async def institution(self, institution: str) -> Institution | None: ...

    async def institutions(self, ids: tuple[str, ...]) -> dict[str, Institution]: ...

    async def institution_named(self, key: str, country: str) -> Institution | None:
        """The one of that normalised name (`name_key`) in that country; with an empty country in any, if only one."""
        ...

    async def save_institution(self, institution: Institution) -> None: ...

    async def affiliation(self, affiliation: str) -> Affiliation | None: ...

    async def affiliations_of(self, people: tuple[str, ...]) -> tuple[Affiliation, ...]:
        """All posts ever held by these people, the newest first."""
        ...

    async def affiliations_at(self, institution: str) -> tuple[Affiliation, ...]: ...

    async def save_affiliation(self, affiliation: Affiliation) -> None: ...

    async def membership(self, membership: str) -> Membership | None: ...

    async def memberships_of(self, holders: tuple[str, ...]) -> tuple[Membership, ...]:
        """All memberships ever held by these people and institutions, the newest first."""
        ...

    async def save_membership(self, membership: Membership) -> None: ...

    async def stood_at(self, at: datetime) -> tuple[tuple[Institution, Membership], ...]:
        """The institutions on the register at that instant, by name."""
        ...

    async def vacant(self, now: datetime) -> tuple[Institution, ...]:
        """Member institutions in good standing that should have a representative and have none."""
        ...

    async def size(self) -> tuple[int, int]:
        """How many members in good standing there are (friends not counted), and in how many countries."""
        ...

    async def mandates_at(self, institution: str) -> tuple[Mandate, ...]: ...

    async def mandates_of(self, person: str) -> tuple[Mandate, ...]: ...

    async def save_mandate(self, mandate: Mandate) -> None: ...

    async def consents_of(self, people: tuple[str, ...]) -> tuple[Consent, ...]: ...

    async def save_consent(self, consent: Consent) -> None: ...

    async def forget(self, person: str) -> None:
        """Erase what names the person in posts and consents; dates and links stay (domain 2.3.15)."""
        ...
