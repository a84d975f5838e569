"""The one door: an interaction comes in, exactly one reply goes out, one transaction lies between."""

import logging
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Literal

from bot import overtaking, picking, presence
from bot.actions import Action, StaleAction
from bot.calendars import Calendars
from bot.clock import Clock
from bot.context import OLD_FORM, Context
from bot.drafts import Draft, Drafts
from bot.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, Unavailable
from bot.forms import check
from bot.i18n import Reader, best_language, is_zone
from bot.interactions import Account, Command, Event, Interaction, Place, Press, Search, Submit, Visit
from bot.metrics import metrics
from bot.people import Me, People, Person
from bot.permissions import require
from bot.ports import MAIL, Audit, AuditEvent, Database, Spaces, UnitOfWork
from bot.profile import Profile
from bot.ui.blocks import Option, Paragraph
from bot.ui.replies import Ephemeral, FormErrors, Nothing, OpenForm, Reply, Update
from bot.ui.text import Code, Text, _, join
from bot.ui.view import View
from bot.vocabulary import Routes

log = logging.getLogger("convenor.app")

ATTEMPTS = 5
"""How often a handler is run anew after a conflict; it has no effect but its transaction, so that is safe."""


class OpenDraft(Action, key="draft.open"):
    """The button behind "Continue" and "Fix", where a form could not be opened at once."""

    draft: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, the language and zone it is to be drawn in, and in a word what became of the interaction.

    `name` is that of the person who acted, for pages that say whom they are for.
    """

    reply: Reply
    reader: Reader
    outcome: Literal["done", "refused", "invalid", "busy", "unavailable", "bug"] = "done"
    name: str = ""


class App:
    """Handles everything people and platforms do. Holds no state of its own."""

    def __init__(
        self,
        *,
        database: Database,
        routes: Routes,
        profile: Profile,
        clock: Clock,
        rung: Callable[[], None] = lambda: None,
        prefix: str = "",
        public_url: str = "",
        calendars: Calendars = Calendars(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self.database = database
        self.routes = routes
        self.profile = profile
        self.clock = clock
        self.prefix = prefix
        """What stands before the name of every command on the platforms."""
        self.public_url = public_url
        self.calendars = calendars
        self.rung = rung
        """Called after a commit that left work in the outbox, so that nobody waits for the next beat."""

    @property
    def network(self) -> str:
        return self.profile.network.slug

    async def handle(self, interaction: Interaction) -> Answer:
        """Do what was asked. Never raises: what went wrong is said to the person, in his or her language."""
        started = time.perf_counter()
        answer = await self._handle(interaction)
        metrics.add("interactions_total", platform=interaction.account.platform, outcome=answer.outcome)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        log.info(
            "%s",
            describe(interaction),
            extra={"outcome": answer.outcome, "platform": interaction.account.platform, "ms": milliseconds},
        )
        return answer

    async def _handle(self, interaction: Interaction) -> Answer:
        reader = self._reader(None, interaction.account)
        for _attempt in range(ATTEMPTS):
            ctx: Context | None = None
            try:
                async with self._open(interaction) as uow:
                    me = await self._who(interaction, uow)
                    ctx = self.context(me, interaction.account, interaction.place, uow)
                    reader = ctx.reader
                    reply = await self._route(ctx, interaction)
                    # not before: the handler may have changed the person's language
                    reader = await self._reader_at(ctx) if isinstance(reply, Update) else ctx.reader
                    await ctx.flush()
            except Conflict:
                continue
            except Unavailable:
                log.exception("the database is not available")
                return Answer(_said(AWAY), reader, "unavailable")
            except Exception as error:  # noqa: BLE001 - it is logged there
                return await self._rolled_back(interaction, ctx, reader, error)
            if ctx.jobs or ctx.deliveries:
                self.rung()
            return Answer(reply, reader, name=me.person.known_as)
        log.error("given up after %s conflicts in a row: %s", ATTEMPTS, describe(interaction))
        return Answer(_said(BUSY), reader, "busy")

    async def _rolled_back(
        self, interaction: Interaction, ctx: Context | None, reader: Reader, error: Exception
    ) -> Answer:
        """Nothing was changed. What was typed is kept, a refusal leaves its one audit line, the person is told why."""
        if ctx is not None:
            try:
                await self._keep(ctx, describe(interaction), error)
            except Exception:
                log.exception("what was typed could not be kept")
        name = ctx.me.person.known_as if ctx is not None else ""
        if isinstance(error, Invalid) and error.form is not None:
            return Answer(FormErrors(error.form, error.errors), reader, "invalid", name)
        if isinstance(error, Refused):
            return Answer(_said(error.reason), reader, "refused", name)
        reference = secrets.token_hex(3)
        metrics.add("errors_total")
        log.error("unexpected error", exc_info=error, extra={"ref": reference})
        return Answer(_said(_bug(reference)), reader, "bug", name)

    async def _keep(self, ctx: Context, what: str, error: Exception) -> None:
        refused = error if isinstance(error, Refused) and not isinstance(error, Invalid) else None
        if ctx.draft is None and (refused is None or not ctx.me.accounts):
            return
        async with self.database.write(self.network) as uow:
            people = uow.repository(People)
            if await people.recognise(ctx.account, ctx.now) is None:  # met in the transaction that was rolled back
                await people.meet(ctx.account, ctx.me.person, ctx.now)
            if ctx.draft is not None:
                await uow.repository(Drafts).save(ctx.draft, ctx.now)
            if refused is not None:
                line = AuditEvent(ctx.now, ctx.me.id, "refused", what, route=ctx.account.platform, detail=refused.rule)
                await uow.repository(Audit).add((line,))

    async def search(self, search: Search) -> tuple[Option, ...]:
        """Complete a field: at most 25 options, none when the person may not look. Never raises."""
        try:
            async with self.database.read(self.network) as uow:
                ctx = self.context(await self._who(search, uow), search.account, search.place, uow)
                return await picking.found(ctx, search.source, search.text)
        except Refused:
            return ()
        except Exception:
            log.exception("a search failed", extra={"source": search.source})
            return ()

    def context(self, me: Me, account: Account, place: Place, uow: UnitOfWork) -> Context:
        reader = self._reader(me.person, account)
        return Context(
            me, account, place, self.clock.now(), reader, uow, self.profile, self.routes,
            public_url=self.public_url, calendars=self.calendars,
        )  # fmt: skip

    def _open(self, interaction: Interaction) -> AbstractAsyncContextManager[UnitOfWork]:
        open_unit = self.database.read if self._only_looks(interaction) else self.database.write
        return open_unit(self.network)

    def _only_looks(self, interaction: Interaction) -> bool:
        match interaction:
            case Visit():
                return True
            case Command(path=path):
                route = self.routes.asked(path)
            case Press(payload=payload):
                route = self.routes.presses.get(payload.partition(":")[0])
            case _:
                return False
        return route is not None and route.read_only

    async def _who(self, interaction: Interaction | Search, uow: UnitOfWork) -> Me:
        """The person who acts; somebody new gets a record at first contact, so that nothing typed has no owner."""
        account, now, people = interaction.account, self.clock.now(), uow.repository(People)
        passive = isinstance(interaction, Event | Search) or self._only_looks(interaction)
        me = await people.recognise(account, now)
        if account.platform == MAIL and (me is None or me.person.status == "erased"):
            raise NotFound(_("There is no record of you here any more, so there is nothing to do."))
        if me is None and not passive:
            me = await presence.met_in_private(people, account, now)
        if me is not None:
            return me if passive else await presence.seen(people, me, account, now)
        stranger = presence.stranger(account)
        if passive or not account.user:
            return Me(stranger, (), ())
        return await people.meet(account, stranger, now)

    async def _route(self, ctx: Context, interaction: Interaction) -> Reply:
        match interaction:
            case Command():
                return await self._command(ctx, interaction)
            case Press():
                return await self._press(ctx, interaction)
            case Submit():
                return await self._submit(ctx, interaction)
            case Event():
                for handler in self.routes.events.get(interaction.kind, ()):
                    await handler(ctx, interaction)
                return Nothing()
            case Visit():
                return await self._visit(ctx, interaction)

    async def _command(self, ctx: Context, command: Command) -> Reply:
        route = self.routes.asked(command.path)
        if route is None:
            family = self.routes.families.get(command.path[0], ())
            verbs = [r.path[1] for r in family if r.path[1]]
            if not verbs:
                raise NotFound(_("There is no such command. {help} shows what you can do.", help=Code("/convenor")))
            typed = f"/{command.path[0]}"
            raise NotFound(_("{family} knows these: {verbs}. For example: {example}",
                             family=Code(typed), verbs=join(verbs), example=Code(f"{typed} {verbs[0]}")))  # fmt: skip
        require(ctx.me, route.may, own=True, in_scope=True)
        ctx.args, ctx.loose = command.args, command.loose
        return await route.handler(ctx)

    async def _press(self, ctx: Context, press: Press) -> Reply:
        key = press.payload.partition(":")[0]
        try:
            if key == OpenDraft.key:
                opened = await ctx.reopen(await self._own_draft(ctx, OpenDraft.unpack(press.payload).draft))
                return OpenForm(await picking.offering(ctx, opened.form))
            route = self.routes.presses.get(key)
            if route is None:
                raise StaleAction(press.payload)
            action = route.action.unpack(press.payload)
        except StaleAction:
            log.info("stale button", extra={"payload": press.payload[:100]})
            raise Refused(STALE, rule="stale-button") from None
        if route.may is not None:
            require(ctx.me, route.may, own=True, in_scope=True)
        ctx.choices = press.choices
        return await route.handler(ctx, action)

    async def _submit(self, ctx: Context, submit: Submit) -> Reply:
        draft = await self._own_draft(ctx, submit.draft)
        route = self.routes.forms.get(draft.form)
        if route is None:
            raise Refused(OLD_FORM, rule="old-form")
        asked = await picking.look_up(ctx, await route.build(ctx, draft), submit.values)
        form, (values, errors) = asked.form, check(asked.form, asked.values)
        errors.update(asked.unclear)
        ctx.draft = draft = replace(draft, values={**draft.values, **values})
        try:
            reply = FormErrors(form.filled(values), errors) if errors else await route.handler(ctx, draft, values)
        except Invalid as invalid:
            invalid.form, invalid.errors = form.filled(values), asked.said(invalid.errors)
            raise
        if draft.id not in ctx.finished:
            await ctx.repository(Drafts).save(ctx.draft, ctx.now)
        return reply

    async def _visit(self, ctx: Context, visit: Visit) -> Reply:
        """The notice as it reads today; a link may be older than the release, and what it says may be settled."""
        notice = self.routes.notices.get(visit.what)
        found = self.routes.cards.get(visit.what) if visit.is_card else notice
        # only the office gets cards by mail: where it has no channel, one by one
        for_office = visit.is_card or (notice is not None and notice[0].office)
        if for_office and not ctx.is_secretariat:
            raise NotAllowed
        try:
            said = found[0].load(visit.data) if found else None
        except TypeError:
            said = None
        ctx.visiting = True
        view = await found[1](ctx, said) if found and said is not None else None
        return Ephemeral(view or SETTLED)

    async def _own_draft(self, ctx: Context, draft_id: str) -> Draft:
        draft = await ctx.repository(Drafts).get(draft_id)
        if draft is None or draft.owner != ctx.me.id:
            raise NotFound(_("This form is no longer open. Start it again where you found it."))
        return draft

    async def _reader_at(self, ctx: Context) -> Reader:
        """Who reads the message that was pressed: everybody in the channel when it is a card that stands in one."""
        copy = await overtaking.watch_for(ctx)
        if copy is None or copy.person or ctx.place.is_direct:
            return ctx.reader
        space = await ctx.repository(Spaces).get(copy.platform, copy.space)
        return self._reader(self.channel(space.language).person, Account("", "", "")) if space else ctx.reader

    def channel(self, language: str, name: str = "") -> Me:
        """A channel as somebody who reads: in the language of its space, in the network's zone."""
        spoken = best_language(language or self.profile.languages[0])
        return Me(Person("channel", name, languages=(spoken,), zone=self.profile.network.zone), (), ())

    def _reader(self, person: Person | None, account: Account) -> Reader:
        language = (person.language if person else "") or best_language(account.language, self.profile.languages[0])
        zones = (person.zone if person else "", account.zone, self.profile.network.zone)
        return Reader(best_language(language), next((zone for zone in zones if is_zone(zone)), "UTC"), self.prefix)


STALE = _(
    "This button is from an earlier version or no longer valid. {help} shows what you can do now.",
    help=Code("/convenor"),
)
SETTLED = View.of(
    Paragraph(_("This has been settled in the meantime; nothing is left for you to do.")),
    summary=_("Settled"),
)
BUSY = _("Many people are changing this at the moment; nothing was lost. Please press again.")
AWAY = _("The records cannot be reached just now; nothing was changed. Please try again in a few minutes.")


def _bug(reference: str) -> Text:
    return _(
        "Something went wrong on our side; nothing was changed. Please try again. If it happens again, tell the "
        "secretariat this reference: {ref}",
        ref=Code(reference),
    )


def _said(text: Text) -> Ephemeral:
    return Ephemeral(View.of(Paragraph(text)))


def describe(interaction: Interaction) -> str:
    """One word or two for the log and the audit trail; never what was typed."""
    match interaction:
        case Command(path=path):
            return f"command {' '.join(path).strip()}"
        case Press(payload=payload):
            return f"press {payload.partition(':')[0]}"
        case Submit():
            return "submit"
        case Event(kind=kind):
            return f"event {kind}"
        case Visit(what=what):
            return f"visit {what}"
