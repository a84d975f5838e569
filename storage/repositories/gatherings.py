"""Meetings and events, what people answered, and what they need; seats are counted where they are written."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Executable,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.errors import Conflict
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering, Mode
from bot.features.gatherings.particulars import Cost, Point, Venue
from bot.features.gatherings.repository import Gatherings, Needs, Tally, Turnout
from bot.features.gatherings.states import ASKED_FOR, HELD, Family, State
from storage.base import Repository, Utc, implements, insert, ours, upsert
from storage.repositories.gathering_tables import answers, gatherings, needs, numbers

_ours = select(gatherings).where(ours(gatherings))
_get = _ours.where(gatherings.c.id == bindparam("wanted"))
_by_ref = _ours.where(gatherings.c.ref == bindparam("wanted"))
_series = _ours.where(gatherings.c.series == bindparam("wanted")).order_by(gatherings.c.starts_at, gatherings.c.id)
_numbered = (
    insert(numbers)
    .on_conflict_do_update(index_elements=["network", "family", "year"], set_={"last": numbers.c.last + 1})
    .returning(numbers.c.last)
)
_their = select(answers).where(ours(answers), answers.c.gathering == bindparam("of"))
_answer = _their.where(answers.c.person == bindparam("who"))
_answers = _their.where(answers.c.person > bindparam("after")).order_by(answers.c.person).limit(bindparam("most"))
_present = answers.c.attended == "present"
_comes = or_(
    answers.c.place == "confirmed", and_(answers.c.place == "none", answers.c.wish.in_(("yes", "online"))), _present
)
_drop = delete(answers).where(
    ours(answers), answers.c.gathering == bindparam("of"), answers.c.person == bindparam("who")
)
_expected = _their.where(_comes).order_by(answers.c.person)
_attendance = select(
    func.count().label("promised"), func.coalesce(func.sum(case((_present, 1), else_=0)), 0).label("present")
).where(ours(answers), answers.c.gathering == bindparam("of"), _comes)
_waiting = _their.where(answers.c.place == "waiting").order_by(answers.c.queued_at, answers.c.person)
_offered = _their.where(answers.c.place == "offered").order_by(answers.c.person)
_queue = select(func.count()).where(
    ours(answers), answers.c.gathering == bindparam("of"), answers.c.place == "waiting"
)  # fmt: skip
_at = bindparam("at", type_=Utc())
_queue_before = _queue.where(
    or_(answers.c.queued_at < _at, and_(answers.c.queued_at == _at, answers.c.person < bindparam("who")))
)
_of_person = (
    select(gatherings, *(column.label(f"answer_{column.name}") for column in answers.c))
    .join(answers, and_(answers.c.network == gatherings.c.network, answers.c.gathering == gatherings.c.id))
    .where(
        ours(gatherings),
        answers.c.person == bindparam("who"),
        gatherings.c.starts_at >= bindparam("since", type_=Utc()),
    )
    .order_by(gatherings.c.starts_at, gatherings.c.id)
)
_held = answers.c.place.in_(HELD)
_held_by = select(func.coalesce(func.sum(answers.c.size), 0)).where(
    ours(answers), answers.c.gathering == bindparam("of"), answers.c.institution == bindparam("there"), _held,
    answers.c.person != bindparam("but"),
)  # fmt: skip
_held_there = (
    select(answers.c.institution, func.sum(answers.c.size))
    .where(ours(answers), answers.c.gathering == bindparam("of"), _held)
    .group_by(answers.c.institution)
)
_count = (
    update(gatherings)
    .where(ours(gatherings), gatherings.c.id == bindparam("of"))
    .values(
        taken=select(func.coalesce(func.sum(answers.c.size), 0))
        .where(answers.c.network == gatherings.c.network, answers.c.gathering == gatherings.c.id, _held)
        .correlate(gatherings)
        .scalar_subquery()
    )
    .returning(gatherings.c.taken)
)
_change_wish = update(answers).where(ours(answers), answers.c.gathering == bindparam("of"))
_said_online = _change_wish.where(answers.c.wish == "online")
_one_more = answers.c.version + 1
_follow: dict[tuple[Mode, Mode], Executable] = {
    ("online", "hybrid"): _change_wish.where(answers.c.wish == "yes", answers.c.place.in_(("none", *ASKED_FOR))).values(
        wish="online", place="none", queued_at=None, offered_until=None, version=_one_more
    ),
    ("hybrid", "online"): _said_online.values(wish="yes", place="confirmed", size=1, version=_one_more),
    ("hybrid", "in_person"): _said_online.values(wish="", version=_one_more),
}
"""What becomes of answers when people meet in another way."""
_tally = (
    select(answers.c.wish, answers.c.place, func.count(), func.sum(answers.c.size))
    .where(ours(answers), answers.c.gathering == bindparam("of"))
    .group_by(answers.c.wish, answers.c.place)
)
_owing = select(func.count()).where(
    ours(answers), answers.c.gathering == bindparam("of"), answers.c.place.in_(ASKED_FOR),
    answers.c.accepted != bindparam("text"),
)  # fmt: skip
_checked = (
    select(answers.c.gathering)
    .join(gatherings, and_(answers.c.network == gatherings.c.network, answers.c.gathering == gatherings.c.id))
    .where(ours(answers), gatherings.c.series == bindparam("of"), gatherings.c.state.in_(("closed", "archived")),
           gatherings.c.starts_at >= bindparam("since", type_=Utc()), answers.c.attended == "present")
)  # fmt: skip
_turnout = select(
    func.count().label("promised"),
    func.coalesce(func.sum(case((answers.c.attended == "present", 1), else_=0)), 0).label("present"),
).where(ours(answers), answers.c.gathering.in_(_checked), answers.c.wish == "yes")
_needs = select(needs).where(
    ours(needs), needs.c.gathering == bindparam("of"), needs.c.person == bindparam("who")
)  # fmt: skip
_all_needs = (
    select(needs)
    .join(
        answers,
        and_(answers.c.network == needs.c.network, answers.c.gathering == needs.c.gathering,
             answers.c.person == needs.c.person),
    )
    .where(ours(needs), needs.c.gathering == bindparam("of"),
           or_(answers.c.place == "confirmed", and_(answers.c.place == "none", answers.c.wish == "yes")))
    .order_by(needs.c.person)
)  # fmt: skip
_keep_needs = (
    update(needs)
    .where(ours(needs), needs.c.gathering == bindparam("of"))
    .values(delete_after=bindparam("until", type_=Utc()))
)
_forget_needs = delete(needs).where(
    ours(needs), needs.c.delete_after.is_not(None), needs.c.delete_after < bindparam("before", type_=Utc())
)
_forget_own = delete(needs).where(ours(needs), needs.c.person == bindparam("who"))
_forget_words = (
    update(answers).where(ours(answers), answers.c.person == bindparam("who")).values(attendance_note="", accepted="")
)
_ON_RECORD = tuple(spec.name for spec in fields(Gathering) if spec.name != "facts")
_of_one = {rows.name: select(rows).where(ours(rows), rows.c.person == bindparam("who")) for rows in (answers, needs)}
_on_list = select(answers.c.person).where(
    ours(answers), answers.c.gathering == bindparam("of"), answers.c.person.in_(bindparam("people", expanding=True))
)


@implements(Gatherings)
class GatheringRows(Repository):
    async def next_number(self, family: Family, year: int) -> int:
        row = (
            await self.connection.execute(
                _numbered, {"network": self.network, "family": family, "year": year, "last": 1}
            )
        ).one()
        return int(row.last)

    async def add(self, gathering: Gathering) -> None:
        await self.put(gatherings, _row(gathering))

    async def get(self, gathering: str) -> Gathering | None:
        return _gathering(await self.first(_get, wanted=gathering))

    async def by_ref(self, ref: str) -> Gathering | None:
        return _gathering(await self.first(_by_ref, wanted=ref))

    async def save(self, gathering: Gathering) -> None:
        values = _row(gathering)
        for counted in ("id", "version", "taken"):  # `taken` is written with the answers alone
            values.pop(counted)
        try:
            await self.replace(gatherings, {"id": gathering.id}, gathering.version, **values)
        except IntegrityError as full:
            raise Conflict(f"fewer seats than are taken at {gathering.ref}") from full

    async def listed(
        self, family: Family, states: tuple[State, ...], since: datetime, until: datetime | None, limit: int,
        kind: str = "",
    ) -> tuple[Gathering, ...]:  # fmt: skip
        statement = _ours.where(
            gatherings.c.family == family, gatherings.c.state.in_(states), gatherings.c.starts_at >= since
        )
        if until is not None:
            statement = statement.where(gatherings.c.starts_at < until)
        if kind:
            statement = statement.where(gatherings.c.kind == kind)
        statement = statement.order_by(gatherings.c.starts_at, gatherings.c.id).limit(limit)
        return tuple(g for row in await self.rows(statement) if (g := _gathering(row)))

    async def of_series(self, series: str) -> tuple[Gathering, ...]:
        return tuple(g for row in await self.rows(_series, wanted=series) if (g := _gathering(row)))

    async def of_person(self, person: str, since: datetime) -> tuple[tuple[Gathering, Answer], ...]:
        found = await self.rows(_of_person, who=person, since=since)
        return tuple((g, _answer_of(row, "answer_")) for row in found if (g := _gathering(row)))

    async def answer(self, gathering: str, person: str) -> Answer:
        row = await self.first(_answer, of=gathering, who=person)
        return Answer(gathering, person) if row is None else _answer_of(row)

    async def drop_answer(self, gathering: str, person: str) -> None:
        await self.run(_drop, of=gathering, who=person)
        await self.first(_count, of=gathering)

    async def save_answer(self, answer: Answer) -> int:
        values = asdict(answer)
        if answer.version == 0:
            values["version"] = 1
            if await self.put(insert(answers).on_conflict_do_nothing(), values) != 1:
                raise Conflict(f"{answer.person} has just answered {answer.gathering}")
        else:
            for fixed in ("gathering", "person", "version"):
                values.pop(fixed)
            key = {"gathering": answer.gathering, "person": answer.person}
            await self.replace(answers, key, answer.version, **values)
        return await self._taken(answer.gathering)

    async def meet(self, gathering: str, was: Mode, now: Mode) -> int:
        if (was, now) in _follow:
            await self.run(_follow[was, now], of=gathering)
        return await self._taken(gathering)

    async def _taken(self, gathering: str) -> int:
        """The seats that are taken, counted anew."""
        try:
            return await self._count(_count, of=gathering)
        except IntegrityError as full:
            raise Conflict(f"no seat is left at {gathering}") from full

    async def invite(self, gathering: str, people: tuple[str, ...]) -> tuple[str, ...]:
        there = {row.person for row in await self.rows(_on_list, of=gathering, people=people)}
        new = tuple(person for person in dict.fromkeys(people) if person not in there)
        await self.put(answers, *({**asdict(Answer(gathering, person)), "version": 1} for person in new))
        return new

    async def answers(self, gathering: str, after: str = "", limit: int = 500) -> tuple[Answer, ...]:
        return tuple(_answer_of(row) for row in await self.rows(_answers, of=gathering, after=after, most=limit))

    async def expected(self, gathering: str) -> tuple[Answer, ...]:
        return tuple(_answer_of(row) for row in await self.rows(_expected, of=gathering))

    async def attendance(self, gathering: str) -> Turnout:
        return _turnout_of(await self.first(_attendance, of=gathering))

    async def waiting(self, gathering: str) -> tuple[Answer, ...]:
        return tuple(_answer_of(row) for row in await self.rows(_waiting, of=gathering))

    async def queue_before(self, gathering: str, answer: Answer | None) -> int:
        if answer is None:
            return await self._count(_queue, of=gathering)
        return await self._count(_queue_before, of=gathering, at=answer.queued_at, who=answer.person)

    async def _count(self, statement: Executable, **values: Any) -> int:
        row = await self.first(statement, **values)
        return int(row[0]) if row else 0

    async def offered(self, gathering: str) -> tuple[Answer, ...]:
        return tuple(_answer_of(row) for row in await self.rows(_offered, of=gathering))

    async def held(self, gathering: str) -> dict[str, int]:
        return {place: int(seats) for place, seats in map(tuple, await self.rows(_held_there, of=gathering))}

    async def held_by(self, gathering: str, institution: str, but: str) -> int:
        row = await self.first(_held_by, of=gathering, there=institution, but=but)
        return int(row[0]) if row else 0

    async def turnout(self, series: str, since: datetime) -> Turnout:
        return _turnout_of(await self.first(_turnout, of=series, since=since))

    async def tally(self, gathering: str) -> Tally:
        wishes: dict[str, int] = {}
        places: dict[str, int] = {}
        silent = 0
        for row in await self.rows(_tally, of=gathering):
            wish, place, people, seats = tuple(row)
            if not wish and place == "none":
                silent += people
                continue
            if place not in ("cancelled", "lapsed") or wish == "no":
                wishes[wish] = wishes.get(wish, 0) + int(people)
            places[place] = places.get(place, 0) + int(seats)
        return Tally(wishes, places, silent)

    async def owing(self, gathering: Gathering) -> int:
        if gathering.cost is None:
            return 0
        return await self._count(_owing, of=gathering.id, text=gathering.cost.text)

    async def needs(self, gathering: str, person: str) -> Needs | None:
        row = await self.first(_needs, of=gathering, who=person)
        return None if row is None else _needs_of(row)

    async def save_needs(self, needs_: Needs) -> None:
        await self.put(
            upsert(needs, key=("network", "gathering", "person")), asdict(needs_) | {"diet": list(needs_.diet)}
        )

    async def keep_needs_until(self, gathering: str, until: datetime) -> None:
        await self.run(_keep_needs, of=gathering, until=until)

    async def all_needs(self, gathering: str) -> tuple[Needs, ...]:
        return tuple(_needs_of(row) for row in await self.rows(_all_needs, of=gathering))

    async def forget_needs(self, before: datetime) -> int:
        return await self.run(_forget_needs, before=before)

    async def all_of(self, person: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for name, statement in _of_one.items():
            rows = await self.rows(statement, who=person)
            found[name] = [{key: value for key, value in row._mapping.items() if value != ""} for row in rows]  # noqa: SLF001 - the row as a mapping
        return found

    async def forget_person(self, person: str) -> None:
        await self.run(_forget_own, who=person)
        await self.run(_forget_words, who=person)


def _row(gathering: Gathering) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(gathering, name) for name in _ON_RECORD}
    row["local"] = gathering.local.isoformat(timespec="minutes")
    row["venue"] = asdict(gathering.venue)
    row["cost"] = asdict(gathering.cost) if gathering.cost else None
    row["programme"] = [asdict(point) for point in gathering.programme]
    row["languages"] = list(gathering.languages)
    row["was"], row["extra"] = dict(gathering.was), dict(gathering.extra)
    return row


def _gathering(row: Row[Any] | None) -> Gathering | None:
    if row is None:
        return None
    values: dict[str, Any] = {name: getattr(row, name) for name in _ON_RECORD}
    values["local"] = datetime.fromisoformat(row.local)
    values["venue"] = Venue(**_known(Venue, row.venue))
    values["programme"] = tuple(_point(each) for each in row.programme)
    values["cost"] = Cost(**_known(Cost, row.cost)) if row.cost else None
    values["languages"] = tuple(row.languages)
    values["was"], values["extra"] = dict(row.was), dict(row.extra)
    return Gathering(**values)


def _point(data: Mapping[str, Any]) -> Point:
    known = _known(Point, data)
    return Point(**{**known, "papers": tuple(known.get("papers", ()))})


def _known(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    names = {spec.name for spec in fields(kind)}
    return {name: value for name, value in data.items() if name in names}


def _turnout_of(row: Row[Any] | None) -> Turnout:
    return Turnout(int(row.promised), int(row.present)) if row else Turnout()


def _answer_of(row: Row[Any], prefix: str = "") -> Answer:
    return Answer(**{spec.name: getattr(row, prefix + spec.name) for spec in fields(Answer)})


def _needs_of(row: Row[Any]) -> Needs:
    values: dict[str, Any] = {spec.name: getattr(row, spec.name) for spec in fields(Needs)}
    return Needs(**{**values, "diet": tuple(row.diet)})
