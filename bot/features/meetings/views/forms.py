"""The forms of a new meeting: what, when and where.

Five questions leave no room for an introduction where a platform shows five things at once: it would cost a press more.
"""

from bot.features.gatherings import api as gatherings
from bot.features.meetings.model import CALLED, KINDS
from bot.forms import Field, Form
from bot.ui.blocks import Option
from bot.ui.text import Text, _
from bot.when import HINT
from bot.zones import City

WORDS, COSTS = "words", "costs"
PARTS = (WORDS, COSTS)
"""What can be changed of a meeting beside its time and its place."""
STEPS = "3"


def _step(what: Text, number: int) -> Text:
    return _("{what} ({n} of {all})", what=what, n=str(number), all=STEPS)


def what_form(draft: str, *, has_business: bool, has_quarterly: bool) -> Form:
    """The kinds this network calls by form; where it has quarterly meetings, it says where those are."""
    kinds = [kind for kind in CALLED if kind != "business" or has_business]
    planned = _("Quarterly meetings are planned already: /meeting list shows them") if has_quarterly else ""
    title, confidentiality, about = _words()
    return Form(
        draft,
        _step(_("New meeting"), 1),
        (
            Field("kind", _("Kind"), "choice", options=tuple(Option(kind, KINDS[kind]) for kind in kinds),
                  hint=planned),
            title,
            Field("mode", _("How people meet"), "choice",
                  options=tuple(Option(mode, label) for mode, label in gatherings.MODES.items())),
            confidentiality,
            about,
        ),
    )  # fmt: skip


def _words() -> tuple[Field, Field, Field]:
    return (
        Field("title", _("Title"), maximum=150),
        Field("confidentiality", _("How confidential it is"), "choice",
              options=tuple(Option(key, label) for key, label in gatherings.CONFIDENCE.items())),
        Field("about", _("What it is about"), "longtext", required=False, maximum=1500),
    )  # fmt: skip


def _costs(mode: gatherings.Mode) -> tuple[Field, ...]:
    food = Field("refreshments", _("Refreshments"), required=False, maximum=150,
                 hint=_("Empty: none. Else such as tea and cake, or a common dinner"))  # fmt: skip
    return (
        *((food,) if mode != "online" else ()),
        Field("cost", _("Cost"), required=False, maximum=100, hint=_("Empty: it costs nothing. Else such as CNY 200")),
        Field("refund", _("What is given back"), required=False, maximum=300,
              hint=_("If somebody gives up the place, such as: all until 7 days before")),
    )  # fmt: skip


def costs_form(draft: str, mode: gatherings.Mode) -> Form:
    """Of a meeting that is being planned."""
    return Form(draft, _("Food and cost"), _costs(mode), submit=_("Read it back to me"))


def edit_form(draft: str, meeting: gatherings.Gathering, part: str) -> Form:
    fields = _costs(meeting.mode) if part == COSTS else _words()
    return Form(draft, _("Change {ref}", ref=meeting.ref), fields, submit=_("Save"))


def when_form(draft: str, own_zone: str, home: str) -> Form:
    """The city is that of who asks, until another is written; days end by the clock of the network (`home`)."""
    as_usual = _("A day by the clock of {city}, such as 4 Mar 2027. Empty: as usual", city=City(home))
    city = own_zone.rpartition("/")[2].replace("_", " ")
    return Form(
        draft,
        _step(_("When"), 2),
        (
            Field("when", _("Date and time there"), maximum=100, hint=HINT),
            Field("zone", _("Time of which city"), maximum=60, value=city,
                  hint=_("For example Suzhou, Toronto or Kathmandu")),
            Field("minutes", _("Length in minutes"), "number", minimum=5, maximum=1440, value="90"),
            Field("answers", _("Answers until (day)"), required=False, maximum=100, hint=as_usual),
            Field("agenda", _("Agenda ready by (day)"), required=False, maximum=100, hint=as_usual),
        ),
    )  # fmt: skip


def place_form(draft: str, mode: gatherings.Mode) -> Form:
    return Form(
        draft,
        _step(_("Where"), 3),
        _places(mode),
        submit=_("Read it back to me"),
        intro=_("What you do not know yet can be added later, but before it is announced."),
    )


def fill_in_form(draft: str, ref: str) -> Form:
    """What is missing from a planned meeting."""
    return Form(draft, _("Where: {ref}", ref=ref), gatherings.place_fields(), submit=_("Read it back to me"))


def _places(mode: gatherings.Mode) -> tuple[Field, ...]:
    room = (
        Field("venue", _("Place"), required=False, maximum=150),
        Field("room", _("Room"), required=False, maximum=100),
        Field("native", _("Address in the local script"), required=False, maximum=300,
              hint=_("As a taxi driver there reads it")),
    )  # fmt: skip
    link = Field("link", _("Link for joining online"), "url", required=False, maximum=500,
                 hint=_("Only those who take part get it"))  # fmt: skip
    return (
        *(room if mode != "online" else ()),
        *((link,) if mode != "in_person" else ()),
        gatherings.seats_field(),
    )


def urgency_form(draft: str) -> Form:
    why = Field("urgency", _("Why it cannot wait"), "longtext", minimum=10, maximum=500)
    return Form(draft, _("Record urgency"), (why,), submit=_("Record"),
                intro=_("This is shown in the announcement, and kept with your name."))  # fmt: skip


def decline_form(draft: str) -> Form:
    word = Field("word", _("A word to who proposed it"), "longtext", maximum=500)
    return Form(draft, _("Decline the proposal"), (word,), submit=_("Decline"))
