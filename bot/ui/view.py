"""A view: what one message says, and the files that come with it."""

import hashlib
from dataclasses import dataclass

from bot.ui.blocks import Block, Buttons, Choice
from bot.ui.text import Text

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What every platform shows in the message itself."""


@dataclass(frozen=True, slots=True)
class File:
    """A file made by us. `name` carries the extension; content is at most a few megabytes.

    A picture is shown in the message, above the buttons at its end; `alt` is read by those who do not see it, so it
    says what can be seen. Every other file hangs on the message.
    """

    name: str
    content: bytes
    media_type: str = "application/octet-stream"
    alt: Text = ""

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def digest(self) -> str:
        """The same for the same content."""
        return hashlib.sha256(self.content).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class View:
    """Blocks in reading order. `summary` is the one line a notification shows; without it the first text serves."""

    blocks: tuple[Block, ...]
    summary: Text = ""
    files: tuple[File, ...] = ()

    @classmethod
    def of(cls, *blocks: Block, summary: Text = "", files: tuple[File, ...] = ()) -> "View":
        return cls(blocks, summary, files)

    @property
    def pictures(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.is_picture)

    @property
    def enclosed(self) -> tuple[File, ...]:
        """The files that are no pictures."""
        return tuple(file for file in self.files if not file.is_picture)

    def around_pictures(self) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        """The blocks above the pictures and those below: buttons and menus at the end."""
        end = len(self.blocks)
        while end and isinstance(self.blocks[end - 1], Buttons | Choice):
            end -= 1
        return self.blocks[:end], self.blocks[end:]
