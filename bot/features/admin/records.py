"""Read the audit trail and export the records."""

import json

from bot.context import Context
from bot.errors import NotAllowed
from bot.features.admin.routes import feature
from bot.features.applications import api as applications
from bot.people import People
from bot.permissions import Permission, Reach, reach
from bot.ports import Archive, Audit, AuditEvent
from bot.routing import Parameter
from bot.ui.blocks import Bullets, Heading, Note, Paragraph
from bot.ui.replies import Ephemeral, Reply
from bot.ui.text import Code, Inline, Moment, _, spaced
from bot.ui.view import File, View

LINES = 25


@feature.command("admin audit", help=_("Who did what, newest first"), may=Permission.READ_AUDIT,
                 parameters=(Parameter("subject", _("A reference such as APP-2027-014, or nothing")),))  # fmt: skip
async def audit(ctx: Context) -> Reply:
    """All lines for those who may read them, the own ones for everybody else (domain 2.6)."""
    everything = Reach.ALL in reach(ctx.me, Permission.READ_AUDIT)
    subject = await _subject(ctx) if everything else ctx.me.id
    events = await ctx.repository(Audit).about(subject, LINES)
    if not events:
        return ctx.whisper(_("There is nothing on record about that."))
    who = {event.actor for event in events} | {event.subject for event in events}
    names = {i: me.person.known_as for i, me in (await ctx.repository(People).many(tuple(who), ctx.now)).items()}
    return Ephemeral(
        View.of(
            Heading(_("Audit trail")),
            Bullets(tuple(_line(event, names) for event in events)),
            Note(_("Newest first, at most {n} lines. Lines can be added, never changed.", n=str(LINES))),
        )
    )


async def _subject(ctx: Context) -> str:
    """What the trail knows the subject by: the id behind a reference, else what was typed."""
    typed = ctx.args.get("subject", "").strip()
    return (await applications.id_of(ctx, typed) if typed else "") or typed


def _line(event: AuditEvent, names: dict[str, str]) -> tuple[Inline, ...]:
    subject = names.get(event.subject, event.subject)
    detail = f" ({event.detail})" if event.detail else ""
    return (*spaced((Moment(event.at), names.get(event.actor, event.actor))), f": {event.action}, {subject}{detail}")


@feature.command("admin export", help=_("All records of the network in one file"), may=Permission.EXPORT)
async def export(ctx: Context) -> Reply:
    """The whole register in an open format; every export is a line of the audit trail (CSL-07)."""
    if Reach.ALL not in reach(ctx.me, Permission.EXPORT):
        raise NotAllowed(_("Only the secretariat exports the register. {command} gives you your own data.",
                           command=Code("/profile data")))  # fmt: skip
    tables = await ctx.repository(Archive).dump()
    content = json.dumps({"network": ctx.profile.network.slug, "made_at": ctx.now.isoformat(), "tables": tables},
                         ensure_ascii=False, indent=1, default=str)  # fmt: skip
    ctx.audit("exported", ctx.profile.network.slug, detail=f"{sum(map(len, tables.values()))} rows")
    return Ephemeral(
        View.of(
            Paragraph(_("The file holds personal data of everybody in the network. Keep it where only the secretariat "
                        "can read it.")),
            files=(File(f"{ctx.profile.network.slug}-{ctx.now:%Y-%m-%d}.json", content.encode(), "application/json"),),
        )
    )  # fmt: skip
