"""What organisers see: what they can do, the answers in numbers, the kitchen's totals and the list at the door."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.features.gatherings.actions import (
    AnswerFor,
    CancelGathering,
    ChangeDetails,
    CheckIn,
    CheckInByName,
    CheckInPage,
    DownloadList,
    MoveGathering,
    MyNeeds,
    Postpone,
    ShowCatering,
    UndoCheckIn,
)
from bot.features.gatherings.answers import Answer
from bot.features.gatherings.model import Gathering
from bot.features.gatherings.repository import Needs, Tally
from bot.features.gatherings.states import PLACE
from bot.features.gatherings.views.changing import new_date_button
from bot.features.gatherings.views.parts import WISHES, has_register, times
from bot.forms import Field, Form
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Fields,
    Heading,
    Note,
    Option,
    Paragraph,
)
from bot.ui.text import COLON, Bold, Phrase, Text, _, join, n_, shortened
from bot.ui.view import File, View

DIETS: dict[str, Phrase] = {
    "vegetarian": _("vegetarian"), "vegan": _("vegan"), "halal": _("halal"), "kosher": _("kosher"),
    "no_pork": _("no pork"), "no_beef": _("no beef"), "no_alcohol": _("no alcohol"), "gluten": _("no gluten"),
    "nuts": _("no nuts"), "seafood": _("no seafood"), "lactose": _("no lactose"),
}  # fmt: skip

HEADS = "heads"
"""Beside the needs: how many there are to cook for."""


def tools(gathering: Gathering, *, records: bool) -> tuple[Block, ...]:
    """The organisers' row under a gathering; `records`: with what is said on behalf of others."""
    print_it = (Buttons((Button(_("Print the list"), DownloadList(gathering.id)),)),) if gathering.is_known else ()
    if gathering.is_postponed:
        return (Buttons((new_date_button(gathering), _cancel(gathering))), *print_it)
    if gathering.is_off or gathering.is_over:
        return print_it
    row = [
        Button(_("Move"), MoveGathering(gathering.id)),
        Button(_("Place, link, seats"), ChangeDetails(gathering.id)),
        *((Button(_("Record an answer"), AnswerFor(gathering.id)),) if records else ()),
        *((Button(_("Catering"), ShowCatering(gathering.id)),) if gathering.mode != "online" else ()),
        Button(_("Postpone"), Postpone(gathering.id)),
        _cancel(gathering),
    ]
    return (Buttons(tuple(row)), Buttons((Button(_("Print the list"), DownloadList(gathering.id)),)))


def _cancel(gathering: Gathering) -> Button:
    return Button(_("Cancel it"), CancelGathering(gathering.id), "danger")


def so_far(gathering: Gathering, tally: Tally, owing: int = 0) -> Block:
    """The answers in numbers: people by what they said where there is a choice, and seats by what became of it.

    `owing` people have yet to accept the cost.
    """
    places, silent = tally.places, (_("no answer yet"), tally.silent)
    seats: list[tuple[Text, int]] = [
        (_("on the waiting list"), places.get("waiting", 0)), (_("a place is offered"), places.get("offered", 0)),
        (_("cost not accepted yet"), owing),
    ]  # fmt: skip
    taken = (_("places taken"), gathering.taken)
    if has_register(gathering):
        counts, seats = [taken], [silent, *seats]
    else:
        counts = [*((WISHES[wish], tally.wishes.get(wish, 0)) for wish in gathering.wishes), silent]
        seats = [taken, *seats]
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


def needs_kept(gathering: Gathering, told: Needs, days: int) -> View:
    """To the person: what is on record now, for checking; nothing is thanked for that was not told."""
    said = _said(told)
    again = Buttons((Button(_("My needs"), MyNeeds(gathering.id)),))
    if not said:
        return View.of(Paragraph(_("Nothing is on record of what you need for {title}.", title=Bold(gathering.title))),
                       again)  # fmt: skip
    return View.of(
        Paragraph(_("Thank you. On record for {title}:", title=Bold(gathering.title))),
        Bullets(said),
        again,
        Note(_("Only the organisers of {ref} see this. It is deleted {days} days after it took place.",
               ref=gathering.ref, days=str(days))),
    )  # fmt: skip


