"""From a delivery to the order a messenger carries out: drawn when it is due, from the state of that moment."""

import hashlib

from bot.access import wish
from bot.app import App
from bot.errors import NotFound
from bot.i18n import Reader, best_language
from bot.interactions import Account, Place
from bot.outbox import Card, Delivery, Notice, Outbox, Unreachable
from bot.people import Me, People, Person
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess, SetEntry, Space, Spaces, UnitOfWork
from bot.ui.view import View


class Moot(Exception):
    """What was to be said or done no longer holds; nothing is sent."""


class Drawing:
    """Reads, never writes."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def order(self, delivery: Delivery) -> Order:
        """The order behind a delivery; Moot when it has become pointless."""
        body = delivery.body
        async with self.app.database.read(self.app.network) as uow:
            space = await uow.repository(Spaces).get(body["platform"], body["space"])
            if space is None:
                raise Moot("we are no longer in that space")
            match delivery.kind:
                case "post":
                    view, reader, said = await self._view(uow, delivery, space)
                    channel = body.get("channel", "") if space.is_chat else await self._address(uow, body["person"])
                    return Send(space.space, view, reader, delivery.nonce, channel, body.get("user", ""), said)
                case "edit":
                    return await self._edit(uow, delivery, space)
                case "delete":
                    return Delete(space.space, body["channel"], body["message"])
                case "access":
                    return await self._access(uow, delivery, space)
                case "make":
                    private_to = tuple(i for role in body.get("private_to", ()) if (i := space.roles.get(role)))
                    return Make(space.space, body["what"], body["name"], private_to, body.get("reason", ""))
                case "entry":
                    return await self._entry(uow, delivery, space)

    def name_of(self, delivery: Delivery) -> str:
        """The name under which the message is remembered to be redrawn: of a card or a lasting notice, else ""."""
        body, routes = delivery.body, self.app.routes
        found = routes.cards.get(body["card"]) if "card" in body else routes.notices.get(body.get("notice", ""))
        if found is None or (issubclass(found[0], Notice) and not found[0].lasting):
            return ""
        return found[0].load(body["data"]).name

    async def _view(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> tuple[View, Reader, Notice | Card]:
        body = delivery.body
        me = await self._reader_of(uow, delivery, space)
        ctx = self.app.context(
            me,
            Account(space.platform, space.space, body.get("user", "")),
            Place(space.platform, space.space, body.get("channel", ""), message=body.get("message", "")),
            uow,
        )
        table = self.app.routes.cards if "card" in body else self.app.routes.notices
        found = table.get(body["card"] if "card" in body else body["notice"])
        if found is None:
            raise Moot("no feature says this any more")
        kind, render = found
        said = kind.load(body["data"])
        view = await render(ctx, said)
        if view is None:
            raise Moot("no longer true")
        return view, ctx.reader, said

    async def _edit(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> Edit:
        copy = await uow.repository(Outbox).copy(delivery.body["copy"])
        if copy is None:
            raise Moot("the message is no longer there")
        view, reader, _said = await self._view(uow, delivery, space)
        edit = Edit(space.space, copy.channel, copy.message, view, reader)
        if copy.drawn == fingerprint(edit):
            raise Moot("it shows that already")
        return edit

    async def _entry(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> SetEntry:
        """What is over needs no entry, and what has begun none that is new."""
        body, now = delivery.body, self.app.clock.now()
        kind, render = self.app.routes.listings[body["listing"]]
        listing = kind.load(body["data"])
        me = await self._reader_of(uow, delivery, space)
        ctx = self.app.context(
            me, Account(space.platform, space.space, ""), Place(space.platform, space.space, ""), uow
        )
        entry = await render(ctx, listing)
        copy = await uow.repository(Outbox).copy(body["copy"])
        if entry is not None and (entry.ends <= now or (copy is None and entry.starts <= now)):
            raise Moot("it has begun")
        order = SetEntry(space.space, listing.mark, entry, copy.message if copy else "")
        if copy is not None and copy.drawn == fingerprint(order):
            raise Moot("it shows that already")
        return order

    async def _reader_of(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> Me:
        """The person it is for, or the channel as a reader of the space's language."""
        person, user = delivery.body.get("person"), delivery.body.get("user")
        if not person:
            language = best_language(space.language or self.app.profile.languages[0])
            return Me(Person("channel", space.name, languages=(language,), zone=self.app.profile.network.zone), (), ())
        try:
            me = await uow.repository(People).me(person, self.app.clock.now())
        except NotFound:
            raise Moot("there is no such person any more") from None
        if me.person.status == "erased":
            raise Moot("the person is forgotten")
        if user and space.is_chat and (space.platform, space.space, user) not in {each.key for each in me.accounts}:
            raise Unreachable("the account is no longer this person's")
        return me

    async def _address(self, uow: UnitOfWork, person: str) -> str:
        """Where mail for that person goes now."""
        address = (await uow.repository(People).get(person)).email
        if not address:
            raise Unreachable("the person has no address any more")
        return address

    async def _access(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> SetAccess:
        """For whoever has the account now; an account that is nobody's keeps nothing."""
        user = delivery.body["user"]
        me = await uow.repository(People).recognise(Account(space.platform, space.space, user), self.app.clock.now())
        return wish(self.app.profile, space, user, me or Me(Person("", ""), (), ()))


def fingerprint(order: Send | Edit | SetEntry) -> str:
    """A short mark of what a message or an entry shows."""
    shown = order.entry if isinstance(order, SetEntry) else (order.view, order.reader)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
