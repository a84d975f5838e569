"""What one person sees of a gathering: the invitation, the own answer, changes, offers and reminders."""

from collections.abc import Sequence
from datetime import datetime

from bot.features.gatherings.actions import AcceptCost, CancelPlace, Say, ShowGathering
from bot.features.gatherings.answers import Answer, Wish
from bot.features.gatherings.appointments import gets_link
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.views.parts import (
    CONFIDENCE,
    WISHES,
    accepting,
    answer_buttons,
    asking_button,
    details,
    facts,
    formerly,
    has_register,
    own_buttons,
    programme,
    state_line,
    times,
    until_when,
)
from bot.forms import Field, Form
from bot.people import Person
from bot.ui.blocks import Block, Bullets, Button, Buttons, Choice, Fields, Heading, LinkButton, Note, Option, Paragraph
from bot.ui.text import Bold, Code, Moment, Text, _, join, n_, shortened
from bot.ui.view import File, View


def invitation(gathering: Gathering, organiser: Text, now: datetime, own_zone: str = "") -> View:
    """Asks one person, with the answers as buttons."""
    return View.of(
        Heading(_("You are invited: {title}", title=gathering.title)),
        *state_line(gathering),
        Fields((*facts(gathering, own_zone), *((((_("Organiser"), organiser),)) if organiser else ()))),
        *details(gathering),
        *answer_buttons(gathering, now),
        *asking_button(gathering, now),
        until_when(gathering, now),
        summary=_("Invitation: {title}, {when}", title=gathering.title, when=Moment(gathering.starts_at)),
    )  # fmt: skip


def own(gathering: Gathering, answer: Answer, now: datetime, ahead: int, own_zone: str = "") -> View:
    """With the own answer; `ahead` are those before the person in the waiting list."""
    asked = accepting(gathering, answer)
    return View.of(
        Heading(gathering.title),
        *state_line(gathering),
        *said(gathering, answer, ahead),
        *asked,
        Fields(facts(gathering, own_zone, linked=gets_link(gathering, answer))),
        *details(gathering, terms=not asked),
        *own_buttons(gathering, answer, now),
        *(answer_buttons(gathering, now, chosen=answer.wish) if _may_choose(gathering, answer) else ()),
        *asking_button(gathering, now),
        until_when(gathering, now),
        summary=_("{title}, {when}", title=gathering.title, when=Moment(gathering.starts_at)),
    )  # fmt: skip


def _may_choose(gathering: Gathering, answer: Answer) -> bool:
    """An event has one button; who has a place uses `Cancel my place` instead."""
    return not has_register(gathering) or answer.place not in ("confirmed", "waiting", "offered")


def said(gathering: Gathering, answer: Answer, ahead: int) -> tuple[Block, ...]:
    """What the person said, and what became of it, in a sentence; nothing where there is no place any more."""
    if gathering.state == "cancelled":
        return ()
    match answer.place:
        case "confirmed" if gathering.is_meeting:
            text: Text = _("You said {answer}.", answer=Bold(WISHES[answer.wish or "yes"]))
        case "confirmed":
            text = n_("You have {n} place.", "You have {n} places.", answer.size)
        case "waiting" if not ahead:
            text = _("All places are taken. You are the first on the waiting list.")
        case "waiting":
            text = n_(
                "All places are taken. You are on the waiting list, {n} person is before you.",
                "All places are taken. You are on the waiting list, {n} people are before you.",
                ahead,
            )
        case "offered" if answer.offered_until:
            text = _("A place is free for you. Take it by {until}.", until=Moment(answer.offered_until))
        case "lapsed":
            text = _("The place that was offered to you went on to the next in line. You can ask for one again.")
        case _ if answer.wish == "no" and has_register(gathering):
            text = _("You do not take part.")
        case _ if answer.wish:
            text = _("You said {answer}.", answer=Bold(WISHES[answer.wish]))
        case _:
            return ()
    return (Paragraph(text),)


