"""Dirt taken out of the ink without the dots of letters."""

from __future__ import annotations

from pipelines.ocr.cleanup.pieces import Array, Pieces, erased

_MM = 1 / 25.4  # inches


def without_specks(ink: Array, pieces: Pieces, dpi: float) -> Array:
    """*ink* without specks too small to be a dot of a letter, on pages that have many of them."""
    speck = pieces.area <= max(round((0.22 * dpi * _MM) ** 2), 1)
    speck[0] = False
    if speck.sum() < 0.3 * len(pieces) or speck.sum() < 200:
        return ink
    return erased(ink, pieces, speck)
