"""Labels of things to choose fit on every platform, and show where they were cut."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.gatherings import api, views
from bot.i18n import Reader
from bot.ui.blocks import Choice
from bot.ui.text import LABEL, shortened
from bot.when import NotUnderstood, phrases

AT = datetime(2027, 4, 15, 8, tzinfo=UTC)


@given(st.text())
def test_what_fits_stays_and_what_does_not_shows_it(text: str) -> None:
    line, short = " ".join(text.split()), shortened(text)
    assert len(short) <= LABEL
    assert short == line or (short.endswith("…") and line.startswith(short[:-1]))


def test_a_long_title_is_cut_with_a_sign_in_the_menu_and_whole_beside_it() -> None:
    title = "What thirty schools learnt in a year without examinations, and what they will never do again"
    talk = api.Gathering("G1", "EVT-2027-001", "event", "lecture", title, datetime(2027, 4, 15, 16), "Asia/Shanghai",
                         60, "P1", AT, AT, "published")  # fmt: skip
    view = views.listing("Coming", [talk], "Nothing")
    (menu,) = (block for block in view.blocks if isinstance(block, Choice))
    (option,) = menu.options
    assert isinstance(option.label, str)
    assert (len(option.label), option.label[-1]) == (75, "…")
    assert title in repr(view)


def test_what_was_not_understood_is_quoted_with_a_sign_where_it_goes_on() -> None:
    with pytest.raises(NotUnderstood) as refused:
        phrases.read(f"tomorrow at 15:00 {'call Wei ' * 20}", zone=ZoneInfo("Asia/Shanghai"), now=AT)
    assert "…”" in Reader().plain(refused.value.reason)
