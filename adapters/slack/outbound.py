"""Views as Slack messages: pure, and nothing of a view is ever lost on the way."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import assert_never

from adapters.slack import limits
from adapters.slack.limits import Json, fit, pages, pieces
from adapters.slack.markup import divide, escape, linkable, mrkdwn, plain, rich
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
from bot.ui.text import Text, _
from bot.ui.view import File, View

CONTINUED = _("Continued in the next message.")


def messages(view: View, reader: Reader, team: str, *notes: Text) -> list[Json]:
    """`text` and `blocks` of each message that is needed to show the view; nearly always it is one."""
    above, below = view.around_pictures()
    shown = [*draw(View(above), reader, team), *(picture(file, reader) for file in view.pictures)]
    blocks = shown + draw(View((*below, *(Note(note) for note in notes))), reader, team)
    parts = pages(blocks, limits.MESSAGE_BLOCKS - 1)
    for part in parts[:-1]:
        part.append(_context(plain(reader.plain(CONTINUED))))
    return [{"text": escape(summary(view, reader)), "blocks": part} for part in parts]


def picture(file: File, reader: Reader) -> Json:
    """The block of a picture; until it is uploaded, its content stands for its id (`adapters.slack.pictures`)."""
    words = (reader.plain(file.alt) or file.name)[: limits.ALT]
    return {"type": "image", "slack_file": {"id": file.digest}, "alt_text": words}


def home(view: View, reader: Reader, team: str, command: str) -> Json:
    """The App Home; what does not fit is to be had with `command`."""
    first, *others = pages(draw(view, reader, team), limits.VIEW_BLOCKS - 1)
    if others:
        more = _("There is more. Type {command} in any channel to see all of it.", command=command)
        first.append(_context(plain(reader.plain(more))))
    return {"type": "home", "blocks": first}


def summary(view: View, reader: Reader) -> str:
    """The line of the notification: the view's own, or its first text."""
    texts = (reader.plain(text).strip() for text in (view.summary, *_texts(view.blocks)))
    return next((text for text in texts if text), "–")[: limits.TEXT]


def _texts(blocks: Sequence[Block]) -> Iterator[Text]:
    for block in blocks:
        match block:
            case Heading(text) | Paragraph(text) | Quote(text) | Note(text):
                yield text
            case Bullets(items):
                yield from items
            case Fields(pairs):
                yield from (text for pair in pairs for text in pair)
            case Divider() | Buttons() | Choice():
                pass
            case _:
                assert_never(block)


def draw(view: View, reader: Reader, team: str) -> list[Json]:
    """All blocks of a view, as many as it takes; `team` is the workspace whose people can be pinged."""
    return [drawn for block in view.blocks for drawn in _block(block, reader, team)]


def _block(block: Block, reader: Reader, team: str) -> Iterator[Json]:
    match block:
        case Heading(text):
            words = " ".join(reader.plain(text).split("\n"))
            yield from (
                {"type": "header", "text": plain(part)} for part in pieces(words, limits.HEADING) if part.strip()
            )
        case Paragraph(text):
            yield from _rich_text("rich_text_section", rich(text, reader, team))
        case Quote(text):
            yield from _rich_text("rich_text_quote", rich(text, reader, team))
        case Bullets():
            yield from _listed(block, reader, team)
        case Fields(pairs):
            yield from _fields(pairs, reader, team)
        case Note(text):
            yield from _note(text, reader, team)
        case Divider():
            yield {"type": "divider"}
        case Buttons(items):
            yield from _buttons(items, reader)
        case Choice():
            yield from _choice(block, reader)
        case _:
            assert_never(block)


def _rich_text(kind: str, elements: list[Json]) -> Iterator[Json]:
    for portion in divide(elements, limits.TEXT):
        yield {"type": "rich_text", "elements": [{"type": kind, "elements": portion}]}


def words(text: str) -> Iterator[Json]:
    """Plain text as blocks."""
    yield from _rich_text("rich_text_section", [{"type": "text", "text": text}] if text else [])


def _listed(bullets: Bullets, reader: Reader, team: str) -> Iterator[Json]:
    """A list; where numbers would begin anew in a second one, lines that bear their numbers instead."""
    items = [(mark, rich(item, reader, team)) for mark, item in zip(bullets.marks, bullets.items, strict=True)]
    if not bullets.numbered or limits.characters({"elements": [item for _mark, item in items]}) <= limits.TEXT:
        yield from _lists("ordered" if bullets.numbered else "bullet", [item for _mark, item in items])
        return
    lines = ([{"type": "text", "text": mark}, *item, {"type": "text", "text": "\n"}] for mark, item in items if item)
    yield from _rich_text("rich_text_section", [*chain.from_iterable(lines)][:-1])


def _lists(style: str, items: list[list[Json]]) -> Iterator[Json]:
    """Lists of bullets, each list no longer than a block may be; an endless bullet goes on below its list."""
    row: list[Json] = []
    room = limits.TEXT
    for first, *others in (list(divide(item, limits.TEXT)) for item in items if item):
        size = limits.characters({"elements": first})
        if row and (size > room or others):
            yield _list(style, row)
            row, room = [], limits.TEXT
        row.append({"type": "rich_text_section", "elements": first})
        room -= size
        if others:
            yield _list(style, row)
            row, room = [], limits.TEXT
            for portion in others:
                yield from _rich_text("rich_text_section", portion)
    if row:
        yield _list(style, row)


