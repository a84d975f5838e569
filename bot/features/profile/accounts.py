"""Join a Slack and a Discord account to one person by a one-time code, and take them apart again."""

from datetime import timedelta

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Refused
from bot.features.applications import api as applications
from bot.features.gatherings import api as gatherings
from bot.features.profile import views
from bot.features.profile.handlers import MAY, own_card
from bot.features.profile.model import CODE_LIVES, ROUTES, LinkCode, digest, new_code
from bot.features.profile.repository import LinkCodes
from bot.features.profile.routes import feature
from bot.features.register import api as register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import Notify, access_delivery
from bot.outbox import JobPayload, Notice, new_id
from bot.people import Me, People
from bot.ports import Spaces
from bot.routing import Parameter
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Code, _
from bot.ui.view import View


class Linked(Notice, key="profile.linked"):
    """Said to the person on every account, so that a code in the wrong hands does not stay unseen."""

    platform: str


class Unlinked(Notice, key="profile.unlinked"):
    platform: str


class ForgetCodes(JobPayload, key="profile.forget_codes"):
    """Codes that have long expired, used or not."""


feature.cron("profile.forget_codes", "30 3 * * *", ForgetCodes)


@feature.command("profile link", help=_("Join your Slack and Discord accounts"), may=MAY,
                 parameters=(Parameter("code", _("The code from your other account")),))  # fmt: skip
async def link(ctx: Context) -> Reply:
    if ctx.args.get("code"):
        return await _join(ctx, ctx.args["code"])
    return await _give_code(ctx)


@feature.press(views.NewCode, may=MAY)
async def press_link(ctx: Context, _press: views.NewCode) -> Reply:
    return await _give_code(ctx)


@feature.press(views.EnterCode, may=MAY)
async def press_enter(ctx: Context, _press: views.EnterCode) -> Reply:
    return await ctx.open("profile.code", afresh=True)


async def build_code(_ctx: Context, draft: Draft) -> Form:
    return views.code_form(draft.id)


@feature.form("profile.code", build_code)
async def submit_code(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    await ctx.finish(draft)
    return await _join(ctx, str(values["code"]))


async def _give_code(ctx: Context) -> Reply:
    text, expires = new_code(), ctx.now + CODE_LIVES
    await ctx.repository(LinkCodes).add(LinkCode(digest(text), ctx.me.id, expires))
    ctx.audit("link code given", ctx.me.id)
    return Ephemeral(views.code(text, expires))


async def _join(ctx: Context, text: str) -> Reply:
    codes, people = ctx.repository(LinkCodes), ctx.repository(People)
    found = await codes.find(digest(text))
    if found is None or not found.usable_at(ctx.now):
        raise Refused(
            _(
                "This code is not valid, was used already, or is older than ten minutes. Get a new one with "
                "{command} on your other account.",
                command=Code("/profile link"),
            ),
            rule="link-code",
        )
    if found.person == ctx.me.id:
        raise Refused(_("This code is your own. Type it on your other account, not on this one."), rule="link-code")
    other = await people.me(found.person, ctx.now)
    empty, kept = await _which_stays(ctx, other)
    if not await codes.use(found.digest, ctx.now):
        raise Refused(_("This code was used a moment ago. Get a new one."), rule="link-code")
    await gatherings.take_over(ctx, empty, kept)
    await people.merge(empty, kept)
    ctx.me = me = await people.me(kept, ctx.now)
    ctx.audit("accounts linked", me.id, detail=ctx.account.platform)
    ctx.project(me.id)
    who = (ctx.account.platform, ctx.account.user)  # of whom a direct conversation does not name the space
    here = tuple("/".join(account.key) for account in me.accounts if (account.platform, account.user) == who)
    if len(me.accounts) > len(here):  # this account hears it now; the notice goes to the other one
        notice = Linked(ctx.account.platform)
        ctx.later(Notify(me.id, notice.key, notice.dump(), tried=here))
    return ctx.whisper(_("Linked. You are {name} here, too.", name=me.person.known_as))


async def _which_stays(ctx: Context, other: Me) -> tuple[str, str]:
    """The ids of the empty record, which goes, and of the one that stays. An application stays where it was begun.

    Roles and memberships are not opened to whoever talks somebody into typing a code: they stay with who gave it.
    """
    enrolled = await _is_enrolled(ctx, ctx.me)
    if not enrolled and not await applications.has_any(ctx, ctx.me.id):
        return ctx.me.id, other.id
    if await _is_enrolled(ctx, other) or await applications.has_any(ctx, other.id):
        raise Refused(
            _(
                "This account has a record of its own in the network, so the two cannot be joined by a code. "
                "Please ask the secretariat."
            ),
            rule="link-two-records",
        )
    if enrolled:
        raise Refused(
            _(
                "Your record is on this account. Get a code here with {command} and type it on your other account.",
                command=Code("/profile link"),
            ),
            rule="link-other-way",
        )
    return other.id, ctx.me.id


async def _is_enrolled(ctx: Context, me: Me) -> bool:
    """Whether there are roles, or anything on the register."""
    if me.grants:
        return True
    standing = await register.standing_of(ctx, me.id)
    held = standing.own or standing.affiliations or standing.mandates
    return bool(held or await register.consents_of(ctx, me.id))


@feature.press(views.Unlink, may=MAY)
async def unlink(ctx: Context, press: views.Unlink) -> Reply:
    key = (press.platform, press.space, press.user)
    if key not in {account.key for account in ctx.me.accounts}:
        raise Refused(_("That account is not linked to you."), rule="unlink")
    if len(ctx.me.accounts) < 2:
        raise Refused(
            _("This is your only account. To leave, use {command}.", command=Code("/profile forget")),
            rule="unlink-last",
        )
    people = ctx.repository(People)
    space = await ctx.repository(Spaces).get(press.platform, press.space)
    await people.detach(*key)
    if space is not None:
        ctx.deliveries.append(access_delivery(space, press.user, new_id()))
    ctx.audit("account unlinked", ctx.me.id, detail=press.platform)
    ctx.notify(ctx.me.id, Unlinked(press.platform))
    ctx.me = await people.me(ctx.me.id, ctx.now)
    return Update(await own_card(ctx))


@feature.job(ForgetCodes)
async def forget_codes(ctx: Context, _job: ForgetCodes) -> None:
    await ctx.repository(LinkCodes).forget_older(ctx.now - timedelta(days=1))


@feature.notice(Linked)
async def say_linked(_ctx: Context, notice: Linked) -> View:
    return View.of(
        Paragraph(
            _(
                "Your {platform} account is now linked to you. If that was not you, unlink it with "
                "{command} and tell the secretariat.",
                platform=ROUTES.get(notice.platform, notice.platform),
                command=Code("/profile show"),
            )
        )
    )


@feature.notice(Unlinked)
async def say_unlinked(_ctx: Context, notice: Unlinked) -> View:
    return View.of(
        Paragraph(
            _(
                "Your {platform} account is no longer linked to you.",
                platform=ROUTES.get(notice.platform, notice.platform),
            )
        )
    )
