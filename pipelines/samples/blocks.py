"""
The boxes of a clerical page (Decree 30/2020 App. I): header, number, place and date, title, signer, recipients, stamps.

Each block draws itself and leaves the paper's line below it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from pipelines.samples import ink
from pipelines.samples.grammar import Speaker
from pipelines.samples.offices import Office
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import day_between, person
from pipelines.samples.vietnamese import day, month

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
SPLIT = 0.42
"""Where the left column of a header ends, as a share of the text width."""


def header(paper: Paper, office_lines: Sequence[str], number: Sequence[Run], dateline: Sequence[Run], about: str = "") -> None:
    """Agency left, motto right, number under the one, place and date under the other, «V/v …» below the number."""
    width = paper.right - paper.left
    left = (paper.left - mm(6), paper.left + width * SPLIT)
    right = (paper.left + width * SPLIT, paper.right + mm(5))
    motto_style, own_style = Style(12, bold=True), Style(12.5, bold=True)
    top, step = paper.y + mm(5), mm(5.6)
    rows_left = _wrapped(paper, office_lines[:-1], Style(12), left) + _wrapped(paper, office_lines[-1:], own_style, left)
    rows_right: list[Sequence[Run]] = [[Run(MOTTO[0], motto_style)], [Run(_dash(paper.rng, MOTTO[1]), Style(13, bold=True))]]
    texts: list[list[str]] = []
    for row in range(max(len(rows_left), 2)):
        texts.append([])
        for rows, (x0, x1) in ((rows_left, left), (rows_right, right)):
            if row < len(rows):
                texts[-1].append(paper.put(rows[row], x0, x1, top + row * step, "center"))
    _under(paper, left, top + (len(rows_left) - 1) * step, 0.36)
    _under(paper, right, top + step, 0.52)
    line = top + max(len(rows_left), 2) * step + mm(3.5)
    texts.append([paper.put(number, *left, line, "center") if number else ""])
    texts[-1].append(paper.put(dateline, *right, line, "center") if dateline else "")
    for row_text in texts:
        paper.record(" ".join(text for text in row_text if text))
    paper.y = line
    if about:
        paper.write(Run(about, Style(12)), x0=left[0] + mm(4), x1=left[1] - mm(3), align="center", leading=1.15)
    paper.y += mm(5)


def _dash(rng: Random, text: str) -> str:
    return text.replace("-", "–") if rng.random() < 0.15 else text


def _wrapped(paper: Paper, lines: Sequence[str], style: Style, column: tuple[float, float]) -> list[Sequence[Run]]:
    out: list[Sequence[Run]] = []
    for line in lines:
        rest: list[str] = []
        for word in line.split():
            if rest and paper.width(" ".join((*rest, word)), style) > column[1] - column[0]:
                out.append([Run(" ".join(rest), style)])
                rest = []
            rest.append(word)
        out.append([Run(" ".join(rest), style)])
    return out


def _under(paper: Paper, column: tuple[float, float], base: float, share: float) -> None:
    middle, half = sum(column) / 2, (column[1] - column[0]) * share / 2
    paper.rule(middle - half, middle + half, base + mm(1.6))


def number_line(paper: Paper, number: str, rest: str, label: str = "Số: ") -> list[Run]:
    """«Số: 08/QĐ-UBND»: the figure in the voice in which numbers are entered, the symbol printed."""
    printed, slot = paper.style("print", 13), paper.style("slot", 13)
    gap = "  " if slot.voice != "print" else ""
    return [Run(label, printed), Run(number, slot, "document_number"), Run(gap.strip() + rest, printed)]


def date_line(paper: Paper, place: str, on: dt.date) -> list[Run]:
    """«Vạn Ninh, ngày 08 tháng 02 năm 2020»; the day in the voice in which days are entered."""
    printed, slot = paper.style("print", 13, italic=True), paper.style("slot", 13, italic=True)
    before = f"{place}, ngày " if place else "Ngày "
    return [Run(before, printed), Run(day(on.day), slot, "issue_date"), Run(f" tháng {month(on.month)} năm {on.year}", printed)]


def title(paper: Paper, *lines: str, sizes: Sequence[float] = (14,), gap: float = 4.0, rule: bool = True) -> None:
    """Kind of paper and its subject, centred and bold; *sizes* in points, the last for all further lines."""
    for number, line in enumerate(lines):
        size = sizes[min(number, len(sizes) - 1)]
        paper.write(Run(line, Style(size, bold=True)), x0=paper.left + mm(12), x1=paper.right - mm(12), align="center")
    if rule:
        _under(paper, (paper.left, paper.right), paper.y, 0.3)
    paper.y += mm(gap)


def recipients(paper: Paper, speaker: Speaker, x1: float) -> list[str]:
    """«Nơi nhận:» at the left, in small type; returns its lines and leaves the paper's line where it was."""
    start = paper.y
    lines = paper.write(Run("Nơi nhận:", Style(12, bold=True, italic=True)), x1=x1, align="left", record=False)
    items = [*speaker.several("recipient", paper.rng.randint(2, 4)), f"Lưu: VT, {speaker.fill('{sym}')}."]
    for item in items:
        lines += paper.write(Run(f"- {item}", Style(11)), x1=x1, align="left", leading=1.15, record=False)
    paper.y = start
    return lines


