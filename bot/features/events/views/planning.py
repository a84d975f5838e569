"""The steps of a plan, and the plan read back."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot import when
from bot.features.events.actions import CreateEvent, EditPart, EditStep, PickKind, ShowSpeakers, TakeUp
from bot.features.events.kinds import Kind, kind_of
from bot.features.gatherings.api import Access, Gathering, Mode, ShowGathering, city, facts, seats_field, there
from bot.forms import Field, Form
from bot.i18n import LANGUAGES
from bot.interactions import FieldValue
from bot.profile import FormInput, Profile
from bot.ui.blocks import Block, Button, Buttons, Choice, Fields, Heading, Note, Option, Paragraph
from bot.ui.text import Bold, Moment, Text, _, join, spaced
from bot.ui.view import View
from bot.zones import City

STEPS: Final = ("about", "time", "place", "seats", "more", "own")
STEP_NAMES: Final[Mapping[str, Text]] = {
    "about": _("What it is"), "time": _("When"), "place": _("Where"), "seats": _("Seats and access"),
    "more": _("Cost and details"), "own": _("More about it"),
}  # fmt: skip
PART_NAMES: Final = {**STEP_NAMES, "seats": _("Who it is for, and limits")}
"""What the same is called once the event is on record."""
ELSEWHERE: Final = ("mode", "capacity", "recording")
"""Fields of those steps that belong to another form then: how many seats there are goes with the place."""
MODES_BY_KEY: Final[Mapping[str, Mode]] = {"in_person": "in_person", "online": "online", "hybrid": "hybrid"}
ACCESS_BY_KEY: Final[Mapping[str, Access]] = {"members": "members", "invited": "invited", "public": "public"}
MODE_OPTIONS: Final = (Option("online", _("online")), Option("in_person", _("in person")),
                       Option("hybrid", _("in person and online")))  # fmt: skip
ACCESS: Final[Mapping[Access, Text]] = {
    "members": _("members"), "invited": _("only those invited by name"), "public": _("everybody"),
}  # fmt: skip
LEVELS: Final[Mapping[str, Text]] = {
    "introductory": _("introductory"), "intermediate": _("intermediate"), "advanced": _("advanced"),
}  # fmt: skip
LANGUAGE_NAMES: Final[Mapping[str, Text]] = {"en": "English", "zh-Hans": "中文"}
OWN_LABELS: Final[Mapping[str, Text]] = {
    "theme": _("Theme"), "level": _("Level"), "prerequisites": _("What one should know before"),
    "facilitator": _("Facilitator"), "audience": _("For whom"),
}  # fmt: skip


def steps(kind: Kind) -> tuple[str, ...]:
    return STEPS if kind.fields else STEPS[:-1]


def own_keys(kind: Kind) -> tuple[str, ...]:
    """What is kept of the kind's own answers, in the order shown."""
    keys = ["theme"] if kind.is_themed else []
    if kind.is_lecture:
        keys += ["level", "prerequisites"]
    if kind.is_training:
        keys += ["level", "facilitator", "audience"]
    return (*keys, *(field.key for field in kind.fields))


def step_form(
    draft: str, kind: Kind, step: str, typed: Mapping[str, FieldValue], profile: Profile, own_zone: str
) -> Form:
    """One step; what the mode of the event does not need is not asked."""
    names = steps(kind)
    fields = {
        "about": _about, "time": _time, "place": _place, "seats": _seats, "more": _more, "own": _own,
    }[step](kind, typed, profile, own_zone)  # fmt: skip
    position = _("Step {n} of {all}: {what}. Everything is kept; you can stop and go on later.",
                 n=str(names.index(step) + 1), all=str(len(names)), what=STEP_NAMES[step])  # fmt: skip
    return Form(draft, kind.label, fields, intro=position)


def parts(kind: Kind) -> tuple[str, ...]:
    """The steps that can be opened again when the event is on record; time and place have forms of their own."""
    return tuple(step for step in steps(kind) if step not in ("time", "place"))


def part_form(draft: str, kind: Kind, step: str, event: Gathering, profile: Profile) -> Form:
    """Such a step for an event that exists, without what its other forms ask for."""
    shown = {"about": _about, "seats": _seats, "more": _more, "own": _own}[step](kind, {}, profile, event.zone)
    fields = tuple(field for field in shown if field.key not in ELSEWHERE)
    return Form(draft, _("Change {ref}", ref=event.ref), fields, submit=_("Save"), intro=PART_NAMES[step])


def parts_menu(event: Gathering, kind: Kind) -> Choice:
    names = tuple(Option(step, PART_NAMES[step]) for step in parts(kind))
    return Choice(EditPart(event.id), _("Change something …"), names)


