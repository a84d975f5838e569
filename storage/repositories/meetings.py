"""Series of meetings, agendas and proposals at rest, and where those are who are asked to meetings."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import Column, Index, Integer, Row, Table, Text, and_, bindparam, func, select, update

from bot.features.gatherings import api as gatherings
from bot.features.meetings.model import AgendaItem, MeetingSeries, Proposal, Whereabouts
from bot.features.meetings.repository import Meetings
from storage.base import Json, Key, Repository, Utc, implements, ours, refers, table
from storage.listing import holds
from storage.people_tables import people, role_grants
from storage.repositories.register_tables import affiliations, institutions

meeting_series: Final = table(
    "meeting_series",
    Column("id", Key),
    Column("title", Text, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("weekday", Text, nullable=False),
    Column("months", Json, nullable=False),
    Column("local_time", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("venue", Json, nullable=False),
    Column("refreshments", Text, nullable=False),
    Column("confidentiality", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("version", Integer, nullable=False),
)

agenda_items: Final = table(
    "agenda_items",
    Column("id", Key),
    Column("meeting", Key, nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner", Key, nullable=False),
    Column("asked_by", Key, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("papers", Json, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", Key, nullable=False),
    Column("word", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("version", Integer, nullable=False),
    refers("meeting", "gatherings"),
    Index(None, "network", "meeting", "position"),
    Index(None, "network", "asked_by"),
)

meeting_proposals: Final = table(
    "meeting_proposals",
    Column("id", Key),
    Column("by", Key, nullable=False),
    Column("at", Utc, nullable=False),
    Column("typed", Json, nullable=False),
    Column("state", Key, nullable=False),
    Column("answered_by", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "network", "by"),
)

_item = select(agenda_items).where(ours(agenda_items), agenda_items.c.id == bindparam("wanted"))
_items = (
    select(agenda_items)
    .where(ours(agenda_items), agenda_items.c.meeting == bindparam("of"))
    .order_by(agenda_items.c.position, agenda_items.c.id)
)
_series = select(meeting_series).where(ours(meeting_series), meeting_series.c.id == bindparam("wanted"))
_proposal = select(meeting_proposals).where(ours(meeting_proposals), meeting_proposals.c.id == bindparam("wanted"))
_forget = (
    update(meeting_proposals)
    .where(ours(meeting_proposals), meeting_proposals.c.by == bindparam("who"))
    .values(typed={}, word="")
)
_proposed_by = (
    select(meeting_proposals)
    .where(ours(meeting_proposals), meeting_proposals.c.by == bindparam("who"))
    .order_by(meeting_proposals.c.id)
)
_asked_by = (
    select(agenda_items)
    .where(ours(agenda_items), agenda_items.c.asked_by == bindparam("who"))
    .order_by(agenda_items.c.id)
)
_asked = select(role_grants.c.person).where(
    ours(role_grants), role_grants.c.role.in_(sorted(gatherings.ASKED)), holds(role_grants)
)
_posts = (
    select(affiliations.c.person, func.min(affiliations.c.institution).label("place"))
    .where(ours(affiliations), holds(affiliations))
    .group_by(affiliations.c.person)
    .subquery()
)
"""One post for each person, found for all at once: asked for one by one, SQLite reads all posts for each person."""
_counted = (
    select(people.c.zone, people.c.country, _posts.c.place, func.count().label("people"))
    .select_from(people.outerjoin(_posts, _posts.c.person == people.c.id))
    .where(ours(people), people.c.status == "active", people.c.id.in_(_asked))
    .group_by(people.c.zone, people.c.country, _posts.c.place)
    .subquery()
)
_whereabouts = (
    select(
        func.coalesce(institutions.c.name, "").label("institution"),
        func.coalesce(institutions.c.country, _counted.c.country).label("land"),
        func.coalesce(institutions.c.zone, "").label("there"),
        _counted.c.zone.label("own"),
        func.sum(_counted.c.people).label("people"),
    )
    .select_from(_counted.outerjoin(institutions, and_(ours(institutions), institutions.c.id == _counted.c.place)))
    .group_by("institution", "land", "there", "own")
    .order_by("institution", "land", "there", "own")
)


@implements(Meetings)
class MeetingRows(Repository):
    async def series(self, series: str) -> MeetingSeries | None:
        row = await self.first(_series, wanted=series)
        if row is None:
            return None
        values = _values(MeetingSeries, row)
        values["months"] = tuple(row.months)
        values["local_time"] = time.fromisoformat(row.local_time)
        values["venue"] = gatherings.Venue(**row.venue)
        return MeetingSeries(**values)

    async def save_series(self, series: MeetingSeries) -> None:
        values = {spec.name: getattr(series, spec.name) for spec in fields(MeetingSeries)}
        values["months"], values["venue"] = list(series.months), asdict(series.venue)
        values["local_time"] = series.local_time.isoformat(timespec="minutes")
        await self._save(meeting_series, values)

    async def item(self, item: str) -> AgendaItem | None:
        row = await self.first(_item, wanted=item)
        return None if row is None else _agenda_item(row)

    async def items(self, meeting: str) -> tuple[AgendaItem, ...]:
        return tuple(_agenda_item(row) for row in await self.rows(_items, of=meeting))

    async def save_item(self, item: AgendaItem) -> None:
        await self._save(agenda_items, asdict(item) | {"papers": list(item.papers)})

    async def proposal(self, proposal: str) -> Proposal | None:
        row = await self.first(_proposal, wanted=proposal)
        return None if row is None else _proposal_of(row)

    async def save_proposal(self, proposal: Proposal) -> None:
        values = {spec.name: getattr(proposal, spec.name) for spec in fields(Proposal)}
        await self._save(meeting_proposals, values | {"typed": dict(proposal.typed)})

    async def whereabouts(self, now: datetime) -> tuple[Whereabouts, ...]:
        rows = await self.rows(_whereabouts, now=now)
        return tuple(Whereabouts(row.institution, row.land, row.own or row.there, int(row.people)) for row in rows)

    async def written_by(self, person: str) -> tuple[tuple[Proposal, ...], tuple[AgendaItem, ...]]:
        proposals = await self.rows(_proposed_by, who=person)
        items = await self.rows(_asked_by, who=person)
        return tuple(_proposal_of(row) for row in proposals), tuple(_agenda_item(row) for row in items)

    async def forget_person(self, person: str) -> None:
        # items of an agenda are the record of the network, and bear the id of the person only
        await self.run(_forget, who=person)

    async def _save(self, rows: Table, values: Mapping[str, Any]) -> None:
        if values["version"] == 0:
            await self.put(rows, {**values, "version": 1})
        else:
            changed = {name: value for name, value in values.items() if name not in ("id", "version")}
            await self.replace(rows, {"id": values["id"]}, values["version"], **changed)


def _values(kind: type[Any], row: Row[Any]) -> dict[str, Any]:
    return {spec.name: getattr(row, spec.name) for spec in fields(kind)}


def _proposal_of(row: Row[Any]) -> Proposal:
    typed = {key: tuple(value) if isinstance(value, list) else value for key, value in row.typed.items()}
    return Proposal(**{**_values(Proposal, row), "typed": typed})


def _agenda_item(row: Row[Any]) -> AgendaItem:
    return AgendaItem(**{**_values(AgendaItem, row), "papers": tuple(row.papers)})
