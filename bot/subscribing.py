"""Ending news by one press, as every mail with news must let its reader do. Duties are no news and go on."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.actions import Action
from bot.notifying import kernel
from bot.people import People
from bot.ui.blocks import Button, Buttons, Heading, Note, Paragraph
from bot.ui.replies import Reply, Update
from bot.ui.text import _
from bot.ui.view import View

if TYPE_CHECKING:
    from bot.context import Context


class StopNews(Action, key="kernel.stop_news"):
    pass


class ResumeNews(Action, key="kernel.resume_news"):
    """`digest` is what the person had chosen before."""

    digest: str


Digest: TypeAlias = Literal["all", "weekly", "monthly", "duties_only"]


def offer() -> View:
    """The page behind "unsubscribe", before anything has happened."""
    return View.of(
        Heading(_("No more news?")),
        Paragraph(_("You would get no announcements any more, on any route.")),
        Buttons((Button(_("Stop news"), StopNews(), "primary"),)),
        Note(_("What you owe an answer to, and what concerns you personally, still reaches you.")),
    )


@kernel.press(StopNews)
async def stop_news(ctx: "Context", _press: StopNews) -> Reply:
    before = ctx.me.person.digest
    await _set(ctx, "duties_only")
    return Update(
        View.of(
            Paragraph(_("You get no more announcements.")),
            Note(_("What you owe an answer to, and what concerns you personally, still reaches you.")),
            Buttons((Button(_("Send me news again"), ResumeNews(before)),)),
        )
    )


@kernel.press(ResumeNews)
async def resume_news(ctx: "Context", press: ResumeNews) -> Reply:
    known: dict[str, Digest] = {"all": "all", "weekly": "weekly", "monthly": "monthly"}
    await _set(ctx, known.get(press.digest, "weekly"))
    return Update(View.of(Paragraph(_("You get news again, as before."))))


async def _set(ctx: "Context", digest: Digest) -> None:
    """Pressed twice it is done once."""
    person = ctx.me.person
    if person.digest != digest:
        await ctx.repository(People).save(replace(person, digest=digest))
        ctx.audit(f"news set to {digest}", person.id)