def _about(kind: Kind, _typed: Mapping[str, FieldValue], profile: Profile, _zone: str) -> tuple[Field, ...]:
    theme = Field("theme", _("Theme"), maximum=150, required=profile.events.theme_required)
    default = "online" if kind.key == "webinar" or kind.is_lecture else "in_person"
    spoken = tuple(Option(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in profile.languages if tag in LANGUAGES)
    return (
        Field("title", _("Title"), maximum=120),
        *((theme,) if kind.is_themed else ()),
        Field("abstract", _("What it is about"), "longtext", required=False, maximum=2000),
        Field("mode", _("How it is held"), "choice", options=MODE_OPTIONS, value=default),
        Field("languages", _("Languages"), "choices", required=False, maximum=len(spoken), options=spoken),
    )


def _time(kind: Kind, typed: Mapping[str, FieldValue], profile: Profile, own_zone: str) -> tuple[Field, ...]:
    zone = (own_zone or profile.network.zone).rpartition("/")[2].replace("_", " ")
    days = str(profile.events.in_person_registration_closes_days)
    city = City(profile.network.zone)
    hint: Text = _("A day by the clock of {city}. Empty: open until it begins", city=city)
    if typed.get("mode") != "online":
        hint = _("A day by the clock of {city}. Empty: {days} days before", city=city, days=days)
    return (
        Field("when", _("Day and time there"), maximum=60, hint=when.HINT),
        Field("zone", _("Time of which city"), maximum=60, value=zone),
        Field("minutes", _("Length in minutes"), "number", minimum=5, maximum=20160,
              value="60" if kind.key == "webinar" else "90"),
        Field("closes", _("Registration closes"), required=False, maximum=60, hint=hint),
    )  # fmt: skip


def _place(_kind: Kind, typed: Mapping[str, FieldValue], _profile: Profile, _zone: str) -> tuple[Field, ...]:
    mode = typed.get("mode")
    room = (
        Field("venue", _("Place"), required=False, maximum=150),
        Field("room", _("Room"), required=False, maximum=100),
        Field("native", _("Address in the local script"), required=False, maximum=300),
    )
    link = Field("link", _("Link for joining online"), "url", required=False, maximum=500,
                 hint=_("Only those with a place get it"))  # fmt: skip
    return (*(room if mode != "online" else ()), *((link,) if mode != "in_person" else ()))


def _seats(kind: Kind, _typed: Mapping[str, FieldValue], _profile: Profile, _zone: str) -> tuple[Field, ...]:
    access = tuple(
        Option(key, label) for key, label in ACCESS.items() if key != "public" or not kind.members_only
    )  # fmt: skip
    yes_no = (Option("no", _("No, it is not recorded")), Option("yes", _("Yes, if every speaker agrees")))
    return (
        Field("access", _("Who may register"), "choice", options=access, value="members"),
        seats_field(),
        Field("per_institution", _("At most for one institution"), "number", required=False, minimum=1,
              maximum=100000, hint=_("Empty: no limit")),
        Field("party", _("Seats one person may take"), "number", required=False, minimum=1, maximum=50,
              hint=_("Empty: only their own")),
        Field("recording", _("Shall it be recorded"), "choice", options=yes_no, value="no"),
    )  # fmt: skip


def _more(kind: Kind, _typed: Mapping[str, FieldValue], profile: Profile, _zone: str) -> tuple[Field, ...]:
    level = Field("level", _("Level"), "choice", required=False,
                  options=tuple(Option(key, label) for key, label in LEVELS.items()))  # fmt: skip
    fields = [
        Field("cost", _("Cost"), required=False, maximum=100, hint=_("Empty: it costs nothing. Else such as CNY 200")),
        Field("refund", _("What is given back"), required=False, maximum=300,
              hint=_("If somebody gives up the place, such as: all until 7 days before")),
    ]  # fmt: skip
    if kind.is_lecture:
        fields += [level, Field("prerequisites", OWN_LABELS["prerequisites"], required=False, maximum=300)]
    if kind.is_training:
        audiences = (
            tuple(Option(key, profile.label(key)) for key in profile.training.audiences) if profile.training else ()
        )
        fields += [level, Field("facilitator", OWN_LABELS["facilitator"], maximum=150)]
        if audiences:
            fields.append(Field("audience", OWN_LABELS["audience"], "choice", required=False, options=audiences))
    if kind.contributions:
        fields.append(Field("call_until", _("Call for contributions until"), required=False, maximum=60,
                            hint=_("A day by the clock of {city}. Empty: no call",
                                   city=City(profile.network.zone))))  # fmt: skip
    return tuple(fields)


def _own(kind: Kind, _typed: Mapping[str, FieldValue], profile: Profile, _zone: str) -> tuple[Field, ...]:
    return tuple(_field(question, profile) for question in kind.fields)


def _field(question: FormInput, profile: Profile) -> Field:
    """A question of the profile as a field of a form."""
    most = question.max or (len(question.options) or 300)
    options = tuple(Option(option.key, option.label) for option in profile.options(question))
    return Field(question.key, question.label, question.kind, required=question.required, minimum=question.min,
                 minimum_han=question.min_han, maximum=most, options=options, hint=question.hint or "",
                 source=question.source)  # fmt: skip


def own_facts(profile: Profile, event: Gathering) -> tuple[tuple[Text, Text], ...]:
    """What the kind of an event adds to its facts, for everybody to read."""
    kind = kind_of(profile, event.kind)
    pairs: list[tuple[Text, Text]] = [(_("Kind"), kind.label)]
    asked = {question.key: question for question in kind.fields}
    for key, value in event.extra.items():
        if key in asked:
            named = [profile.label(v) for v in value.split(", ")] if asked[key].options else [value]
            pairs.append((asked[key].label, join(named)))
        elif key in OWN_LABELS:
            shown = LEVELS.get(value, value) if key == "level" else profile.label(value) if key == "audience" else value
            pairs.append((OWN_LABELS[key], shown))
    if event.languages:
        pairs.append((_("Languages"), join(LANGUAGE_NAMES.get(tag, tag) for tag in event.languages)))
    return tuple(pairs)


def workdays(first: date, last: date) -> int:
    """Days from Monday to Friday after `first` and before `last`."""
    return sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days))


