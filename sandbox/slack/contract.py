"""Compares what goes over the wire with Slack's published schemas and samples, when their folder is at hand.

The folder is named by CONVENOR_SPECS, or is `shared/specs` beside the checkout. Without it nothing is compared and
the hand-written limits of `rules.py` stand alone.
"""

import json
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sandbox.slack.state import Json

FREE = {"blocks", "state", "metadata", "response_urls", "accessory", "files", "reactions"}
"""Keys below which the samples bind nothing: blocks have their own schema, the others are gaps in the samples."""
KNOWN_GAPS = {
    "channel.is_open", "channel.is_member", "channel.num_members", "channel.is_im", "channel.user", "channel.updated",
    "channel.context_team_id", "channel.is_user_deleted", "channel.priority", "usergroup.is_subteam",
    "message.app_id", "event.app_id", "view.blocks", "user.username", "message.reply_count", "container.view_id",
    "actions.selected_options", "actions.selected_date_time", "file.is_public", "event.view.blocks",
    "channels.is_member", "channels.num_members", "channel.shared_team_ids", "response_metadata.messages",
}  # fmt: skip


def specs_folder() -> Path | None:
    """Where the published schemas are; None also where only what is needed to play is installed."""
    if find_spec("jsonschema_rs") is None:
        return None
    named = os.environ.get("CONVENOR_SPECS")
    here = Path(__file__).resolve().parents[2]
    for folder in [Path(named)] if named else [here.parent / "shared" / "specs", here / "shared" / "specs"]:
        if (folder / "slack-blockkit.schema.json").is_file():
            return folder
    return None


class Contract:
    """The published schemas, loaded once per process."""

    def __init__(self, folder: Path) -> None:
        schema = json.loads((folder / "slack-blockkit.schema.json").read_text(encoding="utf-8"))
        self._definitions: Json = schema["definitions"]
        self._validators: dict[str, Any] = {}
        self._folder = folder / "slack-samples"
        self._samples: dict[str, Any] = {}
        tiers = folder / "slack-rate-limit-tiers.json"
        self.tiers: dict[str, str] = json.loads(tiers.read_text(encoding="utf-8")) if tiers.is_file() else {}
        self._by_type = {
            kind: name
            for name in (each["$ref"].rsplit("/", 1)[1] for each in self._definitions["KnownBlock"]["anyOf"])
            if (kind := self._definitions[name].get("properties", {}).get("type", {}).get("const"))
        }

    def check_blocks(self, blocks: list[Json], at: str = "/blocks") -> list[str]:
        """Complaints about blocks, each compared with the definition of its own type so that they mean something."""
        found: list[str] = []
        for number, block in enumerate(blocks):
            name = self._by_type.get(str(block.get("type")), "KnownBlock")
            found += self._errors(name, block, f"{at}/{number}")
        return found

    def check_view(self, view: Json) -> list[str]:
        name = "HomeView" if view.get("type") == "home" else "ModalView"
        frame = {**view, "blocks": []}
        return self._errors(name, frame, "/view") + self.check_blocks(view.get("blocks", []), "/view/blocks")

    def check_metadata(self, metadata: Json) -> list[str]:
        return self._errors("MessageMetadata", metadata, "/metadata")

    def _errors(self, name: str, value: Any, at: str) -> list[str]:
        import jsonschema_rs  # for those who check; to play nobody needs it

        if name not in self._validators:
            root = {"definitions": self._definitions, "$ref": f"#/definitions/{name}"}
            self._validators[name] = jsonschema_rs.Draft7Validator(root)
        return [
            f"[ERROR] {error.message[:200]} [json-pointer:{'/'.join([at, *map(str, error.instance_path)])}]"
            for error in self._validators[name].iter_errors(value)
        ]

    def check_shape(self, sample: str, value: Json) -> list[str]:
        """Keys and JSON types of our own answer `value` that the published sample does not have."""
        if sample not in self._samples:
            path = self._folder / f"{sample}.json"
            self._samples[sample] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
        known = self._samples[sample]
        return [] if known is None else [f"{sample}: {each}" for each in _differences(known, value, "")]


def _differences(known: Any, value: Any, at: str) -> list[str]:
    if value is None or known is None or known == {} or known == []:
        return []
    if isinstance(known, dict):
        if not isinstance(value, dict):
            return [f"{at or 'answer'} is {type(value).__name__}, expected an object"]
        found: list[str] = []
        for key, each in value.items():
            place = f"{at}.{key}" if at else key
            if key in FREE or ".".join(place.split(".")[-2:]) in KNOWN_GAPS or place in KNOWN_GAPS:
                continue
            found += _differences(known[key], each, place) if key in known else [f"{place} is not in the sample"]
        return found
    if isinstance(known, list):
        if not isinstance(value, list):
            return [f"{at} is {type(value).__name__}, expected an array"]
        return [each for item in value for each in _differences(known[0], item, at)]
    same = isinstance(value, type(known)) or (isinstance(known, int) and isinstance(value, int))
    return [] if same else [f"{at} is {type(value).__name__}, expected {type(known).__name__}"]


@cache
def load() -> Contract | None:
    """The contract of this machine, or None where the folder is missing."""
    folder = specs_folder()
    return None if folder is None else Contract(folder)
