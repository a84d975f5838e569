"""What the register says later."""

from datetime import datetime

from bot.context import Context
from bot.features.register.repository import Register
from bot.features.register.routes import feature
from bot.outbox import Notice
from bot.ui.blocks import Heading, Paragraph
from bot.ui.text import Moment, _
from bot.ui.view import View


class PostEnded(Notice, key="register.post_ended"):
    """Tells a personal member how to stay one. `ends` is the last instant of the grace days, ISO 8601."""

    membership: str
    ends: str


@feature.notice(PostEnded)
async def say_post_ended(ctx: Context, notice: PostEnded) -> View | None:
    membership = await ctx.repository(Register).membership(notice.membership)
    if membership is None or membership.state != "eligibility_open":
        return None
    return post_ended(datetime.fromisoformat(notice.ends))


def post_ended(ends: datetime) -> View:
    return View.of(
        Heading(_("Your post has ended; your membership has not")),
        Paragraph(_("You stay a member until {day}. If you take up a new post that makes you eligible, tell the "
                    "secretariat before then, and nothing changes.", day=Moment(ends, "date"))),
    )  # fmt: skip
