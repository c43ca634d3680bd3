"""
The issuing body's full name from the left column of the head: the body above it first, then its own name, often over two lines.

``UBND TỈNH KIÊN GIANG / SỞ Y TẾ`` is Sở Y tế tỉnh Kiên Giang: bodies named only by their field belong to the unit of the body
above (Decree 30/2020/NĐ-CP Appendix I Part II.2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.extract.geometry import Row, Token, join
from pipelines.extract.kinds.places import agency, place
from pipelines.extract.parts import Part
from pipelines.extract.text import fold, level, tidy
from pipelines.extract.vocabulary import folded, provinces, vocabulary

_NEEDS_UNIT = ("so ", "phong ", "ban dan toc", "thanh tra", "van phong dang ky dat dai", "chi cuc", "bao hiem xa hoi")
"""Bodies that every unit has; their name is whole only with the unit's."""

_GOES_ON = (" va", " cua", " huyen", " tinh", " xa", " phuong", " quan", "van phong", "chi nhanh")
"""Ends of lines after which a name goes on."""
_UNIT_OF = re.compile(
    r"^(?:(?:Ủy ban|Hội đồng) nhân dân|Sở .*?)"
    r"(?: (?=(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu) )|$)"
)
"""A body's own name before its unit's."""


def agency_part(rows: Sequence[Row], place_of_issue: Part | None) -> Part | None:
    """The issuing body; None without rows."""
    lines = [tokens for tokens in (_clean(row.tokens) for row in rows) if tokens]
    if not lines:
        return None
    texts = [_once(tokens) for tokens in lines]
    where = place_of_issue.raw if place_of_issue else None
    name, sure, used = _compose(texts, where)
    return Part(tuple(t for i in used for t in lines[i]), "block agency", fit=1.0 if sure else 0.7, text=_as_dated(name, where))


def compose(lines: Sequence[str], place_of_issue: str | None) -> str:
    """The full name, as printed, from the head's *lines*, top to bottom (for a second reading)."""
    return _as_dated(_compose([line for line in lines if fold(line)], place_of_issue)[0], place_of_issue)


def _as_dated(name: str, place_of_issue: str | None) -> str:
    """*name* with the marks of the province in which the paper is dated, where it ends in the same name with other marks."""
    where = place(place_of_issue) if place_of_issue else None
    _, province = provinces().get(fold(str(where.value)), ("", "")) if where is not None else ("", "")
    if where is None or where.value != province:
        return name
    words = name.split()
    n = len(province.split())
    tail = " ".join(words[-n:])
    if fold(tail) != fold(province) or level(tail) == level(province):
        return name
    return " ".join([*words[:-n], province.upper() if tail.isupper() else province])


def _clean(tokens: Sequence[Token]) -> list[Token]:
    """Without specks before and behind: a single badly read letter is no word of a name."""
    kept = [t for t in tokens if t.folded or t.text == "-"]
    while kept and (not kept[0].folded or (len(kept[0].folded) == 1 and kept[0].confidence < 0.6)):
        kept = kept[1:]
    while kept and (not kept[-1].folded or (len(kept[-1].folded) == 1 and kept[-1].confidence < 0.6)):
        kept = kept[:-1]
    return kept


def _once(tokens: Sequence[Token]) -> str:
    """The text of *tokens*; recognisers read the word behind a dash twice («CHÍNH-KẾ KẾ HOẠCH»)."""
    twice = {id(b) for a, b in pairwise(tokens) if "-" in a.text[1:-1] and a.text.rsplit("-", 1)[1] == b.text}
    return join(t for t in tokens if id(t) not in twice)


def _groups(lines: Sequence[str]) -> list[list[int]]:
    """Indices of *lines*, those of one body together."""
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        if not groups or _begins_body(line, lines[i - 1]):
            groups.append([i])
        else:
            groups[-1].append(i)
    return groups


def _begins_body(line: str, before: str) -> bool:
    flat = _spelled(line)
    if " " not in flat:
        return False  # one word alone is the end of a name: xã Ngọc / Phong, Phòng Tài nguyên và Môi / trường
    whole = " ".join(fold(before).split()[-2:]) in provinces()  # Hà Tĩnh ends no line that goes on
    if not whole and fold(before).endswith(
        (" va", " cua", " huyen", " tinh", " xa", " phuong", " quan", "van phong", "chi nhanh")
    ):
        return False
    return any(flat == body or flat.startswith(body + " ") for body in folded("bodies"))


def _spelled(text: str) -> str:
    """Unaccented, with abbreviations in full."""
    return fold(" ".join(vocabulary()["abbreviations"].get(w.upper(), w) for w in tidy(text).split()))


def _compose(lines: Sequence[str], place_of_issue: str | None) -> tuple[str, bool, list[int]]:
    """
    The full name; whether nothing had to be guessed; the lines that it came from.

    A body that needs a unit takes it from the People's Committee above it; without one, from the place of issue when that is a
    province, which is only likely.
    """
    groups = _groups(lines)
    if not groups:
        return "", False, []
    own = tidy(" ".join(lines[i] for i in groups[-1])).strip(" .,:;-_*")
    flat = _spelled(own)
    if re.sub(r" so [0-9]{1,2}$", "", flat) not in folded("bodies") or not flat.startswith(_NEEDS_UNIT):
        return own, flat not in ("uy ban nhan dan", "hoi dong nhan dan"), groups[-1]
    for at in range(len(groups) - 2, -1, -1):
        group = groups[at]
        above_it = _spelled(lines[group[0]])
        if above_it.startswith("cong an ") and flat.startswith("phong "):
            return f"{own} {' '.join(lines[i] for i in group)}", True, [*group, *groups[-1]]
        if not flat.startswith("so ") and above_it.startswith("so "):
            # A department's section or inspectorate is called after the department, and that after its province.
            whole, sure, used = _compose(lines[: group[-1] + 1], place_of_issue)
            return f"{own} {whole}", sure, [*used, *groups[-1]]
        above = agency(" ".join(lines[i] for i in group))
        unit = _UNIT_OF.sub("", str(above.value)) if above is not None else ""
        if above is not None and unit and unit != str(above.value):
            return f"{own} {unit}", above.certainty >= 0.8, [*group, *groups[-1]]
    where = place(place_of_issue) if place_of_issue else None
    if where is not None and fold(str(where.value)) in provinces() and flat.startswith("so "):
        kind, name = provinces()[fold(str(where.value))]
        return f"{own} {kind} {name}", False, groups[-1]
    return own, False, groups[-1]
