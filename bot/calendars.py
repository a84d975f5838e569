"""What a deployment gives to calendars: the keys of people's secret addresses, and the mailbox invitations come from.

A secret is derived from a key, so that its owner can look at the address again while the database knows its fingerprint
only (decision 18).
"""

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass, field

_BYTES = 20
"""Of a secret: 160 bits, 32 characters of a-z and 2-7."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """`organiser` is the mailbox, "" while mail is off. `keys` have the newest first, as the deployment's do."""

    organiser: str = ""
    keys: tuple[str, ...] = field(default=(), repr=False)

    def secrets(self, network: str, person: str, generation: str) -> tuple[str, ...]:
        """What the secret of that generation can be: one for each key."""
        subject = f"calendar address\0{network}\0{person}\0{generation}".encode()
        return tuple(_spelt(hmac.digest(key.encode(), subject, "sha256")) for key in self.keys)

    def new_secret(self, network: str, person: str, generation: str) -> str:
        """Without a key it is drawn by lot, and can be shown this once."""
        return next(iter(self.secrets(network, person, generation)), "") or _spelt(secrets.token_bytes(_BYTES))


def fingerprint(secret: str) -> str:
    """What is stored of a secret. It is long and random, so a plain hash tells nobody what it was."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _spelt(raw: bytes) -> str:
    return b32encode(raw[:_BYTES]).decode().lower()
