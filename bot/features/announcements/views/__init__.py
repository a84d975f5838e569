"""Everything announcements show. `EXAMPLES` has one of each; it is made when asked for, as only tests and docs do."""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "EXAMPLES":
        from bot.features.announcements.views.examples import EXAMPLES

        return EXAMPLES
    raise AttributeError(name)
