"""The incoming side: a seat is one person in front of the platform, with the verbs people have there."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from adapters.memory.messenger import MemoryPlatform
from adapters.memory.outbound import Message, draw
from bot.app import Answer, App
from bot.forms import Form
from bot.i18n import Reader
from bot.interactions import Account, Command, Event, FieldValue, Place, Press, Search, Submit
from bot.ui.replies import Ephemeral, FormErrors, Nothing, OpenForm, Post, Update

_WORDS = re.compile(r'(\w+):"([^"]*)"|(\w+):(\S+)|"([^"]*)"|(\S+)')


class Seat:
    """One person on a memory platform."""

    def __init__(self, app: App, platform: MemoryPlatform, account: Account) -> None:
        self.app = app
        self.platform = platform
        self.account = account
        self.channel = "welcome"
        self.form: Form | None = None
        self.errors: dict[str, str] = {}
        self._typed: dict[str, FieldValue] = {}
        self._reader = Reader()
        self.after: Callable[[], Awaitable[None]] | None = None
        """Called after everything the person does, e.g. to let what follows from it happen."""

    async def types(self, line: str, channel: str | None = None) -> None:
        """Send a slash command."""
        self.channel = channel or self.channel
        family, _, rest = line.lstrip("/").partition(" ")
        verb, rest = self.app.routes.split(family, rest)
        route = self.app.routes.commands.get((family, verb))
        args: dict[str, str] = {}
        loose: list[str] = []
        names = [parameter.name for parameter in route.parameters] if route else []
        for found in _WORDS.finditer(rest):
            key1, quoted, key2, plain, *words = found.groups()
            if (key1 or key2) in names:
                args[key1 or key2] = quoted or plain
            else:
                loose.append(found[0] if key1 or key2 else next(word for word in words if word))
        if loose and route and route.parameters:
            args.setdefault(route.parameters[0].name, " ".join(loose))
        await self._do(Command(self.account, self._place(), (family, verb), args, " ".join(loose)))

    async def completes(self, source: str, text: str) -> list[str]:
        found = await self.app.search(Search(self.account, self._place(), source, text))
        return [self._reader.plain(option.label) for option in found]

    async def presses(self, label: str, *, on: str | None = None) -> None:
        """Press a button of the newest message that has it."""
        for message in reversed(self.messages()):
            if label in message.buttons and (on is None or on in message.text):
                await self._do(Press(self.account, self._place(message), message.buttons[label]), message)
                return
        raise AssertionError(f"no button {label!r} on:\n{self.transcript()}")

    async def picks(self, *labels: str) -> None:
        """Choose in the newest menu that has those options."""
        for message in reversed(self.messages()):
            for menu in message.menus.values():
                if all(label in menu.options for label in labels):
                    values = tuple(menu.options[label] for label in labels)
                    await self._do(Press(self.account, self._place(message), menu.payload, values), message)
                    return
        raise AssertionError(f"no menu with {labels} on:\n{self.transcript()}")

    async def fills(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """Type into the open form, by label; choices by their label."""
        assert self.form is not None, f"no form is open; on screen:\n{self.transcript()}"  # noqa: S101
        reader = self._reader
        for label, value in values.items():
            for field in self.form.fields:
                if reader.plain(field.label) == label or field.key == label:
                    named = {reader.plain(o.label): o.value for o in field.options}
                    many = (value,) if isinstance(value, str) else tuple(value)
                    chosen = tuple(named.get(v, v) for v in many)
                    self._typed[field.key] = chosen if field.kind == "choices" else chosen[0] if chosen else ""
                    break
            else:
                raise AssertionError(f"no field {label!r} in {[reader.plain(f.label) for f in self.form.fields]}")

    async def submits(self) -> None:
        assert self.form is not None, "no form is open"  # noqa: S101
        form, self.form, self.errors = self.form, None, {}
        standing = {field.key: field.value for field in form.fields}
        await self._do(Submit(self.account, self._place(), form.draft, {**standing, **self._typed}))

    async def happens(self, kind: str, **data: str) -> None:
        """Let the platform report an event about this person."""
        await self._do(Event(self.account, self._place(), kind, data))

    def messages(self) -> list[Message]:
        mine = f"@{self.account.user}"
        return [
            m
            for m in self.platform.messages
            if (not m.private_to or m.private_to == self.account.user)
            and (not m.channel.startswith("@") or m.channel == mine)
        ]

    def transcript(self) -> str:
        return "\n".join(f"#{m.channel} {m.text} {list(m.buttons)} {list(m.menus)}" for m in self.messages()[-8:])

    def sees(self, text: str) -> Message:
        for message in reversed(self.messages()):
            if text in message.text:
                return message
        raise AssertionError(f"{text!r} is not on the screen:\n{self.transcript()}")

    async def _do(self, interaction: Command | Press | Submit | Event, pressed: Message | None = None) -> None:
        self._show(await self.app.handle(interaction), pressed)
        if self.after is not None:
            await self.after()

    def _show(self, answer: Answer, pressed: Message | None) -> None:
        self._reader = answer.reader
        match answer.reply:
            case Post(view):
                draw(self.platform.new_message(self.channel), view, answer.reader)
            case Update(view) if pressed is not None:
                draw(pressed, view, answer.reader)
            case Ephemeral(view) | Update(view):
                draw(self.platform.new_message(self.channel, private_to=self.account.user), view, answer.reader)
            case OpenForm(form):
                self.form, self._typed = form, {}
            case FormErrors(form, errors):
                self.form, self._typed = form, {}
                self.errors = {key: answer.reader.plain(problem) for key, problem in errors.items()}
            case Nothing():
                pass

    def _place(self, message: Message | None = None) -> Place:
        channel = message.channel if message else self.channel
        return Place(
            self.platform.platform, self.platform.space, channel, channel.startswith("@"), message.id if message else ""
        )
