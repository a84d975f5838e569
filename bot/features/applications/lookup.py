"""Finding an application for the person who asks, and who else has a part in it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Context
from bot.errors import NotAllowed, NotFound, Refused
from bot.features.applications.model import Application
from bot.features.applications.repository import Applications
from bot.features.register import api as register
from bot.people import Me, People, Role
from bot.permissions import Permission
from bot.ui.text import Code, _

NO_SUCH = _("There is no such application, or it is not yours. {command} shows your own.", command=Code("/apply"))

SCREENED_BY = _("The secretariat takes applications up and asks the questions. You can recommend.")


class OwnCase(Refused):
    """INV-03: nobody decides on the own application or on one of the own institution."""

    def __init__(self) -> None:
        super().__init__(_("This is your own application, or your own institution's. Somebody else decides on it."),
                         rule="INV-03")  # fmt: skip


async def own(ctx: Context, application_id: str) -> Application:
    """An application of the person who asks; to everybody else there is none."""
    application = await ctx.repository(Applications).get(application_id)
    if application is None or application.applicant != ctx.me.id:
        raise NotFound(NO_SUCH)
    return application


async def own_or_on_behalf(ctx: Context, application_id: str) -> Application:
    """An application of the person who asks, or one on which the secretariat may act on somebody's behalf."""
    application = await ctx.repository(Applications).get(application_id)
    if application is None:
        raise NotFound(NO_SUCH)
    on_behalf = ctx.may(Permission.APPLY_ON_BEHALF) and is_shown(ctx, application)
    if application.applicant != ctx.me.id and not on_behalf:
        raise NotFound(NO_SUCH)
    return application


async def ensure_screens(ctx: Context, application: Application) -> None:
    """Refuse who does not screen: that is the secretariat's, or the chair's where nobody there is free of the case."""
    screens = ctx.may(Permission.SCREEN_APPLICATIONS)
    if not screens and not ctx.me.has(Role.CHAIR):
        raise NotAllowed(SCREENED_BY)
    await ensure_no_own_case(ctx, application, deciding=True)
    if not screens and await _others_could(ctx, application, (Role.SECRETARIAT,)):
        raise NotAllowed(SCREENED_BY)


def ensure_reviews(ctx: Context) -> None:
    """Refuse who may not recommend: reviewers do, and those who screen and decide are readers, too."""
    reads = (Permission.SCREEN_APPLICATIONS, Permission.DECIDE_APPLICATIONS)
    if not any(ctx.may(permission) for permission in reads):
        ctx.require(Permission.REVIEW_APPLICATIONS, in_scope=True)


async def to_speak_for(ctx: Context, application_id: str) -> Application:
    """As `own_or_on_behalf`, for what binds: answers, signatures, appeals and withdrawals.

    The secretariat gives none of them for somebody of the own institution (INV-03).
    """
    application = await own_or_on_behalf(ctx, application_id)
    if application.applicant != ctx.me.id and await _same_house(ctx, ctx.me, application):
        raise Refused(
            _(
                "This application comes from your own institution. Somebody else of the secretariat does this; "
                "where there is nobody else, an administrator names somebody."
            ),
            rule="INV-03",
        )
    return application


def is_shown(ctx: Context, application: Application) -> bool:
    """Whether the network sees it (domain 2.6): what was sent, and to the secretariat what it has entered itself.

    What somebody is still writing, or never sent, is nobody else's business: to read, to tick or to sign.
    """
    entered = bool(application.recorded_by) and ctx.may(Permission.APPLY_ON_BEHALF)
    return application.submitted_at is not None or entered


async def in_review(ctx: Context, application_id: str) -> Application:
    """An application for those who screen, review and decide; not for its applicant."""
    ctx.require(Permission.SEE_APPLICATIONS, in_scope=True)
    application = await ctx.repository(Applications).get(application_id)
    if application is None or not is_shown(ctx, application):
        raise NotFound
    return application


async def keep(ctx: Context, application: Application) -> Application:
    """Write back; the value as it is now on record."""
    await ctx.repository(Applications).save(application)
    return replace(application, version=application.version + 1)


def note_on_behalf(ctx: Context, application: Application, action: str, detail: str = "") -> None:
    """An audit line; it names the applicant where somebody else acted."""
    behalf = application.applicant if application.applicant != ctx.me.id else ""
    ctx.audit(action, application.id, on_behalf_of=behalf, detail=detail)


async def people_of(ctx: Context, application: Application) -> dict[str, Me]:
    """Everybody named on the application, by id."""
    return await ctx.repository(People).many(application.people(), ctx.now)


async def people_of_all(ctx: Context, applications: Sequence[Application]) -> dict[str, Me]:
    """The applicants, by id."""
    return await ctx.repository(People).many(tuple({a.applicant for a in applications}), ctx.now)


def names_of(people: dict[str, Me]) -> dict[str, str]:
    return {person: me.person.known_as for person, me in people.items()}


async def ensure_no_own_case(ctx: Context, application: Application, *, deciding: bool = False) -> None:
    """Refuse on the own application or the own institution's (INV-03).

    Where nobody else could decide, the chair does for the own institution, and that is recorded.
    """
    if application.applicant == ctx.me.id:
        raise OwnCase
    if not await _same_house(ctx, ctx.me, application):
        return
    if deciding and ctx.me.has(Role.CHAIR) and not await _others_could(ctx, application, deciders(ctx)):
        ctx.audit("applications.only_decider", application.id, detail="own institution, no other decider")
        return
    raise OwnCase


async def _same_house(ctx: Context, me: Me, application: Application) -> bool:
    if not me.institutions:
        return False
    if await register.same_institution(ctx, me.id, application.applicant):
        return True
    named = ctx.profile.recorded("institution_name", application.answers)
    place = await register.institution_of(ctx, named) if named else None
    return place is not None and place.id in me.institutions


async def _others_could(ctx: Context, application: Application, roles: tuple[Role, ...]) -> bool:
    for role in roles:
        for me in await ctx.repository(People).holding(role, ctx.now):
            others = me.id not in (ctx.me.id, application.applicant)
            if others and not await _same_house(ctx, me, application):
                return True
    return False


def deciders(ctx: Context) -> tuple[Role, ...]:
    """The roles that decide, per profile; where a ballot decides, they record its result."""
    if ctx.profile.membership.application.decided_by == "chair":
        return (Role.CHAIR,)
    return tuple(Role(name) for name in ctx.profile.roles.can_decide_applications)
