"""What is said later: each is drawn from the state of the moment it is said, and not said when it is moot."""

from datetime import datetime

from bot.context import Context
from bot.features.applications import lookup
from bot.features.applications.model import Application
from bot.features.applications.repository import Applications
from bot.features.applications.routes import feature
from bot.features.applications.states import UNDECIDED, State
from bot.features.applications.views import notices, reviewing, status
from bot.outbox import Card, Notice
from bot.people import People, mention
from bot.ui.view import View


class ReviewCard(Card, key="applications.review"):
    """The living card in the secretariat's channel."""

    application: str


class News(Notice, key="applications.news"):
    """Tells the applicant of a new state; moot when it has moved on."""

    application: str
    state: State


class Nudge(Notice, key="applications.nudge"):
    """A draft lies untouched. `changed_at` (ISO 8601) makes it moot when the applicant goes on."""

    gentle = True
    application: str
    days: int
    changed_at: str
    until: str


class AnswerReminder(Notice, key="applications.answer_reminder"):
    gentle = True
    application: str


class AnswerCame(Notice, key="applications.answer_came"):
    """Tells who asked."""

    application: str


class Overdue(Notice, key="applications.overdue"):
    """Alerts the secretariat: the days for a decision are over."""

    office = True
    application: str


class WelcomePack(Notice, key="applications.welcome_pack"):
    application: str


class Admitted(Notice, key="applications.admitted"):
    """The public announcement."""

    application: str


class Greeting(Notice, key="applications.greeting"):
    """The first word to somebody who has just come; who takes no direct messages is greeted in the welcome channel."""

    otherwise = "welcome"
    impersonal = True
    person: str


async def _get(ctx: Context, application_id: str) -> Application | None:
    return await ctx.repository(Applications).get(application_id)


@feature.card(ReviewCard)
async def draw_review_card(ctx: Context, card: ReviewCard) -> View | None:
    application = await _get(ctx, card.application)
    if application is None:
        return None
    people = await lookup.people_of(ctx, application)
    return reviewing.review_card(ctx.profile, application, people, ctx.reader.language, ctx.now)


@feature.notice(News)
async def say_news(ctx: Context, news: News) -> View | None:
    application = await _get(ctx, news.application)
    if application is None or application.state != news.state:
        return None
    return status.status(application, ctx.profile, ctx.now)


@feature.notice(Nudge)
async def say_nudge(ctx: Context, nudge: Nudge) -> View | None:
    application = await _get(ctx, nudge.application)
    if application is None or application.state != "draft" or application.changed_at.isoformat() != nudge.changed_at:
        return None
    return notices.nudge(application, nudge.days, datetime.fromisoformat(nudge.until))


@feature.notice(AnswerReminder)
async def remind_of_answer(ctx: Context, reminder: AnswerReminder) -> View | None:
    application = await _get(ctx, reminder.application)
    return notices.answer_reminder(application) if application else None


@feature.notice(AnswerCame)
async def say_answer_came(ctx: Context, came: AnswerCame) -> View | None:
    application = await _get(ctx, came.application)
    if application is None or application.state not in UNDECIDED:
        return None
    name = reviewing.subject_name(ctx.profile, application)
    return notices.answer_came(application, name)


@feature.notice(Overdue)
async def say_overdue(ctx: Context, overdue: Overdue) -> View | None:
    application = await _get(ctx, overdue.application)
    if application is None or application.state not in UNDECIDED:
        return None
    name = reviewing.subject_name(ctx.profile, application)
    return notices.overdue(application, name, ctx.profile.membership.application.decide_days)


@feature.notice(WelcomePack)
async def say_welcome(ctx: Context, pack: WelcomePack) -> View | None:
    application = await _get(ctx, pack.application)
    if application is None or application.state != "enrolled":
        return None
    words = application.decision.reason if application.decision else ""
    return notices.welcome_pack(ctx.profile, reviewing.subject_name(ctx.profile, application), words)


@feature.notice(Admitted)
async def say_admitted(ctx: Context, admitted: Admitted) -> View | None:
    application = await _get(ctx, admitted.application)
    if application is None or application.state != "enrolled":
        return None
    declared = await ctx.repository(Applications).declared(application.id)
    mention_allowed = declared.get("public_mention")
    if mention_allowed is None or not mention_allowed.agreed:
        return None
    place = ctx.profile.recorded("institution_name", application.answers)
    return notices.admitted(ctx.profile, reviewing.subject_name(ctx.profile, application), place)


@feature.notice(Greeting)
async def say_hello(ctx: Context, greeting: Greeting) -> View | None:
    me = await ctx.repository(People).me(greeting.person, ctx.now)
    return notices.greeting(ctx.profile, mention(me.person, me.accounts))
