"""Views as mails: what is read, what is escaped, and that no words can become a header."""

import email
import email.policy
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mail.envelope import address, message_id, sealed
from adapters.mail.limits import SUBJECT
from adapters.mail.outbound import Letter, letter
from bot.actions import Action
from bot.i18n import Reader
from bot.outbox import Unreachable
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
from bot.ui.text import Bold, ChannelLink, Code, Italic, Link, Mention, Moment
from bot.ui.view import File, View

NOON = datetime(2027, 3, 11, 6, 0, tzinfo=UTC)
SHANGHAI = Reader("en", "Asia/Shanghai")
OFFICE = address("office@cslei.example", "CSLEI")
SHEN = address("shen@reedmarsh.example")


class Answer(Action, key="mailtest.answer"):
    yes: str


def link_to(action: Action | None) -> str:
    return f"https://chat.cslei.example/do/{action.pack() if action else ''}"


VIEW = View.of(
    Heading("The secretariat asks"),
    Paragraph(
        (
            "Dear ",
            Mention("Shen Keyi 沈可漪", (("slack", "T1", "U1"),)),
            ", see ",
            Link("the guide", "https://g.example/?a=1&b=2"),
        )
    ),
    Fields((("Deadline", Moment(NOON)), ("From", Moment(NOON, "time")), ("Note", ""))),
    Quote("Which year?\n<script>alert(1)</script>"),
    Bullets((Bold("one"), Italic("two"), Code("/apply"), ChannelLink("#welcome", "slack", "C1"))),
    Divider(),
    Note("Reference CSLEI-1"),
    Buttons(
        (
            Button("Answer", Answer("y"), "primary"),
            LinkButton("Guide", "https://g.example/"),
            Button("Withdraw", Answer("n"), "danger"),
        )
    ),
    Choice(Answer("c"), "Seat", (Option("1", "Window"), Option("2", "Aisle"))),
    summary="A question about your application",
)

PLAIN = """\
The secretariat asks
====================

Dear Shen Keyi 沈可漪, see the guide (https://g.example/?a=1&b=2)

Deadline: Thu 11 Mar 2027, 14:00 (UTC+8, Shanghai)
From: 14:00 (UTC+08:00)
Note: –

> Which year?
> <script>alert(1)</script>

- one
- two
- /apply
- #welcome

----------------------------------------

Reference CSLEI-1

Guide: https://g.example/

To do one of these, use the chat, or reply to this mail and the secretariat does it for you: Answer · Withdraw

To do one of these, use the chat, or reply to this mail and the secretariat does it for you: Seat: Window, Aisle

-- 
Sent by Convenor for CSLEI Network.
"""  # noqa: W291 - the sign of a signature ends in a space


