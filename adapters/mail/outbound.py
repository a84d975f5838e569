"""Views as mails: pure. One mail holds the whole view as plain text and as HTML that needs nothing from outside."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never
from unicodedata import east_asian_width

from adapters.html import anchor, linkable, words
from adapters.mail.limits import SUBJECT
from adapters.mail.markup import DRESS, html, one_line, plain
from bot.actions import Action
from bot.i18n import Reader
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Divider,
    Fields,
    Heading,
    LinkButton,
    Note,
    Paragraph,
    Quote,
)
from bot.ui.text import Text, _, shortened
from bot.ui.view import File, View

Links: TypeAlias = Callable[[Action | None], str]
"""Gives the address behind which the mail's own view works in a browser, with one action put first.

Without it buttons are named, not offered.
"""

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"
_PAGE = f"margin:0;padding:24px 12px;background:#eceae6;color:#1d1c1d;{_FONT};font-size:15px;line-height:1.55"
_SHEET = "max-width:600px;margin:0 auto;background:#ffffff;border-radius:12px;overflow:hidden"
_BAND = "padding:14px 28px;background:#1f3a5f;color:#ffffff;font-weight:600"
_BODY = "padding:10px 28px 22px"
_HEADING = "margin:16px 0 6px;font-size:19px;line-height:1.35"
_PARAGRAPH = "margin:10px 0"
_QUOTE = "margin:10px 0;padding:2px 0 2px 14px;border-left:4px solid #d9d6d1"
_NOTE = "margin:10px 0;font-size:13px;color:#5b5960"
_TABLE = "margin:10px 0;border-collapse:collapse"
_IMAGE = "display:block;max-width:100%;height:auto"
_NAME = "padding:3px 16px 3px 0;text-align:left;vertical-align:top;font-weight:600;color:#5b5960"
_VALUE = "padding:3px 0;vertical-align:top"
_BUTTON = (
    "display:inline-block;margin:4px 8px 4px 0;padding:8px 16px;border-radius:8px;text-decoration:none;font-weight:600"
)
_STYLES = {
    "plain": f"{_BUTTON};border:1px solid #b9b6ba;color:#1d1c1d",
    "primary": f"{_BUTTON};border:1px solid #1f3a5f;background:#1f3a5f;color:#ffffff",
    "danger": f"{_BUTTON};border:1px solid #b3261e;color:#b3261e",
}


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One block in both notations."""

    text: str
    html: str


def letter(view: View, reader: Reader, network: str, links: Links | None = None, leave: str = "") -> Letter:
    """The whole view, under the network's name. `leave` is the address that ends such mails."""
    network = one_line(network)
    above, below = view.around_pictures()
    parts = [part for block in above for part in _draw(block, reader, links)]
    parts += [_picture(file, reader) for file in view.pictures]
    parts += [part for block in below for part in _draw(block, reader, links)]
    closing = plain(_("Sent by Convenor for {network}.", network=network), reader)
    small = words(closing)
    if leave:
        stop = plain(_("Stop news"), reader)
        closing, small = f"{closing}\n{stop}: {leave}", f"{small} {anchor(stop, leave, DRESS.link)}"
    text = "\n\n".join((*(part.text for part in parts), f"-- \n{closing}"))
    subject = summary(view, reader)
    return Letter(subject, text + "\n", _page(reader.language, subject, network, [p.html for p in parts], small))


def summary(view: View, reader: Reader) -> str:
    """The subject: the view's own line or its first text, on one line."""
    texts = (one_line(plain(text, reader)) for text in (view.summary, *_texts(view.blocks)))
    found = next((text for text in texts if text), "–")
    return shortened(found, SUBJECT)


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


