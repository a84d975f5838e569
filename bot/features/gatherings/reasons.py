"""Off, with a reason: a line that is shown to everybody concerned; sending the form is the last word."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid
from bot.features.gatherings import access, changing, views
from bot.features.gatherings.actions import GiveReason
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.routes import feature
from bot.forms import Form
from bot.interactions import FieldValue
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Moment, _

POSTPONE = "postpone"
SEEN = "version"
"""In the draft: which version of the gathering is called off."""


@feature.press(GiveReason)
async def ask(ctx: Context, press: GiveReason) -> Reply:
    gathering = await access.to_run(ctx, press.gathering)
    _off(gathering, press.what)  # refuses when it cannot be
    seen = {SEEN: str(gathering.version)}
    return await ctx.open("gatherings.reason", f"{gathering.id}:{press.what}", seen, afresh=True)


async def build(ctx: Context, draft: Draft) -> Form:
    gathering, what = await _meant(ctx, draft)
    people = await changing.reached(ctx, gathering)
    return views.reason_form(draft.id, gathering, people, postpones=what == POSTPONE)


@feature.form("gatherings.reason", build)
async def call_off(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    gathering, what = await _meant(ctx, draft)
    off = replace(_off(gathering, what), why=str(values["why"]))
    if draft.values.get(SEEN) != str(gathering.version):  # asked anew, with the line that was typed
        ctx.draft = replace(draft, values={**draft.values, SEEN: str(gathering.version)})
        raise Invalid({"why": _("This was changed meanwhile; it is on {when} now. Send it again if it is off all the "
                                "same.", when=Moment(gathering.starts_at))})  # fmt: skip
    people = await changing.reached(ctx, gathering)
    kept = await changing.apply(ctx, gathering, off)
    await ctx.finish(draft)
    done = views.done_postponed if what == POSTPONE else views.done_cancelled
    return Ephemeral(done(kept, people))


async def _meant(ctx: Context, draft: Draft) -> tuple[Gathering, str]:
    name, _colon, what = draft.subject.partition(":")
    return await access.to_run(ctx, name), what


def _off(gathering: Gathering, what: str) -> Gathering:
    return gathering.postpone() if what == POSTPONE else gathering.cancel()