def changed(
    gathering: Gathering, answer: Answer, now: datetime, ahead: int, own_zone: str = "", *, moved: bool
) -> View:
    """One message after a change: what is true now; `ahead` as in `own`."""
    if gathering.state == "cancelled":
        heading: Text = _("Cancelled: {title}", title=gathering.title)
    elif gathering.is_postponed:
        heading = _("Postponed: {title}", title=gathering.title)
    elif moved:
        heading = _("New time: {title}", title=gathering.title)
    else:
        heading = _("Changed: {title}", title=gathering.title)
    which = heading if gathering.is_postponed else _("{title}, {when}", title=heading, when=Moment(gathering.starts_at))
    if gathering.is_off:
        why = ((_("Why"), gathering.why),) if gathering.why else ()
        was = Fields(((_("It would have been"), times(gathering, own_zone)), *why))
        new = _("A new time will be announced.")
        kept = (Paragraph(_("A new time will be announced. Your answer is kept until then.") if answer.wish else new),)
        said_before = formerly(gathering, own_zone)
        return View.of(
            Heading(heading), *said_before, was, *(kept if gathering.is_postponed else ()), Note(gathering.ref),
            summary=which,
        )  # fmt: skip
    return View.of(
        Heading(heading),
        *formerly(gathering, own_zone),
        *said(gathering, answer, ahead),
        *accepting(gathering, answer),
        Fields(facts(gathering, own_zone, linked=gets_link(gathering, answer))),
        *own_buttons(gathering, answer, now),
        *(answer_buttons(gathering, now, chosen=answer.wish) if _may_choose(gathering, answer) else ()),
        Note(_closing(gathering, answer, now)),
        summary=which,
    )


def _closing(gathering: Gathering, answer: Answer, now: datetime) -> Text:
    """What is asked after a change; who said Online to what is in a room alone now has to answer anew."""
    if now >= gathering.starts_at:
        return gathering.ref
    if answer.version and not answer.wish:
        if gathering.takes_answers(now):
            return _("{ref}. Please say whether you come.", ref=gathering.ref)
        return _("{ref}. Answers have closed: please tell the organiser if you come.", ref=gathering.ref)
    return _("{ref}. Please say if this changes your answer.", ref=gathering.ref)


def settled(gathering: Gathering, now: datetime) -> View | None:
    """Why nothing is asked any more of who comes by an old link; None where answers are still taken."""
    title = Bold(gathering.title)
    if gathering.is_off:
        said = _("{title} is postponed. A new time will be announced.", title=title)
        if gathering.state == "cancelled":
            said = _("{title} is cancelled.", title=title)
    elif now >= gathering.starts_at:
        said = _("{title} began on {when}.", title=title, when=Moment(gathering.starts_at))
    elif not gathering.takes_answers(now):
        said = _("Answers to {title} closed on {when}.", title=title, when=Moment(gathering.last_answer))
    else:
        return None
    why = (Paragraph(gathering.why),) if gathering.why and gathering.is_off else ()
    return View.of(Paragraph(said), *why, Note(gathering.ref))


def offered(gathering: Gathering, answer: Answer, now: datetime, own_zone: str = "") -> View:
    return View.of(
        Heading(_("A place is free: {title}", title=gathering.title)),
        *said(gathering, answer, 0),
        Fields(facts(gathering, own_zone)),
        *details(gathering),
        *own_buttons(gathering, answer, now),
        Note(_("Without an answer it goes on to the next in line.")),
    )


def places_ended(gone: Sequence[Gathering], kept: Sequence[Gathering], own_zone: str) -> View:
    """To who is no member any more; what is kept can be looked at, and given up."""
    keeps: tuple[Block, ...] = ()
    if kept:
        options = tuple(Option(one.id, shortened(f"{one.ref} {one.title}")) for one in kept[:25])
        keeps = (
            Paragraph(_("You keep your place where everybody may come, or you were invited by name:")),
            Bullets(_lines(kept, own_zone)),
            Choice(ShowGathering(""), _("Open one …"), options),
        )
    return View.of(
        Paragraph(_("You are no longer a member. With that ends your place at what is for members:")),
        Bullets(_lines(gone, own_zone)),
        *keeps,
    )


def _lines(every: Sequence[Gathering], own_zone: str) -> tuple[Text, ...]:
    return tuple(join((Bold(one.title), times(one, own_zone)), " · ") for one in every)


