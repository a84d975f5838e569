"""What Slack takes at most, and how longer content is divided: nothing is ever cut off silently."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 7500
"""Slack refuses messages whose blocks hold more than about 13,000 characters, counting some scripts more than once."""

ALT = 2000
"""Of what a picture shows, in words."""
HEADING = 150
TEXT = 3000
FACTS = 10
FACT = 2000
BUTTONS = 25
BUTTON = 75
URL = 3000
OPTIONS = 100
OPTION = 75
PLACEHOLDER = 150
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_ANSWER = 30

TITLE = 24
"""Titles and buttons of a form."""
LABEL = 2000
INPUT = 3000
RADIOS = 5
"""Slack allows ten; more than five read better as a menu."""
CHECKBOXES = 10

RESPONSES = 5
"""So often a response URL may be used, within thirty minutes."""


def pieces(text: str, limit: int) -> Iterator[str]:
    """Divide at line ends or spaces where there are any; put together again the pieces are the whole text."""
    while len(text) > limit:
        near = max(text.rfind("\n", limit // 2, limit), text.rfind(" ", limit // 2, limit)) + 1
        yield text[: near or limit]
        text = text[near or limit :]
    if text:
        yield text


def fit(text: str, limit: int, spilled: list[str]) -> str:
    """`text`, or its beginning with an ellipsis; the whole is then added to `spilled`, to be shown somewhere near."""
    if len(text) <= limit:
        return text
    spilled.append(text)
    return text[: limit - 1] + "…"


def characters(block: Json) -> int:
    """How much there is to read in a block."""
    return sum(_characters(value) for value in block.values())


def _characters(value: Any) -> int:
    if isinstance(value, dict):
        own = value.get("text")
        return len(own) + 1 if isinstance(own, str) else sum(_characters(each) for each in value.values())
    return sum(_characters(each) for each in value) if isinstance(value, list) else 0


def pages(blocks: Iterable[Json], most: int = MESSAGE_BLOCKS, room: int = MESSAGE_CHARACTERS) -> list[list[Json]]:
    """Blocks in portions that fit into one message each; at least one portion, which may be empty."""
    found: list[list[Json]] = [[]]
    used = 0
    for block in blocks:
        size = characters(block)
        if found[-1] and (len(found[-1]) >= most or used + size > room):
            found.append([])
            used = 0
        found[-1].append(block)
        used += size
    return found
