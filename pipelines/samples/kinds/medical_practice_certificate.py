"""
Chứng chỉ and giấy phép hành nghề khám bệnh, chữa bệnh in four layouts.

``certificate``  Decrees 87/2011 and 109/2016: grounds, a photograph, rows beside it; dated above the signature.
``folded``       the same as a card of two pages: cover outside, rows inside.
``licence``      Decree 96/2023: numbered rows, valid for five years.
``private``      private practice after the Ordinances of 1993 and 2003: a printed blank filled in, or typed.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, licences
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.licences import Holder
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.vietnamese import short_date

QUALIFICATIONS = (
    "Bác sĩ đa khoa",
    "Bác sỹ chuyên khoa I Nội khoa",
    "Bác sĩ chuyên khoa cấp II Ngoại khoa",
    "Bác sĩ y học cổ truyền",
    "Bác sĩ Răng Hàm Mặt",
    "Thạc sĩ Y học",
    "Cử nhân điều dưỡng",
    "Điều dưỡng trung học",
    "Hộ sinh trung học",
    "Kỹ thuật viên xét nghiệm",
    "Y sĩ y học cổ truyền",
    "Y sĩ sản nhi",
)
SCOPES = (
    "Khám bệnh, chữa bệnh đa khoa",
    "Khám bệnh, chữa bệnh chuyên khoa Nội",
    "Khám bệnh, chữa bệnh chuyên khoa Răng Hàm Mặt",
    "Khám bệnh, chữa bệnh bằng y học cổ truyền",
    "Khám bệnh, chữa bệnh thuộc chuyên khoa Phụ sản - Kế hoạch hóa gia đình",
    "Chuyên khoa xét nghiệm",
    "Chuyên khoa Chẩn đoán hình ảnh",
    (
        "Thực hiện nhiệm vụ của điều dưỡng theo quy định của Bộ Y tế, Bộ Nội vụ về mã số, tiêu chuẩn chức danh nghề nghiệp "
        "điều dưỡng, hộ sinh, kỹ thuật y"
    ),
    (
        "Sơ cứu ban đầu, khám bệnh, chữa bệnh thông thường theo quy định tại Thông tư liên tịch số 10/2015/TTLT-BYT-BNV "
        "ngày 27/5/2015 của Bộ Y tế và Bộ Nội vụ"
    ),
)
LAWS = (
    "Luật Khám bệnh, chữa bệnh số 40/2009/QH12 ngày 23 tháng 11 năm 2009",
    "Nghị định số 109/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ",
)


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate or licence of a department of health or of the ministry; one or two pages long."""
    layout = "private" if aged else rng.choice(("certificate", "certificate", "folded", "licence", "licence", "private"))
    first, last = {
        "private": (dt.date(1994, 3, 1), dt.date(1999, 12, 20)) if aged else (dt.date(2001, 2, 1), dt.date(2010, 12, 20)),
        "licence": (dt.date(2024, 1, 2), dt.date(2026, 6, 30)),
    }.get(layout, (dt.date(2012, 1, 4), dt.date(2023, 12, 20)))
    held = licences.holder(rng, first, last, area=area, central=0 if layout == "private" else 0.15)
    qualification, scope = rng.choice(QUALIFICATIONS), rng.choice(SCOPES if layout != "private" else SCOPES[:7])
    figure, rest = _number(rng, held, layout)
    below = layout == "folded" or rng.random() < 0.7
    number = blocks.number_line(paper, figure, rest)
    titles = _titles(layout, rng)
    if layout == "folded":
        licences.cover(paper, held, *titles)
    centred = layout == "licence" and rng.random() < 0.4
    licences.head(paper, held, [] if centred else number, dated_below=below)
    if layout != "folded" or rng.random() < 0.6:
        blocks.title(paper, *titles, sizes=(17, 15), gap=1, rule=False)
    if centred:
        paper.write(number, align="center", after=mm(2))
    if layout == "certificate" and rng.random() < 0.7:
        licences.grounds(paper, held, LAWS[: rng.randint(1, 2)], rng)
        if rng.random() < 0.5:
            blocks.title(paper, "CẤP CHỨNG CHỈ HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH", sizes=(13,), gap=1, rule=False)
    _rows(paper, held, layout, (qualification, scope), rng)
    lines, name = licences.signed(paper, held, rng, dated_below=below)
    fields: dict[str, Value] = {
        "document_number": figure + rest,
        "issue_date": held.on.isoformat(),
        "issuing_agency": held.office.name,
        "issue_place": held.office.place,
        "full_name": held.who.name,
        "date_of_birth": held.born,
        "personal_id": held.number,
        "qualification": qualification,
        "practice_scope": scope,
        "signer_name": name,
        "signer_title": " ".join(lines),
    }
    return Sample(fields, held.office.level, held.office.code, held.number if len(held.number) == 12 else None)


