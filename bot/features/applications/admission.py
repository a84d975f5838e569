"""From the approval to the register: persons at once, institutions when the agreement is signed."""

from dataclasses import replace
from typing import Final, Literal, TypeAlias, get_args

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.applications import documents, lookup
from bot.features.applications.actions import SignAgreement
from bot.features.applications.model import Application, Signature, same_name
from bot.features.applications.notices import Admitted, News, ReviewCard, WelcomePack
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.views import status
from bot.features.register import api as register
from bot.features.register.api import InstitutionFacts, PersonFacts
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.people import People, Person
from bot.places import province
from bot.profile import Answers, Profile, chosen
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _

ANNOUNCEMENTS: Final = "announcements"
LEADS_NO_SCHOOL: Final = "not_a_leader"
Kind: TypeAlias = Literal[
    "university_faculty", "university", "school", "school_system", "agency", "association", "other"
]
KINDS: Final[dict[str, Kind]] = {
    "foreign_nationals": "school", "private_bilingual": "school", "international_division": "school",
    "sino_foreign": "school", "other_explain": "other", "faculty": "university_faculty",
    "school_of_education": "university_faculty", "institute": "university_faculty",
    **{kind: kind for kind in get_args(Kind)},
}  # fmt: skip


async def admit(ctx: Context, application: Application) -> Application:
    """Enrol a person; ask an institution for its agreement. The application is approved and on record."""
    if ctx.profile.is_for_institutions(application.answers):
        waiting = await lookup.keep(ctx, application.await_agreement())
        ctx.notify(waiting.applicant, News(waiting.id, waiting.state))
        return waiting
    signature = await _signature(ctx, application)
    await _bring_up_to_date(ctx, application, application.applicant)
    membership = await register.enrol(ctx, register.Enrolment(
        application.id, "person", application.applicant, _class(ctx.profile, "personal"),
        institution_facts(ctx.profile, application.answers), post_of(ctx.profile, application),
        _leads(ctx.profile, application.answers), None, None, signature.text_hash if signature else "", ctx.now,
    ))  # fmt: skip
    return await _welcome(ctx, application, membership.institution)


async def _signature(ctx: Context, application: Application) -> Signature | None:
    signatures = await ctx.repository(Applications).signatures(application.id)
    return next((s for s in signatures if s.subject == "form"), None)


async def _welcome(ctx: Context, application: Application, institution: str) -> Application:
    """What follows from an enrolment: consents, the welcome pack, the public word if it was allowed."""
    enrolled = await lookup.keep(ctx, application.enrol(institution, ctx.now))
    declared = await ctx.repository(Applications).declared(enrolled.id)
    agreed = [said for item, said in declared.items() if said.agreed and ctx.profile.consent(item) is not None]
    await register.record_consents(ctx, enrolled.applicant, [
        register.ConsentGiven(said.item, said.text_version, said.language, said.at, said.route) for said in agreed
    ])  # fmt: skip
    ctx.audit("applications.enrolled", enrolled.id)
    ctx.notify(enrolled.applicant, WelcomePack(enrolled.id), key=f"applications.welcome:{enrolled.id}")
    if any(said.item == "public_mention" for said in agreed):
        ctx.announce(ANNOUNCEMENTS, Admitted(enrolled.id), key=f"applications.admitted:{enrolled.id}")
    return enrolled


@feature.press(SignAgreement)
async def sign_agreement(ctx: Context, press: SignAgreement) -> Reply:
    application = await lookup.to_speak_for(ctx, press.application)
    _ensure_waiting(application)
    return await ctx.open("applications.agreement", application.id)


def _ensure_waiting(application: Application) -> None:
    if application.state != "awaiting_agreement":
        raise Refused(_("There is no agreement to sign on {ref} now.", ref=application.ref), rule="no-agreement")


async def build_agreement(ctx: Context, draft: Draft) -> Form:
    application = await lookup.to_speak_for(ctx, draft.subject)
    answers = application.answers
    return status.agreement_form(
        draft.id, ctx.profile.recorded("person_name", answers), ctx.profile.recorded("email", answers)
    )