def _list(style: str, sections: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": style, "elements": sections}]}


def _fields(pairs: Sequence[tuple[Text, Text]], reader: Reader, team: str) -> Iterator[Json]:
    """Facts in two columns; as running lines where a value is long or could be misread as markup."""
    pairs = [pair for pair in pairs if reader.plain(pair[0]) or reader.plain(pair[1])]
    for start in range(0, len(pairs), limits.FACTS):
        group = pairs[start : start + limits.FACTS]
        facts = [_fact(name, value, reader, team) for name, value in group]
        if all(facts):
            texts = [{"type": "mrkdwn", "text": fact, "verbatim": True} for fact in facts]
            yield {"type": "section", "fields": texts}
            continue
        row: list[Json] = []
        for name, value in group:
            label = reader.plain(name)
            row += [{"type": "text", "text": label, "style": {"bold": True}}] if label else []
            row += [{"type": "text", "text": "\n"}, *(rich(value, reader, team) or [{"type": "text", "text": "–"}])]
            row.append({"type": "text", "text": "\n"})
        yield from _rich_text("rich_text_section", row[:-1])


def _fact(name: Text, value: Text, reader: Reader, team: str) -> str:
    label, said = mrkdwn(reader.plain(name), reader, team), mrkdwn(value, reader, team)
    if label is None or said is None or "\n" in label:
        return ""
    fact = f"*{label.strip()}*\n{said or '–'}" if label.strip() else said
    return fact if len(fact) <= limits.FACT else ""


def _note(text: Text, reader: Reader, team: str) -> Iterator[Json]:
    """Small print; where mrkdwn could misread it, in plain text, and as an ordinary paragraph when it holds a link."""
    words_ = reader.plain(text)
    if not words_.strip():
        return
    marked = mrkdwn(text, reader, team)
    if marked is not None and len(marked) <= limits.TEXT:
        yield _context({"type": "mrkdwn", "text": marked, "verbatim": True})
        return
    elements = rich(text, reader, team)
    if any(element["type"] in ("link", "user", "channel") for element in elements):
        yield from _rich_text("rich_text_section", elements)
    else:
        yield from (_context(plain(part)) for part in pieces(words_, limits.TEXT))


def _context(text: Json) -> Json:
    return {"type": "context", "elements": [text]}


def _buttons(items: Sequence[Button | LinkButton], reader: Reader) -> Iterator[Json]:
    for start in range(0, len(items), limits.BUTTONS):
        spilled: list[str] = []
        row: list[Json] = []
        for number, item in enumerate(items[start : start + limits.BUTTONS]):
            if isinstance(item, LinkButton) and not linkable(item.url):
                spilled.append(f"{reader.plain(item.label)}: {item.url}")
            else:
                row.append(_button(item, number, reader, spilled))
        for text in spilled:
            yield from words(text)
        if row:
            yield {"type": "actions", "elements": row}


def _button(item: Button | LinkButton, number: int, reader: Reader, spilled: list[str]) -> Json:
    label = plain(fit(reader.plain(item.label), limits.BUTTON, spilled))
    if isinstance(item, LinkButton):
        return {"type": "button", "text": label, "url": item.url, "action_id": f"{number}|"}
    payload = item.action.pack()
    button: Json = {"type": "button", "text": label, "action_id": f"{number}|{payload}", "value": payload}
    if item.style != "plain":
        button["style"] = item.style
    if item.confirm is not None:
        button["confirm"] = _confirm(item.confirm, reader, spilled) | (
            {"style": "danger"} if item.style == "danger" else {}
        )
    return button


def _confirm(confirm: Confirm, reader: Reader, spilled: list[str]) -> Json:
    return {
        "title": plain(fit(reader.plain(confirm.title), limits.CONFIRM_TITLE, spilled)),
        "text": plain(fit(reader.plain(confirm.text), limits.CONFIRM_TEXT, spilled)),
        "confirm": plain(fit(reader.plain(confirm.yes), limits.CONFIRM_ANSWER, spilled)),
        "deny": plain(fit(reader.plain(confirm.no), limits.CONFIRM_ANSWER, spilled)),
    }


def _choice(choice: Choice, reader: Reader) -> Iterator[Json]:
    """One menu per hundred options; several menus stand below each other."""
    spilled: list[str] = []
    prompt = fit(reader.plain(choice.placeholder), limits.PLACEHOLDER, spilled)
    options = distinct(choice.options)
    many = choice.at_most > 1
    menus: list[Json] = []
    for number, start in enumerate(range(0, len(options), limits.OPTIONS)):
        part = options[start : start + limits.OPTIONS]
        drawn = {each.value: option(each, reader, spilled) for each in part}
        chosen = [drawn[value] for value in dict.fromkeys(choice.selected) if value in drawn]
        menu: Json = {
            "type": "multi_static_select" if many else "static_select",
            "action_id": f"{number}|{choice.action.pack()}",
            "options": list(drawn.values()),
        }
        menu |= {"placeholder": plain(prompt)} if prompt else {}
        menu |= {"max_selected_items": choice.at_most} if many else {}
        if chosen:
            menu |= {"initial_options": chosen[: choice.at_most]} if many else {"initial_option": chosen[0]}
        menus.append({"type": "actions", "elements": [menu]})
    if not menus:
        spilled.append(prompt)
    for text in spilled:
        yield from words(text)
    yield from menus


def distinct(options: Sequence[Option]) -> list[Option]:
    """The first option of every value: Slack takes none twice."""
    first: dict[str, Option] = {}
    for each in options:
        first.setdefault(each.value, each)
    return list(first.values())


def option(item: Option, reader: Reader, spilled: list[str]) -> Json:
    """One thing to choose."""
    drawn: Json = {"text": plain(fit(reader.plain(item.label), limits.OPTION, spilled)), "value": item.value or "–"}
    description = fit(reader.plain(item.description), limits.OPTION, spilled)
    return drawn | ({"description": plain(description)} if description else {})
