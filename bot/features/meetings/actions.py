"""The buttons of meetings. What they carry is an id; who may do it is decided from who pressed."""

from bot.actions import Action


class AnnounceNew(Action, key="meetings.announce_new"):
    """What was read back is right: it exists from now on, and everybody hears of it. `draft` is the last form's."""

    draft: str


class SaveForLater(Action, key="meetings.save"):
    draft: str


class Propose(Action, key="meetings.propose"):
    draft: str


class RecordUrgency(Action, key="meetings.urgency", opens_form=True):
    draft: str


class RecordUrgencyOf(Action, key="meetings.urgency_of", opens_form=True):
    """The same for a meeting that is planned already."""

    meeting: str


class AskAnnounce(Action, key="meetings.ask_announce"):
    """Read back a meeting that is planned already."""

    meeting: str


class AnnouncePlanned(Action, key="meetings.announce"):
    meeting: str
    version: int


class FillIn(Action, key="meetings.fill_in", opens_form=True):
    """Add what a planned meeting lacks."""

    meeting: str


class AskCosts(Action, key="meetings.costs", opens_form=True):
    """What there is to eat, and what it costs; `draft` is the last form's."""

    draft: str


class EditMeeting(Action, key="meetings.edit", opens_form=True):
    """Change the words of a meeting, or what is said of food and cost: `part` is in `views.PARTS`."""

    meeting: str
    part: str


class EditItem(Action, key="meetings.edit_item", opens_form=True):
    item: str


class KeepDate(Action, key="meetings.keep_date"):
    """The day stays although something stands against it; `mark` is what was known when that was decided."""

    meeting: str
    mark: str


class TakeUp(Action, key="meetings.take_up", opens_form=True):
    proposal: str


class DeclineProposal(Action, key="meetings.decline", opens_form=True):
    proposal: str


class ShowAgenda(Action, key="meetings.agenda"):
    meeting: str


class PickItem(Action, key="meetings.pick_item"):
    """`meeting`'s item that was picked from a menu."""

    meeting: str


class ShiftItem(Action, key="meetings.shift_item"):
    """Up (-1) or down (1)."""

    item: str
    by: int


class TakeOffItem(Action, key="meetings.take_off"):
    item: str


class AcceptItem(Action, key="meetings.accept_item"):
    item: str


class DeclineItem(Action, key="meetings.decline_item", opens_form=True):
    item: str


class PublishAgenda(Action, key="meetings.publish_agenda"):
    meeting: str
    version: int
