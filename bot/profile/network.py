"""What a network is called, where it is at home, and what it promises about time, privacy and channels."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from bot.profile.words import Language, Part, Words

Days = Annotated[int, Field(ge=0, le=36600)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; allowed are IANA names such as Europe/London") from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
ChannelName = Annotated[str, Field(pattern=r"^#[^\s#A-Z]{1,79}$")]
ChannelKey = Literal[
    "welcome", "announcements", "forum", "meetings", "research", "showcases", "offers", "opportunities", "projects",
    "business", "exchanges", "programmes", "representatives", "secretariat",
]  # fmt: skip
Audience = Literal["everyone", "members", "representatives", "secretariat"]


def audience(channel: str) -> Audience:
    """Whom a channel is for: newcomers see only the welcome channel (CSL-06)."""
    if channel == "welcome":
        return "everyone"
    if channel in ("business", "representatives"):
        return "representatives"
    return "secretariat" if channel == "secretariat" else "members"


class Deployment(Part):
    networks_per_process: int = Field(default=1, ge=1)
    delivery_routes: tuple[Literal["slack", "discord", "email_outbox", "manual"], ...] = ("slack", "discord")
    workspace_owner_outside: tuple[str, ...] = ()


class NetworkName(Part):
    """One of the network's names. A `translation` is for reading only, not a name the network gave itself."""

    text: str
    lang: Language
    kind: Literal["current", "abbr", "former", "translation"] = "current"


class Network(Part):
    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    names: tuple[NetworkName, ...] = Field(min_length=1)
    founded: int | None = Field(default=None, ge=1800, le=2200)
    zone: Zone
    mission: Words | None = None
    vision: Words | None = None

    def name(self, language: str) -> str:
        """The network's name for a reader: its own name in that language, a translation, or its own name."""
        called = Words(texts=tuple((n.lang, n.text) for n in reversed(self.names) if n.kind == "translation"))
        own = tuple((n.lang, n.text) for n in reversed(self.names) if n.kind == "current")
        every = (*called.texts, *own) or tuple((n.lang, n.text) for n in self.names)
        return Words(texts=every).in_(language)

    @property
    def short_name(self) -> str:
        """The abbreviation where there is one, else the name."""
        return next((n.text for n in self.names if n.kind == "abbr"), self.name("en"))


class Secretariat(Part):
    label: Words
    kind: Literal["permanent", "temporary"] = "permanent"
    host: str | None = None
    host_now: str | None = None
    since: int | str | None = None


class TimeRules(Part):
    """Deadlines are inclusive in the network's zone; quiet hours are the reader's (domain 2.5)."""

    deadline_clock: time = time(23, 59, 59)
    clear_days: bool = True
    quiet_hours: tuple[time, time] = (time(22), time(7, 30))
    night_mark: tuple[time, time] = (time(22), time(7))
    catch_up_hours: int = Field(default=6, ge=0)


class Roles(Part):
    can_decide_applications: tuple[Literal["chair", "secretariat", "reviewer"], ...] = ("chair", "secretariat")
    admin_may_vote: Literal[False] = False


class Privacy(Part):
    retention_days: Mapping[
        Literal["event_needs", "emergency_contact", "declined_application", "former_member", "audit"], Days
    ] = Field(
        default_factory=dict[
            Literal["event_needs", "emergency_contact", "declined_application", "former_member", "audit"], int
        ]
    )
    separate_cross_border_consent_for: tuple[str, ...] = ()
    request_due_days: Days = 30
    notice_version: date | None = None
    notice: Words | None = None


class Consent(Part):
    """Something a person may allow. Each is asked by itself, never bundled; `purpose` says what for."""

    key: str
    required: bool | Literal["when_applicable"] = False
    separate_screen: bool = False
    asked: Literal["application", "per_event"] = "application"
    purpose: Words | None = None


class Welcome(Part):
    """`newcomer` is read before applying, `pack` on admission."""

    newcomer: Words
    pack: Words


class MembersSpace(Part):
    channels: tuple[ChannelKey, ...] = ()
    database: tuple[Literal["directory", "resources", "findings"], ...] = ()
    functions_extensible: bool = False


class Modules(Part):
    """Which parts of Convenor a network uses."""

    business_meeting: bool = False
    quarterly_meetings: bool = False
    chair_rotation: bool = False
    joint_research: bool = False
    seed_fund: bool = False
    conference: bool = False
    statements: bool = True
    publications: bool = True
    webinars: bool = True
    study_trips: bool = False
    exchanges: bool = False
    programmes: bool = False
    training: bool = False
    showcases: bool = True
    offers: bool = True
    opportunities: bool = True
    projects: bool = True
    forum: bool = True
    directory: bool = True

    def on(self, module: str) -> bool:
        """Say whether a module is switched on; an unknown one is a mistake of ours."""
        if module not in type(self).model_fields:
            raise KeyError(module)
        return bool(getattr(self, module))
