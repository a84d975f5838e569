"""Who is in front of us: somebody new, somebody who is here again, and what the platform says about both."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.i18n import best_language, is_zone
from bot.interactions import Account
from bot.outbox import new_id
from bot.people import ChatAccount, Me, People, Person

PRESENCE: Final = timedelta(hours=1)
_NOBODY: Final = "?"


def stranger(account: Account) -> Person:
    """A record of somebody new, as the platform knows the person."""
    return Person(
        new_id(),
        account.name or _NOBODY,
        zone=account.zone if is_zone(account.zone) else "",
        languages=(best_language(account.language),) if account.language else (),
    )


async def met_in_private(people: People, account: Account, now: datetime) -> Me | None:
    """Somebody who first wrote to us directly, where the platform named no space, is now seen in one."""
    if not account.space:
        return None
    me = await people.recognise(replace(account, space=""), now)
    if me is None or not any(known.space == "" and known.user == account.user for known in me.accounts):
        return None
    await people.detach(account.platform, "", account.user)
    await people.attach(ChatAccount(account.platform, account.space, account.user, me.id, last_seen=now))
    return await people.me(me.id, now)


async def seen(people: People, me: Me, account: Account, now: datetime) -> Me:
    """Remember where the person was last, once an hour: notices look there first."""
    for known in me.accounts:
        here = (known.platform, known.user) == (account.platform, account.user)
        if here and account.space in ("", known.space):
            if known.state != "live" or known.last_seen is None or now - known.last_seen >= PRESENCE:
                await people.mark(*known.key, state="live", last_seen=now)
            return await _introduced(people, me, account, now)
    return me


async def _introduced(people: People, me: Me, account: Account, now: datetime) -> Me:
    """Who was on record before we met, as by a role that was granted, and has not said so: as the platform knows it."""
    person, known = me.person, stranger(account)
    named = account.name and person.display_name == account.user
    told = replace(
        person,
        display_name=known.display_name if named else person.display_name,
        zone=person.zone or known.zone,
        languages=person.languages or known.languages,
    )
    if told == person:
        return me
    await people.save(told)
    return await people.me(me.id, now)
