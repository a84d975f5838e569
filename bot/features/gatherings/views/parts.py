"""What several views of a gathering share: its facts, the words for answers, and the time in three clocks."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import when
from bot.features.gatherings.actions import AcceptCost, AddToCalendar, AskForItem, CancelPlace, MyNeeds, Say, TakePlace
from bot.features.gatherings.answers import Answer, Wish
from bot.features.gatherings.appointments import gets_link
from bot.features.gatherings.known import former
from bot.features.gatherings.model import Confidentiality, Gathering, Mode
from bot.features.gatherings.particulars import Cost, Point
from bot.features.gatherings.states import LIFECYCLES
from bot.ui.blocks import Block, Bullets, Button, Buttons, Confirm, LinkButton, Note, Paragraph
from bot.ui.text import COLON, Bold, Inline, Link, Moment, Phrase, Text, _, join, n_, spaced
from bot.zones import City

WISHES: dict[Wish, Phrase] = {"yes": _("Yes"), "no": _("No"), "online": _("Online"), "unsure": _("Unsure")}
MODES: dict[Mode, Phrase] = {"in_person": _("in person"), "online": _("online"), "hybrid": _("in person and online")}

CONFIDENCE: dict[Confidentiality, Phrase] = {
    "open": _("What is said may be passed on."),
    "members_only": _("What is said stays among members."),
    "non_attribution": _("What is said may be used, but not who said it."),
}
POINTS: dict[str, Phrase] = {
    "information": _("information"), "discussion": _("discussion"), "decision": _("decision"),
    "election": _("election"), "standing": _("standing item"),
}  # fmt: skip
"""What a point of an agenda is for."""
PROVIDED = "provided"
"""How a profile's word for what costs those who come nothing begins, such as `provided_by_centre`."""


def has_register(gathering: Gathering) -> bool:
    """Whether people register for a place, instead of choosing among answers."""
    return not gathering.is_meeting and gathering.mode != "hybrid"


def city(gathering: Gathering) -> City:
    """What the clock there is called by."""
    return City(gathering.zone)


def times(gathering: Gathering, own: str) -> Text:
    """The start on the wall of the place and in the reader's own time.

    `own` is the zone of the one who reads, as `access.own_zone` tells it: "" in a channel.

    UTC is called by its name: it is nobody's own, but what is given to who told no zone.
    """
    if own == "UTC" and gathering.starts_at.astimezone(gathering.zone_info).utcoffset():
        at = gathering.starts_at
        return _("{there} = {utc}", there=there(at, gathering.zone), utc=when.at_place(at, ZoneInfo("UTC"), "UTC"))
    return when.echo(gathering.starts_at, zone=gathering.zone_info, place=city(gathering), own=own)


def there(at: datetime, zone: str) -> Text:
    return when.at_place(at, ZoneInfo(zone), City(zone))


def facts(
    gathering: Gathering, own: str = "", now: datetime | None = None, *, linked: bool = False
) -> tuple[tuple[Text, Text], ...]:
    """Everything people need to know; never the link for joining (INV-40), nor word of it by its button (`linked`).

    With `now` the day for answers is left out once it is over.
    """
    at = _("It would have been") if gathering.is_off else _("When")
    pairs: list[tuple[Text, Text]] = [(at, times(gathering, own)), (_("How long"), length(gathering.minutes))]
    pairs.append((_("How"), MODES[gathering.mode]))
    venue = gathering.venue
    if gathering.mode != "online" and venue.name:
        pairs.append(
            (
                _("Where"),
                join(dict.fromkeys(part for part in (venue.name, venue.room, venue.address, venue.native) if part)),
            )
        )
    if gathering.mode != "in_person" and not linked:
        link = _("The link comes to those who take part.") if gathering.join_link else _("The link is not set yet.")
        pairs.append((_("Joining online"), link))
    if gathering.refreshments and gathering.mode != "online":
        pairs.append((_("Refreshments"), provided(gathering.refreshments)))
    if gathering.cost is not None:
        pairs.append((_("Cost"), gathering.cost.amount))
    pairs += gathering.facts
    asks = gathering.answer_by is not None and (now is None or now <= gathering.answer_by)
    if gathering.answer_by is not None and asks and not gathering.is_off:
        pairs.append((_("Answer by"), Moment(gathering.answer_by)))
    return tuple(pairs)


def provided(refreshments: str) -> Text:
    """What there is to eat and drink, in words."""
    return _("provided, free of charge") if refreshments.startswith(PROVIDED) else refreshments


