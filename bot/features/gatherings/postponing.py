"""Off for now: nobody knows yet when it will be. Answers and places are kept until a new date is set (`changing`)."""

from bot.context import Context
from bot.features.gatherings import access, changing, views
from bot.features.gatherings.actions import ConfirmPostpone, Postpone
from bot.features.gatherings.routes import feature
from bot.ui.replies import Ephemeral, Reply, Update


@feature.press(Postpone)
async def ask(ctx: Context, press: Postpone) -> Reply:
    """The question first: whom it reaches, and what stays."""
    gathering = await access.to_run(ctx, press.gathering)
    gathering.postpone()  # refuses when it cannot be
    return Ephemeral(views.confirm_postpone(gathering, await changing.reached(ctx, gathering), access.own_zone(ctx)))


@feature.press(ConfirmPostpone)
async def postpone(ctx: Context, press: ConfirmPostpone) -> Reply:
    """Everybody concerned is told once; reminders, offers and entries in calendars are taken back."""
    gathering = await access.to_run(ctx, press.gathering)
    people = await changing.reached(ctx, gathering)
    if gathering.is_postponed:
        return Update(views.done_postponed(gathering, people))
    if press.version != gathering.version:  # it was changed after the question was asked
        return Update(views.confirm_postpone(gathering, people, access.own_zone(ctx)))
    return Update(views.done_postponed(await changing.apply(ctx, gathering, gathering.postpone()), people))
