"""Off, with a reason: a line that is shown to everybody concerned; sending the form is the last word."""

from bot.context import Context
from bot.drafts import Draft
from bot.features.gatherings import access, changing, views
from bot.features.gatherings.actions import GiveReason
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.routes import feature
from bot.forms import Form
from bot.interactions import FieldValue
from bot.ui.replies import Ephemeral, Reply

POSTPONE = "postpone"


@feature.press(GiveReason)
async def ask(ctx: Context, press: GiveReason) -> Reply:
    gathering = await access.to_run(ctx, press.gathering)
    _off(gathering, press.what)  # refuses when it cannot be
    return await ctx.open("gatherings.reason", f"{gathering.id}:{press.what}:{gathering.version}", afresh=True)


async def build(ctx: Context, draft: Draft) -> Form:
    gathering, what, _version = await _meant(ctx, draft)
    people = await changing.reached(ctx, gathering)
    return views.reason_form(draft.id, gathering, people, postpones=what == POSTPONE)


@feature.form("gatherings.reason", build)
async def call_off(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    gathering, what, version = await _meant(ctx, draft)
    people = await changing.reached(ctx, gathering)
    postpones = what == POSTPONE
    if version != str(gathering.version):  # it was changed after the form was opened: asked anew
        asked = views.confirm_postpone if postpones else views.confirm_cancel
        return Ephemeral(asked(gathering, people))
    kept = await changing.apply(ctx, gathering, _off(gathering, what).because(str(values["why"])))
    await ctx.finish(draft)
    done = views.done_postponed if postpones else views.done_cancelled
    return Ephemeral(done(kept, people))


async def _meant(ctx: Context, draft: Draft) -> tuple[Gathering, str, str]:
    name, what, version = draft.subject.split(":")
    return await access.to_run(ctx, name), what, version


def _off(gathering: Gathering, what: str) -> Gathering:
    return gathering.postpone() if what == POSTPONE else gathering.cancel()
