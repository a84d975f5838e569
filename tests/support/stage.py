"""A stage: people talk to the bot through memory platforms, on a real database, with a clock that can be moved."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from adapters.memory.adapter import Seat
from adapters.memory.messenger import MemoryPlatform
from bot.app import App
from bot.clock import MovableClock
from bot.context import Context
from bot.courier import Timing
from bot.dispatcher import Dispatcher, system
from bot.features import load
from bot.features.register import api as register
from bot.interactions import Account, Event, Place
from bot.ledger import Ledger
from bot.outbox import new_id
from bot.people import ChatAccount, Me, People, Person, Role, RoleGrant
from bot.ports import MAIL, Database, Space, Spaces
from bot.profile import Profile
from bot.vocabulary import Routes

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


class Stage:
    """One network with a Slack-like and a Discord-like platform, each with the profile's channels."""

    def __init__(
        self, database: Database, ledger: Ledger, profile: Profile, clock: MovableClock, routes: Routes | None = None
    ) -> None:
        self.clock = clock
        self.profile = profile
        self.platforms = {"slack": MemoryPlatform("slack", "T1"), "discord": MemoryPlatform("discord", "G1")}
        self.app = App(database=database, routes=routes or load(), profile=profile, clock=clock)
        self.dispatcher = Dispatcher(
            self.app, ledger, self.platforms.values(), Timing(lease=5, request=1, settle=0, redraw=0, idle=0.05)
        )
        self.app.rung = self.dispatcher.ring
        self.settling = True
        """Let what follows from a person's deed happen before the next one; switch off to look in between."""

    async def open(self, language: str = "en") -> "Stage":
        """Map all channels of the profile in both spaces."""
        async with self.app.database.write(self.app.network) as uow:
            for platform in self.platforms.values():
                await uow.repository(Spaces).save(
                    Space(
                        platform.platform,
                        platform.space,
                        platform.senders[0],
                        f"{platform.platform} space",
                        language,
                        channels={key: key for key in self.profile.channels},
                        roles={"member": "role-member"},
                    )
                )
        return self

    async def post_office(self) -> MemoryPlatform:
        """Switch mail on; a message's channel is the address it went to."""
        mail = self.platforms[MAIL] = MemoryPlatform(MAIL, MAIL)
        self.dispatcher._offered = tuple(self.platforms.values())
        async with self.work() as ctx:
            await ctx.repository(Spaces).save(Space(MAIL, MAIL, mail.senders[0]))
        return mail

    async def person(
        self,
        name: str,
        on: str = "slack",
        *,
        roles: tuple[Role, ...] = (),
        language: str = "en",
        zone: str = "Asia/Shanghai",
        email: str = "",
        native_name: str = "",
        known: bool = True,
    ) -> Seat:
        """Somebody in front of a platform; with `known`, the network has a record of that person already."""
        user = f"U{len(self.platforms[on].roles) + 1}-{name.replace(' ', '-')}"
        platform = self.platforms[on]
        platform.roles.setdefault(user, set())
        account = Account(platform.platform, platform.space, user, name, zone, language)
        if known:
            person = Person(new_id(), name, native_name, email=email, zone=zone, languages=(language,),
                            email_confirmed=bool(email))  # fmt: skip
            async with self.app.database.write(self.app.network) as uow:
                people = uow.repository(People)
                await people.meet(account, person, self.clock.now())
                for role in roles:
                    await people.grant(person.id, RoleGrant(role, since=self.clock.now()))
        return self._seat(platform, account)

    async def link(self, seat: Seat, on: str) -> Seat:
        """Give the same person an account on the other platform."""
        person = (await self.record(seat)).id
        platform = self.platforms[on]
        user = f"{seat.account.user}-{on}"
        platform.roles.setdefault(user, set())
        account = Account(platform.platform, platform.space, user, seat.account.name)
        async with self.app.database.write(self.app.network) as uow:
            await uow.repository(People).attach(ChatAccount(platform.platform, platform.space, user, person))
        return self._seat(platform, account)

    async def enrol(self, seat: Seat) -> Me:
        """Make the person in that seat a member, by the register."""
        async with self.work() as ctx:
            me = await ctx.repository(People).recognise(seat.account, ctx.now)
            assert me is not None
            enrolment = register.Enrolment(
                application="", holder="person", person=me.id, membership_class="personal", institution=None,
                post_title="", is_leader=False, representative=None, alternate=None, signed_text_hash="", since=ctx.now,
            )  # fmt: skip
            await register.enrol(ctx, enrolment)
        await self.settles()
        return await self.me(seat)

    @asynccontextmanager
    async def work(self) -> AsyncGenerator[Context]:
        """A transaction of the network itself, as in a job."""
        async with self.app.database.write(self.app.network) as uow:
            nobody = Account("test", "", ""), Place("test", "", "")
            ctx = self.app.context(system(self.app.network), *nobody, uow)
            yield ctx
            await ctx.flush()

    async def me(self, seat: Seat) -> Me:
        """The person in that seat with accounts and roles."""
        async with self.app.database.read(self.app.network) as uow:
            me = await uow.repository(People).recognise(seat.account, self.clock.now())
        assert me is not None
        return me

    async def record(self, seat: Seat) -> Person:
        """What the network knows about the person in that seat."""
        return (await self.me(seat)).person

    def _seat(self, platform: MemoryPlatform, account: Account) -> Seat:
        seat = Seat(self.app, platform, account)
        seat.after = self._after
        return seat

    async def _after(self) -> None:
        if self.settling:
            await self.settles()

    async def connects(self, on: str, **data: str) -> None:
        """Let the platform report the space as an adapter does on connecting, e.g. `channels='{"C1": "welcome"}'`."""
        platform = self.platforms[on]
        place = Place(platform.platform, platform.space, "")
        account = Account(platform.platform, platform.space, "")
        await self.app.handle(Event(account, place, "connected", {"sender": platform.senders[0], **data}))
        await self._after()

    async def settles(self) -> None:
        """Let everything due happen."""
        await self.dispatcher.idle()

    async def passes(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Move the clock on and let everything due happen."""
        self.clock.forward(timedelta(days=days, hours=hours, minutes=minutes))
        await self.settles()
