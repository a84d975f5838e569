"""What organisers see: forms for changes, the questions before them, the kitchen's totals and the list at the door."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.app import OpenDraft
from bot.features.gatherings.actions import (
    AnswerFor,
    CancelGathering,
    ChangeDetails,
    CheckIn,
    CheckInByName,
    CheckInPage,
    ConfirmCancel,
    ConfirmMove,
    ConfirmPostpone,
    DownloadList,
    MoveGathering,
    Postpone,
    ShowCatering,
    TellOfChange,
)
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Needs, Tally
from bot.features.gatherings.views.parts import WISHES, there, times
from bot.forms import Field, Form
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
)
from bot.ui.text import COLON, Bold, Phrase, Text, _, join, n_
from bot.ui.view import File, View
from bot.zones import City

DIETS: dict[str, Phrase] = {
    "vegetarian": _("vegetarian"), "vegan": _("vegan"), "halal": _("halal"), "kosher": _("kosher"),
    "no_pork": _("no pork"), "no_beef": _("no beef"), "no_alcohol": _("no alcohol"), "gluten": _("no gluten"),
    "nuts": _("no nuts"), "seafood": _("no seafood"), "lactose": _("no lactose"),
}  # fmt: skip

HEADS = "heads"
"""Beside the needs: how many there are to cook for."""


def tools(gathering: Gathering) -> tuple[Block, ...]:
    """The organisers' row under a gathering."""
    print_it = (Buttons((Button(_("Print the list"), DownloadList(gathering.id)),)),) if gathering.is_known else ()
    if gathering.is_postponed:
        return (Buttons((*_new_date(gathering), _cancel(gathering))), *print_it)
    if gathering.is_off or gathering.is_over:
        return print_it
    row = [
        Button(_("Move"), MoveGathering(gathering.id)),
        Button(_("Place, link, seats"), ChangeDetails(gathering.id)),
        Button(_("Record an answer"), AnswerFor(gathering.id)),
        *((Button(_("Catering"), ShowCatering(gathering.id)),) if gathering.mode != "online" else ()),
        Button(_("Postpone"), Postpone(gathering.id)),
        _cancel(gathering),
    ]
    return (Buttons(tuple(row)), Buttons((Button(_("Print the list"), DownloadList(gathering.id)),)))


def _cancel(gathering: Gathering) -> Button:
    return Button(_("Cancel it"), CancelGathering(gathering.id), "danger")


def _new_date(gathering: Gathering) -> tuple[Button, ...]:
    return (Button(_("Set a new date"), MoveGathering(gathering.id), "primary"),)


def so_far(gathering: Gathering, tally: Tally) -> Block:
    """The answers in numbers: people by what they said, and seats by what became of it."""
    counts: list[tuple[Text, int]] = [(WISHES[wish], tally.wishes.get(wish, 0)) for wish in gathering.wishes]
    counts.append((_("no answer yet"), tally.silent))
    seats: list[tuple[Text, int]] = [
        (_("places taken"), gathering.taken), (_("on the waiting list"), tally.places.get("waiting", 0)),
        (_("a place is offered"), tally.places.get("offered", 0)),
    ]  # fmt: skip
    counts += [(label, count) for label, count in seats if count]
    return Paragraph((Bold(_("Answers")), COLON, *join([join((label, str(count)), COLON) for label, count in counts])))


