"""The refusals Discord answers with: one exception that carries status, code and the nested form errors."""

from typing import Any

MESSAGES = {
    0: "401: Unauthorized",
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10009: "Unknown Permission Overwrite",
    10011: "Unknown Role",
    10013: "Unknown User",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    10070: "Unknown Guild Scheduled Event",
    30005: "Maximum number of guild roles reached (250)",
    30038: "Maximum number of uncompleted guild scheduled events reached (100)",
    30013: "Maximum number of guild channels reached (500)",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50013: "Missing Permissions",
    50024: "Cannot execute action on this channel type",
    50027: "Invalid Webhook Token",
    50028: "Invalid Role",
    50033: "Invalid Recipient(s)",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    180000: "Cannot update a finished event",
    50278: "Cannot send messages to this user due to having no mutual guilds",
}


class ApiError(Exception):
    """A refusal; the REST server turns it into the JSON body Discord sends."""

    def __init__(self, status: int, code: int, message: str = "", errors: dict[str, Any] | None = None) -> None:
        self.status = status
        self.code = code
        self.message = message or MESSAGES[code]
        self.errors = errors
        super().__init__(f"{status} {code}: {self.message}")

    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            found["errors"] = self.errors
        return found


def unknown(code: int) -> ApiError:
    return ApiError(404, code)


def forbidden(code: int) -> ApiError:
    return ApiError(403, code)


class Complaints:
    """Collects what is wrong with a body, by path, in the nested shape Discord answers with."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.nested: dict[str, Any] = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        self.lines.append(f"{'.'.join(map(str, path)) or '(body)'}: {message}")
        place = self.nested
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: tuple[str | int, ...], value: object, low: int, high: int) -> None:
        """Complain unless `value` is a string whose length lies within the bounds."""
        if not isinstance(value, str):
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not low <= len(value) <= high:
            text = f"Must be between {low} and {high} in length."
            if low == 0:
                text = f"Must be {high} or fewer in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH" if low else "BASE_TYPE_MAX_LENGTH", text)

    def error(self) -> ApiError:
        return ApiError(400, 50035, errors=self.nested)


def invalid(path: tuple[str | int, ...], code: str, message: str) -> ApiError:
    """One complaint as a refusal."""
    found = Complaints()
    found.add(path, code, message)
    return found.error()
