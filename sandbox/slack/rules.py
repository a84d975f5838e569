"""The limits of Block Kit that Slack enforces, written down by hand so that they hold without any schema file.

`check_blocks` and `check_view` return complaints in Slack's wording with a JSON pointer; an empty list is a yes.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.state import Json, elements_of

MODAL_BLOCKS, MESSAGE_BLOCKS = 100, 50
LAYOUTS: dict[str, tuple[set[str], set[str]]] = {
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "divider": (set(), set()),
    "header": ({"text"}, {"level"}),
    "context": ({"elements"}, set()),
    "actions": ({"elements"}, set()),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "markdown": ({"text"}, set()),
    "rich_text": ({"elements"}, set()),
    "video": ({"alt_text", "title", "thumbnail_url", "video_url"}, {"author_name", "description", "provider_name"}),
    "file": ({"external_id", "source"}, set()),
    "table": ({"rows"}, {"column_settings"}),
}
INPUTS = {
    "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
    "static_select", "external_select", "users_select", "conversations_select", "channels_select",
    "multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
    "multi_channels_select", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker",
}  # fmt: skip
IN_ACTIONS = {"button", "overflow", "workflow_button"} | INPUTS - {
    "plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input",
}  # fmt: skip
OPTION_LIMITS = {"checkboxes": 10, "radio_buttons": 10, "overflow": 5}


def check_view(view: Any) -> list[str]:
    """Complaints about a modal or home view; pointers begin with /view."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return [_say("failed to match all allowed schemas", "/view")]
    modal = view["type"] == "modal"
    found = list(_length(view, "private_metadata", 3000, "/view")) + list(_length(view, "callback_id", 255, "/view"))
    found += _length(view, "external_id", 255, "/view")
    if modal:
        if not view.get("title"):
            found.append(_say("missing required field: title", "/view"))
        for key in ("title", "submit", "close"):
            found += _text(view[key], 24, f"/view/{key}", plain=True) if view.get(key) is not None else []
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return [*found, _say("missing required field: blocks", "/view")]
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if modal and "input" in kinds and not view.get("submit"):
        found.append(_say("missing required field: submit", "/view"))
    return found + check_blocks(blocks, "/view/blocks", most=MODAL_BLOCKS, where=view["type"])


def check_blocks(blocks: Any, at: str = "/blocks", *, most: int = MESSAGE_BLOCKS, where: str = "message") -> list[str]:
    """Complaints about a list of blocks; `where` is message, modal or home."""
    if not isinstance(blocks, list):
        return [_say("must be an array", at)]
    found: list[str] = []
    if len(blocks) > most:
        found.append(_say(f"no more than {most} items allowed", at))
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        here = f"{at}/{number}"
        if not isinstance(block, dict) or block.get("type") not in LAYOUTS:
            kind = block.get("type") if isinstance(block, dict) else block
            found.append(_say(f"unsupported type: {kind}", f"{here}/type"))
            continue
        if block["type"] == "input" and where == "message":
            # Slack has shown input blocks in messages since 2020, so only the form-only elements are refused there.
            element = block.get("element")
            if isinstance(element, dict) and element.get("type") == "file_input":
                found.append(_say("unsupported type: file_input", f"{here}/element/type"))
        name = block.get("block_id")
        if name is not None:
            found += _length(block, "block_id", 255, here)
            if name in seen:
                found.append(_say(f"`block_id` must be unique: {name}", here))
            seen.add(name)
        try:
            found += _block(block, here)
        except (AttributeError, KeyError, TypeError):
            # Something is not even of the right JSON type; Slack says as little about it.
            found.append(_say("failed to match all allowed schemas", here))
    return found


def _block(block: Json, at: str) -> Iterator[str]:
    required, optional = LAYOUTS[block["type"]]
    yield from (_say(f"missing required field: {key}", at) for key in sorted(required - block.keys()))
    yield from (
        _say(f"invalid additional property: {key}", at)
        for key in sorted(block.keys() - required - optional - {"type", "block_id"})
    )
    match block["type"]:
        case "section":
            if not block.get("text") and not block.get("fields"):
                yield _say("must define either `fields` or `text`", at)
            if "text" in block:
                yield from _text(block["text"], 3000, f"{at}/text")
            fields = block.get("fields", [])
            if len(fields) > 10:
                yield _say("no more than 10 items allowed", f"{at}/fields")
            for number, each in enumerate(fields):
                yield from _text(each, 2000, f"{at}/fields/{number}")
        case "header":
            yield from _text(block.get("text"), 150, f"{at}/text", plain=True)
        case "context":
            yield from _count(block.get("elements"), 10, f"{at}/elements")
            for number, each in enumerate(block.get("elements") or []):
                if each.get("type") != "image":
                    yield from _text(each, 3000, f"{at}/elements/{number}")
        case "actions":
            yield from _count(block.get("elements"), 25, f"{at}/elements")
            names = [each.get("action_id") for each in block.get("elements") or [] if each.get("action_id")]
            if len(names) != len(set(names)):
                yield _say("`action_id` must be unique within a block", f"{at}/elements")
        case "input":
            yield from _text(block.get("label"), 2000, f"{at}/label", plain=True)
            if "hint" in block:
                yield from _text(block["hint"], 2000, f"{at}/hint", plain=True)
        case "markdown":
            yield from _length(block, "text", 12000, at)
        case "image":
            yield from _length(block, "alt_text", 2000, at)
            yield from _length(block, "image_url", 3000, at)
        case _:
            pass
    allowed = {"actions": IN_ACTIONS, "input": INPUTS}.get(block["type"])
    if block["type"] != "input" or isinstance(block.get("element"), dict):
        for number, element in enumerate(elements_of(block)):
            place = {"section": "accessory", "input": "element"}.get(block["type"], f"elements/{number}")
            if allowed is not None and element.get("type") not in allowed:
                yield _say(f"unsupported type: {element.get('type')}", f"{at}/{place}/type")
            else:
                yield from _element(element, f"{at}/{place}")


