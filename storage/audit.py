"""The append-only audit trail (INV-39): the database itself refuses to change or delete a line."""

from typing import Any

from sqlalchemy import Column, Index, Text, bindparam, or_, select

from bot.ports import Audit, AuditEvent
from storage.base import Key, Repository, Utc, by_hand, implements, numbered, ours

audit = numbered(
    "audit",
    Column("at", Utc, nullable=False),
    Column("actor", Key, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Key, nullable=False),
    Column("on_behalf_of", Text, nullable=False, default=""),
    Column("route", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Index(None, "network", "id"),
    Index(None, "network", "subject", "id"),
    Index(None, "network", "actor", "id"),
)

by_hand(
    audit,
    sqlite=(
        "CREATE TRIGGER audit_keeps_lines BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        "CREATE TRIGGER audit_loses_nothing BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        # INSERT OR REPLACE deletes without asking the trigger above
        "CREATE TRIGGER audit_writes_once BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
    ),
    postgresql=(
        "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$",
        "CREATE TRIGGER audit_keeps_lines BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
        "CREATE TRIGGER audit_loses_nothing BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
    ),
)

NEWEST = select(audit).where(ours(audit)).order_by(audit.c.id.desc()).limit(bindparam("most"))
ABOUT = NEWEST.where(or_(audit.c.subject == bindparam("subject"), audit.c.actor == bindparam("subject")))


@implements(Audit)
class AuditRows(Repository):
    async def add(self, events: tuple[AuditEvent, ...]) -> None:
        rows: list[dict[str, Any]] = [
            {
                "at": line.at, "actor": line.actor, "action": line.action, "subject": line.subject,
                "on_behalf_of": line.on_behalf_of, "route": line.route, "detail": line.detail,
            }
            for line in events
        ]  # fmt: skip
        await self.put(audit, *rows)

    async def about(self, subject: str, limit: int = 50) -> tuple[AuditEvent, ...]:
        rows = await (self.rows(ABOUT, subject=subject, most=limit) if subject else self.rows(NEWEST, most=limit))
        return tuple(
            AuditEvent(r.at, r.actor, r.action, r.subject, r.on_behalf_of, r.route, r.detail, r.id) for r in rows
        )
