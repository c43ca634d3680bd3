"""
Blanks beside a dash that the recogniser did not see («2004 - 2011» read as one word), told by how wide the word is.

Offices print years of a term with and without blanks. A word's width is known from its letters once the line's own scale is:
administrative papers are set in Times (Decree 30/2020/NĐ-CP, Appendix I Part I.4), whose widths are those of Adobe's metrics.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from dataclasses import replace

from pipelines.extract.geometry import Row, Token, make_row

_WIDE = {
    250: ",.",
    278: "ijlt/:;",
    333: "frI-",
    389: "sJ",
    444: "acez",
    500: "bdghknopquvxy0123456789",
    556: "FPS",
    611: "ELTZ",
    667: "BCR",
    722: "wADGHKNOQUVXY",
    778: "m",
    889: "M",
    944: "W",
}
"""In thousandths of the letter's height, as all widths here."""
_WIDTHS = {letter: width for width, letters in _WIDE.items() for letter in letters}
_OTHER = 400
_BLANKS = 500
"""Two of them."""
_ENOUGH = 0.28
"""Share of two blanks by which a word must be too wide. Of 47 such words of public scans those without blanks reached 0.2, those
with them began at 0.3, for bold letters, in which subjects are set, are wider than their figures."""
_DASHED = re.compile(r"[0-9]{4}-[0-9]{4}|[^\W\d_]{2,}-[^\W\d_]{2,}")


def with_blanks(row: Row) -> Row:
    """*row* with blanks put beside the dashes of words that are too wide for their letters; lines of few words are left alone."""
    scales = [
        (t.box[2] - t.box[0]) / _width(t.text)
        for t in row.tokens
        if len(t.text) >= 3 and t.confidence > 0.8 and "-" not in t.text
    ]
    if len(scales) < 4 or not any(_DASHED.fullmatch(_bare(t)) for t in row.tokens):
        return row
    scale = statistics.median(scales)
    return make_row([_parted(t) if _is_too_wide(t, scale) else t for t in row.tokens])


def _bare(token: Token) -> str:
    return token.text.rstrip(".,;:)")


def _parted(token: Token) -> Token:
    return replace(token, text=token.text.replace("-", " - ", 1))


def _is_too_wide(token: Token, scale: float) -> bool:
    if not _DASHED.fullmatch(_bare(token)) or token.confidence < 0.35:
        return False
    return (token.box[2] - token.box[0]) / scale - _width(token.text) > _ENOUGH * _BLANKS


def _width(text: str) -> float:
    """Of *text* without its marks, in thousandths of the letter's height."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return sum(_WIDTHS.get(c, _OTHER) for c in letters if not unicodedata.combining(c))
