"""Replies as pages: pure. The same views, buttons and forms as in chat, and they work without any script."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import assert_never

from adapters.html import html, linkable, words
from adapters.web.forms import drawn_form, hidden
from adapters.web.inbound import CHOICE, PRESS
from adapters.web.limits import RADIO
from adapters.web.links import filling, pressing
from adapters.web.markup import frame
from bot.app import Answer
from bot.i18n import Reader
from bot.links import Link, Question
from bot.ui.blocks import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Confirm,
    Divider,
    Fields,
    Heading,
    LinkButton,
    Note,
    Option,
    Paragraph,
    Quote,
)
from bot.ui.replies import Ephemeral, FormErrors, Nothing, OpenForm, Post, Update
from bot.ui.text import Bold, Text, _
from bot.ui.view import File, View


@dataclass(frozen=True, slots=True)
class Desk:
    """What all pages behind one link have in common. `seal` makes the tokens that its buttons carry."""

    link: Link
    reader: Reader
    network: str
    name: str
    seal: Callable[[Link], str]

    def page(self, title: str, parts: Sequence[str]) -> str:
        """Says whom it is for, so that who was forwarded a link notices."""
        reader = self.reader
        whom = _("For {name}. Not you? Close this page.", name=Bold(self.name)) if self.name else ""
        above = [f'<p class="for">{html(whom, reader)}</p>'] if whom else []
        closing = reader.plain(_("This page is for one person and for a limited time. Do not pass its address on."))
        return frame(reader.language, title, self.network, [*above, *parts], closing)

    def press(self, button: Button, *, asked: bool = False) -> str:
        """The token of a button; what is dangerous asks first unless that was done."""
        link = pressing(self.link, button.action.pack())
        ask = None if asked or button.confirm is None else _question(button.confirm, self.reader)
        return self.seal(replace(link, ask=ask))


def visited(desk: Desk, view: View, *, done: bool = False) -> str:
    """The page of a notice; the answer that was chosen in the mail comes first, to be confirmed."""
    heading = title(view, desk.reader)
    chosen = None if done else _offered(view, desk.link.action)
    if chosen is not None:
        return desk.page(heading, [*_proposal(desk, chosen), *drawn(_without(view, chosen), desk.reader, desk)])
    parts = list(drawn(view, desk.reader, desk))
    if desk.link.action and not done:
        gone = _("What you chose in the mail is answered by now, or can no longer be given. This is how it stands:")
        parts = [f"<p>{html(gone, desk.reader)}</p>", *parts]
    return desk.page(heading, parts)


def replied(desk: Desk, answer: Answer) -> str:
    """The page after a press or a form, with the way back to the notice."""
    match answer.reply:
        case Post(view) | Ephemeral(view) | Update(view):
            parts, heading = [*drawn(view, desk.reader, desk), _back(desk)], title(view, desk.reader)
        case OpenForm(form):
            parts, heading = drawn_form(form, {}, desk.seal(filling(desk.link, form.draft)), desk.reader)
        case FormErrors(form, errors):
            parts, heading = drawn_form(form, errors, desk.seal(filling(desk.link, form.draft)), desk.reader)
        case Nothing():
            heading = desk.reader.plain(_("Done."))
            parts = [f"<p>{words(heading)}</p>", _back(desk)]
        case _:
            assert_never(answer.reply)
    return desk.page(heading, parts)


def asked(desk: Desk, question: Question, token: str) -> str:
    """The page between a dangerous button and its effect. `token` does it without asking again."""
    yes = f'<div class="row">{_form(token, question.yes, "danger")}</div>'
    no = f'<p><a class="button" href="">{words(question.no)}</a></p>'
    return desk.page(question.title, [f"<h1>{words(question.title)}</h1>", f"<p>{words(question.text)}</p>", yes, no])


def told(reader: Reader, network: str, heading: Text, text: Text) -> str:
    """A page that says why nothing is here."""
    parts = [f"<h1>{html(heading, reader)}</h1>", f"<p>{html(text, reader)}</p>"]
    return frame(reader.language, reader.plain(heading), network, parts)


def title(view: View, reader: Reader) -> str:
    firsts = (block.text for block in view.blocks if isinstance(block, Heading | Paragraph))
    return reader.plain(view.summary) or reader.plain(next(firsts, "")) or "Convenor"


def drawn(view: View, reader: Reader, desk: Desk | None = None) -> Iterator[str]:
    """All blocks and files of a view. Without a desk nobody in particular reads, so nothing can be pressed."""
    above, below = view.around_pictures()
    yield from (_block(block, reader, desk) for block in above)
    yield from (_picture(file, reader) for file in view.pictures)
    yield from (_block(block, reader, desk) for block in below)
    yield from (_enclosed(file) for file in view.enclosed)


def _block(block: Block, reader: Reader, desk: Desk | None) -> str:
    match block:
        case Heading(text):
            return f"<h2>{html(text, reader)}</h2>"
        case Paragraph(text):
            return f"<p>{html(text, reader)}</p>"
        case Quote(text):
            return f'<blockquote dir="auto">{html(text, reader)}</blockquote>'
        case Note(text):
            return f'<p class="note">{html(text, reader)}</p>'
        case Bullets(items):
            tag = "ol" if block.numbered else "ul"
            return f"<{tag}>{''.join(f'<li>{html(item, reader)}</li>' for item in items)}</{tag}>"
        case Fields(pairs):
            rows = (
                f'<tr><th scope="row">{html(name, reader)}</th><td dir="auto">{html(value, reader) or "–"}</td></tr>'
                for name, value in pairs
            )
            return f"<table>{''.join(rows)}</table>"
        case Divider():
            return "<hr>"
        case Buttons(items):
            return f'<div class="row">{"".join(_button(item, reader, desk) for item in items)}</div>'
        case Choice():
            return _choice(desk, block) if desk is not None else ""
        case _:
            assert_never(block)


def _button(item: Button | LinkButton, reader: Reader, desk: Desk | None) -> str:
    label = reader.plain(item.label)
    if isinstance(item, Button):
        return _form(desk.press(item), label, item.style) if desk is not None else ""
    if not linkable(item.url):
        return words(f"{label} ({item.url})")
    return f'<a class="button" rel="noreferrer" href="{escape(item.url)}">{words(label)}</a>'


def _form(token: str, label: str, style: str, inside: str = "") -> str:
    """A button is a form of its own; it is sent to the address of the page it stands on."""
    return f'<form method="post">{hidden(PRESS, token)}{inside}<button class="{style}">{words(label)}</button></form>'


def _choice(desk: Desk, choice: Choice) -> str:
    """Ticks side by side, or a menu where one is to be picked from many."""
    reader = desk.reader
    legend, chosen = html(choice.placeholder, reader), choice.selected
    labels = [(option.value, words(_label(option, reader))) for option in choice.options]
    if choice.at_most == 1 and len(labels) > RADIO:
        rows = "".join(
            f'<option value="{escape(value)}"{" selected" if value in chosen else ""}>{label}</option>'
            for value, label in labels
        )
        picks = f'<div class="field"><label>{legend} <select name="{CHOICE}">{rows}</select></label></div>'
    else:
        kind = "checkbox" if choice.at_most > 1 else "radio"
        rows = "".join(
            f'<label class="pick"><input type="{kind}" name="{CHOICE}" value="{escape(value)}"'
            f"{' checked' if value in chosen else ''}> {label}</label>"
            for value, label in labels
        )
        picks = f"<fieldset><legend>{legend}</legend>{rows}</fieldset>"
    values = tuple(value for value, _words in labels)
    token = desk.seal(replace(pressing(desk.link, choice.action.pack()), among=values, at_most=choice.at_most))
    return _form(token, reader.plain(_("Choose")), "plain", picks)


def _label(option: Option, reader: Reader) -> str:
    more = f" – {reader.plain(option.description)}" if option.description else ""
    return reader.plain(option.label) + more


def _offered(view: View, action: str) -> Button | None:
    """The button of that packed action, if the view has it today."""
    for block in view.blocks:
        if isinstance(block, Buttons):
            for item in block.items:
                if action and isinstance(item, Button) and item.action.pack() == action:
                    return item
    return None


def _without(view: View, chosen: Button) -> View:
    """The view without that button, which stands on top of the page already."""
    blocks: list[Block] = []
    for block in view.blocks:
        if not isinstance(block, Buttons):
            blocks.append(block)
        elif left := tuple(item for item in block.items if item is not chosen):
            blocks.append(replace(block, items=left))
    return replace(view, blocks=tuple(blocks))


def _proposal(desk: Desk, button: Button) -> list[str]:
    """Programs that look into mails open links too, so opening one does nothing yet."""
    reader, label = desk.reader, desk.reader.plain(button.label)
    if button.confirm is not None:
        question = _question(button.confirm, reader)
        above = f"<h2>{words(question.title)}</h2><p>{words(question.text)}</p>"
        pressed = _form(desk.press(button, asked=True), question.yes, "danger")
    elif button.action.opens_form:
        chosen = _("You chose this in the mail. Next: a short form. It counts once you have sent that.")
        above = f"<p>{html(chosen, reader)}</p>"
        pressed = _form(desk.press(button), label, "primary")
    else:
        chosen = _("You chose this in the mail. It counts once you press here.")
        above = f"<p>{html(chosen, reader)}</p>"
        confirm = reader.plain(_("Press to confirm: {answer}", answer=label))
        pressed = _form(desk.press(button), confirm, "primary")
    return [f'<div class="asked">{above}<div class="row">{pressed}</div></div>']


def _question(confirm: Confirm, reader: Reader) -> Question:
    return Question(*(reader.plain(text) for text in (confirm.title, confirm.text, confirm.yes, confirm.no)))


def _back(desk: Desk) -> str:
    back = desk.reader.plain(_("See how it stands now"))
    return f'<p class="note"><a href="">{words(back)}</a></p>'


def _picture(file: File, reader: Reader) -> str:
    alt = reader.plain(file.alt) or file.name
    return f'<p><img alt="{escape(alt)}" src="{_data(file)}"></p>'


def _enclosed(file: File) -> str:
    name = escape(file.name)
    return f'<p><a class="button" download="{name}" href="{_data(file)}">{words(file.name)}</a></p>'


def _data(file: File) -> str:
    """The file is in the page itself: nothing is kept for somebody to come and fetch it."""
    kind = file.media_type.partition(";")[0].strip()
    return f"data:{escape(kind)};base64,{base64.b64encode(file.content).decode()}"
