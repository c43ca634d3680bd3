"""What papers say of people: name, sex, people, nationality, numbers."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from pipelines import identifiers, units
from pipelines.extract.kinds.base import Parsed
from pipelines.extract.kinds.names import is_firm
from pipelines.extract.text import fold, is_syllable, known_share, level, tidy, title_case, unglued
from pipelines.extract.vocabulary import folded, vocabulary

_RANKS = (
    r"(?:(?:NGND|NGUT|NGƯT|PGS|GS|TSKH|TS|ThS|Ths|BSCKI{1,3}|BSCK|BS|DSCKI{1,3}|DS|KS|CN|KTS|TTND|TTƯT|AHLĐ"
    r"|Đại tá|Thượng tá|Trung tá|Thiếu tá|Thiếu tướng|Trung tướng)[\s.,/&-]*)+"
)
_ADDRESS = r"(?:[Hh]ộ\s+)?(?:[ÔôO]ng\s*/\s*[Bb]à|[ÔôO]ng\s*\([Bb]à\)|[ÔôO]ng|[Bb]à)\s*:?\s+"
_LEADING = re.compile(rf"^(?:{_RANKS}(?=\w)|{_ADDRESS})")

_NO_SECOND_WORDS = frozenset(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh dinh luong ta tong truong cao chu".split()  # noqa: SIM905 - reads better as text
)
"""Family names that no other family name is followed by, so that «Ông» before them is no name."""


def person_name(raw: str, *, held: bool = False) -> Parsed | None:
    """
    Vietnamese title case, ranks and forms of address left out.

    *held*: it names whom a paper is for, whom papers address (Ông Kim Bích); elsewhere «Ông» may be a family name.
    Two to seven words of letters. Certain when every word can be a syllable and the first is a family name; a first word
    that is a family name but for its marks gets them (Nguyên → Nguyễn), unless it is a rare one itself. Source: tables of
    syllables and of family names in ``vocabulary.yaml``; capitals on civil status papers after Circular 04/2020/TT-BTP Art. 31.
    """
    text = " ".join(part for word in tidy(raw).strip(" .,:;-_/\\|*'\"()").split() for part in unglued(word))
    addressed = text
    specks = re.search(r"[^\w\s.,:;()'/-]|_|(?<!\w)'|(?<!\bH)'(?!\w)", tidy(raw))
    while (shorter := _LEADING.sub("", text).strip(" .,:;-")) != text and not _is_family_ong(text, shorter):
        text = shorter
    words = text.split()
    if not 2 <= len(words) <= 7 or not all(re.fullmatch(r"H'|[^\W\d_]+(?:['-][^\W\d_]+)*\.?", w) for w in words):
        return None
    words = [w.rstrip(".") for w in words]
    if not (all(w[0].isupper() for w in words)):
        return None
    note = ""
    certainty = 0.9
    family = folded("surnames").get(fold(words[0]), ())
    rare = any(level(other) == level(words[0]) for other in folded("rare_surnames").get(fold(words[0]), ()))
    if rare:
        # Đàng is a name of its own, and Đặng badly read: where both are possible nothing is mended and nothing is sure.
        certainty, note = (0.5, "a rare family name, or a usual one") if family else (0.8, "")
    elif not family:
        certainty, note = 0.4, "unknown family name"
    elif not any(level(f) == level(words[0]) for f in family):
        if len(family) > 1:
            certainty, note = 0.3, "marks of the family name lost"
        else:
            certainty, note = 0.5, f"family name mended: {words[0]}"
            words[0] = family[0]
    wrong = [w for w in words[1:] if not is_syllable(w)]
    if words[0] in ("Y", "H'") and len(words) > 2:
        # Ê Đê and M'nông: Y for men, H' for women, then a name and a family's, which are no Vietnamese syllables (Y Wăn Êban).
        certainty, note = min(certainty, 0.6), "a name of the Central Highlands"
    elif wrong or any(len(w) == 1 and fold(w) not in ("a", "y", "o") for w in words):
        # A lone letter is a speck; longer words may be Khmer or Ê Đê (Thạch Sa Rươne), and readers who agree on them be right.
        certainty, note = min(certainty, 0.3 if any(len(w) == 1 for w in wrong) else 0.4), "not a syllable"
    if (
        not rare
        and words[0] not in ("Y", "H'")
        and any(not is_name_word(w) and fold(w) in folded("name_words") for w in words[1:])
    ):
        certainty, note = min(certainty, 0.3), "marks that no name has"
    whole = len(words) > 3 or (len(words) == 3 and (held or fold(words[0]) in _NO_SECOND_WORDS))
    if tidy(addressed).split()[0].lower() == "ông" and fold(words[0]) != "ong" and not whole:
        certainty, note = min(certainty, 0.3), "Ông may be the family name"
    if fold(words[-1]) == "thi" or (len(words) == 2 and fold(words[0]) in ("thi", "van")):
        # What stands between family and given name: one of these was not read (Lò Thị …, … Văn Toàn).
        certainty, note = min(certainty, 0.3), "a word may be lost"
    if specks:
        certainty, note = min(certainty, 0.5), note or f"odd sign {specks[0]}"
    if len({w.isupper() for w in words if len(w) > 1 and w != "H'"}) > 1:
        certainty, note = min(certainty, 0.5), "capitals mixed"
    return Parsed(title_case(" ".join(words)), certainty, note)


def is_usual(name: str) -> bool:
    """Whether *name* is made of words that Vietnamese names usually are made of, marks right."""
    first, *rest = name.split()
    return level(first) in _levelled("surnames") and all(level(word) in _levelled("name_words") for word in rest)


def is_name_word(word: str) -> bool:
    """Whether names usually have *word*, marks right, as any of their words."""
    return level(word) in _levelled("name_words") or level(word) in _levelled("surnames")


@cache
def _levelled(entry: str) -> frozenset[str]:
    return frozenset(map(level, vocabulary()[entry]))


def _is_family_ong(text: str, shorter: str) -> bool:
    """Whether «Ông» before the rest is a family name (Ông Thị Thu): what follows a form of address begins with one."""
    first = shorter.split(" ", 1)[0]
    # «Thị» is a family name too, but «Ông» is no form of address for a woman.
    return fold(text.split(" ", 1)[0]) == "ong" and (fold(first) not in folded("surnames") or fold(first) == "thi")


def party(raw: str) -> Parsed | None:
    """
    Whoever holds a paper: a person's name as ``person_name`` gives it, else a body or firm as printed, without forms of address.
    """
    text = tidy(raw).strip(" .,:;-_")
    person = person_name(text, held=True)
    if person is not None and person.certainty >= 0.4:
        return person
    bare = _LEADING.sub("", text).strip(" .,:;-")
    if not re.search(r"[^\W\d_]{2}", bare) or (" " not in bare and bare.islower()):
        return None
    if known_share(bare) < 1.0 or bare != text:
        return Parsed(bare, 0.25, "not a person's name")
    return Parsed(bare, 0.6 if is_firm(bare) else 0.5, "not a person's name")


def sex(raw: str) -> Parsed | None:
    """``Nam`` or ``Nữ``, nothing else (Circular 04/2020/TT-BTP, forms)."""
    words = re.findall(r"[^\W\d_]+", tidy(raw))
    if not words:
        return None
    value = {"nam": "Nam", "nu": "Nữ"}.get(fold(words[0]))
    if value is None:
        return None
    if len(words) > 1:
        return Parsed(value, 0.3, "more words than one")
    return Parsed(value, 1.0 if level(words[0]) == level(value) else 0.7)


def ethnicity(raw: str) -> Parsed | None:
    """One of the 54 peoples (Decision 121-TCTK/PPCĐ of 1979), in any spelling that papers use for it, as printed."""
    text = tidy(raw).strip(" .,:;-_")
    spellings: dict[str, str] = vocabulary()["ethnicity_spellings"]
    for spelling, name in spellings.items():
        first, apostrophe, rest = spelling.partition("'")
        if apostrophe and rest[0].isupper() and re.fullmatch(rf"{first}[^\w']? ?{rest}", text):
            # A capital within a word stands behind an apostrophe alone, the sign that readers lose first.
            return Parsed(spelling, 0.7, f"apostrophe mended: {text}")
        if level(spelling) == level(text):
            return Parsed(spelling, 1.0, f"of the list: {name}")
    return _from_list(text, "ethnicities")


def nationality(raw: str) -> Parsed | None:
    """A country by its Vietnamese name; a name outside the list is possible and only less certain."""
    text = tidy(raw).strip(" .,:;-_")
    listed = _from_list(text, "nationalities")
    if listed:
        return listed
    words = text.split()
    if 1 <= len(words) <= 4 and all(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+)*", w) for w in words) and text[0].isupper():
        return Parsed(text, 0.3, "not in the list of countries")
    return None


def _from_list(text: str, name: str) -> Parsed | None:
    """The list's entry: marks right → certain; marks lost but only one entry possible → mended; one letter off → doubtful."""
    key = fold(text)
    entries = folded(name)
    if not key:
        return None
    if key in entries:
        right = [e for e in entries[key] if level(e) == level(text)]
        if right:
            # So short a word may be the rest of a longer one.
            return Parsed(right[0], 1.0 if len(key) > 3 else 0.9)
        return Parsed(entries[key][0], 0.8 if len(entries[key]) == 1 else 0.3, f"marks mended: {text}")
    if len(key) >= 5 and (near := process.extractOne(key, list(entries), scorer=fuzz.ratio, score_cutoff=85)):
        return Parsed(entries[near[0]][0], 0.4, f"letters mended: {text}")
    return None


