"""People as the directory shows them."""

from bot.features.directory.actions import ShowMember
from bot.features.directory.model import PAGE, Entry, Found, Post
from bot.features.directory.views.paging import Page, heading, more
from bot.i18n import Reader
from bot.places import country_name
from bot.ui.blocks import Block, Bullets, Choice, Fields, Heading, Note, Option, Paragraph
from bot.ui.text import SEMICOLON, Bold, Code, Text, _, join, n_
from bot.ui.view import View


def members_found(found: Found[Entry], page: Page) -> View:
    """The people of one page, a menu to open one, and how to see or find the rest."""
    options = tuple(Option(entry.id, entry.label) for entry in found.items)
    return View.of(
        heading(found, n_("{n} person found", "{n} people found", found.total),
                _("More than {total} people found", total=str(found.total))),
        Bullets(tuple(line(entry) for entry in found.items)),
        Choice(ShowMember(""), _("Open an entry"), options),
        *more(page, found, _("To narrow it down, add an institution or a country: {example}",
                             example=Code("/member find wang country:China"))),
    )  # fmt: skip


def no_member_found(country: Text = "") -> View:
    """Nobody fits; how to widen the search."""
    return View.of(
        Paragraph(_("I found nobody who fits and is open to members.")),
        Bullets((
            _("Try part of the name, in any script: accents and capitals do not matter."),
            *((_("Leave out the country ({country}); not everybody has opened it.", country=country),)
              if country else ()),
            _("Try the institution instead: {command}", command=Code("/institution list")),
        )),
    )  # fmt: skip


def which_one(found: Found[Entry]) -> View:
    """Several people fit: let the reader say whom he or she means (annoyance 9)."""
    shown = found.items[:PAGE]
    return View.of(
        Paragraph(_("Which one?")),
        Bullets(tuple(line(entry) for entry in shown)),
        Choice(ShowMember(""), _("Choose a person"), tuple(Option(entry.id, entry.label) for entry in shown)),
        *and_more(found, Code("/member find")),
    )


def and_more(found: Found[Entry], command: Code) -> tuple[Block, ...]:
    """Say that there are more than are shown, and where."""
    left = found.total - PAGE
    if left <= 0:
        return ()
    if found.has_more:
        return (Note(_("More than {total} more: {command} shows them.", total=str(left), command=command)),)
    return (Note(n_("{n} more: {command} shows all.", "{n} more: {command} shows all.", left, command=command)),)


def member_card(entry: Entry, reader: Reader, *, is_me: bool = False) -> View:
    """What one person opened to members."""
    pairs: list[tuple[Text, Text]] = [(_("Institution"), post_text(post)) for post in entry.posts]
    if entry.country:
        pairs.append((_("Country"), country_name(entry.country, reader.language)))
    if entry.fields:
        pairs.append((_("Fields of work"), join(entry.fields)))
    if entry.email:
        pairs.append((_("E-mail"), entry.email))
    blocks: list[Block] = [Heading(entry.name)]
    if pairs:
        blocks.append(Fields(tuple(pairs)))
    if entry.about:
        blocks.append(Paragraph(entry.about))
    if is_me:
        blocks.append(Note(_("This is what members see of you. {command} changes it.", command=Code("/profile show"))))
    elif not entry.email:
        blocks.append(Note(_("There may be more; each person opens what members can see.")))
    return View(tuple(blocks), summary=entry.name)


def not_listed() -> View:
    """To somebody who looks for the own entry and has none."""
    return View.of(Paragraph(_("You are not in the directory, because you have not agreed to be listed or have "
                               "withdrawn that. The secretariat can list you when you wish.")))  # fmt: skip


def line(entry: Entry, *, with_posts: bool = True) -> Text:
    if not entry.posts or not with_posts:
        titles = [post.title for post in entry.posts if post.title]
        return _("{name}, {post}", name=Bold(entry.name), post=join(titles)) if titles else Bold(entry.name)
    return (Bold(entry.name), " · ", *join((post_text(post) for post in entry.posts), SEMICOLON))


def post_text(post: Post) -> Text:
    return _("{post}, {institution}", post=post.title, institution=post.known_as) if post.title else post.known_as
