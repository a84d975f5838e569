"""What happens when a payload arrives: acknowledged within two seconds, answered when it is done."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.slack import inbound
from adapters.slack.directory import Directory
from adapters.slack.inbound import Happening, Origin
from adapters.slack.limits import OPTION, OPTIONS, Json
from adapters.slack.manifest import missing_scopes
from adapters.slack.outbound import home, messages, option
from adapters.slack.pictures import hang_or_name
from adapters.slack.replying import Replier, Slot, working
from adapters.slack.workspace import Workspace
from bot.app import Answer, App
from bot.i18n import Reader, best_language
from bot.interactions import Account, Command, Event, Interaction, Place
from bot.outbox import DeliveryProblem
from bot.ui.replies import Ephemeral, Post, Update
from bot.ui.view import View

log = logging.getLogger("convenor.slack")

DEADLINE = 2.0
"""Seconds until a payload is acknowledged, answered or not; Slack waits three."""
REMEMBERED_EVENTS = 2000
GATHER = 0.5
"""Seconds to wait for further changes of the channels."""
MENU = ("convenor", "")


@dataclass(slots=True)
class Team:
    """A workspace with all that speaks for us there."""

    workspace: Workspace
    directory: Directory
    replier: Replier = field(init=False)
    looking: bool = False
    """Whether a new look at the channels is due already."""

    def __post_init__(self) -> None:
        self.replier = Replier(self.workspace, self.directory)


class Unheard(Exception):
    """What happened could not be taken in; the records cannot be reached."""


class Listeners:
    """One method per kind of payload; each returns the body of its acknowledgement."""

    def __init__(
        self,
        app: App,
        teams: Mapping[str, Team],
        prefix: str = "",
        deadline: float = DEADLINE,
        thrown_out: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self._app = app
        self._thrown_out = thrown_out
        self._teams = teams
        self._prefix = prefix
        self._deadline = deadline
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()

    def team(self, body: Json) -> Team | None:
        """The workspace a payload belongs to; with a single one, also for guests who come from elsewhere."""
        known = self._teams.get(inbound.person(body)[0])
        return known or (next(iter(self._teams.values())) if len(self._teams) == 1 else None)

    async def command(self, body: Json) -> Json:
        async def read(team: Team, account: Account) -> tuple[Interaction, Origin]:
            direct = await team.directory.is_direct(inbound.channel_of(body), account.user)
            return inbound.command(body, account, self._app.routes, self._prefix, direct=direct)

        return await self._answer(body, read)

    async def press(self, body: Json) -> Json:
        async def read(team: Team, account: Account) -> tuple[Interaction, Origin] | None:
            direct = await team.directory.is_direct(inbound.channel_of(body), account.user)
            return inbound.press(body, account, direct=direct)

        return await self._answer(body, read)

    async def submit(self, body: Json) -> Json:
        async def read(team: Team, account: Account) -> tuple[Interaction, Origin]:
            del team
            return inbound.submit(body, account)

        return await self._answer(body, read, late=lambda reader: working(body.get("view") or {}, reader))

    async def search(self, body: Json) -> Json:
        team = self.team(body)
        if team is None:
            return {"options": []}
        account = await team.directory.account(inbound.person(body)[1])
        reader = Reader(best_language(account.language))
        try:
            async with asyncio.timeout(self._deadline):
                found = await self._app.search(inbound.search(body, account))
        except Exception:
            log.exception("a search failed")
            found = ()
        unique = {each.value: option(each, reader, []) for each in found if len(each.value) <= OPTION}
        return {"options": list(unique.values())[:OPTIONS]}

    async def event(self, body: Json) -> Json | None:
        """Acknowledged when it is done, so that Slack repeats what a crash interrupted; repeats are dropped.

        None when the records could not be reached: not acknowledged, so that Slack brings it again.
        """
        team, name = self.team(body), str(body.get("event_id", ""))
        if team is None or name in self._seen:
            return {}
        self._seen[name] = None
        if len(self._seen) > REMEMBERED_EVENTS:
            self._seen.popitem(last=False)
        ours = (team.workspace.user,)
        what = inbound.happening(body.get("event") or {}, ours)
        if what is not None:
            work = self._start(self._happened(team, what, body.get("event") or {}))
            await asyncio.wait({work}, timeout=self._deadline)
            if work.done() and not work.cancelled() and isinstance(work.exception(), Unheard):
                self._seen.pop(name, None)
                return None
        return {}

    async def introduce(self, team: Team) -> None:
        """Tell the core where we are, which channels and groups there are, and what is wrong with our scopes."""
        language = (await team.directory.account(team.workspace.user)).language
        reader = Reader(best_language(language))
        problems = [reader.plain(problem) for problem in missing_scopes(team.workspace.granted)]
        channels = await team.directory.channels()
        data = {
            "name": team.workspace.name,
            "sender": f"slack:{team.workspace.team}",
            "channels": json.dumps({i: each.name for i, each in channels.items()}, ensure_ascii=False),
            "open": json.dumps([i for i, each in channels.items() if each.is_open]),
            "problems": json.dumps(problems, ensure_ascii=False),
        }
        owner = await team.directory.owner()
        if owner is not None:
            data |= {"installer": owner.user, "installer_name": owner.name}
        groups = await team.directory.groups()
        if groups:
            data["roles"] = json.dumps(groups, ensure_ascii=False)
        await self._app.handle(Event(*self._nowhere(team), "connected", data))

    async def rest(self, grace: float = 5.0) -> None:
        """Let what is under way come to its end."""
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()

    # answering

    async def _answer(
        self,
        body: Json,
        read: Callable[[Team, Account], Awaitable[tuple[Interaction, Origin] | None]],
        late: Callable[[Reader], Json] = lambda _: {},
    ) -> Json:
        """Handle and show; when that takes too long, acknowledge and let it be shown when it comes."""
        team, slot = self.team(body), Slot()
        if team is not None:
            await self._within_deadline(self._work(team, body, read, slot))
        if slot.open:
            slot.fill({} if team is None or slot.finished else late(slot.reader))
        return slot.body

    async def _work(
        self,
        team: Team,
        body: Json,
        read: Callable[[Team, Account], Awaitable[tuple[Interaction, Origin] | None]],
        slot: Slot,
    ) -> None:
        user = body.get("user") or {}
        name = str(body.get("user_name") or user.get("name") or user.get("username") or "")
        account = await team.directory.account(inbound.person(body)[1], name)
        slot.reader = Reader(best_language(account.language))
        understood = await read(team, account)
        if understood is not None:
            interaction, origin = understood
            await team.replier.deliver(await self._app.handle(interaction), origin, slot)
        slot.finished = True

    async def _within_deadline(self, work: Coroutine[Any, Any, None]) -> None:
        await asyncio.wait({self._start(work)}, timeout=self._deadline)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a payload could not be worked off", exc_info=error)

    # events

    def _nowhere(self, team: Team, channel: str = "") -> tuple[Account, Place]:
        space = team.workspace.team
        return Account("slack", space, ""), Place("slack", space, channel)

    async def _happened(self, team: Team, what: Happening, event: Json) -> None:
        space = team.workspace.team
        if what.kind == "channels_changed":
            self._look_again(team)
            return
        if what.kind in ("person_changed", "left"):
            team.directory.forget(what.user)
        if what.kind == "person_changed":
            return
        if what.kind == "joined":
            team.directory.learn(event["user"])
            account = await team.directory.account(what.user)
        elif what.kind in ("home", "spoke"):
            account = await team.directory.account(what.user)
        else:
            account = Account("slack", space, what.user)
        place = Place("slack", space, what.channel, is_direct=what.kind in ("home", "spoke"))
        data = {"text": what.text} if what.text else {}
        answer = await self._app.handle(Event(account, place, what.kind, data))
        if answer.outcome in ("unavailable", "busy"):
            raise Unheard(what.kind)
        if what.kind == "removed" and self._thrown_out is not None:
            await self._thrown_out(space)
        if what.kind in ("home", "spoke"):
            await self._menu(team, account, place, at_home=what.kind == "home")

    def _look_again(self, team: Team) -> None:
        """Many channels made in a row are one look at the workspace."""
        if team.looking:
            return
        team.looking = True

        async def look() -> None:
            await asyncio.sleep(GATHER)
            team.looking = False
            await self.introduce(team)

        self._start(look())

    async def _menu(self, team: Team, account: Account, place: Place, *, at_home: bool) -> None:
        """The menu of `/convenor`: as the App Home, or as an answer to somebody who writes to us."""
        answer = await self._app.handle(Command(account, place, MENU))
        view = _view(answer)
        if view is None:
            return
        if not at_home:
            parts = messages(view, answer.reader, team.workspace.team)
            for part in await hang_or_name(team.workspace, view.pictures, parts):
                await team.replier.tell(account.user, part)
            return
        drawn = home(view, answer.reader, team.workspace.team, f"/{self._prefix}convenor")
        try:
            await team.workspace.call("views.publish", urgent=True, user_id=account.user, view=drawn)
        except DeliveryProblem as error:
            log.warning("the App Home could not be shown: %s", error)


def _view(answer: Answer) -> View | None:
    return answer.reply.view if isinstance(answer.reply, Post | Ephemeral | Update) else None
