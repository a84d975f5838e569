"""Log lines have one shape and hold no token, whatever way it came in."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from config.logging import REDACTED, set_up

BOT = "xoxb-" + "1234567890-abcdefghij"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GaBcDe." + "abcdefghijklmnopqrstuvwxyz-0123456789_"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers, root.level = before, level


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize(
    "secret",
    [
        BOT,
        "xapp-1-A0123-456-abcdef0123456789",
        "xoxe.xoxp-1-Mi0yLTUxNDI",
        DISCORD,
        "our-own-configured-secret",
    ],
)
def test_a_token_is_taken_out_of_message_arguments_extras_and_exception(
    stream: io.StringIO, style: str, secret: str
) -> None:
    set_up(style, "DEBUG", ["our-own-configured-secret"], stream)  # type: ignore[arg-type]
    logger = logging.getLogger("test")
    logger.info("got %s", secret)
    logger.info("got %r", {"token": secret}, extra={"answer": {"inside": [secret]}})
    try:
        raise RuntimeError(f"refused {secret}")
    except RuntimeError:
        logger.exception("it failed", stack_info=True)
    written = stream.getvalue()
    assert secret not in written
    assert written.count(REDACTED) >= 4
    assert "RuntimeError: refused" in written


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc.def-ghi"),
        ("{'Authorization': 'Bot abcdefgh'}", "abcdefgh"),
        ("header authorization=Basic dTpwYXNz", "dTpwYXNz"),
        ("postgresql+psycopg://convenor:hunter22@db/x", "hunter22"),
        (
            "POST https://discord.com/api/v10/webhooks/123456/aW50ZXJhY3Rpb24tdG9rZW4tMTIz",
            "aW50ZXJhY3Rpb24tdG9rZW4tMTIz",
        ),
        ("POST https://hooks.slack.com/actions/T1/2/3abc", "3abc"),
        ("GET /act/eyJhIjoxfQ.sig", "eyJhIjoxfQ.sig"),
        ("GET /calendar/verysecret.ics", "verysecret"),
    ],
)
def test_keys_in_headers_and_addresses_are_taken_out(stream: io.StringIO, text: str, secret: str) -> None:
    set_up("console", "INFO", stream=stream)
    logging.getLogger("test").info(text)
    assert secret not in stream.getvalue()


def test_ordinary_words_stay(stream: io.StringIO) -> None:
    set_up("console", "INFO", stream=stream)
    text = "Application APP-2027-014 by 袁青澍 approved in 12.5 ms, see https://network.example/public/"
    logging.getLogger("bot.app").info(text)
    assert stream.getvalue().endswith(f"INFO    bot.app: {text}\n")


def test_json_lines_hold_one_object_each(stream: io.StringIO) -> None:
    set_up("json", "INFO", stream=stream)
    logging.getLogger("a").warning("one\ntwo", extra={"network": "cslei", "ms": 3})
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert entry.pop("time").endswith("Z")
    assert entry == {"level": "WARNING", "logger": "a", "message": "one\ntwo", "network": "cslei", "ms": 3}


def test_what_people_write_cannot_forge_a_line(stream: io.StringIO) -> None:
    set_up("console", "INFO", stream=stream)
    logging.getLogger("a").info("name: %s", "x\n2027-01-01 ERROR forged\x1b[31m")
    assert len(stream.getvalue().splitlines()) == 1
    assert "\x1b" not in stream.getvalue()


def test_a_line_with_wrong_arguments_is_still_written(stream: io.StringIO) -> None:
    record = logging.LogRecord("a", logging.INFO, __file__, 1, "%d of %d", ("x",), None)
    assert set_up("console", "INFO", stream=stream).filter(record)
    assert record.getMessage() == "%d of %d ('x',)"


@pytest.mark.parametrize("library", ["alembic.runtime.migration", "discord.client", "slack_sdk.web", "aiohttp.access"])
def test_libraries_are_heard_when_something_is_wrong(stream: io.StringIO, library: str) -> None:
    set_up("console", "INFO", stream=stream)
    logging.getLogger(library).info("chatter")
    logging.getLogger(library).warning("trouble")
    assert "chatter" not in stream.getvalue()
    assert "trouble" in stream.getvalue()


def test_setting_up_twice_does_not_write_twice(stream: io.StringIO) -> None:
    set_up("console", "INFO", stream=stream)
    set_up("console", "INFO", stream=stream)
    logging.getLogger("a").info("once")
    assert stream.getvalue().count("once") == 1
