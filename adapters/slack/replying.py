"""Replies on their way back: in the acknowledgement while there is time, by another road when there is none left."""

import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import assert_never

import aiohttp

from adapters.slack import pictures
from adapters.slack.directory import Directory
from adapters.slack.inbound import Origin
from adapters.slack.limits import RESPONSES, Json
from adapters.slack.messenger import edit
from adapters.slack.modals import DONE, WORKING, field_key, modal, notice
from adapters.slack.outbound import messages
from adapters.slack.workspace import QUIETLY, Workspace
from bot.app import Answer, OpenDraft
from bot.forms import Form
from bot.i18n import Reader
from bot.outbox import DeliveryProblem
from bot.ports import Edit
from bot.ui.blocks import Button, Buttons, Paragraph
from bot.ui.replies import Ephemeral, FormErrors, Nothing, OpenForm, Post, Update
from bot.ui.text import Text, _, join
from bot.ui.view import View

log = logging.getLogger("convenor.slack")

OPEN = _("Open")


class Slot:
    """The acknowledgement of one payload: it can be filled once, until it is sent off.

    `finished` says that the reply has been shown, wherever that was.
    """

    def __init__(self) -> None:
        self.open = True
        self.finished = False
        self.body: Json = {}
        self.reader = Reader()

    def fill(self, body: Json) -> bool:
        """Answer in the acknowledgement; False when that has gone out already."""
        if not self.open:
            return False
        self.open, self.body = False, body
        return True


