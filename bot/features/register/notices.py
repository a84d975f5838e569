"""What the register says later, from the state of that moment."""

from datetime import datetime

from bot.context import Context
from bot.features.register import views
from bot.features.register.repository import Register
from bot.features.register.routes import feature
from bot.outbox import Notice
from bot.ui.view import View


class PostEnded(Notice, key="register.post_ended"):
    """Tells a personal member how to stay one. `ends` is the last instant of the grace days, ISO 8601."""

    membership: str
    ends: str


class Vacancies(Notice, key="register.vacancies"):
    """Tells the secretariat which institutions nobody represents."""

    office = True


class AgreementEnds(Notice, key="register.agreement_ends"):
    """Tells the secretariat that an agreement runs out."""

    office = True
    membership: str


@feature.notice(PostEnded)
async def say_post_ended(ctx: Context, notice: PostEnded) -> View | None:
    membership = await ctx.repository(Register).membership(notice.membership)
    if membership is None or membership.state != "eligibility_open":
        return None
    return views.post_ended(datetime.fromisoformat(notice.ends))


@feature.notice(Vacancies)
async def say_vacancies(ctx: Context, _notice: Vacancies) -> View | None:
    vacant = await ctx.repository(Register).vacant(ctx.now)
    return views.vacancies([place.known_as for place in vacant]) if vacant else None


@feature.notice(AgreementEnds)
async def say_agreement_ends(ctx: Context, notice: AgreementEnds) -> View | None:
    register = ctx.repository(Register)
    membership = await register.membership(notice.membership)
    if membership is None or not membership.is_running or membership.until is None or membership.until <= ctx.now:
        return None
    place = await register.institution(membership.institution)
    return views.agreement_ends(place.known_as, membership.until) if place else None
