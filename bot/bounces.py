"""What follows when a mail server refuses an address for good: no mail goes there, and the office learns it once.

A new address on the record, or a press of the office, opens the route again.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.actions import Action
from bot.errors import NotFound
from bot.notifying import SECRETARIAT, Announce, kernel
from bot.outbox import Job, Notice, Outbox
from bot.people import People
from bot.permissions import Permission
from bot.ports import UnitOfWork
from bot.ui.blocks import Button, Buttons, Fields, Heading, Paragraph
from bot.ui.replies import Reply, Update
from bot.ui.text import _
from bot.ui.view import View

if TYPE_CHECKING:
    from bot.context import Context


class AddressRefused(Notice, key="kernel.address_refused"):
    """`why` are the words of the mail server."""

    office = True
    person: str
    why: str


class TryAddress(Action, key="kernel.try_address"):
    person: str


async def remember(uow: UnitOfWork, person_id: str, why: str, now: datetime) -> None:
    """Close the mail route of a person and tell the office, in the transaction that lets the next route be tried."""
    people = uow.repository(People)
    person = await people.get(person_id)
    if not person.takes_mail:
        return
    await people.save(replace(person, email_refused=person.email))
    told = AddressRefused(person.id, why)
    wish = Announce(SECRETARIAT, told.key, told.dump())
    mark = hashlib.sha256(person.email.casefold().encode()).hexdigest()[:12]
    key = f"address-refused:{person.id}:{mark}:{now:%Y-%m-%d}"
    await uow.repository(Outbox).add((Job(key, wish.key, wish.dump(), now),), ())


@kernel.notice(AddressRefused)
async def say_refused(ctx: "Context", refused: AddressRefused) -> View | None:
    try:
        person = await ctx.repository(People).get(refused.person)
    except NotFound:
        return None
    if not person.email or person.takes_mail:
        return None
    return View.of(
        Heading(_("Mails to {who} come back", who=person.known_as)),
        Fields(((_("Address"), person.email), (_("What the mail server says"), refused.why))),
        Paragraph(
            _(
                "From now on {who} is reached in chat, and otherwise you are asked to write by hand. Please find out "
                "the right address.",
                who=person.known_as,
            )
        ),
        Buttons((Button(_("Try this address again"), TryAddress(person.id)),)),
    )


@kernel.press(TryAddress, may=Permission.APPLY_ON_BEHALF)
async def try_again(ctx: "Context", press: TryAddress) -> Reply:
    people = ctx.repository(People)
    person = await people.get(press.person)
    if person.email_refused:
        await people.save(replace(person, email_refused=""))
        ctx.audit("address tried again", person.id)
    return Update(View.of(Paragraph(_("The next mail to {who} goes to that address again.", who=person.known_as))))