class Replier:
    """Answers interactions of one workspace."""

    def __init__(self, workspace: Workspace, directory: Directory) -> None:
        self._workspace = workspace
        self._directory = directory

    async def deliver(self, answer: Answer, origin: Origin, slot: Slot) -> None:
        """Show the reply. What Slack refuses is tried another way, the last one being a direct message."""
        reader = answer.reader
        match answer.reply:
            case Nothing():
                await self._close(origin, slot, reader)
            case OpenForm(form):
                await self._open(form, {}, reader, origin, slot)
            case FormErrors(form, errors):
                if not (origin.kind == "submit" and slot.fill(_beside(errors, reader, origin))):
                    await self._open(form, errors, reader, origin, slot)
            case Post(view) | Ephemeral(view) | Update(view):
                view = await self._send_files(view, origin)
                await self._close(origin, slot, reader)
                await self._show(view, answer.reply, reader, origin, slot)
            case _:
                assert_never(answer.reply)

    # forms

    async def _open(self, form: Form, problems: Mapping[str, Text], reader: Reader, origin: Origin, slot: Slot) -> None:
        view = modal(form, reader, origin.team, origin.opened, problems)
        if origin.kind == "submit":
            if slot.fill({"response_action": "update", "view": view}):
                return
            attempt = self._workspace.call("views.update", urgent=True, view_id=origin.view, view=view)
        else:
            attempt = self._workspace.call("views.open", urgent=True, trigger_id=origin.trigger, view=view)
        try:
            await attempt
        except DeliveryProblem as error:
            log.info("a form could not be opened: %s", error)
            await self._show(_to_open(form), Ephemeral(_to_open(form)), reader, origin, slot)

    async def _close(self, origin: Origin, slot: Slot, reader: Reader) -> None:
        """The form has served: it disappears, or says so when it is too late to let it disappear."""
        if origin.kind != "submit" or slot.fill({"response_action": "clear"}):
            return
        done = notice(origin.title or "…", DONE, "", reader)
        try:
            await self._workspace.call("views.update", urgent=True, view_id=origin.view, view=done)
        except DeliveryProblem as error:
            log.info("a form was closed before its answer came: %s", error)

    # messages

    async def _show(
        self, view: View, reply: Post | Ephemeral | Update, reader: Reader, origin: Origin, slot: Slot
    ) -> None:
        parts = messages(view, reader, origin.team)
        parts = await pictures.hang_or_name(self._workspace, view.pictures, parts)
        opened = origin.opened
        if origin.kind == "command" and len(parts) == 1 and not pictures.has_picture(parts[0]):
            kind = "in_channel" if isinstance(reply, Post) or opened.direct else "ephemeral"
            if slot.fill({"response_type": kind, **parts[0]}):
                return
        if isinstance(reply, Update) and opened.message and await self._redraw(view, parts, reader, origin):
            return
        public = isinstance(reply, Post) or opened.direct
        for number, part in enumerate(parts):
            await self._say(part, origin, public=public, spent=number >= RESPONSES - 1)

    async def _redraw(self, view: View, parts: list[Json], reader: Reader, origin: Origin) -> bool:
        """Replace the message the button was on; False when it is gone."""
        opened = origin.opened
        if not opened.private:
            order = Edit(origin.team, opened.channel, opened.message, view, reader)
            if await self._tried("chat.update", edit(self._workspace, order, urgent=True)):
                return True
        # What was posted in answer to a command where the app is no member is changed the way it was posted.
        if not opened.url or not await self._respond(opened.url, {"replace_original": True, **parts[0]}):
            return False
        for number, part in enumerate(parts[1:], start=1):
            await self._say(part, origin, public=False, spent=number >= RESPONSES - 1)
        return True

    async def _say(self, part: Json, origin: Origin, *, public: bool, spent: bool = False) -> None:
        """A new message where the person is: by response URL, which works in every channel, else as the app."""
        opened = origin.opened
        kind = "in_channel" if public else "ephemeral"
        response = {"response_type": kind, "replace_original": False, **part}
        # a picture may have to be waited for, and a response URL does not say so
        if opened.url and not spent and not pictures.has_picture(part) and await self._respond(opened.url, response):
            return
        if opened.channel:
            method = "chat.postMessage" if public else "chat.postEphemeral"
            more = QUIETLY if public else {"user": origin.user}
            attempt = pictures.call(self._workspace, method, part, urgent=True, channel=opened.channel, **more)
            if await self._tried(method, attempt):
                return
        await self.tell(origin.user, part)

    async def tell(self, user: str, part: Json) -> None:
        """A direct message; the last road, so its failure is only noted."""

        async def send() -> object:
            channel = await self._directory.direct(user, urgent=True)
            return await pictures.call(
                self._workspace, "chat.postMessage", part, urgent=True, channel=channel, **QUIETLY
            )

        if not await self._tried("direct message", send()):
            log.warning("an answer could not be shown to %s", user)

    async def _send_files(self, view: View, origin: Origin) -> View:
        """Files go into the direct conversation; elsewhere the message says so."""
        if not view.enclosed:
            return view
        files = [(file.name, file.content) for file in view.enclosed]

        async def send() -> object:
            channel = await self._directory.direct(origin.user, urgent=True)
            return await self._workspace.upload(channel, files, urgent=True)

        names = join([file.name for file in view.enclosed])
        if await self._tried("file", send()):
            if origin.opened.direct:
                return replace(view, files=view.pictures)
            words: Text = _("You find this in your messages from me: {names}", names=names)
        else:
            words = _("Slack did not take the file ({names}). Please try again in a few minutes.", names=names)
        return replace(view, blocks=(*view.blocks, Paragraph(words)), files=view.pictures)

    async def _respond(self, url: str, message: Json) -> bool:
        try:
            return await self._workspace.respond(url, message)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("a response URL did not answer: %s", error)
            return False

    async def _tried(self, what: str, attempt: Awaitable[object]) -> bool:
        try:
            await attempt
        except DeliveryProblem as error:
            log.info("%s did not work: %s", what, error)
            return False
        return True


def working(view: Json, reader: Reader) -> Json:
    """What a submission is acknowledged with when the answer takes its time."""
    title = str((view.get("title") or {}).get("text") or "…")
    shown = notice(title, WORKING, str(view.get("private_metadata", "")), reader)
    return {"response_action": "update", "view": shown}


def _beside(errors: Mapping[str, Text], reader: Reader, origin: Origin) -> Json:
    """Errors beside the fields on the screen; what belongs to no field there stands beside the first."""
    blocks = {field_key(block): block for block in reversed(origin.fields)}
    beside: dict[str, str] = {}
    for key, text in errors.items():
        block = blocks.get(key) or next(iter(origin.fields), key)
        words = reader.plain(text)
        beside[block] = f"{beside[block]} {words}" if block in beside else words
    return {"response_action": "errors", "errors": beside}


def _to_open(form: Form) -> View:
    return View.of(
        Paragraph(_("Slack could not open the form “{title}” in time. Nothing is lost; please press the button.",
                    title=form.title)),
        Buttons((Button(OPEN, OpenDraft(form.draft), "primary"),)),
    )  # fmt: skip
