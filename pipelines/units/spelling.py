"""
Names of units as they are written: words with their places in the text, and keys in which spellings that mean the same agree.

Two keys. ``spelled``: case, the place of the tone mark (Hòa, Hoà), final i and y (Quý, Quí; Mỹ, Mĩ), hyphens, apostrophes,
spaces (Prao, P Rao), zeros before numbers and the three spellings of Đắk make no difference. ``bare``: no marks either.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_FINAL_Y = re.compile(r"((?:qu|ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|[bcdđghklmnpqrstvx])?)y")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12}


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or an abbreviation of a kind of unit."""

    text: str
    start: int
    end: int
    apart: int
    """What stands before it: 2 a comma or the like, or the beginning; 1 a dash; 0 a space."""
    kind: str | None = None
    """The kind that it abbreviates."""


_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "p": "phường", "q": "quận", "h": "huyện", "x": "xã", "t": "tỉnh"}
_TOKEN = re.compile(
    r"(?P<short>\b(?:(?:t\.?[px]\.?|t\.?t\.?)(?=[\s.]|(?<=\.)\w|hcm\b)|[pq]\.?(?=\s*[0-9])|[pqhxt]\.(?=\s*\w)))"
    r"|(?P<number>[0-9]+(?:[/.-][0-9]+)*[a-z]?\b)|(?P<word>[^\W\d_]+(?:['’`][^\W\d_]*)*(?:[0-9]+)?)|(?P<hard>[,;:()\n.|])"
    r"|(?P<soft>(?<=\s)[-–—](?=\s)|[-–—])",
    re.IGNORECASE,
)


def words(text: str) -> list[Word]:
    """The words of *text*, left to right; places are those of *text* as it is."""
    found: list[Word] = []
    apart = 2
    for token in _TOKEN.finditer(text):
        if token["hard"]:
            apart = 2
        elif token["soft"]:
            apart = max(apart, 1)
        else:
            short = _SHORT[re.sub(r"\W", "", token[0].lower())] if token["short"] else None
            found.append(Word(token[0], token.start(), token.end(), apart, short))
            apart = 0
    return found


@lru_cache(maxsize=30_000)
def spelled(name: str) -> str:
    """The key of *name* with its marks. A Roman number as the whole name is the number (phường IV)."""
    if name in _ROMAN:
        return str(_ROMAN[name])
    return "".join(_spelled_word(word) for word in re.findall(r"\w+", re.sub("['’`]", "", name)))


@lru_cache(maxsize=30_000)
def bare(name: str) -> str:
    """The key of *name* without any mark."""
    open_ = unicodedata.normalize("NFD", spelled(name).replace("đ", "d"))
    return "".join(c for c in open_ if not unicodedata.combining(c))


def _spelled_word(word: str) -> str:
    if word.isdigit():
        return str(int(word))
    letters, tone = _opened(word)
    if letters in ("đăk", "đak") and tone in ("", "\u0301"):
        return "đăk"
    if final := _FINAL_Y.fullmatch(letters):
        letters = final[1] + "i"
    return letters + tone


def _opened(word: str) -> tuple[str, str]:
    """Small letters without the tone, and the tone."""
    open_ = unicodedata.normalize("NFD", word.lower().replace("ð", "đ"))
    letters = unicodedata.normalize("NFC", "".join(c for c in open_ if c not in _TONES))
    return letters, "".join(c for c in open_ if c in _TONES)


def marks_lost(read: str, right: str) -> bool:
    """Whether *read* is *right* with some marks missing and none changed or added: what dirt and thin print do to marks."""
    pairs = [[_opened(word) for word in re.findall(r"\w+", text)] for text in (read, right)]
    if len(pairs[0]) != len(pairs[1]) or pairs[0] == pairs[1]:
        return False
    return all(
        tone in ("", right_tone) and len(letters) == len(right_letters) and all(map(_same_or_bare, letters, right_letters))
        for (letters, tone), (right_letters, right_tone) in zip(*pairs, strict=True)
    )


def _same_or_bare(letter: str, right: str) -> bool:
    return letter == right or letter == ("d" if right == "đ" else unicodedata.normalize("NFD", right)[0])
