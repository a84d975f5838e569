"""The search index: FTS5 on SQLite, a stored tsvector with GIN on PostgreSQL, behind `bot.search.Search`.

Both get tokens that are made already and no parser of theirs touches them: what a query finds is the same on both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Index, Integer, Subquery, Text, UniqueConstraint, bindparam, column, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.search import NO_MARKS, Search, document, queries
from storage.base import Key, Repository, by_hand, implements, insert, numbered, ours

documents = numbered(
    "search_documents",
    Column("kind", Key, nullable=False),
    Column("key", Key, nullable=False),
    Column("tokens", Text, nullable=False),
    UniqueConstraint("network", "kind", "key"),
    Index("ix_search_documents_newest", "network", "kind", "id"),
)

by_hand(
    documents,
    sqlite=(
        # The tokenizer "ascii" takes every character beyond ASCII for part of a token: ours stay as they are.
        # Beginnings of up to ten letters are looked up; a longer one is gathered from all words that begin so.
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "tokens, content='search_documents', content_rowid='id', tokenize='ascii', detail='none', "
        "prefix='1 2 3 4 5 6 7 8 9 10')",
        "CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN "
        "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN "
        "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_documents_changed AFTER UPDATE OF tokens ON search_documents BEGIN "
        "INSERT INTO search_index(search_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO search_index(rowid, tokens) VALUES (new.id, new.tokens); END",
    ),
    postgresql=(
        # a stored column with good statistics: an index of an expression misleads the planner into reading all rows
        "ALTER TABLE search_documents ADD COLUMN lexemes tsvector "
        "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
        "ALTER TABLE search_documents ALTER COLUMN lexemes SET STATISTICS 1000",
        # without the list of what is still to be entered, through which every search would have to go
        "CREATE INDEX ix_search_documents_lexemes ON search_documents USING gin (lexemes) WITH (fastupdate = off)",
    ),
)

_new = insert(documents)
PUT = _new.on_conflict_do_update(
    index_elements=["network", "kind", "key"],
    set_={"tokens": _new.excluded.tokens},
    where=documents.c.tokens != _new.excluded.tokens,
)
REMOVE = delete(documents).where(
    ours(documents),
    documents.c.kind == bindparam("of_kind"),
    documents.c.key.in_(bindparam("of_keys", expanding=True)),
)
ON_SQLITE = (
    "SELECT d.key, d.id FROM search_index JOIN search_documents AS d ON d.id = search_index.rowid "
    "WHERE search_index MATCH :query_{rank} AND d.network = :our_network AND d.kind = :of_kind "
    "ORDER BY search_index.rowid DESC LIMIT :most"
)
ON_POSTGRESQL = (
    "SELECT d.key, d.id FROM search_documents AS d "
    "WHERE d.lexemes @@ CAST(:query_{rank} AS tsquery) AND d.network = :our_network AND d.kind = :of_kind "
    "ORDER BY d.id DESC LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Matches:
    """Rows of `key`, `rank` (the least is best) and `id` (the largest is newest), to join; `values` are their binds."""

    rows: Subquery
    values: Mapping[str, Any]


def matches(dialect: str, kind: str, text: str, most: int, marks: Mapping[str, str] = NO_MARKS) -> Matches | None:
    """The best of a kind, at most so many of each rank; None where nothing is asked for that could be found."""
    wanted = queries(text, marks)
    if not wanted:
        return None
    write = _for_sqlite if dialect == "sqlite" else _for_postgresql
    values = {f"query_{rank}": write(kind, tokens) for rank, tokens in enumerate(wanted)}
    return Matches(_rows(dialect, len(wanted)), {**values, "of_kind": kind, "most": most})


def row_of(
    kind: str, id: str, text: str, names: Iterable[str] = (), marks: Mapping[str, Iterable[str]] = NO_MARKS
) -> dict[str, str]:
    """What PUT writes. The kind is a token, too, or all that is of other kinds would be walked through."""
    return {"kind": kind, "key": id, "tokens": f"{_kind(kind)} {document(text, names, marks)}"}


@implements(Search)
class SearchRows:
    def __init__(self, connection: AsyncConnection, network: str, clock: Clock) -> None:
        self._rows = Repository(connection, network, clock)

    async def put(
        self, kind: str, id: str, text: str, *, names: Iterable[str] = (), marks: Mapping[str, Iterable[str]] = NO_MARKS
    ) -> None:
        await self._rows.put(PUT, row_of(kind, id, text, names, marks))

    async def remove(self, kind: str, id: str) -> None:
        await self._rows.run(REMOVE, of_kind=kind, of_keys=[id])

    async def find(
        self, kind: str, text: str, limit: int = 25, *, marks: Mapping[str, str] = NO_MARKS
    ) -> tuple[str, ...]:
        found = matches(self._rows.connection.dialect.name, kind, text, limit, marks)
        if found is None:
            return ()
        best = _best(found.rows)
        return tuple(row.key for row in await self._rows.rows(best, **found.values))[:limit]


@cache
def _rows(dialect: str, ranks: int) -> Subquery:
    one = ON_SQLITE if dialect == "sqlite" else ON_POSTGRESQL
    ranked = " UNION ALL ".join(
        f"SELECT key, id, {rank} AS rank FROM ({one.format(rank=rank)}) AS of_rank_{rank}"  # noqa: S608 - only numbers
        for rank in range(ranks)
    )
    columns = column("key", Key), column("id", Integer), column("rank", Integer)
    best = text(f"SELECT key, id, MIN(rank) AS rank FROM ({ranked}) AS ranked GROUP BY key, id")  # noqa: S608
    return best.columns(*columns).subquery()


@cache
def _best(rows: Subquery) -> Any:
    return select(rows.c.key).order_by(rows.c.rank, rows.c.id.desc())


def _kind(kind: str) -> str:
    return f"··{kind}"


def _for_sqlite(kind: str, wanted: tuple[str, ...]) -> str:
    tokens = (f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"' for token in wanted)
    return " ".join((f'"{_kind(kind)}"', *tokens))


def _for_postgresql(kind: str, wanted: tuple[str, ...]) -> str:
    tokens = (f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'" for token in wanted)
    return " & ".join((f"'{_kind(kind)}'", *tokens))
