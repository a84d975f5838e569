"""Views as pages, without any server: what is drawn, and what is escaped."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.web.outbound import Desk, visited
from bot.i18n import Reader
from bot.links import Link
from bot.ui.blocks import Bullets, Choice, Fields, Heading, LinkButton, Note, Option, Paragraph, Quote
from bot.ui.blocks import Buttons as Row
from bot.ui.text import Code, Mention
from bot.ui.text import Link as Linked
from bot.ui.view import File, View
from tests.adapters.web import trial

DESK = Desk(
    Link("act", "P4", datetime(2027, 3, 1, tzinfo=UTC)), Reader(), "CSLEI", "Shen", lambda link: repr(link.among)
)
ALLOWED = frozenset(
    {"html", "head", "meta", "link", "title", "style", "body", "div", "main", "p", "strong", "h1", "h2", "blockquote",
     "br", "ul", "li", "table", "tr", "th", "td", "form", "input", "button", "footer", "a", "code", "fieldset",
     "legend", "label", "select", "option", "img"}
)  # fmt: skip


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_one_of_many_is_picked_from_a_menu() -> None:
    options = tuple(Option(f"o{n}", f"Option {n}") for n in range(9))
    page = visited(DESK, View.of(Choice(trial.Seat(), "Which?", options, selected=("o3",))))
    assert '<select name="choice">' in page
    assert '<option value="o3" selected>Option 3</option>' in page
    assert "o8" in page


@settings(max_examples=50)
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_words_become_markup(words: str) -> None:
    evil = f"<script>{words}</script><img src=x onerror=alert(1)>\"'><b>{words}"
    view = View.of(
        Heading(evil), Paragraph((evil, Code(evil), Mention(evil), Linked(evil, f"https://x.example/{evil}"))),
        Fields(((evil, evil),)), Bullets((evil,)), Quote(evil), Note(evil),
        Row((LinkButton(evil, "https://x.example/\"onclick='x"),)),
        Choice(trial.Seat(), evil, (Option(evil[:75], evil, evil),)),
        files=(File(evil, b"x", evil), File(evil, b"x", "image/png", evil)), summary=evil,
    )  # fmt: skip
    for tag, attributes in Tags(visited(DESK, view)).found:
        assert tag in ALLOWED
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag == "img":
            assert str(attributes["src"]).startswith("data:image/png;base64,")
        if tag == "a":
            assert str(attributes["href"]).startswith(("data:", "https://x.example/"))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/act/x", "https://a b"])
def test_an_address_that_leads_nowhere_safe_is_only_read(url: str) -> None:
    page = Tags(visited(DESK, View.of(Row((LinkButton("Go", url),)), Paragraph(Linked("there", url)))))
    assert not [tag for tag, _attributes in page.found if tag == "a"]
