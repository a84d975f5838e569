"""Drawn pages in the shapes the library sends, and the marks by which they are found again."""

import zlib
from io import BytesIO

import discord

from adapters.discord.outbound import JSON, Page

NOBODY = discord.AllowedMentions.none()


class Drawn(discord.ui.LayoutView):
    """A message that is drawn already. It is stopped from the start, so that the library keeps nothing of it."""

    def __init__(self, components: list[JSON]) -> None:
        super().__init__(timeout=None)
        self._components = components
        self.stop()

    def to_components(self) -> list[JSON]:
        return self._components

    def has_components_v2(self) -> bool:
        return True


class DrawnModal(discord.ui.Modal):
    """The same for a modal."""

    def __init__(self, payload: JSON) -> None:
        super().__init__(title=payload["title"], custom_id=payload["custom_id"], timeout=None)
        self._payload = payload
        self.stop()

    def to_dict(self) -> JSON:
        return self._payload


def files_of(page: Page) -> list[discord.File]:
    return [discord.File(BytesIO(file.content), file.name) for file in page.files]


def mark(pages: tuple[Page, ...], nonce: str) -> tuple[str, ...]:
    """Mark the pages of a message so that they are found again, and return the nonce of each.

    The last one bears the plain nonce: when that has arrived, all have.
    """
    nonces = (*(f"{nonce}.{number}" for number in range(1, len(pages))), nonce)
    for page, own in zip(pages, nonces, strict=True):
        page.components[0]["id"] = marker_of(own)
    return nonces


def marker_of(nonce: str) -> int:
    """A number for a component by which a message is recognised later; Discord keeps it, unlike the nonce."""
    return (zlib.crc32(nonce.encode()) & 0x3FFFFFFF) + 1000