class Page(HTMLParser):
    """Tags, links and words of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_the_plain_text_says_everything() -> None:
    drawn = letter(VIEW, SHANGHAI, "CSLEI Network")
    assert drawn.subject == "A question about your application"
    assert drawn.text == PLAIN


def test_the_page_says_the_same_and_needs_nothing_from_outside() -> None:
    page = Page(letter(VIEW, SHANGHAI, "CSLEI Network").html)
    for words in (
        "The secretariat asks",
        "Shen Keyi 沈可漪",
        "14:00 (UTC+8, Shanghai)",
        "<script>alert(1)</script>",
        "Answer · Withdraw",
    ):
        assert words in page.words
    assert page.links == ["https://g.example/?a=1&b=2", "https://g.example/"]
    assert not {"script", "img", "link", "form", "iframe"} & set(page.tags)
    assert page.attributes <= {"style", "lang", "charset", "name", "content", "dir", "role", "href"}


def test_buttons_become_links_where_there_are_pages_for_them() -> None:
    drawn = letter(VIEW, SHANGHAI, "CSLEI Network", link_to)
    assert "Answer: https://chat.cslei.example/do/mailtest.answer:y" in drawn.text
    assert "https://chat.cslei.example/do/mailtest.answer:n" in Page(drawn.html).links
    assert "Answer · Withdraw" not in drawn.text


def test_a_reader_of_chinese_is_told_in_chinese() -> None:
    drawn = letter(VIEW, Reader("zh-Hans", "Asia/Shanghai"), "网络")
    assert "秘书处" in drawn.text
    assert "（北京时间）" in drawn.text
    assert '<html lang="zh-Hans">' in drawn.html


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/Santiago", "UTC", "Australia/Lord_Howe"])
def test_every_bare_time_bears_its_distance_from_utc(zone: str) -> None:
    drawn = letter(View.of(Paragraph(Moment(NOON, "time"))), Reader("en", zone), "N")
    sign = {"Asia/Kathmandu": "+05:45", "America/Santiago": "-03:00", "UTC": "+00:00", "Australia/Lord_Howe": "+11:00"}
    assert f"(UTC{sign[zone]})" in drawn.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", 'https://x.example/" onclick="x', "data:text/html,x", "https://a b"]
)
def test_an_address_that_is_no_link_is_only_read(url: str) -> None:
    page = Page(
        letter(
            View.of(Paragraph(Link("here", url)), Buttons((LinkButton("Go", url),)), summary="S"), SHANGHAI, "N"
        ).html
    )
    assert page.links == []
    assert page.words.count(url) == 2


def read(drawn: Letter, files: tuple[File, ...] = ()) -> email.message.EmailMessage:
    mark = message_id("cv7", SHEN, drawn, OFFICE)
    raw = sealed(drawn, files, sender=OFFICE, to=SHEN, mark=mark, at=NOON, language="zh-Hans")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_one_form_of_the_text_and_a_file(method: str) -> None:
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:季度会议\r\nEND:VCALENDAR\r\n".replace("REQUEST", method)
    file = File("invite.ics", ics.encode(), f"text/calendar; method={method}")
    mail = read(letter(VIEW, SHANGHAI, "CSLEI"), (file, File("a.csv", b"1,2", "text/csv; charset=utf-8")))
    assert mail.get_content_type() == "multipart/mixed"
    words, *files = mail.iter_parts()
    forms = list(words.iter_parts())
    assert [part.get_content_type() for part in forms] == ["text/plain", "text/html", "text/calendar"]
    assert forms[2].get_param("method") == method
    assert forms[2].get_content().splitlines() == ics.splitlines()
    assert [(part.get_content_type(), part.get_filename()) for part in files] == [
        ("application/ics", "invite.ics"),
        ("text/csv", "a.csv"),
    ]
    assert files[0].get_content() == ics.encode()


def test_a_calendar_that_invites_to_nothing_is_a_file() -> None:
    file = File("feed.ics", b"BEGIN:VCALENDAR", "text/calendar; charset=utf-8")
    (words, attached) = read(letter(VIEW, SHANGHAI, "CSLEI"), (file,)).iter_parts()
    assert [part.get_content_type() for part in words.iter_parts()] == ["text/plain", "text/html"]
    assert attached.get_content_type() == "text/calendar"


def test_a_picture_comes_in_the_mail_and_is_shown_above_the_buttons() -> None:
    picture = File("reach.png", b"\x89PNG", "image/png", 'Read by 3 of 9 <"all">')
    table = File("reach.csv", b"3,9", "text/csv")
    view = View.of(Paragraph("Reach"), Buttons((LinkButton("Open", "https://x.org/a"),)), files=(picture, table))
    drawn = letter(view, SHANGHAI, "CSLEI")
    assert drawn.text.index("Reach") < drawn.text.index('[Read by 3 of 9 <"all">]') < drawn.text.index("Open")
    found = read(drawn, view.files)
    page = found.get_body(("related",)) or found.get_body(("html",))
    assert page is not None
    (shown,) = [part for part in found.walk() if part.get_content_type() == "image/png"]
    assert shown["Content-ID"].strip("<>") in drawn.html
    assert shown.get_content_disposition() == "inline"
    assert [part.get_filename() for part in found.iter_attachments()] == ["reach.csv"]
    assert 'alt="Read by 3 of 9 &lt;&quot;all&quot;&gt;"' in drawn.html


HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}


def test_the_headers_are_those_of_a_mail_no_machine_answers() -> None:
    mail = read(letter(VIEW, SHANGHAI, "CSLEI Network"))
    assert set(mail.keys()) == HEADERS
    assert (mail["From"], mail["To"]) == ("CSLEI <office@cslei.example>", "shen@reedmarsh.example")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-Hans"
    assert mail["Date"].datetime == NOON
    assert mail["Message-ID"].endswith("@cslei.example>")


def test_a_repeat_bears_the_same_mark_and_other_words_another() -> None:
    one, other = letter(VIEW, SHANGHAI, "N"), letter(VIEW, SHANGHAI, "M")
    assert message_id("cv7", SHEN, one, OFFICE) == message_id("cv7", SHEN, one, OFFICE)
    assert len({message_id("cv7", SHEN, one, OFFICE), message_id("cv8", SHEN, one, OFFICE),
                message_id("cv7", SHEN, other, OFFICE), message_id("cv7", OFFICE, one, OFFICE)}) == 4  # fmt: skip


hostile = st.text(st.characters() | st.sampled_from("\r\n\0\x85\u2028\u202e<>\"'&@,;:\ud800"), max_size=200)


@given(hostile, hostile, hostile)
def test_no_words_become_a_header_or_markup(name: str, words: str, network: str) -> None:
    view = View.of(
        Heading(words), Paragraph((Mention(name), Bold(words))), Quote(words), summary=f"{name}\r\nBcc: x@y.example"
    )
    drawn = letter(view, SHANGHAI, network)
    assert "\n" not in drawn.subject
    assert len(drawn.subject) <= SUBJECT
    mail = read(drawn, (File(f"{name}.pdf", b"%PDF", "application/pdf"),))
    assert set(mail.keys()) == HEADERS
    assert len(mail.defects) == 0
    assert mail["To"] == "shen@reedmarsh.example"
    page = Page(drawn.html)
    assert set(page.tags) <= {"html", "head", "meta", "title", "body", "div", "h2", "p", "strong", "blockquote", "br"}
    (file,) = mail.iter_attachments()
    assert file.get_content() == b"%PDF"


@given(hostile)
def test_what_is_no_address_is_refused(text: str) -> None:
    try:
        found = address(text, text)
    except Unreachable:
        return
    assert found.addr_spec.isascii()
    assert not set("\r\n\0") & set(str(found))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shen",
        "@x.example",
        "a@b@c.example",
        "a b@x.example",
        "a@x.example\r\nRCPT TO:<b@x.example>",
        "沈@x.example",
        "a@",
    ],
)
def test_such_addresses_get_no_mail(text: str) -> None:
    with pytest.raises(Unreachable):
        address(text)


def test_a_domain_in_any_script_is_an_address() -> None:
    assert address("office@例子.example").addr_spec == "office@xn--fsqu00a.example"
