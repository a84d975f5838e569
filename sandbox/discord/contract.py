"""Holds every request and every answer against Discord's published OpenAPI description, when it is at hand."""

import json
import os
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

JSON = dict[str, Any]
FILE = "discord-openapi.json"
# What the real API takes although its description does not list it; discord.py sends these.
EXTRA = {
    "MessageEditRequestPartial": ["tts"],
    "IncomingWebhookUpdateRequestPartial": ["tts"],
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ["tts"],
    "BaseCreateMessageCreateRequest": ["tts"],
    "CreateForumThreadRequest": ["type"],
    "RichEmbed": ["flags"],
    "ApplicationCommandUpdateRequest": ["nsfw"],
    "ApplicationCommandCreateRequest": ["nsfw"],
}

# Permission numbers may come as strings, since they outgrow what JSON numbers hold safely; clients send strings.
RIGHTS = {"permissions", "allow", "deny", "default_member_permissions"}


def find_specs() -> Path | None:
    """The folder with the published descriptions: CONVENOR_SPECS, or `shared/specs` beside the checkout.

    None as well where only what is needed to play is installed: checking needs a library of the tests.
    """
    if find_spec("jsonschema_rs") is None:
        return None
    named = os.environ.get("CONVENOR_SPECS")
    here = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "specs"
    return here if (here / FILE).is_file() else None


class Contract:
    """Compiled validators, one per route and direction; without the description everything passes."""

    def __init__(self, folder: Path | None) -> None:
        self.present = folder is not None
        self._documents = _load(str(folder / FILE)) if folder else None

    def request(self, method: str, template: str, body: object) -> list[str]:
        """What is wrong with a request body, one line each; [] when nothing is."""
        return self._check("ask", method, template, ("requestBody",), body)

    def answer(self, method: str, template: str, status: int, body: object) -> list[str]:
        """What is wrong with an answer of ours."""
        return self._check("answer", method, template, ("responses", str(status)), body)

    def _check(self, side: str, method: str, template: str, place: tuple[str, ...], body: object) -> list[str]:
        if self._documents is None:
            return []
        found = _validator(self._documents, side, method.lower(), template, place)
        if isinstance(found, str):
            return [found]
        return [f"{_path(error)}: {error.message[:300]}" for error in found.iter_errors(body)] if found else []


def _path(error: Any) -> str:
    return ".".join(map(str, error.instance_path)) or "(body)"


class _Documents:
    """The description twice: strict for what we are sent, as published for what we answer."""

    def __init__(self, path: str) -> None:
        import jsonschema_rs

        text = Path(path).read_text(encoding="utf-8")
        self.answer: JSON = json.loads(text)
        self.ask: JSON = json.loads(text)
        for document in (self.answer, self.ask):
            _correct(document["components"]["schemas"])
        _tighten(self.ask)
        pairs = [("urn:discord:ask", self.ask), ("urn:discord:answer", self.answer)]
        self.registry = jsonschema_rs.Registry(pairs, draft=jsonschema_rs.Draft202012)
        self.templates = {re.sub(r"{\w+}", "{}", path): path for path in self.ask["paths"]}


@lru_cache(maxsize=2)
def _load(path: str) -> _Documents:
    return _Documents(path)


@lru_cache(maxsize=512)
def _validator(documents: _Documents, side: str, method: str, template: str, place: tuple[str, ...]) -> Any:
    import jsonschema_rs

    path = documents.templates.get(re.sub(r"{\w+}", "{}", template))
    document: JSON = documents.ask if side == "ask" else documents.answer
    operation = document["paths"].get(path, {}).get(method)
    if operation is None:
        return f"{method.upper()} {template} is not in the published description"
    steps = ["paths", cast("str", path), method, *place, "content", "application/json", "schema"]
    found: Any = document
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    if found is None:
        return None
    pointer = "/".join(quote(step.replace("~", "~0").replace("/", "~1")) for step in steps)
    schema = {"$ref": f"urn:discord:{side}#/{pointer}"}
    return jsonschema_rs.Draft202012Validator(schema, registry=documents.registry, validate_formats=False)


def _correct(schemas: dict[str, JSON]) -> None:
    """Where the description is stricter or looser than the real API."""
    schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer"}]}
    schemas["ErrorDetails"] = {"type": "object"}
    schemas["Error"]["properties"]["code"] = {"type": ["integer", "string"]}
    callback = schemas["CreateMessageInteractionCallbackResponse"]["properties"]["type"]
    callback.pop("allOf", None)
    callback["enum"] = [4, 5]
    modal = schemas["ModalInteractionCallbackRequestData"]["properties"]["components"]
    modal["maxItems"] = 5


def _tighten(document: JSON) -> None:
    """Refuse keys nobody described, so that a misspelt one is noticed."""
    schemas: dict[str, JSON] = document["components"]["schemas"]
    todo = [
        operation.get("requestBody")
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    ]
    seen: set[str] = set()
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name and name not in seen:
                seen.add(name)
                _strict(schemas[name], EXTRA.get(name, []), closed=True)
                todo.append(schemas[name])
            elif not name:
                _strict(one, [], closed=False)  # clients repeat ids of the address in nameless bodies
            todo += list(one.values())


def _strict(schema: JSON, extras: list[str], *, closed: bool) -> None:
    properties = schema.get("properties")
    if schema.get("type") != "object" or not properties or {"allOf", "oneOf", "anyOf"} & set(schema):
        return
    if schema.get("additionalProperties") is False:
        return
    for extra in extras:
        properties.setdefault(extra, {})
    for right in RIGHTS & set(properties):
        properties[right] = {"anyOf": [properties[right], {"type": "string"}]}
    if closed:
        schema.setdefault("additionalProperties", False)
