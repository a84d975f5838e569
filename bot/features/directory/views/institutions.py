"""Institutions as the directory shows them: lists, the register on a day, the card, the form."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.features.directory.actions import EditInstitution, ShowInstitution, ShowMember
from bot.features.directory.model import PAGE, Entry, Found, Place, is_confirmed
from bot.features.directory.views.members import and_more, line
from bot.features.directory.views.paging import Page, heading, more
from bot.features.register.api import MEMBERSHIP, Institution, InstitutionProfile, Membership
from bot.forms import Field, Form
from bot.i18n import Reader
from bot.places import country_name, province
from bot.ui.blocks import Block, Bullets, Button, Buttons, Choice, Fields, Heading, Note, Option, Paragraph
from bot.ui.text import Bold, Code, Link, Moment, Text, _, join, n_
from bot.ui.view import View

KINDS: dict[str, Text] = {
    "university_faculty": _("faculty of a university"),
    "university": _("university"),
    "school": _("school"),
    "school_system": _("group of schools"),
    "agency": _("agency"),
    "association": _("association"),
    "other": "",
}
CLASSES: dict[str, Text] = {
    "founding": _("founding member"),
    "full": _("full member"),
    "associate": _("associate member"),
    "observer": _("observer"),
}


def institutions_found(found: Found[Place], page: Page, reader: Reader) -> View:
    shown = found.items[:PAGE]
    return View.of(
        heading(found, n_("{n} institution found", "{n} institutions found", found.total),
                _("More than {total} institutions found", total=str(found.total))),
        Bullets(tuple(_place_line(place, reader) for place in shown)),
        _institution_menu(shown),
        *more(page, found, _("To narrow it down, add a strength or a country: {example}",
                             example=Code('/institution find strength:"teacher education"'))),
    )  # fmt: skip


def no_institution_found(strength: str = "") -> View:
    """No institution fits; how to widen the search."""
    return View.of(
        Paragraph(_("I found no institution that fits.")),
        Bullets((
            *((_("Only what an institution recorded itself counts. Try one word of “{strength}”.", strength=strength),)
              if strength else (_("Try part of the name, in any script."),)),
            _("See all of them: {command}", command=Code("/institution list")),
        )),
    )  # fmt: skip


def register_on(found: Found[Place], page: Page, reader: Reader, day: date | None) -> View:
    """The register today, or as it stood on a day (INEI-04)."""
    on = Moment(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), "date") if day else ""
    if not found.items:
        return View.of(
            Paragraph(
                _("No institution was on the register on {day}.", day=on) if day
                else _("There is no institution on the register yet.")
            )
        )  # fmt: skip
    many = _("More than {total} institutions", total=str(found.total))
    return View.of(
        Heading(_("The register on {day}", day=on) if day else _("The register today")),
        Note(many if found.has_more else n_("{n} institution", "{n} institutions", found.total)),
        Bullets(tuple(_place_line(place, reader, since=True) for place in found.items)),
        _institution_menu(found.items),
        *more(page, found),
    )


def institution_card(
    place: Place, people: Found[Entry], reader: Reader, now: datetime, *, may_edit: bool, former: bool = False
) -> View:
    """All members may know of an institution; strengths nobody confirmed for a year are marked (INEI-03)."""
    institution, profile = place.institution, place.institution.profile
    blocks: list[Block] = [
        Heading(institution.known_as),
        Fields(tuple(_facts(place, reader, former=former))),
        *_profile(profile),
    ]
    if profile != InstitutionProfile() and not is_confirmed(profile, now):
        blocks.append(Note(_unconfirmed(profile)))
    if people.items:
        blocks.append(Paragraph(Bold(_("People"))))
        blocks.append(Bullets(tuple(line(entry, with_posts=False) for entry in people.items)))
        blocks.append(Choice(ShowMember(""), _("Open an entry"), tuple(Option(e.id, e.label) for e in people.items)))
        blocks.extend(and_more(people, Code(f'/member find "{institution.name}"')))
    if may_edit:
        blocks.append(Buttons((Button(_("Edit"), EditInstitution(institution.id)),)))
    return View(tuple(blocks), summary=institution.known_as)


def institution_form(draft: str, institution: Institution) -> Form:
    """What an institution says of itself; sending it confirms all of it."""
    profile = institution.profile
    several = _("Separate several with commas.")

    def tags(key: str, label: Text, recorded: tuple[str, ...]) -> Field:
        return Field(key, label, "tags", required=False, maximum=1500, hint=several, value=", ".join(recorded))

    return Form(
        draft,
        _("Institution profile"),
        (
            tags("strengths", _("Strengths"), profile.strengths),
            tags("programmes", _("Recognised programmes"), profile.programmes),
            tags("research_fields", _("Research fields"), profile.research_fields),
            tags("recognitions", _("Recognitions"), profile.recognitions),
            Field("website", _("Website"), "url", required=False, maximum=300, value=institution.website),
        ),
        submit=_("Confirm"),
        intro=_("Please check everything. Sending it says that all of it is right as of today."),
    )


def _place_line(place: Place, reader: Reader, *, since: bool = False) -> Text:
    parts: list[Text] = [Bold(place.institution.known_as), country_name(place.institution.country, reader.language)]
    membership = place.membership
    if membership is not None and membership.membership_class in CLASSES:
        parts.append(CLASSES[membership.membership_class])
    if membership is not None and since:
        parts.append(_("since {day}", day=Moment(membership.since, "date")))
    if membership is not None and membership.state == "suspended":
        parts.append(MEMBERSHIP.labels["suspended"])
    return join(parts, " · ")


def _facts(place: Place, reader: Reader, *, former: bool) -> list[tuple[Text, Text]]:
    institution = place.institution
    pairs: list[tuple[Text, Text]] = []
    if institution.parent_name:
        pairs.append((_("Part of"), institution.parent_name))
    if KINDS[institution.kind]:
        pairs.append((_("Kind"), KINDS[institution.kind]))
    pairs.append((_("Place"), where(institution, reader)))
    if place.membership is not None:
        pairs.append((_("Membership"), _standing(place.membership)))
        if not former:
            pairs.append((_("Representative"), place.representative or _("vacant; please ask the secretariat")))
    if institution.website:
        pairs.append((_("Website"), Link(institution.website, institution.website)))
    return pairs


def where(institution: Institution, reader: Reader) -> Text:
    """City, region and country, from small to large or the other way, as the reader's language has it."""
    area = province(institution.region)
    region = area.names.in_(reader.language) if area else institution.region
    parts = dict.fromkeys((institution.city, region, country_name(institution.country, reader.language)))
    place: Text = ""
    for part in filter(None, parts):
        place = _("{part}, {whole}", part=place, whole=part) if place else part
    return place


