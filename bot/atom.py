"""News as readers of feeds take them (Atom, RFC 4287)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

_SPACE = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters no XML document may hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` stays for ever (a URI); `updated` is aware, and rises when there is something new to say."""

    id: str
    title: str
    updated: datetime
    text: str = ""
    url: str = ""


def atom(entries: Iterable[Entry], *, id: str, title: str, url: str, language: str, empty_since: datetime) -> bytes:
    """The feed, the newest first. `url` is its own address, `empty_since` its date while there is nothing in it."""
    ordered = sorted(entries, key=lambda one: (one.updated, one.id), reverse=True)
    feed = ElementTree.Element("feed", {"xmlns": _SPACE, "xml:lang": language})
    _add(feed, "id", id)
    _add(feed, "title", title)
    _add(feed, "updated", _written(ordered[0].updated if ordered else empty_since))
    ElementTree.SubElement(feed, "link", {"rel": "self", "href": url})
    _add(ElementTree.SubElement(feed, "author"), "name", title)
    for one in ordered:
        entry = ElementTree.SubElement(feed, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _written(one.updated))
        if one.url:
            ElementTree.SubElement(entry, "link", {"rel": "alternate", "href": one.url})
        if one.text:
            _add(entry, "content", one.text).set("type", "text")
    return ElementTree.tostring(feed, "utf-8", xml_declaration=True)


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = _FORBIDDEN.sub("", text)
    return child


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
