"""Vietnamese number words."""

from __future__ import annotations

from pipelines.extract.text import fold

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
_SCALES = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "nghin": 1000, "ngan": 1000}


def number_in_words(text: str) -> int | None:
    """
    The number that *text* says, marks and case ignored; None when it is not wholly a number.

    Both nghìn/ngàn, linh/lẻ, tư/bốn, lăm/nhăm, and the spoken short forms (hai mươi mốt).
    """
    total = group = 0
    last_scale = 10**12
    words = fold(text).split()
    if not words:
        return None
    pending: int | None = None
    for word in words:
        if word in _DIGITS:
            if pending is not None:
                return None
            pending = _DIGITS[word]
        elif word == "muoi":
            group, pending = group + 10 * (1 if pending is None else pending), None
        elif word == "tram":
            if pending is None:
                return None
            group, pending = group + 100 * pending, None
        elif word in ("linh", "le"):
            if pending is not None:
                return None
        elif word in _SCALES:
            scale = _SCALES[word]
            group += pending or 0
            if scale >= last_scale or group == 0:
                return None
            total, group, pending, last_scale = total + group * scale, 0, None, scale
        else:
            return None
    return total + group + (pending or 0)
