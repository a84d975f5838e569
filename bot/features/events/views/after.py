"""Questions before, feedback and recordings after, and what organisers read of both."""

from collections.abc import Sequence
from typing import Final

from bot.features.events.actions import (
    AddMaterials,
    Ask,
    GetNote,
    GiveFeedback,
    ShowFeedback,
    ShowQuestions,
)
from bot.features.events.model import CONTRIBUTIONS, HEARD_FROM, Contribution, Feedback, Question
from bot.features.gatherings.api import Gathering, facts
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.ui.blocks import Block, Bullets, Button, Buttons, Fields, Heading, LinkButton, Note, Option, Paragraph, Quote
from bot.ui.text import Bold, Text, _, join, n_
from bot.ui.view import File, View

SCORES: Final = tuple(
    Option(str(score), label)
    for score, label in (
        (5, _("5: excellent")), (4, _("4: good")), (3, _("3: fair")), (2, _("2: poor")),
        (1, _("1: not worth the time")),
    )
)  # fmt: skip
SHOWN: Final = 20


def contribution_form(draft: str, event: Gathering, author: str) -> Form:
    kinds = tuple(Option(key, label) for key, label in CONTRIBUTIONS.items())
    return Form(
        draft,
        _("Send a contribution"),
        (
            Field("title", _("Title"), maximum=200),
            Field("abstract", _("Abstract"), "longtext", minimum=100, minimum_han=50, maximum=3000),
            Field("authors", _("Authors, with institutions"), maximum=400, value=author),
            Field("kind", _("Kind"), "choice", options=kinds),
        ),
        submit=_("Send"),
        intro=event.title,
    )


def contributions(event: Gathering, named: Sequence[tuple[Text, Contribution]], reader: Reader) -> View:
    """Titles to read in chat, and everything in a file."""
    if not named:
        return View.of(Heading(_("Contributions to {title}", title=event.title)), Paragraph(_("None has come in yet.")))
    text = "\n\n".join(
        f"{one.title}\n{one.authors} ({reader.plain(CONTRIBUTIONS.get(one.kind, one.kind))})\n"
        f"{reader.plain(name)}, {one.sent_at:%Y-%m-%d %H:%M} UTC\n\n{one.abstract}"
        for name, one in named
    )
    lines = [join((Bold(one.title), one.authors, CONTRIBUTIONS.get(one.kind, one.kind)), " · ") for _n, one in named]
    return View.of(
        Heading(_("Contributions to {title}", title=event.title)),
        Bullets(tuple(lines[:SHOWN])),
        Note(n_("{n} contribution; the file has it with its abstract.",
                "{n} contributions; the file has all with their abstracts.", len(named))),
        files=(File(f"{event.ref}-contributions.txt", text.encode(), "text/plain"),),
    )  # fmt: skip


def questions_open(event: Gathering, speakers: Sequence[Text], *, is_open: bool) -> View:
    who: tuple[Text, ...] = tuple(speakers)
    text: Text = _("{title} begins soon. What would you like to ask?", title=Bold(event.title))
    if who:
        text = _("{title} with {who} begins soon. What would you like to ask?", title=Bold(event.title), who=join(who))
    if not is_open:
        return View.of(Paragraph(_("{title} is over. Thank you for your questions.", title=Bold(event.title))))
    return View.of(
        Paragraph(text),
        Buttons((Button(_("Ask the speakers"), Ask(event.id), "primary"),)),
        Note(_("{ref}. Questions go to the moderator; you can also write them under this message.", ref=event.ref)),
    )


def question_form(draft: str, event: Gathering) -> Form:
    return Form(
        draft,
        _("Ask the speakers"),
        (Field("text", _("Your question"), "longtext", maximum=1000),),
        submit=_("Send"),
        intro=_("The moderator of {title} sees it with your name.", title=event.title),
    )


def questions(event: Gathering, named: Sequence[tuple[Text, Question]]) -> View:
    if not named:
        return View.of(Heading(_("Questions for {title}", title=event.title)), Paragraph(_("None has come in yet.")))
    lines: list[Text] = [join((Bold(name) if isinstance(name, str) else name, one.text), " · ") for name, one in named]
    return View.of(Heading(_("Questions for {title}", title=event.title)), Bullets(tuple(lines)))


def room_opens(event: Gathering, own_zone: str) -> View:
    return View.of(
        Heading(_("The room is open: {title}", title=event.title)),
        Fields(facts(event, own_zone)[:2]),
        Buttons((LinkButton(_("Join online"), event.join_link),)),
        Note(_("{ref}. The link is for you; please do not pass it on.", ref=event.ref)),
    )


def materials_form(draft: str, event: Gathering, *, slides_agreed: bool) -> Form:
    no_recording = _("It was not recorded: leave this empty")
    no_slides = _("Not every speaker agreed: leave this empty")
    return Form(
        draft,
        _("Recording and slides"),
        (
            Field("recording", _("Link to the recording"), "url", required=False, maximum=500,
                  hint="" if event.recorded else no_recording),
            Field("slides", _("Link to the slides"), "url", required=False, maximum=500,
                  hint="" if slides_agreed else no_slides),
        ),
        submit=_("Save"),
        intro=_("Those who took part in {title} get each link once; nobody else.", title=event.title),
    )  # fmt: skip


