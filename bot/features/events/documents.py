"""The note that somebody took part: a page to print, in the reader's language."""

from html import escape

from bot.context import Context
from bot.features.events import kinds
from bot.features.gatherings import api as gatherings
from bot.profile import Profile
from bot.ui.text import Moment, Text, _
from bot.ui.view import File

PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:serif;max-width:40em;margin:4em auto;line-height:1.6}}h1{{font-size:1.6em}}</style>
<h1>{title}</h1>
{lines}
</html>
"""


def note(ctx: Context, event: gatherings.Gathering, answer: gatherings.Answer) -> File:
    """Says who was at what, when and for how long, and who says so."""
    plain = ctx.reader.plain
    training = event.kind == kinds.TRAINING
    title = _("Note of completion") if training else _("Note of attendance")
    kind = kinds.kind_of(ctx.profile, event.kind)
    minutes = answer.minutes or event.minutes
    lines: list[Text] = [
        _("{who} took part in this event of {network}:", who=ctx.me.person.known_as,
          network=ctx.profile.network.name(ctx.reader.language)),
        event.title,
        kind.label,
        gatherings.there(event.starts_at, event.zone),
        gatherings.length(minutes),
    ]  # fmt: skip
    if event.extra.get("facilitator"):
        lines.append(_("Facilitator: {who}", who=event.extra["facilitator"]))
    lines += [
        _("Reference {ref}, made on {day}.", ref=event.ref, day=Moment(ctx.now, "date")),
        _("This note says that the person was checked in. It is no certificate and no degree."),
    ]
    page = PAGE.format(
        language=ctx.reader.language, title=escape(plain(title)),
        lines="\n".join(f"<p>{escape(plain(line))}</p>" for line in lines),
    )  # fmt: skip
    return File(f"{event.ref}.html", page.encode(), "text/html")


def why_not(profile: Profile, event: gatherings.Gathering, answer: gatherings.Answer) -> Text:
    """What is missing for a note, with the next step."""
    if answer.attended == "present" and event.kind == kinds.TRAINING and profile.training is not None:
        share = round(profile.training.attendance_threshold * 100)
        if profile.training.completion_note == "never":
            return _("This network gives no completion notes.")
        return _("A completion note needs {share} % of the time; you were there for {minutes} minutes of {all}.",
                 share=str(share), minutes=str(answer.minutes), all=str(event.minutes))  # fmt: skip
    return _("A note needs that you were checked in, once it is over. If you were there, ask the organiser to add you.")
