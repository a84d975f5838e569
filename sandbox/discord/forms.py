"""The open modal in front of a person: what stands in it, what the client itself refuses, what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord import wire
from sandbox.discord.bodies import components
from sandbox.discord.interactions import Interaction
from sandbox.discord.markup import plain
from sandbox.discord.model import Attachment
from sandbox.discord.permissions import can_see
from sandbox.discord.state import World
from sandbox.player import FieldSeen, FormSeen, NotShown

JSON = dict[str, Any]
STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE, CHANNEL_SELECT = 3, 4, 5, 6, 7, 8
FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
WRONG = "Something went wrong. Try again."


@dataclass
class Field:
    """One input with its label. `options` are (label, value)."""

    label: str
    hint: str
    part: JSON
    options: list[tuple[str, str]]
    value: list[str] = field(default_factory=list[str])
    error: str = ""

    @property
    def kind(self) -> str:
        kind = self.part["type"]
        if kind == TEXT_INPUT:
            return "longtext" if self.part.get("style") == 2 else "text"
        if kind == FILE_UPLOAD:
            return "file"
        if kind in (CHECKBOXES, CHECKBOX):
            return "choices"
        return "choices" if self.bounds[1] > 1 else "choice"

    @property
    def required(self) -> bool:
        return self.part["type"] != CHECKBOX and self.part.get("required") is not False

    @property
    def bounds(self) -> tuple[int, int]:
        """How many may be chosen."""
        if self.part["type"] in (RADIO, CHECKBOX):
            return (int(self.required), 1)
        low = self.part.get("min_values")
        high = self.part.get("max_values") or (len(self.options) if self.part["type"] == CHECKBOXES else 1)
        return (1 if low is None else low) if self.required else 0, high

    def fill(self, value: str | Sequence[str]) -> None:
        """Type or choose; options by label. What the list does not offer cannot be chosen."""
        if self.kind in ("text", "longtext"):
            self.value = [value if isinstance(value, str) else "\n".join(value)]
        elif self.kind == "file":
            self.value = [value] if isinstance(value, str) else list(value)
        else:
            wanted = [value] if isinstance(value, str) else list(value)
            known = dict(self.options)
            if missing := [one for one in wanted if one not in known]:
                raise NotShown(f"{self.label!r} does not offer {missing}; it offers {list(known)}")
            self.value = [known[one] for one in wanted]
        self.error = ""

    def check(self) -> str:
        """What the client writes beside the field, '' when it may be sent."""
        if self.kind in ("text", "longtext"):
            text = self.value[0] if self.value else ""
            low, high = self.part.get("min_length") or 0, self.part.get("max_length") or 4000
            if not text.strip():
                return "This field is required" if self.required else ""
            if len(text) > high:
                return f"Must be {high} or fewer in length."
            return f"Must be at least {low} in length." if len(text) < low else ""
        low, high = self.bounds
        if not self.value:
            return "This field is required" if self.required and low else ""
        if not low <= len(self.value) <= high:
            return f"Choose between {low} and {high}."
        return ""

    def sent(self, uploads: dict[str, Attachment]) -> JSON:
        kind = self.part["type"]
        found: JSON = {"type": kind, "id": self.part["id"], "custom_id": self.part["custom_id"]}
        if kind == TEXT_INPUT:
            return found | {"value": self.value[0] if self.value else ""}
        if kind == RADIO:
            return found | {"value": self.value[0] if self.value else None}
        if kind == CHECKBOX:
            return found | {"value": bool(self.value)}
        if kind == FILE_UPLOAD:
            return found | {"values": [str(uploads[name].id) for name in self.value]}
        return found | {"values": list(self.value)}


class OpenForm:
    """A modal; `banner` is the client's complaint above it."""

    def __init__(self, world: World, source: Interaction) -> None:
        modal = source.modal or {}
        self.world = world
        self.source = source
        self.title: str = modal["title"]
        self.custom_id: str = modal["custom_id"]
        self.components = components(world, modal["components"], ())
        self.banner = ""
        self.fields = [
            Field(label, hint, part, _options(world, source, part), _default(part))
            for label, hint, part in _inputs(self.components)
        ]

    def find(self, label_or_id: str) -> Field:
        for one in self.fields:
            if label_or_id in (one.label, one.part["custom_id"]):
                return one
        raise NotShown(f"no field {label_or_id!r} in {self.title!r}; fields: {[one.label for one in self.fields]}")

    def check(self) -> bool:
        """Whether the client lets it go; errors stand beside the fields."""
        for one in self.fields:
            one.error = one.check()
        return not any(one.error for one in self.fields)

    def data(self) -> JSON:
        """The `data` of MODAL_SUBMIT."""
        uploads = self._uploads()
        by_id = {one.part["custom_id"]: one.sent(uploads) for one in self.fields}
        found: list[JSON] = []
        for one in self.components:
            part: JSON = {"type": one["type"], "id": one["id"]}
            if one["type"] == 18:
                part["component"] = by_id[one["component"]["custom_id"]]
            elif one["type"] == 1:
                part["components"] = [by_id[each["custom_id"]] for each in one["components"]]
            found.append(part)
        data: JSON = {"custom_id": self.custom_id, "components": found}
        resolved = self._resolved()
        if uploads:
            resolved["attachments"] = {str(one.id): wire.attachment(self.world, one) for one in uploads.values()}
        return data | {"resolved": resolved} if resolved else data

    def _uploads(self) -> dict[str, Attachment]:
        made: dict[str, Attachment] = {}
        for one in self.fields:
            for name in one.value if one.kind == "file" else ():
                made[name] = Attachment(self.world.new_id(), name, f"contents of {name}".encode(), "text/plain")
                self.world.files[made[name].id] = made[name]
        return made

    def _resolved(self) -> JSON:
        world, found = self.world, dict[str, Any]()
        guild = world.guilds.get(self.source.channel.guild_id or 0)
        for one in self.fields:
            for value in (
                one.value if one.part["type"] in (USER_SELECT, ROLE_SELECT, MENTIONABLE, CHANNEL_SELECT) else ()
            ):
                resolve(world, guild, int(value), found)
        return found

    def seen(self) -> FormSeen:
        texts = [plain(self.world, one["content"], None) for one in self.components if one["type"] == 10]
        return FormSeen(
            title=self.title,
            fields=tuple(
                FieldSeen(
                    label=one.label,
                    kind=one.kind,
                    value=tuple({value: label for label, value in one.options}.get(each, each) for each in one.value),
                    options=tuple(label for label, _ in one.options),
                    required=one.required,
                    error=one.error,
                    hint=one.hint,
                )
                for one in self.fields
            ),
            text="\n".join([*([self.banner] if self.banner else []), *texts]),
            submit="Submit",
        )


