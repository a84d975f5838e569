"""Speakers, contributions, questions and feedback of events; the events themselves are gatherings."""

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, Row, Text, bindparam, delete, select, update

from bot.errors import Conflict
from bot.features.events.model import Contribution, Feedback, Question, Speaker
from bot.features.events.repository import Events
from storage.base import OF_SOMEBODY, Key, Repository, Utc, implements, insert, ours, refers, table, upsert

speakers = table(
    "event_speakers",
    Column("event", Key),
    Column("person", Key, info=OF_SOMEBODY),
    Column("affiliation", Text, nullable=False),
    Column("said", Key, nullable=False),
    Column("bio", Text, nullable=False),
    Column("recording", Boolean, nullable=False),
    Column("slides", Boolean, nullable=False),
    Column("public_bio", Boolean, nullable=False),
    Column("asked_at", Utc),
    Column("answered_at", Utc),
    Column("version", Integer, nullable=False),
    refers("event", "gatherings"),
    Index(None, "network", "person"),
    key=("event", "person"),
)

contributions = table(
    "event_contributions",
    Column("id", Key),
    Column("event", Key, nullable=False),
    Column("person", Key, nullable=False, info=OF_SOMEBODY),
    Column("title", Text, nullable=False),
    Column("abstract", Text, nullable=False),
    Column("authors", Text, nullable=False),
    Column("kind", Key, nullable=False),
    Column("sent_at", Utc, nullable=False),
    refers("event", "gatherings"),
    Index(None, "network", "event"),
    Index(None, "network", "person"),
)

questions = table(
    "event_questions",
    Column("id", Key),
    Column("event", Key, nullable=False),
    Column("person", Key, nullable=False, info=OF_SOMEBODY),
    Column("text", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    refers("event", "gatherings"),
    Index(None, "network", "event"),
    Index(None, "network", "person"),
)

feedback = table(
    "event_feedback",
    Column("event", Key),
    Column("person", Key, info=OF_SOMEBODY),
    Column("score", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("given_at", Utc, nullable=False),
    refers("event", "gatherings"),
    Index(None, "network", "person"),
    key=("event", "person"),
)

_speakers = (
    select(speakers)
    .where(ours(speakers), speakers.c.event == bindparam("of"))
    .order_by(speakers.c.asked_at, speakers.c.person)
)
_speaker = select(speakers).where(
    ours(speakers), speakers.c.event == bindparam("of"), speakers.c.person == bindparam("who")
)
_drop = delete(speakers).where(
    ours(speakers), speakers.c.event == bindparam("of"), speakers.c.person == bindparam("who")
)
_contributions = (
    select(contributions)
    .where(ours(contributions), contributions.c.event == bindparam("of"))
    .order_by(contributions.c.sent_at, contributions.c.id)
)
_questions = (
    select(questions)
    .where(ours(questions), questions.c.event == bindparam("of"))
    .order_by(questions.c.asked_at, questions.c.id)
)
_feedback = select(feedback).where(ours(feedback), feedback.c.event == bindparam("of")).order_by(feedback.c.person)
_own_feedback = select(feedback).where(
    ours(feedback), feedback.c.event == bindparam("of"), feedback.c.person == bindparam("who")
)
_TABLES = (speakers, contributions, questions, feedback)
_of_person = {rows.name: select(rows).where(ours(rows), rows.c.person == bindparam("who")) for rows in _TABLES}
_forget = (
    update(speakers).where(ours(speakers), speakers.c.person == bindparam("who")).values(bio="", affiliation=""),
    update(contributions)
    .where(ours(contributions), contributions.c.person == bindparam("who"))
    .values(title="", abstract="", authors=""),
    delete(questions).where(ours(questions), questions.c.person == bindparam("who")),
    update(feedback).where(ours(feedback), feedback.c.person == bindparam("who")).values(text=""),
)


@implements(Events)
class EventRows(Repository):
    async def speakers(self, event: str) -> tuple[Speaker, ...]:
        return tuple(_speaker_of(row) for row in await self.rows(_speakers, of=event))

    async def speaker(self, event: str, person: str) -> Speaker | None:
        row = await self.first(_speaker, of=event, who=person)
        return None if row is None else _speaker_of(row)

    async def spoken_at(self, person: str) -> tuple[str, ...]:
        return tuple(row.event for row in await self.rows(_of_person[speakers.name], who=person))

    async def save_speaker(self, speaker: Speaker) -> None:
        values = asdict(speaker)
        if speaker.version == 0:
            if await self.put(insert(speakers).on_conflict_do_nothing(), {**values, "version": 1}) != 1:
                raise Conflict(f"{speaker.person} was just asked to speak at {speaker.event}")
            return
        for fixed in ("event", "person", "version"):
            values.pop(fixed)
        key = {"event": speaker.event, "person": speaker.person}
        await self.replace(speakers, key, speaker.version, **values)

    async def remove_speaker(self, event: str, person: str) -> None:
        await self.run(_drop, of=event, who=person)

    async def add_contribution(self, contribution: Contribution) -> None:
        await self.put(contributions, asdict(contribution))

    async def contributions(self, event: str) -> tuple[Contribution, ...]:
        return tuple(_read(Contribution, row) for row in await self.rows(_contributions, of=event))

    async def add_question(self, question: Question) -> None:
        await self.put(questions, asdict(question))

    async def questions(self, event: str) -> tuple[Question, ...]:
        return tuple(_read(Question, row) for row in await self.rows(_questions, of=event))

    async def give_feedback(self, feedback_: Feedback) -> None:
        await self.put(upsert(feedback, key=("network", "event", "person")), asdict(feedback_))

    async def feedback(self, event: str) -> tuple[Feedback, ...]:
        return tuple(_read(Feedback, row) for row in await self.rows(_feedback, of=event))

    async def feedback_of(self, event: str, person: str) -> Feedback | None:
        row = await self.first(_own_feedback, of=event, who=person)
        return None if row is None else _read(Feedback, row)

    async def all_of(self, person: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for name, statement in _of_person.items():
            rows = await self.rows(statement, who=person)
            found[name] = [{key: _plain(value) for key, value in row._mapping.items()} for row in rows]  # noqa: SLF001 - the row as a mapping
        return found

    async def forget_person(self, person: str) -> None:
        for statement in _forget:
            await self.run(statement, who=person)


def _speaker_of(row: Row[Any]) -> Speaker:
    return _read(Speaker, row)


def _read(kind: type[Any], row: Row[Any]) -> Any:
    return kind(**{spec.name: getattr(row, spec.name) for spec in fields(kind)})


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
