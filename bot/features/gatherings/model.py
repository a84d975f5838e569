"""A gathering and its rules: each returns the gathering as it is afterwards, or refuses."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot import wall
from bot.errors import Invalid, Refused
from bot.features.gatherings.answers import Answer, Wish
from bot.features.gatherings.particulars import NOWHERE, Cost, Point, Venue
from bot.features.gatherings.states import AHEAD, ASKED_FOR, LIFECYCLES, OPEN, OVER, PUBLIC, Family, State
from bot.ui.text import Moment, Text, _

Mode: TypeAlias = Literal["in_person", "online", "hybrid"]
Access: TypeAlias = Literal["members", "invited", "public"]
Confidentiality: TypeAlias = Literal["open", "members_only", "non_attribution"]

SHORT_HOLD = timedelta(hours=12)
SHORT_HOLD_WITHIN = timedelta(days=3)
"""Inside the last three days an offered place is held twelve hours (domain 2.3.8)."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting or an event.

    `local` is the naive wall time at which it starts in `zone`, `starts_at` the instant derived from both. `capacity`
    counts seats (in the room, or altogether where there is no room), 0 for no limit; `per_institution` and `party`
    limit how many seats one institution and one person may take (0: no limit, 1: oneself only). `answer_by` is the
    last good instant for answers. `sequence` counts changes of time and place (as calendars do). `extra` holds the
    fields of a kind that the profile adds. `join_link` goes to confirmed participants only (INV-40). `items_by` and
    `agenda_by` are the last good instants for asking for an item on the agenda and for publishing it, `programme` is
    what was published. `urgency` is why the notice is shorter than the rules have it. Without an `organiser` the
    secretariat looks after it.
    """

    id: str
    ref: str
    family: Family
    kind: str
    title: str
    local: datetime
    zone: str
    minutes: int
    organiser: str
    created_at: datetime
    starts_at: datetime
    state: State = "planned"
    abstract: str = ""
    mode: Mode = "in_person"
    venue: Venue = NOWHERE
    join_link: str = ""
    capacity: int = 0
    per_institution: int = 0
    party: int = 1
    access: Access = "members"
    confidentiality: Confidentiality = "open"
    answer_by: datetime | None = None
    items_by: datetime | None = None
    agenda_by: datetime | None = None
    programme: tuple[Point, ...] = ()
    refreshments: str = ""
    urgency: str = ""
    cost: Cost | None = None
    languages: tuple[str, ...] = ()
    series: str = ""
    slot: str = ""
    """Which meeting of its series it is, such as "2027-Q2"; "" for a single one."""
    sequence: int = 0
    moved_from: datetime | None = None
    announced_at: datetime | None = None
    recorded: bool = False
    recording: str = ""
    slides: str = ""
    note: str = ""
    why: str = ""
    """Why it is postponed or cancelled, "" where nobody said."""
    was: Mapping[str, str] = field(default_factory=dict[str, str])
    """What people know who have not heard of its last change yet (`known`), and the `sequence` of that change;
    {} where there was none."""
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    taken: int = 0
    """Seats held by confirmed and offered places; never above `capacity` (INV-30, and the database says so too)."""
    version: int = 1
    facts: tuple[tuple[Text, Text], ...] = field(default=(), compare=False)
    """What its family shows besides, such as who speaks; only where it is shown, never on record."""

    # looking

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_meeting(self) -> bool:
        return self.family == "meeting"

    @property
    def is_foreseen(self) -> bool:
        """Whether it is planned by the rule of a series, which members see a year ahead (CSL-10)."""
        return self.state == "planned" and bool(self.series)

    @property
    def is_known(self) -> bool:
        """Whether others than those who prepare it know of it; what is called off before it was announced stays theirs.

        Of a series everybody has seen the dates, so it is seen as well that one of them was called off.
        """
        if self.is_off and self.announced_at is None:
            return bool(self.series)
        return self.state in PUBLIC or self.state in OVER

    def channel_among(self, channels: Container[str]) -> str:
        """The profile key of the channel its card stands in; not every network has one for meetings alone."""
        return "meetings" if self.is_meeting and "meetings" in channels else "announcements"

    @property
    def is_off(self) -> bool:
        return self.state in ("cancelled", "postponed")

    @property
    def is_postponed(self) -> bool:
        """Off for now: another time will be set."""
        return self.state == "postponed"

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def needs_seat(self) -> frozenset[Wish]:
        """The answers that take a seat: in a room those who come, online everybody who takes part."""
        return frozenset({"yes"}) if self.mode == "hybrid" else frozenset({"yes", "online"})

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """The answers to choose from; online only where there is an online side to a room."""
        return ("yes", "online", "unsure", "no") if self.mode == "hybrid" else ("yes", "unsure", "no")

    @property
    def free(self) -> int | None:
        """Seats left; None without a limit."""
        return max(0, self.capacity - self.taken) if self.capacity else None

    def takes_answers(self, now: datetime) -> bool:
        return self.state in OPEN and now <= self.last_answer

    def takes_items(self, now: datetime) -> bool:
        """Whether one can ask for an item on the agenda: until the day that closes before the agenda is made."""
        return self.state == "announced" and self.items_by is not None and now <= self.items_by

    @property
    def last_answer(self) -> datetime:
        """The last good instant for an answer: the deadline, and never after the start."""
        return min(self.answer_by or self.starts_at, self.starts_at)

    def is_to_accept(self, answer: Answer) -> bool:
        """Whether somebody has a place, or waits for one, and has not accepted what it costs by now (INV-31)."""
        return self.cost is not None and answer.place in ASKED_FOR and answer.accepted != self.cost.text

    def hold_until(self, now: datetime, hours: int) -> datetime | None:
        """How long a place offered now is held; None when it would be too late (peers: never after the start)."""
        if now >= self.starts_at:
            return None
        held = SHORT_HOLD if self.starts_at - now <= SHORT_HOLD_WITHIN else timedelta(hours=hours)
        return min(now + held, self.starts_at)

    # changing

    def follow(self, trigger: str) -> "Gathering":
        """Move along the lifecycle; Refused where there is no such way."""
        return replace(self, state=LIFECYCLES[self.family].follow(trigger, self.state))

    def announce(self, now: datetime) -> "Gathering":
        """Make it known; Refused while something is missing that everybody needs to know."""
        if self.starts_at <= now:
            raise Refused(_("It would lie in the past. Give it a new time first."), rule="past")
        self.ensure_complete()
        done = self.follow("announce" if self.is_meeting else "publish")
        return replace(done, announced_at=self.announced_at or now)

    def ensure_complete(self) -> None:
        """Guard of 2.3.5: place or link, local time and zone, mode are set."""
        if self.mode in ("in_person", "hybrid"):
            if not (self.venue.name or self.venue.room):
                raise Refused(_("A place and a room are missing. Add them first, then announce it."), rule="venue")
            if not self.venue.name:
                raise Refused(_("The place is missing. Add it first, then announce it."), rule="venue")
            if not self.venue.room:
                raise Refused(_("The room is missing. Add it first, then announce it."), rule="venue")
        if self.mode in ("online", "hybrid") and not self.join_link:
            raise Refused(_("The link for joining online is missing. Add it first, then announce it."), rule="link")

    def postpone(self) -> "Gathering":
        """Not at its time, and not at another one yet; answers and places wait for it. Refused once it has begun."""
        return replace(self.follow("postpone"), why="", sequence=self.sequence + 1)

    def cancel(self) -> "Gathering":
        """Off for good. Refused once it has begun."""
        return replace(self.follow("cancel"), why="", sequence=self.sequence + 1)

    def move(
        self, local: datetime, zone: str, minutes: int, now: datetime, *, answer_by: datetime | None,
        items_by: datetime | None = None, agenda_by: datetime | None = None,
    ) -> "Gathering":  # fmt: skip
        """Give it another time with deadlines of its own; answers stay.

        What was postponed is as well known as it was before.
        """
        starts_at = wall.instant(local, ZoneInfo(zone))
        if self.state == "cancelled":
            raise Refused(_("{title} is cancelled; it can no longer be moved.", title=self.title), rule="cancelled")
        if self.state not in AHEAD and not self.is_postponed:
            raise Refused(_("It has begun or is over and can no longer be moved."), rule="begun")
        if starts_at <= now:
            raise Refused(_("That lies in the past: {when}.", when=Moment(starts_at)), rule="past")
        return replace(
            self, why="", local=local, zone=zone, minutes=minutes, starts_at=starts_at, answer_by=answer_by,
            items_by=items_by, agenda_by=agenda_by, state=self._taken_up(), moved_from=self._moved_from(starts_at),
            sequence=self.sequence + 1,
        )  # fmt: skip

    def _moved_from(self, starts_at: datetime) -> datetime | None:
        """The time at which it was, if that is another one and people have seen it."""
        seen = self.is_known or self.is_foreseen
        return self.starts_at if seen and starts_at != self.starts_at else self.moved_from

    def _taken_up(self) -> State:
        """The state in which it goes on."""
        if not self.is_postponed:
            return self.state
        if self.announced_at is None:
            return "planned"
        if not self.is_meeting:
            return "published"
        return "agenda_published" if self.programme else "announced"

    def rederived(self) -> "Gathering":
        """The same wall time at the instant that today's rules of its zone give; itself when nothing is different."""
        starts_at = wall.instant(self.local, self.zone_info)
        if starts_at == self.starts_at:
            return self
        return replace(self, starts_at=starts_at, sequence=self.sequence + 1)

    def placed(self, venue: Venue, join_link: str, capacity: int) -> "Gathering":
        """With place, link and seats, from which it follows how people meet.

        Invalid names what everybody who knows of it needs to come and would be empty, and fewer seats than are taken
        or a party may ask for: it would wait for ever, and all behind it.
        """
        if capacity != self.capacity and 0 < capacity < max(self.party, self.per_institution):
            raise Invalid({"capacity": _("There are fewer seats than one party or institution may take.")})
        mode = self._mode(venue, join_link)
        # beside a room that there is now, who said Yes joins online and takes none of its seats
        seated = replace(self, taken=0) if (self.mode, mode) == ("online", "hybrid") else self
        try:
            after = seated.change(venue=venue, join_link=join_link, capacity=capacity, mode=mode)
        except Refused as refused:
            raise Invalid({"capacity": refused.reason}) from refused
        if not self.is_known:
            return after
        needed: dict[str, str] = {}
        if after.mode != "online":
            needed |= {"venue": venue.name, "room": venue.room}
        if after.mode != "in_person":
            needed["link"] = join_link
        if wrong := {key: _("Please fill this in.") for key, typed in needed.items() if not typed}:
            raise Invalid(wrong)
        return after

    def _mode(self, venue: Venue, join_link: str) -> Mode:
        """A place that is added or taken away, or a link, is what makes it one or the other; a plan may lack both."""
        had_place, had_link = bool(self.venue.name or self.venue.room), bool(self.join_link)
        has_place, has_link = bool(venue.name or venue.room), bool(join_link)
        if (had_place, had_link) == (has_place, has_link):
            return self.mode
        if has_place and has_link:
            return "hybrid"
        if has_link and (had_place or self.mode == "in_person"):
            return "online"
        if has_place and (had_link or self.mode == "online"):
            return "in_person"
        return self.mode

    def ensure_seats(self, taken: int) -> None:
        """Refused where there are fewer seats than that (INV-30)."""
        if self.capacity and self.capacity < taken:
            raise Refused(
                _("{taken} places are taken already, so there cannot be fewer. Ask people to give up theirs first.",
                  taken=str(taken)), rule="INV-30")  # fmt: skip

    def change(self, *, tells: bool = False, **changed: object) -> "Gathering":
        """Change venue, link, capacity, texts. A smaller capacity than the seats taken is refused.

        People are told of what they need to know to come; `tells` says that something else is such a thing as well.
        """
        after = replace(self, **changed)  # pyright: ignore[reportArgumentType] - keys are field names
        after.ensure_seats(self.taken)
        noticed = ("venue", "join_link", "mode", "title", "cost", "confidentiality")
        moved = tells or any(getattr(after, name) != getattr(self, name) for name in noticed)
        # while it is postponed nobody is told, and those who are just being told of that must still hear it
        return replace(after, sequence=self.sequence + 1) if moved and not self.is_postponed else after