def _draw(block: Block, reader: Reader, links: Links | None) -> Iterator[_Part]:
    match block:
        case Heading(text):
            line = plain(text, reader)
            yield _Part(f"{line}\n{'=' * min(_width(line), 60)}", f'<h2 style="{_HEADING}">{html(text, reader)}</h2>')
        case Paragraph(text):
            yield _Part(plain(text, reader), f'<p style="{_PARAGRAPH}">{html(text, reader)}</p>')
        case Quote(text):
            quoted = "\n".join(f"> {line}" for line in plain(text, reader).split("\n"))
            yield _Part(quoted, f'<blockquote style="{_QUOTE}" dir="auto">{html(text, reader)}</blockquote>')
        case Note(text):
            yield _Part(plain(text, reader), f'<p style="{_NOTE}">{html(text, reader)}</p>')
        case Bullets(items):
            rows = "".join(f"<li>{html(item, reader)}</li>" for item in items)
            listed = "\n".join(f"{mark}{plain(item, reader)}" for mark, item in zip(block.marks, items, strict=True))
            tag = "ol" if block.numbered else "ul"
            yield _Part(listed, f'<{tag} style="{_PARAGRAPH};padding-left:22px">{rows}</{tag}>')
        case Fields(pairs):
            yield _fields(pairs, reader)
        case Divider():
            yield _Part("-" * 40, '<hr style="margin:16px 0;border:0;border-top:1px solid #d9d6d1">')
        case Buttons(items):
            yield from _buttons(items, reader, links)
        case Choice(_action, placeholder) if links is not None:
            yield _link(plain(placeholder, reader), links(None), "plain")
        case Choice(_action, placeholder, options):
            labels = [f"{plain(placeholder, reader)}: {', '.join(plain(each.label, reader) for each in options)}"]
            yield _in_chat(labels, reader)
        case _:
            assert_never(block)


def cid(file: File) -> str:
    """The name by which the HTML finds a picture that comes in the same mail."""
    return f"{file.digest}@convenor"


def _picture(file: File, reader: Reader) -> _Part:
    alt = plain(file.alt, reader) or file.name
    return _Part(
        f"[{alt}]", f'<p style="{_PARAGRAPH}"><img src="cid:{cid(file)}" alt="{words(alt)}" style="{_IMAGE}"></p>'
    )


def _width(line: str) -> int:
    """In columns: Chinese characters take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def _fields(pairs: Sequence[tuple[Text, Text]], reader: Reader) -> _Part:
    rows = "".join(
        f'<tr><th style="{_NAME}">{html(name, reader)}</th>'
        f'<td style="{_VALUE}" dir="auto">{html(value, reader)}</td></tr>'
        for name, value in pairs
    )
    facts = "\n".join(f"{plain(name, reader)}: {plain(value, reader) or '–'}" for name, value in pairs)
    return _Part(facts, f'<table role="presentation" style="{_TABLE}">{rows}</table>')


def _buttons(items: Sequence[Button | LinkButton], reader: Reader, links: Links | None) -> Iterator[_Part]:
    """Links where there are any; the others by name, with what to do instead."""
    named: list[str] = []
    for item in items:
        label = plain(item.label, reader)
        if isinstance(item, LinkButton):
            url, style = item.url, "plain"
        elif links is not None:
            url, style = links(item.action), item.style
        else:
            named.append(label)
            continue
        yield _link(label, url, style)
    if named:
        yield _in_chat(named, reader)


def _link(label: str, url: str, style: str) -> _Part:
    line = f"{label}: {url}"
    drawn = anchor(label, url, _STYLES[style]) if linkable(url) else f'<p style="{_PARAGRAPH}">{words(line)}</p>'
    return _Part(line, drawn)


def _in_chat(labels: Sequence[str], reader: Reader) -> _Part:
    said = _(
        "To do one of these, use the chat, or reply to this mail and the secretariat does it for you: {actions}",
        actions=" · ".join(labels),
    )
    return _Part(plain(said, reader), f'<p style="{_NOTE}">{html(said, reader)}</p>')


def _page(language: str, subject: str, network: str, parts: Sequence[str], closing: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{words(subject)}</title></head>\n<body style="{_PAGE}">\n<div style="{_SHEET}">\n'
        f'<div style="{_BAND}">{words(network)}</div>\n<div style="{_BODY}">\n'
        + "\n".join(parts)
        + f'\n</div>\n</div>\n<p style="{_NOTE};text-align:center">{closing}</p>\n</body></html>\n'
    )
