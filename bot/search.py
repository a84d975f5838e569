"""Finding people and things by whatever is typed: any script, case, width or accent, simplified or traditional.

Words are found by their beginning. Scripts written without spaces (and Korean, whose particles stick to the word) are
cut into single characters and overlapping pairs, so any part of two characters is found. The index knows tokens only.

Beside its text a thing may have names, which put it first where all of one is typed, and marks (a country, a field of
work), which find it only where they are asked for.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Protocol

from bot.han import SIMPLIFIED

LONGEST_TEXT: Final = 50_000
LONGEST_WORD: Final = 60
MOST_TOKENS: Final = 16
"""Of a query; what comes after is left out."""

_MARK: Final = "·"
"""Begins all tokens that no word of a text can be."""
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"}
)
_APOSTROPHES: Final = frozenset("'’ʼ`´＇ʻ")
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3),  # Hangul
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
NO_MARKS: Final[Mapping[str, Any]] = {}


class Search(Protocol):
    """The index of one network, inside a unit of work. `kind` keeps people, posts and so on apart."""

    async def put(
        self, kind: str, id: str, text: str, *, names: Iterable[str] = (), marks: Mapping[str, Iterable[str]] = NO_MARKS
    ) -> None:
        """Index a text under an id, instead of the one before. Only put in what everybody may find it by."""
        ...

    async def remove(self, kind: str, id: str) -> None: ...

    async def find(
        self, kind: str, text: str, limit: int = 25, *, marks: Mapping[str, str] = NO_MARKS
    ) -> tuple[str, ...]:
        """Ids whose text has all words of `text`, and all marks asked for; with "*" at its end one that begins so.

        Those of that name come first, then those with the whole words, then beginnings; newest first among equals.
        """
        ...


def fold(text: str) -> str:
    """One spelling for all that a reader would call the same; folding twice changes nothing."""
    if text.isascii():
        return text.casefold()
    for _turn in range(4):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def _fold_once(text: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_LETTERS)
    # only the accents of Latin, Greek and Cyrillic: elsewhere a mark may be a vowel
    plain = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", plain).casefold().translate(SIMPLIFIED)


def tokens(text: str) -> str:
    """What to index: tokens with spaces between, each once."""
    found: dict[str, None] = {}
    for run, unspaced in _runs(fold(text[:LONGEST_TEXT])):
        if unspaced:
            found.update(dict.fromkeys(run))
            found.update(dict.fromkeys(_pairs(run)))
        else:
            found.update(dict.fromkeys(_split(run)))
            found[_bare(run)[:LONGEST_WORD]] = None
    return " ".join(found)


def query_tokens(text: str) -> tuple[str, ...]:
    """What to look for, all of it: a token ending in "*" stands for all that begin so."""
    wanted: dict[str, None] = {}
    for run, unspaced in _runs(fold(text[:500])):
        if unspaced:
            wanted.update(dict.fromkeys(_pairs(run) if len(run) > 1 else [run]))
        else:
            wanted[_bare(run)[:LONGEST_WORD] + "*"] = None
    return tuple(wanted)[:MOST_TOKENS]


def document(text: str, names: Iterable[str] = (), marks: Mapping[str, Iterable[str]] = NO_MARKS) -> str:
    """All tokens to index a thing under, with spaces between."""
    called = (_MARK + name for name in map(whole, names) if name)
    marked = (
        f"{_MARK}{mark}{_MARK}{part}" for mark, values in marks.items() for value in values for part in phrases(value)
    )
    return " ".join(dict.fromkeys((*tokens(text).split(), *called, *marked)))


def queries(text: str, marks: Mapping[str, str] = NO_MARKS) -> tuple[tuple[str, ...], ...]:
    """What to look for, best first: all of a name, whole words, beginnings. Nothing where a wish has no letter."""
    asked = {mark: value for mark, value in marks.items() if value}
    marked = tuple(f"{_MARK}{mark}{_MARK}{whole(value)}{'*' * value.endswith('*')}" for mark, value in asked.items())
    wanted = query_tokens(text)
    if not all(map(whole, asked.values())) or bool(text.strip()) != bool(wanted):
        return ()
    if not wanted:
        return (marked,) if marked else ()
    words = tuple(token.rstrip("*") for token in wanted)
    found = ((_MARK + whole(text), *marked), (*words, *marked), (*wanted, *marked))
    return tuple(dict.fromkeys(found))


def has_words(query: str, text: str) -> bool:
    """Whether the index would find that text by its words: they begin so, or are any part where none are spaced."""
    wanted, said = query_tokens(query), _tokens(text)
    return bool(wanted) and all(
        any(token.startswith(word[:-1]) for token in said) if word.endswith("*") else word in said for word in wanted
    )


def whole(text: str) -> str:
    """All letters of a text in a row: how names are compared, and marks asked for."""
    return "".join(_bare(run) for run, _unspaced in _runs(fold(text[:500])))[:LONGEST_WORD]


def phrases(text: str) -> tuple[str, ...]:
    """What a mark is found by the beginning of: all of it, and all of it from any later word on."""
    row, starts = "", list[int]()
    for run, unspaced in _runs(fold(text[:500])):
        starts += range(len(row), len(row) + len(run)) if unspaced else [len(row)]
        row += _bare(run)
    return tuple(dict.fromkeys(row[start : start + LONGEST_WORD] for start in starts))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(tokens(text).split())


def _bare(run: str) -> str:
    return "".join(c for c in run if c not in _APOSTROPHES)


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _split(word: str) -> Iterator[str]:
    """The parts of a word around its apostrophes: somebody may look for "Brien"."""
    part = ""
    for char in word:
        if char in _APOSTROPHES:
            if part:
                yield part[:LONGEST_WORD]
            part = ""
        else:
            part += char
    if part:
        yield part[:LONGEST_WORD]


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of letters, digits and their marks, each all of unspaced scripts or all of others (True: unspaced)."""
    run, unspaced = "", False
    for char in text:
        kind = _kind(char)
        if kind == "apostrophe" and run and not unspaced:
            run += char
            continue
        if run and (kind in ("gap", "apostrophe") or (kind == "unspaced") != unspaced):
            yield run, unspaced
            run = ""
        if kind in ("unspaced", "spaced"):
            run, unspaced = run + char, kind == "unspaced"
    if run:
        yield run, unspaced


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    if char in _APOSTROPHES:
        return "apostrophe"
    if unicodedata.category(char)[0] not in "LNM":
        return "gap"
    return "unspaced" if any(low <= ord(char) <= high for low, high in _UNSPACED) else "spaced"
