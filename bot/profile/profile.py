"""A network's profile: everything that makes this network different from another, as one value that cannot change."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from bot.profile.activities import (
    ActivityKind,
    Announcements,
    Digest,
    Events,
    Exchanges,
    Forum,
    Matching,
    Mission,
    Offers,
    Offset,
    Opportunities,
    Programmes,
    QuarterlyMeetings,
    StudyTrips,
    Training,
    Webinars,
)
from bot.profile.checks import MistakesError, mistakes
from bot.profile.form import FormInput, FormStep, MembershipForm, holder_matches
from bot.profile.governance import Conference, Findings, Governance, Publications, Statements
from bot.profile.membership import Criterion, Keys, Membership
from bot.profile.network import (
    ChannelKey,
    ChannelName,
    Consent,
    Deployment,
    MembersSpace,
    Modules,
    Network,
    Privacy,
    Roles,
    Secretariat,
    TimeRules,
    Welcome,
)
from bot.profile.research import JointResearch, SeedFund
from bot.profile.rules import Answers, chosen
from bot.profile.words import Declaration, Language, Option, Part, Words, words

SECRETARIAT_CHANNEL = "#secretariat"
HOLDER_INPUT = "holder_kind"
"""The question that says who joins, where a network admits several kinds of holder (AIE-01)."""


class Profile(Part):
    """See config/profiles/ for what each part looks like when written down, and docs/ for how to write one."""

    schema_: int = Field(alias="schema", ge=1, le=1)
    deployment: Deployment = Deployment()
    network: Network
    time: TimeRules = TimeRules()
    languages: tuple[Language, ...] = Field(min_length=1)
    secretariat: Secretariat
    roles: Roles = Roles()
    governance: Governance = Governance()
    membership: Membership
    privacy: Privacy = Privacy()
    consents: tuple[Consent, ...] = ()
    declarations: Mapping[str, Declaration] = Field(default_factory=dict[str, Declaration])
    option_labels: Mapping[str, Words] = Field(default_factory=dict[str, Words])
    welcome: Welcome | None = None
    channels: Mapping[ChannelKey, ChannelName] = Field(default_factory=dict[ChannelKey, str], validate_default=True)
    members_space: MembersSpace = MembersSpace()
    modules: Modules = Modules()
    missions: tuple[Mission, ...] = ()
    announcements: Announcements = Announcements()
    events: Events = Events()
    quarterly_meetings: QuarterlyMeetings | None = None
    webinars: Webinars = Webinars()
    findings: Findings = Findings()
    study_trips: StudyTrips | None = None
    forum: Forum = Forum()
    offers: Offers = Offers()
    opportunities: Opportunities = Opportunities()
    matching: Matching | None = None
    digest: Digest | None = None
    conference: Conference | None = None
    joint_research: JointResearch | None = None
    seed_fund: SeedFund | None = None
    statements: Statements = Statements()
    publications: Publications = Publications()
    exchanges: Exchanges | None = None
    programmes: Programmes | None = None
    training: Training | None = None
    collaboration_kinds: tuple[str, ...] = ()
    activity_types_open: bool = True

    @model_validator(mode="before")
    @classmethod
    def _name_the_secretariat(cls, data: Any) -> Any:
        """A profile need not name the secretariat's channel, yet every network has one."""
        match data:
            case {"channels": {**named}}:
                return {**data, "channels": {"secretariat": SECRETARIAT_CHANNEL, **named}}
            case {**given} if "channels" not in given:
                return {**given, "channels": {"secretariat": SECRETARIAT_CHANNEL}}
            case _:
                return data

    @model_validator(mode="after")
    def _fits_together(self) -> "Profile":
        found = mistakes(self)
        if found:
            raise MistakesError(found)
        return self

    @property
    def slug(self) -> str:
        return self.network.slug

    @property
    def zone(self) -> ZoneInfo:
        """The network's own time zone, in which its deadlines lie."""
        return ZoneInfo(self.network.zone)

    @property
    def channel_names(self) -> dict[str, str]:
        """What each channel is called, by its key."""
        return {str(key): name for key, name in self.channels.items()}

    @property
    def form(self) -> MembershipForm:
        """The membership form."""
        return MembershipForm(version=self.membership.form_version, steps=self.membership.form)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The conditions for joining."""
        return self.membership.criteria

    @property
    def event_kinds(self) -> tuple[ActivityKind, ...]:
        """The kinds of events there are here: those of its modules, and those it names itself."""
        kinds = [
            *(self.webinars.kinds if self.modules.webinars else ()),
            *((ActivityKind(key="conference"),) if self.modules.conference else ()),
            *((ActivityKind(key="training"),) if self.modules.training else ()),
        ]
        named = {kind.key: kind for kind in (*kinds, *self.events.kinds)}
        return tuple(named.values())

    def reminders_of(self, kind: str) -> tuple[Offset, ...]:
        """How long before an event of that kind, or a meeting, people are reminded."""
        own = next((k.reminders for k in self.event_kinds if k.key == kind), None)
        return self.events.reminders if own is None else own

    def label(self, option: str) -> Words:
        """What an answer is called; an answer nobody named is called by its key in plain words."""
        plain = option.replace("_", " ").capitalize()
        return self.option_labels.get(option) or words(plain, plain)

    def options(self, question: FormInput) -> tuple[Option, ...]:
        """The answers to choose from, with their labels."""
        return tuple(Option(key=key, label=self.label(key)) for key in question.options)

    def consent(self, key: str) -> Consent | None:
        """The consent of this key; None for a declaration that is no consent."""
        return next((consent for consent in self.consents if consent.key == key), None)

    def holder(self, answers: Answers) -> str:
        """Who joins, `person`, `institution` or one of `holder_kinds`; "" while it has not been said."""
        if self.membership.holder != "any":
            return self.membership.holder
        return next(iter(chosen(answers, HOLDER_INPUT)), "")

    def is_for_institutions(self, answers: Answers) -> bool:
        """Say whether the applicant joins as an organisation that somebody represents."""
        return self.holder(answers) not in ("", "person")

    def steps(self, answers: Answers) -> tuple[FormStep, ...]:
        """The steps this applicant walks, each with only the questions asked."""
        return self.form.steps_for(self.holder(answers), answers)

    def recorded(self, what: str, answers: Answers) -> str:
        """Return the answer that holds a fact of the record, such as `person_name`; "" when there is none."""
        given = getattr(self.membership.record, what)
        return self._answer(given, answers)

    def signer(self, answers: Answers) -> str:
        """The full name the signature must match."""
        return self._answer(self.membership.signature.name_from, answers)

    def _answer(self, given: Keys | Mapping[str, Keys] | None, answers: Answers) -> str:
        holder = self.holder(answers)
        if isinstance(given, Mapping):
            given = next((keys for kind, keys in given.items() if holder_matches((kind,), holder)), None)
        keys = (given,) if isinstance(given, str) else given or ()
        counted = self.form.counted(holder, answers)
        return next((", ".join(values) for key in keys if (values := chosen(counted, key))), "")
