"""From a request's JSON to a message: components get ids, files get addresses, an edit replaces only what it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.discord import changes
from sandbox.discord.errors import ApiError
from sandbox.discord.markup import nodes
from sandbox.discord.model import COMPONENTS_V2, LOADING, Attachment, Channel, Message
from sandbox.discord.state import World

JSON = dict[str, Any]
SUPPRESS_EMBEDS = 1 << 2


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart request; `number` is the n of `files[n]`."""

    number: int
    name: str
    content: bytes
    content_type: str


def attachments(world: World, body: JSON, files: Sequence[Upload], kept: Sequence[Attachment] = ()) -> list[Attachment]:
    """Old attachments the body keeps, then the uploaded ones."""
    described = {str(one.get("id")): one for one in body.get("attachments") or ()}
    found = [one for one in kept if body.get("attachments") is None or str(one.id) in described]
    for file in files:
        about = described.get(str(file.number), {})
        name = about.get("filename") or file.name
        found.append(Attachment(world.new_id(), name, file.content, file.content_type, about.get("description")))
    return found


def components(world: World, given: Sequence[JSON], files: Sequence[Attachment]) -> list[JSON]:
    """Components as Discord gives them back: numbered, defaults filled in, `attachment://` resolved."""
    found = [_filled(one) for one in given]
    taken = {one["id"] for one in nodes(found) if one.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    for one in nodes(found):
        one["id"] = one.get("id") or next(free)
        for holder in (one, *(one.get("items") or ())):
            for key in ("media", "file"):
                if key in holder:
                    holder[key] = _media(world, holder[key], files)
        if one["type"] == 13:
            file = next((each for each in files if each.name == one["file"]["url"].rpartition("/")[2]), None)
            one |= {"name": file.name if file else None, "size": len(file.content) if file else None}
    return found


def _filled(given: JSON) -> JSON:
    one: JSON = {key: value for key, value in given.items() if value is not None}
    kind: int = given["type"]
    if kind in (3, 5, 6, 7, 8):
        one = {"min_values": 1, "max_values": 1, **one}
    elif kind == 14:
        one = {"spacing": 1, "divider": True, **one}
    elif kind == 17:
        one = {"accent_color": None, "spoiler": False, **one}
    elif kind == 11:
        one = {"description": None, "spoiler": False, **one}
    elif kind == 13:
        one = {"spoiler": False, **one}
    elif kind == 12:
        one["items"] = [{"description": None, "spoiler": False, **item} for item in given["items"]]
    for key in ("components", "options"):
        if key in one:
            one[key] = [_filled(each) if key == "components" else _option(each) for each in one[key]]
    for key in ("accessory", "component"):
        if key in one:
            one[key] = _filled(one[key])
    return one


def _option(given: JSON) -> JSON:
    return {key: value for key, value in given.items() if value is not None}


def _media(world: World, given: JSON, files: Sequence[Attachment]) -> JSON:
    url = str(given.get("url", ""))
    for one in files:
        if url == f"attachment://{one.name}":
            url = f"{world.base_url}/attachments/{one.id}/{one.name}"
    return {"id": str(world.new_id()), "url": url, "proxy_url": url}


def embeds(given: Sequence[JSON]) -> list[JSON]:
    found: list[JSON] = []
    for one in given:
        filled: JSON = {key: value for key, value in one.items() if value is not None} | {"type": "rich"}
        if "fields" in filled:
            filled["fields"] = [{"inline": False} | each for each in filled["fields"]]
        found.append(filled)
    return found


def new_message(world: World, channel: Channel, author_id: int, body: JSON, files: Sequence[Upload]) -> Message:
    """Build a message that is not yet posted. An empty one is refused."""
    uploaded = attachments(world, body, files)
    message = Message(
        id=world.new_id(),
        channel_id=channel.id,
        author_id=author_id,
        at=world.clock.now(),
        content=(body.get("content") or "").strip(),
        embeds=embeds(body.get("embeds") or ()),
        components=components(world, body.get("components") or (), uploaded),
        attachments=uploaded,
        flags=(body.get("flags") or 0) & (COMPONENTS_V2 | SUPPRESS_EMBEDS | 1 << 12),
        nonce=body.get("nonce"),
    )
    refuse_empty(message)
    return message


def refuse_empty(message: Message) -> None:
    if not (message.content or message.embeds or message.components or message.attachments):
        raise ApiError(400, 50006)


def edit_message(world: World, message: Message, body: JSON, files: Sequence[Upload]) -> None:
    """Replace what the body names; what it leaves out stays. The flag for components V2 can be set, never taken."""
    was_loading = bool(message.flags & LOADING)
    if body.get("content", ...) is not ...:
        message.content = (body["content"] or "").strip()
    if "embeds" in body:
        message.embeds = embeds(body["embeds"] or ())
    if files or "attachments" in body:
        message.attachments = attachments(world, body, files, message.attachments)
    if "components" in body:
        message.components = components(world, body["components"] or (), message.attachments)
    message.flags = (message.flags | ((body.get("flags") or 0) & COMPONENTS_V2)) & ~LOADING
    if message.flags & COMPONENTS_V2 and (message.content or message.embeds):
        text = "The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        errors = {
            "content": {"_errors": [{"code": "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "message": text}]}
        }
        raise ApiError(400, 50035, errors=errors)
    refuse_empty(message)
    if not was_loading:
        message.edited_at = world.clock.now()
    changes.edited(world, message, body.get("allowed_mentions"))
