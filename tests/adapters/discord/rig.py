"""A guild with people in it and Convenor in front of it, which can be restarted."""

import asyncio
from dataclasses import dataclass, field

from adapters.discord.adapter import Discord
from adapters.discord.questions import Questions
from bot.app import App
from sandbox.discord import DiscordPlayer, DiscordService, GuildDesk
from tests.adapters.discord import trial


@dataclass
class Rig:
    """A guild with Ana and Wei in it, and Convenor, which can be restarted."""

    service: DiscordService
    desk: GuildDesk
    app: App
    base: str
    people: dict[str, str]
    discord: Discord | None = None
    doors: list[Discord] = field(default_factory=list[Discord])

    async def start(self, questions: Questions | None = None) -> Discord:
        door = Discord(
            self.app,
            token=self.service.token,
            api_url=f"{self.base}/api/v10",
            gateway_url=self.base.replace("http", "ws", 1) + "/gateway",
            questions=questions,
            ready_timeout=0.05,
        )
        self.doors.append(door)
        await door.start()
        self.discord = door
        return door

    async def restart(self, questions: Questions | None = None) -> Discord:
        assert self.discord is not None
        await self.discord.stop()
        return await self.start(questions)

    def player(self, name: str) -> DiscordPlayer:
        return self.service.player(self.people[name])

    async def until(self, kind: str) -> trial.Event:
        """The newest event of a kind, once it has come."""
        async with asyncio.timeout(3):
            while True:
                found = [event for event in trial.seen if event.kind == kind]
                if found:
                    return found[-1]
                await asyncio.sleep(0.01)

    async def gone(self, text: str) -> None:
        """Wait until no message reads so any more."""
        async with asyncio.timeout(3):
            while self._shows(text):  # noqa: ASYNC110 - the simulated guild has no event for that
                await asyncio.sleep(0.01)

    def _shows(self, text: str) -> bool:
        return any(message.text == text for name in self.people for message in self.player(name).messages())
