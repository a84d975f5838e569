"""What a browser sends, as interactions: pure. Who acts is what the sealed link says, never what the request says."""

from collections.abc import Iterable

from adapters.web.searching import FIELD, chosen
from bot.interactions import Account, FieldValue, Place, Press, Submit, Visit
from bot.links import Link
from bot.ports import MAIL

PRESS, FORM, CHOICE = "press", "form", "choice"


def account(link: Link) -> Account:
    """The person a link was made for; only here such accounts are made, after the seal was opened."""
    return Account(MAIL, MAIL, link.person, language=link.language)


def place(link: Link) -> Place:
    return Place(MAIL, MAIL, link.person, is_direct=True)


def visit(link: Link) -> Visit:
    return Visit(account(link), place(link), link.what, link.data, link.is_card)


def press(link: Link, sent: Iterable[tuple[str, str]] = ()) -> Press:
    """What was picked counts only as far as it was offered."""
    picked = tuple(value for name, value in sent if name == CHOICE and value in link.among)
    return Press(account(link), place(link), link.action, picked[: link.at_most])


def submit(link: Link, sent: Iterable[tuple[str, str]]) -> Submit:
    """A field sent several times is a list of choices."""
    sent, found = [*sent], dict[str, tuple[str, ...]]()
    for name, value in sent:
        if name.startswith(FIELD):
            key = name.removeprefix(FIELD)
            found[key] = (*found.get(key, ()), value)
    values: dict[str, FieldValue] = {key: v[0] if len(v) == 1 else v for key, v in found.items()}
    return Submit(account(link), place(link), link.action, {**values, **chosen(sent)})
