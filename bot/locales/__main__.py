"""`task words`: bring the catalogues up to the sentences of the code, and say how many are still to be translated.

Sentences that are new come without a translation, sentences that are gone are dropped, nothing is guessed. Places are
named by file only and the header holds neither dates nor people, so that a catalogue changes only when words do.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROOMS = ("bot", "adapters")
"""Where sentences for people are written."""

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "n_": (1, 2)}


def sentences() -> Catalog:
    """All sentences of the code, in the order of its files, untranslated."""
    found = Catalog(header_comment="")
    for place, source in sorted(_found(), key=lambda one: one[0]):
        if source != "":
            found.add(source, locations=[(place, 0)])
    return found


def read(path: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, ignore_obsolete=True)


def renew(path: Path) -> int:
    """Bring one catalogue up to date; the number of sentences that wait for a translation."""
    old, new = read(path), sentences()
    new.locale = old.locale
    for message in new:
        known = old.get(message.id) if message.id else None
        if known is not None and isinstance(known.id, str) == isinstance(message.id, str):
            message.string = known.string
    head = f'msgid ""\nmsgstr ""\n"Language: {old.locale}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n' \
           f'"Plural-Forms: {old.plural_forms}\\n"\n\n'  # fmt: skip
    with path.open("wb") as file:
        file.write(head.encode())
        write_po(file, new, width=110, omit_header=True, include_lineno=False)
    return sum(not is_translated(message.string) for message in new if message.id)


def is_translated(said: str | Iterable[str] | None) -> bool:
    return bool(said) and all(said)


def _found() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for room in ROOMS:
        for file, _line, source, _comments, _context in extract_from_dir(
            ROOT / room, method_map=[("**.py", "python")], keywords=KEYWORDS
        ):
            yield f"{room}/{Path(file).as_posix()}", source


if __name__ == "__main__":
    for path in sorted(HERE.glob("*/LC_MESSAGES/*.po")):
        print(f"{path.relative_to(ROOT)}: {renew(path)} to be translated")  # noqa: T201 - a tool's answer