def materials_kept(event: Gathering, *, is_told: bool) -> View:
    told: Text = _("Those who took part are being told.") if is_told else _("Nobody needs to be told.")
    return View.of(Paragraph(_("{title} is changed.", title=Bold(event.title))), Note(told))


def materials(event: Gathering) -> View:
    every = [(_("Recording"), event.recording), (_("Slides"), event.slides)]
    links = [LinkButton(label, url) for label, url in every if url]
    seen = _("To watch again: {title}", title=event.title)
    return View.of(
        Heading(seen if event.recording else _("To read again: {title}", title=event.title)),
        Buttons((*links, Button(_("Feedback"), GiveFeedback(event.id)))),
        Note(_("{ref}. For those who took part; please do not pass it on.", ref=event.ref)),
    )


def recording_missing(event: Gathering) -> View:
    return View.of(
        Paragraph(_("Those who took part in {title} wait for the recording and the answers.", title=Bold(event.title))),
        Buttons((
            Button(_("Recording and slides"), AddMaterials(event.id), "primary"),
            Button(_("Questions"), ShowQuestions(event.id)),
        )),
        Note(event.ref),
    )  # fmt: skip


def ask_feedback(event: Gathering, *, has_note: bool) -> View:
    note = (Button(_("Note of attendance"), GetNote(event.id)),) if has_note else ()
    return View.of(
        Paragraph(_("Thank you for taking part in {title}. How was it?", title=Bold(event.title))),
        Buttons((Button(_("Feedback"), GiveFeedback(event.id), "primary"), *note)),
        Note(_("{ref}. The organiser reads it without your name.", ref=event.ref)),
    )


def feedback_form(draft: str, event: Gathering, before: Feedback | None = None) -> Form:
    """`before` is what the person has sent already."""
    intro = _("{title}. The organiser reads it without your name, once there are {n} answers.", title=event.title,
              n=str(HEARD_FROM))  # fmt: skip
    if before is not None:
        intro = _("{title}. This is what you sent; what you send now takes its place.", title=event.title)
    score, text = (str(before.score), before.text) if before else ("", "")
    return Form(
        draft,
        _("Feedback"),
        (
            Field("score", _("How was it?"), "choice", options=SCORES, value=score),
            Field("text", _("What should stay, what should change"), "longtext", required=False, maximum=1500,
                  value=text),
        ),
        submit=_("Send"),
        intro=intro,
    )  # fmt: skip


def feedback_summary(event: Gathering, every: Sequence[Feedback]) -> View:
    """Counts, the average and the words once there are enough; no name, and not in the order in which they came."""
    if not every:
        return View.of(Heading(_("Feedback on {title}", title=event.title)), Paragraph(_("None has come in yet.")))
    return View.of(Heading(_("Feedback on {title}", title=event.title)), *_scores(every), *_words(every))


def _scores(every: Sequence[Feedback]) -> tuple[Block, ...]:
    if len(every) < HEARD_FROM:
        few = n_("{n} answer so far. What was said is shown from {least} answers on, so that nobody is recognised.",
                 "{n} answers so far. What was said is shown from {least} answers on, so that nobody is recognised.",
                 len(every), least=str(HEARD_FROM))  # fmt: skip
        return (Note(few),)
    mean = sum(one.score for one in every) / len(every)
    counts = tuple((option.label, str(sum(str(one.score) == option.value for one in every))) for option in SCORES)
    average = n_("{mean} of 5, from {n} answer", "{mean} of 5, from {n} answers", len(every), mean=f"{mean:.1f}")
    return (Fields(((_("On average"), average), *counts)),)


def _words(every: Sequence[Feedback]) -> tuple[Block, ...]:
    if len(every) < HEARD_FROM:
        return ()
    return tuple(Quote(text) for text in sorted(one.text for one in every if one.text)[:SHOWN])


def statistics(event: Gathering, expected: int, present: int, every: Sequence[Feedback]) -> View:
    return View.of(
        Heading(_("Looking back: {title}", title=event.title)),
        Fields(((_("Had a place"), str(expected)), (_("Checked in"), str(present) if present else _("not recorded")))),
        *(_scores(every) if every else ()),
        Buttons((Button(_("What they thought"), ShowFeedback(event.id)),)),
        Note(event.ref),
    )


def note_file(event: Gathering, file: File) -> View:
    return View.of(Paragraph(_("Your note for {title}, to print.", title=Bold(event.title))), files=(file,))


def minutes_form(draft: str, event: Gathering) -> Form:
    return Form(
        draft,
        _("Left early"),
        (
            Field("person", _("Who"), "search", source="members", hint=_("Begin to type the name")),
            Field("minutes", _("Minutes there"), "number", minimum=1, maximum=max(event.minutes, 1)),
        ),
        submit=_("Save"),
        intro=_("Who was checked in counts as there for the whole time, unless you say otherwise."),
    )
