"""An institution describes itself: the representative or the secretariat changes and confirms its profile (INEI-03)."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import NotAllowed, NotFound
from bot.features.directory import views
from bot.features.directory.actions import EditInstitution
from bot.features.directory.model import Found, Place
from bot.features.directory.repository import Directory
from bot.features.directory.routes import feature
from bot.features.register.api import Institution, InstitutionProfile, Register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import Role
from bot.permissions import Permission
from bot.ui.blocks import Note
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _
from bot.ui.view import View

MAY = Permission.EDIT_INSTITUTION
FORM = "directory.institution"


def may_edit(ctx: Context, institution: str) -> bool:
    """The own institution for who represents it, every one for the secretariat."""
    own = ctx.me.has(Role.REPRESENTATIVE, institution) or ctx.me.has(Role.ALTERNATE, institution)
    return ctx.may(MAY, own=own)


@feature.press(EditInstitution, may=MAY)
async def edit_institution(ctx: Context, press: EditInstitution) -> Reply:
    _require(ctx, press.institution)
    return await ctx.open(FORM, press.institution, afresh=True)


async def build_form(ctx: Context, draft: Draft) -> Form:
    return views.institution_form(draft.id, await _institution(ctx, draft.subject))


@feature.form(FORM, build_form)
async def confirm_profile(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    _require(ctx, draft.subject)
    institution = await _institution(ctx, draft.subject)
    said = replace(
        institution,
        website=str(values["website"]),
        profile=InstitutionProfile(
            _tags(values["strengths"]), _tags(values["programmes"]), _tags(values["research_fields"]),
            _tags(values["recognitions"]), ctx.now,
        ),
    )  # fmt: skip
    await ctx.repository(Register).save_institution(said)
    ctx.audit("directory.profile_confirmed", institution.id)
    await ctx.finish(draft)
    place = await ctx.repository(Directory).place(institution.id, ctx.now) or Place(said)
    card = views.institution_card(place, Found(), ctx.reader, ctx.now, may_edit=True)
    return Ephemeral(View((Note(_("Saved and confirmed as of today. Thank you.")), *card.blocks)))


def _require(ctx: Context, institution: str) -> None:
    if not may_edit(ctx, institution):
        raise NotAllowed(_("Only its representative or the secretariat can change what an institution says of itself."))


async def _institution(ctx: Context, institution: str) -> Institution:
    found = await ctx.repository(Register).institution(institution)
    if found is None:
        raise NotFound(_("There is no such institution on the register."))
    return found


def _tags(value: FieldValue) -> tuple[str, ...]:
    text = value if isinstance(value, str) else ", ".join(value)
    return tuple(tag for tag in (part.strip() for part in text.split(",")) if tag)
