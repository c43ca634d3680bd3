"""Names of bodies and places."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz.distance import Levenshtein

from pipelines import units
from pipelines.extract.kinds.base import Parsed
from pipelines.extract.kinds.names import abbreviations
from pipelines.extract.text import fold, is_syllable, known_share, level, tidy, title_case
from pipelines.extract.vocabulary import folded, provinces, vocabulary

_NO_PLACE = re.compile(r"(?:dang ky|cap|thay doi) (?:lan|lai|doi|thay|ngay)\b")
"""What stands before a date that says when, not where: Đăng ký lần đầu, ngày …"""


def place(raw: str) -> Parsed | None:
    """
    Place of issue as printed: ``Khánh Hòa``, ``Thành phố Hồ Chí Minh``, ``Vạn Ninh``; marks of provinces are mended.

    Decree 30/2020/NĐ-CP Appendix I Part II.4 (the name of the unit in which the body has its seat).
    """
    text = _with_capitals(tidy(raw).strip(" .,:;-_|~`'\""))
    kind = re.match(r"(?i)(?:(?:thành phố|tỉnh)\s+|t\.?p\.?\s*)(?=\w)", text)
    head, name = (text[: kind.end()], text[kind.end() :]) if kind else ("", text)
    if known := provinces().get(fold(name)):
        right = level(known[1]) == level(name)
        if known[1] == "Hồ Chí Minh" and not head:
            return Parsed(known[1], 0.5, "the city's name is never printed without its kind")
        if not right and not head and level(name) in unit_names():
            # A unit of another level may differ from a province by its marks alone: Hải Phong.
            return Parsed(text, 0.5, f"a unit below a province, or {known[1]}")
        return Parsed(head + known[1], 1.0 if right else 0.5, "" if right else f"marks mended: {text}")
    words = text.split()
    if not 1 <= len(words) <= 8 or not all(re.fullmatch(r"[^\W\d_]+\.?|[0-9]{1,2}|-", w) for w in words) or not text[0].isupper():
        return None
    if _NO_PLACE.match(fold(text)):
        return None
    if level(name) in unit_names():
        return Parsed(text, 0.7, "a unit below a province")
    return Parsed(text, 0.5 if known_share(text) == 1.0 else 0.2, "not a province")


@cache
def unit_names() -> frozenset[str]:
    """What units are called, without their kind, levelled: those of the list before July 2025 and of today's."""
    return frozenset(level(chain[0].name) for chain in units.chains())


def address(raw: str) -> Parsed | None:
    """An address or place as printed, white space and commas levelled; sure of nothing but its syllables."""
    text = _with_unit_commas(re.sub(r"\s*([,;])\s*", r"\1 ", tidy(raw)).strip(" .,:;-_|~`"))
    text = _with_capitals(_with_dashes(text))
    if not re.search(r"[^\W\d_]{2}", text):
        return None
    share = known_share(text)
    odd = re.search(r"[^\w\s.,:()/'+&-]|_|[^\W\d_][.,][^\W\d_]", text)
    tail = fold(text.split(",")[-1])
    for kind in ("thanh pho ", "tinh ", "tp "):
        tail = tail.removeprefix(kind)
    small = _begins_small(text) or _near_highlands(text)
    certainty = 0.3 if share < 0.85 or odd or small else 0.4 if share < 0.999 else 0.6
    whole = certainty == 0.6 and tail in provinces() and level(provinces()[tail][1]) in level(text)
    note = "a unit's name begins small, or is a letter off" if small else "" if share == 1.0 else f"{share:.0%} syllables"
    return Parsed(text, 0.75 if whole else certainty, note, whole)


def _with_unit_commas(text: str) -> str:
    """*text* with commas where its parts end in a stop («xã Châu Khê. huyện Con Cuông»): only abbreviations end in one."""
    text = _STOP_IN_ADDRESS.sub(lambda m: f"{m[1]}," if m[1].isdigit() or is_syllable(m[1]) else m[0], text)
    return _SEMICOLON.sub(",", _BEHIND_KIND.sub(r"\1", text))


