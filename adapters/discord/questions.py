"""What is asked before a dangerous press. Discord has no such dialog, and a button has no room for the words.

So they are remembered under a short name when the button is drawn, and looked up when it is pressed. After a while
they are forgotten, as they may name people; an older button asks in general words.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from adapters.discord.controls import key_of
from bot.app import App
from bot.ports import Notes

KEPT: Final = timedelta(days=90)
"""How long the words are kept after a button was last drawn with them: as long as most meetings are announced ahead."""


@dataclass(frozen=True, slots=True)
class Question:
    """`title` and `text` are Discord markup, `yes` and `no` plain labels."""

    title: str
    text: str
    yes: str
    no: str

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def load(cls, stored: str) -> "Question":
        return cls(**json.loads(stored))

    @property
    def key(self) -> str:
        return key_of(self.dump())


class Questions(Protocol):
    """Where the words are kept; they must outlive the process, as buttons do."""

    async def keep(self, words: Mapping[str, str]) -> None:
        """Remember words by key; what is known already stays as it is."""
        ...

    async def recall(self, key: str) -> str | None: ...


class InMemory:
    """The last few thousand questions, in this process. After a restart older buttons ask in general words."""

    def __init__(self, room: int = 5000) -> None:
        self._room = room
        self._known: OrderedDict[str, str] = OrderedDict()

    async def keep(self, words: Mapping[str, str]) -> None:
        for key, text in words.items():
            self._known[key] = text
            self._known.move_to_end(key)
        while len(self._known) > self._room:
            self._known.popitem(last=False)

    async def recall(self, key: str) -> str | None:
        return self._known.get(key)

    def forget(self, key: str) -> None:
        self._known.pop(key, None)


class Stored:
    """In the network's database, so that a button asks in the same words after a restart.

    The last `room` of them are known to be there, and written again on the next day only, to be kept so much longer.
    """

    def __init__(self, app: App, room: int = 5000) -> None:
        self._app = app
        self._room = room
        self._kept = InMemory(room)
        self._day = date.min

    async def keep(self, words: Mapping[str, str]) -> None:
        now = self._app.clock.now()
        if now.date() != self._day:
            self._kept, self._day = InMemory(self._room), now.date()
        new = {key: text for key, text in words.items() if await self._kept.recall(key) is None}
        if new:
            async with self._app.database.write(self._app.network) as uow:
                await uow.repository(Notes).keep(new, now + KEPT)
            await self._kept.keep(new)

    async def recall(self, key: str) -> str | None:
        async with self._app.database.read(self._app.network) as uow:
            found = await uow.repository(Notes).recall(key)
        if found is None:
            self._kept.forget(key)
        return found