def resolve(world: World, guild: Any, wanted: int, found: JSON) -> None:
    """Put the record behind an id into `resolved`, as the platform sends it along."""
    if guild and wanted in guild.roles:
        found.setdefault("roles", {})[str(wanted)] = wire.role(guild.roles[wanted])
    elif wanted in world.users:
        found.setdefault("users", {})[str(wanted)] = wire.user(world.users[wanted])
        if guild and wanted in guild.members:
            member = wire.member(world, guild.members[wanted], with_user=False)
            found.setdefault("members", {})[str(wanted)] = member | {"permissions": "0"}
    elif wanted in world.channels:
        channel = wire.channel(world, world.channels[wanted]) | {"permissions": "0"}
        found.setdefault("channels", {})[str(wanted)] = channel


def entity_options(world: World, guild_id: int | None, kind: int, viewer: int) -> list[tuple[str, str]]:
    """What a select of users, roles or channels offers: (name, id)."""
    guild = world.guilds.get(guild_id or 0)
    if guild is None:
        return []
    found: list[tuple[str, str]] = []
    if kind in (USER_SELECT, MENTIONABLE):
        found += [(world.name_of(one, guild.id), str(one)) for one in guild.members]
    if kind in (ROLE_SELECT, MENTIONABLE):
        found += [(one.name, str(one.id)) for one in guild.roles.values()]
    if kind == CHANNEL_SELECT:
        seen = [one for one in guild.channels.values() if can_see(guild, one, viewer, world.bot.id)]
        found += [(one.name, str(one.id)) for one in seen]
    return found


def _inputs(parts: list[JSON]) -> list[tuple[str, str, JSON]]:
    found: list[tuple[str, str, JSON]] = []
    for one in parts:
        if one["type"] == 18:
            found.append((one["label"], one.get("description") or "", one["component"]))
        elif one["type"] == 1:
            found += [(each.get("label") or "", "", each) for each in one["components"]]
    return found


def _options(world: World, source: Interaction, part: JSON) -> list[tuple[str, str]]:
    if part["type"] == CHECKBOX:
        return [("Yes", "true")]
    if "options" in part:
        return [(one["label"], one["value"]) for one in part["options"]]
    return entity_options(world, source.channel.guild_id, part["type"], source.user_id)


def _default(part: JSON) -> list[str]:
    if part["type"] == TEXT_INPUT:
        return [part["value"]] if part.get("value") else []
    if part["type"] == CHECKBOX:
        return ["true"] if part.get("default") else []
    chosen = [one["value"] for one in part.get("options") or () if one.get("default")]
    return chosen or [str(one["id"]) for one in part.get("default_values") or ()]
