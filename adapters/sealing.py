"""Seals what leaves the house and must come back unread and unchanged: links, and the platforms' tokens at rest.

Keys come from CONVENOR_SECRET_KEY: the first one seals, all of them open, so a key is changed by putting a new one in
front. Each use has keys of its own, derived from those.
"""

import base64
import json
import os
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.clock import Clock
from bot.links import Broken, Expired, Link, Purpose, Question

_NONCE = 12


def _derived(key: str, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"convenor " + use).derive(key.encode())


class LinkSeals:
    """Links as tokens of letters, digits, - and _."""

    def __init__(self, keys: Sequence[str], clock: Clock) -> None:
        each = (Fernet(base64.urlsafe_b64encode(_derived(key, b"links"))) for key in keys)
        self._fernet, self._clock = MultiFernet(list(each)), clock

    def seal(self, link: Link) -> str:
        at = int(self._clock.now().timestamp())
        return self._fernet.encrypt_at_time(_packed(link), at).rstrip(b"=").decode()

    def open(self, token: str, *purposes: Purpose) -> Link:
        """The link behind a token, if it was made for one of these purposes. Raises Broken or Expired."""
        try:
            plain = self._fernet.decrypt(token.encode("ascii") + b"=" * (-len(token) % 4))
            link = _unpacked(plain)
        except (InvalidToken, ValueError, TypeError, OverflowError) as error:
            raise Broken("it cannot be opened") from error
        if link.purpose not in purposes:
            raise Broken(f"it was made for another purpose: {link.purpose}")
        if link.expires_at <= self._clock.now():
            raise Expired(link)
        return link


def _packed(link: Link) -> bytes:
    """Short, because it stands in mails: a list without names, its empty end left off."""
    row: list[Any] = [
        link.purpose, link.person, int(link.expires_at.timestamp()), link.language, link.what, dict(link.data),
        int(link.is_card), link.action, list(astuple(link.ask)) if link.ask else [], list(link.among), link.at_most,
    ]  # fmt: skip
    while not row[-1]:
        row.pop()
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def _unpacked(plain: bytes) -> Link:
    purpose, person, expires, *rest = cast("list[Any]", json.loads(plain))
    empty: list[Any] = ["", "", {}, 0, "", [], [], 0]
    language, what, data, is_card, action, ask, among, at_most = rest + empty[len(rest) :]
    return Link(
        purpose, person, datetime.fromtimestamp(expires, UTC), language, what, data, bool(is_card), action,
        Question(*ask) if ask else None, tuple(among), at_most,
    )  # fmt: skip


class TokenSeals:
    """Tokens at rest. `about` says whose they are and is bound in: what is copied into another row cannot be opened."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [AESGCM(_derived(key, b"tokens")) for key in keys]

    def seal(self, text: str, about: str) -> str:
        nonce = os.urandom(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._keys[0].encrypt(nonce, text.encode(), about.encode())).decode()

    def open(self, sealed: str, about: str) -> tuple[str, bool]:
        """The text, and whether it is to be sealed anew with the first key. Broken when no key of ours opens it."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
        except ValueError as error:
            raise Broken("it is no sealed text") from error
        for number, key in enumerate(self._keys):
            try:
                return key.decrypt(raw[:_NONCE], raw[_NONCE:], about.encode()).decode(), number > 0
            except (InvalidTag, ValueError):
                continue
        raise Broken("no key of ours opens it")
