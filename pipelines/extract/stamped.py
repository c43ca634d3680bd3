"""
Centred lines over which a stamp lies: what of them is the stamp's, and the words that it hides, told by the paper itself.

Offices stamp incoming mail left of the title (Decree 30/2020/NĐ-CP, Art. 21; before it Circular 07/2012/TT-BNV, Art. 6), and the
stamp runs into the first words of the subject's lines. A paper says its matter again in its articles: a hidden word is taken
from there when the words around it are the same, when it fills the hidden width, and when no other would. It stays doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from pipelines.extract.geometry import Row, Token, make_row
from pipelines.extract.text import fold, is_syllable, known_share
from pipelines.extract.vocabulary import folded

MENDED = 0.3
"""Fit of a line of which words were hidden."""
_HIDDEN = 0.5
"""Confidence of a word that was not read where it stands."""
_CONTEXT = 3
"""Words behind the hidden ones that must be the same."""
_MOST = 5
"""Hidden words at most."""
_OPENING = "Về việc"


def without_stamp(row: Row, axis: float, pitch: float) -> Row:
    """*row* without the words left of where a line that ends as it does and stands about *axis* begins, if they look foreign."""
    begin = 2 * axis - row.right
    foreign = [t for t in row.tokens if t.x < begin - 0.8 * pitch]
    rest = row.tokens[len(foreign) :]
    if not foreign or not rest or make_row(rest).text.isupper() or not all(map(is_foreign, foreign)):
        return row
    return make_row(rest)


def is_foreign(token: Token) -> bool:
    """Whether a subject's line in small letters can hardly hold *token*."""
    letters = re.sub(r"[\W\d_]", "", token.text)
    return (len(letters) > 1 and letters.isupper()) or token.confidence < 0.6 or not is_syllable(token.text)


def revealed(row: Row, axis: float, before: Sequence[str], body: Sequence[str], *, stamped: bool, pitch: float) -> Row | None:
    """
    *row* with the words that a stamp hides at its beginning; None when none is hidden or the paper does not tell which.

    *before* are the words of the subject's lines above, *body* those of the paper below it, *stamped* whether words of the
    stamp were read on the line.
    """
    begin = 2 * axis - row.right
    tokens = row.tokens
    damaged = max((i + 1 for i, t in enumerate(tokens[:4]) if _is_damaged(t)), default=0)
    if not damaged and (not stamped or tokens[0].confidence >= 0.9) and tokens[0].box[0] < begin + 1.5 * pitch:
        return None
    flat = [fold(word) for word in body]
    for first in (damaged, damaged + 1):
        hidden, rest = tokens[:first], tokens[first:]
        if len(rest) < 2 or (not before and not (damaged and first == damaged)):
            break
        letters = [t for t in rest if t.folded]
        wide = sum(t.box[2] - t.box[0] for t in letters) / max(1, sum(len(t.text) for t in letters))
        room = (rest[0].box[0] - begin) / wide
        found = {fold(" ".join(said)): said for said in _told(hidden, before, body, flat, [t.folded for t in rest])}
        fitting = [said for said in found.values() if abs(len(" ".join(said)) + 1 - room) <= max(2.5, 0.3 * room)]
        if len(fitting) == 1:
            said = fitting[0]
            start = hidden[0] if hidden else rest[0]
            spot = (round(begin), start.box[1], max(round(begin) + 1, rest[0].box[0]), start.box[3])
            told = [
                replace(start, text=w, folded=fold(w), confidence=_HIDDEN, box=_share(spot, i, len(said)))
                for i, w in enumerate(said)
            ]
            return make_row([*told, *rest])
    return None


def _share(box: tuple[int, int, int, int], i: int, n: int) -> tuple[int, int, int, int]:
    """The *i*-th of *n* equal parts of *box*, left to right."""
    x0, y0, x1, y1 = box
    return (x0 + (x1 - x0) * i // n, y0, x0 + (x1 - x0) * (i + 1) // n, y1)


def _is_damaged(token: Token) -> bool:
    """Whether *token* is no word as it stands: a lone letter, letters and figures mixed, capitals inside, or hardly read."""
    word = token.text.strip(".,;:()\"'")
    if re.fullmatch(r"[0-9/.-]+", word) or (word.isupper() and 2 <= len(word) <= 6 and token.confidence >= 0.6):
        return False
    cased = all(part.islower() or part.istitle() for part in word.split("-"))
    return len(token.folded) < 2 or token.confidence < 0.35 or not cased or known_share(word) < 1.0


def _told(
    hidden: Sequence[Token], before: Sequence[str], body: Sequence[str], flat: Sequence[str], behind: Sequence[str]
) -> Iterator[list[str]]:
    """What may stand before the words *behind*: what does so in the *body*, after the same word or as a body's name."""
    read = "".join(t.folded for t in hidden)
    if not before:
        opening = fold(_OPENING).replace(" ", "")
        if len(read) >= len(opening) and fuzz.partial_ratio(opening, read) >= 65:
            yield _OPENING.split()
        return
    context = list(behind[:_CONTEXT])
    if len(context) < 2:
        return
    for j in range(1, len(flat)):
        if list(flat[j : j + len(context)]) != context:
            continue
        for n in range(1, min(_MOST, j) + 1):
            after_same = j > n and flat[j - n - 1] == fold(before[-1])
            if after_same or _is_name(flat[j - n : j + 2], n):
                yield [word.strip(".,;:") for word in body[j - n : j]]


def _is_name(flat: Sequence[str], n: int) -> bool:
    """Whether *flat* begins with the name of a body that has at least *n* words."""
    said = " ".join(flat)
    return any(n <= len(key.split()) >= 3 and (said + " ").startswith(key + " ") for key in folded("bodies"))
