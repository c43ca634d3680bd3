"""
Giấy chứng nhận quyền sử dụng đất in four layouts.

``table``  red book of the nineties: a cover, then parcels in a table, typed or written by hand.
``red``    red book of Decisions 24/2004 and 08/2006: a cover, numbered rows, dotted or printed.
``pink``   book of four pages of Circulars 17/2009 and 23/2014: holder on page 1, parcel on page 2, changes behind.
``sheet``  one sheet of Circular 10/2024: all on page 1, sketch, changes and the register's number on page 2.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.land import LAST, ORIGINS, Certificate, area_words, certificate
from pipelines.samples.offices import department
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import adult, day_between, identity_card, personal_id
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import decimal, long_date, short_date
from pipelines.samples.vietnamese import habit as clerk


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a district, a commune or a department; two to four pages long."""
    land = certificate(rng, aged=aged, area=area)
    year, pink = land.on.year, land.on >= dt.date(2009, 12, 10)
    signer = blocks.official(rng, land.on)
    lines = (_table if year < 2004 else _red if not pink else _pink if year < 2025 else _sheet)(paper, land, rng, signer)
    if year < 2025:
        _changes(paper, land, rng)
    if "register_number" in paper.handwritten:
        paper.handwritten.add("document_number")
    fields: dict[str, Value] = {
        "document_number": land.register.replace(" ", ""),
        "issue_date": land.on.isoformat(),
        "issuing_agency": land.office.name,
        "issue_place": land.office.place,
        "signer_name": signer,
        "signer_title": " ".join(lines),
        "holder_full_name": land.holder.name,
        "serial_number": land.serial.replace(" ", ""),
        "register_number": land.register.replace(" ", ""),
        "land_parcel": land.parcel,
        "map_sheet": land.sheet,
        "area_m2": land.area,
        "land_purpose": land.purpose,
        "term": land.term,
    }
    owner = personal_id(rng, land.holder, places.registration_code(land.unit))
    return Sample(fields, land.office.level, land.office.code, owner)


def _centred(paper: Paper, text: str, size: float, *, bold: bool = True, after: float = 1.0) -> None:
    paper.write(Run(text, Style(size, bold=bold)), align="center", after=mm(after))


def _cover(paper: Paper, titles: tuple[str, ...], emblem: float = 22.0) -> None:
    """National title, the emblem, and what it is."""
    paper.y += mm(6)
    for line, after in zip(blocks.MOTTO, (1, 6), strict=True):
        _centred(paper, line, 14, after=after)
    middle, radius = (paper.left + paper.right) / 2, mm(emblem) / 2
    pencil, top = paper.draw, paper.y
    for part, colour in ((1.0, (200, 60, 50)), (0.85, (240, 200, 90)), (0.7, (205, 50, 45))):
        r = radius * part
        pencil.ellipse((middle - r, top + radius - r, middle + r, top + radius + r), fill=colour)
    paper.y += mm(emblem) + mm(8)
    for number, line in enumerate(titles):
        _centred(paper, line, 22 if number == 0 else 17, after=2)
    paper.y += mm(6)


def _serial(paper: Paper, land: Certificate, rng: Random) -> None:
    """The blank's own number, printed at the foot of page 1."""
    style = Style(16, bold=True)
    paper.y = paper.bottom - mm(rng.uniform(2, 8))
    paper.put(
        [Run(land.serial, style, "serial_number")], paper.left, paper.right, paper.y, rng.choice(("right", "right", "center"))
    )
    paper.record(land.serial)


def _registered(paper: Paper, land: Certificate, label: str) -> None:
    printed, slot = paper.style("print", 12), paper.style("slot", 13)
    paper.write([Run(f"{label} ", printed), Run(land.register, slot, "register_number")], align="left", after=mm(1))


def _sign(paper: Paper, land: Certificate, rng: Random, signer: str) -> tuple[str, ...]:
    """Place and date, the body that certifies, position and name; what is printed as the signer's position."""
    paper.need(mm(84))
    date = blocks.date_line(paper, land.office.place, land.on)
    paper.write(date, x0=paper.left + (paper.right - paper.left) * 0.4, align="center", after=mm(1))
    chief, deputy = land.office.chief, land.office.deputy
    acting = rng.choice(((chief,), (f"KT. {chief}", deputy)))
    unit = land.office.unit
    if land.office.committee and unit is not None:
        lines = (f"TM. ỦY BAN NHÂN DÂN {unit.full.upper()}", *acting)
    else:
        paper.write(
            Run(land.office.header[0], Style(13, bold=True)), x0=paper.left + (paper.right - paper.left) * 0.45, align="center"
        )
        lines = acting
    blocks.signer(paper, lines, signer, land.office)
    return lines


