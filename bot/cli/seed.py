"""The records behind the invented people of the sandbox: who is known, who works where, who is a member."""

from bot.app import App
from bot.context import Context
from bot.dispatcher import system
from bot.features.register import api as register
from bot.i18n import best_language
from bot.interactions import Account, Place
from bot.outbox import new_id
from bot.people import ChatAccount, People, Person, Role, RoleGrant, Visibility
from bot.ports import Space, Spaces
from sandbox.people import Cast, Institution, SamplePerson
from sandbox.server import Sandbox

GIVEN = {role.value: role for role in Role} | {"host_contact": Role.ORGANISER}
DERIVED = frozenset({Role.MEMBER, Role.REPRESENTATIVE, Role.ALTERNATE, Role.NEWCOMER})
OPEN: dict[str, Visibility] = dict.fromkeys(("native_name", "post", "fields", "country", "email"), "members")


async def seed(app: App, cast: Cast, sandbox: Sandbox) -> None:
    """Write all of it in one transaction. Newcomers and outsiders stay unknown until they speak."""
    async with app.database.write(app.network) as uow:
        ctx = app.context(system(app.network), Account("sandbox", "", ""), Place("sandbox", "", ""), uow)
        known = {one.id: await _meet(ctx, one, cast, sandbox) for one in cast if _is_known(one)}
        if app.profile.membership.holder == "institution":
            for place in cast.institutions:
                await _enrol_institution(ctx, place, [one for one in cast if one.id in known], known)
        else:
            for one in cast:
                if one.id in known and {"member", "representative", "alternate"} & set(one.roles):
                    await _enrol_person(ctx, one, cast, known[one.id])
        for one in cast:
            if one.id in known and "observer" in one.roles and one.institution:
                place = await register.find_or_record(ctx, _facts(cast.institution(one.institution)))
                await register.affiliate(ctx, known[one.id], place.id, one.post, is_leader=one.leader, since=ctx.now,
                                         confirmed_by=ctx.me.id)  # fmt: skip
        await _speak_both(ctx, sandbox)
        ctx.jobs.clear()  # the agreements and access of a story that has not begun yet are nobody's business
        await ctx.flush()


async def _speak_both(ctx: Context, sandbox: Sandbox) -> None:
    """The channels of the simulated Slack speak the second language of a network that has two; Discord the first."""
    for second in ctx.profile.languages[1:2]:
        team = sandbox.slack.team_id
        await ctx.repository(Spaces).save(Space("slack", team, f"slack:{team}", language=best_language(second)))


def _is_known(one: SamplePerson) -> bool:
    return not {"newcomer", "participant", "speaker"} & set(one.roles)


async def _meet(ctx: Context, one: SamplePerson, cast: Cast, sandbox: Sandbox) -> str:
    place = cast.institution(one.institution) if one.institution else None
    person = Person(
        new_id(), one.name, one.native, one.family, one.given, one.order, one.email, one.zone, one.languages,
        routes=one.chat, visibility=OPEN,
        country=(place.territory or place.country) if place else "",
    )  # fmt: skip
    people = ctx.repository(People)
    await people.add(person, ctx.now)
    for chat in one.chat:
        platform, space, user = sandbox.account(one.id, chat)
        await people.attach(ChatAccount(platform, space, user, person.id))
    for role in one.roles:
        if role in GIVEN and GIVEN[role] not in DERIVED:
            await people.grant(person.id, RoleGrant(GIVEN[role], since=ctx.now, granted_by="sandbox"))
    return person.id


async def _enrol_person(ctx: Context, one: SamplePerson, cast: Cast, person: str) -> None:
    place = cast.institution(one.institution) if one.institution else None
    await register.enrol(ctx, register.Enrolment(
        application="", holder="person", person=person, membership_class=ctx.profile.membership.classes[0],
        institution=_facts(place) if place else None, post_title=one.post, is_leader=one.leader, representative=None,
        alternate=None, signed_text_hash="", since=ctx.now,
    ))  # fmt: skip
    consent = register.ConsentGiven("directory_listing", "sandbox", one.page_language, ctx.now, "sandbox")
    await register.record_consents(ctx, person, [consent])


async def _enrol_institution(ctx: Context, place: Institution, cast: list[SamplePerson], known: dict[str, str]) -> None:
    """An institution with its representative; everybody else who works there is added by the secretariat."""
    standing = place.standing.get(ctx.profile.network.slug)
    staff = [one for one in cast if one.institution == place.id]
    speaker = next((one for one in staff if "representative" in one.roles), staff[0] if staff else None)
    if not standing or speaker is None:
        return
    membership = await register.enrol(ctx, register.Enrolment(
        application="", holder="institution", person=known[speaker.id], membership_class=standing,
        institution=_facts(place), post_title=speaker.post, is_leader=speaker.leader, representative=None,
        alternate=None, signed_text_hash="", since=ctx.now,
    ))  # fmt: skip
    for one in staff:
        if one is not speaker:
            await register.add_person(ctx, membership.institution, known[one.id], one.post, is_leader=one.leader)


def _facts(place: Institution) -> register.InstitutionFacts:
    return register.InstitutionFacts(
        place.name, place.territory or place.country, place.native, kind=_kind(place.kind), region=place.region,
        city=place.city, zone=place.zone, strengths=place.strengths,
    )  # fmt: skip


def _kind(kind: str) -> register.InstitutionKind:
    match kind:
        case "university_faculty" | "university" | "school" | "school_system" | "agency" | "association":
            return kind
        case _:
            return "other"
