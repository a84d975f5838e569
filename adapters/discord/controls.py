"""What a custom_id means. It carries a packed action, if need be behind a prefix; there is no other memory.

applications.claim:01J8...          a button or menu
2:applications.claim:01J8...        the same action once more in one message (a second menu of a long list)
ask:k3Jz0a:applications.drop:01J8   a button that asks first; the middle names the question
yes:applications.drop:01J8          "yes" to a question that was asked about a message everybody sees
own:applications.drop:01J8          "yes" to a question that was asked about a message only the person sees
no                                  "no" to any question
form:01J8...                        a modal; the rest is the draft behind it
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from adapters.discord.limits import CUSTOM_ID

NO = "no"
FORM = "form:"
_KEY = 6
Kind: TypeAlias = Literal["press", "ask", "yes", "own", "no"]
_CONTROL = re.compile(r"(?:(\d+):)?(?:(ask):([\w-]*):|(yes|own):)?(.*)", re.S)


@dataclass(frozen=True, slots=True)
class Control:
    """`payload` is the packed action, `question` the key of what is asked before it."""

    kind: Kind
    payload: str = ""
    question: str = ""


def read(custom_id: str) -> Control:
    if custom_id == NO:
        return Control("no")
    found = _CONTROL.fullmatch(custom_id)
    if found is None:
        return Control("press", custom_id)
    _number, ask, question, answered, payload = found.groups()
    if ask:
        return Control("ask", payload, question)
    return Control("yes" if answered == "yes" else "own" if answered == "own" else "press", payload)


def pressing(payload: str, taken: set[str]) -> str:
    """The custom_id of an action; a number in front keeps it apart from others in the same message.

    Raises ValueError when it does not fit: an action may pack to 95 characters if it asks first, else to 98.
    """
    custom_id, number = payload, 1
    while custom_id in taken:
        number += 1
        custom_id = f"{number}:{payload}"
    if len(custom_id) > CUSTOM_ID:
        raise ValueError(f"a custom_id holds {CUSTOM_ID} characters, not {len(custom_id)}: {custom_id}")
    taken.add(custom_id)
    return custom_id


def asking(payload: str, question: str, taken: set[str]) -> str:
    """The custom_id of a button that asks first; without room for its key the question will be a general one."""
    whole = f"ask:{question}:{payload}"
    return pressing(whole if len(whole) <= CUSTOM_ID else f"ask::{payload}", taken)


def key_of(words: str) -> str:
    """The name of a question: the same words have the same name."""
    return base64.urlsafe_b64encode(hashlib.blake2b(words.encode(), digest_size=6).digest()).decode()[:_KEY]
