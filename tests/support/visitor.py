"""Somebody with a web browser that knows no scripts: opens addresses, reads, presses buttons, fills in forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from urllib.parse import urljoin

import aiohttp


@dataclass
class FormSeen:
    """A form of the page: what it sends by itself, its fields by label, its button."""

    button: str = ""
    sent: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    picks: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and value of what can be ticked, by its label."""
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    """Values of a menu by what is read, by the menu's name."""
    values: dict[str, str] = field(default_factory=dict)


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: dict[str, str] = {}
        self.forms: list[FormSeen] = []
        self._form: FormSeen | None = None
        self._ids: dict[str, str] = {}
        self._collect: list[str] | None = None
        self._pending: tuple[str, str] = ("", "")
        self._menu = ""
        self._skip = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._skip = True
        elif tag == "form":
            self._form = FormSeen()
            self.forms.append(self._form)
        elif tag == "input" and self._form is not None:
            kind = at.get("type", "text")
            if kind in ("checkbox", "radio"):
                self._pending = (at["name"], at["value"])
                if "checked" in at:
                    self._form.sent.append(self._pending)
            elif kind == "hidden":
                self._form.sent.append((at["name"], at["value"]))
            else:
                self._form.values[at["name"]] = at.get("value", "")
                self._ids[at["id"]] = at["name"]
        elif tag in ("textarea", "select") and self._form is not None:
            self._menu = at["name"]
            self._ids[at["id"]] = at["name"]
            self._form.values[at["name"]] = ""
            self._form.options.setdefault(at["name"], {})
            if tag == "textarea":
                self._collect = []
        elif tag == "option" and self._form is not None:
            self._pending, self._collect = (self._menu, at.get("value", "")), []
            if "selected" in at:
                self._form.values[self._menu] = at.get("value", "")
        elif tag == "label":
            self._collect, self._pending = [], ("for", at["for"]) if "for" in at else ("", "")
        elif tag in ("a", "button"):
            self._collect, self._pending = [], ("href", at.get("href", ""))

    def handle_data(self, data: str) -> None:
        if self._skip:
            return
        self.text.append(data)
        if self._collect is not None:
            self._collect.append(data)

    def handle_endtag(self, tag: str) -> None:
        said = "".join(self._collect or ()).strip()
        if tag == "style":
            self._skip = False
        elif tag == "form":
            form, self._form = self._form, None
            assert form is not None
            form.labels = {label: self._ids[label_id] for label, label_id in form.labels.items()}
        elif tag == "a":
            self.links[said] = self._pending[1]
        elif tag == "button" and self._form is not None:
            self._form.button = said
        elif tag == "label" and self._form is not None:
            if self._pending[0] == "for":
                self._form.labels[said] = self._pending[1]
            else:
                self._form.picks[said] = self._pending
        elif tag == "option" and self._form is not None:
            self._form.options[self._menu][said] = self._pending[1]
        elif tag == "textarea" and self._form is not None:
            self._form.values[self._menu] = said
        if tag in ("a", "button", "label", "option", "textarea"):
            self._collect = None


class Visitor:
    """One window. `status`, `headers`, `text` and `html` are those of the page that is open."""

    def __init__(self, language: str = "en") -> None:
        self._http = aiohttp.ClientSession(headers={"Accept-Language": language})
        self.url = ""
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.html = ""
        self.text = ""
        self.links: dict[str, str] = {}
        self.forms: list[FormSeen] = []

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()

    @property
    def buttons(self) -> list[str]:
        return [form.button for form in self.forms]

    async def opens(self, url: str) -> None:
        async with self._http.get(url) as answer:
            await self._read(answer)

    async def follows(self, label: str) -> None:
        await self.opens(urljoin(self.url, self.links[label]))

    async def presses(self, label: str, picked: Sequence[str] = ()) -> None:
        """Press the first button of that label, after ticking what stands beside it."""
        form = self.form(label)
        form.sent += [form.picks[one] for one in picked]
        await self.sends(form)

    async def fills(self, values: Mapping[str, str | Sequence[str]], button: str) -> None:
        """Fill in the fields by label, tick by the label of the tick, and send."""
        form = self.form(button)
        for label, value in values.items():
            if label in form.labels:
                name = form.labels[label]
                form.values[name] = form.options.get(name, {}).get(str(value), str(value))
            else:
                form.sent.append(form.picks[label])
        await self.sends(form)

    def form(self, button: str) -> FormSeen:
        found = next((form for form in self.forms if form.button == button), None)
        assert found is not None, f"no button {button!r}, but {self.buttons}, on:\n{self.text}"
        return found

    async def sends(self, form: FormSeen, **headers: str) -> None:
        data = aiohttp.FormData([*form.sent, *form.values.items()])
        async with self._http.post(self.url, data=data, headers=headers) as answer:
            await self._read(answer)

    async def _read(self, answer: aiohttp.ClientResponse) -> None:
        self.url, self.status, self.headers = str(answer.url), answer.status, answer.headers
        self.html = await answer.text()
        reading = _Reading()
        reading.feed(self.html)
        self.text, self.links, self.forms = " ".join("".join(reading.text).split()), reading.links, reading.forms
