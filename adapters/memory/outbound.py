"""From a view to plain lines and named buttons."""

from dataclasses import dataclass, field
from typing import assert_never

from bot.i18n import Reader
from bot.ui.blocks import (
    Bullets,
    Button,
    Buttons,
    Choice,
    Divider,
    Fields,
    Heading,
    LinkButton,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.text import COLON, join
from bot.ui.view import File, View


@dataclass(slots=True)
class Menu:
    payload: str
    options: dict[str, str]
    """Values by label."""


@dataclass(slots=True)
class Message:
    """A message on the memory platform."""

    id: str
    channel: str
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict[str, str])
    """Packed actions by label."""
    menus: dict[str, Menu] = field(default_factory=dict[str, Menu])
    files: tuple[File, ...] = ()
    private_to: str = ""
    nonce: str = ""
    edits: int = 0
    confirms: dict[str, str] = field(default_factory=dict[str, str])
    """What is asked before a press takes effect, by label."""


def draw(message: Message, view: View, reader: Reader) -> Message:
    """Write the view into the message and return it."""
    lines: list[str] = []
    message.buttons, message.menus, message.confirms, message.files = {}, {}, {}, view.files
    for block in view.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Quote(text) | Note(text):
                lines.append(reader.plain(text))
            case Fields(pairs):
                lines.extend(reader.plain(join((name, value), COLON)) for name, value in pairs)
            case Bullets(items):
                lines.extend(f"{mark}{reader.plain(item)}" for mark, item in zip(block.marks, items, strict=True))
            case Divider():
                lines.append("---")
            case Buttons(items):
                for item in items:
                    _button(message, lines, item, reader)
            case Choice(action, placeholder, options):
                message.menus[reader.plain(placeholder)] = Menu(action.pack(), _labels(options, reader))
            case _:
                assert_never(block)
    lines.extend(f"[{reader.plain(picture.alt)}]" for picture in view.pictures)
    message.text = "\n".join(lines)
    return message


def _button(message: Message, lines: list[str], item: Button | LinkButton, reader: Reader) -> None:
    match item:
        case Button(label, action, confirm=confirm):
            message.buttons[reader.plain(label)] = action.pack()
            if confirm is not None:
                message.confirms[reader.plain(label)] = reader.plain(confirm.text)
        case LinkButton(label, url):
            lines.append(f"{reader.plain(label)}: {url}")
        case _:
            assert_never(item)


def _labels(options: tuple[Option, ...], reader: Reader) -> dict[str, str]:
    return {reader.plain(option.label): option.value for option in options}
