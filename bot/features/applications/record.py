"""A request that came by e-mail or on paper is entered by the secretariat, who then fills in the form (CSL-20)."""

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Refused
from bot.features.applications import steps
from bot.features.applications.apply import open_draft
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.views import recording
from bot.features.register import api as register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.people import People, Person
from bot.permissions import Permission
from bot.routing import Rank
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Code, _


@feature.command("application record", help=_("Enter a request that came by e-mail or on paper"),
                 may=Permission.APPLY_ON_BEHALF, menu=_("Record a request"), rank=Rank.DUTY)  # fmt: skip
async def record(ctx: Context) -> Reply:
    return await ctx.open("applications.record")


async def build_record(ctx: Context, draft: Draft) -> Form:
    ctx.require(Permission.APPLY_ON_BEHALF)
    return recording.record_form(draft.id, ctx.profile)


@feature.form("applications.record", build_record)
async def save_record(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    name, email, language = (str(values[key]) for key in ("name", "email", "language"))
    person = await _person(ctx, name, email, language)
    if await register.has_membership(ctx, person.id):
        raise Refused(_("{name} is a member already.", name=person.known_as), rule="INV-01")
    latest = await ctx.repository(Applications).latest_of(person.id)
    if latest is not None and latest.is_open:
        raise Refused(_("{name} has an open application already: {command}", name=person.known_as,
                        command=Code(f"/application show ref:{latest.ref}")), rule="INV-02")  # fmt: skip
    application = await open_draft(
        ctx,
        person.id,
        language,
        route="paper" if values["route"] == "paper" else "email",
        recorded_by=ctx.me.id,
        note=str(values["note"]),
    )
    await ctx.finish(draft)
    first = steps.walk(ctx.profile, application).next
    return Ephemeral(recording.recorded(application, person.known_as, first.key if first else ""))


async def _person(ctx: Context, name: str, email: str, language: str) -> Person:
    """The person of that address, or somebody new without a chat account."""
    people = ctx.repository(People)
    known = await people.by_email(email)
    if known is not None:
        return known
    person = Person(new_id(), name, email=email, languages=(language,), routes=("email",),
                    email_confirmed=True)  # fmt: skip
    await people.add(person, ctx.now)
    return person
