"""The bot's own records, read and changed from outside: what it believes it has sent, and when it will look again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, event, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.app import App
from bot.context import Context
from bot.courier import NORMAL
from bot.dispatcher import system
from bot.features import load
from bot.interactions import Account, Place
from bot.outbox import State, new_id
from bot.people import Me, People, Person, Role, RoleGrant
from sandbox.player import Player
from storage.engine import SqlDatabase
from storage.outbox import deliveries, jobs
from storage.repositories.announcements import announcements
from tests.journeys.world import World


@asynccontextmanager
async def opened(world: World) -> AsyncIterator[AsyncConnection]:
    """A connection to the bot's database; what was changed is committed at the end."""
    engine = create_async_engine(world.database, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def acting(world: World) -> AsyncIterator[Context]:
    """A unit of work as the bot does it, in this process; what is to be done later is left to the bot."""
    database = SqlDatabase(world.database, clock=world.clock)
    try:
        app = App(database=database, routes=load(), profile=world.profile, clock=world.clock)
        async with database.write(app.network) as uow:
            ctx = app.context(system(app.network), Account("tests", "", ""), Place("tests", "", ""), uow)
            yield ctx
            await ctx.flush()
    finally:
        await database.close()


@asynccontextmanager
async def held(world: World) -> AsyncIterator[None]:
    """Nobody else can write to the SQLite file meanwhile, as when somebody copies it."""
    engine = create_async_engine(world.database, poolclass=NullPool)

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        async with engine.begin():
            yield
    finally:
        await engine.dispose()


async def owed(world: World) -> Sequence[Row[Any]]:
    """Every delivery, oldest first."""
    async with opened(world) as connection:
        return (await connection.execute(select(deliveries).order_by(deliveries.c.id))).all()


async def is_quiet(world: World) -> bool:
    """Whether nothing is due or in flight any more, nor an edit put off for its distance from the one before."""
    async with opened(world) as connection:
        now = world.clock.now()
        soon = now + timedelta(seconds=NORMAL.redraw)
        due = select(deliveries.c.id).where(deliveries.c.state < int(State.SENT), deliveries.c.run_at <= soon)
        flying = select(deliveries.c.id).where(deliveries.c.state == int(State.SENDING))
        work = select(jobs.c.id).where(jobs.c.done_at.is_(None), jobs.c.run_at <= now)
        return not any([(await connection.execute(each.limit(1))).first() for each in (due, flying, work)])


async def try_again_now(world: World) -> None:
    """What was put off for an hour or less is due at once, as if that time had passed."""
    now = world.clock.now()
    async with opened(world) as connection:
        await connection.execute(
            update(deliveries)
            .where(deliveries.c.state == int(State.READY), deliveries.c.run_at < now + timedelta(hours=1))
            .values(run_at=now)
        )


async def time_passes(world: World, by: timedelta) -> None:
    """While the bot is down: all it has to do, and what is scheduled, comes nearer by so much."""
    async with opened(world) as connection:
        for column, waits in (
            (jobs.c.run_at, jobs.c.done_at.is_(None)),
            (announcements.c.send_at, announcements.c.send_at.is_not(None)),
        ):
            rows = (await connection.execute(select(column.table.c.id, column).where(waits))).all()
            for key, at in rows:
                moved = update(column.table).where(column.table.c.id == key).values({column.name: at - by})
                await connection.execute(moved)


async def appoint(world: World, player: Player, *roles: Role, language: str = "en") -> Me:
    """Give roles, as `convenor grant` does, without the start of a process for each.

    `language` is of who was not met before: whether the bot or we are first with somebody new is a matter of luck.
    """
    space = world.slack.team_id if player.platform == "slack" else world.guild.id
    account = Account(player.platform, space, player.user_id, player.name)
    async with acting(world) as ctx:
        people = ctx.repository(People)
        me = await people.recognise(account, ctx.now)
        me = me or await people.meet(account, Person(new_id(), player.name, languages=(language,)), ctx.now)
        for role in roles:
            await people.grant(me.id, RoleGrant(role, since=ctx.now, granted_by="tests"))
        ctx.project(me.id)
        return me


async def enters(world: World, name: str, email: str, *roles: Role) -> None:
    """Put somebody on record who has an address and no chat account, and asks to be told everything."""
    async with acting(world) as ctx:
        people = ctx.repository(People)
        person = Person(new_id(), name, email=email, languages=("en",), digest="all", email_confirmed=True)
        await people.add(person, ctx.now)
        for role in roles:
            await people.grant(person.id, RoleGrant(role, since=ctx.now))
