"""What the writer and the secretariat see: the announcement on the desk, with everything needed to send it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.features.announcements.actions import (
    Approve,
    ChooseAudience,
    ChooseDelivery,
    ConfirmSchedule,
    EditText,
    ListAnnouncements,
    Preview,
    RemindUnread,
    Retract,
    Schedule,
    SendBack,
    SendNow,
    ShowAnnouncement,
    SubmitForApproval,
    TellByMail,
    Unschedule,
    WhoHasRead,
)
from bot.features.announcements.audience import Reach
from bot.features.announcements.model import Announcement
from bot.features.announcements.views import copy, words
from bot.features.home.api import RunCommand
from bot.people import Me, mention
from bot.profile import Profile
from bot.ui.blocks import (
    Block,
    Button,
    Buttons,
    Choice,
    Confirm,
    Divider,
    Fields,
    Heading,
    Note,
    Option,
    Paragraph,
)
from bot.ui.text import COLON, Bold, Code, Moment, Phrase, Text, _, join, n_, shortened, spaced
from bot.ui.view import View

PAGE = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """An announcement with what is known around it. `institutions` are names by id, `named` people by id."""

    announcement: Announcement
    reach: Reach
    second: bool
    institutions: Mapping[str, str] = field(default_factory=dict[str, str])
    named: Mapping[str, Me] = field(default_factory=dict[str, Me])
    read: int = 0
    may_approve: bool = False

    def who(self, person: str) -> Text:
        return mention(self.named[person].person) if person in self.named else "?"


def card(profile: Profile, desk: Desk, language: str, note: "Phrase | str" = "") -> View:
    """State, words, whom it reaches by which way, and the buttons for what can be done now."""
    announcement = desk.announcement
    return View.of(
        Heading(join((announcement.ref, announcement.called(language) or _("New announcement")), " · ")),
        *((Paragraph(Bold(note)),) if note else ()),
        Fields(_facts(profile, desk)),
        *_pending(profile, announcement),
        Divider(),
        *copy.texts(profile, announcement, language),
        *_proposed(profile, desk, language),
        *_buttons(profile, desk),
        summary=_("Announcement {ref}: {state}", ref=announcement.ref, state=words.state(announcement)),
    )


def _facts(profile: Profile, desk: Desk) -> tuple[tuple[Text, Text], ...]:
    announcement, delivery = desk.announcement, desk.announcement.delivery
    pairs: list[tuple[Text, Text]] = [
        (_("State"), words.state(announcement)),
        (_("Written by"), join(desk.who(person) for person in announcement.writers)),
        (_("For"), words.audience(announcement.audience, desk.institutions)),
        (_("Where it goes"), words.where(profile, announcement)),
        (
            _("Will reach") if announcement.is_unsent else _("Reaches"),
            join((words.people(desk.reach.people), words.ways(desk.reach)), COLON),
        ),
    ]
    if delivery.needs_ack:
        pairs.append((_("Reading"), _("everybody is asked to confirm it")))
    if announcement.send_at and announcement.state == "scheduled":
        pairs.append((_("Goes out"), Moment(announcement.send_at)))
    if announcement.approved_by and announcement.approved_at:
        approved = join((desk.who(announcement.approved_by), Moment(announcement.approved_at)), " · ")
        pairs.append((_("Approved by"), approved))
    if announcement.sent_at:
        pairs.append((_("Sent out"), Moment(announcement.sent_at)))
        pairs.append((_("Read by"), words.people(desk.read)))
    if announcement.edited_at:
        pairs.append((_("Edited"), Moment(announcement.edited_at)))
    return tuple(pairs)


def _pending(profile: Profile, announcement: Announcement) -> tuple[Block, ...]:
    gaps = words.missing(profile, announcement) if announcement.wordings else ()
    if not gaps:
        return ()
    names = join(words.LanguageName(tag) for tag in gaps)
    return (Note(_("Translation pending: {languages}. Readers see that beside the other text.", languages=names)),)


def _proposed(profile: Profile, desk: Desk, language: str) -> tuple[Block, ...]:
    announcement = desk.announcement
    if not announcement.proposed:
        return ()
    changed = replace(announcement, wordings=announcement.proposed)
    return (
        Divider(),
        Note(_("New words, waiting for approval; readers still see those above:")),
        *copy.texts(profile, changed, language),
    )


def _buttons(profile: Profile, desk: Desk) -> tuple[Block, ...]:
    announcement = desk.announcement
    of = announcement.id
    readers = Button(_("Who has read it"), WhoHasRead(of, 0))
    if announcement.state == "retracted":
        return () if announcement.was_discarded else (Buttons((readers,)),)
    rows: list[Button] = []
    waits = announcement.state == "awaiting_approval" or bool(announcement.proposed)
    if waits and desk.may_approve:
        rows.append(Button(_("Approve"), Approve(of, announcement.version), "primary"))
        rows.append(Button(_("Send back"), SendBack(of)))
    if announcement.wordings:
        rows.append(Button(_("Preview"), Preview(of, "")))
    rows.append(Button(_("Edit"), EditText(of)))
    if announcement.is_unsent:
        rows.append(Button(_("Whom it is for"), ChooseAudience(of)))
        rows.append(Button(_("Where it goes"), ChooseDelivery(of)))
    if announcement.state == "draft" and desk.second:
        rows.append(Button(_("Submit for approval"), SubmitForApproval(of), "primary"))
    if announcement.is_unsent and announcement.may_be_sent(second=desk.second):
        rows.append(Button(_("Send now"), SendNow(of, announcement.version, desk.reach.people), "primary",
                           sending(profile, desk)))  # fmt: skip
        rows.append(Button(_("Schedule"), Schedule(of)))
    if announcement.state == "scheduled":
        rows.append(Button(_("Do not send it then"), Unschedule(of)))
    if announcement.state == "sent":
        rows.append(readers)
        if announcement.delivery.needs_ack:
            rows.append(Button(_("Remind those who have not"), RemindUnread(of), confirm=_reminding()))
    taking_back = _("Discard") if announcement.is_unsent else _("Retract")
    rows.append(Button(taking_back, Retract(of), "danger", _retracting(desk)))
    return (*_by_mail(desk), Buttons(tuple(rows)))


def _by_mail(desk: Desk) -> tuple[Block, ...]:
    """After an edit: who has the old words still, and a button to tell them."""
    of, by_way = desk.announcement.id, desk.reach.by_way
    if not desk.announcement.delivery.mail_is_old:
        return ()
    if mail := by_way.get("mail", 0):
        old: Text = n_(
            "It was changed wherever it stands in chat. {n} person got it by mail and still has the old words.",
            "It was changed wherever it stands in chat. {n} people got it by mail and still have the old words.",
            mail,
        )
        offer: Text = n_("Tell the {n} who got it by mail", "Tell the {n} who got it by mail", mail)
    elif hand := by_way.get("hand", 0):
        old = n_("The secretariat passed the old words on to {n} person.",
                 "The secretariat passed the old words on to {n} people.", hand)  # fmt: skip
        offer = _("Have it passed on again")
    else:
        return ()
    return (Note(old), Buttons((Button(offer, TellByMail(of)),)))


def sending(profile: Profile, desk: Desk) -> Confirm:
    """The effect in words, with the number of people (domain 2.6)."""
    announcement = desk.announcement
    names = profile.channel_names
    parts: list[Text] = [
        _("It reaches {people}: {ways}.", people=words.people(desk.reach.people), ways=words.ways(desk.reach))
    ]
    if announcement.delivery.channels:
        channels = join(names.get(key, key) for key in announcement.delivery.channels)
        parts.append(_("It is posted in {channels}.", channels=channels))
        if announcement.delivery.mention:
            parts.append(_("There it rings at everybody who holds the member role."))
    gaps = words.missing(profile, announcement)
    if gaps:
        names_of = join(words.LanguageName(tag) for tag in gaps)
        parts.append(_("The text in {languages} is missing.", languages=names_of))
    return Confirm(_("Send this announcement?"), spaced(parts), _("Send now"), _("Not yet"))


def _retracting(desk: Desk) -> Confirm:
    announcement = desk.announcement
    if announcement.is_unsent:
        unseen = _("Nobody has seen it. It will not be sent.")
        return Confirm(_("Discard this announcement?"), unseen, _("Discard"), _("Keep it"))
    text = _(
        "It disappears wherever it was posted or delivered, for {people}; those who got it by mail are told by "
        "mail. This cannot be undone.",
        people=words.people(desk.reach.people),
    )
    return Confirm(_("Retract this announcement?"), text, _("Retract"), _("Keep it"))


def _reminding() -> Confirm:
    text = _("Those who were told directly and have not confirmed get one gentle reminder, in their morning.")
    return Confirm(_("Remind them?"), text, _("Remind"), _("Not now"))


def on_its_way(announcement: Announcement, reach: Reach) -> View:
    """After the press: it goes out, and how to follow it."""
    return View.of(
        Paragraph(_("{ref} is on its way to {people}: {ways}.", ref=announcement.ref,
                    people=words.people(reach.people), ways=words.ways(reach))),
        Buttons((Button(_("Open it"), ShowAnnouncement(announcement.id)),)),
    )  # fmt: skip


def echo(profile: Profile, desk: Desk, local: str, when: Text, language: str) -> View:
    """Before it is scheduled: the time as it was understood, and the effect."""
    announcement = desk.announcement
    press = ConfirmSchedule(announcement.id, announcement.version, desk.reach.people, local)
    confirm = sending(profile, desk)
    return View.of(
        Heading(_("Send “{subject}” ({ref}) then?", subject=announcement.called(language), ref=announcement.ref)),
        Paragraph(when),
        Paragraph(confirm.text),
        Note(_("Who joins or leaves before then is counted at that time.")),
        Buttons((
            Button(_("Schedule"), press, "primary"),
            Button(_("Another time"), Schedule(announcement.id)),
        )),
    )  # fmt: skip


def listing(found: Sequence[Announcement], total: int, page: int, language: str) -> View:
    """The newest first, ten at a time."""
    if not found:
        return View.of(
            Paragraph(_("There are no announcements yet.")),
            Buttons((Button(_("New announcement"), RunCommand("announce", "new"), "primary"),)),
        )
    first = page * PAGE + 1
    rows = tuple(
        (
            Code(each.ref),
            join((each.called(language) or "–", words.state(each), Moment(_when(each), "date")), " · "),
        )
        for each in found
    )
    options = tuple(Option(each.id, shortened(f"{each.ref} {each.called(language)}")) for each in found)
    blocks: list[Block] = [
        Heading(n_("{n} announcement", "{n} announcements", total)),
        Fields(rows),
        Choice(ShowAnnouncement(""), _("Open one"), options),
    ]
    if total > PAGE:
        last = first + len(found) - 1
        blocks.append(Note(_("{first} to {last} of {total}.", first=str(first), last=str(last), total=str(total))))
    if first + len(found) - 1 < total:
        blocks.append(Buttons((Button(_("Next page"), ListAnnouncements(page + 1)),)))
    return View.of(*blocks)


def _when(announcement: Announcement) -> datetime:
    return announcement.sent_at or announcement.send_at or announcement.created_at
