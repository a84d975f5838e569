"""What participants give: contributions to a call, and questions before it begins."""

from datetime import datetime

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Refused
from bot.features.events import access, views
from bot.features.events.actions import Ask, Contribute, ShowContributions, ShowQuestions
from bot.features.events.model import Contribution, Question
from bot.features.events.repository import Events
from bot.features.events.routes import feature
from bot.features.gatherings import api as gatherings
from bot.forms import Form
from bot.interactions import FieldValue
from bot.outbox import new_id
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Moment, _


@feature.press(Contribute)
async def contribute(ctx: Context, press: Contribute) -> Reply:
    event = await _with_call(ctx, press.event)
    return await ctx.open("events.contribution", event.id)


async def build_contribution(ctx: Context, draft: Draft) -> Form:
    return views.contribution_form(draft.id, await access.found(ctx, draft.subject), ctx.me.person.known_as)


@feature.form("events.contribution", build_contribution)
async def hand_in(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    """Keep it for the organiser, who decides about the programme (GA-15)."""
    event = await _with_call(ctx, draft.subject)
    text = {key: str(value) for key, value in values.items()}
    offered = Contribution(
        new_id(), event.id, ctx.me.id, text["title"], text["abstract"], text["authors"], text["kind"], ctx.now
    )
    await ctx.repository(Events).add_contribution(offered)
    ctx.audit("events.contribution", event.id)
    await ctx.finish(draft)
    return ctx.whisper(_("Thank you. The organiser of {ref} has “{title}”.", ref=event.ref, title=offered.title))


async def _with_call(ctx: Context, name: str) -> gatherings.Gathering:
    event = await access.found(ctx, name)
    await gatherings.ensure_for(ctx, event)
    until = event.extra.get("call_until", "")
    if not until or event.is_off:
        raise Refused(_("This event has no call for contributions."), rule="no-call")
    if ctx.now > datetime.fromisoformat(until):
        raise Refused(_("The call closed at {when}. Please write to the organiser.",
                        when=Moment(datetime.fromisoformat(until))), rule="call-closed")  # fmt: skip
    return event


@feature.press(ShowContributions)
async def show_contributions(ctx: Context, press: ShowContributions) -> Reply:
    event = await access.to_run(ctx, press.event)
    every = await ctx.repository(Events).contributions(event.id)
    names = await access.names_of(ctx, (one.person for one in every))
    return Ephemeral(views.contributions(event, [(names[one.person], one) for one in every], ctx.reader))


# questions


@feature.press(Ask)
async def ask(ctx: Context, press: Ask) -> Reply:
    event = await _asked(ctx, press.event)
    return await ctx.open("events.question", event.id)


async def build_question(ctx: Context, draft: Draft) -> Form:
    return views.question_form(draft.id, await access.found(ctx, draft.subject))


@feature.form("events.question", build_question)
async def keep_question(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    event = await _asked(ctx, draft.subject)
    question = Question(new_id(), event.id, ctx.me.id, str(values["text"]), ctx.now)
    await ctx.repository(Events).add_question(question)
    await ctx.finish(draft)
    return ctx.whisper(_("Thank you. The moderator has your question."))


async def _asked(ctx: Context, name: str) -> gatherings.Gathering:
    event = await access.found(ctx, name)
    await gatherings.ensure_for(ctx, event)
    if event.is_off or ctx.now >= event.ends_at:
        raise Refused(_("It is over, or called off: questions are no longer collected."), rule="over")
    return event


@feature.press(ShowQuestions)
async def show_questions(ctx: Context, press: ShowQuestions) -> Reply:
    event = await access.to_run(ctx, press.event)
    every = await ctx.repository(Events).questions(event.id)
    names = await access.names_of(ctx, (one.person for one in every))
    return Ephemeral(views.questions(event, [(names[one.person], one) for one in every]))
