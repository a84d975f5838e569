"""News for readers of feeds, read back as XML."""

from datetime import UTC, datetime
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from bot.atom import Entry, atom

ATOM = "{http://www.w3.org/2005/Atom}"
START = datetime(2027, 1, 1, tzinfo=UTC)


def read(*entries: Entry) -> ElementTree.Element:
    written = atom(entries, id="urn:x", title="CSLEI · 网络", url="https://x.test/f", language="en", empty_since=START)
    return ElementTree.fromstring(written)  # noqa: S314 - we wrote it


def test_the_newest_comes_first_and_dates_the_feed() -> None:
    old = Entry("urn:1", "Old", datetime(2027, 2, 1, tzinfo=UTC))
    new = Entry("urn:2", "讲座 <b>&", datetime(2027, 3, 1, 12, 30, tzinfo=UTC), "a\n\nb", "https://x.test/2?a=1&b=2")
    feed = read(old, new)
    assert feed.findtext(f"{ATOM}updated") == "2027-03-01T12:30:00Z"
    first, second = feed.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "讲座 <b>&"
    assert first.findtext(f"{ATOM}content") == "a\n\nb"
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == "https://x.test/2?a=1&b=2"
    assert second.findtext(f"{ATOM}id") == "urn:1"
    assert second.find(f"{ATOM}link") is None


def test_a_feed_with_nothing_in_it_is_one_all_the_same() -> None:
    assert read().findtext(f"{ATOM}updated") == "2027-01-01T00:00:00Z"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back_as_text(text: str) -> None:
    entry = read(Entry("urn:1", f"T{text}", START, f"A{text}Z")).find(f"{ATOM}entry")
    assert entry is not None
    assert [child.tag for child in entry] == [f"{ATOM}{name}" for name in ("id", "title", "updated", "content")]
    title = entry.findtext(f"{ATOM}title") or ""
    assert [c for c in title[1:] if c.isprintable()] == [c for c in text if c.isprintable()]
