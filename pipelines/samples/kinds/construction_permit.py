"""
Giấy phép xây dựng in three layouts.

``house``  single houses, forms of Decrees 15/2021 and 175/2024: numbered rows, printed by computer, extension notes on page 2.
``works``  forms of 2005 to 2014: design, heights and lines in running rows.
``blank``  a printed blank with dotted lines, filled in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, places
from pipelines.samples.forms import Form
from pipelines.samples.grammar import Speaker
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, committee, department, signing_lines
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import decimal, number_words, short_date
from pipelines.samples.vietnamese import habit as clerk

STREETS = ("Trần Phú", "Lê Lợi", "Nguyễn Huệ", "Hùng Vương", "Lý Thường Kiệt", "Phan Chu Trinh", "Quang Trung", "Ngô Quyền")
DESIGNERS = ("An Phát", "Kiến Việt", "Hưng Thịnh", "Nam Cường", "Đại Lộc", "Tân Hoàng Gia")


@dataclass(frozen=True, slots=True)
class Permit:
    """What is permitted."""

    holder: Person
    address: str
    unit: Unit
    parcel: str
    sheet: str
    plot: float
    ground: float
    total: float
    floors: int
    height: float
    office: Office
    on: dt.date
    number: str
    symbol: str


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A permit of a district, since July 2025 a commune, or a department; one or two pages long."""
    permit = _permit(rng, aged=aged, area=area)
    number = blocks.number_line(paper, permit.number, permit.symbol)
    layout = "blank" if paper.look.handwritten or rng.random() < 0.3 else "works" if permit.on.year < 2015 else "house"
    if layout == "works" and rng.random() < 0.5:
        blocks.header(paper, permit.office.header, [], blocks.date_line(paper, permit.office.place, permit.on))
        blocks.title(paper, "GIẤY PHÉP XÂY DỰNG", sizes=(17,), gap=0, rule=False)
        paper.write(number, align="center", after=mm(2))
    else:
        blocks.header(paper, permit.office.header, number, blocks.date_line(paper, permit.office.place, permit.on))
        note = rng.choice(("(Sử dụng cho nhà ở riêng lẻ)", "(Dùng cho nhà ở riêng lẻ đô thị)", "")) if layout == "house" else ""
        blocks.title(paper, "GIẤY PHÉP XÂY DỰNG", *((note,) if note else ()), sizes=(17, 12.5), gap=2, rule=False)
    value = paper.style("fill" if layout == "blank" else "print", bold=layout == "house" and rng.random() < 0.4)
    form = Form(paper, layout == "blank", paper.style("print"), value, step=rng.uniform(7.0, 8.4))
    (_house if layout == "house" else _works)(form, permit, rng)
    paper.y += mm(3)
    lines = signing_lines(rng, permit.office)
    name = blocks.official(rng, permit.on)
    _recipients_and_signer(paper, permit, lines, name, rng)
    if layout != "works" and rng.random() < 0.4:
        _duties(paper, permit, rng)
    fields: dict[str, Value] = {
        "document_number": permit.number + permit.symbol,
        "issue_date": permit.on.isoformat(),
        "issuing_agency": permit.office.name,
        "issue_place": permit.office.place,
        "signer_name": name,
        "signer_title": " ".join(lines),
        "holder_full_name": permit.holder.name,
        "holder_address": permit.address,
        "land_parcel": permit.parcel,
        "map_sheet": permit.sheet,
        "floor_area_m2": permit.total,
        "floors": permit.floors,
    }
    owner = personal_id(rng, permit.holder, places.registration_code(permit.unit))
    return Sample(fields, permit.office.level, permit.office.code, owner)


