"""
Print told from seals and signatures in ink of one colour, by a small network that saw many of each laid over the other.

The network (U-Net after Ronneberger, Fischer and Brox 2015) and how it was trained: ``training/seals``. It only ever takes ink
away: no stroke is drawn that the scan does not hold.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.ocr.cleanup.discs import Array
from pipelines.ocr.network import network

DPI = 200
"""The resolution that the network knows."""

_MODEL = Path(__file__).with_name("printed.onnx")
_STEP = 16  # sides of what the network takes are multiples of this


@cache
def _session() -> Any:
    return network(_MODEL)


def likely_print(ink: Array) -> npt.NDArray[np.float32]:
    """For each pixel of the mask *ink* (h, w; 255 where ink is, 200 dpi, text level) how likely its ink is print, 0 to 1."""
    high, wide = ink.shape
    padded = np.pad((ink > 0).astype(np.float32), ((0, -high % _STEP), (0, -wide % _STEP)))
    (logits,) = _session().run(None, {"ink": padded[None, None]})
    return np.asarray(1 / (1 + np.exp(-np.clip(logits[0, 0, :high, :wide], -30, 30))), np.float32)
