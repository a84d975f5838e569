"""Pictures in messages: uploaded where only we see them, then shown by a block of the message.

Slack looks at a new file for a moment before a block may show it, and says only by refusing the block that it is not
done. A message whose picture it never takes is posted with the words for it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from adapters.slack.limits import Json
from adapters.slack.workspace import Workspace
from bot.outbox import DeliveryProblem, Rejected
from bot.ui.view import File

PAUSES = (0.3, 0.7, 1.5, 2.0)
"""Seconds between attempts to show a picture."""
_NOT_READY = "slack_file"


async def hang(
    workspace: Workspace, pictures: Sequence[File], messages: Iterable[Json], *, urgent: bool = False
) -> None:
    """Upload the pictures that drawn messages show, each only once, and put their ids into the blocks."""
    ids = {each.digest: await _known(workspace, each, urgent=urgent) for each in pictures}
    for block in _shown(messages):
        block["slack_file"]["id"] = ids[block["slack_file"]["id"]]


async def _known(workspace: Workspace, picture: File, *, urgent: bool) -> str:
    if picture.digest not in workspace.pictures:
        (file,) = await workspace.upload("", [(picture.name, picture.content)], urgent=urgent)
        workspace.remember_picture(picture.digest, file)
    return workspace.pictures[picture.digest]


async def call(workspace: Workspace, method: str, message: Json, **more: Any) -> Json:
    """A call that shows a message. Raises a DeliveryProblem."""
    for pause in PAUSES if any(_shown([message])) else ():
        try:
            return await workspace.call(method, **message, **more)
        except Rejected as refused:
            if _NOT_READY not in str(refused):
                raise
            await asyncio.sleep(pause)
    try:
        return await workspace.call(method, **message, **more)
    except Rejected as refused:
        if _NOT_READY not in str(refused):
            raise
        workspace.pictures.clear()  # what is wrong with a file is not wrong with its next upload
        return await workspace.call(method, **in_words(message), **more)


async def hang_or_name(workspace: Workspace, pictures: Sequence[File], messages: list[Json]) -> list[Json]:
    """The same for somebody who waits: without the pictures when they cannot be uploaded."""
    try:
        await hang(workspace, pictures, messages, urgent=True)
    except DeliveryProblem:
        return [in_words(message) for message in messages]
    return messages


def in_words(message: Json) -> Json:
    """The message with what its pictures show said instead."""
    blocks = [_words(block) if block.get("type") == "image" else block for block in message["blocks"]]
    return {**message, "blocks": blocks}


def has_picture(message: Json) -> bool:
    return any(_shown([message]))


def _words(block: Json) -> Json:
    return {"type": "context", "elements": [{"type": "plain_text", "text": block["alt_text"], "emoji": False}]}


def _shown(messages: Iterable[Json]) -> Iterable[Json]:
    return (block for message in messages for block in message["blocks"] if block.get("type") == "image")