def pick_kind(options: tuple[Option, ...]) -> View:
    return View.of(
        Heading(_("Plan an event")),
        Choice(PickKind(), _("What kind of event?"), options[:25]),
        Note(_("Nothing is announced before you publish it.")),
    )


def read_back(
    event: Gathering,
    kind: Kind,
    warnings: tuple[Text, ...],
    *,
    is_idea: bool,
    own_zone: str,
    members: tuple[Block, ...] = (),
) -> View:
    """Everything that was typed as it is understood, the time on up to three clocks; nothing has happened yet."""
    at_venue = when.at_place(event.starts_at, event.zone_info)
    clocks: list[tuple[Text, Text]] = [(_("In {city}", city=city(event)), at_venue)]
    if not own_zone:
        clocks.append((_("For you"), Moment(event.starts_at)))
    elif not when.is_same_clock(event.starts_at, event.zone_info, ZoneInfo(own_zone)):
        clocks.append((_("For you"), there(event.starts_at, own_zone)))
    clocks.append(("UTC", when.at_place(event.starts_at, _UTC)))
    most = str(event.capacity) if event.capacity else _("no limit")
    seats: list[tuple[Text, Text]] = [(_("Who may register"), ACCESS[event.access]), (_("Seats"), most)]
    if event.per_institution:
        seats.append((_("At most for one institution"), str(event.per_institution)))
    if event.party > 1:
        seats.append((_("Seats one person may take"), str(event.party)))
    if event.join_link:
        seats.append((_("Link for joining online"), event.join_link))
    if event.cost:
        seats.append((_("What is given back"), event.cost.refund))
    label = _("Propose it") if is_idea else _("Create it")
    names = tuple(Option(step, STEP_NAMES[step]) for step in steps(kind))
    return View.of(
        Heading(_("Is this right? {title}", title=event.title)),
        *((Paragraph(event.abstract),) if event.abstract else ()),
        Fields((*clocks, *facts(event)[1:], *seats)),
        *((Note(_("It is recorded if every speaker agrees.")),) if event.recorded else ()),
        *members,
        *warned(warnings),
        Buttons((Button(label, CreateEvent(kind.key), "primary"),)),
        Choice(EditStep(kind.key), _("Change something …"), names),
        Note(_("Nothing exists yet, and nobody has been told.")),
    )


def warned(warnings: tuple[Text, ...]) -> tuple[Block, ...]:
    return tuple(Paragraph(spaced((Bold(_("Please look again:")), text))) for text in warnings)


def created(event: Gathering, *, is_idea: bool) -> View:
    if is_idea:
        return View.of(
            Paragraph(_("Thank you. Your idea is with the secretariat as {ref}; you are told what becomes of it.",
                        ref=Bold(event.ref))),
        )  # fmt: skip
    return View.of(
        Paragraph(_("{title} is planned as {ref}. Nobody has been told yet.", title=Bold(event.title), ref=event.ref)),
        Buttons((
            Button(_("Speakers"), ShowSpeakers(event.id), "primary"), Button(_("Open it"), ShowGathering(event.id)),
        )),
        Note(_("Next: ask who shall speak. Publish it once they have agreed.")),
    )  # fmt: skip


def idea(event: Gathering, who: Text, profile_facts: tuple[tuple[Text, Text], ...], *, is_open: bool) -> View:
    """The office's card of a member's idea."""
    return View.of(
        Heading(_("Idea for an event: {title}", title=event.title)),
        *((Paragraph(event.abstract),) if event.abstract else ()),
        Fields(((_("Proposed by"), who), *facts(event), *profile_facts)),
        *((Buttons((Button(_("Take it up"), TakeUp(event.id), "primary"),)),) if is_open else ()),
        Note(event.ref if is_open else _("{ref}. It has been taken care of.", ref=event.ref)),
    )


_UTC: Final = ZoneInfo("UTC")
