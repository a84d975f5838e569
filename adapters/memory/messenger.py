"""The outgoing side: messages land in lists, roles in sets."""

from datetime import datetime

from adapters.memory.outbound import Message, draw
from bot.outbox import Full, Receipt, Unreachable
from bot.ports import Delete, Edit, Entry, Make, Order, Send, SetAccess, SetEntry


class MemoryPlatform:
    """One platform with one space, and what can go wrong on it.

    `broken` makes the next orders fail. `unanswered` are raised after the next orders were carried out, as when a
    connection breaks before the answer. `unsearchable` makes the next look-ups fail. `closed` are people who take no
    messages. `orders` is everything that was asked.
    """

    def __init__(self, platform: str, space: str) -> None:
        self.platform = platform
        self.space = space
        self.messages: list[Message] = []
        self.channels: dict[str, str] = {}
        """Channel names by id."""
        self.roles: dict[str, set[str]] = {}
        """Role ids by user."""
        self.entries: dict[str, Entry] = {}
        """What the calendar shows, by mark."""
        self.most_entries = 100
        self.broken: list[Exception] = []
        self.unanswered: list[Exception] = []
        self.unsearchable: list[Exception] = []
        self.orders: list[Order] = []
        self.closed: set[str] = set()
        self._count = 0

    @property
    def senders(self) -> tuple[str, ...]:
        return (f"{self.platform}:{self.space}",)

    async def open_direct(self, space: str, user: str) -> str:
        del space
        if user in self.closed:
            raise Unreachable("takes no direct messages")
        return f"@{user}"

    async def perform(self, order: Order) -> Receipt:
        self.orders.append(order)
        if self.broken:
            raise self.broken.pop(0)
        receipt = self._carry_out(order)
        if self.unanswered:
            raise self.unanswered.pop(0)
        return receipt

    def _carry_out(self, order: Order) -> Receipt:
        match order:
            case Send() if order.user and order.user in self.closed and order.channel == f"@{order.user}":
                raise Unreachable("takes no direct messages")
            case Send():
                message = self.new_message(order.channel, nonce=order.nonce)
                draw(message, order.view, order.reader)
                return Receipt(message.id, order.channel)
            case Edit():
                message = self.message(order.message)
                draw(message, order.view, order.reader)
                message.edits += 1
            case Delete():
                self.messages.remove(self.message(order.message))
            case SetAccess():
                held = self.roles.setdefault(order.user, set())
                held -= {*order.not_roles, *order.not_channels}
                held |= {*order.roles, *order.channels}
            case Make():
                self.channels.setdefault(f"{order.what}-{order.name}", order.name)
                return Receipt(f"{order.what}-{order.name}")
            case SetEntry():
                return self._set_entry(order)
        return Receipt()

    def _set_entry(self, order: SetEntry) -> Receipt:
        if order.entry is None:
            self.entries.pop(order.mark, None)
            return Receipt()
        if order.mark not in self.entries and len(self.entries) >= self.most_entries:
            last = max(self.entries, key=lambda mark: self.entries[mark].starts)
            if order.instead_of != last:
                raise Full("no room", last if self.entries[last].starts > order.entry.starts else "")
            del self.entries[last]
        self.entries[order.mark] = order.entry
        return Receipt(f"entry-{order.mark}")

    async def find(self, space: str, channel: str, nonces: tuple[str, ...], since: datetime) -> dict[str, Receipt]:
        del space, since
        if self.unsearchable:
            raise self.unsearchable.pop(0)
        return {m.nonce: Receipt(m.id, m.channel) for m in self.messages if m.channel == channel and m.nonce in nonces}

    def new_message(self, channel: str, *, private_to: str = "", nonce: str = "") -> Message:
        self._count += 1
        message = Message(f"{self.platform}-{self._count}", channel, private_to=private_to, nonce=nonce)
        self.messages.append(message)
        return message

    def message(self, message_id: str) -> Message:
        for message in self.messages:
            if message.id == message_id:
                return message
        raise Unreachable("the message is gone")
