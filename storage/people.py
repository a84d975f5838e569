"""People, their chat accounts and dated roles. Whoever talks to us is recognised in one round trip."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Select, bindparam, delete, exists, or_, select, update

from bot.errors import NotFound
from bot.interactions import Account
from bot.outbox import new_id
from bot.people import ChatAccount, Me, People, Person, Role, RoleGrant
from bot.ports import MAIL
from storage.base import gathered, implements, insert, instant, of_somebody, ours, packed, upsert
from storage.drafts import drafts
from storage.listing import ListedRows, holds
from storage.notes import notes
from storage.outbox import card_copies
from storage.people_tables import as_person, chat_accounts, people, role_grants
from storage.repositories.register_tables import affiliations

ACCOUNTS = ("platform", "space", "user", "state", "direct", "last_seen")
GRANTS = ("role", "scope", "since", "until", "granted_by")
UNSAVED = frozenset({"id", "version", "met_at"})


def _of_person(rows: Any, value: Any, *conditions: ColumnElement[bool]) -> Any:
    return (
        select(gathered(value))
        .where(rows.c.network == people.c.network, rows.c.person == people.c.id, *conditions)
        .correlate(people)
        .scalar_subquery()
    )


def _whole() -> Select[Any]:
    """Persons with all that makes a Me: three JSON lists beside the columns, in one statement."""
    return select(
        people,
        _of_person(chat_accounts, packed(*(chat_accounts.c[name] for name in ACCOUNTS))).label("accounts"),
        _of_person(role_grants, packed(*(role_grants.c[name] for name in GRANTS)), holds(role_grants)).label("grants"),
        _of_person(affiliations, affiliations.c.institution, holds(affiliations)).label("institutions"),
    )


def _by_account(in_any_space: bool) -> Select[Any]:
    found = (
        select(chat_accounts.c.person)
        .where(
            ours(chat_accounts),
            chat_accounts.c.platform == bindparam("platform"),
            chat_accounts.c.user == bindparam("user"),
        )
        .limit(1)
    )
    if in_any_space:
        # "live" comes after "closed" and before "left": somebody may have left one space and still be in another
        found = found.order_by(chat_accounts.c.state != "live", chat_accounts.c.space)
    else:
        found = found.where(chat_accounts.c.space == bindparam("space"))
    return _whole().where(ours(people), people.c.id == found.scalar_subquery())


BY_ACCOUNT = _by_account(in_any_space=False)
BY_USER = _by_account(in_any_space=True)
BY_ID = _whole().where(ours(people), people.c.id == bindparam("id"))
BY_IDS = _whole().where(ours(people), people.c.id.in_(bindparam("ids", expanding=True)))


def _holders(*conditions: ColumnElement[bool]) -> Select[Any]:
    """From the few grants of a role to their people, not from all people to their grants."""
    theirs = select(role_grants.c.person).where(
        ours(role_grants), role_grants.c.role == bindparam("role"), *conditions, holds(role_grants)
    )
    return _whole().where(ours(people), people.c.id.in_(theirs)).order_by(people.c.id)


HOLDERS = _holders()
HOLDERS_IN_SCOPE = _holders(role_grants.c.scope.in_(("", bindparam("scope"))))
WITH_ROLES = (
    select(role_grants.c.person)
    .where(ours(role_grants), role_grants.c.person > bindparam("after"), holds(role_grants))
    .distinct()
    .order_by(role_grants.c.person)
    .limit(bindparam("most"))
)
PERSON = select(people).where(ours(people), people.c.id == bindparam("id"))
BY_EMAIL = (
    select(people)
    .where(
        ours(people), people.c.email_folded == bindparam("email"), people.c.status != "erased",
        or_(
            people.c.email_confirmed,
            ~exists().where(chat_accounts.c.network == people.c.network, chat_accounts.c.person == people.c.id),
        ),
    )
    .order_by(people.c.email_confirmed.desc(), people.c.id)
    .limit(1)
)  # fmt: skip
ATTACH = upsert(chat_accounts, key=("network", "platform", "space", "user"))
GRANT = insert(role_grants).on_conflict_do_nothing()
THIS_ACCOUNT = (
    ours(chat_accounts)
    & (chat_accounts.c.platform == bindparam("of_platform"))
    & (chat_accounts.c.space == bindparam("of_space"))
    & (chat_accounts.c.user == bindparam("of_user"))
)


@implements(People)
class PeopleRows(ListedRows):
    async def recognise(self, account: Account, now: datetime) -> Me | None:
        if account.platform == MAIL:
            row = await self.first(BY_ID, id=account.user, now=now)
        elif account.space:
            row = await self.first(
                BY_ACCOUNT, platform=account.platform, space=account.space, user=account.user, now=now
            )
        else:
            row = await self.first(BY_USER, platform=account.platform, user=account.user, now=now)
        return None if row is None else _me(row)

    async def meet(self, account: Account, person: Person, now: datetime) -> Me:
        await self.put(upsert(people, keep=("met_at",)), {**_columns(person), "met_at": now})
        self.people_changed(person.id)
        found = ChatAccount(account.platform, account.space, account.user, person.id, last_seen=now)
        await self.attach(found)
        return Me(person, (found,), ())

    async def get(self, person: str) -> Person:
        row = await self.first(PERSON, id=person)
        if row is None:
            raise NotFound
        return as_person(row)

    async def me(self, person: str, now: datetime) -> Me:
        row = await self.first(BY_ID, id=person, now=now)
        if row is None:
            raise NotFound
        return _me(row)

    async def many(self, people: tuple[str, ...], now: datetime) -> dict[str, Me]:
        found: dict[str, Me] = {}
        for start in range(0, len(people), 500):  # databases bound the number of parameters of a statement
            rows = await self.rows(BY_IDS, ids=list(people[start : start + 500]), now=now)
            found.update((row.id, _me(row)) for row in rows)
        return found

    async def by_email(self, email: str) -> Person | None:
        row = await self.first(BY_EMAIL, email=_folded(email)) if email.strip() else None
        return None if row is None else as_person(row)

    async def add(self, person: Person, now: datetime) -> None:
        await self.put(people, {**_columns(person), "met_at": now})
        self.people_changed(person.id)

    async def save(self, person: Person) -> None:
        changes = {name: value for name, value in _columns(person).items() if name not in UNSAVED}
        await self.replace(people, {"id": person.id}, person.version, **changes)
        self.people_changed(person.id)

    async def attach(self, account: ChatAccount) -> None:
        await self.put(ATTACH, {
            "platform": account.platform, "space": account.space, "user": account.user, "person": account.person,
            "state": account.state, "direct": account.direct, "last_seen": account.last_seen,
        })  # fmt: skip

    async def detach(self, platform: str, space: str, user: str) -> None:
        await self.run(delete(chat_accounts).where(THIS_ACCOUNT), of_platform=platform, of_space=space, of_user=user)

    async def mark(self, platform: str, space: str, user: str, **changes: object) -> None:
        unknown = changes.keys() - {"state", "direct", "last_seen"}
        if unknown:
            raise TypeError(f"an account has no {', '.join(sorted(unknown))} to be marked")
        await self.run(
            update(chat_accounts).where(THIS_ACCOUNT).values(changes),
            of_platform=platform, of_space=space, of_user=user,
        )  # fmt: skip

    async def grant(self, person: str, grant: RoleGrant) -> None:
        await self.put(GRANT, {
            "id": new_id(), "person": person, "role": grant.role.value, "scope": grant.scope,
            "since": grant.since, "until": grant.until, "granted_by": grant.granted_by,
        })  # fmt: skip
        self.people_changed(person)

    async def revoke(self, person: str, role: Role, scope: str, at: datetime) -> bool:
        ended = await self.run(
            update(role_grants)
            .where(
                ours(role_grants), role_grants.c.person == person, role_grants.c.role == role.value,
                role_grants.c.scope == scope, or_(role_grants.c.until.is_(None), role_grants.c.until > at),
            )
            .values(until=at)
        )  # fmt: skip
        self.people_changed(person)
        return ended > 0

    async def holding(self, role: Role, now: datetime, scope: str | None = None) -> tuple[Me, ...]:
        if scope is None:
            rows = await self.rows(HOLDERS, role=role.value, now=now)
        else:
            rows = await self.rows(HOLDERS_IN_SCOPE, role=role.value, scope=scope, now=now)
        return tuple(_me(row) for row in rows)

    async def with_roles(self, now: datetime, after: str = "", limit: int = 500) -> tuple[str, ...]:
        return tuple(row.person for row in await self.rows(WITH_ROLES, now=now, after=after, most=limit))

    async def merge(self, stranger: str, into: str) -> None:
        await self.run(
            update(chat_accounts).where(ours(chat_accounts), chat_accounts.c.person == stranger).values(person=into)
        )
        theirs = drafts.alias()
        twice = exists().where(
            theirs.c.network == drafts.c.network, theirs.c.owner == into,
            theirs.c.form == drafts.c.form, theirs.c.subject == drafts.c.subject,
        )  # fmt: skip
        await self.run(update(drafts).where(ours(drafts), drafts.c.owner == stranger, ~twice).values(owner=into))
        for column in of_somebody():
            await self._hand_over(column, stranger, into)
        await self._forget(stranger)
        await self.run(delete(people).where(ours(people), people.c.id == stranger))

    async def _hand_over(self, column: Column[Any], stranger: str, into: str) -> None:
        """Rows of one become those of the other; of two that are about the same, the one of `into` stays."""
        rows, name = column.table, column.name
        theirs = rows.alias()
        about = [each.name for each in rows.primary_key.columns if each is not column]
        twice = exists().where(theirs.c[name] == into, *(theirs.c[key] == rows.c[key] for key in about))
        going = update(rows).where(ours(rows), column == stranger)
        await self.run((going.where(~twice) if column.primary_key else going).values({name: into}))
        await self.run(delete(rows).where(ours(rows), column == stranger))

    async def erase(self, person: str, pseudonym: str) -> None:
        kept = await self.get(person)
        await self.save(Person(person, pseudonym, status="erased", digest="duties_only", version=kept.version))
        for rows in (chat_accounts, card_copies):
            await self.run(delete(rows).where(ours(rows), rows.c.person == person))
        await self.run(delete(notes).where(ours(notes), notes.c.until.is_not(None)))  # any of them may name the person
        await self._forget(person)

    async def _forget(self, person: str) -> None:
        self.people_changed(person)
        await self.run(delete(role_grants).where(ours(role_grants), role_grants.c.person == person))
        await self.run(delete(drafts).where(ours(drafts), drafts.c.owner == person))


def _folded(email: str) -> str:
    return email.strip().casefold()


def _columns(person: Person) -> dict[str, Any]:
    return {
        "id": person.id, "display_name": person.display_name, "native_name": person.native_name,
        "family": person.family, "given": person.given, "name_order": person.name_order, "email": person.email,
        "email_folded": _folded(person.email), "zone": person.zone, "languages": list(person.languages),
        "routes": list(person.routes), "quiet": list(person.quiet), "visibility": dict(person.visibility),
        "fields_of_work": list(person.fields_of_work), "country": person.country, "about": person.about,
        "status": person.status, "digest": person.digest, "version": person.version,
        "email_confirmed": person.email_confirmed, "email_refused": person.email_refused,
    }  # fmt: skip


def _me(row: Row[Any]) -> Me:
    return Me(
        as_person(row),
        tuple(
            ChatAccount(platform, space, user, row.id, state, direct, _instant(seen))
            for platform, space, user, state, direct, seen in sorted(row.accounts, key=_key)
        ),
        tuple(
            RoleGrant(Role(role), scope, _instant(since), _instant(until), by)
            for role, scope, since, until, by in row.grants
        ),
        frozenset(row.institutions),
    )


def _key(account: list[str]) -> list[str]:
    return account[:3]


def _instant(text: str | None) -> datetime | None:
    return None if text is None else instant(text)