def _titles(layout: str, rng: Random) -> tuple[str, ...]:
    if layout == "private":
        return (rng.choice(("CHỨNG CHỈ HÀNH NGHỀ Y TƯ NHÂN", "CHỨNG CHỈ HÀNH NGHỀ Y HỌC CỔ TRUYỀN TƯ NHÂN")),)
    if layout == "licence":
        return rng.choice((("GIẤY PHÉP HÀNH NGHỀ", "KHÁM BỆNH, CHỮA BỆNH"), ("GIẤY PHÉP HÀNH NGHỀ",)))
    return rng.choice((("CHỨNG CHỈ HÀNH NGHỀ", "KHÁM BỆNH, CHỮA BỆNH"), ("CHỨNG CHỈ HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH",)))


def _number(rng: Random, held: Holder, layout: str) -> tuple[str, str]:
    if layout == "private":
        return str(rng.randint(11, 980)), rng.choice(("/CCHN", "/CCHN-SYT", "/SYT-CCHN", f"/{held.on.year}/CCHN-SYT"))
    kind = "GPHN" if layout == "licence" else "CCHN"
    if rng.random() < 0.15:
        return f"{rng.randint(12, 4800)}", f"/{held.office.symbol}-{kind}"
    digits = 6 if rng.random() < 0.8 else 7
    return f"{rng.randint(12, 28000):0{digits}d}", f"/{held.mark}-{kind}"


def _rows(paper: Paper, held: Holder, layout: str, said: tuple[str, str], rng: Random) -> None:
    blank = paper.look.handwritten or layout == "private" or rng.random() < 0.3
    value = paper.style("fill" if blank else "print", bold=not blank and rng.random() < 0.4)
    form = Form(paper, blank, paper.style("print"), value, step=rng.uniform(7.2, 8.8))
    picture = layout != "private" and rng.random() < 0.75
    before, reach = licences.rows_right_of(form, licences.photograph(paper, rng) if picture else None)
    points = [f"{n}. " for n in range(1, 12)] if layout == "licence" and rng.random() < 0.6 else [""] * 12
    if rng.random() < 0.2:
        points = ["- "] * 12
    for row in _items(held, layout, said, rng):
        (label, text, field), *others = row
        form.row((points.pop(0) + label, text, field), *others)
    paper.left = before
    paper.y = max(paper.y, reach if picture else 0)
    _validity(paper, held, layout, rng)


def _items(held: Holder, layout: str, said: tuple[str, str], rng: Random) -> list[list[tuple[str, str, str | None]]]:
    qualification, scope = said
    label, by, when = licences.identity(rng, held)
    named = held.who.name.upper() if rng.random() < 0.6 else held.who.name
    born = (rng.choice(("Ngày, tháng, năm sinh:", "Sinh ngày:")), licences.said_date(held.born, rng), "date_of_birth")
    if len(held.born) == 4:
        born = ("Năm sinh:", held.born, "date_of_birth")
    issued: list[tuple[str, str, str | None]] = [("Ngày cấp:", when, None), ("Nơi cấp:", by, None)]
    first = {"private": rng.choice(("Cấp cho ông (bà):", "Cho ông/bà:"))}.get(layout, "Họ và tên:")
    home = rng.choice(("Chỗ ở hiện nay:", "Nơi đăng ký hộ khẩu thường trú:", "Địa chỉ cư trú:"))
    trained = {"private": "Trình độ chuyên môn:", "licence": rng.choice(("Chức danh chuyên môn:", "Văn bằng chuyên môn:"))}
    allowed = {"private": rng.choice(("Được phép hành nghề:", "Phạm vi hành nghề:")), "licence": "Phạm vi hành nghề:"}
    rows: list[list[tuple[str, str, str | None]]] = [[(first, named, "full_name")], [born]]
    rows += (
        [[(label, held.number, "personal_id")], issued]
        if rng.random() < 0.7
        else [[(label, held.number, "personal_id"), *issued]]
    )
    rows.append([(home, held.address, None)])
    rows.append([(trained.get(layout, "Văn bằng chuyên môn:"), qualification, "qualification")])
    rows.append([(allowed.get(layout, "Phạm vi hoạt động chuyên môn:"), scope, "practice_scope")])
    if layout == "private":
        rows.append([("Địa điểm hành nghề:", held.address, None)])
    return rows


def _validity(paper: Paper, held: Holder, layout: str, rng: Random) -> None:
    if layout == "certificate" or rng.random() < 0.3:
        return
    until = held.on.replace(year=held.on.year + 5, day=min(held.on.day, 28)).isoformat()
    kind = "Giấy phép hành nghề" if layout == "licence" else "Chứng chỉ hành nghề"
    text = rng.choice((f"{kind} này có giá trị đến ngày {short_date(until)}.", f"{kind} có giá trị 05 năm kể từ ngày ký./."))
    paper.y += mm(rng.uniform(1, 3))
    paper.write(Run(text, paper.style("print")), after=mm(2))
