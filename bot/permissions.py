"""Who may do what: the matrix of domain 2.6 as one table, checked in one place.

A cell says how far a role reaches: everything, the own things only, things in its scope, or nothing. What a profile
or a mandate narrows further is a rule of the feature; this table is the outer wall.
"""

from enum import Enum, StrEnum

from bot.errors import NotAllowed
from bot.people import Me, Role
from bot.ui.text import Code, _


class Reach(Enum):
    """● ALL, ○ OWN (or own institution), ◐ SCOPED."""

    ALL = "all"
    OWN = "own"
    SCOPED = "scoped"


class Permission(StrEnum):
    SEE_PUBLIC = "see about, public events, adopted statements"
    APPLY = "apply, answer questions on the own application, withdraw"
    APPLY_ON_BEHALF = "enter an application or an answer on somebody's behalf"
    SEE_DIRECTORY = "see the directory"
    EDIT_PROFILE = "edit own profile, consents, notice routes"
    KEEP_REMINDERS = "keep reminders for oneself"
    EDIT_INSTITUTION = "edit institution profile, name people of the institution"
    NAME_REPRESENTATIVE = "name or change representative or alternate"
    SEE_APPLICATIONS = "see applications that were sent"
    REVIEW_APPLICATIONS = "review applications"
    SCREEN_APPLICATIONS = "screen applications"
    DECIDE_APPLICATIONS = "decide applications"
    RSVP = "RSVP, register, cancel"
    RSVP_ON_BEHALF = "record an answer on somebody's behalf"
    PROPOSE_EVENT = "propose an event or meeting"
    CREATE_EVENT = "create an event or meeting"
    ANNOUNCE = "send an announcement to all"
    SEE_NEEDS = "see dietary, access and emergency data"
    REQUEST_AGENDA_ITEM = "ask for an item on the agenda"
    ORDER_AGENDA = "order or approve the agenda"
    RUN_SESSION = "check in attendance, run a session"
    PROPOSE_MOTION = "propose a motion"
    VOTE = "vote, endorse"
    CLOSE_BUSINESS_MEETING = "close a business meeting"
    OBJECT_TO_MINUTES = "object to minutes"
    WRITE_MINUTES = "write minutes"
    APPROVE_MINUTES = "approve minutes"
    CLOSE_ACTION_ITEM = "own an action item, close it"
    PROPOSE_TOPIC = "propose a topic, join a research team"
    CONSTITUTE_TEAM = "constitute the joint team"
    RUN_SEED_CALL = "open a seed call, check eligibility"
    SUBMIT_PROPOSAL = "submit a proposal"
    SEE_PROPOSALS = "see proposals of others before the decision"
    AWARD = "award"
    PROPOSE_STATEMENT = "propose a statement"
    ADOPT_STATEMENT = "adopt a statement"
    PUBLISH_STATEMENT = "publish a statement"
    MANDATE_STATEMENT = "mandate a statement"
    POST_IN_FORUM = "open a topic, reply, showcase, offer, collaborate"
    MODERATE = "hide a post, approve an offer or showcase"
    OFFER_EXCHANGE = "offer an exchange place, nominate"
    RECORD_PAYMENT = "record a payment state"
    EXPORT = "export the register"
    BACK_UP = "make an encrypted backup"
    CONFIGURE = "configure channels, tokens, jobs, modules"
    MANAGE_ROLES = "grant and revoke roles"
    READ_AUDIT = "read the audit trail"


_A, _O, _S = Reach.ALL, Reach.OWN, Reach.SCOPED
_N, _M, _R, _T, _V, _G, _D, _Y, _C, _X = (
    Role.NEWCOMER,
    Role.MEMBER,
    Role.REPRESENTATIVE,
    Role.ALTERNATE,
    Role.REVIEWER,
    Role.ORGANISER,
    Role.MODERATOR,
    Role.SECRETARIAT,
    Role.CHAIR,
    Role.ADMIN,
)
_EVERYBODY = tuple(Role)
"""Also roles that have no column of their own: an observer or a moderator is not less than a newcomer."""
_MEMBERS = (_M, _R, _T, _V, _G, _Y, _C)

