"""What is said later: the announcement itself, in channels and to each person, and what the desk is told."""

from dataclasses import replace
from datetime import datetime

from bot.context import Context
from bot.features.announcements import lookup
from bot.features.announcements.repository import Announcements
from bot.features.announcements.routes import feature
from bot.features.announcements.views import copy, previewing, told
from bot.outbox import Card, Notice
from bot.people import People
from bot.ports import Spaces
from bot.ui.text import GroupMention, Text, _
from bot.ui.view import View


class AnnouncementCard(Card, key="announcements.card"):
    """In a channel."""

    announcement: str


class AnnouncementNotice(Notice, key="announcements.notice"):
    """To somebody who wants news."""

    news = True
    lasting = True
    announcement: str


class ParticipantNotice(Notice, key="announcements.participant"):
    """To a participant of an event: it concerns what the person has a place in, so it is no mere news."""

    lasting = True
    announcement: str


class Sample(Notice, key="announcements.sample"):
    """To who presses Preview, by every way: how readers of that language get it there. Not where it was `seen`."""

    everywhere = True
    private = True
    announcement: str
    language: str
    seen: str


class Corrected(Notice, key="announcements.corrected"):
    """To those who have it by mail, which cannot be changed any more; it says what holds now, or that it is gone."""

    announcement: str


class PassOn(Notice, key="announcements.pass_on"):
    """To the secretariat: the people nothing of ours reaches."""

    office = True
    announcement: str


class DeskCard(Card, key="announcements.desk"):
    """In the secretariat's channel: waiting for a second pair of eyes."""

    announcement: str


class Answered(Notice, key="announcements.answered"):
    """To the writer: approved, or sent back with a reason kept in the audit trail."""

    announcement: str
    by: str
    approved: bool
    why: str = ""


class GoneOut(Notice, key="announcements.gone_out"):
    """To the writer: what was scheduled is on its way; `due` is when it should have been, where that is long past."""

    announcement: str
    due: str = ""


class NotSent(Notice, key="announcements.not_sent"):
    """To the writer and the secretariat: what was scheduled did not go out; too late for it, when `due` says when."""

    announcement: str
    due: str = ""


class ReadReminder(Notice, key="announcements.reminder"):
    """To somebody who was asked to confirm and has not."""

    news = True
    gentle = True
    announcement: str


@feature.card(AnnouncementCard)
async def draw_card(ctx: Context, card: AnnouncementCard) -> View | None:
    announcement = await ctx.repository(Announcements).get(card.announcement)
    if announcement is None or (announcement.state == "retracted" and not ctx.place.message):
        return None
    ring: Text = ""
    if announcement.delivery.mention:
        space = await ctx.repository(Spaces).get(ctx.place.platform, ctx.place.space)
        role = space.roles.get("member", "") if space else ""
        ring = GroupMention(_("Members"), ctx.place.platform, role) if role else ""
    return copy.in_channel(ctx.profile, announcement, ctx.reader.language, ring)


@feature.notice(AnnouncementNotice)
async def say_announcement(ctx: Context, notice: AnnouncementNotice) -> View | None:
    return await _for_person(ctx, notice.announcement)


@feature.notice(ParticipantNotice)
async def say_to_participant(ctx: Context, notice: ParticipantNotice) -> View | None:
    return await _for_person(ctx, notice.announcement)


async def _for_person(ctx: Context, of: str) -> View | None:
    """A new one is moot once it was retracted; one that was delivered says so."""
    announcements = ctx.repository(Announcements)
    announcement = await announcements.get(of)
    if announcement is None or (announcement.state == "retracted" and not ctx.place.message):
        return None
    read_at = await announcements.read_at(of, ctx.me.id)
    return copy.for_person(ctx.profile, announcement, ctx.reader.language, read_at)


@feature.notice(Sample)
async def say_sample(ctx: Context, notice: Sample) -> View | None:
    announcement = await ctx.repository(Announcements).get(notice.announcement)
    if announcement is None or announcement.state == "retracted" or ctx.place.platform == notice.seen:
        return None
    return previewing.sample(ctx.profile, announcement, notice.language, ctx.reader)


@feature.notice(Corrected)
async def say_corrected(ctx: Context, notice: Corrected) -> View | None:
    announcement = await ctx.repository(Announcements).get(notice.announcement)
    return told.corrected(ctx.profile, announcement, ctx.reader.language) if announcement else None


@feature.notice(PassOn)
async def say_pass_on(ctx: Context, notice: PassOn) -> View | None:
    announcements = ctx.repository(Announcements)
    announcement = await announcements.get(notice.announcement)
    if announcement is None:
        return None
    people = await ctx.repository(People).many(await announcements.told(announcement.id, ("hand",)), ctx.now)
    persons = [me.person for me in people.values() if me.person.status == "active"]
    return told.pass_on(ctx.profile, announcement, persons, ctx.reader.language) if persons else None


@feature.card(DeskCard)
async def draw_desk(ctx: Context, card: DeskCard) -> View | None:
    """For everybody in the secretariat's channel; who wrote it is refused when pressing Approve."""
    announcement = await ctx.repository(Announcements).get(card.announcement)
    if announcement is None:
        return None
    desk = replace(await lookup.desk_of(ctx, announcement), may_approve=True)
    return told.at_the_office(ctx.profile, desk, ctx.reader.language)


@feature.notice(Answered)
async def say_answered(ctx: Context, notice: Answered) -> View | None:
    announcement = await ctx.repository(Announcements).get(notice.announcement)
    if announcement is None or announcement.state == "retracted":
        return None
    by = (await ctx.repository(People).me(notice.by, ctx.now)).person.known_as
    return told.answered(announcement, by, approved=notice.approved, why=notice.why)


@feature.notice(GoneOut)
async def say_gone_out(ctx: Context, notice: GoneOut) -> View | None:
    announcement = await ctx.repository(Announcements).get(notice.announcement)
    if announcement is None or announcement.state != "sent":
        return None
    return told.gone_out(announcement, await lookup.reach_of(ctx, announcement), _moment(notice.due))


@feature.notice(NotSent)
async def say_not_sent(ctx: Context, notice: NotSent) -> View | None:
    announcement = await ctx.repository(Announcements).get(notice.announcement)
    return told.not_sent(announcement, _moment(notice.due)) if announcement and announcement.is_unsent else None


def _moment(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


@feature.notice(ReadReminder)
async def say_reminder(ctx: Context, notice: ReadReminder) -> View | None:
    announcements = ctx.repository(Announcements)
    announcement = await announcements.get(notice.announcement)
    if announcement is None or announcement.state != "sent":
        return None
    if await announcements.read_at(announcement.id, ctx.me.id):
        return None
    return told.reminder(ctx.profile, announcement, ctx.reader.language)