def nudge(gathering: Gathering, now: datetime, own_zone: str = "") -> View:
    return View.of(
        Paragraph(_("Do you come to {title}? Your answer is still missing.", title=Bold(gathering.title))),
        Fields(facts(gathering, own_zone)),
        *answer_buttons(gathering, now),
        Note(_("{ref}. Any answer will do, also No; then I do not ask again.", ref=gathering.ref)),
    )


def reminder(gathering: Gathering, answer: Answer, now: datetime, own_zone: str = "", *, ask_again: bool) -> View:
    """Before it begins. The link is here for those who take part, and nowhere public."""
    link = (Buttons((LinkButton(_("Join online"), gathering.join_link),)),) if gets_link(gathering, answer) else ()
    still: tuple[Block, ...] = ()
    if ask_again and now < gathering.starts_at:
        still = (
            Paragraph(_("Are you still coming?")),
            Buttons((
                Button(WISHES["yes"], Say(gathering.id, "yes"), "primary"),
                Button(_("No, I cannot"), CancelPlace(gathering.id)),
            )),
        ) if gathering.takes_answers(now) else (
            Buttons((Button(_("I cannot come after all"), CancelPlace(gathering.id)),)),
        )  # fmt: skip
    return View.of(
        Heading(_("Reminder: {title}", title=gathering.title)),
        Fields(facts(gathering, own_zone, now, linked=gets_link(gathering, answer))),
        *link,
        *accepting(gathering, answer),
        *still,
        *programme(gathering),
        *((Note(CONFIDENCE[gathering.confidentiality]),) if gathering.confidentiality != "open" else ()),
        Note(gathering.ref),
        summary=_("Reminder: {title}, {when}", title=gathering.title, when=Moment(gathering.starts_at)),
    )


def cost_question(gathering: Gathering, wish: Wish, *, kept: bool) -> View:
    """What it costs, before the button that commits (INV-31); `kept`: the place, or the one in the line, is there."""
    cost = gathering.cost
    if cost is None:
        return View.of(Paragraph(_("This costs nothing.")))
    agreed = _("I accept this") if kept else _("I accept this and want the place")
    return View.of(
        Heading(_("{title} costs {cost}", title=gathering.title, cost=cost.amount)),
        Fields(((_("Cost"), cost.amount), (_("Given back if you give up your place"), cost.refund))),
        Paragraph(_("Nothing is paid here; the organiser tells you how.")),
        Buttons((Button(agreed, AcceptCost(gathering.id, wish, cost.mark), "primary"),)),
    )


def party_form(draft: str, gathering: Gathering) -> Form:
    most = gathering.party
    label = _("How many places, with yours")
    hint = _("At most {most}. You wait and are offered places together.", most=str(most))
    size = Field("size", label, "number", minimum=1, maximum=most, hint=hint, value="1")
    return Form(draft, _("Register"), (size,), submit=_("Register"))


def calendar_file(file: File) -> View:
    return View.of(Paragraph(_("Open the file to put it into your calendar. Changes come by themselves to those who "
                               "subscribe: {command}.", command=Code("/calendar"))), files=(file,))  # fmt: skip


def recorded(person: Person, answer: Answer) -> Text:
    word = WISHES[answer.wish or "unsure"]
    if answer.place == "waiting":
        return _("Recorded for {name}: {answer}, on the waiting list.", name=person.known_as, answer=word)
    return _("Recorded for {name}: {answer}.", name=person.known_as, answer=word)


def answer_for_form(draft: str, gathering: Gathering) -> Form:
    """The office writes down what somebody said."""
    return Form(
        draft,
        _("Record an answer"),
        (
            Field("person", _("Who"), "search", source="members", hint=_("Begin to type the name")),
            Field("wish", _("Answer"), "choice", options=tuple(Option(w, WISHES[w]) for w in gathering.wishes)),
            Field("how", _("How it came"), required=False, maximum=200, hint=_("For example: by telephone, 3 March")),
        ),
        submit=_("Record"),
        intro=_("You are named for it in the audit trail."),
    )
