"""
Giấy chứng nhận đăng ký hộ kinh doanh in four layouts.

``cell``   blanks of Decree 02/2000 and 88/2006: «Giấy chứng nhận đăng ký kinh doanh» over «Hộ kinh doanh (cá thể)», dotted lines.
``rows``   Decrees 43/2010 and 78/2015: numbered rows, lines of business as running text or as a list.
``table``  Decree 01/2021 and Circular 02/2023: lines of business in a table with their codes, data of the owner.
``commune`` Decree 168/2025: issued by the commune's section, twelve-digit number of the household.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pipelines.model import Level, Value
from pipelines.samples import blocks, places
from pipelines.samples.business import LINES, STREETS, in_words, registered, tax_code
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import decimal, long_date, short_date
from pipelines.samples.vietnamese import habit as clerk

PLAIN_LINES = (
    "Mua bán tạp hóa",
    "Mua bán vật liệu xây dựng",
    "Dịch vụ ăn uống bình dân",
    "Cà phê, giải khát",
    "May mặc gia công",
    "Sửa chữa xe gắn máy",
    "Mua bán vải sợi, quần áo may sẵn",
    "Gia công cơ khí, cửa sắt",
    "Cắt uốn tóc",
    "Mua bán lương thực, thực phẩm",
    "Cho thuê phòng trọ",
    "Mua bán điện thoại di động và phụ kiện",
)
TRADES = ("TẠP HÓA", "QUÁN CƠM", "CỬA HÀNG", "CƠ SỞ", "NHÀ NGHỈ", "HIỆU TÓC", "TIỆM MAY", "CÀ PHÊ", "ĐẠI LÝ")


@dataclass(frozen=True, slots=True)
class Business:
    """What is registered, and by whom."""

    owner: Person
    owner_id: str
    name: str
    address: str
    lines: tuple[tuple[str, str], ...]
    capital: int
    unit: Unit
    office: Office
    number: str
    first: dt.date
    change: int
    on: dt.date
    """Day of the last change, or of the first registration when there was none."""


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a district's section of finance and planning, since July 2025 of a commune's section; one or two pages."""
    business = _business(rng, aged=aged, area=area, table=not paper.look.handwritten)
    year = business.on.year
    layout: Callable[[Paper, Business, Random], None]
    layout = _cell if year < 2010 else _rows if year < 2021 or paper.look.handwritten else _table
    dated = rng.random() < 0.3
    place = business.office.place
    date = blocks.date_line(paper, place, business.on) if dated else []
    printed = paper.style("print", 13, italic=True)
    if dated:
        # The registration's own line says the day; the head repeats it in print.
        date = [Run(f"{place}, {long_date(business.on)}", printed)]
    blocks.header(paper, business.office.header, [], date)
    layout(paper, business, rng)
    paper.y += mm(3)
    chief, deputy = business.office.chief, business.office.deputy
    lines = rng.choice(((chief,), (chief,), (f"KT. {chief}", deputy)))
    signer = blocks.official(rng, business.on)
    blocks.signer(paper, lines, signer, business.office)
    fields: dict[str, Value] = {
        "document_number": business.number,
        "issue_date": business.on.isoformat(),
        "issuing_agency": business.office.name,
        "issue_place": place if dated else None,
        "signer_name": signer,
        "signer_title": " ".join(lines),
        "business_name": business.name,
        "business_address": business.address,
        "business_lines": "; ".join(name for name, _ in business.lines),
        "capital_vnd": business.capital,
        "owner_full_name": business.owner.name,
        "owner_date_of_birth": business.owner.born.isoformat(),
        "owner_personal_id": business.owner_id,
        "change_number": business.change or None,
    }
    return Sample(fields, business.office.level, business.office.code, business.owner_id)


