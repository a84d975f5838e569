"""All a handler may know and do: who, where, now, the repositories, and what is to be said or done later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.calendars import Calendars
from bot.drafts import Draft, Drafts
from bot.errors import Refused
from bot.i18n import Reader
from bot.interactions import Account, FieldValue, Place
from bot.listing import Enlist
from bot.mass_notices import jobs as mass_notices
from bot.notifying import Announce, Project, Redraw
from bot.outbox import Card, Job, JobPayload, Listing, NewDelivery, Notice, Outbox, Priority, new_id
from bot.people import Me, Role
from bot.permissions import Permission, may, require
from bot.ports import Audit, AuditEvent, UnitOfWork
from bot.profile import Profile
from bot.reaching import Notify
from bot.ui.blocks import Paragraph
from bot.ui.replies import Ephemeral, OpenForm
from bot.ui.text import Text, _
from bot.ui.view import View
from bot.vocabulary import Routes

R = TypeVar("R")

IN_FLIGHT = timedelta(seconds=30)
"""After so long whatever was being sent has arrived, was refused, or is in doubt and counts as out of date."""

OLD_FORM = _("This form is from an earlier version and can no longer be sent. Please start it again.")


@dataclass(slots=True)
class Context:
    """One interaction, job or rendering. Everything written through it is one transaction.

    `args` are a command's options, `loose` its free text, `choices` what was picked in a menu.
    """

    me: Me
    account: Account
    place: Place
    now: datetime
    reader: Reader
    uow: UnitOfWork
    profile: Profile
    routes: Routes
    args: Mapping[str, str] = field(default_factory=dict[str, str])
    loose: str = ""
    choices: tuple[str, ...] = ()
    jobs: list[Job] = field(default_factory=list[Job])
    deliveries: list[NewDelivery] = field(default_factory=list[NewDelivery])
    trail: list[AuditEvent] = field(default_factory=list[AuditEvent])
    draft: Draft | None = None
    """The form that was submitted, kept even when the handler refuses."""
    finished: set[str] = field(default_factory=set[str])
    """Ids of the drafts that have served."""
    job: Job | None = None
    """The job that is being done, in a job's handler."""
    public_url: str = ""
    """Where browsers reach the web room, without a slash at the end; empty while it has no address of its own."""
    calendars: Calendars = field(default_factory=Calendars)
    called: Me | None = None
    """Who is called by name in a channel, where `me` is everybody that reads it."""
    visiting: bool = False
    """Whether somebody follows a link to the notice that is drawn: one that is moot may say why instead."""

    def repository(self, kind: type[R]) -> R:
        return self.uow.repository(kind)

    # who may

    def may(self, permission: Permission, *, own: bool = False, in_scope: bool = False) -> bool:
        return may(self.me, permission, own=own, in_scope=in_scope)

    def require(self, permission: Permission, *, own: bool = False, in_scope: bool = False) -> None:
        require(self.me, permission, own=own, in_scope=in_scope)

    # said and done later

    def notify(
        self,
        person: str,
        notice: Notice,
        *,
        key: str = "",
        at: datetime | None = None,
        expires_at: datetime | None = None,
        priority: Priority = Priority.NORMAL,
    ) -> None:
        """Tell one person, by the best route at that time. The same `key` twice tells once."""
        until, due = expires_at.isoformat() if expires_at else "", (at or self.now).isoformat() if notice.gentle else ""
        payload = Notify(person, notice.key, notice.dump(), int(priority), until, due=due)
        self.later(payload, at=at, key=key or f"notify:{new_id()}")

    def notify_all(
        self,
        people: Sequence[str],
        notice: Notice,
        *,
        key: str,
        at: datetime | None = None,
        expires_at: datetime | None = None,
        priority: Priority = Priority.BULK,
    ) -> None:
        """Tell many people the same; each is told once under this `key`, however often and on however many lists.

        `withdraw` takes back all of them by the key, not one of them: whom it no longer concerns is left out by the
        notice, which finds itself moot.
        """
        self.jobs.extend(mass_notices(people, notice, key, at or self.now, expires_at, priority))

    def announce(self, channel: str, what: Notice | Card, *, key: str = "", at: datetime | None = None) -> None:
        """Post in the channel of that profile key, in every space that has one."""
        payload = Announce(channel, what.key, what.dump(), isinstance(what, Card))
        self.later(payload, at=at, key=key or f"announce:{new_id()}")

    def redraw(self, card: Card | Notice) -> None:
        """Bring every posted copy of a card, or of a lasting notice, up to date; many changes in a row cost one edit.

        Copies of a notice that were on their way meanwhile are caught up with by a second round.
        """
        key, redraw = f"redraw:{card.name}", Redraw(card.key, card.dump())
        self.jobs.append(Job(key, Redraw.key, redraw.dump(), self.now, True))
        if isinstance(card, Notice):
            self.redraw_after_flight(f"{key}:late", redraw)

    def redraw_for(self, person: str, notice: Notice) -> None:
        """The same for the copies of a lasting notice that one person has; the message pressed just now is answered."""
        here = self.place.message  # in the key, too: who answers in two places at once leaves neither behind
        redraw = Redraw(notice.key, notice.dump(), of=person, but=here)
        self.jobs.append(Job(f"redraw:{notice.name}:{person}:{here}", Redraw.key, redraw.dump(), self.now, True))

    def redraw_after_flight(self, key: str, redraw: Redraw) -> None:
        """Do it when nothing can be on its way any longer that is now.

        All of the same half minute share one job. If the first of them took the key for its own instant, what the last
        of them left in flight would arrive after it.
        """
        mark = int(self.now.timestamp() // IN_FLIGHT.total_seconds()) + 2
        at = datetime.fromtimestamp(mark * IN_FLIGHT.total_seconds(), UTC)
        self.jobs.append(Job(f"{key}:{mark}", Redraw.key, redraw.dump(), at, True))

    def enlist(self, listing: Listing) -> None:
        """Bring its entry in every space's calendar up to date; many changes in a row cost one call."""
        self.jobs.append(Enlist.of(listing, self.now))

    def project(self, person: str) -> None:
        """Bring the person's roles and channels on every platform in line with our records (INV-08)."""
        self.jobs.append(Job(f"project:{person}", Project.key, Project(person).dump(), self.now, True))

    def later(self, job: JobPayload, *, at: datetime | None = None, key: str = "") -> None:
        """Enqueue work of our own; without `at`, as soon as this transaction is committed."""
        self.jobs.append(Job(key or f"{job.key}:{new_id()}", job.key, job.dump(), at or self.now))

    async def withdraw(self, key_prefix: str) -> bool:
        """Take back what was enqueued under keys that begin so and has not happened yet; whether there was anything."""
        return await self.repository(Outbox).withdraw(key_prefix) > 0

    def audit(self, action: str, subject: str, *, on_behalf_of: str = "", detail: str = "") -> None:
        """Write a line of the audit trail with this transaction."""
        self.trail.append(
            AuditEvent(self.now, self.me.id, action, subject, on_behalf_of, self.account.platform, detail)
        )

    async def flush(self) -> None:
        """Write what was gathered; called once, before the commit."""
        if self.jobs or self.deliveries:
            await self.repository(Outbox).add(tuple(self.jobs), tuple(self.deliveries))
        if self.trail:
            await self.repository(Audit).add(tuple(self.trail))

    # forms

    async def open(
        self, form: str, subject: str = "", values: Mapping[str, FieldValue] | None = None, *, afresh: bool = False
    ) -> OpenForm:
        """Open a registered form. What the person typed into it earlier is still there, unless `afresh`."""
        draft = Draft(new_id(), self.me.id, form, subject, dict(values or {}))
        return await self.reopen(await self.repository(Drafts).begin(draft, self.now, afresh=afresh))

    async def reopen(self, draft: Draft) -> OpenForm:
        """Show a half-filled form again, as it was left."""
        route = self.routes.forms.get(draft.form)
        if route is None:
            raise Refused(OLD_FORM, rule="old-form")
        return OpenForm((await route.build(self, draft)).filled(draft.values))

    async def finish(self, draft: Draft) -> None:
        """The form has served; forget what was typed. When the handler refuses after all, it is still there."""
        await self.repository(Drafts).discard(draft.id)
        self.finished.add(draft.id)

    def whisper(self, text: Text) -> Ephemeral:
        """The shortest answer: one paragraph only this person sees."""
        return Ephemeral(View.of(Paragraph(text)))

    @property
    def choice(self) -> str:
        """The one value picked in a menu, "" when there is none."""
        return next(iter(self.choices), "")

    @property
    def is_secretariat(self) -> bool:
        return self.me.has(Role.SECRETARIAT)
