"""
Chứng chỉ hành nghề dược in four layouts.

``2017``     Decree 54/2017: number …/CCHN-D-SYT-…, form and scope of practice, way of issue.
``2007``     Circulars 02/2007 and 10/2013/TT-BYT: qualified for forms of trade, five years.
``folded``   that of 2017 as a card of two pages: cover outside, rows inside.
``private``  private practice after the Ordinances of 1993 and 2003: a printed blank filled in, or typed.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, licences
from pipelines.samples.forms import Form, Item
from pipelines.samples.kinds import Sample
from pipelines.samples.licences import Holder
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.vietnamese import short_date

QUALIFICATIONS = (
    "Dược sĩ đại học",
    "Đại học Dược",
    "Dược sĩ trung học",
    "Cao đẳng Dược",
    "Trung cấp Dược",
    "Dược tá",
    "Dược sĩ chuyên khoa I",
)
FORMS = (
    "Nhà thuốc",
    "Quầy thuốc",
    "Cơ sở bán lẻ thuốc",
    "Cơ sở bán buôn thuốc",
    "Đại lý bán thuốc của doanh nghiệp",
    "Doanh nghiệp kinh doanh thuốc, nhà thuốc, quầy thuốc",
    "Cơ sở bán lẻ thuốc (nhà thuốc, quầy thuốc), tủ thuốc trạm y tế xã",
)
SCOPES = (
    "Bán lẻ thuốc thành phẩm",
    "Bán buôn thuốc, nguyên liệu làm thuốc",
    "Bán lẻ thuốc hóa dược, thuốc dược liệu",
    "Người chịu trách nhiệm chuyên môn về dược của cơ sở bán lẻ thuốc là nhà thuốc, quầy thuốc",
    "Người phụ trách về bảo đảm chất lượng của cơ sở bán buôn thuốc, nguyên liệu làm thuốc trên địa bàn tỉnh",
    "Bán lẻ dược liệu, thuốc cổ truyền",
)
LAWS = (
    "Luật Dược số 105/2016/QH13 ngày 06 tháng 4 năm 2016",
    "Nghị định số 54/2017/NĐ-CP ngày 08 tháng 5 năm 2017 của Chính phủ quy định chi tiết một số điều của Luật Dược",
)
OLD_LAWS = (
    "Luật Dược ngày 14 tháng 6 năm 2005",
    "Nghị định số 79/2006/NĐ-CP ngày 09 tháng 8 năm 2006 của Chính phủ",
)


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a department of health, seldom of the ministry; one or two pages long."""
    layout = "private" if aged else rng.choice(("2017", "2017", "2007", "2007", "folded", "private"))
    first, last = {
        "private": (dt.date(1994, 3, 1), dt.date(1999, 12, 20)) if aged else (dt.date(2001, 2, 1), dt.date(2006, 12, 20)),
        "2007": (dt.date(2007, 3, 1), dt.date(2016, 12, 20)),
    }.get(layout, (dt.date(2017, 7, 3), dt.date(2026, 6, 30)))
    held = licences.holder(rng, first, last, area=area, central=0.06)
    said = rng.choice(QUALIFICATIONS), rng.choice(FORMS), rng.choice(SCOPES)
    figure, rest = _number(rng, held, layout)
    below = layout == "folded" or rng.random() < 0.7
    number = blocks.number_line(paper, figure, rest, rng.choice(("Số: ", "Số: ", "Số ")))
    titles = _titles(layout, rng)
    if layout == "folded":
        licences.cover(paper, held, *titles)
    centred = rng.random() < 0.35
    licences.head(paper, held, [] if centred else number, dated_below=below)
    if layout != "folded" or rng.random() < 0.6 or centred:
        blocks.title(paper, *titles, sizes=(18, 18), gap=1, rule=False)
    if centred:
        paper.write(number, align="center", after=mm(2))
    if layout in ("2007", "2017") and rng.random() < 0.7:
        licences.grounds(paper, held, LAWS if layout == "2017" else OLD_LAWS, rng)
    _rows(paper, held, layout, said, rng)
    lines, name = licences.signed(paper, held, rng, dated_below=below)
    qualification, form, scope = said
    fields: dict[str, Value] = {
        "document_number": figure + rest,
        "issue_date": held.on.isoformat(),
        "issuing_agency": held.office.name,
        "issue_place": held.office.place,
        "full_name": held.who.name,
        "date_of_birth": held.born,
        "personal_id": held.number,
        "qualification": qualification,
        "practice_form": form,
        "practice_scope": scope,
        "signer_name": name,
        "signer_title": " ".join(lines),
    }
    return Sample(fields, held.office.level, held.office.code, held.number if len(held.number) == 12 else None)


