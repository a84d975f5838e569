"""What one person sees: messages, the open form and the home tab, read from the workspace's records."""

from collections.abc import Iterator
from html import unescape

from sandbox.player import FieldSeen, FileSeen, FormSeen, MessageSeen
from sandbox.slack.markup import block_texts, buttons, mentions, readable, selects, shown_text
from sandbox.slack.state import Channel, Json, Message, StoredFile, View
from sandbox.slack.values import label, options_of, shown_value
from sandbox.slack.workspace import SlackWorkspace

LONG = {"rich_text_input"}
SHORT = {"email_text_input", "url_text_input", "number_input", "datepicker", "timepicker", "datetimepicker"}


def channel_label(channel: Channel) -> str:
    """The name by which a story calls a conversation; '@bot' is the one with the application."""
    return "@bot" if channel.kind == "im" else channel.name


def visible_channels(ws: SlackWorkspace, user: str) -> list[Channel]:
    """The conversations in a person's side bar."""
    return [each for each in ws.channels.values() if user in each.members and not each.archived]


def visible_messages(ws: SlackWorkspace, user: str, only: Channel | None = None) -> list[Message]:
    """The messages a person sees, oldest first. A public channel named explicitly can be read without joining."""
    places = [only] if only is not None else visible_channels(ws, user)
    found = [m for channel in places for m in channel.messages if m.ephemeral_to in (None, user)]
    return sorted(found, key=lambda message: float(message.ts))


def select_label(element: Json) -> str:
    """What stands on a select before something is chosen."""
    return unescape(element.get("placeholder", {}).get("text") or element["action_id"])


def newest_first(ws: SlackWorkspace, reader: str, only: Channel | None = None) -> Iterator[tuple[Message, MessageSeen]]:
    """The visible messages, newest first, each read only when asked for."""
    for message in reversed(visible_messages(ws, reader, only)):
        yield message, message_seen(ws, message, reader)


def author_name(ws: SlackWorkspace, message: Message) -> str:
    user = ws.users.get(message.user)
    return user.real_name if user else "Slackbot"


def pictures(ws: SlackWorkspace, message: Message) -> Iterator[tuple[StoredFile, str]]:
    """The files that the message's own blocks show, with the words for them."""
    for block in message.blocks:
        if block.get("type") == "image" and (file := ws.files.get(block.get("slack_file", {}).get("id", ""))):
            yield file, block["alt_text"]


def message_seen(ws: SlackWorkspace, message: Message, reader: str) -> MessageSeen:
    """A message as `reader` sees it, times in the reader's own zone."""
    text = shown_text(ws, message.text, message.blocks, tz=ws.users[reader].tz)
    files = [ws.files[each] for each in message.files if each in ws.files]
    return MessageSeen(
        id=message.ts,
        channel=channel_label(ws.channels[message.channel]),
        author=author_name(ws, message),
        text=text,
        buttons=tuple(label(element) for _, element in buttons(message.blocks)),
        selects=tuple(select_label(element) for _, element in selects(message.blocks)),
        files=tuple(FileSeen(each.name, each.content or b"") for each in files),
        pictures=tuple(FileSeen(each.name, each.content or b"", alt) for each, alt in pictures(ws, message)),
        private=message.ephemeral_to is not None,
        edited=message.edited is not None,
        mentions=mentions(ws, message.text, message.blocks),
    )


def home_seen(ws: SlackWorkspace, view: View) -> MessageSeen:
    """The home tab, read like a message in '@home'."""
    blocks = view.body["blocks"]
    return MessageSeen(
        id=view.id,
        channel="@home",
        author=ws.app_name,
        text=shown_text(ws, "", blocks, tz=ws.users[view.user].tz),
        buttons=tuple(label(element) for _, element in buttons(blocks)),
        selects=tuple(select_label(element) for _, element in selects(blocks)),
        private=True,
        mentions=mentions(ws, "", blocks),
    )


def form_seen(ws: SlackWorkspace, view: View) -> FormSeen:
    """The modal in front of a person, with its errors."""
    body = view.body
    zone = ws.users[view.user].tz
    texts = [readable(ws, part, tz=zone, notation=how) for b in body["blocks"] for part, how in block_texts(b)]
    return FormSeen(
        title=unescape(body["title"]["text"]),
        fields=tuple(_field(ws, view, block) for block in body["blocks"] if block["type"] == "input"),
        text="\n".join([*texts, view.trouble] if view.trouble else texts),
        submit=unescape(body["submit"]["text"]) if body.get("submit") else "",
    )


def _field(ws: SlackWorkspace, view: View, block: Json) -> FieldSeen:
    element = block["element"]
    kind = element["type"]
    if kind in SHORT or kind == "plain_text_input":
        shown = "longtext" if element.get("multiline") else "text"
    elif kind in LONG:
        shown = "longtext"
    else:
        shown = "choices" if kind.startswith("multi_") or kind in ("checkboxes", "file_input") else "choice"
    return FieldSeen(
        label=unescape(block["label"]["text"]),
        kind=shown,
        value=shown_value(ws, view.values[block["block_id"], element["action_id"]]),
        options=tuple(label(each) for each in options_of(element)),
        required=not block.get("optional", False),
        error=view.errors.get(block["block_id"], ""),
        hint=unescape(block.get("hint", {}).get("text", "")),
    )