def length(minutes: int) -> Text:
    hours, rest = divmod(minutes, 60)
    parts: list[Text] = [n_("{n} hour", "{n} hours", hours)] if hours else []
    if rest or not hours:
        parts.append(n_("{n} minute", "{n} minutes", rest))
    return spaced(parts)


def state_line(gathering: Gathering) -> tuple[Block, ...]:
    """Said first when it does not simply take place."""
    why = (Paragraph(gathering.why),) if gathering.why else ()
    if gathering.state == "cancelled":
        return (Paragraph(Bold(_("Cancelled. It does not take place."))), *why)
    if gathering.is_postponed:
        return (Paragraph(Bold(_("Postponed. A new time will be announced."))), *why)
    if gathering.is_foreseen:
        return (Note(_("Planned. You are asked to answer once it is announced.")),)
    if gathering.is_over:
        return (Note(_("This is over: {state}.", state=LIFECYCLES[gathering.family].labels[gathering.state])),)
    if gathering.moved_from is not None:
        return (Note(_("Moved from {before}.", before=there(gathering.moved_from, gathering.zone))),)
    return ()


def formerly(gathering: Gathering, own: str = "") -> tuple[Block, ...]:
    """What people knew before the last change, beside what is true now."""
    was = former(gathering)
    lines: list[tuple[Phrase, Text, Text]] = []
    if "title" in was:
        lines.append((_("Title"), was["title"], gathering.title))
    if "wall" in was:
        at, _space, zone = was["starts"].partition(" ")
        before = replace(gathering, starts_at=datetime.fromisoformat(at), zone=zone)
        lines.append((_("When"), times(before, own), times(gathering, own)))
    if "minutes" in was:
        lines.append((_("How long"), length(int(was["minutes"])), length(gathering.minutes)))
    if "mode" in was:
        before_mode = next((label for mode, label in MODES.items() if mode == was["mode"]), was["mode"])
        lines.append((_("How"), before_mode, MODES[gathering.mode]))
    if was.get("place") and gathering.venue.text and "online" not in (gathering.mode, was.get("mode")):
        lines.append((_("Where"), was["place"], gathering.venue.text))
    if "cost" in was:
        nothing = _("nothing")
        lines.append((_("Cost"), was["cost"] or nothing, gathering.cost.amount if gathering.cost else nothing))
    said: list[Text] = [join((Bold(label), in_place_of(old, new)), COLON) for label, old, new in lines]
    if "starts" in was and "wall" not in was:
        hour = Moment(gathering.starts_at, "time", gathering.zone)
        said.append(_("The clocks of {city} change otherwise than was known: there it stays {hour}, elsewhere the hour "
                      "is another one.", city=city(gathering), hour=hour))  # fmt: skip
    return (Bullets(tuple(said)),) if said else ()


def in_place_of(before: Text, now: Text) -> Text:
    return _("formerly {before}; now {now}", before=before, now=now)


def details(gathering: Gathering, *, terms: bool = True) -> tuple[Block, ...]:
    """What is said about the event itself, before anybody commits: its words, recording, cost and confidence.

    `terms`: with what is given back, unless `accepting` says it.
    """
    blocks: list[Block] = []
    if gathering.abstract:
        blocks.append(Paragraph(gathering.abstract))
    if gathering.recorded:
        blocks.append(Note(_("This will be recorded. Who takes part agrees to that.")))
    if gathering.cost is not None and terms:
        blocks.append(_given_back(gathering.cost))
    if gathering.confidentiality != "open":
        blocks.append(Note(CONFIDENCE[gathering.confidentiality]))
    return (*blocks, *programme(gathering))


def _given_back(cost: Cost) -> Note:
    return Note(_("Given back if you give up your place: {rule}", rule=cost.refund))


def programme(gathering: Gathering) -> tuple[Block, ...]:
    """The agenda or schedule that was published, in order."""
    if not gathering.programme:
        return ()
    lines = tuple(point_line(point) for point in gathering.programme)
    return (Paragraph(Bold(_("Agenda") if gathering.is_meeting else _("Programme"))), Bullets(lines, numbered=True))


def point_line(point: Point) -> tuple[Inline, ...]:
    parts: list[Text] = [Bold(point.title)]
    if point.kind in POINTS:
        parts.append(POINTS[point.kind])
    if point.minutes:
        parts.append(n_("{n} minute", "{n} minutes", point.minutes))
    if point.owner:
        parts.append(point.owner)
    papers = (Link(_("paper {number}", number=str(number)), url) for number, url in enumerate(point.papers, 1))
    return join((*parts, *papers), " · ")