P = Permission
# A row of the page that names several deeds, such as "write minutes / approve minutes", is a permission for each.
TABLE: dict[Permission, dict[Role, Reach]] = {
    P.SEE_PUBLIC: dict.fromkeys(_EVERYBODY, _A),
    P.APPLY: {_N: _O},
    P.APPLY_ON_BEHALF: {_Y: _A},
    P.SEE_DIRECTORY: dict.fromkeys(_MEMBERS, _A),
    P.EDIT_PROFILE: dict.fromkeys(_EVERYBODY, _O),
    # not on the page; from the surface: member
    P.KEEP_REMINDERS: dict.fromkeys(_MEMBERS, _O),
    P.EDIT_INSTITUTION: {_R: _O, _T: _O, _Y: _A},
    P.NAME_REPRESENTATIVE: {_R: _O, _Y: _A},
    P.SEE_APPLICATIONS: {_V: _S, _Y: _A, _C: _A},
    P.REVIEW_APPLICATIONS: {_V: _S},
    P.SCREEN_APPLICATIONS: {_Y: _A},
    # the page has the chair only, "by profile": a network without a chair lets its secretariat decide
    P.DECIDE_APPLICATIONS: {_Y: _A, _C: _A},
    # observers attend and speak (2.1); the office answers for others and comes itself
    P.RSVP: {_N: _S, Role.OBSERVER: _A, **dict.fromkeys(_MEMBERS, _A)},
    P.RSVP_ON_BEHALF: {_Y: _A},
    P.PROPOSE_EVENT: dict.fromkeys((_M, _R, _T), _A),
    P.CREATE_EVENT: dict.fromkeys((_G, _Y, _C), _A),
    P.ANNOUNCE: {_G: _S, _Y: _A, _C: _A},
    P.SEE_NEEDS: {_G: _S},
    P.REQUEST_AGENDA_ITEM: dict.fromkeys((_M, _R, _T), _A),
    P.ORDER_AGENDA: {_Y: _A, _C: _A},
    P.RUN_SESSION: {_G: _S, _Y: _A, _C: _A},
    P.PROPOSE_MOTION: {_M: _S, _R: _A, _T: _A, _Y: _S, _C: _A},
    P.VOTE: {_M: _S, _R: _A, _T: _S},
    P.CLOSE_BUSINESS_MEETING: {_Y: _A, _C: _A},
    P.OBJECT_TO_MINUTES: dict.fromkeys((_M, _R, _T), _A),
    P.WRITE_MINUTES: {_G: _S, _Y: _A},
    P.APPROVE_MINUTES: {_R: _A, _C: _A},
    P.CLOSE_ACTION_ITEM: {_M: _O, _R: _O, _T: _O, _G: _O, _Y: _A, _C: _A},
    P.PROPOSE_TOPIC: dict.fromkeys((_M, _R, _T), _A),
    P.CONSTITUTE_TEAM: {_R: _S, _Y: _A, _C: _A},
    P.RUN_SEED_CALL: {_Y: _A, _C: _A},
    P.SUBMIT_PROPOSAL: dict.fromkeys((_M, _R, _T), _O),
    P.SEE_PROPOSALS: {_V: _S, _Y: _A, _C: _A},
    P.AWARD: {_R: _S, _Y: _S, _C: _A},
    P.PROPOSE_STATEMENT: {_M: _A},
    P.ADOPT_STATEMENT: {_R: _A, _T: _S},
    P.PUBLISH_STATEMENT: {_Y: _A},
    P.MANDATE_STATEMENT: {_C: _A},
    P.POST_IN_FORUM: dict.fromkeys(_MEMBERS, _A),
    P.MODERATE: {_D: _S, _Y: _A},
    P.OFFER_EXCHANGE: {_R: _O, _T: _O, _Y: _A},
    P.RECORD_PAYMENT: {_G: _S, _Y: _A},
    P.EXPORT: {_M: _O, _R: _O, _G: _S, _Y: _A},
    P.BACK_UP: {_X: _A},
    P.CONFIGURE: {_X: _A},
    # not on the page: the roles that no register gives (2.1); who names administrators is a rule of the feature
    P.MANAGE_ROLES: {_Y: _A, _X: _A},
    P.READ_AUDIT: {_M: _O, _R: _O, _Y: _A, _C: _A, _X: _A},
}


def reach(me: Me, permission: Permission) -> frozenset[Reach]:
    """How far the person's roles reach for `permission`; empty: not at all."""
    row = TABLE[permission]
    return frozenset(row[role] for role in me.roles if role in row)


def may(me: Me, permission: Permission, *, own: bool = False, in_scope: bool = False) -> bool:
    """Whether the person may do it to a thing that is the own one, or in the scope of his or her role, or neither."""
    allowed = reach(me, permission)
    return Reach.ALL in allowed or (own and Reach.OWN in allowed) or (in_scope and Reach.SCOPED in allowed)


def require(me: Me, permission: Permission, *, own: bool = False, in_scope: bool = False) -> None:
    """Raise NotAllowed unless `may`; who is no member yet hears how to become one."""
    if may(me, permission, own=own, in_scope=in_scope):
        return
    if me.roles <= {Role.NEWCOMER} and Role.MEMBER in TABLE[permission]:
        raise NotAllowed(_("This is for members. With {command} you ask to become one.", command=Code("/apply")))
    raise NotAllowed
