"""Numbers and symbols of papers; whole numbers, money, areas."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from pipelines.extract.kinds.base import Parsed
from pipelines.extract.kinds.words import decimal_in_words, number_in_words
from pipelines.extract.text import fold, tidy
from pipelines.extract.vocabulary import vocabulary

_WITH_SYMBOL = re.compile(
    r"(?P<n>[0-9]{1,7}[a-z]?)(?:/(?P<y>(?:19|20)[0-9]{2}))?(?P<s>[/-])(?P<k>[A-ZĐ][A-Za-zĐđƯưÔôƠơÂâĂăÊê0-9.&/-]*)"
)
_BARE = re.compile(r"[0-9]{1,8}(?:/(?:19|20)[0-9]{2})?")


def document_number(raw: str) -> Parsed | None:
    """
    Number and symbol as printed, without spaces: ``25/QĐ-TTg``, ``03/2010/NĐ-CP``, ``386/2026``.

    Decree 30/2020/NĐ-CP Appendix I Part II.3 (Arabic numerals, slash, abbreviations of kind and of issuer joined by hyphens);
    civil status: Circular 04/2020/TT-BTP Art. 29. Symbols are mended only in doubled Đ (QĐÐ); digits never. Numbers begin with
    01 every year (same place): neither a number 0 nor a year to come is more than possible.
    """
    text = tidy(raw)
    text = re.sub(r"^\W*s[oốồôóòõổỗộáàả6]\b\s*[:.;,]?\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s+", "", text).lstrip(".,:;_-").rstrip(".,:;_*'\"|~").replace("\u2044", "/")
    cut = text.endswith("-")
    text = text.rstrip(".,:;_*'\"|~-")
    mended = re.sub("ĐĐ+", "Đ", text)
    note = "Đ doubled" if mended != text else ""
    if sheet := re.fullmatch(r"(.*PLLTP)[Il|!]", mended):
        # A record's sheet is number 1 or number 2, nothing else (Law on Judicial Records 28/2009/QH12 Art. 41).
        mended, note = f"{sheet[1]}1", "the sheet's figure mended"
    if whole := _WITH_SYMBOL.fullmatch(mended):
        kind = re.split(r"[-/.]", whole["k"])[0]
        certainty = 0.6 if sheet else 0.3 if note else 0.8
        if whole["s"] == "-":
            certainty, note = min(certainty, 0.5), note or "hyphen for slash"
        if cut:
            certainty, note = min(certainty, 0.4), note or "ends in a hyphen"
        if kind not in vocabulary()["papers"] and fold(kind) in _bare_symbols():
            certainty, note = min(certainty, 0.4), note or f"marks of {kind} lost"
        if re.fullmatch(r"[A-ZĐ]{2,}[0-9]", kind):
            certainty, note = min(certainty, 0.7), note or "a figure in the symbol"
        elif kind not in vocabulary()["papers"] and not re.fullmatch(r"[A-ZĐ]{2,}[A-Za-zĐđ]*", kind):
            certainty, note = min(certainty, 0.4), note or f"unknown symbol {kind}"
        if whole["k"].endswith("PLLTP"):
            certainty, note = 0.2, "the sheet's figure not read"
        if re.search(r"[a-zđ]", whole["k"].replace("TTg", "").replace("TTr", "").replace("CTr", "").replace("QyĐ", "")):
            certainty, note = min(certainty, 0.5), note or "small letters in the symbol"
    elif _BARE.fullmatch(mended):
        certainty = 0.7
        if re.fullmatch(r"[0-9]{2,4}(?:19|20)[0-9]{2}", mended):
            certainty, note = 0.3, "a slash before the year may be lost"
    else:
        return None
    year = re.match(r"[0-9]+[a-z]?/([0-9]{4})(?![0-9])", mended)
    if year and int(year[1]) > dt.datetime.now(tz=dt.UTC).year:
        certainty, note = min(certainty, 0.3), note or "a year to come"
    if re.match(r"0+(?![0-9])", mended):
        certainty, note = min(certainty, 0.3), note or "number 0"
    return Parsed(mended, certainty, note)


@cache
def _bare_symbols() -> frozenset[str]:
    """Symbols of papers that have marks (QĐ), without them."""
    return frozenset(fold(symbol) for symbol in vocabulary()["papers"] if not symbol.isascii())


def code(raw: str) -> Parsed | None:
    """A code as printed, without spaces: letters, digits, ``/ . + , -``; holds a digit."""
    text = re.sub(r"\s+", "", tidy(raw)).strip(".,:;_-/")
    if not re.fullmatch(r"[0-9A-Za-zĐđ/.+,-]{1,40}", text) or not re.search("[0-9]", text):
        return None
    return Parsed(text, 0.7)


def integer(raw: str) -> Parsed | None:
    """A whole number from 0 up: ``03``, ``3 tầng``, ``03 (ba)``; digits and words, where both stand, must say the same."""
    text = tidy(raw)
    digits = re.findall(r"(?<![0-9.,])[0-9]{1,9}(?![0-9.,]*[0-9])", text)
    if len(digits) == 1 and len(re.findall(r"[0-9]+", text)) == 1:
        said = [
            n for w in re.findall(r"\(([^)]*)\)", text) if (n := number_in_words(re.sub("tầng|cái|chiếc", "", w))) is not None
        ]
        if said and said[0] != int(digits[0]):
            return Parsed(int(digits[0]), 0.0, f"in words {said[0]}")
        exact = re.fullmatch(r"\W*[0-9]+\W*(?:[^\W\d_]+\W*){0,2}|.*\(.*\).*", text)
        return Parsed(int(digits[0]), 0.2 if _touched(text) else 1.0 if said else 0.7 if exact else 0.4)
    spoken = number_in_words(text)
    return Parsed(spoken, 0.7) if spoken is not None else None


def _touched(text: str) -> bool:
    """Whether a sign that may be a misread digit touches the digits: !2 and |2 may be 12."""
    return bool(re.search(r"[^\s\w(.,:;+-][0-9]|[0-9][^\s\w).,:;²-]|[^\W\d_][0-9]", text.replace("m2", "")))


def _vietnamese_number(text: str) -> float | None:
    """1.234.567,89 and 1234567,89; a dot groups thousands, a comma opens decimals (Decree 30/2020; TCVN 6398)."""
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?", text):
        return float(text.replace(".", "").replace(",", "."))
    return None


_AMOUNT = re.compile(r"(?<![0-9.,])[0-9][0-9.,]*[0-9](?![0-9])|(?<![0-9.,])[0-9](?![0-9.,]*[0-9])")
_GROUPED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:(?: [0-9]{3})+(?![0-9.,])|(?:\. ?[0-9]{3})+(?![0-9,]))")
"""480 000 000, and 55. 540.000.000 as it is read where the dots are wide."""
_SCALE = re.compile(r"\W*(?:(nghìn|ngàn|nghin|ngan)\s+)?(tỷ|tỉ|ty|ti|triệu|trieu|nghìn|ngàn|nghin|ngan)(?!\w)", re.IGNORECASE)
_SCALES = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "nghin": 1000, "ngan": 1000}
_SPOKEN = re.compile(r"(?:viết\s+)?(?:bằng|bang)\s+(?:chữ|chu|chư|chử)\W*([^)\d]+)|\(([^)\d]+)\)", re.IGNORECASE)
_NOT_NUMBER = re.compile(r"\b(?:bang chu|viet bang chu|dong|viet nam|vnd|chan|met vuong|m2)\b")


def _spoken(text: str) -> tuple[bool, float | None]:
    """Whether *text* says a number in words beside its digits, or is words only; and that number, as far as it is one."""
    words = _SPOKEN.search(text)
    said = " ".join(_NOT_NUMBER.sub(" ", fold((words[1] or words[2]) if words else text)).split())
    return bool(words and said), decimal_in_words(said)


def amount_vnd(raw: str) -> Parsed | None:
    """
    Đồng, a whole number; digits (``1.500.000.000 đồng``, ``1,5 tỷ đồng``), words, or both, which must then say the same.

    Enterprise and household papers print both (Circular 68/2025/TT-BTC, forms; before 01/2021/TT-BKHĐT). Of two amounts none is
    decided; a price per something is no amount.
    """
    text = tidy(raw)
    said, spoken = _spoken(text)
    text = _GROUPED.sub(lambda m: re.sub(r"[. ]+", ".", m[0]), text)
    found = list(_AMOUNT.finditer(text))
    if not found:
        return Parsed(int(spoken), 0.7) if spoken and spoken == int(spoken) else None
    digits = found[0][0]
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+", digits) and not (digits.count(",") == 1 and _SCALE.match(text, found[0].end())):
        digits = digits.replace(",", ".")
    number = _vietnamese_number(digits)
    if number is None:
        return None
    scale = _SCALE.match(text, found[0].end())
    if scale is not None:
        number = round(number * _SCALES[fold(scale[2])] * (1000 if scale[1] else 1), 2)
    if number != int(number):
        return None
    value = int(number)
    if re.match(r"\s*(?:đồng|vnđ|vnd|đ)?\s*/", text[(scale or found[0]).end() :], re.IGNORECASE):
        return Parsed(value, 0.2, "a price per something")
    if said and spoken is not None:
        return Parsed(value, 1.0 if spoken == value else 0.0, "" if spoken == value else f"in words {spoken:.0f}")
    if len(found) > 1:
        return Parsed(value, 0.3, "more than one amount")
    if _touched(text):
        return Parsed(value, 0.2, "a sign touches the digits")
    if said:
        return Parsed(value, 0.4, "the words are no number")
    grouped = "." in digits or value < 1000 or scale is not None
    said_whole = re.search(r"[0-9]\W*(?:đồng|vnđ|vnd)\b", text, re.IGNORECASE) is not None
    return Parsed(value, 0.3 if value == 0 else 0.6 if grouped else 0.4, whole=said_whole)


def is_unit_of_area(word: str) -> bool:
    """Whether *word* of an area is m², however its raised 2 was read: no digit of the value."""
    return re.fullmatch(r"\(?m[^\w\s]?.?[).,;:]*", word) is not None


_HECTARE = re.compile(r"(?<=[0-9])\s*(?:ha|héc[- ]?ta|hecta)(?!\w)", re.IGNORECASE)


def area_m2(raw: str) -> Parsed | None:
    """
    Square metres, a number; decimal comma (``214,1 m²``), a point only where it cannot group thousands; hectares become m².

    Words beside the digits (land certificates: Circular 23/2014/TT-BTNMT, 10/2024/TT-BTNMT) must say the same. Three digits after
    a comma may be thousands the English way, and are doubted.
    """
    # The raised 2 is the sign that recognisers miss most: whatever single sign follows the m at the end is taken for it.
    text = re.sub(r"(?<=[0-9\s])m\s?[^\s\w]?[^\s,.;]?[.,;]?$|m\s*[2²](?!\w)", " m² ", tidy(raw))
    text = re.sub(r"(?<=[0-9],)\s(?=[0-9]{1,2}(?:\s|$))", "", text)  # in wide type decimals stand apart: 180, 9
    numbers = re.findall(r"[0-9][0-9.,]*[0-9]|[0-9]", text.replace("m²", " "))
    if len(numbers) != 1 or re.search(r"(?<![0-9])[.,][0-9]", text):
        # A number that opens with its separator has lost its first digits.
        return None
    value = _vietnamese_number(numbers[0])
    certainty, note = 0.8 if "m²" in text else 0.6, ""
    if value is None and re.fullmatch(r"[0-9]+\.[0-9]{1,2}", numbers[0]):
        value, certainty = float(numbers[0]), 0.5
    if value is None:
        return None
    if _HECTARE.search(text):
        value, certainty, note = round(value * 10_000, 2), 0.5, "hectares"
    if not 0 < value < 10**8:
        return None
    if re.search(r",[0-9]{3,}$", numbers[0]):
        certainty, note = min(certainty, 0.3), "three decimals"
    elif re.search(r"[0-9],\s*(?:m²|\(|$)", text):
        certainty, note = min(certainty, 0.3), "decimals may be lost"
    if _touched(text.replace("m²", "")):
        certainty = 0.2
    said, spoken = _spoken(text.replace("m²", "m2"))
    if said and spoken is not None:
        return Parsed(value, 1.0 if spoken == value else 0.0, "" if spoken == value else f"in words {spoken:g}")
    if re.search(r"[^\W\d_]", _HECTARE.sub("", text.replace("m²", ""))):
        certainty = min(certainty, 0.5)
    return Parsed(value, certainty, note)
