"""Writing an announcement: the words, whom it is for, where it goes. Every step is saved."""

from collections.abc import Mapping
from dataclasses import replace

from bot import merging
from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, Refused
from bot.features.announcements import amend, lookup, participants
from bot.features.announcements.actions import ChooseAudience, ChooseDelivery, EditText
from bot.features.announcements.audience import Audience
from bot.features.announcements.model import Announcement, Delivery, Wording, Wordings
from bot.features.announcements.notices import DeskCard
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.features.announcements.views import composing
from bot.features.register import api as register
from bot.forms import Form
from bot.interactions import FieldValue
from bot.notifying import SECRETARIAT
from bot.outbox import new_id
from bot.permissions import Permission
from bot.places import country_name, match_country
from bot.routing import Rank
from bot.ui.replies import Reply, Update
from bot.ui.text import Text, _, join

MAY = Permission.ANNOUNCE
DEFAULT_CHANNEL = "announcements"


@feature.command(
    "announce new",
    help=_("Write an announcement"),
    may=MAY,
    menu=_("New announcement"),
    rank=Rank.DUTY,
)
async def new(ctx: Context) -> Reply:
    """What was typed and not sent off yet is still there."""
    return await ctx.open("announcements.text", "new:0")


@feature.press(EditText, may=MAY)
async def edit(ctx: Context, press: EditText) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    if announcement.state == "retracted":
        announcement.reword({}, ctx.me.id, ctx.now, second=False)  # refuses with the reason
    return await _open_text(ctx, announcement, 0)


async def _open_text(ctx: Context, announcement: Announcement, step: int) -> Reply:
    languages = composing.steps(ctx.profile)[step]
    written = merging.as_it_is(_as_typed(languages, announcement))
    return await ctx.open("announcements.text", f"{announcement.id}:{step}", written, afresh=True)


async def build_text(ctx: Context, draft: Draft) -> Form:
    of, _colon, step = draft.subject.partition(":")
    ctx.require(MAY, in_scope=True)
    if of != "new":
        await lookup.get(ctx, of)
    return composing.text_form(draft.id, composing.steps(ctx.profile)[int(step or 0)])


