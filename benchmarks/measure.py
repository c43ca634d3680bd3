"""
How wrong a text is: the figures of the benchmark.

Before anything is counted, texts are brought to NFC, their white space is folded, and rows of three or more dots or
underscores (what forms are written onto) and ellipses are dropped from both sides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

_LEADERS = re.compile(r"(?:[.·_]\s?){3,}|…[.…\s]*")
_ENDS = 160  # characters of a text's head and tail by which its place in what was read is found
_FOUND = 55  # rapidfuzz score (0–100) from which on an end counts as found


@dataclass(frozen=True, slots=True)
class Errors:
    """Counts; they add up over pages. The rates are shares of one."""

    edits: int = 0
    characters: int = 0
    words_off: int = 0
    words: int = 0
    marks_off: int = 0
    syllables: int = 0

    def __add__(self, other: Errors) -> Errors:
        """Both pages together."""
        return Errors(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def cer(self) -> float:
        """Character error rate: insertions, deletions and substitutions a character of the truth (Levenshtein 1966)."""
        return self.edits / max(self.characters, 1)

    @property
    def unordered(self) -> float:
        """
        Error that reading order does not touch: words of the truth that are missing or words that were read too many, whichever
        is more, a word of the truth, both taken as bags.
        """
        return self.words_off / max(self.words, 1)

    @property
    def marks(self) -> float:
        """
        Tone-mark errors: of the syllables whose letters were read right, the share whose tone or vowel marks are wrong.

        Words of truth and reading are aligned by their letters without marks and case (đ counts as d with a mark). A pair of
        words that has the same letters is a syllable found; it is wrong when the marks differ (``quyên`` for ``quyền``,
        ``duong`` for ``đương``). Words with digits, and words without a vowel, are no syllables.
        """
        return self.marks_off / max(self.syllables, 1)


def compare(read: str, truth: str) -> Errors:
    """What is wrong in *read*."""
    got, want = folded(read), folded(truth)
    got_words, want_words = got.split(), want.split()
    common = sum((Counter(got_words) & Counter(want_words)).values())
    off, syllables = _marks(got_words, want_words)
    return Errors(
        edits=Levenshtein.distance(got, want),
        characters=len(want),
        words_off=max(len(got_words), len(want_words)) - common,
        words=len(want_words),
        marks_off=off,
        syllables=syllables,
    )


def folded(text: str) -> str:
    """*text* in NFC with single spaces and without rows of dots."""
    return " ".join(_LEADERS.sub(" ", unicodedata.normalize("NFC", text)).split())


def inside(read: str, part: str) -> str:
    """
    The stretch of *read* that *part* is the truth of, from where the first characters of *part* stand to where its last do.

    For papers whose known text leaves out head and list of recipients. An end that is not found is not cut off.
    """
    got, want = folded(read), folded(part)
    head, tail = want[:_ENDS], want[-_ENDS:]
    first = fuzz.partial_ratio_alignment(head, got, score_cutoff=_FOUND)
    start = first.dest_start if first else 0
    last = fuzz.partial_ratio_alignment(tail, got[start:], score_cutoff=_FOUND)
    return got[start : start + last.dest_end] if last else got[start:]


def _marks(got: Sequence[str], want: Sequence[str]) -> tuple[int, int]:
    """Syllables with wrong marks, and syllables found."""
    got, want = ([word for raw in words if (word := _bare(raw))] for words in (got, want))
    off = syllables = 0
    got_letters, want_letters = [letters(word) for word in got], [letters(word) for word in want]
    for step in Levenshtein.opcodes(got_letters, want_letters):
        if step.tag != "equal":
            continue
        for mine, theirs in zip(range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True):
            if want_letters[theirs].isalpha() and set(want_letters[theirs]) & set("aeiouy"):
                syllables += 1
                off += got[mine] != want[theirs]
    return off, syllables


def letters(word: str) -> str:
    """*word* in lower case without its marks: ``đường`` becomes ``duong``."""
    plain = unicodedata.normalize("NFD", word.casefold()).replace("đ", "d")
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _bare(word: str) -> str:
    """*word* in lower case without the punctuation around it."""
    return unicodedata.normalize("NFC", word.casefold()).strip(".,;:!?()[]{}\"'“”‘’«»-–—/*|…")
