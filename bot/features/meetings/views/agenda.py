"""The agenda in the making: what was asked for, the order, what is published, and who hears of it."""

from collections.abc import Mapping

from bot.features.gatherings import api as gatherings
from bot.features.meetings.actions import (
    AcceptItem,
    DeclineItem,
    EditItem,
    PickItem,
    PublishAgenda,
    ShiftItem,
    ShowAgenda,
    TakeOffItem,
)
from bot.features.meetings.model import ITEM_STATES, AgendaItem, on_agenda
from bot.forms import Field, Form
from bot.ui.blocks import Block, Bullets, Button, Buttons, Choice, Fields, Heading, Note, Option, Paragraph, Quote
from bot.ui.text import COLON, Bold, Inline, Link, Moment, Phrase, Text, _, join, n_, shortened, spaced
from bot.ui.view import View


def item_form(draft: str, meeting: gatherings.Gathering) -> Form:
    until = _("Until {when}.", when=Moment(meeting.items_by)) if meeting.items_by else ""
    return Form(
        draft,
        _("Agenda item"),
        (
            *_item_fields(),
            Field("why", _("Why it matters"), "longtext", required=False, maximum=1000),
        ),
        submit=_("Send"),
        intro=until,
    )  # fmt: skip


def _item_fields() -> tuple[Field, ...]:
    return (
        Field("title", _("Title"), maximum=150),
        Field("kind", _("What for"), "choice",
              options=tuple(Option(kind, label) for kind, label in gatherings.POINTS.items())),
        Field("minutes", _("Length in minutes"), "number", required=False, minimum=1, maximum=600),
        Field("paper", _("Link to a paper"), "url", required=False, maximum=500, hint="https://"),
    )  # fmt: skip


def edit_item_form(draft: str) -> Form:
    return Form(draft, _("Agenda item"), _item_fields(), submit=_("Save"))


def decline_item_form(draft: str) -> Form:
    word = Field("word", _("A word to who asked"), "longtext", maximum=500)
    return Form(draft, _("Decline the item"), (word,), submit=_("Decline"))


def request(item: AgendaItem, meeting: gatherings.Gathering, who: Text) -> View:
    """To the secretariat: somebody asks for an item."""
    facts: list[tuple[Text, Text]] = [(_("Meeting"), spaced((meeting.ref, meeting.title))), (_("Asked by"), who)]
    if item.kind in gatherings.POINTS:
        facts.append((_("What for"), gatherings.POINTS[item.kind]))
    if item.minutes:
        facts.append((_("How long"), gatherings.length(item.minutes)))
    facts += [(_("Paper"), paper) for paper in item.papers]
    head = (Heading(_("Agenda item: {title}", title=item.title)), Fields(tuple(facts)))
    why = (Quote(item.why),) if item.why else ()
    if item.state != "asked_for":
        said = (Quote(item.word),) if item.word else ()
        return View.of(*head, *why, Note(_("Answered: {state}.", state=ITEM_STATES[item.state])), *said)
    row = (Button(_("Accept"), AcceptItem(item.id), "primary"), Button(_("Decline"), DeclineItem(item.id)))
    return View.of(*head, *why, Buttons(row))


def item_taken(item: AgendaItem) -> View:
    """To who took it up, with the way to the order of the day."""
    return View.of(
        Paragraph(_("“{title}” is on the agenda.", title=item.title)),
        Buttons((Button(_("Agenda"), ShowAgenda(item.meeting), "primary"),)),
    )


def item_answered(item: AgendaItem, meeting: gatherings.Gathering) -> View:
    """To who asked."""
    if item.state == "accepted":
        text = _("Your item “{item}” is on the agenda of {title}.", item=item.title, title=Bold(meeting.title))
    else:
        text = _("Your item “{item}” is not on the agenda of {title}.", item=item.title, title=Bold(meeting.title))
    said = (Paragraph((_("The secretariat says"), COLON)), Quote(item.word)) if item.word else ()
    return View.of(Paragraph(text), *said, Note(meeting.ref))


