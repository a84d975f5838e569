"""The question before a dangerous press, drawn from the words kept for it, or from the message it is about."""

import logging

import discord

from adapters.discord import inbound, limits
from adapters.discord.controls import NO, Control, pressing
from adapters.discord.markup import escape
from adapters.discord.outbound import BUTTON, JSON, ROW, STYLES, TEXT
from adapters.discord.questions import Question, Questions
from bot.errors import Conflict, Unavailable
from bot.i18n import Reader
from bot.ui.text import _, shortened

log = logging.getLogger("convenor.discord")


async def ask(i: discord.Interaction, control: Control, questions: Questions) -> list[JSON]:
    """The question as components; only the person who pressed will see it."""
    stored = await _recalled(control.question, questions) if control.question else None
    button = _button(i)
    question = Question.load(stored) if stored else _general(i, button)
    private = i.message is not None and i.message.flags.ephemeral
    style = STYLES["danger"] if button is None or button.style is discord.ButtonStyle.danger else STYLES["primary"]
    yes = pressing(f"{'own' if private else 'yes'}:{control.payload}", set())
    texts = [f"### {question.title}", question.text]
    answers: list[JSON] = [
        {"type": BUTTON, "style": style, "label": question.yes, "custom_id": yes},
        {"type": BUTTON, "style": STYLES["plain"], "label": question.no, "custom_id": NO},
    ]
    return [*({"type": TEXT, "content": text} for text in texts if text), {"type": ROW, "components": answers}]


async def _recalled(key: str, questions: Questions) -> str | None:
    try:
        return await questions.recall(key)
    except (Conflict, Unavailable) as error:
        log.warning("the words of a question cannot be read: %s", error)
        return None


def _button(i: discord.Interaction) -> discord.Button | None:
    pressed = dict(i.data or {}).get("custom_id")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return next((b for b in inbound.components(i) if isinstance(b, discord.Button) and b.custom_id == pressed), None)


def _general(i: discord.Interaction, button: discord.Button | None) -> Question:
    """Words for a question that is no longer known: what was pressed, and the beginning of what it stands under."""
    reader = Reader(inbound.language(i))
    label = (button.label if button else None) or "?"
    about = next((c.content for c in inbound.components(i) if isinstance(c, discord.TextDisplay)), "")
    return Question(
        reader.plain(_("Really do this?")),
        "\n".join((escape(reader.plain(_("You pressed “{label}” under:", label=label))), about[:1000])),
        shortened(label, limits.BUTTON_LABEL),
        reader.plain(_("Back")),
    )


def declined(i: discord.Interaction) -> list[JSON]:
    reader = Reader(inbound.language(i))
    return [{"type": TEXT, "content": escape(reader.plain(_("Nothing was changed.")))}]