def _titles(layout: str, rng: Random) -> tuple[str, ...]:
    if layout == "private":
        return rng.choice((("CHỨNG CHỈ HÀNH NGHỀ DƯỢC TƯ NHÂN",), ("CHỨNG CHỈ HÀNH NGHỀ", "DƯỢC TƯ NHÂN")))
    return rng.choice((("CHỨNG CHỈ HÀNH NGHỀ DƯỢC",), ("CHỨNG CHỈ HÀNH NGHỀ DƯỢC",), ("CHỨNG CHỈ", "HÀNH NGHỀ DƯỢC")))


def _number(rng: Random, held: Holder, layout: str) -> tuple[str, str]:
    figure = str(rng.randint(12, 7800))
    if layout == "private":
        return figure, rng.choice(("/CCHN", "/CCHND", "/SYT-CCHN", f"/{held.on.year}/CCHND"))
    if layout == "2007":
        return figure, rng.choice((f"/{held.mark}-CCHND", "/CCHND-SYT", f"/{held.on.year}/CCHND", "/CCHN-D-SYT"))
    own = f"-{held.mark}" if held.office.symbol == "SYT" else ""
    return figure, f"/CCHN-D-{held.office.symbol}{own}"


def _rows(paper: Paper, held: Holder, layout: str, said: tuple[str, str, str], rng: Random) -> None:
    blank = paper.look.handwritten or layout == "private" or rng.random() < 0.3
    value = paper.style("fill" if blank else "print", bold=not blank and rng.random() < 0.4)
    form = Form(paper, blank, paper.style("print"), value, step=rng.uniform(7.2, 8.8))
    picture = layout != "private" and rng.random() < 0.75
    before, reach = licences.rows_right_of(form, licences.photograph(paper, rng) if picture else None)
    dash = rng.choice(("", "", "- "))
    for row in _items(held, layout, said, rng):
        (label, text, field), *others = row
        form.row((dash + label, text, field), *others)
    paper.left = before
    paper.y = max(paper.y, reach if picture else 0)
    _validity(paper, held, layout, rng)


def _items(held: Holder, layout: str, said: tuple[str, str, str], rng: Random) -> list[list[Item]]:
    qualification, form, scope = said
    label, by, when = licences.identity(rng, held)
    named = held.who.name.upper() if rng.random() < 0.5 else held.who.name
    new = layout in ("2017", "folded")
    first = "Họ và tên:" if new else rng.choice(("Cấp cho ông/bà:", "Cho ông (bà):", "Họ và tên:"))
    born = ("Ngày, tháng, năm sinh:" if new else "Sinh ngày:", licences.said_date(held.born, rng), "date_of_birth")
    if len(held.born) == 4:
        born = ("Năm sinh:", held.born, "date_of_birth")
    home = rng.choice(("Chỗ ở hiện nay:", "Nơi đăng ký hộ khẩu thường trú:", "Địa chỉ thường trú:"))
    way = rng.choice(("Xét duyệt hồ sơ", "Thi"))
    issued: list[Item] = [("Ngày cấp:", when, None), ("Nơi cấp:", by, None)]
    rows: list[list[Item]] = [[(first, named, "full_name")], [born], [(label, held.number, "personal_id")], issued]
    rows.append([(home, held.address, None)])
    rows.append([("Văn bằng chuyên môn:" if new else "Trình độ chuyên môn:", qualification, "qualification")])
    if new:
        rows.append([("Hình thức hành nghề:", form, "practice_form")])
        rows.append([(rng.choice(("Phạm vi hành nghề:", "Phạm vi hoạt động chuyên môn:")), scope, "practice_scope")])
        rows.insert(
            -2 if rng.random() < 0.5 else len(rows), [(rng.choice(("Hình thức cấp:", "Được cấp theo hình thức:")), way, None)]
        )
    else:
        announced = rng.choice(
            ("Hình thức tổ chức kinh doanh:", "Đủ điều kiện hành nghề dược với hình thức:", "Loại hình hành nghề:")
        )
        rows.append([(announced, form, "practice_form")])
        rows.append([("Phạm vi hành nghề:", scope, "practice_scope")])
        rows.append([("Địa điểm hành nghề:", held.address, None)])
    return rows


def _validity(paper: Paper, held: Holder, layout: str, rng: Random) -> None:
    if rng.random() < 0.3:
        return
    if layout in ("2017", "folded"):
        text = f"Chứng chỉ hành nghề dược có hiệu lực kể từ ngày {short_date(held.on.isoformat())}."
    else:
        until = held.on.replace(year=held.on.year + 5, day=min(held.on.day, 28)).isoformat()
        text = rng.choice(
            (f"Chứng chỉ này có giá trị đến ngày {short_date(until)}.", "Chứng chỉ này có giá trị 05 năm kể từ ngày ký.")
        )
    paper.y += mm(rng.uniform(1, 3))
    paper.write(Run(text, paper.style("print")), after=mm(2))
