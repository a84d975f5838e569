"""The buttons of meetings and events. What they carry is an id; who may do it is decided from who pressed."""

from bot.actions import Action


class Say(Action, key="gatherings.say"):
    """`Yes`, `No`, `Online` or `Unsure`; `Register` on an event is a yes."""

    gathering: str
    wish: str


class AcceptCost(Action, key="gatherings.accept"):
    """The cost and the refund rule were shown; `text` is the fingerprint of what was read (INV-31)."""

    gathering: str
    wish: str
    text: str


class CancelPlace(Action, key="gatherings.give_up"):
    gathering: str


class TakePlace(Action, key="gatherings.take"):
    """Accept the place that was offered."""

    gathering: str


class MyNeeds(Action, key="gatherings.needs", opens_form=True):
    gathering: str


class AddToCalendar(Action, key="gatherings.calendar"):
    gathering: str


class ShowGathering(Action, key="gatherings.show"):
    """`gathering` is empty where it is picked from a menu."""

    gathering: str


class AnswerFor(Action, key="gatherings.answer_for", opens_form=True):
    """The office records an answer for somebody."""

    gathering: str


class AskForItem(Action, key="meetings.ask_for_item", opens_form=True):
    """Ask for an item on the agenda; the feature `meetings` says what comes of it."""

    gathering: str


class CheckIn(Action, key="gatherings.check_in"):
    """Those picked in the menu are here."""

    gathering: str
    page: int


class UndoCheckIn(Action, key="gatherings.undo_check_in"):
    """Those picked were ticked by mistake."""

    gathering: str
    page: int


class CheckInPage(Action, key="gatherings.check_in_page"):
    gathering: str
    page: int


class CheckInByName(Action, key="gatherings.check_in_name", opens_form=True):
    gathering: str


class DownloadList(Action, key="gatherings.list"):
    """The list of participants as a file, to be printed and ticked."""

    gathering: str


class ConfirmMove(Action, key="gatherings.move_now"):
    """The new time was read back and is right; `draft` holds it, `version` is what it was read back for."""

    draft: str
    version: int


class ConfirmCancel(Action, key="gatherings.cancel_now"):
    gathering: str
    version: int


class Postpone(Action, key="gatherings.postpone"):
    gathering: str


class ConfirmPostpone(Action, key="gatherings.postpone_now"):
    gathering: str
    version: int


class GiveReason(Action, key="gatherings.reason", opens_form=True):
    """Say in a line why it is off before it is: `what` is `cancel` or `postpone`."""

    gathering: str
    what: str


class ChangeDetails(Action, key="gatherings.change", opens_form=True):
    """Place, link, seats; the words are the family's."""

    gathering: str


class TellOfChange(Action, key="gatherings.tell"):
    """The organiser has decided: everybody hears that something is different. `sequence` is what they know so far."""

    gathering: str
    sequence: int


class MoveGathering(Action, key="gatherings.move"):
    gathering: str


class CancelGathering(Action, key="gatherings.cancel"):
    gathering: str


class ShowCatering(Action, key="gatherings.show_catering"):
    gathering: str
