"""The reliability picture: how often values were right, against the confidence they were given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from pipelines.extract.calibration import Bin, ece
from pipelines.extract.intervals import interval

_SIDE, _LEFT, _TOP, _WIDE, _HIGH = 420, 70, 50, 560, 540
_TICKS = (0.0, 0.5, 0.9, 0.99, 0.999, 0.9999)
_ACROSS, _UP = "độ tin cậy máy báo · confidence given", "tỷ lệ đúng · share right"
_SMALLEST = 1e-4
"""Doubt below which the axes end."""


def reliability_picture(bins: Sequence[Bin], title: str) -> str:
    """
    SVG: a dot a bin at (mean confidence, share right) with its interval of 95 %, as large as the bin; the line is the promise.

    Both axes are logarithmic in the doubt (1 - p): between 0.99 and 0.999 lies what matters, and a linear axis shows it as a
    point.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        f'<text x="{_LEFT}" y="41" fill="#555">ECE {ece(bins):.4f} · n = {sum(b.values for b in bins)}</text>',
    ]
    middle = _TOP + _SIDE / 2
    for tick in _TICKS:
        x, y = _place(tick, tick)
        parts += [
            f'<path d="M{x:.1f} {_TOP}V{_TOP + _SIDE}M{_LEFT} {y:.1f}H{_LEFT + _SIDE}" stroke="#ddd"/>',
            f'<text x="{x:.1f}" y="{_TOP + _SIDE + 18}" text-anchor="middle">{tick:g}</text>',
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>',
        ]
    parts += [
        f'<path d="M{_LEFT} {_TOP + _SIDE}L{_LEFT + _SIDE} {_TOP}" stroke="#888" stroke-dasharray="5 4"/>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#555"/>',
        f'<text x="{_LEFT + _SIDE / 2}" y="{_TOP + _SIDE + 40}" text-anchor="middle">{_ACROSS}</text>',
        f'<text x="20" y="{middle}" transform="rotate(-90 20 {middle})" text-anchor="middle">{_UP}</text>',
    ]
    for b in bins:
        low, high = interval(b.right, b.values)
        x, y = _place(b.mean, b.share)
        top, bottom = _place(b.mean, high)[1], _place(b.mean, low)[1]
        size = 3 + 2 * math.log10(max(b.values, 1))
        parts += [
            f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="#1f5fa8" stroke-width="2"/>',
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#1f5fa8" fill-opacity="0.75">',
            f"<title>{b.right}/{b.values}</title></circle>",
        ]
    return "\n".join([*parts, "</svg>", ""])


def _place(x: float, y: float) -> tuple[float, float]:
    return _LEFT + _SIDE * _stretched(x), _TOP + _SIDE * (1 - _stretched(y))


def _stretched(p: float) -> float:
    return math.log(max(1 - p, _SMALLEST)) / math.log(_SMALLEST)