def workbench(
    meeting: gatherings.Gathering,
    items: tuple[AgendaItem, ...],
    owners: Mapping[str, str],
    *,
    chair_first: bool,
    done: Phrase | str = "",
) -> View:
    """The workbench of who orders it. `chair_first` says that publishing asks the chair, `done` what was done now."""
    row = on_agenda(items)
    asked = [item for item in items if item.state == "asked_for"]
    lines = tuple(_line(item, owners) for item in row)
    minutes = sum(item.minutes for item in row)
    return View.of(
        Heading(_("Agenda of {title}", title=meeting.title)),
        *((Paragraph(Bold(done)),) if done else ()),
        *((Bullets(lines, numbered=True),) if lines else (Paragraph(_("There is nothing on it yet.")),)),
        *_too_long(minutes, meeting),
        *((Paragraph(Bold(_("Asked for, not answered yet"))),
           Bullets(tuple(_line(item, owners) for item in asked))) if asked else ()),
        *((Choice(PickItem(meeting.id), _("An item …"),
                  tuple(Option(item.id, shortened(item.title)) for item in (*row, *asked))),) if row or asked else ()),
        Buttons((
            *((_publish(meeting, chair_first=chair_first),) if row else ()),
            Button(_("Add an item"), gatherings.AskForItem(meeting.id)),
        )),
        Note(_("{ref}. Agenda by {when}.", ref=meeting.ref, when=Moment(meeting.agenda_by)) if meeting.agenda_by
             else meeting.ref),
    )  # fmt: skip


def _publish(meeting: gatherings.Gathering, *, chair_first: bool) -> Button:
    return Button(
        _("Ask the chair to approve") if chair_first else _("Publish agenda"),
        PublishAgenda(meeting.id, meeting.version),
        "primary",
    )


def _line(item: AgendaItem, owners: Mapping[str, str]) -> tuple[Inline, ...]:
    parts: list[Text] = [item.title]
    if item.kind in gatherings.POINTS:
        parts.append(gatherings.POINTS[item.kind])
    if item.minutes:
        parts.append(n_("{n} minute", "{n} minutes", item.minutes))
    if item.owner in owners:
        parts.append(owners[item.owner])
    papers = [Link(_("paper {number}", number=str(n)), paper) for n, paper in enumerate(item.papers, 1)]
    return join((*parts, *papers), " · ")


def _too_long(minutes: int, meeting: gatherings.Gathering) -> tuple[Block, ...]:
    if minutes <= meeting.minutes:
        return ()
    return (Note(_("The items take {planned} minutes; the meeting has {all}.", planned=str(minutes),
                   all=str(meeting.minutes))),)  # fmt: skip


def item_menu(item: AgendaItem) -> View:
    """One item, with what can be done to it."""
    head = (Paragraph(Bold(item.title)), *((Quote(item.why),) if item.why else ()))
    back = Button(_("Back"), ShowAgenda(item.meeting))
    if item.state == "asked_for":
        row = (Button(_("Accept"), AcceptItem(item.id), "primary"), Button(_("Decline"), DeclineItem(item.id)), back)
    else:
        row = (
            Button(_("Up"), ShiftItem(item.id, -1)),
            Button(_("Down"), ShiftItem(item.id, 1)),
            Button(_("Edit"), EditItem(item.id)),
            Button(_("Take off"), TakeOffItem(item.id)),
            back,
        )
    return View.of(*head, Buttons(row))


def for_the_chair(meeting: gatherings.Gathering, own_zone: str) -> View:
    return View.of(
        Heading(_("Please approve the agenda of {title}", title=meeting.title)),
        Fields(((_("When"), gatherings.times(meeting, own_zone)), (_("Reference"), meeting.ref))),
        Buttons((Button(_("See it"), ShowAgenda(meeting.id), "primary"),)),
    )


def agenda_published(meeting: gatherings.Gathering, own_zone: str) -> View:
    """Told once to those who come."""
    return View.of(
        Heading(_("The agenda is ready: {title}", title=meeting.title)),
        Fields(((_("When"), gatherings.times(meeting, own_zone)),)),
        *gatherings.programme(meeting),
        Note(meeting.ref),
    )


def agenda_due(meeting: gatherings.Gathering, asked: int, row: int) -> View:
    """To who looks after it."""
    until = Moment(meeting.agenda_by) if meeting.agenda_by else ""
    return View.of(
        Paragraph(_("The agenda of {title} is due by {when}.", title=Bold(meeting.title), when=until)),
        Paragraph(join((n_("{n} item is on it", "{n} items are on it", row),
                        n_("{n} waits for an answer", "{n} wait for an answer", asked)))),
        Buttons((Button(_("Agenda"), ShowAgenda(meeting.id), "primary"),)),
        Note(meeting.ref),
    )  # fmt: skip
