"""
Two readings of one line made into one, word by word.

Words are aligned by text and place after Needleman and Wunsch (J. Mol. Biol. 48, 1970), one word against up to three included.
Where the readings differ, a logistic regression over the differences in confidence and in plausibility (`syllables`) says which
one is more likely right; it is symmetric, so that it holds for any two models or preparations. Nothing is written that neither
reading saw, and `choices` keeps what the first one said.

The weights come from 9,300 places of generated papers where one of two readings was right and the other wrong: all pairs of
two models (`vie`, `Vietnamese`), 1 bit and gray, 200 and 300 dpi. Confidences after the choice follow what was measured there:
words that both saw are right as often as the surer one says (0.99 at 0.95 and above, 0.95 at 0.9, 0.6 at 0.75), and of words
that differed, the chosen ones are right in less than half of all places, however much likelier than the other they were.
On generated papers of another seed (32 pages, 8,400 words) a second reading by `Vietnamese` (gray, 300 dpi) brings the words
that `vie` (1 bit, 200 dpi) gets wrong from 9.9 to 8.6 in a hundred, where the second alone has 11.2; 91 words became right and
14 wrong. On nine pages of real 1-bit scans of 2010 (3,437 words): from 8.0 to 5.6, the second alone 7.0, 22 right and 5 wrong
by replacement, and 67 of 70 words taken in that the first had not seen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.syllables import canonical, plausible, same_letters

Words = tuple[Read, ...]

_OTHER_LETTERS, _OTHER_MARKS = (4.5, 7.7), (2.2, 3.7)
"""
Weights of the difference in confidence and in plausibility, second less first, for the second being right. Where nothing but
marks differs (chế, chê) confidence says little: however large the difference, the surer word is right in seven of ten places.
"""
_TAKEN = 0.6
"""Probability from which on the second replaces the first: at 0.5 there are a sixth to a quarter more gains, and twice the
false swaps."""
_CONTESTED = 0.75
"""Share of confidence times probability that contested words turn out to deserve."""
_ALONE_CONFIDENCE, _ALONE_PLAUSIBLE, _ALONE_CONSTANT = 4.9, 4.4, -7.2
"""Weights for a word being right that the other reading has nothing for."""
_ADDED, _DROPPED = 0.6, 0.2
"""Probabilities from which on such a word of the second is taken in, and below which rubbish of the first goes."""
_RUBBISH, _SOUND = 0.2, 0.5  # plausibility
_GAP, _UNEVEN = 0.7, 0.15  # costs in the alignment: a word that stands alone, a second word on one side
_HANGING = ".,;:!?\"'“”‘’()[]-–…"


@dataclass(frozen=True, slots=True)
class Choice:
    """
    Where two readings tell of the same ink: up to two words of each, three beside one, or none of one, and what is made of them.
    """

    first: Words
    second: Words
    words: Words = ()
    """What stands in the merged line; empty where it was rubbish. Its text is that of ``first`` or of ``second``."""


def merge(first: Words, second: Words) -> Words:
    """
    The better of two readings of one line, word by word, left to right; boxes of both in pixels of one picture.

    Agreement brings the higher of two confidences, disagreement lowers it. Words carry the line of *first*. What was
    replaced: `choices`.
    """
    return tuple(word for choice in choices(first, second) for word in choice.words)


def choices(first: Words, second: Words) -> tuple[Choice, ...]:
    """`merge` with its reasons: the ``first`` of all choices, put together, is the first reading as it was."""
    line = first[0].line if first else None
    return tuple(_chosen(place, line) for place in aligned(first, second))


def _chosen(place: Choice, line: tuple[int, int, int] | None) -> Choice:
    first, second = place.first, place.second
    if not first:
        chance = _alone(second)
        # Against a reader who saw text on this line and none here more is asked than against one who saw nothing at all.
        stays = chance >= _ADDED if line else not _is_rubbish(second, chance)
        return replace(place, words=_with(second, chance, line, ()) if stays else ())
    if not second:
        chance = _alone(first)
        return replace(place, words=() if _is_rubbish(first, chance) else _with(first, chance, line, ()))
    if len(first) == len(second) and all(_same(a.text, b.text) for a, b in zip(first, second, strict=True)):
        return replace(place, words=tuple(_agreed(a, b) for a, b in zip(first, second, strict=True)))
    by_confidence, by_form = _OTHER_MARKS if same_letters(_text(first), _text(second)) else _OTHER_LETTERS
    surer, likelier = _least_sure(second) - _least_sure(first), _least_plausible(second) - _least_plausible(first)
    chance = _logistic(by_confidence * surer + by_form * likelier)
    taken, other, chance = (second, first, chance) if chance >= _TAKEN else (first, second, 1 - chance)
    # A comma more or less is no doubt about the word.
    share = 1.0 if _same(_text(first).strip(_HANGING), _text(second).strip(_HANGING)) else _CONTESTED * chance
    return replace(place, words=_with(taken, share, line, other))


def _agreed(one: Read, other: Read) -> Read:
    """*one* with the confidence that both deserve together: rubbish is no better for being seen twice."""
    judge = max if plausible(one.text) >= _SOUND else min
    confidence = judge(one.confidence, other.confidence)
    return replace(one, confidence=confidence, handwriting=max(one.handwriting, other.handwriting))


def _with(words: Words, share: float, line: tuple[int, int, int] | None, others: Words) -> Words:
    """*words* with *share* of their confidence, on *line*, at least as much by hand as the *others* were."""
    hand = max((word.handwriting for word in others), default=0.0)
    return tuple(
        replace(w, confidence=w.confidence * share, line=line or w.line, handwriting=max(w.handwriting, hand)) for w in words
    )


def _same(one: str, other: str) -> bool:
    return canonical(one) == canonical(other)


def _least_sure(words: Words) -> float:
    return min(word.confidence for word in words)


def _least_plausible(words: Words) -> float:
    return min(plausible(word.text) for word in words)


def _alone(words: Words) -> float:
    sum_of = _ALONE_CONFIDENCE * _least_sure(words) + _ALONE_PLAUSIBLE * _least_plausible(words)
    return _logistic(sum_of + _ALONE_CONSTANT)


def _is_rubbish(words: Words, chance: float) -> bool:
    """Doubtful alone is not enough: a number written by pen is read with as little confidence as a speck."""
    return chance < _DROPPED and _least_plausible(words) <= _RUBBISH


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def aligned(first: Words, second: Words) -> tuple[Choice, ...]:
    """Both readings of a line cut into places, left to right; every word stands in exactly one, nothing is chosen yet."""
    head = _common(first, second)
    tail = _common(first[head:][::-1], second[head:][::-1])
    before = [Choice((a,), (b,)) for a, b in zip(first[:head], second[:head], strict=True)]
    behind = zip(first[len(first) - tail :], second[len(second) - tail :], strict=True)
    between = _cheapest(first[head : len(first) - tail], second[head : len(second) - tail])
    return (*before, *between, *(Choice((a,), (b,)) for a, b in behind))


def _common(first: Words, second: Words) -> int:
    """How many words at the beginning of both are the same word in the same place."""
    count = 0
    for a, b in zip(first, second, strict=False):
        if a.text != b.text or a.box[0] >= b.box[2] or b.box[0] >= a.box[2]:
            break
        count += 1
    return count


_MOVES = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))


def _cheapest(first: Words, second: Words) -> list[Choice]:
    cost = {(0, 0): 0.0}
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(first) + 1):
        for j in range(len(second) + 1):
            for a, b in _MOVES:
                if a > i or b > j:
                    continue
                total = cost[i - a, j - b] + _distance(first[i - a : i], second[j - b : j])
                if total < cost.get((i, j), math.inf):
                    cost[i, j], step[i, j] = total, (a, b)
    found, i, j = [], len(first), len(second)
    while i or j:
        a, b = step[i, j]
        found.append(Choice(first[i - a : i], second[j - b : j]))
        i, j = i - a, j - b
    return found[::-1]


def _distance(first: Words, second: Words) -> float:
    """0 for the same text in the same place, about 1.5 for words that have nothing to do with each other."""
    if not first or not second:
        return _GAP
    left, right = (first[0].box[0], second[0].box[0]), (first[-1].box[2], second[-1].box[2])
    shared = max(min(right) - max(left), 0) / max(max(right) - min(left), 1)
    unlike = Levenshtein.normalized_distance(_text(first), _text(second))
    return 0.7 * unlike + 0.8 * (1 - shared) + _UNEVEN * (len(first) + len(second) - 2)


def _text(words: Words) -> str:
    return "".join(word.text for word in words)
