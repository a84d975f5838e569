"""All features merged: the bot's whole vocabulary, and what of it people type where.

A key claimed twice stops the start with both names.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from bot.outbox import Card, JobPayload, Listing, Notice
from bot.permissions import Permission
from bot.routing import (
    Collision,
    ComingHandler,
    CommandRoute,
    CronRoute,
    EntryHandler,
    EventHandler,
    Feature,
    FormRoute,
    PressRoute,
    PublicRoute,
    Render,
    SearchHandler,
    Work,
)

BARE_NAME = "menu"
"""What the bare command of a family is called where none can be typed without a verb (Discord's groups)."""
VERB = "show"
"""The option that bears the verb, where all verbs of a bare command take nothing: then it can be typed alone there."""
GROUPING = "discord"
"""The platform with groups of commands and a box for each option; on others one types a line."""


class Routes:
    """All features merged; the only place where a key is looked up."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.commands: dict[tuple[str, str], CommandRoute] = {}
        self.unsaid: dict[str, CommandRoute] = {}
        self.presses: dict[str, PressRoute] = {}
        self.forms: dict[str, FormRoute] = {}
        self.searches: dict[str, tuple[Permission, SearchHandler]] = {}
        self.events: dict[str, list[EventHandler]] = {}
        self.notices: dict[str, tuple[type[Notice], Render]] = {}
        self.cards: dict[str, tuple[type[Card], Render]] = {}
        self.listings: dict[str, tuple[type[Listing], EntryHandler[Any]]] = {}
        self.coming: list[ComingHandler] = []
        self.jobs: dict[str, tuple[type[JobPayload], Work]] = {}
        self.crons: dict[str, CronRoute] = {}
        self.pages: dict[str, PublicRoute] = {}
        self._owners: dict[tuple[str, str], str] = {}
        for feature in features:
            self._merge(feature)
        for cron in self.crons.values():
            if cron.job.key not in self.jobs:
                raise Collision(f"cron {cron.name!r} of {cron.feature} starts a job that nobody does: {cron.job.key}")

    def _merge(self, feature: Feature) -> None:
        for command in feature.commands:
            self._claim("command", " ".join(command.path).strip(), feature)
            self.commands[command.path] = command
            if command.unsaid:
                self._claim("family", command.path[0], feature)
                self.unsaid[command.path[0]] = command
        for press in feature.presses:
            self._claim("action", press.action.key, feature)
            self.presses[press.action.key] = press
        for form in feature.forms:
            self._claim("form", form.key, feature)
            self.forms[form.key] = form
        for source, search in feature.searches.items():
            self._claim("search", source, feature)
            self.searches[source] = search
        for notice, render in feature.notices.items():
            self._claim("notice", notice.key, feature)
            self.notices[notice.key] = (notice, render)
        for card, render in feature.cards.items():
            self._claim("card", card.key, feature)
            self.cards[card.key] = (card, render)
        for listing, entry in feature.listings.items():
            self._claim("listing", listing.key, feature)
            self.listings[listing.key] = (listing, entry)
        self.coming += feature.coming
        for job, work in feature.jobs.items():
            self._claim("job", job.key, feature)
            self.jobs[job.key] = (job, work)
        for cron in feature.crons:
            self._claim("cron", cron.name, feature)
            self.crons[cron.name] = cron
        for page in feature.pages:
            self._claim("page", page.path, feature)
            self.pages[page.path] = page
        for kind, handler in feature.events:
            self.events.setdefault(kind, []).append(handler)

    def _claim(
        self,
        kind: Literal[
            "command", "family", "action", "form", "search", "notice", "card", "listing", "job", "cron", "page"
        ],
        key: str,
        feature: Feature,
    ) -> None:
        owner = self._owners.get((kind, key))
        if not key:
            raise Collision(f"a {kind} of {feature.name} has no key")
        if owner is not None:
            raise Collision(f"{kind} {key!r} is claimed by {owner} and by {feature.name}")
        self._owners[kind, key] = feature.name

    @property
    def families(self) -> dict[str, list[CommandRoute]]:
        """Commands by family, in order of registration."""
        families: dict[str, list[CommandRoute]] = {}
        for route in self.commands.values():
            families.setdefault(route.path[0], []).append(route)
        return families

    def asked(self, path: tuple[str, str]) -> CommandRoute | None:
        """The command of that family and verb, None when there is none; a family without a verb means its list."""
        family, verb = path
        return self.commands.get(path) or (None if verb else self.commands.get((family, "list")))

    def split(self, family: str, words: str) -> tuple[str, str]:
        """The verb of what was typed behind a family, and the words behind it; a verb nobody knows is given back."""
        verb, _, rest = words.partition(" ")
        if verb and (family, verb.casefold()) in self.commands:
            return verb.casefold(), rest
        bare = self.commands.get((family, ""))
        if bare is not None and (bare.parameters or not verb):
            return "", words
        if verb and family in self.unsaid:
            return self.unsaid[family].path[1], words
        return verb, rest

    def typed(self, route: CommandRoute, platform: str) -> str:
        """What people type on a platform, without the slash: `convenor help` is `convenor show:help` on Discord."""
        (family, verb), several = route.path, self.families[route.path[0]]
        if platform == GROUPING and len(several) > 1:
            if is_plain(several):
                return f"{family} {VERB}:{verb}" if verb else family
            verb = verb or BARE_NAME
        return f"{family} {verb}".strip()


def is_plain(family: Sequence[CommandRoute]) -> bool:
    """Whether a family has a bare command, and nothing of it takes anything."""
    return any(not route.path[1] for route in family) and not any(route.parameters for route in family)
