"""Another time, no time for now, off, another place: the forms, the questions before it happens, and what was done."""

from collections.abc import Iterator

from bot.app import OpenDraft
from bot.features.gatherings.actions import (
    ConfirmCancel,
    ConfirmMove,
    ConfirmPostpone,
    GiveReason,
    MoveGathering,
    TellOfChange,
)
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.views.parts import in_place_of, length, there, times
from bot.forms import Field, Form
from bot.ui.blocks import Block, Button, Buttons, Confirm, Fields, Heading, Note, Paragraph
from bot.ui.text import Bold, Text, _, join, n_, spaced
from bot.ui.view import View
from bot.zones import City

NOBODY = _("Nobody needs to be told.")


def _are_told(people: int) -> Text:
    """In a question: whom it reaches."""
    return n_("{n} person is told, once.", "{n} people are told, once each.", people) if people else NOBODY


def _being_told(people: int) -> Text:
    """The same once it was done."""
    return n_("{n} person is being told.", "{n} people are being told.", people) if people else NOBODY


def new_date_button(gathering: Gathering) -> Button:
    return Button(_("Set a new date"), MoveGathering(gathering.id), "primary")


def move_form(draft: str, gathering: Gathering, home: str) -> Form:
    """`home` is the zone of the network, by whose clock days end."""
    return Form(
        draft,
        _("Move {ref}", ref=gathering.ref),
        (
            Field("when", _("New date and time, local"), maximum=60, hint=_("For example 2027-03-11 14:00")),
            Field("zone", _("Time of which city"), maximum=60),
            Field("minutes", _("Length in minutes"), "number", minimum=5, maximum=10080),
            Field("answer_by", _("Answers until (day)"), required=False, maximum=60,
                  hint=_("A day by the clock of {city}. Empty: as long before as it was", city=City(home))),
        ),
        submit=_("Continue"),
        intro=_("I read the new time back to you before anything happens."),
    )  # fmt: skip


def confirm_move(
    before: Gathering,
    after: Gathering,
    draft: str,
    people: int,
    home: str,
    own_zone: str,
    against: tuple[Block, ...] = (),
) -> View:
    """The time and its deadlines in words, what speaks `against` it, whom it reaches, and the button that does it."""
    old = _("It would have been") if before.is_postponed else _("Until now")
    longer = ((_("How long"), in_place_of(length(before.minutes), length(after.minutes))),)
    return View.of(
        Heading(_("Move {title}?", title=before.title)),
        Fields(
            (
                (old, times(before, own_zone)),
                (_("From now on"), times(after, own_zone)),
                *(longer if before.minutes != after.minutes else ()),
                *_deadlines(before, after, home),
            )
        ),
        *against,
        Paragraph(_are_told(people)),
        Buttons(
            (Button(_("Move it"), ConfirmMove(draft, before.version), "primary"), Button(_("Fix"), OpenDraft(draft)))
        ),
    )


def _deadlines(before: Gathering, after: Gathering, home: str) -> Iterator[tuple[Text, Text]]:
    """Those that go along, by the clock of the network; one that would be over by now is no more."""
    yield _("Answer by"), there(after.answer_by, home) if after.answer_by else _("until it begins")
    for label, was, now in (
        (_("Items can be asked for until"), before.items_by, after.items_by),
        (_("Agenda by"), before.agenda_by, after.agenda_by),
    ):
        if was is not None:
            yield label, there(now, home) if now else _("that day is over")


def done_moved(gathering: Gathering, people: int, own_zone: str) -> View:
    return View.of(
        Paragraph(join((_("Moved: {title}", title=Bold(gathering.title)), times(gathering, own_zone)), " · ")),
        Note(_being_told(people)),
    )


def confirm_postpone(gathering: Gathering, people: int, own_zone: str) -> View:
    return View.of(
        Heading(_("Postpone {title}?", title=gathering.title)),
        Fields(((_("Until now"), times(gathering, own_zone)),)),
        Paragraph(_("It does not take place at this time. Answers and places are kept; you set the new date when you "
                    "know it.")),
        Paragraph(_are_told(people)),
        Buttons((Button(_("Yes, postpone it"), ConfirmPostpone(gathering.id, gathering.version), "primary"),
                 Button(_("With a reason …"), GiveReason(gathering.id, "postpone")),
                 Button(_("I know the new date"), MoveGathering(gathering.id)))),
    )  # fmt: skip


