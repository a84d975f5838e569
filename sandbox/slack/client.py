"""What one person's Slack client does, by ids: send, press, choose, fill, submit; for a browser page and the player."""

import secrets
from typing import Any

from sandbox.slack import responses
from sandbox.slack.delivery import Answer
from sandbox.slack.markup import escape
from sandbox.slack.methods.registry import ApiError
from sandbox.slack.state import Channel, Json, Message, User, Values, View
from sandbox.slack.values import MANY, TYPED, client_errors, initial_values
from sandbox.slack.workspace import SlackWorkspace

TROUBLE = "We had some trouble connecting. Try again?"
SLACKBOT = "USLACKBOT"
ECHOED = ("text", "value", "style", "url", "placeholder", "confirm", "initial_option")


class SlackClient:
    """The client of one person; every method returns when the application has answered or its time is over."""

    def __init__(self, ws: SlackWorkspace, user_id: str) -> None:
        self.ws = ws
        self.user_id = user_id
        self.message_values: dict[str, Values] = {}

    @property
    def user(self) -> User:
        return self.ws.users[self.user_id]

    @property
    def view(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self.ws.modals.get(self.user_id)
        return stack[-1] if stack else None

    def _notice(self, channel: Channel, text: str) -> None:
        self.ws.post(channel, SLACKBOT, text=escape(text), ephemeral_to=self.user_id, local=True)

    async def say(self, channel: Channel, text: str) -> None:
        """A plain message; what the client would not let pass as markup is escaped, typed mass mentions are not."""
        stored = escape(text)
        for word in ("channel", "here", "everyone"):
            stored = stored.replace(f"@{word}", f"<!{word}>")
        self.ws.post(channel, self.user_id, text=stored, client_msg_id=secrets.token_hex(16))
        await self.ws.told()

    async def command(self, channel: Channel, line: str) -> None:
        """A slash command; complaints and answers appear as private messages in `channel`."""
        command, _, text = line.partition(" ")
        if self.ws.commands is not None and command not in self.ws.commands:
            self._notice(channel, f"{command} is not a valid command. In Slack, all messages that start with the “/” "
                                  "character are interpreted as commands.")  # fmt: skip
            return
        answer = await self.ws.interactions.command(self.user, channel, command, text.strip())
        error = answer.error
        if answer.acked and answer.payload:
            try:
                responses.show(self.ws, answer.payload, self.user_id, channel, None, f"ack of {command}")
            except ApiError as problem:
                error = problem.error
        if error:
            self._notice(channel, f'{command} failed with the error "{error}"')

    async def press(
        self, block: Json, element: Json, *, message: Message | None = None, view: View | None = None
    ) -> None:
        """Press a button of a message or view."""
        await self._act(block, element, {}, message, view)

    async def choose(
        self, block: Json, element: Json, value: Json, *, message: Message | None = None, view: View | None = None
    ) -> None:
        """Set an element outside a form field (`value` in state shape), which tells the application at once."""
        if view is not None:
            if element["type"] in TYPED:
                view.values[block["block_id"], element["action_id"]] = value
                self.ws.changed("view", user=self.user_id)
        elif message is not None and element["type"] in TYPED:
            self.values_of(message)[block["block_id"], element["action_id"]] = value
        await self._act(block, element, {k: v for k, v in value.items() if k != "type"}, message, view)

    def values_of(self, message: Message) -> Values:
        """What this person has chosen in the inputs of a message."""
        fresh = initial_values({"blocks": message.blocks})
        kept = self.message_values.get(message.ts, {})
        self.message_values[message.ts] = fresh | {key: value for key, value in kept.items() if key in fresh}
        return self.message_values[message.ts]

    async def fill(self, view: View, block: Json, element: Json, value: Json) -> None:
        """Set an input of the open form; the application hears of it only where it asked for `dispatch_action`."""
        view.values[block["block_id"], element["action_id"]] = value
        view.errors.pop(block["block_id"], None)
        self.ws.changed("view", user=self.user_id)
        if block["type"] != "input" or block.get("dispatch_action"):
            await self._act(block, element, {k: v for k, v in value.items() if k != "type"}, None, view)

    async def _act(self, block: Json, element: Json, chosen: Json, message: Message | None, view: View | None) -> None:
        action: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        action |= {key: element[key] for key in ECHOED if key in element} | chosen
        state: dict[str, Json] = {}
        if message is not None:
            for (block_id, action_id), value in self.values_of(message).items():
                state.setdefault(block_id, {})[action_id] = value
        answer = await self.ws.interactions.action(self.user, action, message=message, view=view, state=state)
        if answer.acked:
            return
        if view is not None and view.body["type"] == "modal":
            view.trouble = TROUBLE
            self.ws.changed("view", user=self.user_id)
        else:
            channel = self.ws.channels[message.channel] if message else self.ws.direct(self.user_id)
            self._notice(channel, f"{self.ws.app_name} did not answer: {answer.error}")

    async def suggest(
        self, block: Json, element: Json, query: str, *, message: Message | None = None, view: View | None = None
    ) -> list[Json]:
        """The options an external select offers for what was typed; none below its minimum length."""
        if len(query) < element.get("min_query_length", 3):
            return []
        answer = await self.ws.interactions.suggest(self.user, block, element, query, message=message, view=view)
        if not answer.acked or not isinstance(answer.payload, dict):
            return []
        complaints = self.ws.check_suggestions(answer.payload)
        groups = answer.payload.get("option_groups") or []
        found = [option for group in groups for option in group["options"]] or answer.payload.get("options", [])
        return [] if complaints else found

    async def submit(self) -> None:
        """Press Submit; with the client's own errors nothing is sent."""
        view = self.view
        if view is None:
            raise LookupError("no form is open")
        view.trouble = ""
        view.errors = client_errors(view)
        if not view.errors:
            view.response_urls = self._response_urls(view)
            answer = await self.ws.interactions.submission(self.user, view)
            if not self._answered(view, answer):
                view.trouble = TROUBLE
        self.ws.changed("view", user=self.user_id)

    def _response_urls(self, view: View) -> list[Json]:
        found: list[Json] = []
        for block in view.body["blocks"]:
            element = block.get("element", {})
            if not element.get("response_url_enabled"):
                continue
            value = view.values[block["block_id"], element["action_id"]]
            channel = self.ws.channels.get(value[TYPED[element["type"]][0]] or "")
            if channel is not None:
                url = self.ws.interactions.response_url(self.user, channel)
                place = {"block_id": block["block_id"], "action_id": element["action_id"]}
                found.append(place | {"channel_id": channel.id, "response_url": url})
        return found

    def _answered(self, view: View, answer: Answer) -> bool:
        """Do what the answer to a submission says; False for what Slack cannot use."""
        if not answer.acked:
            return False
        payload: Any = answer.payload or {}
        stack = self.ws.modals.get(self.user_id, [])
        match payload.get("response_action") if isinstance(payload, dict) else "?":
            case None:
                if view in stack:
                    stack.remove(view)
            case "clear":
                stack.clear()
            case "errors":
                inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
                errors = payload.get("errors")
                if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
                    self.ws.ledger.violations.append(f"ack of view_submission: errors for unknown blocks: {errors}")
                    return False
                view.errors = {key: str(text) for key, text in errors.items()}
            case "update" | "push" as what:
                body: Any = payload.get("view")
                if self.ws.check_view(body, f"ack of view_submission ({what})"):
                    return False
                if what == "push" and len(stack) >= 3:
                    self.ws.ledger.violations.append("ack of view_submission: a fourth view was pushed")
                    return False
                if what == "push":
                    self.ws.open_modal(self.user_id, body, on_top=True)
                else:
                    self.ws.replace_view(view, body)
            case other:
                self.ws.ledger.violations.append(f"ack of view_submission: response_action {other!r}")
                return False
        return True

    async def close(self) -> None:
        """Press Cancel (or Back): the top view goes, all of them with clear_on_close."""
        view = self.view
        if view is None:
            return
        stack = self.ws.modals[self.user_id]
        cleared = bool(view.body.get("clear_on_close"))
        gone = list(stack) if cleared else [view]
        for each in gone:
            stack.remove(each)
        self.ws.changed("view", user=self.user_id)
        for each in reversed(gone):
            if each.body.get("notify_on_close"):
                await self.ws.interactions.closed(self.user, each, cleared=cleared)

    async def shortcut(self, callback_id: str, message: Message | None = None) -> None:
        """Use a global shortcut, or with a message the message shortcut of that name."""
        answer = await self.ws.interactions.shortcut(self.user, callback_id, message)
        if not answer.acked:
            channel = self.ws.channels[message.channel] if message else self.ws.direct(self.user_id)
            self._notice(channel, f"{self.ws.app_name} did not answer: {answer.error}")

    async def open_home(self, *, tab: str = "home") -> None:
        """Open the application's home (or its `messages` tab)."""
        self.ws.events.home_opened(self.user_id, self.ws.direct(self.user_id).id, tab)
        await self.ws.told()


def chosen_value(element: Json, options: list[Json]) -> Json:
    """The state of a select after `options` were chosen."""
    plain = [{"text": each["text"], "value": each["value"]} for each in options]
    key = TYPED[element["type"]][0] if element["type"] in TYPED else "selected_option"
    return {"type": element["type"], key: plain if key in MANY else plain[0]}