def _said(needs: Needs) -> tuple[Text, ...]:
    named = ((_("Allergies"), needs.allergies), (_("Getting in and around"), needs.access),
             (_("Anything else"), needs.other))  # fmt: skip
    return (
        *(DIETS[key] for key in needs.diet if key in DIETS),
        *(join((label, text), COLON) for label, text in named if text),
    )


def heads(tally: Tally) -> int:
    """Seats in the room that are sure."""
    return tally.places.get("confirmed", 0)


def totals_of(every: Sequence[Needs]) -> dict[str, int]:
    """Counts per need, without names; free text is counted only as such."""
    counted = Counter(key for needs in every for key in needs.diet if key in DIETS)
    counted["allergies"] = sum(bool(needs.allergies) for needs in every)
    counted["access"] = sum(bool(needs.access) for needs in every)
    return {key: count for key, count in counted.items() if count}


def catering(
    gathering: Gathering, totals: Mapping[str, int], tally: Tally, before: Mapping[str, int], own_zone: str = ""
) -> View:
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
        Fields(((_("When"), times(gathering, own_zone)), (_("Heads"), str(now[HEADS])))),
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
    gathering: Gathering, names: Mapping[str, str], here: Mapping[str, str], present: int, every: int, page: int, *,
    more: bool,
) -> View:  # fmt: skip
    """Who is expected and not here yet, to be picked; and who is `here`, the last to come first."""
    turns = [Button(_("Back"), CheckInPage(gathering.id, page - 1))] if page else []
    turns += [Button(_("More"), CheckInPage(gathering.id, page + 1))] if more else []
    options, ticked = (
        tuple(Option(person, shortened(name)) for person, name in some.items()) for some in (names, here)
    )
    earlier = present - len(here)
    return View.of(
        Heading(_("Check in: {title}", title=gathering.title)),
        Paragraph(_("{present} of {all} are here.", present=str(present), all=str(every))),
        *((Bullets(tuple(here.values())),) if here else ()),
        *((Note(n_("And {n} more who came earlier; the list to print names everybody.",
                   "And {n} more who came earlier; the list to print names everybody.", earlier)),) if earlier else ()),
        *((Choice(CheckIn(gathering.id, page), _("Who is here …"), options, at_most=len(options)),) if options else ()),
        *((Choice(UndoCheckIn(gathering.id, page), _("Ticked by mistake …"), ticked, at_most=len(ticked)),)
          if ticked else ()),
        Buttons((*turns, Button(_("Somebody not on the list"), CheckInByName(gathering.id)),
                 Button(_("Print the list"), DownloadList(gathering.id)))),
    )  # fmt: skip


def check_in_form(draft: str, gathering: Gathering, *, after: bool) -> Form:
    fields = [Field("person", _("Who"), "search", source="members", hint=_("Begin to type the name"))]
    if after:
        fields.append(Field("reason", _("How you know"), maximum=200, hint=_("For example: from the signed list")))
    return Form(draft, _("Check in: {ref}", ref=gathering.ref), tuple(fields), submit=_("Is here"))


def standing(answer: Answer) -> Text:
    """What somebody said and what came of it, as a word in the list."""
    match answer.place:
        case "waiting" | "offered" | "lapsed":
            return PLACE.labels[answer.place]
        case "none" | "confirmed" | "cancelled":
            return WISHES[answer.wish] if answer.wish else _("no answer yet")


def order_of(answer: Answer) -> int:
    """Where it stands in the list: who comes, who may, who waits, who does not, who has not answered."""
    if answer.attended == "present" or answer.is_coming:
        return 0 if answer.wish != "online" else 1
    if answer.place in ("offered", "waiting"):
        return 2
    return {"unsure": 3, "no": 4}.get(answer.wish, 5)


def list_file(gathering: Gathering, file: File) -> View:
    return View.of(
        Paragraph(
            _(
                "The list of {title}, to be printed: everybody who was asked or has answered.",
                title=Bold(gathering.title),
            )
        ),
        files=(file,),
    )
