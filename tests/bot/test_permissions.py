"""The matrix of domain 2.6, written down a second time in the page's own notation and compared cell by cell.

Columns: N newcomer, M member, R representative, A alternate, V reviewer, O organiser, S secretariat, C chair, X admin.
● may, ○ the own thing or institution, ◐ in scope, · not at all. D stands for the moderator, whom the page puts in
column O, and B for the observer, who has no column.
"""

import pytest

from bot.errors import NotAllowed
from bot.people import Me, Person, Role, RoleGrant
from bot.permissions import TABLE, Permission, Reach, may, require

P = Permission
COLUMNS = "NMRAVOSCX"
ROLES = {
    "N": Role.NEWCOMER, "M": Role.MEMBER, "R": Role.REPRESENTATIVE, "A": Role.ALTERNATE, "V": Role.REVIEWER,
    "O": Role.ORGANISER, "S": Role.SECRETARIAT, "C": Role.CHAIR, "X": Role.ADMIN,
}  # fmt: skip
MARKS = {"●": Reach.ALL, "○": Reach.OWN, "◐": Reach.SCOPED}

PAGE: dict[Permission, str] = {
    #                          NMRAVOSCX
    P.SEE_PUBLIC:             "●●●●●●●●●",
    P.APPLY:                  "○········",
    P.APPLY_ON_BEHALF:        "······●··",
    P.SEE_DIRECTORY:          "·●●●●●●●·",
    P.EDIT_PROFILE:           "○○○○○○○○○",
    P.KEEP_REMINDERS:         "·○○○○○○○·",  # not on the page; from the surface: member
    P.EDIT_INSTITUTION:       "··○○··●··",
    P.NAME_REPRESENTATIVE:    "··○···●··",
    P.REVIEW_APPLICATIONS:    "····◐····",
    P.SEE_APPLICATIONS:       "····◐·●●·",  # those who screen, review and decide have to read
    P.SCREEN_APPLICATIONS:    "······●··",
    P.DECIDE_APPLICATIONS:    "······●●·",  # "● decide (profile)": CSLEI has no chair, its secretariat decides
    P.RSVP:                   "◐●●●●●●●·",  # newcomers: public ones
    P.RSVP_ON_BEHALF:         "······●··",
    P.PROPOSE_EVENT:          "·●●●·····",
    P.CREATE_EVENT:           "·····●●●·",
    P.ANNOUNCE:               "·····◐●●·",
    P.SEE_NEEDS:              "·····◐···",
    P.REQUEST_AGENDA_ITEM:    "·●●●·····",
    P.ORDER_AGENDA:           "······●●·",
    P.RUN_SESSION:            "·····◐●●·",
    P.PROPOSE_MOTION:         "·◐●●··◐●·",  # members: personal-member networks; secretariat: procedural
    P.VOTE:                   "·◐●◐·····",  # the chair through the own mandate, the admin never
    P.CLOSE_BUSINESS_MEETING: "······●●·",
    P.OBJECT_TO_MINUTES:      "·●●●·····",
    P.WRITE_MINUTES:          "·····◐●··",
    P.APPROVE_MINUTES:        "··●····●·",
    P.CLOSE_ACTION_ITEM:      "·○○○·○●●·",
    P.PROPOSE_TOPIC:          "·●●●·····",
    P.CONSTITUTE_TEAM:        "··◐···●●·",  # representatives: the host's only
    P.RUN_SEED_CALL:          "······●●·",
    P.SUBMIT_PROPOSAL:        "·○○○·····",
    P.SEE_PROPOSALS:          "····◐·●●·",  # reviewers: assigned ones
    P.AWARD:                  "··◐···◐●·",  # by vote; the secretariat records
    P.PROPOSE_STATEMENT:      "·●·······",
    P.ADOPT_STATEMENT:        "··●◐·····",
    P.PUBLISH_STATEMENT:      "······●··",
    P.MANDATE_STATEMENT:      "·······●·",
    P.POST_IN_FORUM:          "·●●●●●●●·",
    P.MODERATE:               "······●··",  # and the moderator, in scope
    P.OFFER_EXCHANGE:         "··○○··●··",
    P.RECORD_PAYMENT:         "·····◐●··",
    P.EXPORT:                 "·○○··◐●··",
    P.BACK_UP:                "········●",
    P.CONFIGURE:              "········●",
    P.MANAGE_ROLES:           "······●·●",  # not on the page; from the surface: admin, secretariat
    P.READ_AUDIT:             "·○○···●●●",
}  # fmt: skip

BESIDE_THE_COLUMNS = {
    (P.SEE_PUBLIC, Role.OBSERVER): Reach.ALL,
    (P.SEE_PUBLIC, Role.MODERATOR): Reach.ALL,
    (P.SEE_PUBLIC, Role.INCOMING_CHAIR): Reach.ALL,
    (P.EDIT_PROFILE, Role.OBSERVER): Reach.OWN,
    (P.EDIT_PROFILE, Role.MODERATOR): Reach.OWN,
    (P.EDIT_PROFILE, Role.INCOMING_CHAIR): Reach.OWN,
    (P.RSVP, Role.OBSERVER): Reach.ALL,
    (P.MODERATE, Role.MODERATOR): Reach.SCOPED,
}
"""Roles of 2.1 that have no column: everybody has an own profile, observers attend, moderators moderate."""


def somebody(*roles: Role) -> Me:
    return Me(Person("P1", "Somebody"), (), tuple(RoleGrant(role) for role in roles))


def test_every_permission_is_on_the_page() -> None:
    assert set(PAGE) == set(Permission) == set(TABLE)


@pytest.mark.parametrize("permission", Permission)
def test_the_table_is_the_page(permission: Permission) -> None:
    row = {ROLES[letter]: MARKS[mark] for letter, mark in zip(COLUMNS, PAGE[permission], strict=True) if mark != "·"}
    row |= {role: reach for (deed, role), reach in BESIDE_THE_COLUMNS.items() if deed is permission}
    assert TABLE[permission] == row


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_may_asks_for_what_the_cell_says(permission: Permission, role: Role) -> None:
    me = somebody() if role is Role.NEWCOMER else somebody(role)
    cell = TABLE[permission].get(role)
    assert may(me, permission) is (cell is Reach.ALL)
    assert may(me, permission, own=True) is (cell in (Reach.ALL, Reach.OWN))
    assert may(me, permission, in_scope=True) is (cell in (Reach.ALL, Reach.SCOPED))


def test_roles_add_up() -> None:
    assert may(somebody(Role.MEMBER, Role.SECRETARIAT), P.EXPORT)
    assert not may(somebody(Role.MEMBER, Role.ADMIN), P.VOTE), "an administrator has no vote"
    with pytest.raises(NotAllowed):
        require(somebody(Role.ADMIN), P.VOTE, own=True, in_scope=True)


def test_nobody_but_the_office_decides_while_being_only_an_administrator() -> None:
    for deed in (P.WRITE_MINUTES, P.APPROVE_MINUTES, P.AWARD, P.DECIDE_APPLICATIONS, P.SEE_PROPOSALS):
        assert not may(somebody(Role.ADMIN), deed, own=True, in_scope=True)
