"""What Discord allows: lengths, counts and pace, and the ways to stay within them without losing a word."""

import asyncio
from typing import Final

MESSAGE_TEXT: Final = 4000
"""Characters over all texts of one message."""
MESSAGE_COMPONENTS: Final = 40
MESSAGE_FILES: Final = 10
ROW_BUTTONS: Final = 5
BUTTON_LABEL: Final = 80
LINK: Final = 512
SELECT_OPTIONS: Final = 25
OPTION_TEXT: Final = 100
PLACEHOLDER: Final = 150
CUSTOM_ID: Final = 100
ALT: Final = 1024
"""Characters of what a picture shows, in words."""

EVENTS: Final = 100
"""Scheduled or running events of a guild."""
EVENT_NAME: Final = 100
EVENT_PLACE: Final = 100
EVENT_DESCRIPTION: Final = 1000

MODAL_COMPONENTS: Final = 5
MODAL_TITLE: Final = 45
LABEL: Final = 45
DESCRIPTION: Final = 100
INPUT: Final = 4000

COMMAND_DESCRIPTION: Final = 100
COMPLETIONS: Final = 25
OPTIONS: Final = 25
"""Verbs of a command, options of a verb, or choices of an option."""

FIRST_ANSWER: Final = 2.0
"""Seconds a handler may take before "is thinking" is shown; Discord waits three."""
CROWD: Final = 20
"""How many may wait for an answer before everybody who waits is promised one."""
CALL: Final = 2.5
"""Seconds one answer to an interaction may take, within which the library may also try again."""
GATHER: Final = 0.5
"""Seconds to wait for further changes of a guild."""
ORDER: Final = 25.0
"""Seconds one order of the outbox may take, waiting for rate limits and repeated attempts included."""
COMPLETION: Final = 2.5
PER_SECOND: Final = 48.0
"""Requests with the bot's token; Discord's ceiling is 50. Answers to interactions are not counted by Discord, so those
who wait in front of a screen lose nothing by it."""
BURST: Final = 0.02
"""Seconds' worth of requests that may go at once after a quiet while; with the pace, no second sees more than 50."""

ELLIPSIS: Final = "…"


def chunks(text: str, most: int) -> list[str]:
    """Cut a long text into pieces of at most `most` characters, between words where there are any."""
    pieces: list[str] = []
    while len(text) > most:
        cut = text.rfind(" ", most // 2, most) + 1 or most
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text] if text or not pieces else pieces


class Pace:
    """Lets calls through evenly, at most `per_second`; a burst (seconds' worth) may go at once after a quiet while."""

    def __init__(self, per_second: float, burst: float = 1.0) -> None:
        self._every = 1 / per_second
        self._burst = burst
        self._next = 0.0
        self._turn = asyncio.Lock()

    async def wait(self, calls: int = 1) -> None:
        """Return when `calls` more requests may be made. One after the other, so that a late one delays the next."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            if (pause := self._next - loop.time()) > 0:
                await asyncio.sleep(pause)
            self._next = max(self._next, loop.time() - self._burst) + self._every * calls
