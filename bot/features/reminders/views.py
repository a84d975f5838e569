"""What people see of their reminders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.actions import Action
from bot.features.reminders.model import LONGEST, PAGE, Reminder
from bot.forms import Field, Form
from bot.recurring import in_words
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Fields,
    Heading,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.text import Code, Moment, Text, _, n_
from bot.ui.view import View
from bot.when.phrases import UNCLEAR

WHEN_HINT = _("For example: tomorrow at 8, in 2 hours, next Friday 16:00, every Monday at 9")


class Undo(Action, key="reminders.undo"):
    """Takes back one that was just set."""

    reminder: str


class Open(Action, key="reminders.open"):
    """One of the list; the id comes as the choice."""


class ShowPage(Action, key="reminders.page"):
    number: int


class PutOff(Action, key="reminders.put_off"):
    """Later: by is "hour", "tomorrow" or "week", `of` the instant of an occurrence that was told ("" in the list)."""

    reminder: str
    by: str
    of: str
    version: int


class Delete(Action, key="reminders.delete"):
    reminder: str


class AskNew(Action, key="reminders.new", opens_form=True):
    pass


def add_form(draft: str, when: str = "", text: str = "", problem: Text = "") -> Form:
    """`problem` says what was not understood of what was typed as a command. All of that fits in, to be shortened."""
    return Form(
        draft,
        _("Remind me"),
        (
            Field("when", _("When"), maximum=max(100, len(when)), hint=WHEN_HINT, value=when),
            Field("text", _("Of what"), "longtext", maximum=max(LONGEST, len(text)), value=text),
        ),
        submit=_("Remind me"),
        intro=problem,
    )


def added(reminder: Reminder) -> View:
    """Said at once, with the exact time as the person's own clock shows it."""
    return View.of(
        Paragraph(_("I will remind you: {when}.", when=when_of(reminder))),
        Quote(reminder.text),
        Buttons((Button(_("Undo"), Undo(reminder.id)),)),
        summary=_("I will remind you: {when}.", when=when_of(reminder)),
    )


def undone() -> View:
    return View.of(Paragraph(_("Undone. I will not remind you.")))


def when_of(reminder: Reminder) -> Text:
    """The next time on the clock it was set by, and how often it comes."""
    if reminder.due_at is None:
        return _("told already")
    at = Moment(reminder.due_at, "full", reminder.zone)
    if reminder.series is None:
        return at
    return _("{rule}, next: {when}", rule=in_words(reminder.series.rule), when=at)


def listing(reminders: Sequence[Reminder], number: int = 0) -> View:
    """One page of those still to be told, the next first, with a menu to change one."""
    shown = reminders[number * PAGE : (number + 1) * PAGE]
    if not shown:
        return nothing()
    turns = [Button(_("Previous page"), ShowPage(number - 1))] if number else []
    if len(reminders) > (number + 1) * PAGE:
        turns.append(Button(_("Next page"), ShowPage(number + 1)))
    return View.of(
        Heading(n_("{n} reminder", "{n} reminders", len(reminders))),
        Bullets(tuple(_("{when}: {text}", when=when_of(each), text=_short(each.text, 100)) for each in shown)),
        Choice(Open(), _("Put off or delete one"), tuple(_option(each) for each in shown)),
        Buttons((*turns, Button(_("New reminder"), AskNew()))),
        Note(_("Your reminders are seen by nobody else.")),
        summary=_("Your reminders"),
    )


def nothing() -> View:
    return View.of(
        Paragraph(_("You have no reminders. Type for example: {command}", command=Code("/reminder add"))),
        Note(WHEN_HINT),
        Buttons((Button(_("New reminder"), AskNew()),)),
    )


def card(reminder: Reminder, done: Text = "") -> View:
    """One of the list. `done` says what has just happened to it."""
    delete = Button(
        _("Delete"),
        Delete(reminder.id),
        "danger",
        Confirm(
            _("Delete this reminder?"),
            _("I will not remind you of it any more, not even if it was to come again."),
            _("Delete"),
            _("Keep"),
        ),
    )
    later = _later(reminder, "") if not reminder.rule else ()
    return View.of(
        *((Paragraph(done),) if done else ()),
        Quote(reminder.text),
        Fields(((_("When"), when_of(reminder)),)),
        Buttons((*later, delete)),
        Buttons((Button(_("All reminders"), ShowPage(0)),)),
        summary=_short(reminder.text, 100),
    )


def told(reminder: Reminder, at: datetime, *, is_late: bool = False) -> View:
    """The reminder itself, with the buttons to hear it again."""
    notes: list[Block] = []
    if is_late:
        due = Moment(at, "full", reminder.zone)
        notes.append(Note(_("This was due on {when}; I could not tell you earlier.", when=due)))
    if reminder.series and reminder.due_at:
        notes.append(Note(_("It comes again: {when}", when=when_of(reminder))))
    return View.of(
        Heading(_("Reminder")),
        Quote(reminder.text),
        *notes,
        Buttons(_later(reminder, f"{at:%Y%m%d%H%M}" if reminder.rule else "")),
        summary=_("Reminder: {text}", text=_short(reminder.text, 100)),
    )


def put_off(reminder: Reminder) -> View:
    """After a press on a reminder that was told."""
    return View.of(
        Quote(reminder.text),
        Paragraph(_("I will remind you again: {when}.", when=when_of(reminder))),
        Buttons((Button(_("All reminders"), ShowPage(0)),)),
    )


def _later(reminder: Reminder, of: str) -> tuple[Button, ...]:
    labels = (("hour", _("In 1 hour")), ("tomorrow", _("Tomorrow morning")), ("week", _("Next week")))
    return tuple(Button(label, PutOff(reminder.id, by, of, reminder.version)) for by, label in labels)


def _option(reminder: Reminder) -> Option:
    day = Moment(reminder.due_at, "date", reminder.zone) if reminder.due_at else ""
    return Option(reminder.id, (_short(reminder.text, 50), " · ", day))


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


_AT = datetime(2027, 3, 11, 6, tzinfo=UTC)
_ONCE = Reminder("01J8ZQ4W6XKQ9V5T3R2M1N0P7A", "P1", "Call Wei about the *room* & <tea>\n周四前", "Asia/Shanghai",
                 _AT.replace(tzinfo=None, hour=14), "", _AT, _AT - timedelta(days=1))  # fmt: skip
_AGAIN = replace(_ONCE, id="01J8ZQ4W6XKQ9V5T3R2M1N0P7B", text="Weekly report", rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
EXAMPLES: dict[str, View | Form] = {
    "form": add_form("D1", "tomorow", "Call Wei", UNCLEAR),
    "added": added(_ONCE),
    "added again": added(_AGAIN),
    "list": listing([_ONCE, _AGAIN] * 30, 1),
    "nothing": nothing(),
    "card": card(_ONCE, _("Undone. I will not remind you.")),
    "card again": card(_AGAIN),
    "told": told(_ONCE, _AT, is_late=True),
    "told again": told(_AGAIN, _AT),
    "put off": put_off(_ONCE),
}
