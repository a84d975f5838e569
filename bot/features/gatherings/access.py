"""Finding a gathering for the person who asks, and who may do what to it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.context import Context
from bot.errors import NotAllowed, NotFound
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.refusals import NotInvited
from bot.features.gatherings.repository import Gatherings
from bot.i18n import is_zone
from bot.people import Me, Role
from bot.permissions import Permission, may
from bot.ports import MAIL
from bot.ui.text import Code, _

NO_SUCH = _("There is nothing under that reference. {meetings} and {events} show what is coming.",
            meetings=Code("/meeting list"), events=Code("/event list"))  # fmt: skip


def own_zone(ctx: Context) -> str:
    """The zone of the one who reads, as far as anybody said it; "" where the platform draws times for each reader.

    By mail and on pages nobody draws them: who told no zone is not given somebody else's as the own one, but UTC.
    """
    if ctx.called is not None:  # in a channel, where the zone is that of the network
        return ""
    told = next((zone for zone in (ctx.me.person.zone, ctx.account.zone) if is_zone(zone)), "")
    return told or ("UTC" if ctx.place.platform == MAIL else "")


def runs(ctx: Context, gathering: Gathering) -> bool:
    """Whether the person is an organiser of this one, by name."""
    return gathering.organiser == ctx.me.id or any(
        grant.role is Role.ORGANISER and grant.scope == gathering.id for grant in ctx.me.grants
    )


def may_run(ctx: Context, gathering: Gathering) -> bool:
    """Whether the person may change it, check people in and see who comes."""
    return ctx.may(Permission.RUN_SESSION, in_scope=runs(ctx, gathering))


def leads_to_tools(ctx: Context) -> bool:
    """Whether a button may lead to what organisers do: not from a mail, unless the person has no chat account.

    Mails are passed on, and whoever has one could change the gathering.
    """
    has_chat = any(account.state == "live" for account in ctx.me.accounts if account.platform != MAIL)
    return ctx.place.platform != MAIL or not has_chat


async def found(ctx: Context, name: str) -> Gathering:
    """The gathering of that id or reference, if the person may know of it (INV-29)."""
    gatherings = ctx.repository(Gatherings)
    gathering = await gatherings.get(name) if len(name) > 20 else await gatherings.by_ref(name.strip().upper())
    if gathering is None:
        raise NotFound(NO_SUCH)
    shown = gathering.is_known or gathering.is_foreseen
    if may_run(ctx, gathering) or (shown and await is_for(ctx, gathering)):
        return gathering
    raise NotFound(NO_SUCH)


async def to_run(ctx: Context, name: str) -> Gathering:
    """The same for those who may change it."""
    gathering = await found(ctx, name)
    if not may_run(ctx, gathering):
        raise NotAllowed(_("That is for its organisers and the secretariat."))
    return gathering


async def is_for(ctx: Context, gathering: Gathering) -> bool:
    """Whether it is open to the person: public, or for members and so is he, or invited."""
    if gathering.access == "public" or (gathering.access == "members" and ctx.may(Permission.RSVP)):
        return True
    return await _is_guest(ctx, gathering)


async def those_for(ctx: Context, every: Sequence[Gathering]) -> tuple[Gathering, ...]:
    """Those of them that are open to the person, found in one reading."""
    answers: dict[str, Answer] = {}
    if any(one.access == "invited" or (one.access == "members" and not ctx.may(Permission.RSVP)) for one in every):
        since = min(one.starts_at for one in every)
        found = await ctx.repository(Gatherings).of_person(ctx.me.id, since)
        answers = {gathering.id: answer for gathering, answer in found}
    nothing = Answer("", ctx.me.id)
    return tuple(one for one in every if not is_closed_to(one, ctx.me, answers.get(one.id, nothing)))


async def ensure_for(ctx: Context, gathering: Gathering) -> None:
    """Refuse who may not answer (domain 2.6: RSVP; newcomers only where it is public or they were invited)."""
    invited = gathering.access == "public" or await _is_guest(ctx, gathering)
    if gathering.access == "invited" and not invited:
        raise NotInvited
    ctx.require(Permission.RSVP, in_scope=invited)


def is_closed_to(gathering: Gathering, me: Me, answer: Answer) -> bool:
    """Whether somebody may take part no more, or never could. `answer` is what is on record of the person.

    To a members' meeting people are asked as members; at a members' event there may be guests, invited by name. Who
    ceases to be a member is taken off the lists (`leaving`), and so is no guest.
    """
    match gathering.access:
        case "public":
            return False
        case "members":
            return not may(me, Permission.RSVP) and (gathering.is_meeting or not answer.version)
        case "invited":
            return not answer.version


async def _is_guest(ctx: Context, gathering: Gathering) -> bool:
    answer = await ctx.repository(Gatherings).answer(gathering.id, ctx.me.id)
    return answer.version > 0 and not is_closed_to(gathering, ctx.me, answer)


async def everybody(ctx: Context, gathering: str) -> list[Answer]:
    """All who were asked or have answered, in order of the person's id."""
    found: list[Answer] = []
    while page := await ctx.repository(Gatherings).answers(gathering, found[-1].person if found else ""):
        found += page
    return found


async def keep(ctx: Context, gathering: Gathering) -> Gathering:
    """Write back; the value as it is now on record."""
    await ctx.repository(Gatherings).save(gathering)
    return replace(gathering, version=gathering.version + 1)


async def keep_answer(ctx: Context, gathering: Gathering, answer: Answer) -> tuple[Gathering, Answer]:
    """Write an answer; both as they are now on record, the seats counted anew."""
    taken = await ctx.repository(Gatherings).save_answer(answer)
    return replace(gathering, taken=taken), replace(answer, version=answer.version + 1)
