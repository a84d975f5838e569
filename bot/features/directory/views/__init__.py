"""What the directory shows: lists, cards, and kind words when there is nothing or too much."""

from datetime import UTC, date, datetime
from typing import TypeVar

from bot.features.directory.actions import FindInstitutions, FindMembers, ListInstitutions
from bot.features.directory.model import PAGE, Entry, Found, Place, Post
from bot.features.directory.views.institutions import (
    institution_card,
    institution_form,
    institutions_found,
    no_institution_found,
    register_on,
)
from bot.features.directory.views.members import member_card, members_found, no_member_found, not_listed, which_one
from bot.features.directory.views.paging import Page
from bot.features.register.api import Institution, InstitutionProfile, Membership
from bot.forms import Form
from bot.i18n import Reader
from bot.ui.view import View

T = TypeVar("T")

_READER = Reader()
_NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
_SCHOOL = Institution(
    "01SCHOOL", "Tingchao Bilingual School", "CN", native_name="听潮双语学校", kind="school", region="Zhejiang",
    city="Hangzhou", website="https://tingchao.example",
    profile=InstitutionProfile(("maker education",), ("Design",), confirmed_on=datetime(2025, 9, 1, tzinfo=UTC)),
)  # fmt: skip
_PLACE = Place(
    _SCHOOL,
    Membership("01M", "full", datetime(2019, 11, 11, tzinfo=UTC), institution=_SCHOOL.id),
    "Zhuang Lanting 庄澜汀",
)
_WANG = Entry(
    "01WANG", "Wang An", "王安", (Post("Mathematics teacher", _SCHOOL.id, _SCHOOL.name, _SCHOOL.native_name),),
    "wangan@tingchao.example", "CN", ("mathematics",), "I teach with puzzles.",
)  # fmt: skip


def _found(one: T, times: int = 1) -> Found[T]:
    return Found((one,) * min(times, PAGE), times)


EXAMPLES: dict[str, View | Form] = {
    "members_found": members_found(_found(_WANG, 12), Page(0, FindMembers("wang", "", "CN", 1))),
    "very_many_members_found": members_found(
        Found((_WANG,) * PAGE, 500, has_more=True), Page(1, FindMembers("", "", "", 2))
    ),
    "no_member_found": no_member_found("China"),
    "which_one": which_one(Found((_WANG, Entry("01OTHER", "Wang An", "王安")), 2)),
    "member_card": member_card(_WANG, _READER),
    "own_card": member_card(_WANG, _READER, is_me=True),
    "not_listed": not_listed(),
    "institutions_found": institutions_found(_found(_PLACE), Page(0, FindInstitutions("", "", "", 1)), _READER),
    "no_institution_found": no_institution_found("teacher education"),
    "register": register_on(_found(_PLACE), Page(0, ListInstitutions("", 1)), _READER, None),
    "register_on": register_on(_found(_PLACE, 11), Page(0, ListInstitutions("", 1)), _READER, date(2018, 1, 1)),
    "register_empty": register_on(Found(), Page(0, ListInstitutions("", 1)), _READER, date(1990, 1, 1)),
    "institution_card": institution_card(_PLACE, _found(_WANG), _READER, _NOW, may_edit=True),
    "institution_form": institution_form("01DRAFT", _SCHOOL),
}