def done_postponed(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is postponed. Nothing reminds of it until it has a new date.",
                    title=Bold(gathering.title))),
        Buttons((new_date_button(gathering),)),
        Note(_being_told(people)),
    )  # fmt: skip


def confirm_cancel(gathering: Gathering, people: int, own_zone: str) -> View:
    return View.of(
        Heading(_("Cancel {title}?", title=gathering.title)),
        Fields(((_("When"), times(gathering, own_zone)),)),
        Paragraph(n_("{n} person is told that it does not take place. This cannot be undone.",
                     "{n} people are told that it does not take place. This cannot be undone.", people)
                  if people else spaced((_are_told(0), _("This cannot be undone.")))),
        Buttons((Button(_("Yes, cancel it"), ConfirmCancel(gathering.id, gathering.version), "danger"),
                 Button(_("With a reason …"), GiveReason(gathering.id, "cancel")))),
    )  # fmt: skip


def reason_form(draft: str, gathering: Gathering, people: int, *, postpones: bool) -> Form:
    """Sending it is what calls the gathering off."""
    return Form(
        draft,
        _("Postpone {ref}", ref=gathering.ref) if postpones else _("Cancel {ref}", ref=gathering.ref),
        (Field("why", _("Why"), maximum=200, hint=_("One line, for everybody who is told")),),
        submit=_("Yes, postpone it") if postpones else _("Yes, cancel it"),
        intro=_are_told(people) if postpones else spaced((_are_told(people), _("This cannot be undone."))),
    )


def done_cancelled(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is cancelled.", title=Bold(gathering.title))),
        Note(_being_told(people)),
    )


def seats_field() -> Field:
    """A limit of none at all would be a meeting for nobody: no limit is what is left empty."""
    return Field("capacity", _("Seats"), "number", required=False, minimum=1, maximum=100000, hint=_("Empty: no limit"))


def change_form(draft: str, gathering: Gathering) -> Form:
    """How people meet follows from it; of what is known, `Gathering.placed` says what has to stand there."""
    return Form(draft, _("Change {ref}", ref=gathering.ref), place_fields(), submit=_("Save"))


def place_fields() -> tuple[Field, ...]:
    """A place makes it in person, a link online, both of them both."""
    return (
        Field("venue", _("Place"), required=False, maximum=150, hint=_("Empty, with the room: online only")),
        Field("room", _("Room"), required=False, maximum=100),
        Field("native", _("Address in the local script"), required=False, maximum=300,
              hint=_("As a taxi driver there reads it")),
        Field("link", _("Link for joining online"), "url", required=False, maximum=500,
              hint=_("Empty: in person only. Only those who take part get it")),
        seats_field(),
    )  # fmt: skip


def done_changed(gathering: Gathering, people: int, *, tells: bool, owing: int = 0) -> View:
    """After a change; where nobody hears of it, the organiser can see to it (`tells`: there is somebody to tell).

    `owing` people had a place, or waited for one, before it cost what it costs now.
    """
    done = Paragraph(_("{title} is changed.", title=Bold(gathering.title)))
    if people:
        asked = n_("{n} of them is asked to accept the cost, and keeps the place meanwhile.",
                   "{n} of them are asked to accept the cost, and keep their places meanwhile.", owing)  # fmt: skip
        told = Note(_being_told(people))
        return View.of(done, told, *((Note(asked),) if owing else ()))
    if not tells:
        return View.of(done, Note(NOBODY))
    return View.of(
        done,
        Note(_("The cards show it. Nobody is told by a message of their own.")),
        Buttons((tell_button(gathering),)),
    )


def tell_button(gathering: Gathering) -> Button:
    sure = Confirm(_("Tell everybody who takes part?"), _("Each gets one message with what is true now."),
                   _("Tell them"), _("Not now"))  # fmt: skip
    return Button(_("Tell participants of the change"), TellOfChange(gathering.id, gathering.sequence), confirm=sure)


def told(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is changed.", title=Bold(gathering.title))),
        Note(_being_told(people)),
    )
