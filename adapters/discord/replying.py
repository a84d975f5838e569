"""Replies on their way back: each becomes the one first answer Discord allows within three seconds, or a later edit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, assert_never

import aiohttp
import discord

from adapters.discord import inbound, limits, modals
from adapters.discord.controls import read
from adapters.discord.drawn import NOBODY, Drawn, DrawnModal, files_of
from adapters.discord.markup import parts
from adapters.discord.outbound import JSON, TEXT, Page, draw
from adapters.discord.questions import Questions
from bot.app import Answer, OpenDraft
from bot.errors import Conflict, Unavailable
from bot.forms import Form
from bot.i18n import Reader
from bot.ui.blocks import Bullets, Button, Buttons, Note, Paragraph
from bot.ui.replies import Ephemeral, FormErrors, Nothing, OpenForm, Post, Update
from bot.ui.text import COLON, Bold, Text, _
from bot.ui.view import View

log = logging.getLogger("convenor.discord")

ALREADY_ANSWERED, TOO_LATE = 40060, 10062
State: TypeAlias = Literal["open", "thinking", "updating", "answered"]


@dataclass(slots=True)
class Line:
    """Those who wait for an answer. Once it is long, everybody in it is promised one: later that would be too late."""

    waiting: int = 0
    is_long: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def joined(self) -> Generator[None]:
        self._grow(1)
        try:
            yield
        finally:
            self._grow(-1)

    def _grow(self, by: int) -> None:
        self.waiting += by
        if self.waiting > limits.CROWD:
            self.is_long.set()
        else:
            self.is_long.clear()


@dataclass(slots=True)
class Turn:
    """One interaction that waits for its answer.

    `redraw` is the message an Update is meant for, when it is not the one that was pressed: then that one was only a
    question, and goes away. `own` says that the pressed message has served and makes room for whatever comes next.
    """

    i: discord.Interaction
    questions: Questions
    line: Line
    own: bool = False
    redraw: int | None = None
    state: State = "open"

    async def finish(self, work: Awaitable[Answer]) -> None:
        """Wait for the reply and show it; when it takes long, tell Discord in time that it will come."""
        with self.line.joined():
            task, crowd = asyncio.ensure_future(work), asyncio.ensure_future(self.line.is_long.wait())
            await asyncio.wait({task, crowd}, timeout=limits.FIRST_ANSWER, return_when=asyncio.FIRST_COMPLETED)
            crowd.cancel()
            if not task.done():
                await self._promise()
            answer = await task
        await self.show(answer)

    async def show(self, answer: Answer) -> None:
        reader = answer.reader
        match answer.reply:
            case Post(view):
                await self._say(draw(view, reader), private=False)
            case Ephemeral(view):
                await self._say(draw(view, reader))
            case Update(view):
                await self._update(draw(view, reader))
            case OpenForm(form):
                await self._open(form, reader)
            case FormErrors(form, errors):
                await self._errors(form, errors, reader)
            case Nothing():
                await self._nothing(reader)
            case _:
                assert_never(answer.reply)

    async def ask(self, components: list[JSON]) -> None:
        """Ask before a dangerous press."""
        await self._say((Page(components),))

    # replies

    async def _open(self, form: Form, reader: Reader) -> None:
        """A modal where Discord allows one and everything fits, else a button that opens it."""
        sheet = modals.draw(form, reader)
        if self.i.type is discord.InteractionType.modal_submit:
            await self._offer(form, reader, _("Continue"), _("Saved. Press Continue for the next step."), sheet.left)
        elif self.state != "open":
            await self._offer(form, reader, _("Open"), _("Your form is ready."), sheet.left)
        elif sheet.left and not self._reopening():
            await self._offer(form, reader, _("Open"), "", sheet.left)
        else:
            await self._first(lambda: self.i.response.send_modal(DrawnModal(sheet.payload)))

    async def _offer(self, form: Form, reader: Reader, label: Text, says: Text, left: tuple[str, ...]) -> None:
        view = View.of(Paragraph((Bold(reader.plain(form.title)), "\n", *parts(says))),
                       Buttons((Button(label, OpenDraft(form.draft), "primary"),)))  # fmt: skip
        await self._say(_with_words(draw(view, reader), left))

    async def _errors(self, form: Form, errors: Mapping[str, Text], reader: Reader) -> None:
        labels = {field.key: field.label for field in form.fields}
        items = tuple(
            (Bold(reader.plain(labels[key])), COLON, *parts(problem)) if key in labels else problem
            for key, problem in errors.items()
        )
        view = View.of(
            Paragraph(_("Please look at this again; what you typed is kept.")),
            Bullets(items),
            Buttons((Button(_("Fix"), OpenDraft(form.draft), "primary"),)),
        )
        await self._say(_with_words(draw(view, reader), modals.draw(form, reader).left))

    async def _update(self, pages: tuple[Page, ...]) -> None:
        if self.redraw is not None:
            await self._redraw(self.redraw, pages)
        elif self.i.message is None:
            await self._say(pages)
        else:
            await self._replace(pages)

    async def _nothing(self, reader: Reader) -> None:
        if self.redraw is not None or self.own:
            await self._first(self.i.response.defer)
            await self._later(self.i.delete_original_response)
        elif self.state == "open" and self.i.message is not None:
            await self._first(self.i.response.defer)
        elif self.state != "updating":
            await self._say(draw(View.of(Note(_("Done."))), reader))

    async def _promise(self) -> None:
        if self.i.message is not None:
            await self._first(self.i.response.defer, "updating")
        else:
            await self._first(lambda: self.i.response.defer(ephemeral=True, thinking=True), "thinking")

    # ways of showing pages

    async def _say(self, pages: tuple[Page, ...], *, private: bool = True) -> None:
        if private and (self.own or self.redraw is not None):
            await self._replace(pages)
            return
        await self._keep(pages)
        first, *rest = pages
        match self.state:
            case "open":
                await self._first(
                    lambda: self.i.response.send_message(
                        view=Drawn(first.components), files=files_of(first), ephemeral=private, allowed_mentions=NOBODY
                    )
                )
            case "thinking" if private:
                await self._fill(first)
            case "thinking":
                # the next message would take the place of the private "is thinking", and be as private
                await self._fill(Page([{"type": TEXT, "content": limits.ELLIPSIS}]))
                await self._follow(first, private)
                await self._later(self.i.delete_original_response)
            case _:
                await self._follow(first, private)
        for page in rest:
            await self._follow(page, private)

    async def _replace(self, pages: tuple[Page, ...]) -> None:
        """Redraw the message that was pressed; what does not fit follows below it."""
        await self._keep(pages)
        first, *rest = pages
        if self.state == "open":
            await self._first(
                lambda: self.i.response.edit_message(
                    view=Drawn(first.components), attachments=files_of(first), allowed_mentions=NOBODY
                )
            )
        else:
            await self._fill(first)
        private = self.i.message is None or self.i.message.flags.ephemeral
        for page in rest:
            await self._follow(page, private)

    async def _redraw(self, message: int, pages: tuple[Page, ...]) -> None:
        """Redraw another message, the one the question was about, and take the question away."""
        page, *more = pages
        if more or self.i.channel_id is None:
            self.redraw = None
            await self._replace(pages)
            return
        if self.state == "open":
            await self._first(self.i.response.defer, "updating")
        await self._keep(pages)
        about = self.i.client.get_partial_messageable(self.i.channel_id).get_partial_message(message)
        try:
            async with asyncio.timeout(limits.ORDER):
                await about.edit(view=Drawn(page.components), attachments=files_of(page), allowed_mentions=NOBODY)
        except (discord.HTTPException, TimeoutError, OSError) as error:
            log.info("the message of a question could not be redrawn: %s", error)
            await self._fill(page)
        else:
            await self._later(self.i.delete_original_response)

    async def _keep(self, pages: tuple[Page, ...]) -> None:
        """Without its words a button asks in general ones; the answer is shown all the same."""
        words = {key: text for page in pages for key, text in page.questions.items()}
        try:
            if words:
                await self.questions.keep(words)
        except (Conflict, Unavailable) as error:
            log.warning("the words of a question could not be kept: %s", error)

    async def _fill(self, page: Page) -> None:
        self.state = "answered"
        await self._later(
            lambda: self.i.edit_original_response(
                view=Drawn(page.components), attachments=files_of(page), allowed_mentions=NOBODY
            )
        )

    async def _follow(self, page: Page, private: bool) -> None:
        await self._later(
            lambda: self.i.followup.send(
                view=Drawn(page.components), files=files_of(page), ephemeral=private, allowed_mentions=NOBODY
            )
        )

    # calls

    async def _first(self, call: Callable[[], Awaitable[Any]], state: State = "answered") -> None:
        """Give the first answer. Discord takes only one, so it is safe to give it again when its fate is unknown."""
        if self.state != "open":
            return
        self.state = state
        for last in (False, True):
            try:
                async with asyncio.timeout(limits.CALL):
                    await call()
                return
            except discord.HTTPException as error:
                if error.code == ALREADY_ANSWERED:
                    return
                if error.code == TOO_LATE or last or error.status < 500:
                    log.warning("an answer was not taken: %s", error)
                    return
            except (TimeoutError, aiohttp.ClientError, OSError) as error:
                if last:
                    log.warning("an answer could not be given: %r", error)

    async def _later(self, call: Callable[[], Awaitable[Any]]) -> None:
        """Add to the first answer, or change it."""
        try:
            async with asyncio.timeout(limits.ORDER):
                await call()
        except (discord.HTTPException, TimeoutError, aiohttp.ClientError, OSError) as error:
            log.warning("a later answer could not be given: %r", error)

    def _reopening(self) -> bool:
        """Whether the person has just pressed a button that opens a form, beside which all words stand."""
        data: Mapping[str, Any] = dict(self.i.data or {})  # pyright: ignore[reportAssignmentType]
        return read(str(data.get("custom_id", ""))).payload.startswith(OpenDraft.key + ":")


def spent(i: discord.Interaction) -> bool:
    """Whether the message has nothing but a button that opened the form: once that is sent, it has served."""
    if i.message is None or not i.message.flags.ephemeral:
        return False
    controls = [str(one.custom_id) for one in inbound.components(i) if getattr(one, "custom_id", None)]
    return len(controls) == 1 and controls[0].startswith(OpenDraft.key + ":")


def _with_words(pages: tuple[Page, ...], words: tuple[str, ...]) -> tuple[Page, ...]:
    """Put words that found no room in a modal before the message that opens it."""
    if not words:
        return pages
    before = tuple(
        Page([{"type": TEXT, "content": piece}])
        for word in words
        for piece in limits.chunks(word, limits.MESSAGE_TEXT)
        if piece.strip()
    )
    together = [component for page in (*before, *pages) for component in page.components]
    if sum(len(c.get("content", "")) for c in together) <= limits.MESSAGE_TEXT:
        return (Page(together),)
    return (*before, *pages)
