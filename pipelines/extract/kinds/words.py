"""Vietnamese number words."""

from __future__ import annotations

from pipelines.extract.text import fold

_DIGITS = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_AFTER_TENS = {**_DIGITS, "lam": 5, "nham": 5, "ram": 5}
_ONLY_AFTER_TENS = ("lam", "nham", "tu")
"""These say that the digit before them means tens, though mươi is left out (hai lăm, ba tư)."""
_SCALES = {"trieu": 10**6, "nghin": 1000, "ngan": 1000}
_BILLION = ("ty", "ti")


def number_in_words(text: str) -> int | None:
    """
    The number that *text* says, marks and case ignored; None when it is not wholly a number, or may be two.

    nghìn/ngàn, linh/lẻ, tư/bốn, lăm/nhăm, mốt, nghìn tỷ, rưỡi, and the short forms hai lăm, ba tư. A single digit right after
    a scale (một triệu hai) is 2 to one reader and 200 000 to another: no number. Source: Vietnamese grammar schoolbooks; the
    forms that clerks use in civil status papers (Circular 04/2020/TT-BTP Art. 31) and contracts.
    """
    words = fold(text).split()
    if words and words[0] in ("linh", "le"):
        return None
    billions = [i for i, word in enumerate(words) if word in _BILLION]
    if not billions:
        return _below_billion(words, alone=True)
    if len(billions) > 1:
        return None
    head = _below_billion(words[: billions[0]], alone=True)
    rest = words[billions[0] + 1 :]
    tail = _rest(rest, 10**9)
    return head * 10**9 + tail if head and tail is not None else None


def decimal_in_words(text: str) -> float | None:
    """As ``number_in_words``, with decimals after phẩy, as a number or digit by digit (phẩy bốn lăm, phẩy không năm)."""
    whole, comma, decimals = (part.strip() for part in fold(text).partition(" phay "))
    value = number_in_words(whole)
    if value is None or not comma:
        return value
    digits = decimals.split()
    if (
        len(digits) > 1
        and all(word in _DIGITS for word in digits)
        and (digits[0] == "khong" or digits[-1] not in _ONLY_AFTER_TENS)
    ):
        return float(f"{value}.{''.join(str(_DIGITS[word]) for word in digits)}")
    part = number_in_words(decimals)
    return float(f"{value}.{part}") if part is not None else None


def _rest(words: list[str], scale: int) -> int | None:
    """What follows a scale: nothing, half of it, or a number that is not one bare digit."""
    if not words:
        return 0
    if words == ["ruoi"]:
        return scale // 2
    return _below_billion(words, alone=False)


def _below_billion(words: list[str], *, alone: bool) -> int | None:
    for name, scale in _SCALES.items():
        if name in words:
            i = words.index(name)
            head, tail = _below_thousand(words[:i], alone=True), _rest(words[i + 1 :], scale)
            too_much = tail is not None and tail >= scale
            return head * scale + tail if head and tail is not None and not too_much else None
    return _below_thousand(words, alone=alone)


def _below_thousand(words: list[str], *, alone: bool) -> int | None:
    if not words:
        return None
    if len(words) > 1 and words[1] == "tram":
        if words[0] not in _DIGITS:
            return None
        hundreds = _DIGITS[words[0]]
        rest = words[2:]
        if not rest:
            return 100 * hundreds
        ones = _below_hundred(rest, alone=hundreds == 0)
        return 100 * hundreds + ones if ones is not None else None
    return _below_hundred(words, alone=alone)


def _below_hundred(words: list[str], *, alone: bool) -> int | None:
    """*alone*: a bare digit is a number."""
    first, rest = words[0], words[1:]
    if first in ("linh", "le"):
        return _DIGITS.get(rest[0]) or None if len(rest) == 1 else None
    if first == "muoi":
        return 10 + _AFTER_TENS[rest[0]] if len(rest) == 1 and _AFTER_TENS.get(rest[0]) else 10 if not rest else None
    if first not in _DIGITS:
        return None
    if not rest:
        return _DIGITS[first] if alone else None
    if _DIGITS[first] < 2:
        return None
    if rest[0] == "muoi":
        rest = rest[1:]
        if not rest:
            return 10 * _DIGITS[first]
    elif rest[0] not in _ONLY_AFTER_TENS:
        return None
    return 10 * _DIGITS[first] + _AFTER_TENS[rest[0]] if len(rest) == 1 and _AFTER_TENS.get(rest[0]) else None