def _element(element: Json, at: str) -> Iterator[str]:
    kind = element.get("type", "")
    if kind == "image":
        return
    yield from _length(element, "action_id", 255, at)
    if kind == "button":
        yield from _text(element.get("text"), 75, f"{at}/text", plain=True)
        yield from _length(element, "value", 2000, at)
        yield from _length(element, "url", 3000, at)
        yield from _length(element, "accessibility_label", 75, at)
        if element.get("style") not in (None, "primary", "danger"):
            yield _say("must be a valid enum value", f"{at}/style")
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{at}/placeholder", plain=True)
    if "confirm" in element:
        for key, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            if key in element["confirm"]:
                yield from _text(element["confirm"][key], most, f"{at}/confirm/{key}")
    if kind in ("static_select", "multi_static_select", "checkboxes", "radio_buttons", "overflow"):
        yield from _options(element, kind, at)
    if kind == "plain_text_input":
        for key in ("min_length", "max_length"):
            if not 0 <= element.get(key, 1) <= 3000:
                yield _say("must be between 0 and 3000", f"{at}/{key}")
    if kind == "file_input" and not 1 <= element.get("max_files", 10) <= 10:
        yield _say("must be between 1 and 10", f"{at}/max_files")
    if kind == "number_input" and "is_decimal_allowed" not in element:
        yield _say("missing required field: is_decimal_allowed", at)


def _options(element: Json, kind: str, at: str) -> Iterator[str]:
    groups = element.get("option_groups")
    if groups is None and "options" not in element:
        yield _say("must define either `options` or `option_groups`", at)
    lists = [("/options", element.get("options", []))] if groups is None else []
    if groups is not None:
        yield from _count(groups, 100, f"{at}/option_groups")
        for number, group in enumerate(groups):
            yield from _text(group.get("label"), 75, f"{at}/option_groups/{number}/label", plain=True)
            lists.append((f"/option_groups/{number}/options", group.get("options", [])))
    seen: set[str] = set()
    for place, options in lists:
        yield from check_options(options, at + place, most=OPTION_LIMITS.get(kind, 100))
        for option in options:
            if option.get("value") in seen:
                yield _say(f"duplicate option value: {option.get('value')}", at + place)
            seen.add(option.get("value"))
    chosen = element.get("initial_options") or ([element["initial_option"]] if element.get("initial_option") else [])
    for option in chosen:
        if option.get("value") not in seen:
            yield _say("initial option must match an option", at)


def check_options(options: Any, at: str = "/options", *, most: int = 100) -> Iterator[str]:
    """Complaints about select options, also about those an application suggests (`block_suggestion`, may be none)."""
    if "option_groups" not in at and not (at == "/options" and options == []):
        yield from _count(options, most, at)
    for number, option in enumerate(options or []):
        here = f"{at}/{number}"
        yield from _text(option.get("text"), 75, f"{here}/text")
        if not isinstance(option.get("value"), str) or not option["value"]:
            yield _say("missing required field: value", here)
        # The documentation allows 150 characters here today and allowed 75 before: stay with what always passes.
        yield from _length(option, "value", 150, here)
        if "description" in option:
            yield from _text(option["description"], 75, f"{here}/description")


def _text(value: Any, most: int, at: str, *, plain: bool = False) -> list[str]:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return [_say("missing required field: text", at)]
    if value.get("type") not in (("plain_text",) if plain else ("plain_text", "mrkdwn")):
        return [_say("must be plain_text" if plain else f"unsupported type: {value.get('type')}", f"{at}/type")]
    if not value["text"]:
        return [_say("must be more than 0 characters", f"{at}/text")]
    return list(_length(value, "text", most, at))


def _length(value: Json, key: str, most: int, at: str) -> Iterator[str]:
    text = value.get(key)
    if text is None:
        return
    if not isinstance(text, str):
        yield _say("must be a string", f"{at}/{key}")
    elif len(text) > most:
        yield _say(f"must be less than {most + 1} characters", f"{at}/{key}")


def _count(value: Any, most: int, at: str) -> Iterator[str]:
    if not isinstance(value, list) or not value:
        yield _say("no fewer than 1 items allowed", at)
    elif len(value) > most:
        yield _say(f"no more than {most} items allowed", at)


def _say(what: str, at: str) -> str:
    return f"[ERROR] {what} [json-pointer:{at}]"
