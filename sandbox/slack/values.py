"""What stands in inputs: Slack's state shape per kind of element, how a person fills it, what the client checks."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

from sandbox.slack.state import Json, Values, View, elements_of

if TYPE_CHECKING:
    from sandbox.slack.workspace import SlackWorkspace

TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
TYPED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
"""Element type -> (key of its value in state.values, key of what it starts with)."""
MANY = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
URL = re.compile(r"https?://[^\s/]+\S*\Z")


def empty_value(element: Json) -> Json:
    """The state of an element nobody has touched."""
    key, start = TYPED[element["type"]]
    value = element.get(start)
    if value is None and key in MANY:
        value = []
    return {"type": element["type"], key: value}


def initial_values(body: Json) -> Values:
    """The state of every input of a view when it is first shown."""
    return {
        (block["block_id"], element["action_id"]): empty_value(element)
        for block in body["blocks"]
        for element in elements_of(block)
        if element.get("type") in TYPED
    }


def options_of(element: Json) -> list[Json]:
    """The options of a static element, groups flattened."""
    groups = element.get("option_groups")
    found = [o for group in groups for o in group["options"]] if groups else element.get("options", [])
    return list(found)


def label(option: Json) -> str:
    """What stands on an option or a button; the client shows entities as characters."""
    return unescape(option["text"]["text"])


def typed_value(ws: "SlackWorkspace", element: Json, given: Sequence[str]) -> Json:
    """The state after a person chose or typed `given`; LookupError names what could have been chosen."""
    key, _ = TYPED[element["type"]]
    kind = element["type"]
    if kind in TEXTS:
        value: Any = given[0] if given and given[0] != "" else None
    elif key in ("selected_option", "selected_options"):
        chosen = [_option(options_of(element), each) for each in given if each]
        value = chosen if key in MANY else (chosen[0] if chosen else None)
    elif key in ("selected_user", "selected_users"):
        people = [_user(ws, each) for each in given if each]
        value = people if key in MANY else (people[0] if people else None)
    elif key.startswith(("selected_conversation", "selected_channel")):
        places = [_channel(ws, each) for each in given if each]
        value = places if key in MANY else (places[0] if places else None)
    elif kind == "datetimepicker":
        value = int(datetime.fromisoformat(given[0]).timestamp()) if given and given[0] else None
    elif kind == "datepicker":
        value = date.fromisoformat(given[0]).isoformat() if given and given[0] else None
    elif kind == "file_input":
        value = [ws.client_upload(each) for each in given if each]
    elif kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": given[0] if given else ""}]}
        value = {"type": "rich_text", "elements": [section]}
    else:
        value = given[0] if given and given[0] else None
    return {"type": kind, key: value}


def _option(options: list[Json], wanted: str) -> Json:
    for option in options:
        if wanted in (label(option), option["value"]):
            # The client sends back text and value; a description stays behind.
            return {"text": option["text"], "value": option["value"]}
    raise LookupError(f"no option {wanted!r} among {[label(each) for each in options]}")


def _user(ws: "SlackWorkspace", wanted: str) -> str:
    for user in ws.users.values():
        if wanted.removeprefix("@") in (user.id, user.name, user.real_name):
            return user.id
    raise LookupError(f"no person {wanted!r}")


def _channel(ws: "SlackWorkspace", wanted: str) -> str:
    channel = ws.find_channel(wanted)
    if channel is None:
        raise LookupError(f"no channel {wanted!r}")
    return channel.id


def shown_value(ws: "SlackWorkspace", value: Json) -> tuple[str, ...]:
    """What a person reads in the input: option labels, names, the text."""
    key, _ = TYPED[value["type"]]
    content = value.get(key)
    if content is None or content == "":
        return ()
    items = content if isinstance(content, list) else [content]
    match key:
        case "selected_option" | "selected_options":
            return tuple(label(each) for each in items)
        case "selected_user" | "selected_users":
            return tuple(ws.users[each].real_name if each in ws.users else each for each in items)
        case "selected_channel" | "selected_channels" | "selected_conversation" | "selected_conversations":
            return tuple(ws.channels[each].name if each in ws.channels else each for each in items)
        case "files":
            return tuple(each["name"] for each in items)
        case "rich_text_value":
            return (items[0]["elements"][0]["elements"][0]["text"],)
        case _:
            return tuple(str(each) for each in items)


def client_errors(view: View) -> dict[str, str]:
    """What the client itself complains about on Submit, per block; the application is not asked then."""
    found: dict[str, str] = {}
    for block in view.body["blocks"]:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = view.values[block["block_id"], element["action_id"]]
        content = value[TYPED[element["type"]][0]]
        if content in (None, "", []):
            if not block.get("optional", False):
                found[block["block_id"]] = "Please complete this required field."
            continue
        problem = _problem(element, content)
        if problem:
            found[block["block_id"]] = problem
    return found


def _problem(element: Json, content: Any) -> str:
    kind = element["type"]
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(content) < least:
            return f"Please enter at least {least} characters."
        if len(content) > most:
            return f"Please enter no more than {most} characters."
    elif kind == "email_text_input" and not EMAIL.match(content):
        return "Please enter a valid email address."
    elif kind == "url_text_input" and not URL.match(content):
        return "Please enter a valid URL."
    elif kind == "number_input":
        try:
            number = float(content)
        except ValueError:
            return "Please enter a number."
        if not element["is_decimal_allowed"] and not number.is_integer():
            return "Please enter a whole number."
        if "min_value" in element and number < float(element["min_value"]):
            return f"Please enter a number of at least {element['min_value']}."
        if "max_value" in element and number > float(element["max_value"]):
            return f"Please enter a number of at most {element['max_value']}."
    elif "max_selected_items" in element and len(content) > element["max_selected_items"]:
        return f"Please choose at most {element['max_selected_items']}."
    return ""
