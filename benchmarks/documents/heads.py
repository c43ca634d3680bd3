"""Heads of papers: who issues, the nation's name and motto, number, place and day; and the office that issues."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.documents import hand
from benchmarks.documents.faces import GROW, face
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day
from benchmarks.documents.pieces import Piece, Value, Words
from benchmarks.documents.places import Place, bare
from benchmarks.sheet import BLACK


@dataclass(frozen=True, slots=True)
class Office:
    """Lines of the head (the first above the others), the full name, the place of issue and the letters of its symbol."""

    lines: tuple[str, ...]
    full: str
    town: str
    symbol: str
    body: str = "ỦY BAN NHÂN DÂN"


def commune_office(rng: random.Random, where: Place) -> Office:
    """People's committee of a commune."""
    unit = where.commune.upper()
    lines = rng.choice((("ỦY BAN NHÂN DÂN", unit), (f"ỦY BAN NHÂN DÂN {unit}",), (f"UBND {unit}",), ("UỶ BAN NHÂN DÂN", unit)))
    return Office(lines, f"Ủy ban nhân dân {where.commune}", bare(where.commune), "UBND")


def district_office(rng: random.Random, where: Place) -> Office:
    """People's committee of a district."""
    unit = where.district.upper()
    lines = rng.choice((("ỦY BAN NHÂN DÂN", unit), (f"ỦY BAN NHÂN DÂN {unit}",), (f"UBND {unit}",)))
    return Office(lines, f"Ủy ban nhân dân {where.district}", bare(where.district), "UBND")


def province_office(rng: random.Random, where: Place) -> Office:
    """People's committee of a province."""
    unit = where.province.upper()
    lines = rng.choice((("ỦY BAN NHÂN DÂN", unit), (f"ỦY BAN NHÂN DÂN {unit}",), (f"UBND {unit}",)))
    return Office(lines, f"Ủy ban nhân dân {where.province}", town_of(where), "UBND")


def department(rng: random.Random, where: Place, name: str, symbol: str) -> Office:
    """A department of a province: *name* as ``Sở Y tế``."""
    unit = where.province.upper()
    lines = rng.choice(
        ((f"UBND {unit}", name.upper()), (f"ỦY BAN NHÂN DÂN {unit}", name.upper()), (f"{name} {where.province}".upper(),))
    )
    return Office(lines, f"{name} {where.province}", town_of(where), symbol, "")


def division(rng: random.Random, above: str, name: str, town: str, symbol: str) -> Office:
    """A division (phòng) of *above*, a district, commune or department: ``Phòng Tài chính - Kế hoạch`` of ``huyện …``."""
    first = above.upper() if above.startswith("Sở") else f"{rng.choice(('UBND', 'ỦY BAN NHÂN DÂN'))} {above.upper()}"
    return Office((first, name.upper()), f"{name} {above}", town, symbol, "")


def town_of(where: Place) -> str:
    """The province's name as the place of issue has it."""
    return f"TP. {where.short}" if where.short == "Hồ Chí Minh" else where.short


def number(paper: Paper, text: str, name: str = "document_number", *, before: str = "Số:", cut: int | None = 0) -> list[Piece]:
    """*text* for field *name* after its label; by hand up to the first stroke where the style says so."""
    paper.fields[name] = text.replace(" ", "")
    if paper.style.number_by_hand and paper.style.filling != "hand":
        first, stroke, rest = text.partition("/")
        label = Words(before) if before else Words("")
        return [label, Value(first, name, by_hand=True), *([Words(stroke + rest)] if stroke else [])]
    return [Words(before), Value(text, name, cut)] if before else [Value(text, name, cut)]


def placed(paper: Paper, town: str, when: Day, *, printed_day: bool = True) -> list[Piece]:
    """Place and day of issue in italics: ``Vạn Ninh, ngày 08 tháng 3 năm 2011``."""
    rng = paper.rng
    paper.fields["issue_place"] = town
    paper.fields["issue_date"] = when.iso
    month = f"{when.month:02d}" if when.month < 3 or rng.random() < 0.4 else str(when.month)
    if paper.style.number_by_hand or (paper.style.filling == "hand" and printed_day):
        short = rng.random() < 0.5
        middle: Piece = Words(f"tháng {month} năm {when.year}", 2) if short else Words("tháng", 2)
        rest: list[Piece] = [] if short else [Value(month, "issue_date", by_hand=True), Words(f"năm {when.year}", 2)]
        return [Words(f"{town}, ngày", 2), Value(f"{when.day:02d}", "issue_date", by_hand=True), middle, *rest]
    return [Words(f"{town}, ngày {when.day:02d} tháng {month} năm {when.year}", 2)]


