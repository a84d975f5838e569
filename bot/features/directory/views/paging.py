"""Ten at a time, with a button to the next ten."""

from dataclasses import dataclass

from bot.actions import MAX_PACKED, Action
from bot.features.directory.model import PAGE
from bot.ui.blocks import Block, Button, Buttons, Note
from bot.ui.text import Text, _, join


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of what was found is shown, and the button to the next part."""

    number: int
    total: int
    following: Action

    @property
    def slice(self) -> slice:
        return slice(self.number * PAGE, (self.number + 1) * PAGE)

    @property
    def is_last(self) -> bool:
        return (self.number + 1) * PAGE >= self.total


def more(page: Page, narrow: Text = "") -> tuple[Block, ...]:
    """How to go on where not everything is shown. A search too long for a button can only be narrowed down."""
    if page.total <= PAGE:
        return ()
    first, last = page.number * PAGE + 1, min((page.number + 1) * PAGE, page.total)
    shown = _("{first} to {last} of {total}.", first=str(first), last=str(last), total=str(page.total))
    blocks: list[Block] = [Note(join((shown, narrow), " ") if narrow else shown)]
    if not page.is_last and _fits(page.following):
        blocks.append(Buttons((Button(_("Next page"), page.following),)))
    return tuple(blocks)


def _fits(action: Action) -> bool:
    try:
        return len(action.pack()) <= MAX_PACKED
    except ValueError:
        return False
