"""Who was really there: checked in from the list, at the door or afterwards with a reason (annoyance 34)."""

import csv
import io
from dataclasses import replace

from bot.context import Context
from bot.drafts import Draft
from bot.errors import Invalid, NotFound, Refused
from bot.features.gatherings import access, views
from bot.features.gatherings.actions import CheckIn, CheckInByName, CheckInPage, DownloadList, UndoCheckIn
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Gatherings
from bot.features.gatherings.routes import feature
from bot.forms import Form
from bot.interactions import FieldValue
from bot.people import People
from bot.ui.replies import Ephemeral, Reply, Update
from bot.ui.text import Moment, _
from bot.ui.view import File, View

PAGE = 25


async def open_list(ctx: Context, name: str) -> Reply:
    gathering = await _to_check_in(ctx, name)
    return Ephemeral(await _page(ctx, gathering, 0))


@feature.press(CheckInPage)
async def turn(ctx: Context, press: CheckInPage) -> Reply:
    gathering = await _to_check_in(ctx, press.gathering)
    return Update(await _page(ctx, gathering, press.page))


@feature.press(CheckIn)
async def check_in(ctx: Context, press: CheckIn) -> Reply:
    """Mark those picked as present; who is marked already stays so, with the first time."""
    gathering = await _to_check_in(ctx, press.gathering)
    for person in ctx.choices:
        await mark_present(ctx, gathering, person)
    return Update(await _page(ctx, gathering, press.page))


@feature.press(UndoCheckIn)
async def undo(ctx: Context, press: UndoCheckIn) -> Reply:
    """Those picked were not here: what was noted of them is as if it never had been, but for the audit trail."""
    gathering = await _to_check_in(ctx, press.gathering)
    for person in ctx.choices:
        await _take_off(ctx, gathering, person)
    return Update(await _page(ctx, gathering, press.page))


@feature.press(CheckInByName)
async def by_name(ctx: Context, press: CheckInByName) -> Reply:
    gathering = await _to_check_in(ctx, press.gathering)
    return await ctx.open("gatherings.check_in", gathering.id, afresh=True)


async def build_by_name(ctx: Context, draft: Draft) -> Form:
    gathering = await _to_check_in(ctx, draft.subject)
    return views.check_in_form(draft.id, gathering, after=ctx.now > gathering.ends_at)


@feature.form("gatherings.check_in", build_by_name)
async def check_in_by_name(ctx: Context, draft: Draft, values: dict[str, FieldValue]) -> Reply:
    gathering = await _to_check_in(ctx, draft.subject)
    reason = str(values.get("reason", ""))
    if ctx.now > gathering.ends_at and not reason:
        raise Invalid({"reason": _("It is over: please say where you know this from.")})
    try:
        me = await ctx.repository(People).me(str(values["person"]), ctx.now)
    except NotFound:
        raise Invalid({"person": _("Choose somebody from the list, please.")}) from None
    await mark_present(ctx, gathering, me.id, reason)
    await ctx.finish(draft)
    return Ephemeral(await _page(ctx, gathering, 0))


@feature.press(DownloadList)
async def download(ctx: Context, press: DownloadList) -> Reply:
    gathering = await access.to_run(ctx, press.gathering)
    return Ephemeral(views.list_file(gathering, await _as_csv(ctx, gathering)))


async def mark_present(ctx: Context, gathering: Gathering, person: str, reason: str = "") -> None:
    """Somebody was there, answered or not; named in the audit trail with who said so."""
    gatherings = ctx.repository(Gatherings)
    answer = await gatherings.answer(gathering.id, person)
    if answer.attended == "present":
        return
    await gatherings.save_answer(replace(answer, attended="present", checked_in_at=ctx.now, checked_in_by=ctx.me.id,
                                         attendance_note=reason))  # fmt: skip
    ctx.audit("gatherings.checked_in", gathering.id, on_behalf_of=person, detail=reason)


async def _take_off(ctx: Context, gathering: Gathering, person: str) -> None:
    gatherings = ctx.repository(Gatherings)
    answer = await gatherings.answer(gathering.id, person)
    if answer.attended == "present":
        if answer.version == 1:  # nothing else was ever said: it would make a guest of somebody who was not invited
            await gatherings.drop_answer(gathering.id, person)
        else:
            await gatherings.save_answer(
                replace(answer, attended="", checked_in_at=None, checked_in_by="", attendance_note="", minutes=0)
            )
        ctx.audit("gatherings.check_in_undone", gathering.id, on_behalf_of=person)


async def _to_check_in(ctx: Context, name: str) -> Gathering:
    gathering = await access.to_run(ctx, name)
    if gathering.is_off or not gathering.is_known:
        raise Refused(_("Nobody can be checked in: it is not taking place."), rule="not-open")
    if ctx.now.astimezone(gathering.zone_info).date() < gathering.local.date():
        raise Refused(_("Checking in begins on the day itself, {day}.", day=Moment(gathering.starts_at, "date")),
                      rule="too-early")  # fmt: skip
    return gathering


async def _page(ctx: Context, gathering: Gathering, page: int) -> View:
    every = await ctx.repository(Gatherings).expected(gathering.id)
    open_ones = [answer.person for answer in every if answer.attended != "present"]
    here = [answer for answer in every if answer.attended == "present"]
    here.sort(key=lambda answer: answer.checked_in_at or gathering.starts_at, reverse=True)
    last = [answer.person for answer in here[:PAGE]]
    page = max(0, min(page, (len(open_ones) - 1) // PAGE))
    shown = open_ones[page * PAGE : (page + 1) * PAGE]
    people = await ctx.repository(People).many((*shown, *last), ctx.now)
    names, came = (
        {person: people[person].person.known_as for person in some if person in people} for some in (shown, last)
    )
    more = len(open_ones) > (page + 1) * PAGE
    return views.check_in(gathering, names, came, len(here), len(every), page, more=more)


async def _as_csv(ctx: Context, gathering: Gathering) -> File:
    """Everybody who was asked or answered, to print: those who come first, those who said nothing last (annoyance 1).

    Spreadsheets take no cell for a formula.
    """
    every = await access.everybody(ctx, gathering.id)
    people = await ctx.repository(People).many(tuple(answer.person for answer in every), ctx.now)
    named = [(people[answer.person].person.known_as, answer) for answer in every if answer.person in people]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([ctx.reader.plain(word) for word in (_("Name"), _("Answer"), _("Places"), _("Present"))])
    for name, answer in sorted(named, key=lambda each: (views.order_of(each[1]), each[0])):
        safe = f"'{name}" if name[:1] in "=+-@\t" else name
        present = ctx.reader.plain(_("yes")) if answer.attended == "present" else ""
        rows.writerow([safe, ctx.reader.plain(views.standing(answer)), answer.holds or "", present])
    return File(f"{gathering.ref}.csv", ("\ufeff" + text.getvalue()).encode(), "text/csv")
