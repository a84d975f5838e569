"""From deliveries to the orders a messenger carries out: drawn when they are due, from the state of that moment."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.access import wish
from bot.app import App
from bot.due import GRACE, Due, marked_late
from bot.errors import Conflict, Unavailable
from bot.i18n import Reader
from bot.interactions import Account, Place
from bot.metrics import metrics
from bot.outbox import Card, Delivery, Notice, Outbox, Unreachable
from bot.people import Me, People, Person
from bot.ports import Delete, Edit, Make, Order, Send, SetAccess, SetEntry, Space, Spaces, UnitOfWork
from bot.ui.blocks import Paragraph
from bot.ui.text import _
from bot.ui.view import View

log = logging.getLogger("convenor.drawing")


class Moot(Exception):
    """What was to be said or done no longer holds; nothing is sent."""


class TooLate(Moot):
    """A reminder that nobody needs any more."""


Drawn: TypeAlias = Order | Moot | Unreachable
"""An order, or why there is none."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a round of drawing knows: one unit of work, with the spaces and readers of all its deliveries."""

    uow: UnitOfWork
    spaces: Mapping[tuple[str, str], Space]
    people: Mapping[str, Me] = field(default_factory=dict[str, Me])


class Drawing:
    """Reads, never writes."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def order(self, delivery: Delivery) -> Order:
        """The order behind a delivery; Moot when it has become pointless, Unreachable when its way is closed."""
        async with self.app.database.read(self.app.network) as uow:
            return await self._order(await self._desk(uow, [delivery]), delivery)

    async def orders(self, deliveries: Sequence[Delivery]) -> dict[int, Drawn]:
        """The same for all that was claimed together, by id, from one look at the records.

        Those behind one that cannot be drawn are left out: a database may say nothing more after an error.
        """
        drawn: dict[int, Drawn] = {}
        if not deliveries:
            return drawn
        try:
            async with self.app.database.read(self.app.network) as uow:
                desk = await self._desk(uow, deliveries)
                for delivery in deliveries:
                    try:
                        drawn[delivery.id] = await self._order(desk, delivery)
                    except (Moot, Unreachable) as reason:
                        drawn[delivery.id] = reason
        except (Conflict, Unavailable):
            log.info("the records were not available to draw together")
        except Exception as error:  # noqa: BLE001 - it is met again and handled when that delivery is drawn alone
            log.info("could not be drawn together: %r", error)
        return drawn

    async def _desk(self, uow: UnitOfWork, deliveries: Sequence[Delivery]) -> Desk:
        spaces = {(space.platform, space.space): space for space in await uow.repository(Spaces).all()}
        named = (d.body.get(key) for d in deliveries for key in ("person", "mention") if d.kind in ("post", "edit"))
        people = tuple(dict.fromkeys(person for person in named if person))
        return Desk(uow, spaces, await uow.repository(People).many(people, self.app.clock.now()) if people else {})

    async def _order(self, desk: Desk, delivery: Delivery) -> Order:
        body = delivery.body
        space = desk.spaces.get((body["platform"], body["space"]))
        if space is None:
            raise Moot("we are no longer in that space")
        match delivery.kind:
            case "post":
                return await self._send(desk, delivery, space)
            case "edit":
                return await self._edit(desk, delivery, space)
            case "delete":
                return Delete(space.space, body["channel"], body["message"])
            case "access":
                return await self._access(desk.uow, delivery, space)
            case "make":
                private_to = tuple(i for role in body.get("private_to", ()) if (i := space.roles.get(role)))
                return Make(space.space, body["what"], body["name"], private_to, body.get("reason", ""))
            case "entry":
                return await self._entry(desk, delivery, space)

    def name_of(self, delivery: Delivery) -> str:
        """The name under which the message is remembered to be redrawn: of a card or a lasting notice, else ""."""
        body, routes = delivery.body, self.app.routes
        found = routes.cards.get(body["card"]) if "card" in body else routes.notices.get(body.get("notice", ""))
        if found is None or (issubclass(found[0], Notice) and not found[0].lasting):
            return ""
        return found[0].load(body["data"]).name

    async def _send(self, desk: Desk, delivery: Delivery, space: Space) -> Send:
        body, user = delivery.body, delivery.body.get("user", "")
        me = self._reader_of(desk, delivery, space)
        view, reader, said = await self._view(desk, delivery, space, me)
        channel = body.get("channel", "")
        if not space.is_chat:
            channel = me.person.email
            if not channel:
                raise Unreachable("the person has no address any more")
        elif not channel:  # a conversation that was opened before is still there
            channel = next((a.direct for a in me.accounts if a.key == (space.platform, space.space, user)), "")
        return Send(space.space, view, reader, delivery.nonce, channel, user, said)

    async def _edit(self, desk: Desk, delivery: Delivery, space: Space) -> Edit:
        copy = await desk.uow.repository(Outbox).copy(delivery.body["copy"])
        if copy is None:
            raise Moot("the message is no longer there")
        view, reader, _said = await self._view(desk, delivery, space, self._reader_of(desk, delivery, space))
        edit = Edit(space.space, copy.channel, copy.message, view, reader)
        if copy.drawn == fingerprint(edit) and not _may_have_arrived(delivery):
            raise Moot("it shows that already")
        return edit

    async def _view(self, desk: Desk, delivery: Delivery, space: Space, me: Me) -> tuple[View, Reader, Notice | Card]:
        body = delivery.body
        here = Account(space.platform, space.space, body.get("user", ""))
        place = Place(space.platform, space.space, body.get("channel", ""), message=body.get("message", ""))
        ctx = self.app.context(me, here, place, desk.uow)
        if (mentioned := body.get("mention")) is not None:
            ctx.called = desk.people.get(mentioned)
            if ctx.called is None or ctx.called.person.status == "erased":
                raise Moot("the person is forgotten")
        lateness = self._lateness(delivery, desk)
        if lateness > timedelta(hours=self.app.profile.time.catch_up_hours):
            metrics.add("notices_spared_total", notice=body["notice"], why="too late")
            raise TooLate(f"was due {body['due']}")
        table = self.app.routes.cards if "card" in body else self.app.routes.notices
        found = table.get(body["card"] if "card" in body else body["notice"])
        if found is None:
            raise Moot("no feature says this any more")
        kind, render = found
        said = kind.load(body["data"])
        view = await render(ctx, said)
        if view is None:
            raise Moot("no longer true")
        if lateness > GRACE:
            view = marked_late(view, datetime.fromisoformat(body["due"]))
        if ctx.called is not None:
            call = Paragraph(_("{who}, I could not reach you directly:", who=ctx.called.mention))
            view = replace(view, blocks=(call, *view.blocks))
        return view, ctx.reader, said

    def _lateness(self, delivery: Delivery, desk: Desk) -> timedelta:
        """How late a reminder is for its reader; nothing else is ever late."""
        due = Due.load(delivery.body)
        me = desk.people.get(delivery.body.get("person") or delivery.body.get("mention", ""))
        if due is None or me is None:
            return timedelta(0)
        moment = due.moment(me.person, self.app.profile.network.zone, delivery.expires_at)
        return due.late_by(moment, self.app.clock.now())

    async def _entry(self, desk: Desk, delivery: Delivery, space: Space) -> SetEntry:
        """What is over needs no entry, and what has begun none that is new."""
        body, now = delivery.body, self.app.clock.now()
        kind, render = self.app.routes.listings[body["listing"]]
        listing = kind.load(body["data"])
        here = Account(space.platform, space.space, ""), Place(space.platform, space.space, "")
        ctx = self.app.context(self._reader_of(desk, delivery, space), *here, desk.uow)
        entry = await render(ctx, listing)
        copy = await desk.uow.repository(Outbox).copy(body["copy"])
        if entry is not None and (entry.ends <= now or (copy is None and entry.starts <= now)):
            raise Moot("it has begun")
        sign = ctx.reader.plain(_("Ref. {mark}", mark=listing.mark))
        order = SetEntry(space.space, listing.mark, entry, copy.message if copy else "", sign=sign)
        if copy is not None and copy.drawn == fingerprint(order) and not _may_have_arrived(delivery):
            raise Moot("it shows that already")
        return order

    def _reader_of(self, desk: Desk, delivery: Delivery, space: Space) -> Me:
        """The person it is for, or the channel as a reader of the space's language."""
        person, user = delivery.body.get("person"), delivery.body.get("user")
        if not person:
            return self.app.channel(space.language, space.name)
        me = desk.people.get(person)
        if me is None:
            raise Moot("there is no such person any more")
        if me.person.status == "erased":
            raise Moot("the person is forgotten")
        if user and space.is_chat and (space.platform, space.space, user) not in {each.key for each in me.accounts}:
            raise Unreachable("the account is no longer this person's")
        return me

    async def _access(self, uow: UnitOfWork, delivery: Delivery, space: Space) -> SetAccess:
        """For whoever has the account now; an account that is nobody's keeps nothing."""
        user = delivery.body["user"]
        me = await uow.repository(People).recognise(Account(space.platform, space.space, user), self.app.clock.now())
        return wish(self.app.profile, space, user, me or Me(Person("", ""), (), ()))


def _may_have_arrived(delivery: Delivery) -> bool:
    """Whether an earlier attempt may have changed the message, so that nobody knows what it shows."""
    return delivery.attempts > 1


def fingerprint(order: Send | Edit | SetEntry) -> str:
    """A short mark of what a message or an entry shows."""
    shown = order.entry if isinstance(order, SetEntry) else (order.view, order.reader)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
