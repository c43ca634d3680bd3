"""How like the pieces of ink of a page are to each other: print repeats its letters, a pen does not."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.ocr.recognition.strokes import Floats, Indexes, Strokes

_SHAPE = 10  # pixels of the square that shapes are drawn into
_MOST_SHAPES = 1200  # shapes of a page that others are held against
_AT_ONCE = 128  # shapes compared at a time: what they need stays in the processor's cache

Letters = tuple[Indexes, tuple[str, ...]]
"""Pieces as high as letters, left to right, and the letter that each was read as: empty where their numbers differ."""


def strangeness(letters: list[Letters], sure: npt.NDArray[np.bool_], strokes: Strokes) -> tuple[Floats, Floats]:
    """
    How strange the shapes of each word's *letters* are among all the surely read (*sure*) ones of the page, 0 to about 1.

    Two arrays over the words: unlikeness to the likest piece of any other word, and to the likest one read as the same letter.
    """
    pieces = np.concatenate([found for found, _ in letters])
    word = np.repeat(np.arange(len(letters)), [len(found) for found, _ in letters])
    shapes = _shapes(pieces, strokes)
    known = np.flatnonzero(sure[word])
    known = known[:: len(known) // _MOST_SHAPES + 1]
    strange = _strange(shapes, word, np.arange(len(pieces)), known)
    names = np.array([n for found, read in letters for n in (read or ("",) * len(found))])
    unlike = np.full(len(pieces), np.nan)
    for name in set(names[known]) - {""}:
        same = np.flatnonzero(names == name)
        unlike[same] = _strange(shapes, word, same, same[sure[word[same]]])
    count = len(letters)
    area = strokes.area[pieces]
    seen = ~np.isnan(strange)
    odd = np.bincount(word[seen], (strange * area)[seen], count) / np.maximum(np.bincount(word[seen], area[seen], count), 1)
    seen = ~np.isnan(unlike)
    times = np.bincount(word[seen], minlength=count)
    return odd, np.where(times > 0, np.bincount(word[seen], unlike[seen], count) / np.maximum(times, 1), odd)


Shapes = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]
"""Unit vectors of the pieces stretched into a square; logarithms of width by height, and of height."""


def _shapes(pieces: Indexes, strokes: Strokes) -> Shapes:
    drawn = np.zeros((len(pieces), _SHAPE * _SHAPE), np.float32)
    for row, piece in enumerate(pieces):
        x, y = int(strokes.left[piece]), int(strokes.top[piece])
        part = strokes.labels[y : y + int(strokes.height[piece]), x : x + int(strokes.width[piece])] == piece
        drawn[row] = cv2.resize(part.astype(np.float32), (_SHAPE, _SHAPE), interpolation=cv2.INTER_AREA).ravel()
    drawn -= drawn.mean(1, keepdims=True)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True) + 1e-6
    width, height = strokes.width[pieces].astype(np.float32), strokes.height[pieces].astype(np.float32)
    return drawn, np.log(width / height), np.log(height)


def _strange(shapes: Shapes, word: Indexes, rows: Indexes, known: Indexes) -> Floats:
    """For each of *rows* 1 less its likeness to the likest of *known* in another word; NaN where there is none."""
    drawn, form, height = shapes
    found = np.full(len(rows), np.nan)
    if not len(known):
        return found
    theirs, form_of, height_of, drawn_of = word[known], 0.4 * form[known], 0.3 * height[known], drawn[known].T
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        like = drawn[some] @ drawn_of
        for share, own, other in ((0.4, form, form_of), (0.3, height, height_of)):
            apart = share * own[some, None] - other
            like -= np.abs(apart, out=apart)
        np.copyto(like, -np.inf, where=word[some, None] == theirs)
        best = like.max(1)
        found[start : start + _AT_ONCE] = np.where(np.isfinite(best), 1 - best, np.nan)
    return found