def signer(
    paper: Paper, titles: Sequence[str], name: str, office: Office, *, speaker: Speaker | None = None, note: str = ""
) -> None:
    """
    Function, signature under a seal, and name, at the right; recipients at the left when *speaker* can name them.

    The seal covers a third of the signature at its left (Decree 30/2020 App. I); with ``seal_over_name`` it slips onto the name.
    """
    paper.need(mm(62))
    middle = paper.left + (paper.right - paper.left) * 0.5
    beside = recipients(paper, speaker, middle) if speaker else []
    paper.record(*beside)
    style = Style(13, bold=True)
    for line in titles:
        paper.write(Run(line, style), x0=middle, align="center", leading=1.2)
    if note:
        paper.write(Run(note, Style(11, italic=True)), x0=middle, align="center", leading=1.2)
    head, space = paper.y, mm(paper.rng.uniform(27, 34))
    paper.y += space
    paper.write(Run(name, style, "signer_name"), x0=middle, align="center", leading=1.2)
    centre = (middle + paper.right) / 2
    sign_and_seal(paper, office, centre, head + space * 0.5, paper.y)
    paper.y += mm(4)


def sign_and_seal(paper: Paper, office: Office, centre: float, y: float, name_base: float) -> None:
    """Signature around (*centre*, *y*) and the seal at its left, or on the name at *name_base*."""
    look, rng = paper.look, paper.rng
    wide = mm(rng.uniform(34, 48))
    mask = ink.signature(wide, rng)
    pen = ink.BLUE if rng.random() < 0.75 else (25, 25, 30)
    ink.lay(paper.page, mask, pen, round(centre - wide / 2 + mm(rng.uniform(-3, 6))), round(y - mask.height / 2))
    size = mm(rng.uniform(34, 37))
    stamp = ink.seal(size, *office.rim, look.body.cut(bold=True, italic=False), rng)
    if look.seal_over_name:
        left, top = centre - size * rng.uniform(0.45, 0.75), name_base - size * rng.uniform(0.5, 0.75)
    else:
        room = name_base - mm(5) - size
        left, top = centre - wide / 2 - size * rng.uniform(0.55, 0.75), room + mm(rng.uniform(-1, 4))
    ink.lay(paper.page, stamp, (rng.randint(190, 215), rng.randint(35, 60), rng.randint(40, 65)), round(left), round(top))


def incoming(paper: Paper, on: dt.date, owner: str) -> None:
    """
    The receiving office's stamp on the first page, with a number and a day of its own that are *not* the paper's.

    Laid where such stamps are found: left of the title, under the number.
    """
    rng = paper.rng
    arrived = day_between(rng, on + dt.timedelta(days=1), on + dt.timedelta(days=12))
    written = rng.choice(
        (f"{arrived.day}/{arrived.month}/{arrived.year}", arrived.strftime("%d/%m/%Y"), arrived.strftime("%d-%m-%y"))
    )
    face, hand = paper.look.body.cut(bold=True, italic=False), paper.look.hand.italic
    mask = ink.incoming_stamp(mm(rng.uniform(42, 52)), owner.upper(), str(rng.randint(2, 4800)), written, face, hand, rng)
    colour = rng.choice((ink.RED, (90, 40, 120), (40, 40, 120)))
    ink.lay(paper.pages[0], mask, colour, mm(rng.uniform(6, 24)), mm(rng.uniform(44, 70)))


def margin_note(paper: Paper) -> None:
    """A word that somebody wrote at the edge, as on many papers that passed through hands."""
    rng = paper.rng
    text = rng.choice(("Lưu", "Đã nhập", "Chuyển VP", "P. TH", "Sao 02 bản"))
    mask, _, _ = ink.handwriting(text, paper.look.hand.italic, mm(6), rng, rng.uniform(0, 0.3))
    ink.lay(paper.pages[0], mask, paper.look.pen, mm(rng.uniform(2, 8)), mm(rng.uniform(100, 230)))


def official(rng: Random, on: dt.date) -> str:
    """Name of an invented official of the day *on*."""
    return person(
        rng, on - dt.timedelta(days=rng.randint(34 * 365, 59 * 365)), "Nam" if rng.random() < 0.7 else "Nữ", ethnicity="Kinh"
    ).name
