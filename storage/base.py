"""What every table and repository is made of: column types that mean the same on both databases, and the network.

A row belongs to one network. `table()` puts the column there, `ours(table)` filters by it, and a repository passes
its network with every statement, so that no repository ever writes the name of a network itself.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    Dialect,
    Double,
    Executable,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Row,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    event,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, Insert
from sqlalchemy.dialects.postgresql import insert as _insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.clock import Clock
from bot.errors import Conflict

R = TypeVar("R")
I = TypeVar("I", bound="type[Any]")  # noqa: E741 - an implementation

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python, `timestamptz` on PostgreSQL, text that sorts by time on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        native: Any = TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.strftime("%Y-%m-%d %H:%M:%S.%f")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the shape of the base
        if value is None:
            return None
        return value.astimezone(UTC) if isinstance(value, datetime) else instant(value)


def instant(text: str) -> datetime:
    """Read an instant as it stands in a JSON document made by either database."""
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json: Final = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""Lists and objects. Tuples come back as lists: make them tuples again where a value is built."""

Key: Final = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared byte by byte on both databases, so that "begins with" is a range of the index."""

OF_SOMEBODY: Final = {"of": "people"}
"""`info` of a column that names a person without being a foreign key: who has such a row is no stranger to us."""

Serial: Final = BigInteger().with_variant(Integer(), "sqlite")
"""A number the database gives. Use it with `numbered()`."""

NETWORK: Final[BindParameter[str]] = bindparam("our_network", type_=Text())
"""Stands for the network of the unit of work in any statement that a repository runs."""


def table(name: str, *items: SchemaItem, key: Sequence[str] = ("id",)) -> Table:
    """Declare a table whose rows belong to a network. The primary key is the network and the columns of `key`."""
    for item in items:
        if isinstance(item, Column) and item.name in key:
            item.primary_key, item.nullable = True, False
    return Table(name, metadata, Column("network", Text, primary_key=True), *items)


def of_somebody() -> Iterator[Column[Any]]:
    """The columns marked so, of all rooms."""
    for rows in metadata.sorted_tables:
        yield from (column for column in rows.columns if column.info == OF_SOMEBODY)


def numbered(name: str, *items: SchemaItem) -> Table:
    """Declare a table whose rows are numbered by the database, and never twice with the same number."""
    number: Column[int] = Column("id", Serial, primary_key=True, autoincrement=True)
    return Table(name, metadata, number, Column("network", Text, nullable=False), *items, sqlite_autoincrement=True)


def refers(column: str, to: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key within the network: `refers("person", "people")` or, for another key, `refers("a", "b.c")`."""
    target, _, key = to.partition(".")
    return ForeignKeyConstraint(
        ["network", column], [f"{target}.network", f"{target}.{key or 'id'}"], ondelete=ondelete
    )


BY_HAND: Final[dict[str, list[str]]] = {"sqlite": [], "postgresql": []}
"""Statements beside the tables, by database: the first migration runs them too."""


def by_hand(rows: Table, *, sqlite: Sequence[str] = (), postgresql: Sequence[str] = ()) -> None:
    """Run statements after the table is created: triggers, and indexes of a kind that only one database has."""
    for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql)):
        BY_HAND[dialect] += statements
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(rows, "after_create", ddl)


def ours(rows: Any) -> ColumnElement[bool]:
    """The rows of this network: belongs into every WHERE."""
    return rows.c.network == NETWORK


def is_there(of: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """EXISTS for one row of a table after the other; inside an OR, PostgreSQL would gather first what all rows have."""
    return select(literal(1)).where(*conditions).limit(1).correlate(of).scalar_subquery().is_not(None)


def insert(rows: Table) -> Insert:
    """An INSERT that knows ON CONFLICT; the construct of one dialect serves both, as the grammar is the same."""
    return _insert(rows)


def upsert(rows: Table, *, key: Sequence[str] = ("network", "id"), keep: Iterable[str] = ()) -> Insert:
    """Insert, or replace all columns but those of the key and `keep`. `version` counts up where there is one."""
    statement = _insert(rows)
    fixed = {*key, *keep}
    changes: dict[str, Any] = {c.name: statement.excluded[c.name] for c in rows.c if c.name not in fixed}
    if "version" in changes:
        changes["version"] = rows.c.version + 1
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)


