"""Typed button payloads: the class of an action is its route and its codec.

    class Claim(Action, key="applications.claim"):
        application: str

    Claim("01J8...").pack() == "applications.claim:01J8..."

What is packed is no authority: handlers decide from who pressed and from stored state.
"""

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self, dataclass_transform
from urllib.parse import quote, unquote

MAX_PACKED = 100
"""Discord's limit for a custom_id; Slack allows more."""


class StaleAction(Exception):
    """The payload belongs to a button that no longer exists, or was tampered with."""


@dataclass_transform(frozen_default=True)
class Action:
    """Base of all actions. Fields are `str`, `int` or `bool`.

    One that `opens_form` does nothing by itself: who was led to it by a mail is told that a form comes first.
    """

    key: ClassVar[str] = ""
    opens_form: ClassVar[bool] = False

    def __init_subclass__(cls, *, key: str, opens_form: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.key, cls.opens_form = key, opens_form
        dataclass(frozen=True)(cls)
        for spec in fields(cls):  # pyright: ignore[reportArgumentType] - it has just become a dataclass
            if spec.type not in (str, int, bool, "str", "int", "bool"):
                raise TypeError(f"{cls.__name__}.{spec.name}: an action carries str, int or bool, not {spec.type}")

    def pack(self) -> str:
        """Return `key:field:field`, at most 100 characters; ValueError when it would be longer."""
        values = [getattr(self, spec.name) for spec in fields(self)]  # pyright: ignore[reportArgumentType]
        packed = ":".join([self.key, *(_pack(value) for value in values)])
        if len(packed) > MAX_PACKED:
            raise ValueError(f"{type(self).__name__} packs to {len(packed)} characters, {MAX_PACKED} are allowed")
        return packed

    @classmethod
    def unpack(cls, payload: str) -> Self:
        """Rebuild the action; StaleAction when the payload is not of this class and shape."""
        key, *parts = payload.split(":")
        specs = fields(cls)  # pyright: ignore[reportArgumentType]
        if key != cls.key or len(parts) != len(specs):
            raise StaleAction(payload)
        try:
            values = [
                _unpack(part, str(getattr(spec.type, "__name__", spec.type)))
                for part, spec in zip(parts, specs, strict=True)
            ]
        except ValueError as error:
            raise StaleAction(payload) from error
        return cls(*values)


def _pack(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return quote(str(value), safe="-_.~@/# ")


def _unpack(part: str, kind: str) -> str | int | bool:
    if kind == "bool":
        if part not in ("0", "1"):
            raise ValueError(part)
        return part == "1"
    if kind == "int":
        return int(part)
    return unquote(part)