@feature.form("announcements.text", build_text)
async def save_text(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    of, _colon, number = draft.subject.partition(":")
    ctx.require(MAY, in_scope=True)
    step = int(number or 0)
    steps = composing.steps(ctx.profile)
    before = await lookup.get(ctx, of) if of != "new" else None
    if before is not None:
        values = merging.merged(ctx, draft, values, _as_typed(steps[step], before))
    written = _written(steps[step], values)
    if before is None:
        if not written:
            raise Invalid({f"subject_{steps[step][0]}": _("Write it in one language at least; others can follow.")})
        announcement = await _begin(ctx, written)
    else:
        kept = {tag: words for tag, words in (before.proposed or before.wordings).items() if tag not in steps[step]}
        every = {**kept, **written}
        if not every:
            raise Invalid({f"subject_{steps[step][0]}": _("Write it in one language at least; others can follow.")})
        ordered = {tag: every[tag] for tag in ctx.profile.languages if tag in every}
        announcement = await _reworded(ctx, before, ordered)
    await ctx.finish(draft)
    if step + 1 < len(steps):
        return await _open_text(ctx, announcement, step + 1)
    return Update(await lookup.card(ctx, announcement))


def _as_typed(languages: tuple[str, ...], announcement: Announcement) -> dict[str, FieldValue]:
    """The words there are, those that wait for approval before those that are out, as the form would hold them."""
    words = announcement.proposed or announcement.wordings
    typed: dict[str, FieldValue] = {}
    for tag in languages:
        wording = words.get(tag, Wording("", ""))
        typed |= {f"subject_{tag}": wording.subject, f"text_{tag}": wording.text}
    return typed


def _written(languages: tuple[str, ...], values: Mapping[str, FieldValue]) -> Wordings:
    """What was typed; a language needs both its subject and its text, or neither yet."""
    errors: dict[str, Text] = {}
    written: dict[str, Wording] = {}
    for tag in languages:
        subject, text = str(values[f"subject_{tag}"]), str(values[f"text_{tag}"])
        if subject and text:
            written[tag] = Wording(subject, text)
        elif subject:
            errors[f"text_{tag}"] = _("The text is missing. Leave both empty to translate later.")
        elif text:
            errors[f"subject_{tag}"] = _("The subject is missing. Leave both empty to translate later.")
    if errors:
        raise Invalid(errors)
    return written


async def _begin(ctx: Context, wordings: Wordings) -> Announcement:
    announcements = ctx.repository(Announcements)
    year = ctx.now.astimezone(ctx.profile.zone).year
    ref = f"ANN-{year}-{await announcements.next_number(year):03}"
    channels = (DEFAULT_CHANNEL,) if DEFAULT_CHANNEL in ctx.profile.channels and lookup.may_reach_all(ctx) else ()
    announcement = Announcement(
        new_id(), ref, ctx.me.id, ctx.now, ctx.now,
        wordings=wordings, writers=(ctx.me.id,), delivery=Delivery(channels),
    )  # fmt: skip
    await announcements.add(announcement)
    ctx.audit("announcements.begun", announcement.id, detail=ref)
    return announcement


async def _reworded(ctx: Context, before: Announcement, wordings: Wordings) -> Announcement:
    after = before.reword(wordings, ctx.me.id, ctx.now, second=lookup.asks_second(ctx))
    if after == before:
        return before
    kept = await lookup.keep(ctx, after)
    ctx.audit("announcements.reworded", kept.id)
    await changed(ctx, before, kept)
    if kept.is_out and not kept.proposed:
        amend.spread(ctx, kept)
    elif kept.proposed:
        ctx.announce(SECRETARIAT, DeskCard(kept.id), key=f"announcements.desk:{kept.id}:{kept.version}")
    return kept


async def changed(ctx: Context, before: Announcement, after: Announcement) -> None:
    """A schedule that fell with its approval is taken back; the secretariat's card follows."""
    if before.state == "scheduled" and after.state != "scheduled":
        await ctx.withdraw(f"announcements.send:{after.id}")
    ctx.redraw(DeskCard(after.id))


# whom it is for


@feature.press(ChooseAudience, may=MAY)
async def choose_audience(ctx: Context, press: ChooseAudience) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    announcement.aim(ctx.me.id, ctx.now, second=False)  # refuses what is out
    return await ctx.open("announcements.audience", announcement.id, afresh=True)


async def build_audience(ctx: Context, draft: Draft) -> Form:
    announcement = await lookup.get(ctx, draft.subject)
    chosen = announcement.audience
    institutions = await ctx.repository(register.Register).institutions(chosen.institutions)
    countries = [country_name(code, ctx.reader.language) for code in chosen.countries]
    names = {each.id: each.name for each in institutions.values()}
    return composing.audience_form(draft.id, ctx.profile, chosen, names, countries)


@feature.form("announcements.audience", build_audience)
async def save_audience(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    announcement = await lookup.get(ctx, draft.subject)
    errors: dict[str, Text] = {}
    institutions = await _institutions(ctx, composing.listed(values["institutions"]), errors)
    countries = _countries(ctx, composing.listed(values["countries"]), errors)
    if errors:
        raise Invalid(errors)
    audience = Audience(
        composing.ticked(values["roles"]), institutions, countries, composing.ticked(values["languages"]),
        composing.listed(values["fields"]), announcement.audience.event,
    )  # fmt: skip
    return await _aimed(ctx, draft, announcement, audience, announcement.delivery)


async def _institutions(ctx: Context, names: tuple[str, ...], errors: dict[str, Text]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        institution = await register.institution_of(ctx, name)
        if institution is None:
            errors["institutions"] = _("I know no institution “{name}”. Write its name as it is in the directory.",
                                       name=name)  # fmt: skip
        else:
            found.append(institution.id)
    return tuple(dict.fromkeys(found))


def _countries(ctx: Context, names: tuple[str, ...], errors: dict[str, Text]) -> tuple[str, ...]:
    found: list[str] = []
    for name in names:
        match = match_country(name, (ctx.reader.language, *ctx.profile.languages))
        if match.code:
            found.append(match.code)
            continue
        near = join((country_name(place.code, ctx.reader.language) for place in match.suggestions), " · ")
        errors["countries"] = (
            _("I do not know the country “{country}”. Perhaps one of these: {near}", country=name, near=near)
            if near
            else _("I do not know the country “{country}”.", country=name)
        )
    return tuple(dict.fromkeys(found))


async def _aimed(ctx: Context, draft: Draft, before: Announcement, audience: Audience, delivery: Delivery) -> Reply:
    after = before.aim(ctx.me.id, ctx.now, second=lookup.asks_second(ctx), audience=audience, delivery=delivery)
    await ctx.finish(draft)
    if after == before:
        return Update(await lookup.card(ctx, before))
    kept = await lookup.keep(ctx, after)
    ctx.audit("announcements.aimed", kept.id)
    await changed(ctx, before, kept)
    return Update(await lookup.card(ctx, kept))


# where it goes


@feature.press(ChooseDelivery, may=MAY)
async def choose_delivery(ctx: Context, press: ChooseDelivery) -> Reply:
    announcement = await lookup.get(ctx, press.announcement)
    announcement.aim(ctx.me.id, ctx.now, second=False)
    return await ctx.open("announcements.delivery", announcement.id, afresh=True)


async def build_delivery(ctx: Context, draft: Draft) -> Form:
    announcement = await lookup.get(ctx, draft.subject)
    only_event = not lookup.may_reach_all(ctx)
    return composing.delivery_form(
        draft.id, ctx.profile, announcement.delivery, announcement.audience.event, only_event=only_event
    )


@feature.form("announcements.delivery", build_delivery)
async def save_delivery(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    announcement = await lookup.get(ctx, draft.subject)
    ways = composing.ticked(values["ways"])
    everybody = lookup.may_reach_all(ctx)
    channels = composing.ticked(values["channels"]) if everybody else ()
    event = str(values["event"]).strip().upper()
    delivery = Delivery(
        channels,
        direct=composing.DIRECT in ways or not everybody,
        mention=composing.MENTION in ways and bool(channels),
        needs_ack=composing.ACK in ways,
    )
    audience = replace(announcement.audience, event=event)
    if event:
        try:
            await participants.ensure_there(ctx, event)
            await lookup.ensure_in_scope(ctx, audience)
        except Refused as refused:
            raise Invalid({"event": refused.reason}) from None
    return await _aimed(ctx, draft, announcement, audience, delivery)
