"""After an event: recording and slides, what people thought, and the note that somebody was there."""

from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotFound, Refused
from bot.features.events import access, documents, views
from bot.features.events.actions import AddMaterials, GetNote, GiveFeedback, LeftEarly, OpenDoor, ShowFeedback
from bot.features.events.due import TellMaterials
from bot.features.events.model import Feedback
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.events.showing import REF
from bot.features.gatherings import api as gatherings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import People
from bot.permissions import Permission
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import _


@feature.press(OpenDoor)
async def open_door(ctx: Context, press: OpenDoor) -> Reply:
    event = await access.to_run(ctx, press.event)
    return await gatherings.open_list(ctx, event.id)


# recording and slides


@feature.command(
    "event recording", help=_("Give participants recording and slides"), may=Permission.RUN_SESSION, parameters=(REF,)
)
async def recording(ctx: Context) -> Reply:
    return await _open_materials(ctx, ctx.args["ref"])


@feature.press(AddMaterials)
async def press_materials(ctx: Context, press: AddMaterials) -> Reply:
    return await _open_materials(ctx, press.event)


async def _open_materials(ctx: Context, name: str) -> Reply:
    event = await access.to_run(ctx, name)
    if event.is_off or ctx.now < event.starts_at:
        raise Refused(_("It has not taken place yet."), rule="too-early")
    return await ctx.open("events.materials", event.id, {"recording": event.recording, "slides": event.slides},
                          afresh=True)  # fmt: skip


async def build_materials(ctx: Context, draft: Draft) -> Form:
    event = await access.to_run(ctx, draft.subject)
    speakers = await ctx.repository(Events).speakers(event.id)
    return views.materials_form(draft.id, event, slides_agreed=all(s.slides for s in speakers if s.said == "confirmed"))


@feature.form("events.materials", build_materials)
async def keep_materials(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Keep the links and tell participants, once for each; without everybody's consent there is none (annoyance 26)."""
    event = await access.to_run(ctx, draft.subject)
    links = {key: str(values.get(key, "")) for key in ("recording", "slides")}
    speakers = [s for s in await ctx.repository(Events).speakers(event.id) if s.said == "confirmed"]
    if links["recording"] and not (event.recorded and all(s.recording for s in speakers)):
        raise Invalid({"recording": _("It was not announced as recorded, or not every speaker agreed.")})
    if links["slides"] and not all(s.slides for s in speakers):
        raise Invalid({"slides": _("Not every speaker agreed that the slides are shared. Please ask them first.")})
    new = [key for key, link in links.items() if link and not getattr(event, key)]
    kept = await gatherings.keep(ctx, replace(event, recording=links["recording"], slides=links["slides"]))
    ctx.audit("events.materials", event.id, detail=" ".join(new))
    if new:
        what = "+".join(new)
        ctx.later(TellMaterials(event.id, what, ""), key=f"events.materials:{event.id}:{what}:")
    await ctx.finish(draft)
    return Ephemeral(views.materials_kept(kept, is_told=bool(new)))


# what people thought


@feature.press(GiveFeedback)
async def give_feedback(ctx: Context, press: GiveFeedback) -> Reply:
    event = await _was_there(ctx, press.event)
    return await ctx.open("events.feedback", event.id)


async def build_feedback(ctx: Context, draft: Draft) -> Form:
    event = await access.found(ctx, draft.subject)
    return views.feedback_form(draft.id, event, await ctx.repository(Events).feedback_of(event.id, ctx.me.id))


@feature.form("events.feedback", build_feedback)
async def keep_feedback(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    event = await _was_there(ctx, draft.subject)
    said = Feedback(event.id, ctx.me.id, int(str(values["score"])), str(values["text"]), ctx.now)
    await ctx.repository(Events).give_feedback(said)
    await ctx.finish(draft)
    return ctx.whisper(_("Thank you. The organiser reads it without your name."))


async def _was_there(ctx: Context, name: str) -> gatherings.Gathering:
    event = await access.found(ctx, name)
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    if not access.took_part(event, answer, ctx.now) or event.is_off:
        raise Refused(_("Feedback is for those who took part, once it is over."), rule="took-part")
    return event


@feature.press(ShowFeedback)
async def show_feedback(ctx: Context, press: ShowFeedback) -> Reply:
    event = await access.to_run(ctx, press.event)
    return Ephemeral(views.feedback_summary(event, await ctx.repository(Events).feedback(event.id)))


# the note


@feature.press(GetNote)
async def get_note(ctx: Context, press: GetNote) -> Reply:
    event = await access.found(ctx, press.event)
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, ctx.me.id)
    if event.is_off or ctx.now < event.ends_at or not access.earns_note(ctx.profile, event, answer):
        raise Refused(documents.why_not(ctx.profile, event, answer), rule="note")
    ctx.audit("events.note", event.id)
    return Ephemeral(views.note_file(event, documents.note(ctx, event, answer)))


@feature.press(LeftEarly)
async def left_early(ctx: Context, press: LeftEarly) -> Reply:
    event = await access.to_run(ctx, press.event)
    return await ctx.open("events.minutes", event.id, afresh=True)


async def build_minutes(ctx: Context, draft: Draft) -> Form:
    return views.minutes_form(draft.id, await access.to_run(ctx, draft.subject))


@feature.form("events.minutes", build_minutes)
async def keep_minutes(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """How long somebody was there; the completion note of a training asks for it (GA-08)."""
    event = await access.to_run(ctx, draft.subject)
    try:
        me = await ctx.repository(People).me(str(values["person"]), ctx.now)
    except NotFound:
        raise Invalid({"person": _("Choose somebody from the list, please.")}) from None
    answer = await ctx.repository(gatherings.Gatherings).answer(event.id, me.id)
    if answer.attended != "present":
        raise Invalid({"person": _("This person is not checked in. Check in first.")})
    await ctx.repository(gatherings.Gatherings).save_answer(replace(answer, minutes=int(str(values["minutes"]))))
    ctx.audit("events.minutes", event.id, on_behalf_of=me.id, detail=str(values["minutes"]))
    await ctx.finish(draft)
    return ctx.whisper(_("Noted: {who}, {minutes} minutes.", who=me.person.known_as, minutes=str(values["minutes"])))