def expected(coming: int, rate: float) -> tuple[Block, ...]:
    """How many of those who said yes are likely to be there; `rate` is the share that came last year."""
    heads = round(coming * rate)
    return (
        Note(
            _("{coming} said yes. Last year {share} % of those came, so expect about {heads}.",
              coming=str(coming), share=str(round(rate * 100)), heads=str(heads))
        ),
    )  # fmt: skip


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
    before: Gathering, after: Gathering, draft: str, people: int, home: str, against: tuple[Block, ...] = ()
) -> View:
    """The time and its deadlines in words, what speaks `against` it, whom it reaches, and the button that does it."""
    old = _("It would have been") if before.is_postponed else _("Until now")
    return View.of(
        Heading(_("Move {title}?", title=before.title)),
        Fields(((old, times(before)), (_("From now on"), times(after)), *_deadlines(before, after, home))),
        *against,
        Paragraph(n_("{n} person is told, once.", "{n} people are told, once each.", people)),
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


def done_moved(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(join((_("Moved: {title}", title=Bold(gathering.title)), times(gathering)), " · ")),
        Note(n_("{n} person is being told.", "{n} people are being told.", people)),
    )


def confirm_postpone(gathering: Gathering, people: int) -> View:
    return View.of(
        Heading(_("Postpone {title}?", title=gathering.title)),
        Fields(((_("Until now"), times(gathering)),)),
        Paragraph(_("It does not take place at this time. Answers and places are kept; you set the new date when you "
                    "know it.")),
        Paragraph(n_("{n} person is told, once.", "{n} people are told, once each.", people)),
        Buttons((Button(_("Yes, postpone it"), ConfirmPostpone(gathering.id, gathering.version), "primary"),
                 Button(_("I know the new date"), MoveGathering(gathering.id)))),
    )  # fmt: skip


def done_postponed(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is postponed. Nothing reminds of it until it has a new date.",
                    title=Bold(gathering.title))),
        Buttons(_new_date(gathering)),
        Note(n_("{n} person is being told.", "{n} people are being told.", people)),
    )  # fmt: skip


def confirm_cancel(gathering: Gathering, people: int) -> View:
    return View.of(
        Heading(_("Cancel {title}?", title=gathering.title)),
        Fields(((_("When"), times(gathering)),)),
        Paragraph(n_("{n} person is told that it does not take place. This cannot be undone.",
                     "{n} people are told that it does not take place. This cannot be undone.", people)),
        Buttons((Button(_("Yes, cancel it"), ConfirmCancel(gathering.id, gathering.version), "danger"),)),
    )  # fmt: skip


def done_cancelled(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is cancelled.", title=Bold(gathering.title))),
        Note(n_("{n} person is being told.", "{n} people are being told.", people)),
    )


def change_form(draft: str, gathering: Gathering) -> Form:
    room = gathering.mode != "online"
    fields = [
        *((
            Field("venue", _("Place"), maximum=150),
            Field("room", _("Room"), maximum=100),
            Field("native", _("Address in the local script"), required=False, maximum=300),
        ) if room else ()),
        *((Field("link", _("Link for joining online"), "url", maximum=500),) if gathering.mode != "in_person" else ()),
        Field("capacity", _("Seats"), "number", required=False, minimum=0, maximum=100000, hint=_("Empty: no limit")),
    ]  # fmt: skip
    return Form(draft, _("Change {ref}", ref=gathering.ref), tuple(fields), submit=_("Save"))


def done_changed(gathering: Gathering, people: int, *, tells: bool) -> View:
    """After a change; where nobody hears of it, the organiser can see to it (`tells`: there is somebody to tell)."""
    done = Paragraph(_("{title} is changed.", title=Bold(gathering.title)))
    if people:
        return View.of(done, Note(n_("{n} person is being told.", "{n} people are being told.", people)))
    if not tells:
        return View.of(done, Note(_("Nobody needs to be told.")))
    return View.of(
        done,
        Note(_("The cards show it. Nobody is told by a message of their own.")),
        Buttons((tell_button(gathering),)),
    )


def tell_button(gathering: Gathering) -> Button:
    sure = Confirm(_("Tell everybody who takes part?"), _("Each gets one message with what is true now."),
                   _("Tell them"), _("Not now"))  # fmt: skip
    return Button(_("Tell participants of the change"), TellOfChange(gathering.id), confirm=sure)


def told(gathering: Gathering, people: int) -> View:
    return View.of(
        Paragraph(_("{title} is changed.", title=Bold(gathering.title))),
        Note(n_("{n} person is being told.", "{n} people are being told.", people)),
    )


# the kitchen


def needs_form(draft: str, gathering: Gathering, days: int) -> Form:
    return Form(
        draft,
        _("My needs"),
        (
            Field("diet", _("Food"), "choices", required=False, maximum=len(DIETS),
                  options=tuple(Option(key, label) for key, label in DIETS.items())),
            Field("allergies", _("Allergies"), required=False, maximum=300),
            Field("access", _("Getting in and around"), required=False, maximum=300,
                  hint=_("For example: wheelchair, hearing loop")),
            Field("other", _("Anything else"), required=False, maximum=300),
            Field("keep", _("Fill this in for me next time"), "choice",
                  options=(Option("no", _("No, ask me again")), Option("yes", _("Yes, keep it for me"))), value="no"),
        ),
        submit=_("Save"),
        intro=_("Only the organisers of {ref} see this. It is deleted {days} days after it took place.",
                ref=gathering.ref, days=str(days)),
    )  # fmt: skip


