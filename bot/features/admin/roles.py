"""Give a role to a person and take it back; each is a dated record and a line of the audit trail."""

import re

from bot.actions import Action
from bot.context import Context
from bot.errors import NotFound, Refused
from bot.features.admin.model import GIVEN
from bot.features.admin.routes import feature
from bot.features.directory import api as directory
from bot.features.home.api import ROLE_NAMES
from bot.i18n import LANGUAGES, Reader
from bot.interactions import Account
from bot.outbox import Notice
from bot.people import Me, People, Role, RoleGrant
from bot.permissions import Permission
from bot.routing import Parameter, Rank
from bot.ui.blocks import Bullets, Choice, Heading, Option, Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Code, Text, _, join
from bot.ui.view import View

MAY = Permission.MANAGE_ROLES
BY_ADMIN = frozenset((Role.CHAIR, Role.SECRETARIAT, Role.ADMIN))
"""Roles that decide or give roles: were the office to hand them out, it could make itself everything."""
_MENTION = re.compile(r"<@!?([A-Z0-9]+)(?:\|[^>]*)?>")
_CHOICES = tuple(Option(role.value, ROLE_NAMES[role]) for role in GIVEN)
_PARAMETERS = (
    Parameter("person", _("Name, e-mail or @mention"), required=True, source="people"),
    Parameter("role", _("The role"), required=True, choices=_CHOICES),
)


class ChangeRole(Action, key="admin.role"):
    """Which of several people of that name is meant."""

    role: str
    give: bool


class RoleGiven(Notice, key="admin.role_given"):
    role: str
    given: bool


@feature.command("admin grant", help=_("Give somebody a role"), may=MAY, parameters=_PARAMETERS)
async def grant(ctx: Context) -> Reply:
    return await _change(ctx, give=True)


@feature.command("admin revoke", help=_("Take a role back"), may=MAY, parameters=_PARAMETERS)
async def revoke(ctx: Context) -> Reply:
    return await _change(ctx, give=False)


async def _change(ctx: Context, *, give: bool) -> Reply:
    role = _role(ctx.args.get("role", ""))
    match await _people(ctx, ctx.args.get("person", "")):
        case ():
            raise NotFound(_("I know nobody of that name. They must have written to me once, or be in the register."))
        case (me,):
            return await _apply(ctx, me, role, give=give)
        case several:
            people = tuple(Option(me.id, f"{me.person.known_as} {me.person.email}".strip()) for me in several[:25])
            choice = Choice(ChangeRole(role.value, give), _("Person"), people)
            return Ephemeral(View.of(Paragraph(_("Whom do you mean?")), choice))


@feature.press(ChangeRole, may=MAY)
async def choose_person(ctx: Context, press: ChangeRole) -> Reply:
    me = await ctx.repository(People).me(ctx.choice, ctx.now)
    return await _apply(ctx, me, _role(press.role), give=press.give)


async def _apply(ctx: Context, me: Me, role: Role, *, give: bool) -> Reply:
    people = ctx.repository(People)
    name = ROLE_NAMES[role]
    if role in BY_ADMIN and not ctx.me.has(Role.ADMIN):
        raise Refused(_("Only an administrator gives or takes this role: {role}.", role=name), rule="by-admin")
    if give:
        if me.id == ctx.me.id:
            raise Refused(_("You cannot give yourself a role. Please ask another administrator."), rule="own-role")
        if me.has(role, ""):
            raise Refused(_("{who} has that role already.", who=me.person.known_as), rule="role-held")
        await people.grant(me.id, RoleGrant(role, since=ctx.now, granted_by=ctx.me.id))
    else:
        if role is Role.ADMIN and me.has(role, "") and len(await people.holding(Role.ADMIN, ctx.now)) < 2:
            raise Refused(_("That is the last administrator. Name another one first."), rule="last-admin")
        if not await people.revoke(me.id, role, "", ctx.now):
            raise Refused(_("{who} does not have that role.", who=me.person.known_as), rule="role-not-held")
    ctx.audit("role granted" if give else "role revoked", me.id, detail=role.value)
    ctx.project(me.id)
    ctx.notify(me.id, RoleGiven(role.value, give))
    done = (_("{who} now has this role: {role}.", who=me.mention, role=name) if give
            else _("{who} no longer has this role: {role}.", who=me.mention, role=name))  # fmt: skip
    return ctx.whisper(done)


@feature.command("admin roles", help=_("Who holds which role"), may=MAY, menu=_("Roles"), rank=Rank.RIGHTS)
async def list_roles(ctx: Context) -> Reply:
    people = ctx.repository(People)
    lines: list[Text] = [
        _("{role}: {people}", role=ROLE_NAMES[role], people=join(me.mention for me in holders))
        for role in Role
        if role not in (Role.NEWCOMER, Role.MEMBER) and (holders := await people.holding(role, ctx.now))
    ]
    return Ephemeral(View.of(Heading(_("Roles")), Bullets(tuple(lines)) if lines else Paragraph(
        _("Nobody holds a role yet."))))  # fmt: skip


@feature.search("people", may=MAY)
async def find_people(ctx: Context, text: str) -> tuple[Option, ...]:
    return tuple(Option(me.id, me.person.known_as) for me in await directory.search_people(ctx, text))


async def _people(ctx: Context, text: str) -> tuple[Me, ...]:
    """The people meant: by mention, id, e-mail or name."""
    people, text = ctx.repository(People), text.strip()
    mentioned = _MENTION.fullmatch(text)
    if mentioned:
        me = await people.recognise(Account(ctx.place.platform, ctx.place.space, mentioned[1]), ctx.now)
        return (me,) if me else ()
    if "@" in text.strip("@"):
        person = await people.by_email(text.lower())
        if person is None:
            raise NotFound(
                _("The secretariat has confirmed no such address. Name the person with an @mention instead.")
            )
        return (await people.me(person.id, ctx.now),)
    known = await people.many((text,), ctx.now)
    return tuple(known.values()) or await directory.search_people(ctx, text.lstrip("@"))


def _role(text: str) -> Role:
    wanted = text.strip().casefold()
    for role in GIVEN:
        called = {Reader(language).plain(ROLE_NAMES[role]).casefold() for language in LANGUAGES}
        if wanted in (role.value, role.value.replace("_", " "), *called):
            return role
    if wanted in (Role.MEMBER.value, Role.REPRESENTATIVE.value, Role.ALTERNATE.value):
        raise Refused(_("That role follows from the register: a membership or a mandate gives it, not a command."),
                      rule="role-derived")  # fmt: skip
    raise Refused(_("I know these roles: {roles}.", roles=join(ROLE_NAMES[role] for role in GIVEN)), rule="role")


@feature.notice(RoleGiven)
async def say_role(_ctx: Context, notice: RoleGiven) -> View:
    name = ROLE_NAMES[Role(notice.role)]
    return View.of(Paragraph(
        _("You now have this role in the network: {role}. {command} shows what you can do.", role=name,
          command=Code("/convenor"))
        if notice.given else _("You no longer have this role in the network: {role}.", role=name)))  # fmt: skip
