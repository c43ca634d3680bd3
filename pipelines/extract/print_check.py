"""
Whether digits look printed with their line: evenly spaced, of the line's height, on its base line.

Numbers and days are mostly filled in by hand, and recognisers read them confidently and wrong. A hand leaves its word away
from the printed words before and after, higher or lower than the line; print does not.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from pipelines.extract.geometry import Row, Token

_PRINTED = 0.2
"""Handwriting score under which ink is print: then digits that stand out of line are set so, by a machine or a stamp."""
_JUST = 0.5
"""Evenness that is no objection, and no praise."""


def evenness(tokens: Sequence[Token], row: Row) -> float:
    """0 to 1: how much *tokens* (part of *row*) look printed in one go; 1 when nothing speaks against it."""
    printed = [t for t in row.tokens if len(t.folded) >= 3 and not re.search("[0-9]", t.text)] or list(row.tokens)
    height = statistics.median(t.height for t in printed)
    bottom = statistics.median(t.box[3] for t in printed)
    worst = 1.0
    ordered = list(row.tokens)
    for token in tokens:
        if not re.search("[0-9]", token.text):
            continue
        i = ordered.index(token)
        gaps = []
        if i > 0:
            gaps.append(token.box[0] - ordered[i - 1].box[2])
        if i + 1 < len(ordered):
            gaps.append(ordered[i + 1].box[0] - token.box[2])
        wide = max([g / height for g in gaps], default=0.0)
        tall = token.height / height
        low = abs(token.box[3] - bottom) / height
        for value, good, bad in ((wide, 0.75, 1.6), (tall, 1.25, 1.8), (1 / max(tall, 0.01), 1.7, 2.6), (low, 0.35, 0.8)):
            worst = min(worst, 1.0 if value <= good else 0.0 if value >= bad else 1 - (value - good) / (bad - good))
    if all(t.handwriting < _PRINTED for t in tokens if re.search("[0-9]", t.text)):
        worst = max(worst, _JUST)
    # A printed number stands in one word with its slash; "/QĐ-TTg" alone was printed for a hand to fill in.
    if any(t.text[:1] in "/⁄" for t in tokens[1:]):
        worst = min(worst, 0.4)
    return worst