def line_of(paper: Paper, pieces: list[Piece], middle: int, *, grow: float = 0) -> None:
    """*pieces* on one line around *middle*; the paper's y stays."""
    wide = 0
    for piece in pieces:
        if isinstance(piece, str):
            wide += paper.leaf.width(piece + " ", 0, grow)
        elif isinstance(piece, Value) and paper.by_hand(piece):
            wide += hand.width(paper.writer, piece.text) + 30
        elif isinstance(piece, Value) and paper.style.filling == "typed":
            wide += round(face("typewriter", paper.style.points + GROW["typewriter"] + grow).getlength(piece.text + " "))
        elif isinstance(piece, Value | Words):
            wide += paper.leaf.width(piece.text + " ", piece.cut or 0, grow)
    start = max(middle - wide // 2, 130)
    paper.flow(pieces, x=start, wide=wide + 320, grow=grow, y=paper.y, bare=True)


def nation(paper: Paper, middle: int, *, grow: float = 0) -> None:
    """The nation's name and motto around *middle*, from the paper's y, which is moved on."""
    rng = paper.rng
    dash = rng.choice((" - ", " - ", " – "))
    name = f"CỘNG {rng.choice(('HÒA', 'HÒA', 'HOÀ'))} XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    grow = min(
        grow, (1000 if middle != paper.middle else 1500) / paper.leaf.width(name, 1) * paper.leaf.points - paper.leaf.points
    )
    paper.leaf.print(middle, paper.y, name, cut=1, align="m", grow=grow)
    paper.y += round(0.92 * paper.step)
    motto = dash.join(("Độc lập", "Tự do", "Hạnh phúc"))
    paper.leaf.print(middle, paper.y, motto, cut=1, align="m", grow=grow + 0.8)
    half = paper.leaf.width(motto, 1, grow + 0.8) // 2
    if rng.random() < 0.9:
        paper.leaf.draw.line((middle - half, paper.y + 24, middle + half, paper.y + 24), fill=BLACK, width=3)
    else:
        paper.leaf.print(middle, paper.y + 34, "--------------------", align="m", grow=-2)
        paper.leaf.runs.pop()


def agency(paper: Paper, office: Office, middle: int, *, grow: float = 0, field: bool = True) -> None:
    """The issuing office's lines around *middle*, from the paper's y, which is moved on; long ones broken."""
    if field:
        paper.fields["issuing_agency"] = office.full
    lines: list[tuple[str, int]] = []
    for at, text in enumerate(office.lines):
        cut = 1 if at == len(office.lines) - 1 or office.lines[0].endswith("NHÂN DÂN") else 0
        held = ""
        for word in text.split():
            if held and paper.leaf.width(f"{held} {word}", cut, grow) > 860:
                lines.append((held, cut))
                held = word
            else:
                held = f"{held} {word}".strip()
        lines.append((held, cut))
    for text, cut in lines:
        paper.leaf.print(middle, paper.y, text, cut=cut, align="m", grow=grow)
        paper.y += round(0.92 * paper.step)
    half = paper.rng.randint(80, 160)
    rule = paper.y - round(0.92 * paper.step) + 24
    paper.leaf.draw.line((middle - half, rule, middle + half, rule), fill=BLACK, width=3)


def two_columns(
    paper: Paper, office: Office, under_left: list[Piece] | None, under_right: list[Piece] | None, *, same_row: bool | None = None
) -> None:
    """Decree 30/2020's head: agency and number on the left, nation, place and day on the right."""
    rng, top = paper.rng, paper.y
    left, right = round(0.27 * paper.size[0]), round(0.68 * paper.size[0])
    grow = rng.uniform(-1.4, -0.6)
    agency(paper, office, left, grow=grow)
    end_left = paper.y
    paper.y = top
    nation(paper, right, grow=grow)
    end_right = paper.y + paper.step
    same = rng.random() < 0.6 if same_row is None else same_row
    if same:
        end_left = end_right = max(end_left, end_right)
    end_left, end_right = end_left + round(0.4 * paper.step), end_right + round(0.4 * paper.step)
    if under_left:
        paper.y = end_left
        line_of(paper, under_left, left, grow=-0.5)
    if under_right:
        paper.y = end_right
        line_of(paper, under_right, right, grow=-0.5)
    paper.y = max(end_left, end_right) + round(1.6 * paper.step)


def centred(paper: Paper) -> None:
    """The nation alone, in the middle."""
    nation(paper, paper.middle, grow=paper.rng.uniform(-0.3, 0.6))
    paper.y += round(1.7 * paper.step)


def full_name(office: Office, where: Place) -> str:
    """The office with all that it lies in, as registers name it: ``Ủy ban nhân dân xã A, huyện B, tỉnh C``."""
    return f"{office.full}, {where.above}"
