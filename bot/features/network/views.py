"""The network's own pages."""

from bot.people import Me, Person
from bot.profile import Profile
from bot.ui.blocks import Bullets, Fields, Heading, Note, Paragraph
from bot.ui.text import Inline, Text, _, join, n_
from bot.ui.view import View


def about(profile: Profile, language: str, members: int, countries: int) -> View:
    """Name, mission and size; the size is counted in the register, never written down (INEI-01)."""
    network = profile.network
    former = tuple(name.text for name in network.names if name.kind == "former")
    pairs: list[tuple[Text, Text]] = [(_("Members"), n_("{n} member", "{n} members", members))]
    if countries:
        pairs.append((_("Countries"), str(countries)))
    if network.founded:
        pairs.append((_("Founded"), str(network.founded)))
    if former:
        pairs.append((_("Formerly"), join(former)))
    return View.of(
        Heading(network.name(language)),
        *(Paragraph(text) for text in (network.vision, network.mission) if text),
        Fields(tuple(pairs)),
        *((Bullets(tuple(mission.text for mission in profile.missions)),) if profile.missions else ()),
    )


def secretariat(profile: Profile, people: tuple[Me, ...]) -> View:
    """Where the office is, of what kind, since when, and who is there (INEI-19, GA-13)."""
    office = profile.secretariat
    kind = _("permanent") if office.kind == "permanent" else _("temporary")
    pairs: list[tuple[Text, Text]] = [(_("Kind"), kind)]
    host = office.host_now or office.host
    if host:
        pairs.append((_("At"), host))
    if office.since:
        pairs.append((_("Since"), str(office.since)))
    names: tuple[Inline, ...] = join(me.mention for me in people) if people else (_("not named yet"),)
    return View.of(Heading(office.label), Fields((*pairs, (_("People"), names))))


def chair(rotates: bool, people: tuple[Me, ...], incoming: tuple[Me, ...]) -> View:
    """Who leads the network now, and who is next (INEI-18)."""
    if not people and not rotates:
        return View.of(Heading(_("Chair")), Paragraph(_("This network has no chair. The secretariat leads it.")))
    pairs: list[tuple[Text, Text]] = [
        (_("Chair"), join(me.mention for me in people) if people else _("not recorded yet"))
    ]
    if incoming:
        pairs.append((_("Incoming chair"), join(me.mention for me in incoming)))
    return View.of(
        Heading(_("Chair")),
        Fields(tuple(pairs)),
        *((Note(_("The chair passes on when the yearly business meeting closes.")),) if rotates else ()),
    )


_LUO = Me(Person("P1", "Luo Qing", "罗青"), (), ())
EXAMPLES: dict[str, View] = {
    "chair": chair(rotates=True, people=(_LUO,), incoming=(_LUO,)),
    "no_chair": chair(rotates=False, people=(), incoming=()),
}
"""The other pages need a whole profile; the tests of the feature draw them."""