def _table(paper: Paper, land: Certificate, rng: Random, signer: str) -> tuple[str, ...]:
    _cover(paper, ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT"))
    _serial(paper, land, rng)
    paper.turn()
    unit = land.office.unit
    _centred(paper, f"ỦY BAN NHÂN DÂN {unit.full.upper() if unit else ''}", 14)
    _centred(paper, "CHỨNG NHẬN", 15, after=2)
    form = Form(paper, True, paper.style("print"), paper.style("fill"), rng.uniform(7.6, 9.0))
    form.row(("Hộ ông (bà):", land.holder.name, "holder_full_name"), ("Sinh năm:", str(land.holder.born.year), None))
    form.row(("Địa chỉ thường trú:", land.unit.address, None))
    form.row(("Được quyền sử dụng:", f"{decimal(land.area)} m² đất", None))
    form.row(("Tại:", land.unit.address, None))
    form.row(("Theo bản liệt kê dưới đây:", "", None))
    names = ("map_sheet", "land_parcel", "area_m2", "land_purpose", "term")
    rows = [
        ("Số tờ bản đồ", "Số thửa", "Diện tích (m²)", "Mục đích sử dụng", "Thời hạn sử dụng"),
        (land.sheet, land.parcel, decimal(land.area), land.purpose, land.term),
    ]
    voice = paper.style("fill").voice
    table(
        paper,
        rows,
        (0.13, 0.12, 0.17, 0.32, 0.26),
        size=12.5,
        voices=dict.fromkeys(range(5), voice),
        fields={(1, column): name for column, name in enumerate(names)},
    )
    paper.y += mm(4)
    _registered(paper, land, "Số vào sổ cấp giấy chứng nhận quyền sử dụng đất:")
    return _sign(paper, land, rng, signer)


def _red(paper: Paper, land: Certificate, rng: Random, signer: str) -> tuple[str, ...]:
    _cover(paper, ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT"))
    _serial(paper, land, rng)
    paper.turn()
    unit = land.office.unit
    _centred(paper, f"ỦY BAN NHÂN DÂN {unit.full.upper() if unit else ''}", 14)
    _centred(paper, "CHỨNG NHẬN", 15, after=1)
    dotted = paper.look.handwritten or rng.random() < 0.3
    form = Form(paper, dotted, paper.style("print"), paper.style("fill"), rng.uniform(6.6, 7.8))
    row = form.row
    name = land.holder.name.upper() if rng.random() < 0.6 else land.holder.name
    row(("I- Tên người sử dụng đất:", "", None))
    row((rng.choice((f"Hộ {land.title.lower()}:", f"{land.title}:")), name, "holder_full_name"))
    row(("Sinh năm:", str(land.holder.born.year), None), ("CMND số:", land.holder_id, None))
    row(("Địa chỉ thường trú:", land.unit.address, None))
    row(("II- Thửa đất được quyền sử dụng", "", None))
    row(("1. Thửa đất số:", land.parcel, "land_parcel"), ("2. Tờ bản đồ số:", land.sheet, "map_sheet"))
    row(("3. Địa chỉ thửa đất:", land.unit.address, None))
    row(("4. Diện tích:", f"{decimal(land.area)} m²", "area_m2"))
    row(("(Bằng chữ:", area_words(land.area, clerk(rng)), None), suffix=")")
    row(("5. Hình thức sử dụng:", "", None))
    row(("+ Sử dụng riêng:", f"{decimal(land.area)} m²", None), ("+ Sử dụng chung:", "Không m²", None))
    row(("6. Mục đích sử dụng đất:", land.purpose, "land_purpose"))
    row(("7. Thời hạn sử dụng đất:", land.term, "term"))
    row(("8. Nguồn gốc sử dụng đất:", rng.choice(ORIGINS), None))
    row(("III- Tài sản gắn liền với đất", "", None))
    row(("IV- Ghi chú:", rng.choice(("", "Không")), None))
    paper.y += mm(3)
    lines = _sign(paper, land, rng, signer)
    _registered(paper, land, rng.choice(("Số vào sổ cấp giấy chứng nhận quyền sử dụng đất:", "Số vào sổ cấp GCN:")))
    return lines


def _pink(paper: Paper, land: Certificate, rng: Random, signer: str) -> tuple[str, ...]:
    _cover(paper, ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT", "QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT"))
    form = Form(paper, False, paper.style("print"), paper.style("print", bold=rng.random() < 0.4), rng.uniform(6.8, 8.0))
    row = form.row
    row(("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", "", None))
    name = land.holder.name.upper() if rng.random() < 0.6 else land.holder.name
    colon = rng.choice((":", ""))
    born = rng.choice(("Sinh năm:", "Năm sinh:"))
    card = "CCCD số:" if len(land.holder_id) == 12 else rng.choice(("CMND số:", "Giấy CMND số:"))
    if rng.random() < 0.5:
        row((f"{land.title}{colon}", name, "holder_full_name"), (born, str(land.holder.born.year), None))
        row((card, land.holder_id, None))
    else:
        said = f", sinh năm {land.holder.born.year}, {card.rstrip(':')} {land.holder_id}"
        paper.y += mm(2)
        runs = [Run(f"{land.title}{colon} ", form.label), Run(name, form.value, "holder_full_name"), Run(said, form.value)]
        paper.write(runs, after=mm(1))
    row(("Địa chỉ thường trú:", land.unit.address, None))
    if rng.random() < 0.3:
        wife = adult(rng, land.on, "Nữ" if land.holder.sex == "Nam" else "Nam")
        other = "Và vợ là bà:" if land.holder.sex == "Nam" else "Và chồng là ông:"
        row((other, wife.name.upper(), None), (born, str(wife.born.year), None))
    _serial(paper, land, rng)
    paper.turn()
    row(("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", "", None))
    row(("1. Thửa đất:", "", None))
    row(("a) Thửa đất số:", f"{land.parcel},", "land_parcel"), ("tờ bản đồ số:", land.sheet, "map_sheet"), indent=4)
    row(("b) Địa chỉ:", land.unit.address, None), indent=4)
    words = f"(bằng chữ: {area_words(land.area, clerk(rng))})"
    row(("c) Diện tích:", f"{decimal(land.area)} m², {words}", "area_m2"), indent=4)
    row(("d) Hình thức sử dụng: riêng:", f"{decimal(land.area)} m²,", None), ("chung:", "Không m²", None), indent=4)
    row(("đ) Mục đích sử dụng:", land.purpose, "land_purpose"), indent=4)
    row(("e) Thời hạn sử dụng:", land.term, "term"), indent=4)
    row(("g) Nguồn gốc sử dụng:", rng.choice(ORIGINS), None), indent=4)
    if rng.random() < 0.3:
        row(("2. Nhà ở:", "", None))
        row(("a) Loại nhà ở:", "Nhà ở riêng lẻ", None), indent=4)
        row(("b) Diện tích xây dựng:", f"{decimal(round(land.area / 3, 1))} m²", None), indent=4)
        row(("c) Diện tích sàn:", f"{decimal(round(land.area / 2, 1))} m²", None), indent=4)
    else:
        row(("2. Nhà ở:", "-/-", None))
    for number, what in enumerate(("Công trình xây dựng khác", "Rừng sản xuất là rừng trồng", "Cây lâu năm"), start=3):
        row((f"{number}. {what}:", "-/-", None))
    row(("6. Ghi chú:", rng.choice(("Không", "-/-", "Thửa đất có hạn chế về quyền sử dụng trong hành lang giao thông")), None))
    paper.y += mm(3)
    lines = _sign(paper, land, rng, signer)
    _registered(paper, land, "Số vào sổ cấp GCN:")
    paper.turn()
    _sketch(paper, "III. Sơ đồ thửa đất, nhà ở và tài sản khác gắn liền với đất", rng)
    return lines


def _sheet(paper: Paper, land: Certificate, rng: Random, signer: str) -> tuple[str, ...]:
    _cover(paper, ("GIẤY CHỨNG NHẬN", "QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU", "TÀI SẢN GẮN LIỀN VỚI ĐẤT"), emblem=14)
    form = Form(paper, False, paper.style("print"), paper.style("print", bold=rng.random() < 0.3), rng.uniform(5.8, 6.6))
    row = form.row
    row(("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", "", None))
    said = f", CCCD số: {land.holder_id}"
    paper.y += mm(1)
    paper.write([Run(f"{land.title} ", form.label), Run(land.holder.name, form.value, "holder_full_name"), Run(said, form.value)])
    row(("2. Thông tin thửa đất:", "", None))
    row(("a. Thửa đất số:", f"{land.parcel};", "land_parcel"), ("Tờ bản đồ số:", land.sheet, "map_sheet"), indent=4)
    row(("b. Diện tích:", f"{decimal(land.area)} m²", "area_m2"), indent=4)
    row(("c. Loại đất:", land.purpose, "land_purpose"), indent=4)
    row(("d. Thời hạn sử dụng đất:", land.term, "term"), indent=4)
    row(("đ. Hình thức sử dụng đất:", "Sử dụng riêng", None), indent=4)
    row(("e. Địa chỉ:", land.unit.address, None), indent=4)
    row(("3. Thông tin tài sản gắn liền với đất:", "-/-" if rng.random() < 0.6 else "", None))
    paper.y += mm(2)
    lines = _sign(paper, land, rng, signer)
    paper.y = min(paper.y, paper.bottom - mm(8))
    _serial(paper, land, rng)
    paper.turn()
    _sketch(paper, "4. Sơ đồ thửa đất, tài sản gắn liền với đất:", rng)
    form.row(("5. Ghi chú:", rng.choice(("Không", "-/-")), None))
    form.row(("6. Những thay đổi sau khi cấp Giấy chứng nhận:", "", None))
    if rng.random() < 0.4:
        _change_rows(paper, land, rng)
    paper.y = max(paper.y, paper.bottom - mm(16))
    _registered(paper, land, rng.choice(("Số vào sổ cấp Giấy chứng nhận:", "Số vào sổ cấp GCN:")))
    return lines


def _sketch(paper: Paper, heading: str, rng: Random) -> None:
    """The parcel's outline with the lengths of its sides."""
    paper.write(Run(heading, Style(13, bold=True)), after=mm(4))
    left, top = paper.left + mm(rng.uniform(30, 50)), paper.y + mm(8)
    wide, high = mm(rng.uniform(40, 70)), mm(rng.uniform(30, 55))
    corners = [(left, top + mm(6)), (left + wide, top), (left + wide * 1.1, top + high), (left + mm(5), top + high * 1.1)]
    paper.draw.polygon(corners, outline=paper.look.toner, width=4)
    for number, (x, y) in enumerate(corners, start=1):
        paper.put([Run(str(number), Style(10))], x - mm(6), x + mm(6), y - mm(2), "center")
    paper.put([Run(f"{rng.uniform(4, 40):.2f}".replace(".", ","), Style(10))], left, left + wide, top - mm(4), "center")
    paper.y = top + high * 1.1 + mm(14)


def _changes(paper: Paper, land: Certificate, rng: Random) -> None:
    """What others noted on the book later: a new holder, a smaller parcel."""
    if rng.random() < 0.35:
        return
    number = "IV" if land.on.year >= 2010 else "VI"
    if land.on.year < 2010:
        paper.turn()
    paper.write(Run(f"{number}. Những thay đổi sau khi cấp giấy chứng nhận", Style(13, bold=True)), align="center", after=mm(2))
    _change_rows(paper, land, rng)


def _change_rows(paper: Paper, land: Certificate, rng: Random) -> None:
    rows = [("Nội dung thay đổi và cơ sở pháp lý", "Xác nhận của cơ quan có thẩm quyền")]
    later = min(day_between(rng, land.on, land.on + dt.timedelta(days=4000)), LAST)
    for _ in range(rng.randint(0, 2)):
        buyer = adult(rng, later)
        text = (
            f"Chuyển nhượng cho {buyer.title} {buyer.name}, sinh năm {buyer.born.year}, CMND số {identity_card(rng)}, "
            f"thửa đất số {rng.randint(1, 900)}, tờ bản đồ số {rng.randint(1, 60)}, diện tích {rng.randint(40, 300)} m², "
            f"theo hồ sơ số {rng.randint(100, 9999)}.CN.{rng.randint(1, 99):03d}"
        )
        rows.append((text, f"{long_date(later).capitalize()} GIÁM ĐỐC {blocks.official(rng, later)}"))
        later = min(day_between(rng, later, later + dt.timedelta(days=900)), LAST)
    table(paper, rows, (0.6, 0.4), size=11.5)
    if len(rows) > 1 and rng.random() < 0.5:
        _centred(paper, f"Ngày {short_date(later.isoformat())}", 12, bold=False)
        office = department(rng, land.unit.province, "Sở Xây dựng")
        blocks.signer(paper, ("CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "GIÁM ĐỐC"), blocks.official(rng, later), office)
