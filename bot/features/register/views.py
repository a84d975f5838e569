"""What the register tells people."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.forms import Form
from bot.ui.blocks import Bullets, Heading, Note, Paragraph
from bot.ui.text import Moment, _, n_
from bot.ui.view import View


def post_ended(ends: datetime) -> View:
    """To a personal member whose post has ended: the grace days, and how to stay."""
    return View.of(
        Heading(_("Your post has ended; your membership has not")),
        Paragraph(_("You stay a member until {day}. If you take up a new post that makes you eligible, tell the "
                    "secretariat before then, and nothing changes.", day=Moment(ends, "date"))),
    )  # fmt: skip


def vacancies(institutions: Sequence[str]) -> View:
    """To the secretariat: member institutions that nobody represents (annoyance 7)."""
    return View.of(
        Heading(n_("{n} institution has no representative", "{n} institutions have no representative",
                   len(institutions))),
        Bullets(tuple(institutions)),
        Note(_("Their vote rests until somebody with a post there is named. I remind you every Monday.")),
    )  # fmt: skip


def agreement_ends(institution: str, ends: datetime) -> View:
    """To the secretariat: an agreement runs out, and with it the membership (domain 2.3.2)."""
    return View.of(
        Heading(_("An agreement runs out")),
        Paragraph(_("The agreement with {institution} ends on {day}. Without a new one the membership expires on "
                    "that day.", institution=institution, day=Moment(ends, "date"))),
    )  # fmt: skip


_DAY = datetime(2027, 5, 1, tzinfo=UTC)
EXAMPLES: dict[str, View | Form] = {
    "post_ended": post_ended(_DAY),
    "vacancies": vacancies(("Tingchao Bilingual School 听潮双语学校",)),
    "agreement_ends": agreement_ends("Tingchao Bilingual School 听潮双语学校", _DAY),
}