def _business(rng: Random, *, aged: bool, area: str | None, table: bool) -> Business:
    first, last = (dt.date(2000, 4, 4), dt.date(2004, 12, 28)) if aged else (dt.date(2005, 1, 4), dt.date(2026, 6, 30))
    on = day_between(rng, first if aged or rng.random() < 0.75 else dt.date(2025, 7, 2), last)
    change = rng.choice((0, 0, 1, 1, 2, 3, 4))
    begun = day_between(rng, on - dt.timedelta(days=2200), on - dt.timedelta(days=60)) if change else on
    commune = places.commune(rng, on, area)
    office = _office(rng, commune, on)
    owner = adult(rng, on)
    twelve = on.year >= 2021 or (on.year >= 2016 and rng.random() < 0.5)
    owner_id = personal_id(rng, owner, places.registration_code(commune)) if twelve else identity_card(rng)
    trade = rng.choice(TRADES)
    name = rng.choice(
        (f"HỘ KINH DOANH {owner.name.upper()}", f"{trade} {owner.name.split()[-1].upper()}", f"{trade} {owner.name}")
    )
    address = f"số {rng.randint(1, 320)}{rng.choice(('', '', 'A', '/7'))} đường {rng.choice(STREETS)}, {commune.address}"
    if commune.kind == "xã" and rng.random() < 0.7:
        address = f"thôn {rng.randint(1, 12)}, {commune.address}"
    lines: tuple[tuple[str, str], ...]
    if on.year >= 2021 and table:
        lines = tuple(rng.sample(LINES, rng.randint(1, 5)))
    else:
        lines = tuple((line, "") for line in rng.sample(PLAIN_LINES, rng.randint(1, 3)))
    capital = rng.choice((5, 10, 15, 20, 30, 50, 80, 100, 120, 150, 200, 300, 500)) * 1_000_000
    number = f"{rng.randint(1, 63):02d}{rng.choice('ABCDEFGH')}8{rng.randint(1, 30000):06d}"
    if on >= places.REFORM:
        number = owner_id
    elif on.year >= 2023:
        number = tax_code(rng)
    return Business(owner, owner_id, name, address, lines, capital, commune, office, number, begun, change, on)


def _office(rng: Random, commune: Unit, on: dt.date) -> Office:
    if on >= places.REFORM or commune.parent is None:
        unit, level = commune, Level.COMMUNE
        name = "Phòng Kinh tế" if commune.kind == "xã" else "Phòng Kinh tế, Hạ tầng và Đô thị"
    else:
        unit, level = commune.parent, Level.DISTRICT
        name = "Phòng Tài chính - Kế hoạch"
    above = rng.choice((f"UBND {unit.full}", f"ỦY BAN NHÂN DÂN {unit.full}")).upper()
    return Office(
        f"{name} {unit.full}",
        (above, name.upper()),
        unit.place,
        unit.place,
        level,
        unit.code,
        "TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        unit,
    )


def _listed_as(paper: Paper, business: Business, rng: Random, label: str) -> None:
    registered(paper, rng, label, (business.number, "document_number"), business.first, business.change, business.on)


