"""What meetings add to the gatherings they are: their kind among the facts, a row of buttons, cards that follow."""

from datetime import timedelta

from bot.context import Context
from bot.features.gatherings import api as gatherings
from bot.features.meetings import announcing, views
from bot.features.meetings.model import KINDS
from bot.features.meetings.notices import redraw_desk
from bot.features.meetings.routes import feature
from bot.outbox import JobPayload
from bot.permissions import Permission
from bot.ui.blocks import Block
from bot.ui.text import Text, _
from bot.ui.view import View

A_MOMENT = timedelta(seconds=1)


async def facts(_ctx: Context, meeting: gatherings.Gathering) -> gatherings.Facts:
    pairs: list[tuple[Text, Text]] = [(_("Kind"), KINDS[meeting.kind])] if meeting.kind in KINDS else []
    if meeting.urgency:
        pairs.append((_("At short notice"), meeting.urgency))
    return tuple(pairs)


class Close(JobPayload, key="meetings.close"):
    """The last moment for answers or for items has passed: the card shows it."""

    meeting: str


def lay_out(ctx: Context, meeting: gatherings.Gathering) -> None:
    """What falls due by the day is in `series`; this is what does by the minute."""
    for what, until in (("answers", meeting.answer_by), ("items", meeting.items_by)):
        if until is not None and until > ctx.now:
            key = f"{gatherings.due(meeting.id)}{what}:{until.isoformat()}"
            ctx.later(Close(meeting.id), at=until + A_MOMENT, key=key)


@feature.job(Close)
async def close(ctx: Context, job: Close) -> None:
    ctx.redraw(gatherings.GatheringCard(job.meeting))


async def changed(ctx: Context, _before: gatherings.Gathering, after: gatherings.Gathering) -> None:
    redraw_desk(ctx, after)


async def against(ctx: Context, meeting: gatherings.Gathering) -> tuple[Block, ...]:
    """Hours, closed days and too short a notice: said, and left to who moves it."""
    return views.against_time(await announcing.plan_of(ctx, meeting))


async def heard_by(_ctx: Context, _meeting: gatherings.Gathering) -> int:
    """Everybody who hears of a meeting is on its list."""
    return 0


async def show(ctx: Context, meeting: gatherings.Gathering) -> View:
    """With the agenda's workbench and the button to announce it, for those who run it."""
    row = views.tools(meeting, orders=ctx.may(Permission.ORDER_AGENDA), announces=ctx.may(Permission.CREATE_EVENT))
    return await gatherings.whole_view(ctx, meeting, row)


gatherings.bring("meeting", gatherings.Ways(facts, show, lay_out, changed, against, heard_by, announcing.plan_again))
