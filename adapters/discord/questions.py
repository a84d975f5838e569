"""What is asked before a dangerous press. Discord has no such dialog, and a button has no room for the words.

So they are remembered under a short name when the button is drawn, and looked up when it is pressed.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from adapters.discord.controls import key_of
from bot.app import App
from bot.ports import Notes


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


class Stored:
    """In the network's database, so that a button asks in the same words after a restart.

    The last `room` of them are known to be there, and not written again.
    """

    def __init__(self, app: App, room: int = 5000) -> None:
        self._app = app
        self._kept = InMemory(room)

    async def keep(self, words: Mapping[str, str]) -> None:
        new = {key: text for key, text in words.items() if await self._kept.recall(key) is None}
        if new:
            async with self._app.database.write(self._app.network) as uow:
                await uow.repository(Notes).keep(new)
            await self._kept.keep(new)

    async def recall(self, key: str) -> str | None:
        async with self._app.database.read(self._app.network) as uow:
            return await uow.repository(Notes).recall(key)
