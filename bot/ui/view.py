"""A view: what one message says, and the files that come with it."""

from dataclasses import dataclass

from bot.ui.blocks import Block
from bot.ui.text import Text


@dataclass(frozen=True, slots=True)
class File:
    """A file made by us. `name` carries the extension; content is at most a few megabytes."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class View:
    """Blocks in reading order. `summary` is the one line a notification shows; without it the first text serves."""

    blocks: tuple[Block, ...]
    summary: Text = ""
    files: tuple[File, ...] = ()

    @classmethod
    def of(cls, *blocks: Block, summary: Text = "", files: tuple[File, ...] = ()) -> "View":
        return cls(blocks, summary, files)