def personal_id(raw: str) -> Parsed | None:
    """
    Twelve digits (Law on Identity 26/2023/QH15 Art. 12; Decree 70/2024 Art. 13; before: Decree 137/2015 Art. 13).

    Three digits place of registration (a province by the list of 63 before July 2025; a country from 100 on is doubted), one
    century and sex, two year of birth, six at random. Spaces and dots between the digits are left out; nothing that is not
    printed as a digit is taken for one.
    """
    text = tidy(raw).strip(" .:;,-_")
    if not re.fullmatch(r"[0-9](?:[ .]?[0-9]){11}", text):
        return None
    digits = re.sub(r"\D", "", text)
    known = units.province_by_number(int(digits[:3])) is not None
    return Parsed(digits, 0.8 if known else 0.3, "" if known else "unknown place digits")


_TWELVE = re.compile(r"(?<![0-9/])(?:[0-9]{12}|[0-9]{3}(?:[ .][0-9]{3}){3}|[0-9]{4}(?:[ .][0-9]{4}){2})(?![0-9/])")
_NINE = re.compile(r"(?<![0-9/])(?:[0-9]{9}|[0-9]{3}(?:[ .][0-9]{3}){2})(?![0-9/])")


def identity_number(raw: str) -> Parsed | None:
    """
    Number of an identity paper: twelve digits, or the nine of the older card (Decree 05/1999/NĐ-CP Art. 3).

    Of a text with more in it («CMND số 012345678 cấp ngày …») the one number that has such a form; where both stand, the twelve
    digits count, which stay with a person for life (Law on Identity 26/2023/QH15 Art. 12). Two of a kind are not decided.
    """
    text = tidy(raw).strip(" .:;,-_")
    whole = personal_id(text)
    if whole is not None:
        return whole
    if re.fullmatch(r"[0-9](?:[ .]?[0-9]){8}", text):
        return Parsed(re.sub(r"\D", "", text), 0.6)
    for form in (_TWELVE, _NINE):
        found = {re.sub(r"\D", "", match) for match in form.findall(text)}
        if len(found) == 1:
            number = found.pop()
            inner = personal_id(number) if len(number) == 12 else Parsed(number, 0.6)
            if inner is not None:
                return Parsed(inner.value, min(inner.certainty, 0.6), inner.note)
        if found:
            return None
    return None


_DISTRICT = re.compile(r"[0-9]{2}[A-Z][0-9]{7}")


def tax_code(raw: str) -> Parsed | None:
    """
    Number of an enterprise or a household business: a tax code, a personal number, or the district form ``41A8012345``.

    Tax codes by their check digit (Circular 105/2020/TT-BTC Art. 5), which one wrong digit in eleven at most survives; personal
    numbers of households since July 2025 (Circular 86/2024/TT-BTC Art. 5). One whose check digit is wrong is shown, never sure.
    """
    text = re.sub(r"(?<=[0-9A-Za-z])[ .](?=[0-9])", "", tidy(raw)).strip(" .:;,-_")
    text = re.sub(r"\s*-\s*", "-", text)
    if known := identifiers.tax_code(text):
        return Parsed(known, 0.9)
    if re.fullmatch(r"[0-9]{10}(?:-?[0-9]{3})?", text):
        return Parsed(text, 0.0, "check digit does not fit")
    if _DISTRICT.fullmatch(text.upper()):
        return Parsed(text.upper(), 0.6)
    return personal_id(text)
