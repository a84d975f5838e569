"""The one value a handler answers with; nothing of it is shown before the transaction is committed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.forms import Form
from bot.ui.text import Text
from bot.ui.view import View


@dataclass(frozen=True, slots=True)
class Post:
    """A message everybody in the place can read."""

    view: View


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message only the person sees. In a direct conversation it is an ordinary message."""

    view: View


@dataclass(frozen=True, slots=True)
class Update:
    """Redraw the message whose button was pressed; where there is none, the same as Ephemeral."""

    view: View


@dataclass(frozen=True, slots=True)
class OpenForm:
    form: Form


@dataclass(frozen=True, slots=True)
class FormErrors:
    """The form was not accepted. `errors` maps field keys to what is wrong; no typed text is lost."""

    form: Form
    errors: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Heard; there is nothing to show."""


Reply: TypeAlias = Post | Ephemeral | Update | OpenForm | FormErrors | Nothing
