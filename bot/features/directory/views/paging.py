"""Ten at a time, with a button to the next ten."""

from dataclasses import dataclass

from bot.actions import MAX_PACKED, Action
from bot.features.directory.model import PAGE, Found
from bot.ui.blocks import Block, Button, Buttons, Heading, Note
from bot.ui.text import Text, _, spaced


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of what was found is shown, and the button to the next part."""

    number: int
    following: Action


def heading(found: Found[object], exactly: Text, more_than: Text) -> Heading:
    """How many were found; beyond some hundreds nobody counts."""
    return Heading(more_than if found.has_more else exactly)


def more(page: Page, found: Found[object], narrow: Text = "") -> tuple[Block, ...]:
    """How to go on where not everything is shown. A search too long for a button can only be narrowed down."""
    if found.total <= PAGE:
        return ()
    first, last = page.number * PAGE + 1, min((page.number + 1) * PAGE, found.total)
    if found.has_more:
        shown = _("{first} to {last} of more than {total}.", first=str(first), last=str(last), total=str(found.total))
    else:
        shown = _("{first} to {last} of {total}.", first=str(first), last=str(last), total=str(found.total))
    blocks: list[Block] = [Note(spaced((shown, narrow)) if narrow else shown)]
    if last < found.total and _fits(page.following):
        blocks.append(Buttons((Button(_("Next page"), page.following),)))
    return tuple(blocks)


def _fits(action: Action) -> bool:
    try:
        return len(action.pack()) <= MAX_PACKED
    except ValueError:
        return False
