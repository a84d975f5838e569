"""Makes the addresses that mails and pages bear: the seal in front of the deployment's public address."""

from dataclasses import replace

from adapters.sealing import LinkSeals
from bot.clock import Clock
from bot.links import ACT_LIVES, UNSUBSCRIBE_LIVES, Link
from bot.outbox import Card, Notice


class SealedAddresses:
    """`public_url` is where browsers reach the web room, without a slash at the end."""

    def __init__(self, seals: LinkSeals, public_url: str, clock: Clock) -> None:
        self._seals, self._public_url, self._clock = seals, public_url, clock

    def to_act(self, person: str, language: str, said: Notice | Card, action: str = "") -> str:
        link = Link(
            "act",
            person,
            self._clock.now() + ACT_LIVES,
            language,
            said.key,
            said.dump(),
            isinstance(said, Card),
            action,
        )
        return f"{self._public_url}/act/{self._seals.seal(link)}"

    def to_unsubscribe(self, person: str, language: str) -> str:
        link = Link("unsubscribe", person, self._clock.now() + UNSUBSCRIBE_LIVES, language)
        return f"{self._public_url}/unsubscribe/{self._seals.seal(link)}"


def pressing(link: Link, action: str) -> Link:
    """What a button on the page of `link` carries; it is the same person's and dies with the page's own link."""
    return replace(link, purpose="press", action=action, ask=None)


def filling(link: Link, draft: str) -> Link:
    """What a form on the page of `link` carries."""
    return replace(link, purpose="form", action=draft, ask=None)
