"""The search index: FTS5 on SQLite, a stored tsvector with GIN on PostgreSQL, behind `bot.search.Search`.

Both get tokens that are made already and no parser of theirs touches them: what a query finds is the same on both.
"""

from sqlalchemy import Column, Text, UniqueConstraint, bindparam, delete, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.search import Search, query_tokens, tokens
from storage.base import Key, Repository, by_hand, implements, insert, numbered, ours

documents = numbered(
    "search_documents",
    Column("kind", Key, nullable=False),
    Column("key", Key, nullable=False),
    Column("tokens", Text, nullable=False),
    UniqueConstraint("network", "kind", "key"),
)

by_hand(
    documents,
    sqlite=(
        # the tokenizer "ascii" takes every character beyond ASCII for part of a token: ours stay as they are
        "CREATE VIRTUAL TABLE search_index USING fts5("
        "tokens, content='search_documents', content_rowid='id', tokenize='ascii', detail='none', prefix='1 2 3')",
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
        "CREATE INDEX ix_search_documents_lexemes ON search_documents USING gin (lexemes)",
    ),
)

_new = insert(documents)
PUT = _new.on_conflict_do_update(
    index_elements=["network", "kind", "key"],
    set_={"tokens": _new.excluded.tokens},
    where=documents.c.tokens != _new.excluded.tokens,
)
REMOVE = delete(documents).where(
    ours(documents), documents.c.kind == bindparam("of_kind"), documents.c.key == bindparam("of_key")
)
FIND_ON_SQLITE = text(
    "SELECT d.key FROM search_index JOIN search_documents AS d ON d.id = search_index.rowid "
    "WHERE search_index MATCH :query AND d.network = :our_network AND d.kind = :kind "
    "ORDER BY search_index.rowid DESC LIMIT :most"
)
FIND_ON_POSTGRESQL = text(
    "SELECT d.key FROM search_documents AS d "
    "WHERE d.lexemes @@ CAST(:query AS tsquery) AND d.network = :our_network AND d.kind = :kind "
    "ORDER BY d.id DESC LIMIT :most"
)


@implements(Search)
class SearchRows:
    def __init__(self, connection: AsyncConnection, network: str, clock: Clock) -> None:
        self._rows = Repository(connection, network, clock)
        self._is_sqlite = connection.dialect.name == "sqlite"

    async def put(self, kind: str, id: str, text: str) -> None:
        await self._rows.put(PUT, {"kind": kind, "key": id, "tokens": tokens(text)})

    async def remove(self, kind: str, id: str) -> None:
        await self._rows.run(REMOVE, of_kind=kind, of_key=id)

    async def find(self, kind: str, text: str, limit: int = 25) -> tuple[str, ...]:
        wanted = query_tokens(text)
        if not wanted:
            return ()
        found = await self._matching(kind, tuple(token.rstrip("*") for token in wanted), limit)
        if len(found) < limit and any(token.endswith("*") for token in wanted):
            found = [*found, *await self._matching(kind, wanted, limit)]
        return tuple(dict.fromkeys(found))[:limit]

    async def _matching(self, kind: str, wanted: tuple[str, ...], limit: int) -> list[str]:
        if self._is_sqlite:
            query = " ".join(f'"{token[:-1]}"*' if token.endswith("*") else f'"{token}"' for token in wanted)
        else:
            query = " & ".join(f"'{token[:-1]}':*" if token.endswith("*") else f"'{token}'" for token in wanted)
        statement = FIND_ON_SQLITE if self._is_sqlite else FIND_ON_POSTGRESQL
        return [row.key for row in await self._rows.rows(statement, query=query, kind=kind, most=limit)]
