"""Making it known: the card in the channels, and a personal word to those who are asked to answer.

Members of a meeting are asked one by one, because each owes an answer. An event is shown in the channels, and told by
mail to members whom no channel reaches; those invited by name are asked one by one as well.
"""

from bot.context import Context
from bot.features.gatherings import access, expanding
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.notices import GatheringCard, GatheringListing, Invitation
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.features.gatherings.states import OPEN
from bot.outbox import JobPayload
from bot.people import Me, People, Role

ASKED = frozenset({Role.MEMBER, Role.REPRESENTATIVE, Role.ALTERNATE, Role.OBSERVER, Role.SECRETARIAT, Role.CHAIR})
PAGE = 500


class InviteMembers(JobPayload, key="gatherings.invite_members"):
    """Put the next members after that one on the list and ask them. `day` (ISO 8601) tells one round from the next."""

    gathering: str
    after: str
    day: str


class InviteNewMembers(JobPayload, key="gatherings.invite_new"):
    """Ask those to the meetings ahead who became members after they were announced."""


feature.cron("gatherings.invite_new", "35 8 * * *", InviteNewMembers)


async def announce(ctx: Context, gathering: Gathering) -> Gathering:
    """Let everybody concerned know; reminders are laid out in the same transaction."""
    announced = await access.keep(ctx, gathering.announce(ctx.now))
    ctx.audit("gatherings.announced", announced.id, detail=announced.ref)
    if announced.access != "invited":
        show(ctx, announced)
    else:
        people = [answer.person for answer in await access.everybody(ctx, announced.id)]
        ctx.notify_all(people, Invitation(announced.id), key=asked(announced.id))
    ctx.enlist(GatheringListing(announced.id))
    expanding.lay_out(ctx, announced)
    return announced


def show(ctx: Context, gathering: Gathering) -> None:
    """The card in the channels, and a word to those whom it concerns and no channel reaches."""
    channel = gathering.channel_among(ctx.profile.channel_names)
    ctx.announce(channel, GatheringCard(gathering.id), key=f"gatherings.shown:{gathering.id}")
    ctx.redraw(GatheringCard(gathering.id))
    _invite_all(ctx, gathering)


async def invite(ctx: Context, gathering: Gathering, people: tuple[str, ...]) -> int:
    """Put people on the list by name; they are asked at once when it has been announced. Returns how many are new."""
    new = await ctx.repository(Gatherings).invite(gathering.id, people)
    if gathering.takes_answers(ctx.now):
        ctx.notify_all(new, Invitation(gathering.id), key=asked(gathering.id))
    for person in new:
        ctx.audit("gatherings.invited", gathering.id, on_behalf_of=person)
    return len(new)


def asked(gathering: str) -> str:
    """How the keys of the invitations begin: each person is asked once."""
    return f"gatherings.asked:{gathering}"


@feature.job(InviteMembers)
async def invite_members(ctx: Context, job: InviteMembers) -> None:
    gatherings = ctx.repository(Gatherings)
    gathering = await gatherings.get(job.gathering)
    if gathering is None or not gathering.is_known or gathering.is_off or gathering.is_over:
        return
    people = ctx.repository(People)
    ids = await people.with_roles(ctx.now, job.after, PAGE)
    found = (await people.many(ids, ctx.now)).values()
    members = [me.id for me in found if me.roles & ASKED and me.person.status == "active"]
    if gathering.is_meeting:
        chosen = await gatherings.invite(gathering.id, tuple(members))
    else:
        chosen = tuple(me.id for me in found if me.id in set(members) and not _is_in_chat(me))
    ctx.notify_all(chosen, Invitation(gathering.id), key=asked(gathering.id))
    if len(ids) == PAGE:
        following = InviteMembers(gathering.id, ids[-1], job.day)
        ctx.later(following, key=f"gatherings.invite:{gathering.id}:{job.day}:{following.after}")


@feature.job(InviteNewMembers)
async def invite_new_members(ctx: Context, _job: InviteNewMembers) -> None:
    ahead = await ctx.repository(Gatherings).listed("meeting", OPEN, ctx.now, None, PAGE)
    for gathering in ahead:
        if gathering.access == "members" and gathering.takes_answers(ctx.now):
            _invite_all(ctx, gathering)


def _invite_all(ctx: Context, gathering: Gathering) -> None:
    day = ctx.now.date().isoformat()
    ctx.later(InviteMembers(gathering.id, "", day), key=f"gatherings.invite:{gathering.id}:{day}:")


def _is_in_chat(me: Me) -> bool:
    return any(account.state == "live" for account in me.accounts)