def until_when(gathering: Gathering, now: datetime) -> Note:
    """The reference, and how long an answer can be changed; a day for answers stands among the `facts` already."""
    if not gathering.takes_answers(now):
        return Note(gathering.ref)
    if gathering.answer_by is not None:
        if has_register(gathering):
            return Note(_("{ref}. You can register, or cancel your place, as long as answers are taken.",
                          ref=gathering.ref))  # fmt: skip
        return Note(_("{ref}. You can change your answer as long as answers are taken.", ref=gathering.ref))
    until = Moment(gathering.starts_at)
    if has_register(gathering):
        return Note(_("{ref}. You can register, or cancel your place, until {until}.", ref=gathering.ref, until=until))
    return Note(_("{ref}. You can change your answer until {until}.", ref=gathering.ref, until=until))


def answer_buttons(gathering: Gathering, now: datetime, *, chosen: str = "") -> tuple[Block, ...]:
    """`Register` where places are given, else the answers; nothing once answers have closed."""
    if not gathering.takes_answers(now):
        return ()
    if has_register(gathering):
        label = _("Register") if gathering.free != 0 else _("Join the waiting list")
        return (Buttons((Button(label, Say(gathering.id, "yes"), "primary"),)),)
    buttons = [
        Button(WISHES[wish], Say(gathering.id, wish), "primary" if wish == (chosen or "yes") else "plain")
        for wish in gathering.wishes
    ]
    return (Buttons(tuple(buttons)),)


def asking_button(gathering: Gathering, now: datetime) -> tuple[Block, ...]:
    """Beside the answers, as long as the agenda is open."""
    if not gathering.takes_items(now):
        return ()
    return (Buttons((Button(_("Ask for an agenda item"), AskForItem(gathering.id)),)),)


def own_buttons(gathering: Gathering, answer: Answer, now: datetime) -> tuple[Block, ...]:
    """What somebody can do who has answered. `No`, as long as it is among the answers below, gives up a place, too."""
    row: list[Button | LinkButton] = []
    if answer.place == "offered" and not gathering.is_off:
        row.append(Button(_("Take the place"), TakePlace(gathering.id), "primary"))
    if gets_link(gathering, answer):
        row.append(LinkButton(_("Join online"), gathering.join_link))
    if (answer.is_coming or answer.wish == "unsure") and not gathering.is_off:
        row.append(Button(_("Add to calendar"), AddToCalendar(gathering.id)))
    if answer.is_coming and not gathering.is_off and gathering.mode != "online" and answer.wish != "online":
        row.append(Button(_("My needs"), MyNeeds(gathering.id)))
    says_no = gathering.takes_answers(now) and not has_register(gathering) and answer.place == "confirmed"
    if (gathering.is_postponed or (not gathering.is_off and now < gathering.starts_at)) and not says_no:
        row += leaving(gathering, answer)
    return (Buttons(tuple(row)),) if row else ()


def accepting(gathering: Gathering, answer: Answer) -> tuple[Block, ...]:
    """To who had a place, or waited for one, before it cost what it costs now: with the cost and its rule (INV-31)."""
    if gathering.cost is None or not gathering.is_to_accept(answer) or gathering.is_off or answer.place == "offered":
        return ()
    press = AcceptCost(gathering.id, answer.wish or "yes", gathering.cost.mark)
    return (
        Paragraph(Bold(_("It costs {cost} now. Do you accept that?", cost=gathering.cost.amount))),
        _given_back(gathering.cost),
        Note(_("Nothing else changes until you say so.")),
        Buttons((Button(_("I accept this"), press, "primary"),)),
    )


def leaving(gathering: Gathering, answer: Answer) -> tuple[Button, ...]:
    """How somebody gets out of it again who has a place, was offered one, or waits for one."""
    press = CancelPlace(gathering.id)
    next_one = _("The next in line is offered it at once.")
    match answer.place:
        case "confirmed":
            then = next_one if gathering.capacity else _("You can answer again as long as answers are taken.")
            sure = Confirm(_("Give up your place?"), then, _("Give it up"), _("Keep it"))
            return (Button(_("Cancel my place"), press, confirm=sure),)
        case "offered":
            sure = Confirm(_("Do without the place?"), next_one, _("Do without it"), _("Not now"))
            return (Button(_("No, thank you"), press, confirm=sure),)
        case "waiting":
            lost = _("Who joins it again later stands at its end.")
            sure = Confirm(_("Leave the waiting list?"), lost, _("Leave it"), _("Stay on it"))
            return (Button(_("Leave the waiting list"), press, confirm=sure),)
        case "none" | "lapsed" | "cancelled":
            return ()
