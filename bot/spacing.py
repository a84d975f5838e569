"""Chinese writes no space between Chinese and Chinese, nor beside its own stops and brackets.

A translation has one beside what is put in, as in "{who} 已受理。": right for "Ana", wrong for "王伟". Which it is,
shows when it is read. A space between two things put in, as in "{whole} {part}", divides them and stays.
"""

import unicodedata


def closed_up(before: str, words: str, after: str) -> str:
    """The `words` of a translation without the spaces that are wrong beside the texts put in `before` and `after`.

    Only the last and the first letter count; "" is no text, or one that a platform draws its own way.
    """
    between = words.strip(" ")
    left, right = between[:1] or after[:1], between[-1:] or before[-1:]
    if words.startswith(" ") and is_one_too_many(before[-1:], left, divides=not between):
        words = words.lstrip(" ")
    if words.endswith(" ") and is_one_too_many(right, after[:1], divides=not between):
        words = words.rstrip(" ")
    return words


def is_one_too_many(left: str, right: str, *, divides: bool = False) -> bool:
    """Whether a space between these two letters is wrong; one that `divides` is so only beside a stop or bracket."""
    if _is_stop(left) or _is_stop(right):
        return True
    return not divides and _is_chinese(left) and _is_chinese(right)


def _is_chinese(letter: str) -> bool:
    return _is_wide(letter) and unicodedata.category(letter) == "Lo"


def _is_stop(letter: str) -> bool:
    return _is_wide(letter) and unicodedata.category(letter).startswith("P")


def _is_wide(letter: str) -> bool:
    return bool(letter) and unicodedata.east_asian_width(letter) in "WF"