_STOP_IN_ADDRESS = re.compile(r"(?<!\w)([^\W\d_]{2,}|[0-9]+)\.(?= [^\W\d_])")
_BEHIND_KIND = re.compile(r"\b((?:tỉnh|huyện|quận|phường|xã|thị xã|thị trấn|thành phố)),(?= )", re.IGNORECASE)
"""What follows a kind of unit is its name: a comma between them is a speck."""
_SEMICOLON = re.compile(
    r";(?= (?:tổ|thôn|ấp|bản|xóm|khu phố|xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\b)", re.IGNORECASE
)


def _near_highlands(text: str) -> bool:
    """Whether a name of the Central Highlands (Ia Giai) is in no list and a letter off one that is (Ia Glai): l looks like i."""
    for found in _HIGHLANDS.finditer(text):
        name, first = level(found[0]), level(found[1]) + " "
        if name not in unit_names() and any(
            known.startswith(first) and Levenshtein.distance(known, name, score_cutoff=1) == 1 for known in unit_names()
        ):
            return True
    return False


_HIGHLANDS = re.compile(r"(?<!\S)(Ia|Ea|Ya) [^\W\d_]+")


def _begins_small(text: str) -> bool:
    return any(found[0][-1].islower() for found in _SMALL_NAME.finditer(text))


def _with_capitals(text: str) -> str:
    """*text* with the capital of Ia (xã Ia Krăi), which every reader takes for la, where a unit is called so."""
    return _SMALL_IA.sub(lambda found: "Ia" if level(f"Ia {found[1]}") in unit_names() else found[0], text)


_SMALL_IA = re.compile(r"(?<!\S)la(?=\s+([^\W\d_]+))")
_SMALL_NAME = re.compile(r"\b(?:[Xx]ã|[Pp]hường|[Hh]uyện|[Qq]uận) (?!của\b|và\b|nơi\b)[^\W\d_]")
"""A unit whose name begins small: a capital was misread."""


def _with_dashes(text: str) -> str:
    for pattern, name in _dashed():
        if found := pattern.search(text):
            text = pattern.sub(name.upper() if found[0].isupper() else name, text)
    return text


@cache
def _dashed() -> list[tuple[re.Pattern[str], str]]:
    """Provinces whose names have a dash, read or not, with any blanks around it: nothing else is called Bà Rịa Vũng Tàu."""
    names = [name for _, name in provinces().values() if " - " in name]
    return [(re.compile(r"(?:\s*[-–]\s*|\s+)".join(map(re.escape, name.split(" - "))), re.IGNORECASE), name) for name in names]


@cache
def _bodies() -> list[tuple[str, str]]:
    return sorted(((k, v[0]) for k, v in folded("bodies").items()), key=lambda kv: -len(kv[0]))


_KINDS_OF_UNIT = ("tinh", "thanh pho", "thi xa", "huyen", "quan", "xa", "phuong", "thi tran", "dac khu")


