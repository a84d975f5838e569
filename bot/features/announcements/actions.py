"""The buttons of announcements. What they carry is an id; who may do it is decided from who pressed."""

from bot.actions import Action


class ShowAnnouncement(Action, key="announcements.show"):
    """In a list the chosen one is in `ctx.choices`."""

    announcement: str


class ListAnnouncements(Action, key="announcements.list"):
    page: int


class EditText(Action, key="announcements.edit", opens_form=True):
    announcement: str


class ChooseAudience(Action, key="announcements.audience", opens_form=True):
    announcement: str


class ChooseDelivery(Action, key="announcements.delivery", opens_form=True):
    announcement: str


class Preview(Action, key="announcements.preview"):
    """`language` "" is the first of the reader's."""

    announcement: str
    language: str


class TryReading(Action, key="announcements.try"):
    """`I have read this` in a preview: it shows where readers press, and counts for nothing."""


class SubmitForApproval(Action, key="announcements.submit"):
    announcement: str


class Approve(Action, key="announcements.approve"):
    """`version` is what the presser saw: words that changed meanwhile are not approved by accident."""

    announcement: str
    version: int


class SendBack(Action, key="announcements.return", opens_form=True):
    announcement: str


class SendNow(Action, key="announcements.send"):
    """`people` is the number the presser was asked about."""

    announcement: str
    version: int
    people: int


class Schedule(Action, key="announcements.schedule", opens_form=True):
    announcement: str


class ConfirmSchedule(Action, key="announcements.at"):
    """`local` is the naive wall time in the composer's zone, after the echo."""

    announcement: str
    version: int
    people: int
    local: str


class Unschedule(Action, key="announcements.unschedule"):
    announcement: str


class Retract(Action, key="announcements.retract"):
    announcement: str


class TellByMail(Action, key="announcements.tell_by_mail"):
    """Those who got it by mail get the words as they are now, once after each edit."""

    announcement: str


class MarkRead(Action, key="announcements.read"):
    """`I have read this`, in a channel, a direct message, a mail or a browser."""

    announcement: str


class WhoHasRead(Action, key="announcements.readers"):
    announcement: str
    page: int


class RemindUnread(Action, key="announcements.remind"):
    announcement: str
