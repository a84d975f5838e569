"""From an approved application to a member: institution, post, membership, mandate and roles in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.context import Context
from bot.errors import Refused
from bot.features.register.due import EndOfAgreement
from bot.features.register.mandates import name_alternate, name_representative
from bot.features.register.model import Institution, InstitutionKind, InstitutionProfile, Membership, name_key
from bot.features.register.notices import AgreementEnds
from bot.features.register.posts import affiliate
from bot.features.register.repository import Register
from bot.features.register.roles import derive_roles
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.people import People, Person
from bot.ui.text import Text, _

ALREADY = _("You are a member already; there is nothing more to do. Welcome back!")


class AlreadyMember(Refused):
    """The person or institution is on the register already (INV-01)."""

    def __init__(self, reason: Text = ALREADY) -> None:
        super().__init__(reason, rule="INV-01")


@dataclass(frozen=True, slots=True)
class InstitutionFacts:
    """What an application says of an institution; `country` is a code as in ISO 3166-1."""

    name: str
    country: str
    native_name: str = ""
    short_name: str = ""
    kind: InstitutionKind = "other"
    parent_name: str = ""
    region: str = ""
    city: str = ""
    zone: str = ""
    website: str = ""
    strengths: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    research_fields: tuple[str, ...] = ()
    recognitions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody named by an institution. With an e-mail address known to us it is that person, else somebody new."""

    name: str
    native_name: str = ""
    email: str = ""
    post_title: str = ""
    is_leader: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolment:
    """An approved application. `person` is the applicant; `signed_text_hash` marks what was signed.

    For an institution, `representative` is a person's id, somebody yet to be recorded, or None: the applicant.
    For a person, `institution` is where he or she works, or None.
    """

    application: str
    holder: Literal["person", "institution"]
    person: str
    membership_class: str
    institution: InstitutionFacts | None
    post_title: str
    is_leader: bool
    representative: PersonFacts | str | None
    alternate: PersonFacts | None
    signed_text_hash: str
    since: datetime


async def enrol(ctx: Context, enrolment: Enrolment) -> Membership:
    """Make the applicant a member. Raises AlreadyMember; ValueError when an institution joins without its facts."""
    register = ctx.repository(Register)
    place = await find_or_record(ctx, enrolment.institution) if enrolment.institution else None
    for_institution = enrolment.holder == "institution"
    if for_institution and place is None:
        raise ValueError("an institution cannot be enrolled without its name and country")
    holder = place.id if for_institution and place else enrolment.person
    if any(m.is_running for m in await register.memberships_of((holder,))):
        raise AlreadyMember(_already(place) if for_institution and place else ALREADY)
    membership = Membership(
        new_id(), enrolment.membership_class, enrolment.since,
        person="" if for_institution else holder, institution=holder if for_institution else "",
        until=_runs_out(ctx, max(enrolment.since, ctx.now)) if for_institution else None,
        application=enrolment.application, signed_text_hash=enrolment.signed_text_hash,
    )  # fmt: skip
    await register.save_membership(membership)
    _watch(ctx, membership)
    ctx.audit("register.enrolled", membership.id, detail=f"{enrolment.holder} {holder} {enrolment.membership_class}")
    if place is not None:
        await affiliate(ctx, enrolment.person, place.id, enrolment.post_title, is_leader=enrolment.is_leader,
                        since=enrolment.since, confirmed_by=ctx.me.id)  # fmt: skip
    if for_institution and place is not None:
        await _name_people(ctx, enrolment, place)
    await derive_roles(ctx, enrolment.person)
    return membership


async def find_or_record(ctx: Context, facts: InstitutionFacts) -> Institution:
    """The institution of that name in that country, with what was not known of it filled in; else a new one."""
    register = ctx.repository(Register)
    known = await register.institution_named(name_key(facts.name), facts.country)
    profile = InstitutionProfile(
        facts.strengths, facts.programmes, facts.research_fields, facts.recognitions,
        ctx.now if facts.strengths or facts.programmes or facts.research_fields else None,
    )  # fmt: skip
    said = Institution(
        new_id(), facts.name.strip(), facts.country, facts.native_name, facts.short_name, facts.kind,
        facts.parent_name, facts.region, facts.city, facts.zone, facts.website, profile,
    )  # fmt: skip
    if known is None:
        await register.save_institution(said)
        ctx.audit("register.institution_recorded", said.id)
        return said
    merged = replace(
        known,
        native_name=known.native_name or said.native_name,
        short_name=known.short_name or said.short_name,
        kind=said.kind if known.kind == "other" else known.kind,
        parent_name=known.parent_name or said.parent_name,
        region=known.region or said.region,
        city=known.city or said.city,
        zone=known.zone or said.zone,
        website=known.website or said.website,
        profile=known.profile if known.profile.confirmed_on else profile,
    )
    if merged != known:
        await register.save_institution(merged)
        merged = replace(merged, version=known.version + 1)
    return merged


async def _name_people(ctx: Context, enrolment: Enrolment, place: Institution) -> None:
    evidence = f"application {enrolment.application}"
    named = enrolment.representative or enrolment.person
    representative = named if isinstance(named, str) else await _take_in(ctx, named, place, enrolment.since)
    if isinstance(named, str) and named != enrolment.person:
        await affiliate(ctx, named, place.id, "", since=enrolment.since, confirmed_by=ctx.me.id)
    await name_representative(ctx, place.id, representative, evidence)
    if enrolment.alternate is not None:
        alternate = await _take_in(ctx, enrolment.alternate, place, enrolment.since)
        if alternate != representative:
            await name_alternate(ctx, place.id, alternate, evidence)


async def _take_in(ctx: Context, facts: PersonFacts, place: Institution, since: datetime) -> str:
    """The person of that e-mail address, or a new one without a chat account, with a post at the institution."""
    people = ctx.repository(People)
    known = await people.by_email(facts.email) if facts.email else None
    if known is None:
        known = Person(new_id(), facts.name, native_name=facts.native_name, email=facts.email,
                       country=place.country, zone=place.zone, languages=facts.languages,
                       email_confirmed=bool(facts.email))  # fmt: skip
        await people.add(known, ctx.now)
    await affiliate(ctx, known.id, place.id, facts.post_title, is_leader=facts.is_leader, since=since,
                    confirmed_by=ctx.me.id)  # fmt: skip
    return known.id


def _already(place: Institution) -> Text:
    return _("{institution} is a member already. Its representative can add you; ask the secretariat who that is.",
             institution=place.known_as)  # fmt: skip


def _watch(ctx: Context, membership: Membership) -> None:
    """Warn the secretariat before the agreement runs out, and let the membership expire when it does."""
    agreement = ctx.profile.membership.agreement
    if agreement is None or membership.until is None:
        return
    for days in agreement.warn_days:
        at = membership.until - timedelta(days=days)
        if at > ctx.now:
            ctx.announce(SECRETARIAT, AgreementEnds(membership.id), at=at, key=f"register.warn:{membership.id}:{days}")
    ctx.later(EndOfAgreement(membership.id), at=membership.until, key=f"register.end_of_agreement:{membership.id}")


def _runs_out(ctx: Context, since: datetime) -> datetime | None:
    """The end of the agreement's term, counted from its signing even for a member of long standing.

    It is the same day of the year, or the day before where there is none (29 Feb).
    """
    agreement = ctx.profile.membership.agreement
    if agreement is None:
        return None
    local = since.astimezone(ctx.profile.zone)
    year = local.year + agreement.term_years
    day = 28 if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=year, day=day).astimezone(since.tzinfo)
