"""What certificates and licences of the health service share: who issues them, the photograph's box, grounds, the date below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from pipelines.samples import blocks, ink, places
from pipelines.samples.forms import Form
from pipelines.samples.offices import Office, department, ministry, signing_lines
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.vietnamese import long_date, short_date

INITIALS = {"Hà Nội": "HNO", "Hồ Chí Minh": "HCM", "Đà Nẵng": "ĐNA", "Cần Thơ": "CT", "Đồng Nai": "ĐNAI"}
"""Provinces whose mark in numbers is not made of first letters."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever may practise, and who says so."""

    who: Person
    born: str
    """ISO, whole or a year alone."""
    number: str
    """Identity number, 9 or 12 digits."""
    address: str
    office: Office
    mark: str
    """The office's mark in numbers: KH, BYT."""
    on: dt.date


def holder(rng: Random, first: dt.date, last: dt.date, *, area: str | None, central: float) -> Holder:
    """Somebody and the office that certifies, on a day from *first* to *last*; *central* is the share of the ministry."""
    on = day_between(rng, first, last)
    unit = places.commune(rng, on, area)
    at_ministry = area is None and rng.random() < central
    office = _ministry(rng) if at_ministry else department(rng, unit.province, "Sở Y tế")
    if not at_ministry and rng.random() < 0.2:
        office = replace(office, header=(f"SỞ Y TẾ {unit.province.full.upper()}",))
    who = adult(rng, on)
    old_card = on.year < 2016 or (on.year < 2021 and rng.random() < 0.5)
    number = identity_card(rng) if old_card else personal_id(rng, who, places.registration_code(unit))
    born = str(who.born.year) if rng.random() < 0.06 else who.born.isoformat()
    name = unit.province.name
    mark = "BYT" if at_ministry else INITIALS.get(name, "".join(word[0] for word in name.split()))
    return Holder(who, born, number, unit.address, office, mark, on)


def _ministry(rng: Random) -> Office:
    while (office := ministry(rng)).symbol != "BYT":
        pass
    return office


def said_date(value: str, rng: Random) -> str:
    """*value* as forms are filled: figures, or day, month and year spelled; a year alone as it is."""
    if len(value) == 4:
        return value
    return short_date(value, rng.choice(("/", "/", "-"))) if rng.random() < 0.8 else long_date(dt.date.fromisoformat(value))


def identity(rng: Random, held: Holder) -> tuple[str, str, str]:
    """How the number is announced, where the card was issued, and when."""
    nine = len(held.number) == 9
    if nine:
        label = rng.choice(("Giấy chứng minh nhân dân số:", "Số CMND:", "CMND số:", "Số CMND/Hộ chiếu:"))
    else:
        label = rng.choice(("Số CCCD:", "Số CMND/Thẻ căn cước/Hộ chiếu:", "Số căn cước công dân:", "Số định danh cá nhân:"))
    province = held.address.split(",")[-1].strip().removeprefix("tỉnh ").removeprefix("thành phố ")
    by = f"Công an {province}" if nine else "Cục Cảnh sát QLHC về TTXH"
    last = held.on - dt.timedelta(days=30)
    return label, by, short_date(day_between(rng, last - dt.timedelta(days=3000), last).isoformat())


def grounds(paper: Paper, held: Holder, laws: tuple[str, ...], rng: Random) -> None:
    """Who decides, and after which laws."""
    blocks.title(paper, held.office.authority, sizes=(13,), gap=1, rule=False)
    for law in laws:
        paper.write(Run(f"Căn cứ {law};", paper.style("print", italic=rng.random() < 0.4)), indent=mm(10), after=mm(0.8))
    paper.write(Run("Xét đề nghị của Trưởng phòng Nghiệp vụ Y,", paper.style("print")), indent=mm(10), after=mm(2))


def photograph(paper: Paper, rng: Random) -> float:
    """An empty or filled box for a picture at the left, from the present line down; its right edge in pixels."""
    left, top = paper.left, paper.y + mm(5)
    right, bottom = left + mm(30), top + mm(40)
    paper.draw.rectangle((left, top, right, bottom), outline=paper.look.toner, width=3)
    if rng.random() < 0.5:
        for row, text in enumerate(("Ảnh", "4 x 6 cm")):
            paper.put([Run(text, Style(11))], left, right, top + mm(18 + 6 * row), "center")
    else:
        grey = rng.randint(120, 190)
        paper.draw.rectangle((left + 4, top + 4, right - 4, bottom - 4), fill=(grey, grey, grey))
        paper.draw.ellipse((left + mm(8), top + mm(6), right - mm(8), top + mm(24)), fill=(90, 84, 80))
        paper.draw.ellipse((left + mm(3), top + mm(22), right - mm(3), bottom + mm(10)), fill=(70, 74, 88))
        paper.draw.rectangle((left - 4, bottom, right + 4, bottom + mm(11)), fill=paper.look.sheet)
        size = mm(34)
        face = paper.look.body.cut(bold=True, italic=False)
        ink.lay(
            paper.page,
            ink.seal(size, "SỞ Y TẾ", "*", "", face, rng),
            ink.RED,
            round(right - size * 0.45),
            round(bottom - size * 0.6),
        )
    return right + mm(5)


def signed(paper: Paper, held: Holder, rng: Random, *, dated_below: bool) -> tuple[tuple[str, ...], str]:
    """Place and date if *dated_below*, then who signs; the lines of the position and the name."""
    lines, name = signing_lines(rng, held.office), blocks.official(rng, held.on)
    while lines[0].startswith("TL."):
        lines = signing_lines(rng, held.office)
    if dated_below:
        paper.need(mm(75))
        middle = paper.left + (paper.right - paper.left) * 0.5
        paper.y += mm(7)
        text = paper.put(blocks.date_line(paper, held.office.place, held.on), middle - mm(5), paper.right, paper.y, "center")
        paper.record(text)
        paper.y += mm(rng.uniform(1, 3))
    blocks.signer(paper, lines, name, held.office, note=rng.choice(("", "", "(Ký, ghi rõ họ tên, đóng dấu)")))
    return lines, name


def head(paper: Paper, held: Holder, number: list[Run], *, dated_below: bool) -> None:
    """The head with *number* (may be empty), dated under the motto unless *dated_below*."""
    dateline = [] if dated_below else blocks.date_line(paper, held.office.place, held.on)
    blocks.header(paper, held.office.header, number, dateline)


def cover(paper: Paper, held: Holder, *titles: str) -> None:
    """The outside of a folded certificate; then a new sheet for its inside."""
    paper.y += mm(8)
    paper.write(Run(blocks.MOTTO[0], Style(14, bold=True)), align="center")
    paper.write(Run(blocks.MOTTO[1], Style(14, bold=True)), align="center")
    paper.y += mm(75)
    blocks.title(paper, *titles, sizes=(24, 20), rule=False)
    paper.y += mm(90)
    paper.write(Run(held.office.header[-1], Style(14, bold=True)), align="center")
    paper.turn()


def rows_right_of(form: Form, edge: float | None) -> tuple[int, float]:
    """Make *form* write right of *edge*; the old left edge, and the line that the picture reaches, to be restored after."""
    paper, before = form.paper, form.paper.left
    if edge is not None:
        paper.left = round(edge)
    return before, paper.y + mm(46)