@feature.form("applications.agreement", build_agreement)
async def record_agreement(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The head signs and the representative is confirmed: the institution is a member."""
    application = await lookup.to_speak_for(ctx, draft.subject)
    _ensure_waiting(application)
    answers, name = application.answers, str(values["signature"])
    given = ctx.profile.signer(answers)
    if ctx.profile.membership.signature.typed_must_match_name and not same_name(name, given):
        raise Invalid({"signature": _("The form names {name}. Please type exactly that name.", name=given)})
    representative = _representative(ctx, application, values)
    named = representative.name if representative else ctx.me.person.display_name
    text = documents.agreement_text(ctx.profile, application, named)
    digest = documents.text_hash(text)
    on_behalf = application.applicant != ctx.me.id
    await ctx.repository(Applications).sign(
        Signature(new_id(), application.id, "agreement", application.applicant, "uploaded" if on_behalf else "typed",
                  name, text, digest, ctx.now, ctx.account.platform, ctx.reader.language)
    )  # fmt: skip
    facts = institution_facts(ctx.profile, answers)
    if facts is None:
        raise Refused(_("The form does not name the institution. Please write to the secretariat."), rule="no-name")
    if representative is None:
        await _bring_up_to_date(ctx, application, application.applicant)
    membership = await register.enrol(ctx, register.Enrolment(
        application.id, "institution", application.applicant, _class(ctx.profile, "full"), facts,
        post_of(ctx.profile, application) if representative is None else "", False,
        representative, _alternate(ctx.profile, answers), digest, ctx.now,
    ))  # fmt: skip
    await ctx.finish(draft)
    lookup.note_on_behalf(ctx, application, "applications.agreement_signed", application.ref)
    enrolled = await _welcome(ctx, application, membership.institution)
    ctx.redraw(ReviewCard(enrolled.id))
    return Ephemeral(status.agreement_signed(facts.name))


def _representative(ctx: Context, application: Application, values: dict[str, FieldValue]) -> PersonFacts | None:
    """Who votes for the institution; None where it is the applicant."""
    if values["who"] == "me":
        return None
    name, email = str(values["representative"]), str(values["email"])
    missing = {key: _("Please fill this in.") for key, value in (("representative", name), ("email", email))
               if not value}  # fmt: skip
    if missing:
        raise Invalid(missing)
    if email.casefold() == ctx.me.person.email.casefold() != "" and application.applicant == ctx.me.id:
        return None
    return PersonFacts(name, email=email, post_title=post_of(ctx.profile, application), is_leader=False)


def _alternate(profile: Profile, answers: Answers) -> PersonFacts | None:
    """The alternate as far as the form says: a name and a post in one line."""
    name, _comma, post = profile.recorded("alternate", answers).partition(",")
    return PersonFacts(name.strip(), post_title=post.strip()) if name.strip() else None


def institution_facts(profile: Profile, answers: Answers) -> InstitutionFacts | None:
    """What the answers say of the institution; None when none was named."""
    name = profile.recorded("institution_name", answers)
    if not name:
        return None
    area = province(profile.recorded("province", answers))
    country = profile.recorded("country", answers) or (area.country if area else "")
    strengths = profile.recorded("strengths", answers)
    return InstitutionFacts(
        name, country,
        native_name=profile.recorded("institution_native", answers),
        kind=KINDS.get(profile.recorded("institution_kind", answers), "other"),
        parent_name=profile.recorded("institution_parent", answers),
        region=area.code if area else "",
        website=profile.recorded("website", answers),
        strengths=(strengths,) if strengths else (),
    )  # fmt: skip


def post_of(profile: Profile, application: Application) -> str:
    """The title of the post, in the language the applicant wrote in."""
    post = profile.recorded("person_post", application.answers)
    return profile.label(post).in_(application.language) if post in profile.option_labels else post


def _leads(profile: Profile, answers: Answers) -> bool:
    post = profile.recorded("person_post", answers)
    return post in profile.membership.leader_posts and post != LEADS_NO_SCHOOL


def _class(profile: Profile, wished: str) -> str:
    """The class of membership somebody enters with: the wished one where there is one, else the ordinary one."""
    ordinary = [c for c in profile.membership.classes if c not in ("founding", "friend", "observer")]
    return wished if wished in ordinary else ordinary[0] if ordinary else profile.membership.classes[0]


async def _bring_up_to_date(ctx: Context, application: Application, person: str) -> None:
    """Take over into the record what the form says of the person: a name as signed, address, language, routes."""
    people, profile, answers = ctx.repository(People), ctx.profile, application.answers
    known = await people.get(person)
    changed = _with_answers(profile, answers, known, application.language)
    taken = await people.by_email(changed.email)
    if taken is not None and taken.id != person:
        changed = replace(changed, email=known.email, email_confirmed=known.email_confirmed)
    if changed != known:
        await people.save(changed)


def _with_answers(profile: Profile, answers: Answers, known: Person, language: str) -> Person:
    digest = profile.recorded("digest", answers)
    wished = profile.recorded("language", answers) or language
    spoken = tuple(profile.languages) if wished == "both" else (wished,)
    others = tuple(tag for tag in known.languages if tag not in spoken)
    route = profile.recorded("notice_route", answers)
    fields = profile.recorded("fields", answers)
    area = province(profile.recorded("province", answers))
    return replace(
        known,
        display_name=profile.recorded("person_name", answers) or known.display_name,
        native_name=profile.recorded("native_name", answers) or known.native_name,
        email=profile.recorded("email", answers) or known.email,
        email_confirmed=known.email_confirmed or bool(profile.recorded("email", answers)),
        languages=(*spoken, *others),
        routes=(route, *(r for r in known.routes if r != route)) if route else known.routes,
        digest=digest if digest in ("all", "weekly", "monthly", "duties_only") else known.digest,
        country=profile.recorded("country", answers) or (area.country if area else known.country),
        fields_of_work=chosen({"fields": tuple(fields.split(", "))}, "fields") if fields else known.fields_of_work,
    )