def heads(tally: Tally) -> int:
    """Seats in the room that are sure."""
    return tally.places.get("confirmed", 0)


def totals_of(every: Sequence[Needs]) -> dict[str, int]:
    """Counts per need, without names; free text is counted only as such."""
    counted = Counter(key for needs in every for key in needs.diet if key in DIETS)
    counted["allergies"] = sum(bool(needs.allergies) for needs in every)
    counted["access"] = sum(bool(needs.access) for needs in every)
    return {key: count for key, count in counted.items() if count}


def catering(gathering: Gathering, totals: Mapping[str, int], tally: Tally, before: Mapping[str, int]) -> View:
    """For the caterer: heads and needs, no names. After the deadline also what has changed (annoyance 2)."""
    named = {HEADS: _("people"), **DIETS, "allergies": _("with allergies"), "access": _("with access needs")}
    now = {HEADS: heads(tally), **totals}
    difference: list[Text] = [
        (f"{now.get(key, 0) - before.get(key, 0):+d} ", named[key])
        for key in named
        if before and now.get(key, 0) != before.get(key, 0)
    ]
    return View.of(
        Heading(_("Catering for {title}", title=gathering.title)),
        Fields(((_("When"), times(gathering)), (_("Heads"), str(now[HEADS])))),
        *((Paragraph((Bold(_("Changed")), COLON, *join(difference))),) if difference else ()),
        Bullets(tuple((named[key], COLON, str(count)) for key, count in totals.items()))
        if totals
        else Paragraph(_("Nobody has named a need.")),
        Note(_("{ref}. Counts only; they are deleted with the needs.", ref=gathering.ref)),
    )


def with_names(view: View, ref: str, every: Sequence[Needs], names: Mapping[str, str]) -> View:
    """The same for an organiser of this gathering, who sees who needs what."""
    lines: list[Text] = []
    for needs in every:
        said: list[Text] = [DIETS[key] for key in needs.diet if key in DIETS]
        said += [text for text in (needs.allergies, needs.access, needs.other) if text]
        if said:
            lines.append((Bold(names.get(needs.person, "?")), COLON, *join(said)))
    if not lines:
        return view
    kept = Note(_("{ref}. Pass on the counts only. All of this is deleted with the needs.", ref=ref))
    return View((*view.blocks[:-1], Paragraph(Bold(_("For organisers only"))), Bullets(tuple(lines)), kept))


# the door


def check_in(
    gathering: Gathering, names: Mapping[str, str], present: int, every: int, page: int, *, more: bool
) -> View:
    """Who is expected and not here yet, to be picked; and how many are here."""
    turns = [Button(_("Back"), CheckInPage(gathering.id, page - 1))] if page else []
    turns += [Button(_("More"), CheckInPage(gathering.id, page + 1))] if more else []
    options = tuple(Option(person, name[:75]) for person, name in names.items())
    return View.of(
        Heading(_("Check in: {title}", title=gathering.title)),
        Paragraph(_("{present} of {all} are here.", present=str(present), all=str(every))),
        *((Choice(CheckIn(gathering.id, page), _("Who is here …"), options, at_most=len(options)),) if options else ()),
        Buttons((*turns, Button(_("Somebody not on the list"), CheckInByName(gathering.id)),
                 Button(_("Print the list"), DownloadList(gathering.id)))),
    )  # fmt: skip


def check_in_form(draft: str, gathering: Gathering, *, after: bool) -> Form:
    fields = [Field("person", _("Who"), "search", source="members", hint=_("Begin to type the name"))]
    if after:
        fields.append(Field("reason", _("How you know"), maximum=200, hint=_("For example: from the signed list")))
    return Form(draft, _("Check in: {ref}", ref=gathering.ref), tuple(fields), submit=_("Is here"))


def list_file(gathering: Gathering, file: File) -> View:
    return View.of(Paragraph(_("The list of {title}, to be printed.", title=Bold(gathering.title))), files=(file,))
