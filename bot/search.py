"""Finding people and things by whatever is typed: any script, case, width or accent, simplified or traditional.

Words are found by their beginning. Scripts written without spaces (and Korean, whose particles stick to the word) are
cut into single characters and overlapping pairs, so any part of two characters is found. The index knows tokens only.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Protocol

from bot.han import SIMPLIFIED

LONGEST_TEXT: Final = 50_000
LONGEST_WORD: Final = 60
MOST_TOKENS: Final = 16
"""Of a query; what comes after is left out."""

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


class Search(Protocol):
    """The index of one network, inside a unit of work. `kind` keeps people, posts and so on apart."""

    async def put(self, kind: str, id: str, text: str) -> None:
        """Index a text under an id, instead of the one before. Only put in what everybody may find it by."""
        ...

    async def remove(self, kind: str, id: str) -> None: ...

    async def find(self, kind: str, text: str, limit: int = 25) -> tuple[str, ...]:
        """Ids whose text has all words of `text`: whole words first, then beginnings; newest first among equals."""
        ...


def fold(text: str) -> str:
    """One spelling for all that a reader would call the same; folding twice changes nothing."""
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
            whole = "".join(c for c in run if c not in _APOSTROPHES)
            found.update(dict.fromkeys(_split(run)))
            found[whole[:LONGEST_WORD]] = None
    return " ".join(found)


def query_tokens(text: str) -> tuple[str, ...]:
    """What to look for, all of it: a token ending in "*" stands for all that begin so."""
    wanted: dict[str, None] = {}
    for run, unspaced in _runs(fold(text[:500])):
        if unspaced:
            wanted.update(dict.fromkeys(_pairs(run) if len(run) > 1 else [run]))
        else:
            wanted["".join(c for c in run if c not in _APOSTROPHES)[:LONGEST_WORD] + "*"] = None
    return tuple(wanted)[:MOST_TOKENS]


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
