"""A picture of numbers over time: the right size, the same every time, and true to the numbers."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.plots import AREA, BOTTOM, FONT, HEIGHT, INK, LEFT, LINE, RIGHT, TOP, WIDTH, reach_plot

START = datetime(2027, 3, 11, 6, 20, tzinfo=UTC)
DAY = timedelta(days=1)


def decoded(picture: bytes) -> Image.Image:
    found = Image.open(BytesIO(picture))
    assert (found.format, found.size) == ("PNG", (WIDTH, HEIGHT))
    return found.convert("RGB")


def level(picture: Image.Image, share: float) -> float:
    """How high the filled area stands at that share of the time, as a share of the height."""
    x = round(LEFT + (WIDTH - LEFT - RIGHT) * share)
    shown = {ImageColor.getrgb(AREA), ImageColor.getrgb(LINE)}
    filled = [y for y in range(HEIGHT) if picture.getpixel((x, y)) in shown]
    return (HEIGHT - BOTTOM - min(filled, default=HEIGHT - BOTTOM)) / (HEIGHT - TOP - BOTTOM)


def dark(picture: Image.Image) -> bytes:
    return picture.convert("L").point(lambda light: 255 if light < 128 else 0).tobytes()


def test_a_number_holds_until_the_next_one() -> None:
    points = [(START, 0), (START + DAY, 40), (START + 2 * DAY, 80), (START + 4 * DAY, 80)]
    picture = decoded(reach_plot(points, 100, "Asia/Shanghai"))
    assert [round(level(picture, share), 1) for share in (0.1, 0.4, 0.7)] == [0.0, 0.4, 0.8]


def test_it_is_the_same_every_time_and_small() -> None:
    points = [(START + n * DAY / 7, n * 3) for n in range(60)]
    first = reach_plot(points, 200, "Europe/Madrid")
    assert first == reach_plot(points, 200, "Europe/Madrid")
    assert len(first) < 10_000


def test_its_clock_is_that_of_the_zone() -> None:
    points = [(START, 0), (START + DAY, 5)]
    assert reach_plot(points, 9, "Asia/Shanghai") != reach_plot(points, 9, "America/Lima")


def test_an_hour_the_clocks_skip_is_not_written_over_the_next_one() -> None:
    begin, three = datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)
    picture = decoded(reach_plot([(begin, 0), (begin + DAY / 6, 9)], 9, "Europe/Copenhagen"))
    x = LEFT + (WIDTH - LEFT - RIGHT) * ((three - begin) / (DAY / 6))
    place = (round(x) - 40, HEIGHT - BOTTOM + 10, round(x) + 40, HEIGHT - BOTTOM + 40)
    alone = Image.new("RGB", (WIDTH, HEIGHT), "white")
    font = ImageFont.load_default(FONT)
    ImageDraw.Draw(alone).text((x, HEIGHT - BOTTOM + 12), "03:00", INK, font, anchor="mt")
    shown, expected = (sum(dark(each.crop(place))) // 255 for each in (picture, alone))
    assert abs(shown - expected) < expected / 10


@given(
    st.lists(st.tuples(st.integers(0, 10**8), st.integers(0, 10**6)), min_size=1, max_size=30),
    st.integers(0, 10**6),
)
def test_any_numbers_can_be_drawn(raw: list[tuple[int, int]], total: int) -> None:
    points = [(START + timedelta(seconds=at), number) for at, number in sorted(raw)]
    decoded(reach_plot(points, total, "Australia/Lord_Howe"))


def test_without_numbers_there_is_no_picture() -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        reach_plot([], 9, "UTC")
