"""Small pictures of numbers over time, drawn without words so that they need no translation.

They are plain, high in contrast and safe for colour-blind eyes; whoever sends one says in its `alt` what it shows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from bot.wall import instant, is_skipped

WIDTH, HEIGHT = 800, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 24, 48
INK, FAINT, LINE, AREA = "#333333", "#d9d9d9", "#0072b2", "#d3e6f2"
FONT = 20
SPANS = (
    timedelta(minutes=15), timedelta(hours=1), timedelta(hours=3), timedelta(hours=6), timedelta(hours=12),
    timedelta(days=1), timedelta(days=2), timedelta(days=7), timedelta(days=14), timedelta(days=30),
    timedelta(days=91), timedelta(days=365),
)  # fmt: skip
"""Possible distances between two marks of the time axis."""
MARKS = 6


def reach_plot(points: Sequence[tuple[datetime, int]], total: int, zone: str) -> bytes:
    """A PNG of 800 by 320: how many of `total` were reached by when, as steps; the clock is that of `zone`.

    `points` are aware instants in order, each with the number from then on; the last one ends the axis.
    Raises ValueError without points.
    """
    if not points:
        raise ValueError("nothing to draw")
    return _png(_draw(points, max(total, 1, *(number for _at, number in points)), ZoneInfo(zone)))


def _draw(points: Sequence[tuple[datetime, int]], most: int, zone: ZoneInfo) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(FONT)
    begin, end = points[0][0], points[-1][0]
    # of a single moment a minute is shown
    length = max((end - begin).total_seconds(), 60.0)

    def x(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - begin).total_seconds() / length

    def y(number: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / most

    for number in _numbers(most):
        pen.line((LEFT, y(number), WIDTH - RIGHT, y(number)), FAINT)
        pen.text((LEFT - 10, y(number)), str(number), INK, font, anchor="rm")
    path = _steps([(x(at), y(number)) for at, number in points], WIDTH - RIGHT)
    pen.polygon([(LEFT, y(0)), *path, (path[-1][0], y(0))], AREA)
    pen.line(path, LINE, 3)
    pen.line((LEFT, y(0), WIDTH - RIGHT, y(0)), INK, 2)
    for at, words in _times(begin, begin + timedelta(seconds=length), zone):
        pen.line((x(at), y(0), x(at), y(0) + 6), INK, 2)
        half = font.getlength(words) / 2
        pen.text((min(x(at), WIDTH - 2 - half), y(0) + 12), words, INK, font, anchor="mt")
    last = points[-1][1]
    corner = (WIDTH - RIGHT, y(last))
    pen.ellipse((corner[0] - 5, corner[1] - 5, corner[0] + 5, corner[1] + 5), LINE)
    above = corner[1] - 12 if corner[1] > TOP + FONT else corner[1] + 12 + FONT
    pen.text((corner[0] - 8, above), f"{last}/{most}", LINE, font, anchor="rb", stroke_width=2, stroke_fill="white")
    return picture


def _steps(path: list[tuple[float, float]], end: float) -> list[tuple[float, float]]:
    """A number holds until the next one."""
    found = path[:1]
    for at, level in path[1:]:
        found += [(at, found[-1][1]), (at, level)]
    return [*found, (end, found[-1][1])]


def _numbers(most: int) -> list[int]:
    """Round numbers up the left side, the whole on top, with room between them."""
    step = next(step for power in range(12) for step in (10**power, 2 * 10**power, 5 * 10**power) if most / step <= 5)
    below = [number for number in range(0, most, step) if most - number >= step / 2]
    return [*below, most]


def _times(begin: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """Marks of the time axis at round wall times, each as it is read everywhere: 03-11, or 14:00 within a day."""
    span = next((span for span in SPANS if (end - begin) / span <= MARKS), SPANS[-1])
    local = begin.astimezone(zone).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    if span >= timedelta(hours=1):
        hours = max(span // timedelta(hours=1), 1)
        local = local.replace(hour=0 if hours >= 24 else local.hour // hours * hours)
    marks: list[tuple[datetime, str]] = []
    while (at := instant(local, zone)) <= end:
        if at >= begin and not is_skipped(local, zone):
            whole_days = span >= timedelta(days=1) or (local.hour, local.minute) == (0, 0)
            marks.append((at, f"{local:%m-%d}" if whole_days else f"{local:%H:%M}"))
        local += span
    return marks or [(begin, f"{begin.astimezone(zone):%m-%d}")]


def _png(picture: Image.Image) -> bytes:
    """A palette keeps it at some kilobytes."""
    made = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()