def _permit(rng: Random, *, aged: bool, area: str | None) -> Permit:
    first, last = (dt.date(1994, 1, 4), dt.date(2000, 12, 28)) if aged else (dt.date(2005, 1, 4), dt.date(2026, 6, 30))
    on = day_between(rng, first if aged or rng.random() < 0.7 else dt.date(2025, 7, 2), last)
    unit = places.commune(rng, on, area)
    if rng.random() < 0.2:
        office = department(rng, unit.province, "Sở Xây dựng")
    else:
        office = committee(rng, unit if on >= places.REFORM or unit.parent is None else unit.parent)
    floors = rng.choice((1, 1, 2, 2, 3, 3, 4, 5))
    ground = round(rng.uniform(48, 190), rng.choice((0, 1, 2)))
    total = round(ground * floors * rng.uniform(0.94, 1.0), rng.choice((0, 1, 2))) if floors > 1 else ground
    street = rng.choice(STREETS)
    address = f"số {rng.randint(1, 480)}{rng.choice(('', '', 'A', '/12'))} đường {street}, {unit.address}"
    if unit.kind == "xã" and rng.random() < 0.7:
        address = f"thôn {rng.randint(1, 12)}, {unit.address}"
    rest = rng.choice(("/GPXD", "/GPXD", f"/{on.year}/GPXD", "/GPXD-UBND" if office.committee else f"/GPXD-{office.symbol}"))
    sheet = rng.choice((str(rng.randint(1, 96)), str(rng.randint(1, 96)), f"{rng.randint(1, 30):02d}"))
    figure = rng.choice((rng.randint(1, 99), rng.randint(100, 1600)))
    return Permit(
        holder=adult(rng, on),
        address=address,
        unit=unit,
        parcel=str(rng.randint(2, 1250)),
        sheet=sheet,
        plot=round(ground * rng.uniform(1.05, 2.2), 1),
        ground=ground,
        total=total,
        floors=floors,
        height=round(floors * rng.uniform(3.3, 3.9), 1),
        office=office,
        on=on,
        number=f"{figure:02d}",
        symbol=rest,
    )


def _house(form: Form, permit: Permit, rng: Random) -> None:
    row, who = form.row, permit.holder
    title = who.title if rng.random() < 0.6 else "Ông" if who.sex == "Nam" else "Bà"
    name = who.name if rng.random() < 0.6 else who.name.upper()
    row((f"1. Cấp cho: {title}", name, "holder_full_name"))
    if rng.random() < 0.5:
        issued = short_date(day_between(rng, permit.on - dt.timedelta(days=2500), permit.on).isoformat())
        row(("CMND/CCCD số:", identity_card(rng), None), ("cấp ngày:", issued, None), indent=10)
    row((rng.choice(("Địa chỉ:", "Địa chỉ thường trú:", "- Địa chỉ liên hệ:")), permit.address, "holder_address"), indent=10)
    row(("2. Được phép xây dựng công trình:", rng.choice(("Nhà ở riêng lẻ", "Nhà ở gia đình", "Nhà ở kết hợp kinh doanh")), None))
    row(("- Theo thiết kế do:", f"Công ty TNHH Tư vấn xây dựng {rng.choice(DESIGNERS)} lập", None), indent=5)
    row(("- Vị trí xây dựng:", _site(permit, rng), None), indent=5)
    parcel, sheet = ("- Thửa đất số:", permit.parcel, "land_parcel"), ("tờ bản đồ số:", permit.sheet, "map_sheet")
    row(parcel, sheet, ("diện tích:", f"{decimal(permit.plot)} m²", None), indent=5)
    row(("- Cốt nền xây dựng công trình:", f"+0,{rng.randint(15, 60)} m so với mặt đường", None), indent=5)
    density = f"{rng.randint(40, 95)}%"
    row(
        ("- Mật độ xây dựng:", density, None),
        ("hệ số sử dụng đất:", decimal(round(permit.total / permit.plot, 2)), None),
        indent=5,
    )
    row(("- Chỉ giới đường đỏ:", _metres(rng), None), ("chỉ giới xây dựng:", _metres(rng), None), indent=5)
    row(("- Diện tích xây dựng tầng 1:", _area(permit.ground, rng), None), indent=5)
    row(("- Tổng diện tích sàn:", _area(permit.total, rng), "floor_area_m2"), indent=5)
    floors = _floors(permit, rng)
    row(("- Chiều cao công trình:", f"{decimal(permit.height)} m", None), ("số tầng:", floors, "floors"), indent=5)
    row(("3. Giấy tờ về đất đai:", _title_deed(permit, rng), None))
    _validity(form.paper)


