"""
How Vietnamese papers put numbers and dates into words and figures.

Both spellings that live side by side in offices are produced (ngàn/nghìn, linh/lẻ, tư/bốn), because an extractor that
knows only one of them works on half of the shelf.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from random import Random

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@dataclass(frozen=True, slots=True)
class Habit:
    """One clerk's way of speaking numbers."""

    thousand: str = "nghìn"
    zero: str = "linh"
    four: str = "tư"
    """How a final 4 after twenty is spoken, and the name of April."""


def habit(rng: Random) -> Habit:
    """A clerk's habit, drawn at random."""
    return Habit(rng.choice(("ngàn", "nghìn")), rng.choice(("linh", "lẻ")), rng.choice(("tư", "bốn")))


def number_words(number: int, ways: Habit) -> str:
    """*number* (0 to 9,999) in words: 1985 -> «một nghìn chín trăm tám mươi lăm»."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} is outside 0..9999")
    thousands, rest = divmod(number, 1000)
    hundreds, below = divmod(rest, 100)
    words = [DIGITS[thousands], ways.thousand] if thousands else []
    if hundreds or (thousands and rest):
        words += [DIGITS[hundreds], "trăm"]
    tens, ones = divmod(below, 10)
    if tens == 0 and ones and words:
        words += [ways.zero, DIGITS[ones]]
    elif tens == 0 and (ones or not words):
        words += [DIGITS[ones]]
    elif tens:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
        words += [_final(ones, tens, ways)] if ones else []
    return " ".join(words)


def _final(ones: int, tens: int, ways: Habit) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:
        return ways.four
    return DIGITS[ones]


def amount_words(number: int, ways: Habit) -> str:
    """A sum below a thousand billions in words: 1,500,000 -> «một triệu năm trăm nghìn»; groups after the first in full."""
    if not 0 <= number < 10**12:
        raise ValueError(f"{number} is outside 0..10^12 - 1")
    words: list[str] = []
    for size, name in ((10**9, "tỷ"), (10**6, "triệu"), (1000, ways.thousand), (1, "")):
        group, number = divmod(number, size)
        if group:
            below_hundred = f"không trăm {ways.zero + ' ' if group < 10 else ''}" if words and group < 100 else ""
            words += [f"{below_hundred}{number_words(group, ways)}", name]
    return " ".join(word for word in words if word) or DIGITS[0]


def date_words(value: str, ways: Habit) -> str:
    """An ISO date (or ``1969``, ``1969-05``) in words: «Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi»."""
    parts = [int(part) for part in value.split("-")]
    spoken = ["năm " + number_words(parts[0], ways)]
    if len(parts) > 1:
        spoken.insert(0, "tháng " + (ways.four if parts[1] == 4 else number_words(parts[1], ways)))
    if len(parts) > 2:
        spoken.insert(0, "ngày " + number_words(parts[2], ways))
    text = ", ".join(spoken)
    return text[0].upper() + text[1:]


def day(number: int) -> str:
    """Day of the month as Decree 30/2020 App. I asks: a leading zero below 10."""
    return f"{number:02d}"


def month(number: int) -> str:
    """Month as Decree 30/2020 App. I asks: a leading zero for January and February only."""
    return f"{number:02d}" if number < 3 else str(number)


def long_date(value: dt.date) -> str:
    """«ngày 08 tháng 02 năm 2020»."""
    return f"ngày {day(value.day)} tháng {month(value.month)} năm {value.year}"


def short_date(value: str, sep: str = "/") -> str:
    """An ISO date, whole or partial, in figures: 1990-07-02 -> «02/07/1990», 1969-05 -> «05/1969», 1933 -> «1933»."""
    return sep.join(reversed(value.split("-")))


def decimal(value: float) -> str:
    """A number with decimal comma and thousands dots: 1214.5 -> «1.214,5»."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,d}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


_OPEN = re.compile("([oO])([̣̀́̃̉])([aAeE])(?![a-zA-Z̀-ͯ])|(?<![qQ])([uU])([̣̀́̃̉])([yY])(?![a-zA-Z̀-ͯ])")


def old_tone_marks(text: str) -> str:
    """*text* with the other place of the tone mark in open oa, oe, uy: «hòa» -> «hoà», «Ủy» -> «Uỷ»."""

    def moved(match: re.Match[str]) -> str:
        first, tone, second = (part for part in match.groups() if part)
        return first + second + tone

    return unicodedata.normalize("NFC", _OPEN.sub(moved, unicodedata.normalize("NFD", text)))