def begins(column: ColumnElement[str], prefix: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column of type Key begins so; answered from its index."""
    return (column >= prefix) & (column < prefix + "\U0010ffff")


_COUNTED: Final = {"preserve_rowcount": True}


class Repository:
    """One connection in one transaction, seen by one network. Statements are built once, at module level."""

    def __init__(self, connection: AsyncConnection, network: str, clock: Clock) -> None:
        self.connection = connection
        self.network = network
        self.clock = clock

    async def settle(self) -> None:
        """Write what follows from the changes of this unit of work; called once, before the commit."""

    async def rows(self, statement: Executable, /, **values: Any) -> Sequence[Row[Any]]:
        """Every row of a query. `values` are its bind parameters by name."""
        values["our_network"] = self.network
        return (await self.connection.execute(statement, values)).all()

    async def first(self, statement: Executable, /, **values: Any) -> Row[Any] | None:
        """The first row of a query, or None."""
        values["our_network"] = self.network
        return (await self.connection.execute(statement, values)).first()

    async def run(self, statement: Executable, /, **values: Any) -> int:
        """Change or delete rows; returns how many."""
        values["our_network"] = self.network
        return (await self.connection.execute(statement, values)).rowcount

    async def run_many(self, statement: Executable, /, *values: Mapping[str, Any]) -> None:
        """Run a change for each set of bind parameters, in one round trip."""
        if values:
            await self.connection.execute(statement, [{**each, "our_network": self.network} for each in values])

    async def put(self, statement: Insert | Table, /, *rows: Mapping[str, Any]) -> int:
        """Insert rows, given by column; returns how many were written (ON CONFLICT DO NOTHING may have left some)."""
        if not rows:
            return 0
        statement = _insert(statement) if isinstance(statement, Table) else statement
        full = [{**row, "network": self.network} for row in rows]
        result = await self.connection.execute(
            statement, full if len(full) > 1 else full[0], execution_options=_COUNTED
        )
        return result.rowcount

    async def replace(self, rows: Table, key: Mapping[str, Any], version: int, /, **values: Any) -> None:
        """Write back a row that was read at `version`. Raises Conflict when it was changed in the meantime."""
        where = [rows.c[name] == value for name, value in key.items()]
        statement = (
            rows.update()
            .where(ours(rows), *where, rows.c.version == version)
            .values({**values, "version": rows.c.version + 1})
        )
        if await self.run(statement) != 1:
            raise Conflict(f"{rows.name} {dict(key)} is no longer at version {version}")


class packed(FunctionElement[Any]):  # noqa: N801 - reads as a function of SQL
    """A JSON list of columns, as one value of a row."""

    type = JSON()
    inherit_cache = True


class gathered(FunctionElement[Any]):  # noqa: N801
    """All values of a sub-query as one JSON list, empty when there are none: one round trip instead of two."""

    type = JSON()
    inherit_cache = True


@compiles(packed)
@compiles(gathered)
def _on_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    name = "json_array" if isinstance(element, packed) else "json_group_array"
    return f"{name}({compiler.process(element.clauses, **kw)})"


@compiles(packed, "postgresql")
@compiles(gathered, "postgresql")
def _on_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **kw: Any) -> str:
    inner = compiler.process(element.clauses, **kw)
    return f"json_build_array({inner})" if isinstance(element, packed) else f"coalesce(json_agg({inner}), '[]')"


class database_time(FunctionElement[datetime]):  # noqa: N801
    """The database's own clock, that many seconds on: the one clock all processes share. Only leases use it."""

    type = Utc()
    inherit_cache = True

    def __init__(self, seconds_on: float | ColumnElement[float] = 0.0) -> None:
        super().__init__(literal(seconds_on, Double()) if isinstance(seconds_on, float) else seconds_on)


@compiles(database_time)
def _time_on_sqlite(element: database_time, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"


@compiles(database_time, "postgresql")
def _time_on_postgresql(element: database_time, compiler: SQLCompiler, **kw: Any) -> str:
    # not clock_timestamp(): that one is volatile and keeps indexes from being used
    return f"(statement_timestamp() + make_interval(secs => {compiler.process(element.clauses, **kw)}))"


IMPLEMENTATIONS: Final[dict[type[Any], type[Any]]] = {}


def implements(protocol: type[Any]):
    """Register a class as the implementation of a Protocol of the core; it is made as a Repository is."""

    def register(implementation: I) -> I:
        if protocol in IMPLEMENTATIONS:
            raise TypeError(f"{protocol.__name__} has two implementations")
        IMPLEMENTATIONS[protocol] = implementation
        return implementation

    return register


def compact(value: object) -> str:
    """How JSON is written on SQLite."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
