"""
When two values are the same: the contract by which people, machine and truth files are compared everywhere.

NFC, white space, letter case and the place of the tone mark (hòa = hoà) are levelled, nothing else.
"""

from __future__ import annotations

import unicodedata

from pipelines.model import Value

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def level(text: str) -> str:
    """
    The form in which values are compared: NFC, white space, letter case and the place of the tone mark made one.

    The tone of each word is moved to its end, so that hòa = hoà and nothing else becomes equal.
    """
    return " ".join(_tone_last(word) for word in unicodedata.normalize("NFD", text.casefold()).split())


def agree(one: Value, other: Value) -> bool:
    """Whether two values are one: texts when levelled, numbers as numbers (40 = 40.0), never a number and a text."""
    if isinstance(one, str) and isinstance(other, str):
        return level(one) == level(other)
    return isinstance(one, str) == isinstance(other, str) and one == other


def _tone_last(word: str) -> str:
    tones = "".join(c for c in word if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in word if c not in TONES)) + unicodedata.normalize("NFD", tones)
