"""What an event is and for whom, once it exists: words, cost, limits, its kind's answers; in the forms of the plan."""

from collections.abc import Mapping
from datetime import datetime

from bot import merging
from bot.context import Context
from bot.drafts import Draft
from bot.features.events import access, kinds, planning, views
from bot.features.events.actions import EditPart
from bot.features.events.kinds import Kind
from bot.features.events.notices import IdeaCard
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.ui.replies import Ephemeral, Reply

FORM = "events.edit"


@feature.press(EditPart)
async def edit(ctx: Context, press: EditPart) -> Reply:
    event = await access.to_run(ctx, press.event)
    gatherings.ensure_open(event)
    kind = kinds.kind_of(ctx.profile, event.kind)
    step = ctx.choice if ctx.choice in views.parts(kind) else views.parts(kind)[0]
    return await ctx.open(FORM, f"{event.id}:{step}", merging.as_it_is(as_typed(ctx, event, kind)), afresh=True)


async def build(ctx: Context, draft: Draft) -> Form:
    name, _colon, step = draft.subject.partition(":")
    event = await access.to_run(ctx, name)
    return views.part_form(draft.id, kinds.kind_of(ctx.profile, event.kind), step, event, ctx.profile)


@feature.form(FORM, build)
async def save(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """The cards follow at once; a message of their own gets who takes part where it changes what they come for."""
    event = await access.to_run(ctx, draft.subject.partition(":")[0])
    gatherings.ensure_open(event)
    kind = kinds.kind_of(ctx.profile, event.kind)
    today = as_typed(ctx, event, kind)
    typed = merging.merged(ctx, draft, values, today)
    after = _written(ctx, event, kind, today, typed)
    await gatherings.ensure_kept(ctx, event, after)
    kept = await gatherings.apply(ctx, event, after)
    await ctx.finish(draft)
    if kept.state == "idea":
        ctx.redraw(IdeaCard(kept.id))
    return Ephemeral(await gatherings.changed_now(ctx, event, kept))


def as_typed(ctx: Context, event: gatherings.Gathering, kind: Kind) -> dict[str, FieldValue]:
    """The event as the forms of its kind would hold it."""
    many = {question.key for question in kind.fields if question.kind == "choices"}
    own: dict[str, FieldValue] = {}
    for key in views.own_keys(kind):
        value = event.extra.get(key, "")
        own[key] = tuple(value.split(", ")) if value and key in many else () if key in many else value
    until = event.extra.get("call_until", "")
    day = datetime.fromisoformat(until).astimezone(ctx.profile.zone).date().isoformat() if until else ""
    return {
        "title": event.title, "abstract": event.abstract, "languages": event.languages, **own,
        "cost": event.cost.amount if event.cost else "", "refund": event.cost.refund if event.cost else "",
        "call_until": day, "access": event.access, "per_institution": str(event.per_institution or ""),
        "party": str(event.party) if event.party > 1 else "",
    }  # fmt: skip


def _written(
    ctx: Context, event: gatherings.Gathering, kind: Kind, today: Mapping[str, FieldValue],
    typed: Mapping[str, FieldValue],
) -> gatherings.Gathering:  # fmt: skip
    """The event with what was typed; a call that is over may stay as it is."""
    own = planning.own_answers(kind, typed)
    kept = {key: value for key, value in event.extra.items() if key not in views.own_keys(kind)}
    if typed["call_until"] != today["call_until"]:
        kept.pop("call_until", None)
        if until := planning.call_until(ctx, kind, typed, event.starts_at):
            kept["call_until"] = until.isoformat()
    asked = {"prerequisites", *(question.key for question in kind.fields)}
    languages = typed["languages"]
    return event.change(
        title=str(typed["title"]), abstract=str(typed["abstract"]), cost=gatherings.read_cost(typed),
        languages=languages if isinstance(languages, tuple) else (languages,) if languages else (),
        access=views.ACCESS_BY_KEY[planning.text_of(typed, "access")],
        per_institution=int(planning.text_of(typed, "per_institution") or 0),
        party=int(planning.text_of(typed, "party") or 1), extra={**kept, **own},
        tells=any(own.get(key, "") != event.extra.get(key, "") for key in asked),
    )  # fmt: skip
