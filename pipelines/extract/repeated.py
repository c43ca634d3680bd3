"""
Set words of a subject of which one letter was misread («thực biện»), told by the text below that says them rightly.

Papers repeat the words of their subject. A word is mended only when both the list of set words and the paper itself confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from pipelines.extract.geometry import Token
from pipelines.extract.text import level
from pipelines.extract.vocabulary import vocabulary


def as_repeated(tokens: Sequence[Token], body: Sequence[str]) -> tuple[list[Token], bool]:
    """*tokens* with such letters mended from the words of *body*, the text below; and whether any was."""
    said = {_pair(a, b) for a, b in pairwise(body)}
    confirmed = _set_words() & said
    found = list(tokens)
    for i in range(len(found) - 1):
        read = _pair(found[i].text, found[i + 1].text)
        if read in said or read in _set_words():
            continue
        meant = [pair for pair in confirmed if sorted(map(_letters_off, read, pair)) == [0, 1]]
        if len(meant) == 1:
            at = i if read[0] != meant[0][0] else i + 1
            found[at] = _spelled(found[at], meant[0][at - i])
    return found, any(a is not b for a, b in zip(tokens, found, strict=True))


def _pair(first: str, second: str) -> tuple[str, str]:
    return level(first), level(second.rstrip(".,;:"))


@cache
def _set_words() -> frozenset[tuple[str, str]]:
    pairs = (words for words in map(str.split, vocabulary()["set_words"]) if len(words) == 2)
    return frozenset((level(first), level(second)) for first, second in pairs)


def _letters_off(read: str, meant: str) -> int:
    """How many letters were misread; more than one counts as two, and so does a lost mark, which other lists mend."""
    return (
        Levenshtein.distance(read, meant, score_cutoff=1) if len(read) == len(meant) and len(meant) > 2 else 2 * (read != meant)
    )


def _spelled(token: Token, meant: str) -> Token:
    """*token* reading *meant*, its capitals and what follows it kept."""
    bare = token.text.rstrip(".,;:")
    word = next(w for pair in vocabulary()["set_words"] for w in pair.split() if level(w) == meant)
    word = word.upper() if bare.isupper() else word.capitalize() if bare[:1].isupper() else word
    return replace(token, text=word + token.text[len(bare) :])