def _works(form: Form, permit: Permit, rng: Random) -> None:
    row, who = form.row, permit.holder
    row(("1. Cấp cho:", f"{who.title} {who.name}" if form.value.voice != "hand" else who.name, "holder_full_name"))
    row(("Địa chỉ:", permit.address, "holder_address"))
    row(("2. Được phép xây dựng công trình (loại công trình):", rng.choice(("Nhà ở gia đình", "Nhà ở tư nhân")), None))
    row(
        ("Theo thiết kế có ký hiệu:", f"KT-{rng.randint(1, 40):02d}", None), ("do:", f"Công ty {rng.choice(DESIGNERS)} lập", None)
    )
    row(("Gồm các nội dung sau đây:", "", None))
    row(("- Diện tích xây dựng tầng một:", _area(permit.ground, rng), None))
    row(("- Tổng diện tích sàn:", _area(permit.total, rng), "floor_area_m2"))
    row(("- Chiều cao công trình:", f"{decimal(permit.height)} m", None), ("số tầng:", _floors(permit, rng), "floors"))
    parcel, sheet = ("- Trên thửa đất số:", permit.parcel, "land_parcel"), ("tờ bản đồ số:", permit.sheet, "map_sheet")
    row(parcel, sheet, ("diện tích:", f"{decimal(permit.plot)} m²", None))
    row(("- Cốt nền xây dựng công trình:", f"+0,{rng.randint(15, 60)} m", None), ("chỉ giới xây dựng:", _metres(rng), None))
    row(("- Tại:", _site(permit, rng), None))
    row(("- Giấy tờ về quyền sử dụng đất:", _title_deed(permit, rng), None))
    _validity(form.paper)


def _site(permit: Permit, rng: Random) -> str:
    return permit.address if rng.random() < 0.5 else permit.unit.address


def _metres(rng: Random) -> str:
    return rng.choice(
        ("trùng chỉ giới đường đỏ", "theo hiện trạng", f"cách tim đường {rng.randint(3, 15)} m", f"lùi {rng.randint(1, 5)} m")
    )


def _area(value: float, rng: Random) -> str:
    return decimal(value) + rng.choice((" m²", " m²", "m²", " m2"))


def _floors(permit: Permit, rng: Random) -> str:
    spelled = f"{permit.floors:02d} ({number_words(permit.floors, clerk(rng))}) tầng"
    return rng.choice((str(permit.floors), f"{permit.floors:02d}", f"{permit.floors:02d} tầng", f"{permit.floors} tầng", spelled))


def _title_deed(permit: Permit, rng: Random) -> str:
    serial = f"{rng.choice('ABCD')}{rng.choice('ĐHLNST')} {rng.randint(100000, 999999)}"
    issued = short_date(day_between(rng, permit.on - dt.timedelta(days=5000), permit.on - dt.timedelta(days=200)).isoformat())
    return f"Giấy chứng nhận quyền sử dụng đất số {serial} cấp ngày {issued}"


def _validity(paper: Paper) -> None:
    """Row 4: the permit lapses unless work begins within twelve months."""
    text = (
        "4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; "
        "quá thời hạn trên thì phải đề nghị gia hạn giấy phép xây dựng./."
    )
    paper.y += mm(1.5)
    paper.write(Run(text, paper.style("print")), after=mm(2))


def _recipients_and_signer(paper: Paper, permit: Permit, lines: tuple[str, ...], name: str, rng: Random) -> None:
    speaker = Speaker(rng, {"same": "Như trên"})
    blocks.signer(paper, lines, name, permit.office, speaker=speaker if rng.random() < 0.7 else None)


def _duties(paper: Paper, permit: Permit, rng: Random) -> None:
    """Page 2: what the builder must do, and the blank for an extension."""
    paper.turn()
    paper.y += mm(6)
    blocks.title(paper, "CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY", sizes=(13,), rule=False)
    texts = [
        "Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
        "Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
        "Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
        "Xuất trình Giấy phép xây dựng cho cơ quan có thẩm quyền trước khi khởi công và treo biển báo tại nơi xây dựng.",
        "Khi điều chỉnh thiết kế làm thay đổi nội dung giấy phép thì phải đề nghị điều chỉnh và chờ quyết định.",
    ]
    for count, text in enumerate(texts[: rng.randint(3, 5)], start=1):
        paper.write(Run(f"{count}. {text}", paper.style("print")), indent=mm(10), after=mm(2))
    paper.y += mm(5)
    blocks.title(paper, "ĐIỀU CHỈNH/GIA HẠN GIẤY PHÉP", sizes=(13,), rule=False)
    form = Form(paper, dotted=True, label=paper.style("print"), value=Style())
    form.row(("1. Nội dung điều chỉnh/gia hạn:", "", None))
    form.row(("2. Thời gian có hiệu lực của giấy phép:", "", None))
    place = permit.office.place
    paper.write(Run(f"{place}, ngày …… tháng …… năm 20……", Style(13, italic=True)), align="right", after=mm(2))
