"""How the fictional applicants of the four networks fill in their forms, page by page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from adapters.memory.adapter import Seat
from bot.context import Context
from bot.features.register import api as register
from bot.features.register.api import InstitutionFacts
from bot.i18n import Reader
from bot.interactions import Account, Place
from bot.people import Me, Role
from bot.ui.text import _
from tests.support.stage import Stage

Page = Mapping[str, str | Sequence[str]]

INNOVATION = "We let every class plan one week of its own, and the teachers coach instead of lecturing. " * 2
LEADERSHIP = "Heads of section lead by turns, and each of them mentors a colleague from another school. " * 2

CSLEI: tuple[Page, ...] = (
    {"legal_name": "Cen Yuke", "native_name": "岑羽可", "email": "cen@lanxibay.example", "language": "English",
     "notice_route": "Slack"},
    {"school": "Lanxi Bay International School", "school_kind": "Private bilingual school", "province": "Jiangsu",
     "post": "Head or principal", "post_since": "2019"},
    {"innovation": INNOVATION, "leadership": LEADERSHIP, "topics": "assessment; 课程"},
)  # fmt: skip

AIE_PERSON: tuple[Page, ...] = (
    {"holder_kind": "A person", "name": "Odalys Verdemar", "country": "Spain", "sector": "Higher education",
     "email": "odalys@verdemar.example"},
    {"post": "Independent researcher", "organisation": "Verdemar Studio"},
    {"fields": ["Research"], "involvement": "I study schools that teach in two languages.", "goals": "exchange, peace"},
    {"languages": "Spanish, English", "digest": "Once a week"},
)  # fmt: skip

AIE_AGENCY: tuple[Page, ...] = (
    {"holder_kind": "An agency", "name": "Himchuli Teacher Development Agency", "country": "Nepal",
     "sector": "Teacher education", "email": "office@himchuli.example"},
    {"representative": "Suntali", "representative_post": "Director",
     "representative_email": "suntali@himchuli.example"},
    {"fields": ["Research"], "involvement": "We train teachers at a distance.", "goals": "training"},
    {"languages": "Nepali, English", "digest": "Once a week"},
)  # fmt: skip

INEI: tuple[Page, ...] = (
    {"name_en": "Ålund University, Institute of Education", "name_native": "Ålund Universitet", "country": "Denmark",
     "website": "https://alund.example"},
    {"institution_kind": "Institute of education",
     "activities": ["Preparation of teachers", "Research on education"], "host_year": "2029"},
    {"teaching": "Teachers for all levels.", "research": "Education for sustainable development.",
     "contribution": "A summer school."},
    {"head_name": "Søren Ågaard-Lindqvist", "head_email": "soeren@alund.example",
     "contact_email": "office@alund.example"},
    {"representative": "Freja Østerby", "representative_post": "Researcher",
     "representative_email": "freja@alund.example"},
)  # fmt: skip

GA: tuple[Page, ...] = (
    {"name_en": "Harbourdawn Institute of Education", "name_native": "港曦教育學院", "country": "Hong Kong",
     "fields": ["Education"], "website": "https://harbourdawn.example"},
    {"missions": ["Knowledge transfer"], "strengths": "Teacher education and social policy."},
    {"head_name": "Leung Hei-lam", "head_email": "leung@harbourdawn.example"},
    {"representative": "Cheung Pak-yu", "representative_post": "Head of global affairs",
     "representative_email": "cheung@harbourdawn.example"},
)  # fmt: skip


def with_answers(pages: tuple[Page, ...], **changes: str | Sequence[str]) -> tuple[Page, ...]:
    """The same pages with some answers changed."""
    return tuple({key: changes.get(key, value) for key, value in page.items()} for page in pages)


async def begins(seat: Seat) -> None:
    await seat.types("/apply")
    await seat.presses(Reader(seat.account.language).plain(_("Continue")))


async def fills_in(seat: Seat, pages: tuple[Page, ...]) -> None:
    """Every page of the form; afterwards the declarations are on the screen."""
    for page in pages:
        await seat.fills(page)
        await seat.submits()
        assert not seat.errors, seat.errors


async def agrees(seat: Seat, label: str = "I agree") -> None:
    """To everything that has a button, and to the consent on its own screen."""
    for _round in range(20):
        newest = seat.messages()[-1]
        if label in newest.buttons:
            await seat.presses(label)
        elif "Continue" in newest.buttons:
            await seat.presses("Continue")
        else:
            return
    raise AssertionError("there is always one more declaration")


async def signs(seat: Seat, name: str) -> None:
    await seat.presses("Sign and submit")
    await seat.fills({"Full name as you sign it": name})
    await seat.submits()


async def applies(seat: Seat, pages: tuple[Page, ...] = CSLEI, name: str = "Cen Yuke") -> None:
    """From /apply to the signature."""
    await begins(seat)
    await fills_in(seat, pages)
    await agrees(seat)
    await signs(seat, name)
    assert not seat.errors, seat.errors


async def office(stage: Stage, name: str = "Luo Weilan", on: str = "slack", role: Role = Role.SECRETARIAT) -> Seat:
    """Somebody of the network, sitting in the secretariat's channel."""
    return await stage.person(name, on, roles=(role,), email=f"{name.split()[0].lower()}@office.example")


async def says(seat: Seat, button: str, answers: Page) -> None:
    """Press a button and send the form behind it."""
    await seat.presses(button)
    await seat.fills(answers)
    await seat.submits()
    assert not seat.errors, seat.errors


async def works_at(stage: Stage, seat: Seat, name: str, country: str) -> None:
    """Record that the person in that seat has a post at an institution."""
    record = await stage.record(seat)
    async with stage.app.database.write(stage.app.network) as uow:
        ctx: Context = stage.app.context(Me(record, (), ()), Account("slack", "T1", ""), Place("slack", "T1", ""), uow)
        place = await register.find_or_record(ctx, InstitutionFacts(name, country))
        await register.affiliate(ctx, record.id, place.id, "Head", since=ctx.now - timedelta(days=1), confirmed_by="x")
        await ctx.flush()
