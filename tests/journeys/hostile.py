"""A client that somebody has tampered with: other payloads, other drafts, no limits of its own."""

import json
from typing import Any

from sandbox.discord.markup import nodes
from sandbox.discord.player import DiscordPlayer
from sandbox.player import Player
from sandbox.slack.player import SlackPlayer
from sandbox.slack.values import label


async def presses_forged(player: Player, button: str, payload: str) -> None:
    """Press the newest button of that label with another payload behind it. The payload stays as it was afterwards."""
    part, key, real = _behind(player, button)
    part[key] = real.partition("|")[0] + "|" + payload if isinstance(player, SlackPlayer) else payload
    try:
        await player.presses(button)
    finally:
        part[key] = real


def payload_of(player: Player, button: str) -> str:
    """What stands behind the newest button of that label."""
    _part, _key, real = _behind(player, button)
    return real.partition("|")[2] if isinstance(player, SlackPlayer) else real


def _behind(player: Player, button: str) -> tuple[dict[str, Any], str, str]:
    if isinstance(player, SlackPlayer):
        _block, element, _message, _view = player._find_button(button, None)
        assert label(element) == button
        return element, "action_id", element["action_id"]
    assert isinstance(player, DiscordPlayer)
    for message in player._newest_first(None):
        for part in nodes(message.components):
            if part["type"] == 2 and part.get("label") == button:
                return part, "custom_id", part["custom_id"]
    raise LookupError(button)


def draft_of(player: Player) -> str:
    """The draft behind the open form."""
    if isinstance(player, SlackPlayer):
        assert player.client.view is not None
        return json.loads(player.client.view.body["private_metadata"])["draft"]
    assert isinstance(player, DiscordPlayer)
    assert player.client.form is not None
    return player.client.form.custom_id.removeprefix("form:")


def puts_draft(player: Player, draft: str) -> None:
    """Let the open form claim to be another one."""
    if isinstance(player, SlackPlayer):
        view = player.client.view
        assert view is not None
        view.body["private_metadata"] = json.dumps(json.loads(view.body["private_metadata"]) | {"draft": draft})
    else:
        assert isinstance(player, DiscordPlayer)
        assert player.client.form is not None
        player.client.form.custom_id = f"form:{draft}"


def forgets_limits(player: Player) -> None:
    """The client checks no length and no list any more."""
    if isinstance(player, SlackPlayer):
        assert player.client.view is not None
        for block in player.client.view.body["blocks"]:
            block.get("element", {}).pop("max_length", None)
    else:
        assert isinstance(player, DiscordPlayer)
        assert player.client.form is not None
        for field in player.client.form.fields:
            field.part["max_length"] = 100_000