def _standing(membership: Membership) -> Text:
    since = Moment(membership.since, "date")
    name = CLASSES.get(membership.membership_class, membership.membership_class)
    if membership.ended_at is not None:
        return _("{how}, from {since} to {end}", how=MEMBERSHIP.labels[membership.state], since=since,
                 end=Moment(membership.ended_at, "date"))  # fmt: skip
    if membership.state == "active":
        return _("{class_} since {day}", class_=name, day=since)
    return _("{class_} since {day} ({state})", class_=name, day=since, state=MEMBERSHIP.labels[membership.state])


def _profile(profile: InstitutionProfile) -> list[Block]:
    parts: tuple[tuple[Text, tuple[str, ...]], ...] = (
        (_("Strengths"), profile.strengths),
        (_("Recognised programmes"), profile.programmes),
        (_("Research fields"), profile.research_fields),
        (_("Recognitions"), profile.recognitions),
    )
    pairs = tuple((label, join(recorded)) for label, recorded in parts if recorded)
    return [Fields(pairs)] if pairs else [Note(_("This institution has not described its strengths yet."))]


def _unconfirmed(profile: InstitutionProfile) -> Text:
    if profile.confirmed_on is None:
        return _("Unconfirmed: nobody at the institution has confirmed this yet.")
    return _("Unconfirmed: last confirmed on {day}, more than twelve months ago.",
             day=Moment(profile.confirmed_on, "date"))  # fmt: skip


def _institution_menu(places: Sequence[Place]) -> Choice:
    options = tuple(Option(place.institution.id, place.institution.known_as) for place in places)
    return Choice(ShowInstitution(""), _("Open an institution"), options)
