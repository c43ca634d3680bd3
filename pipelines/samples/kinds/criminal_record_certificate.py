"""
Phiếu lý lịch tư pháp in four layouts.

``first``  Phiếu số 1 of a department of justice, forms of Circulars 13/2011 and 06/2024: numbered rows.
``second`` Phiếu số 2: as the first, with the family and other names.
``police`` since March 2025: the police of the province, the number of the identity card first.
``old``    papers of 1999 to 2010 (Joint Circular 07/1999): unnumbered rows.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from pipelines.model import Level, Value
from pipelines.samples import blocks, civil, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, department
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, person
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import short_date

POLICE = dt.date(2025, 3, 1)
"""From this day the police issue them."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is certified."""

    who: Person
    unit: Unit
    papers: str
    number_of_id: str
    record: str
    on: dt.date
    office: Office
    number: str
    symbol: str
    signer: str
    lines: tuple[str, ...]


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a department of justice or of the police; one page long."""
    record = _record(rng, aged=aged, area=area)
    layout = "police" if record.on >= POLICE else "old" if record.on.year < 2010 else rng.choice(("first", "first", "second"))
    dotted = paper.look.handwritten or rng.random() < 0.3
    value = paper.style("fill" if dotted else "print", 11.5 if paper.look.fill.typewriter and dotted else 13)
    form = Form(paper, dotted, Style(13), value, step=rng.uniform(6.9, 7.8) if layout == "second" else rng.uniform(7.4, 8.6))
    number = blocks.number_line(paper, record.number, record.symbol)
    blocks.header(paper, record.office.header, number, blocks.date_line(paper, record.office.place, record.on))
    _title(paper, rng, {"first": " SỐ 1", "second": " SỐ 2", "police": rng.choice((" SỐ 1", " SỐ 2")), "old": ""}[layout])
    _opening(paper, record, rng, layout)
    if layout in ("first", "second"):
        _rows(form, record, rng, second=layout == "second")
    else:
        (_police if layout == "police" else _old)(form, record, rng)
    paper.y += mm(3)
    rank = rng.choice(("Đại tá ", "Thượng tá ", "Trung tá ")) if layout == "police" else ""
    blocks.signer(paper, record.lines, rank + record.signer, record.office)
    fields: dict[str, Value] = {
        "document_number": record.number + record.symbol,
        "issue_date": record.on.isoformat(),
        "issuing_agency": record.office.name,
        "issue_place": record.office.place,
        "signer_name": record.signer,
        "signer_title": " ".join(record.lines),
        "full_name": record.who.name,
        "date_of_birth": record.who.born.isoformat(),
        "sex": record.who.sex,
        "personal_id": record.number_of_id,
        "criminal_record": record.record,
    }
    owner = record.number_of_id if len(record.number_of_id) == 12 else None
    return Sample(fields, record.office.level, record.office.code, owner)


def _record(rng: Random, *, aged: bool, area: str | None) -> Record:
    first, last = (dt.date(1999, 3, 1), dt.date(2001, 12, 28)) if aged else (dt.date(2002, 1, 3), dt.date(2026, 6, 30))
    on = day_between(rng, first, last) if aged or rng.random() < 0.7 else day_between(rng, POLICE, last)
    unit = places.commune(rng, on, area)
    who = person(rng, on - dt.timedelta(days=rng.randint(19 * 366, 58 * 365)))
    papers, number = civil.card(rng, who, unit, on, bare=True)
    police = on >= POLICE
    office = _police_office(unit.province) if police else department(rng, unit.province, "Sở Tư pháp")
    acting = (office.chief,) if rng.random() < 0.4 else (f"KT. {office.chief}", office.deputy)
    if police and rng.random() < 0.5:
        acting = (f"TL. {office.chief}", "TRƯỞNG PHÒNG")
    symbols = (f"/PLLTP-{office.symbol}", f"/LLTP-{office.symbol}") if police else ("/STP-LLTP", "/LLTP-STP", "/PLLTP-STP")
    return Record(
        who=who,
        unit=unit,
        papers=papers,
        number_of_id=number,
        record=_sentence(rng, on),
        on=on,
        office=office,
        number=str(rng.randint(10, 9800)),
        symbol=rng.choice(symbols),
        signer=blocks.official(rng, on),
        lines=acting,
    )


def _police_office(province: Unit) -> Office:
    name = f"Công an {province.full}"
    header = ("BỘ CÔNG AN", name.upper())
    return Office(name, header, "CAT", province.place, Level.PROVINCE, province.code, "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", None)


def _sentence(rng: Random, on: dt.date) -> str:
    if rng.random() < 0.85:
        return rng.choice(("Không có án tích", "Không có án tích", "Không có án"))
    judged = day_between(rng, on - dt.timedelta(days=1500), on - dt.timedelta(days=200))
    return (
        f"Có án tích: Bản án số {rng.randint(5, 200)}/{judged.year}/HSST ngày {short_date(judged.isoformat())}, "
        f"tội Trộm cắp tài sản, {rng.randint(6, 30)} tháng tù"
    )


def _title(paper: Paper, rng: Random, which: str) -> None:
    broken = bool(which) and rng.random() < 0.4
    name = "PHIẾU LÝ LỊCH TƯ PHÁP"
    blocks.title(paper, *((name, which.strip()) if broken else (name + which,)), sizes=(16, 14), gap=3, rule=False)


def _opening(paper: Paper, record: Record, rng: Random, layout: str) -> None:
    style = paper.style("print", 13, italic=rng.random() < 0.4)
    if layout != "old":
        paper.write(Run("Căn cứ Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009;", style), indent=mm(10), after=mm(1))
        if rng.random() < 0.6:
            text = "Căn cứ Nghị định số 111/2010/NĐ-CP ngày 23 tháng 11 năm 2010 của Chính phủ quy định chi tiết và hướng dẫn "
            paper.write(Run(text + "thi hành một số điều của Luật Lý lịch tư pháp,", style), indent=mm(10), after=mm(1))
    chief = f"GIÁM ĐỐC {record.office.header[-1]}"
    together = rng.random() < 0.5
    paper.write(Run(f"{chief} XÁC NHẬN:" if together else chief, Style(13, bold=True)), align="center", after=mm(1))
    if not together:
        paper.write(Run("XÁC NHẬN:", Style(13, bold=True)), align="center", after=mm(1))


def _rows(form: Form, record: Record, rng: Random, *, second: bool) -> None:
    who, row, count = record.who, form.row, itertools.count(1)
    row((f"{next(count)}. Họ và tên:", civil.shown(form, who.name), "full_name"))
    if second:
        row((f"{next(count)}. Tên gọi khác (nếu có):", "Không", None))
    row((f"{next(count)}. Giới tính:", who.sex, "sex"))
    row((f"{next(count)}. Ngày, tháng, năm sinh:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"))
    row((f"{next(count)}. Nơi sinh:", record.unit.address, None))
    row((f"{next(count)}. Quốc tịch:", "Việt Nam", None))
    row((f"{next(count)}. Nơi thường trú:", record.unit.address, None))
    row((f"{next(count)}. Nơi tạm trú:", "Không", None))
    _identity(form, record, rng, count)
    if second:
        row((f"{next(count)}. Họ và tên cha:", adult(rng, record.on, "Nam").name, None))
        row((f"{next(count)}. Họ và tên mẹ:", adult(rng, record.on, "Nữ").name, None))
        row((f"{next(count)}. Họ và tên vợ/chồng:", rng.choice(("Chưa có", adult(rng, record.on).name)), None))
    row((f"{next(count)}. Tình trạng án tích:", record.record + rng.choice((".", "")), "criminal_record"))
    if second or rng.random() < 0.5:
        banned = "Thông tin về cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã:"
        form.paper.y += mm(1)
        form.paper.write(Run(f"{next(count)}. {banned}", form.label), after=mm(0))
        row(("", "Không bị cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã.", None))


def _identity(form: Form, record: Record, rng: Random, count: Iterator[int]) -> None:
    issued = short_date(day_between(rng, record.on - dt.timedelta(days=2800), record.on).isoformat())
    twelve = len(record.number_of_id) == 12
    if record.on.year >= 2024:
        form.row((f"{next(count)}. Số định danh cá nhân/Hộ chiếu:", record.number_of_id, "personal_id"))
    elif rng.random() < 0.5:
        kind = ("CCCD" if twelve else "CMND", None)
        form.row((f"{next(count)}. Giấy CMND/Hộ chiếu:", *kind), ("Số:", record.number_of_id, "personal_id"))
    else:
        form.row((f"{next(count)}. Giấy CMND/Hộ chiếu:", record.number_of_id, "personal_id"))
    if rng.random() < 0.6:
        by = "Cục Cảnh sát QLHC về TTXH" if twelve else f"Công an {record.unit.province.full}"
        form.row(("Cấp ngày:", issued, None), ("Tại:", by, None), indent=6)


def _police(form: Form, record: Record, rng: Random) -> None:
    who, row = record.who, form.row
    row(("1. Họ, chữ đệm và tên:" if rng.random() < 0.3 else "1. Họ và tên:", civil.shown(form, who.name), "full_name"))
    row(
        ("2. Ngày, tháng, năm sinh:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"),
        ("3. Giới tính:", who.sex, "sex"),
    )
    row(("4. Số định danh cá nhân/Hộ chiếu:", record.number_of_id, "personal_id"))
    row(("5. Quốc tịch:", "Việt Nam", None))
    row(("6. Nơi sinh:", record.unit.address, None))
    row(("7. Nơi thường trú:", record.unit.address, None))
    row(("8. Nơi ở hiện tại:", record.unit.address, None))
    row(("9. Tình trạng án tích:", record.record + rng.choice((".", "")), "criminal_record"))
    if rng.random() < 0.5:
        row(("10. Cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã:", "Không", None))


def _old(form: Form, record: Record, rng: Random) -> None:
    who, row = record.who, form.row
    row(("Họ và tên:", civil.shown(form, who.name), "full_name"), ("Giới tính:", who.sex, "sex"))
    row(("Sinh ngày:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"))
    row(("Nơi sinh:", record.unit.address, None))
    row(("Quốc tịch:", "Việt Nam", None), ("Dân tộc:", who.ethnicity, None))
    row(("Nơi thường trú:", record.unit.address, None))
    row((rng.choice(("Giấy chứng minh nhân dân số:", "CMND/Hộ chiếu số:")), record.number_of_id, "personal_id"))
    row(("Tình trạng án tích:", record.record + ".", "criminal_record"))
