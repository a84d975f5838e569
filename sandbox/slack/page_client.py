"""The client for a browser page: everything it can press or fill is named by ids that the page got in a snapshot."""

from collections.abc import Sequence

from sandbox.slack.client import SlackClient, chosen_value
from sandbox.slack.screen import visible_messages
from sandbox.slack.state import Json, Message, View, elements_of
from sandbox.slack.values import options_of, typed_value
from sandbox.slack.workspace import SlackWorkspace


class PageClient(SlackClient):
    """`surface` is the ts of a message or the id of a view; LookupError when that is not in front of the person."""

    def __init__(self, ws: SlackWorkspace, user_id: str) -> None:
        super().__init__(ws, user_id)
        self._offered: dict[tuple[str, str, str], dict[str, Json]] = {}

    def locate(self, surface: str, block_id: str, action_id: str) -> tuple[Json, Json, Message | None, View | None]:
        """The block and element with these ids, and the message or view they are in."""
        home = self.ws.homes.get(self.user_id)
        views = [*self.ws.modals.get(self.user_id, []), *([home] if home else [])]
        view = next((each for each in views if each.id == surface), None)
        shown = [] if view else visible_messages(self.ws, self.user_id)
        message = next((each for each in shown if each.ts == surface), None)
        blocks = view.body["blocks"] if view else message.blocks if message else []
        for block in blocks:
            for element in elements_of(block):
                if block.get("block_id") == block_id and element.get("action_id") == action_id:
                    return block, element, message, view
        raise LookupError(f"nothing named {block_id}/{action_id} on {surface}")

    async def press_at(self, surface: str, block_id: str, action_id: str) -> None:
        """Press a button."""
        block, element, message, view = self.locate(surface, block_id, action_id)
        await self.press(block, element, message=message, view=view)

    async def set_at(self, surface: str, block_id: str, action_id: str, given: Sequence[str]) -> None:
        """Type a text, or choose options by value, people and channels by id, dates as ISO text; [] empties it."""
        block, element, message, view = self.locate(surface, block_id, action_id)
        kind = element["type"]
        if kind == "overflow":
            value = chosen_value(element, [each for each in options_of(element) if each["value"] == given[0]])
        elif "external_select" in kind and given:
            offered = self._offered.get((surface, block_id, action_id), {})
            value = chosen_value(element, [offered[each] for each in given])
        else:
            value = typed_value(self.ws, element, given)
        if view is not None and (block["type"] == "input" or view.body["type"] == "modal"):
            await self.fill(view, block, element, value)
        else:
            await self.choose(block, element, value, message=message, view=view)

    async def suggest_at(self, surface: str, block_id: str, action_id: str, query: str) -> list[Json]:
        """What an external select offers for `query`; `set_at` then takes the values of these options."""
        block, element, message, view = self.locate(surface, block_id, action_id)
        offered = await self.suggest(block, element, query, message=message, view=view)
        kept = self._offered.setdefault((surface, block_id, action_id), {})
        kept |= {each["value"]: each for each in offered}
        return offered
