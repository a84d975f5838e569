"""Views as Discord messages of components: split where one message is too small, never cut."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, assert_never

from adapters.discord import limits
from adapters.discord.controls import asking, pressing
from adapters.discord.markup import lines, parts
from adapters.discord.questions import Question
from bot.i18n import Reader
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Divider,
    Fields,
    Heading,
    LinkButton,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.text import COLON, Bold, Text, _, shortened
from bot.ui.view import File, View

JSON: TypeAlias = dict[str, Any]
ROW, BUTTON, SELECT, TEXT, GALLERY, FILE, SEPARATOR = 1, 2, 3, 10, 12, 13, 14
STYLES = {"plain": 2, "primary": 1, "danger": 4}
LINK_STYLE = 5
EMPTY = "\u200b"


@dataclass(frozen=True, slots=True)
class Page:
    """One message.

    `pings` are the users and roles ("&id") mentioned by us in it, `questions` what its buttons ask first, by key.
    """

    components: list[JSON]
    files: tuple[File, ...] = ()
    pings: frozenset[str] = frozenset()
    questions: dict[str, str] = field(default_factory=dict[str, str])


def draw(view: View, reader: Reader) -> tuple[Page, ...]:
    """Draw a view as one or more messages."""
    pen = _Pen(reader)
    above, below = view.around_pictures()
    for block in above:
        pen.block(block)
    pen.show(view.pictures)
    for block in below:
        pen.block(block)
    pen.attach(view.enclosed)
    return pen.finish()


def draw_one(view: View, reader: Reader) -> Page:
    """Draw a view as exactly one message: texts that find no room in it are in a file that hangs on it."""
    page, *more = draw(view, reader)
    kept = list(view.blocks)
    note = Note(_("There is more than fits in here: see the attached file."))
    text = File("text.txt", plain_text(view, reader).encode(), "text/plain; charset=utf-8")
    while more and any(not isinstance(block, Buttons | Choice) for block in kept):
        last = max(number for number, block in enumerate(kept) if not isinstance(block, Buttons | Choice))
        del kept[last]
        page, *more = draw(View((*kept, note), view.summary, (*view.files, text)), reader)
    return page


def plain_text(view: View, reader: Reader) -> str:
    """All words of a view without markup, a line each."""
    rows: list[str] = []
    for block in view.blocks:
        match block:
            case Heading(text) | Paragraph(text) | Quote(text) | Note(text):
                rows.append(reader.plain(text))
            case Fields(pairs):
                rows.extend(reader.plain((*parts(name), COLON, *parts(value))) for name, value in pairs)
            case Bullets(items):
                rows.extend(f"{mark}{reader.plain(item)}" for mark, item in zip(block.marks, items, strict=True))
            case Divider():
                rows.append("")
            case Buttons() | Choice():
                pass
            case _:
                assert_never(block)
    return "\n".join(rows)


class _Pen:
    """Puts blocks onto pages."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._pages: list[Page] = []
        self._begin()

    def _begin(self) -> None:
        self._components: list[JSON] = []
        self._text = self._count = 0
        self._taken: set[str] = set()
        self._files: list[File] = []
        self._pings: set[str] = set()
        self._questions: dict[str, str] = {}

    def _turn(self) -> None:
        if self._components:
            self._pages.append(
                Page(self._components, tuple(self._files), frozenset(self._pings), dict(self._questions))
            )
        self._begin()

    def finish(self) -> tuple[Page, ...]:
        self._turn()
        return tuple(self._pages) or (Page([{"type": TEXT, "content": EMPTY}]),)

    def _room(self, components: int, text: int = 0) -> None:
        full = self._count + components > limits.MESSAGE_COMPONENTS or self._text + text > limits.MESSAGE_TEXT
        if full:
            self._turn()
        self._count += components
        self._text += text

    def block(self, block: Block) -> None:
        match block:
            case Heading(text):
                self._write(self._rows(text, "## "))
            case Paragraph(text):
                self._write(self._rows(text))
            case Fields(pairs):
                self._write(
                    row
                    for name, value in pairs
                    for row in self._rows((Bold(self.reader.plain(name)), COLON, *parts(value)))
                )
            case Bullets(items):
                listed = zip(block.marks, items, strict=True)
                self._write(row for mark, item in listed for row in self._rows(item, mark, " " * len(mark)))
            case Quote(text):
                self._write(self._rows(text, "> "))
            case Note(text):
                self._write(self._rows(text, "-# "))
            case Divider():
                if self._components:
                    self._room(1)
                    self._components.append({"type": SEPARATOR, "divider": True, "spacing": 1})
            case Buttons(items):
                self._buttons(items)
            case Choice():
                self._choice(block)
            case _:
                assert_never(block)

    def _rows(self, text: Text, prefix: str = "", then: str | None = None) -> Iterator[tuple[str, frozenset[str]]]:
        """Lines of markup, each short enough for a message, with those it mentions."""
        drawn = lines(text, self.reader)
        mentioned = frozenset(drawn.mentioned)
        for number, pieces in enumerate(drawn.rows):
            start = prefix if number == 0 or then is None else then
            row = ""
            for piece in pieces:
                if row and len(start) + len(row) + len(piece) > limits.MESSAGE_TEXT:
                    yield start + row, mentioned
                    row, start = "", prefix if then is None else then
                row += piece
            yield (start + row if row.strip() or start == "> " else ""), mentioned

    def _write(self, rows: Iterable[tuple[str, frozenset[str]]]) -> None:
        """Put lines into one text, or into several when they are too long."""
        held: list[str] = []
        length = 0
        pings: set[str] = set()
        for row, mentioned in rows:
            if held and length + 1 + len(row) > limits.MESSAGE_TEXT:
                self._put("\n".join(held), pings)
                held, length, pings = [], 0, set()
            length += len(row) + bool(held)
            held.append(row)
            pings |= mentioned
        self._put("\n".join(held), pings)

    def _put(self, content: str, pings: Iterable[str] = ()) -> None:
        if content.strip():
            self._room(1, len(content))
            self._pings.update(pings)
            self._components.append({"type": TEXT, "content": content})

    def _label(self, text: Text, most: int) -> str:
        """A label; what had to be shortened is written out above it."""
        whole = self.reader.plain(text)
        short = shortened(whole, most) or EMPTY
        if short.endswith(limits.ELLIPSIS) and short != whole:
            self._write(self._rows(whole, "-# "))
        return short

    def _buttons(self, items: tuple[Button | LinkButton, ...]) -> None:
        for at in range(0, len(items), limits.ROW_BUTTONS):
            several = items[at : at + limits.ROW_BUTTONS]
            labels = [self._label(item.label, limits.BUTTON_LABEL) for item in several]
            links = [i for i in several if isinstance(i, LinkButton) and len(i.url) > limits.LINK]
            for item in links:
                self._write(self._rows((*parts(item.label), COLON, item.url)))
            shown = [(item, label) for item, label in zip(several, labels, strict=True) if item not in links]
            if shown:
                self._room(1 + len(shown))
                self._components.append(
                    {"type": ROW, "components": [self._button(item, label) for item, label in shown]}
                )

    def _button(self, item: Button | LinkButton, label: str) -> JSON:
        match item:
            case LinkButton(_, url):
                return {"type": BUTTON, "style": LINK_STYLE, "label": label, "url": url}
            case Button(_, action, style, confirm):
                payload = action.pack()
                custom_id = self._ask(confirm, payload) if confirm else pressing(payload, self._taken)
                return {"type": BUTTON, "style": STYLES[style], "label": label, "custom_id": custom_id}
            case _:
                assert_never(item)

    def _ask(self, confirm: Confirm, payload: str) -> str:
        question = Question(
            "\n".join(row for row, _pings in self._rows(confirm.title)),
            "\n".join(row for row, _pings in self._rows(confirm.text)),
            shortened(self.reader.plain(confirm.yes), limits.BUTTON_LABEL),
            shortened(self.reader.plain(confirm.no), limits.BUTTON_LABEL),
        )
        self._questions[question.key] = question.dump()
        return asking(payload, question.key, self._taken)

    def _choice(self, choice: Choice) -> None:
        """One menu, or several below each other when the list is long; what is picked in one adds to the others."""
        payload = choice.action.pack()
        menus = [
            choice.options[at : at + limits.SELECT_OPTIONS]
            for at in range(0, len(choice.options), limits.SELECT_OPTIONS)
        ]
        for number, options in enumerate(menus):
            named = choice.placeholder
            if len(menus) > 1:
                named = _("{what} ({part} of {parts})", what=named, part=str(number + 1), parts=str(len(menus)))
            placeholder = self._label(named, limits.PLACEHOLDER)
            drawn = [self.option(option, option.value in choice.selected) for option in options]
            self._room(2)
            select: JSON = {
                "type": SELECT,
                "custom_id": pressing(payload, self._taken),
                "placeholder": placeholder,
                "min_values": 0 if choice.at_most > 1 else 1,
                "max_values": max(1, min(choice.at_most, len(options)), sum(o.get("default", False) for o in drawn)),
                "options": drawn,
            }
            self._components.append({"type": ROW, "components": [select]})

    def option(self, option: Option, chosen: bool) -> JSON:
        label = self._label(option.label, limits.OPTION_TEXT)
        drawn: JSON = {"label": label, "value": option.value}
        if description := self.reader.plain(option.description):
            drawn["description"] = self._label(description, limits.OPTION_TEXT)
        return {**drawn, "default": True} if chosen else drawn

    def show(self, files: tuple[File, ...]) -> None:
        """Pictures in the message itself, each with the words for those who do not see it."""
        for file in files:
            url = self._upload(file)
            words = shortened(self.reader.plain(file.alt), limits.ALT) or file.name
            self._components.append({"type": GALLERY, "items": [{"media": {"url": url}, "description": words}]})

    def attach(self, files: tuple[File, ...]) -> None:
        """Hang files on the last message; they keep their names as far as Discord lets them."""
        for file in files:
            url = self._upload(file)  # which may turn the page
            self._components.append({"type": FILE, "file": {"url": url}})

    def _upload(self, file: File) -> str:
        """Make room for a component with a file; returns the address of the file in this message."""
        if len(self._files) >= limits.MESSAGE_FILES:
            self._turn()
        self._room(1)
        name = _wire_name(file.name, {known.name for known in self._files})
        self._files.append(replace(file, name=name))
        return f"attachment://{name}"


def _wire_name(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in (stem if dot else name))
    plain = plain.strip(".")[:80] or "file"
    tail = "".join(c for c in ending if c.isascii() and c.isalnum())[:10] if dot else ""
    found, number = f"{plain}.{tail}" if tail else plain, 1
    while found in taken:
        number += 1
        found = f"{plain}_{number}.{tail}" if tail else f"{plain}_{number}"
    return found