def agency(raw: str) -> Parsed | None:
    """
    The full name of a body in running-text spelling: ``UBND HUYỆN VẠN NINH`` → ``Ủy ban nhân dân huyện Vạn Ninh``.

    Abbreviations are written in full, names of units get capitals, the kinds of unit none (Decree 30/2020/NĐ-CP Appendix II).
    Certain when the name begins with a known body and every following word belongs to a unit with a known province, or to
    the body; else only possible.
    """
    text = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " - ", tidy(raw)).strip(" .,:;-_|~`*")
    for short, full in abbreviations().items():
        text = re.sub(
            rf"(?<!\w){re.escape(short)}(?!\w)", full, text, flags=re.IGNORECASE if short.isalpha() and len(short) > 2 else 0
        )
    text = re.sub(r"\s-(?=[^\W\d_])|(?<=[^\W\d_])-\s", " - ", text)
    dotted = re.search(r"[^\W\d_]\.(?=[^\W\d_])", text)
    text = tidy(re.sub(r"(?<=[^\W\d_])\.(?=[^\W\d_])", " ", text))
    text = _with_unit_commas(_with_capitals(_with_dashes(text)))
    if not re.search(r"[^\W\d_]{2}", text):
        return None
    words = text.split()
    flat = [fold(w) for w in words]
    certainty, note = 0.4, "unknown body"
    out: list[str] = []
    i = 0
    for key, name in _bodies():
        n = _matches(flat, key)
        if n:
            out, i = [_with_commas(name, words[:n])], n
            certainty, note = 0.6, ""
            if level(" ".join(words[:n])).replace(",", "") != level(name).replace(",", ""):
                note = f"marks mended: {' '.join(words[:n])}"
            break
    rest, sure = _units(words[i:])
    if i and sure:
        certainty = 0.95 if not note else 0.85
    nameless = fold(" ".join(rest)) in ("", *_KINDS_OF_UNIT)
    if nameless and " ".join(flat[:i]) in ("uy ban nhan dan", "hoi dong nhan dan"):
        certainty, note = 0.3, "whose, was not read"
    share = known_share(" ".join(words[i:]))
    if share < 1.0:
        certainty, note = min(certainty, 0.2), f"{share:.0%} syllables"
    elif odd := dotted or re.search(r"[^\w\s,.()&'-]|_", " ".join(words)):
        certainty, note = min(certainty, 0.3), f"odd sign {odd[0]}"
    elif _begins_small(text):
        certainty, note = min(certainty, 0.3), "a unit's name begins small"
    return Parsed(tidy(" ".join([*out, *rest])), certainty, note)


def _with_commas(name: str, printed: list[str]) -> str:
    """
    *name* of the list with the commas that the paper has (Sở Văn hóa, Thể thao và Du lịch), but for those before «và» and behind
    the first word of what goes together (Du, lịch), which are specks.
    """
    own = name.split()
    if len(own) != len(printed):
        return name
    spelled = [w.rstrip(",") for w in own]
    for i, (mine, shown) in enumerate(zip(own, printed, strict=True)):
        follows = own[i + 1] if i + 1 < len(own) else ""
        if shown.endswith(",") and (mine.endswith(",") or follows[:1].isupper()):
            spelled[i] += ","
    return " ".join(spelled)


def _matches(flat: list[str], key: str) -> int:
    """How many leading words of *flat* spell *key*, lone dashes and commas skipped; 0 when they do not."""
    wanted = key.split()
    used = 0
    for n, word in enumerate(flat):
        if not word:
            continue
        if used == len(wanted):
            return n if flat[n - 1] else n - 1
        if word != wanted[used]:
            return 0
        used += 1
    return len(flat) if used == len(wanted) else 0


def _opens_unit(words: list[str], end: int, before: list[str], kinds: list[str]) -> bool:
    """Whether a name follows the kind that ends at *end* and no kind stands before it: «xã Ngọc Xá, phường Phương Liễu»."""
    return end < len(words) and not words[end - 1].endswith(",") and not (before and before[-1] in kinds)


def _units(words: list[str]) -> tuple[list[str], bool]:
    """The words after a body's own name, spelled as units; and whether they are nothing, or end in a known province."""
    kinds = sorted(vocabulary()["units"], key=lambda k: -len(k))
    out: list[str] = []
    named = True
    i = 0
    while i < len(words):
        for kind in kinds:
            n = len(kind.split())
            if fold(" ".join(words[i : i + n])) == fold(kind) and _opens_unit(words, i + n, out, kinds):
                out.append(kind)
                i += n
                break
        else:
            shown = words[i] if not words[i].isupper() or re.fullmatch(r"[IVX0-9]+\W*", words[i]) else title_case(words[i])
            out.append({"Và": "và", "Về": "về", "Của": "của"}.get(shown, shown))
            i += 1
            named = False
    if not words:
        return out, True
    tail = [fold(w) for w in words]
    for n in range(min(5, len(tail)), 0, -1):
        known = provinces().get(" ".join(t for t in tail[-n:] if t))
        if known:
            head = tail[:-n]
            right = level(known[1]) == level(" ".join(words[-n:]).replace(",", ""))
            return [*out[: len(out) - n], known[1]] if right else out, right and " ".join(head) in ("tinh", "thanh pho", "")
    return out, named
