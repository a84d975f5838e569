"""Rules for messages and components that no published schema states: totals, exclusivity, duplicates, lengths."""

from collections.abc import Iterator
from typing import Any

from sandbox.discord.errors import Complaints
from sandbox.discord.markup import nodes
from sandbox.discord.model import COMPONENTS_V2

JSON = dict[str, Any]
Path = tuple[str | int, ...]
ROW, BUTTON, SELECT, INPUT, SECTION, TEXT, GALLERY, CONTAINER, LABEL = 1, 2, 3, 4, 9, 10, 12, 17, 18
SELECTS = frozenset({3, 5, 6, 7, 8})
MESSAGE_TOP = frozenset({1, 9, 10, 12, 13, 14, 17})
CONTAINED = frozenset({1, 9, 10, 12, 13, 14})


def check_message(bad: Complaints, body: JSON, path: Path = (), flags: int = 0) -> None:
    """Check a message body; `flags` are those the message already has when it is being edited."""
    if isinstance(body.get("content"), str):
        bad.length((*path, "content"), body["content"], 0, 2000)
    if isinstance(body.get("nonce"), str):
        bad.length((*path, "nonce"), body["nonce"], 0, 25)
    _embeds(bad, body.get("embeds") or [], (*path, "embeds"))
    if len(body.get("attachments") or []) > 10:
        bad.add((*path, "attachments"), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    components = body.get("components") or []
    v2 = bool(((body.get("flags") or 0) | flags) & COMPONENTS_V2)
    if v2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                text = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
                bad.add((*path, key), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", text)
    elif len(components) > 5:
        bad.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    place = (*path, "components")
    for number, one in enumerate(components):
        allowed = MESSAGE_TOP if v2 else frozenset({ROW})
        if one.get("type") not in allowed:
            text = f'Value of field "type" must be one of ({", ".join(map(str, sorted(allowed)))}).'
            bad.add((*place, number, "type"), "UNION_TYPE_CHOICES", text)
    _totals(bad, components, place)
    for where, one in walk(components, place):
        _component(bad, one, where)


def _totals(bad: Complaints, components: list[JSON], path: Path) -> None:
    everything = list(nodes(components))
    if len(everything) > 40:
        bad.add(path, "COMPONENT_MAX_TOTAL", "Total number of components must not exceed 40.")
    if sum(len(one.get("content") or "") for one in everything if one.get("type") == TEXT) > 4000:
        text = "The total length of the text in all components must be 4000 or fewer."
        bad.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", text)
    check_unique_ids(bad, components, path)


def check_unique_ids(bad: Complaints, components: list[JSON], path: Path) -> None:
    seen: set[str] = set()
    numbers: set[int] = set()
    for where, one in walk(components, path):
        custom_id, number = one.get("custom_id"), one.get("id")
        if custom_id is not None and custom_id in seen:
            text = "Component custom id cannot be duplicated"
            bad.add((*where, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", text)
        if number and number in numbers:
            bad.add((*where, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        seen |= {custom_id} if custom_id is not None else set()
        numbers |= {number} if number else set()


def walk(components: list[JSON], path: Path) -> Iterator[tuple[Path, JSON]]:
    """Every component with the path to it, in reading order."""
    for number, one in enumerate(components):
        if not isinstance(one, dict):
            continue
        here = (*path, number)
        yield here, one
        yield from walk(one.get("components") or [], (*here, "components"))
        for key in ("accessory", "component"):
            if isinstance(one.get(key), dict):
                yield (*here, key), one[key]


def _component(bad: Complaints, one: JSON, path: Path) -> None:
    kind = one.get("type")
    inside: list[JSON] = one.get("components") or []
    if kind == ROW:
        if not 1 <= len(inside) <= 5:
            bad.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
        if len(inside) > 1 and any(each.get("type") in SELECTS for each in inside):
            bad.add(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
    elif kind == BUTTON:
        _button(bad, one, path)
    elif kind in SELECTS:
        check_select(bad, one, path)
    elif kind == SECTION:
        if not 1 <= len(inside) <= 3:
            bad.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.")
        if not isinstance(one.get("accessory"), dict):
            bad.add((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == TEXT:
        bad.length((*path, "content"), one.get("content"), 1, 4000)
    elif kind == GALLERY and not 1 <= len(one.get("items") or []) <= 10:
        bad.add((*path, "items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    elif kind == CONTAINER:
        if not inside:
            bad.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length.")
        for number, each in enumerate(inside):
            if each.get("type") not in CONTAINED:
                bad.add(
                    (*path, "components", number, "type"),
                    "UNION_TYPE_CHOICES",
                    "This type cannot stand in a container.",
                )


def _button(bad: Complaints, one: JSON, path: Path) -> None:
    link = one.get("style") == 5
    if one.get("label") is not None:
        bad.length((*path, "label"), one["label"], 0, 80)
    if not one.get("label") and not one.get("emoji"):
        bad.add(path, "COMPONENT_BUTTON_EMPTY", "A button must have a label or an emoji.")
    if link:
        bad.length((*path, "url"), one.get("url"), 1, 512)
        if one.get("custom_id") is not None:
            bad.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_CONFLICT", "A custom id and url cannot both be specified")
    elif one.get("style") != 6:
        bad.length((*path, "custom_id"), one.get("custom_id"), 1, 100)


def check_select(bad: Complaints, one: JSON, path: Path) -> None:
    """A select menu, in a message or in a modal."""
    bad.length((*path, "custom_id"), one.get("custom_id"), 1, 100)
    if one.get("placeholder") is not None:
        bad.length((*path, "placeholder"), one["placeholder"], 0, 150)
    low, high = one.get("min_values", 1), one.get("max_values", 1)
    low, high = 1 if low is None else low, 1 if high is None else high
    if not 0 <= low <= 25 or not 1 <= high <= 25 or low > high:
        bad.add(
            (*path, "min_values"),
            "COMPONENT_MIN_VALUE_GREATER",
            "min_values must be at most max_values, both up to 25.",
        )
    if one.get("type") != SELECT:
        return
    check_options(bad, one, path, 1, 25)
    if high > len(one.get("options") or []):
        text = "max_values must be less than or equal to the number of options."
        bad.add((*path, "max_values"), "BASE_TYPE_MAX", text)


def check_options(bad: Complaints, one: JSON, path: Path, low: int, high: int) -> None:
    """The options of a select, a radio group or a checkbox group."""
    options: list[JSON] = one.get("options") or []
    if not low <= len(options) <= high:
        bad.add((*path, "options"), "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    seen: set[str] = set()
    for number, option in enumerate(options):
        place = (*path, "options", number)
        bad.length((*place, "label"), option.get("label"), 1, 100)
        bad.length((*place, "value"), option.get("value"), 1, 100)
        if option.get("description") is not None:
            bad.length((*place, "description"), option["description"], 0, 100)
        if option.get("value") in seen:
            text = "The specified option value is already used"
            bad.add((*place, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", text)
        seen.add(str(option.get("value")))


def _embeds(bad: Complaints, embeds: list[JSON], path: Path) -> None:
    if len(embeds) > 10:
        bad.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    total = 0
    for number, one in enumerate(embeds):
        here = (*path, number)
        footer, author = one.get("footer") or {}, one.get("author") or {}
        parts: list[tuple[Path, str | None, int]] = [
            ((*here, "title"), one.get("title"), 256),
            ((*here, "description"), one.get("description"), 4096),
            ((*here, "footer", "text"), footer.get("text"), 2048),
            ((*here, "author", "name"), author.get("name"), 256),
        ]
        if len(one.get("fields") or []) > 25:
            bad.add((*here, "fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        for place, each in enumerate(one.get("fields") or []):
            parts.append(((*here, "fields", place, "name"), each.get("name") or "", 256))
            parts.append(((*here, "fields", place, "value"), each.get("value") or "", 1024))
        for where, text, high in parts:
            if text is not None:
                bad.length(where, text, 1 if "fields" in where else 0, high)
                total += len(text)
    if total > 6000:
        bad.add(path, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
