"""The buttons and menus of the directory."""

from bot.actions import Action


class ShowMember(Action, key="directory.member"):
    """Show a person; with an empty id the one picked in a menu."""

    person: str


class FindMembers(Action, key="directory.members"):
    """Another page of a search for people."""

    query: str
    field: str
    country: str
    page: int


class ShowInstitution(Action, key="directory.institution"):
    """Show an institution; with an empty id the one picked in a menu."""

    institution: str


class FindInstitutions(Action, key="directory.institutions"):
    """Another page of a search for institutions."""

    query: str
    strength: str
    country: str
    page: int


class ListInstitutions(Action, key="directory.register"):
    """Another page of the register as it stood on a day (ISO 8601, "" is today)."""

    on: str
    page: int


class EditInstitution(Action, key="directory.edit", opens_form=True):
    institution: str