def _cell(paper: Paper, business: Business, rng: Random) -> None:
    own = "HỘ KINH DOANH CÁ THỂ" if business.on.year < 2007 else "HỘ KINH DOANH"
    lines = rng.choice((("GIẤY CHỨNG NHẬN", f"ĐĂNG KÝ KINH DOANH {own}"), ("GIẤY CHỨNG NHẬN ĐĂNG KÝ KINH DOANH", own)))
    blocks.title(paper, *lines, sizes=(15,), gap=1, rule=False)
    _listed_as(paper, business, rng, "Số:")
    form = Form(
        paper, rng.random() < 0.7 or paper.look.handwritten, paper.style("print"), paper.style("fill"), rng.uniform(7.4, 8.8)
    )
    row, who = form.row, business.owner
    row(
        (
            "1. Tên hộ kinh doanh (ghi bằng chữ in hoa):" if own == "HỘ KINH DOANH" else "1. Tên hộ kinh doanh cá thể:",
            business.name,
            "business_name",
        )
    )
    row(("2. Địa điểm kinh doanh:", business.address, "business_address"))
    row(("Điện thoại:", _phone(rng), None), ("Fax:", "", None))
    row(("3. Ngành, nghề kinh doanh:", "; ".join(name for name, _ in business.lines), "business_lines"))
    row(("4. Vốn kinh doanh:", _money(business, rng), "capital_vnd"))
    label = rng.choice(("5. Họ và tên cá nhân kinh doanh:", "5. Họ và tên cá nhân hoặc đại diện hộ kinh doanh:"))
    row((label, rng.choice((who.name, who.name.upper())), "owner_full_name"), ("Nam, nữ:", who.sex, None))
    born = short_date(who.born.isoformat())
    row(("Sinh ngày:", born, "owner_date_of_birth"), ("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    row(("Chứng minh nhân dân số:", business.owner_id, "owner_personal_id"))
    row(("Ngày cấp:", _earlier(business, rng), None), ("Nơi cấp:", f"Công an {business.unit.province.full}", None))
    row(("Nơi đăng ký hộ khẩu thường trú:", business.unit.address, None))
    row(("Chỗ ở hiện tại:", business.address if rng.random() < 0.5 else business.unit.address, None))
    row((rng.choice(("Chữ ký:", "Chữ ký của cá nhân hoặc đại diện hộ kinh doanh:")), "", None))


def _rows(paper: Paper, business: Business, rng: Random) -> None:
    lines = rng.choice((("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH",), ("GIẤY CHỨNG NHẬN", "ĐĂNG KÝ HỘ KINH DOANH")))
    blocks.title(paper, *lines, sizes=(15,), gap=1, rule=False)
    _listed_as(paper, business, rng, rng.choice(("Số:", "Số:", "Mã số hộ kinh doanh:")) if business.on.year >= 2021 else "Số:")
    form = Form(
        paper, paper.look.handwritten or rng.random() < 0.3, paper.style("print"), paper.style("fill"), rng.uniform(7.2, 8.4)
    )
    row, who = form.row, business.owner
    row(("1. Tên hộ kinh doanh (ghi bằng chữ in hoa):", business.name.upper(), "business_name"))
    row(("2. Địa điểm kinh doanh:", business.address, "business_address"))
    row(("Điện thoại:", _phone(rng), None), ("Fax:", "", None))
    row(("Email:", "", None), ("Website:", "", None))
    if rng.random() < 0.4 and not form.dotted:
        row(("3. Ngành, nghề kinh doanh:", "", None))
        for count, (name, _) in enumerate(business.lines):
            end = ";" if count + 1 < len(business.lines) else "."
            paper.write(Run(f"- {name}{end}", form.value, "business_lines"), indent=mm(8), after=mm(0.5))
    else:
        row(("3. Ngành, nghề kinh doanh:", "; ".join(name for name, _ in business.lines), "business_lines"))
    row(("4. Vốn kinh doanh:", _money(business, rng), "capital_vnd"))
    label = "5. Họ và tên đại diện hộ kinh doanh (ghi bằng chữ in hoa):"
    if business.on.year >= 2015:
        label = rng.choice(("5. Họ và tên cá nhân (ghi bằng chữ in hoa):", "5. Họ và tên cá nhân đại diện hộ gia đình:", label))
    row((label, who.name.upper(), "owner_full_name"))
    row(("Giới tính:", who.sex, None), ("Sinh ngày:", short_date(who.born.isoformat()), "owner_date_of_birth"))
    row(("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    card = "Số Căn cước công dân:" if len(business.owner_id) == 12 else "Chứng minh nhân dân số:"
    row((rng.choice((card, "Chứng minh nhân dân/Căn cước công dân số:")), business.owner_id, "owner_personal_id"))
    row(("Ngày cấp:", _earlier(business, rng), None), ("Cơ quan cấp:", f"Công an {business.unit.province.full}", None))
    row(("Nơi đăng ký hộ khẩu thường trú:", business.unit.address, None))
    row(("Chỗ ở hiện tại:", business.unit.address, None))


def _table(paper: Paper, business: Business, rng: Random) -> None:
    new = business.on >= places.REFORM
    blocks.title(paper, "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", sizes=(15,), gap=1, rule=False)
    coded = business.on.year >= 2023
    _listed_as(paper, business, rng, rng.choice(("Mã số hộ kinh doanh:", "Mã số đăng ký hộ kinh doanh:")) if coded else "Số:")
    form = Form(
        paper, rng.random() < 0.12, paper.style("print"), paper.style("print", bold=rng.random() < 0.3), rng.uniform(7.0, 8.2)
    )
    row, who = form.row, business.owner
    row(
        (
            rng.choice(("1. Tên hộ kinh doanh:", "1. Tên hộ kinh doanh viết bằng tiếng Việt:")),
            business.name.upper(),
            "business_name",
        )
    )
    if rng.random() < 0.3:
        row(("Tên hộ kinh doanh viết tắt (nếu có):", "", None))
    place = (
        "2. Địa chỉ trụ sở hộ kinh doanh:" if new else rng.choice(("2. Địa điểm kinh doanh:", "2. Địa chỉ trụ sở hộ kinh doanh:"))
    )
    row((place, business.address, "business_address"))
    row(("Điện thoại:", _phone(rng), None), ("Fax (nếu có):", "", None))
    row(("3. Ngành, nghề kinh doanh:", "", None))
    _lines(paper, business, rng)
    row(("4. Vốn kinh doanh:", _money(business, rng), "capital_vnd"))
    row((rng.choice(("5. Thông tin về chủ hộ kinh doanh:", "5. Chủ hộ kinh doanh:")), "", None))
    name = rng.choice(("Họ và tên (ghi bằng chữ in hoa):", "Họ, chữ đệm và tên:", "Họ và tên:"))
    row((name, who.name.upper(), "owner_full_name"), ("Giới tính:", who.sex, None))
    born = short_date(who.born.isoformat())
    row(("Sinh ngày:", born, "owner_date_of_birth"), ("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    if new:
        row(("Số định danh cá nhân:", business.owner_id, "owner_personal_id"))
    else:
        row(("Loại giấy tờ pháp lý của cá nhân:", "Căn cước công dân", None))
        row(("Số giấy tờ pháp lý của cá nhân:", business.owner_id, "owner_personal_id"))
        where = "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
        row(("Ngày cấp:", _earlier(business, rng), None), ("Nơi cấp:", where, None))
    row(("Địa chỉ thường trú:", business.unit.address, None))
    row(("Địa chỉ liên lạc:", business.address if rng.random() < 0.5 else business.unit.address, None))
    if rng.random() < 0.3:
        row(("6. Thông tin về các thành viên hộ gia đình tham gia thành lập hộ kinh doanh:", "", None))


def _lines(paper: Paper, business: Business, rng: Random) -> None:
    main = [" (Chính)" if number == 0 else "" for number in range(len(business.lines))]
    head = rng.choice(("Tên ngành", "Tên ngành", "Tên ngành, nghề kinh doanh", "Tên ngành, nghề"))
    rows = [("STT", head, "Mã ngành")]
    rows += [(str(n + 1), name, code + main[n]) for n, (name, code) in enumerate(business.lines)]
    fields = {(n + 1, 1): "business_lines" for n in range(len(business.lines))}
    table(paper, rows, (0.09, 0.66, 0.25), size=12.5, fields=fields)


def _money(business: Business, rng: Random) -> str:
    digits = f"{decimal(business.capital)} {rng.choice(('đồng', 'đồng', 'VNĐ', 'đ'))}"
    if rng.random() < 0.5:
        return f"{digits} ({rng.choice(('Bằng chữ: ', ''))}{in_words(business.capital, clerk(rng))})"
    return digits


def _phone(rng: Random) -> str:
    return f"0{rng.choice((9, 3, 7))}{rng.randint(10_000_000, 99_999_999)}" if rng.random() < 0.6 else ""


def _earlier(business: Business, rng: Random) -> str:
    return short_date(day_between(rng, business.first - dt.timedelta(days=3000), business.first).isoformat())
