"""
Whether the strokes of single words run as a pen draws them: a small network of our own (training/handwriting).

It looks at one word's ink alone, whatever its size, and knows nothing of the page; what the page tells is measured elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.network import network

MODEL = Path(__file__).parent / "models" / "hand.onnx"
_LEAST = 3
"""Pixels of height and width below which a word is not looked at."""
_HIGH, _NARROWEST, _WIDEST = 32, 32, 160
"""Rows of a word as the network takes it, and its columns at least and at most."""


def odds(words: Sequence[Array]) -> list[float]:
    """
    For each ink (h, w), 255 where ink is, cut close, the logarithm of the odds that a pen wrote it; 0 where there is too little.

    A tenth of a millisecond each.
    """
    return [_asked(fitted(ink)) if enough(ink) else 0.0 for ink in words]


def enough(ink: Array) -> bool:
    """Whether *ink* (h, w) is large enough to tell anything."""
    return bool(min(ink.shape) >= _LEAST)


def fitted(ink: Array) -> Array:
    """*ink* (h, w) at the height that the network takes: (32, w), 8 to 160 columns."""
    high, wide = ink.shape
    wide = min(max(round(wide * _HIGH / high), 8), _WIDEST)
    how = cv2.INTER_AREA if high > _HIGH else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(ink, (wide, _HIGH), interpolation=how), np.uint8)


def _asked(word: Array) -> float:
    picture = np.zeros((1, 1, _HIGH, max(word.shape[1], _NARROWEST)), np.float32)
    picture[0, 0, :, : word.shape[1]] = word / 255
    return float(_net().run(None, {"word": picture})[0][0])


@cache
def _net() -> Any:
    return network(MODEL)
