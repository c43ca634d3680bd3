"""
Giấy chứng nhận đăng ký doanh nghiệp in three layouts.

``kinh_doanh``  2000 to 2010: «Giấy chứng nhận đăng ký kinh doanh» with a number of the register, dotted or typed rows.
``nghe``        2010 to 2015: enterprise code, with the lines of business and the members in tables.
``luat``        since 2015: the bare certificate, owner or members and the legal representative.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Level, Value
from pipelines.samples import blocks, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.kinds.household_business_registration import LINES, STREETS, tax_code
from pipelines.samples.offices import Office
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import amount_words, decimal, long_date, short_date
from pipelines.samples.vietnamese import habit as clerk

FORMS = {
    "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN": ("CÔNG TY TNHH MỘT THÀNH VIÊN", "CÔNG TY TNHH MTV", "CÔNG TY TNHH"),
    "CÔNG TY TRÁCH NHIỆM HỮU HẠN HAI THÀNH VIÊN TRỞ LÊN": ("CÔNG TY TNHH", "CÔNG TY TRÁCH NHIỆM HỮU HẠN"),
    "CÔNG TY CỔ PHẦN": ("CÔNG TY CỔ PHẦN", "CÔNG TY CP"),
    "DOANH NGHIỆP TƯ NHÂN": ("DOANH NGHIỆP TƯ NHÂN", "DNTN"),
}
TRADES = (
    "THƯƠNG MẠI",
    "XÂY DỰNG",
    "THƯƠNG MẠI VÀ DỊCH VỤ",
    "SẢN XUẤT",
    "VẬN TẢI",
    "TƯ VẤN THIẾT KẾ",
    "DU LỊCH",
    "NÔNG SẢN",
    "DƯỢC PHẨM",
)
NAMES = (
    "AN PHÁT",
    "HƯNG THỊNH",
    "ĐẠI LỘC",
    "NAM CƯỜNG",
    "MINH KHANG",
    "TÂN LONG",
    "HOÀNG GIA",
    "PHÚ QUÝ",
    "BÌNH MINH",
    "SAO VIỆT",
)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What is registered."""

    form: str
    name: str
    short: str
    office_address: str
    capital: int
    chief: Person
    chief_id: str
    unit: Unit
    office: Office
    code: str
    number: str
    first: dt.date
    change: int
    on: dt.date
    """Day of the last change, or of the first registration when there was none."""

    @property
    def private(self) -> bool:
        """One person's own enterprise: it has no charter and no representative but the owner."""
        return self.form == "DOANH NGHIỆP TƯ NHÂN"

    @property
    def old(self) -> bool:
        """Of the time before enterprise codes (Decree 43/2010)."""
        return self.on < dt.date(2010, 6, 1)


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a province's business registration section, one to three pages long."""
    firm = _enterprise(rng, aged=aged, area=area)
    place = firm.office.place
    dated = rng.random() < 0.3
    date = [Run(f"{place}, {long_date(firm.on)}", paper.style("print", 13, italic=True))] if dated else []
    blocks.header(paper, firm.office.header, [], date)
    what = "ĐĂNG KÝ KINH DOANH" if firm.old else "ĐĂNG KÝ DOANH NGHIỆP"
    lines = rng.choice(((f"GIẤY CHỨNG NHẬN {what}", firm.form), ("GIẤY CHỨNG NHẬN", what, firm.form)))
    blocks.title(paper, *lines, sizes=(15, 15 if len(lines) == 3 else 13, 13), gap=1, rule=False)
    _registered(paper, firm, rng)
    (_kinh_doanh if firm.old else _nghe if firm.on.year < 2015 else _luat)(paper, firm, rng)
    paper.y += mm(3)
    chief, deputy = firm.office.chief, firm.office.deputy
    signed = rng.choice(((chief,), (chief,), (f"KT. {chief}", deputy)))
    signer = blocks.official(rng, firm.on)
    blocks.signer(paper, signed, signer, firm.office)
    fields: dict[str, Value] = {
        "document_number": firm.number if firm.old else firm.code,
        "issue_date": firm.on.isoformat(),
        "issuing_agency": firm.office.name,
        "issue_place": place if dated else None,
        "signer_name": signer,
        "signer_title": " ".join(signed),
        "enterprise_code": None if firm.old else firm.code,
        "enterprise_name": firm.name,
        "head_office": firm.office_address,
        "charter_capital_vnd": firm.capital,
        "representative_full_name": firm.chief.name,
        "change_number": firm.change or None,
    }
    return Sample(fields, firm.office.level, firm.office.code, None if firm.old else firm.code)


def _enterprise(rng: Random, *, aged: bool, area: str | None) -> Enterprise:
    first, last = (dt.date(2000, 2, 7), dt.date(2004, 12, 28)) if aged else (dt.date(2005, 1, 4), dt.date(2026, 6, 30))
    on = day_between(rng, first, last)
    change = rng.choice((0, 0, 1, 1, 2, 3, 5, 8, 12))
    begun = day_between(rng, on - dt.timedelta(days=2500), on - dt.timedelta(days=60)) if change else on
    commune = places.commune(rng, on, area)
    form = rng.choice(tuple(FORMS))
    short = " ".join((*rng.sample(TRADES, rng.choice((0, 1, 1))), rng.choice(NAMES)))
    address = (
        f"Số {rng.randint(1, 320)}{rng.choice(('', '', 'A', '/7'))} đường {rng.choice(STREETS)}, {_capitals(commune.address)}"
    )
    if commune.kind == "xã" and rng.random() < 0.6:
        address = f"Thôn {rng.randint(1, 12)}, {_capitals(commune.address)}"
    if on.year >= 2010:
        address += ", Việt Nam"
    chief = adult(rng, on)
    card = personal_id(rng, chief, places.registration_code(commune)) if on.year >= 2018 else identity_card(rng)
    return Enterprise(
        form=form,
        name=f"{rng.choice(FORMS[form])} {short}",
        short=short,
        office_address=address,
        capital=rng.choice((100, 300, 500, 900, 1000, 1500, 1900, 2000, 4500, 5000, 6800, 9900, 10000, 20000, 50000)) * 1_000_000,
        chief=chief,
        chief_id=card,
        unit=commune,
        office=_office(rng, commune.province, on),
        code=tax_code(rng),
        number=f"{rng.randint(1, 64):02d}{rng.randint(1, 4):02d}{rng.randint(1, 20000):06d}",
        first=begun,
        change=change,
        on=on,
    )


def _capitals(address: str) -> str:
    """Units with a capital, as the register writes them: «Phường Lộc Thọ, Thành phố Nha Trang, Tỉnh Khánh Hòa»."""
    return ", ".join(part[0].upper() + part[1:] for part in address.split(", "))


def _office(rng: Random, province: Unit, on: dt.date) -> Office:
    board = "SỞ TÀI CHÍNH" if on >= dt.date(2025, 3, 1) else "SỞ KẾ HOẠCH VÀ ĐẦU TƯ"
    above = rng.choice((f"{board} {province.full.upper()}", f"{board} {province.full.upper()}", board))
    lines = (
        (above, "PHÒNG ĐĂNG KÝ KINH DOANH")
        if above != board
        else (f"UBND {province.full.upper()}", board, "PHÒNG ĐĂNG KÝ KINH DOANH")
    )
    return Office(
        f"Phòng Đăng ký kinh doanh {province.full}",
        lines,
        "ĐKKD",
        province.place,
        Level.PROVINCE,
        province.code,
        "TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        province,
    )


def _registered(paper: Paper, firm: Enterprise, rng: Random) -> None:
    printed, slot = paper.style("print", 13), paper.style("slot", 13)
    bold = Style(13, bold=True, voice=slot.voice)
    label = "Số: " if firm.old else "Mã số doanh nghiệp: "
    field = "document_number" if firm.old else "enterprise_code"
    paper.write([Run(label, printed), Run(firm.number if firm.old else firm.code, bold, field)], align="center", after=mm(1.5))
    if not firm.old and slot.voice == "hand":
        paper.handwritten.add("document_number")
    colon = rng.choice((",", ":"))
    first_field = None if firm.change else "issue_date"
    paper.write(
        [Run(f"Đăng ký lần đầu{colon} ", printed), Run(long_date(firm.first), slot, first_field)], align="center", after=mm(1)
    )
    if firm.change:
        told = [
            Run("Đăng ký thay đổi lần thứ: ", printed),
            Run(str(firm.change), slot, "change_number"),
            Run(", ", printed),
            Run(long_date(firm.on), slot, "issue_date"),
        ]
        paper.write(told, align="center", after=mm(1))
    elif rng.random() < 0.4:
        paper.write(Run("Đăng ký thay đổi lần thứ: ……, ngày …… tháng …… năm ………", printed), align="center", after=mm(1))


def _money(firm: Enterprise) -> str:
    return f"{decimal(firm.capital)} đồng"


def _words(firm: Enterprise, rng: Random) -> str:
    words = amount_words(firm.capital, clerk(rng))
    return f"{words[0].upper()}{words[1:]} đồng"


def _contacts(form: Form, rng: Random) -> None:
    phone = f"0{rng.randint(200_000_000, 999_999_999)}" if rng.random() < 0.6 else ""
    form.row(("Điện thoại:", phone, None), ("Fax:", "", None))
    form.row(("Email:", "", None), ("Website:", "", None))


def _card(form: Form, firm: Enterprise, rng: Random, who: Person, number: str) -> None:
    born = short_date(who.born.isoformat())
    form.row(("Sinh ngày:", born, None), ("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    if firm.old:
        form.row(("Chứng minh nhân dân số:", number, None))
    else:
        kind = "Thẻ căn cước công dân" if len(number) == 12 else "Giấy chứng minh nhân dân"
        form.row((rng.choice(("Loại giấy tờ pháp lý của cá nhân:", "Loại giấy chứng thực cá nhân:")), kind, None))
        form.row((rng.choice(("Số giấy tờ pháp lý của cá nhân:", "Số giấy chứng thực cá nhân:")), number, None))
    issued = short_date(day_between(rng, firm.first - dt.timedelta(days=2500), firm.first).isoformat())
    form.row(("Ngày cấp:", issued, None), ("Nơi cấp:", f"Công an {firm.unit.province.full}", None))
    form.row(("Nơi đăng ký hộ khẩu thường trú:", firm.unit.address, None))
    form.row(("Chỗ ở hiện tại:", firm.unit.address, None))


def _kinh_doanh(paper: Paper, firm: Enterprise, rng: Random) -> None:
    dotted = rng.random() < 0.5 or paper.look.handwritten
    form = Form(paper, dotted, paper.style("print"), paper.style("fill"), rng.uniform(6.4, 7.6))
    row = form.row
    what = "doanh nghiệp" if firm.private else "công ty"
    row((f"1. Tên {what}:", firm.name, "enterprise_name"))
    row(("Tên giao dịch:", "", None))
    row(("Tên viết tắt:", firm.short if rng.random() < 0.3 else "", None))
    row(("2. Địa chỉ trụ sở chính:", firm.office_address, "head_office"))
    _contacts(form, rng)
    lines = "; ".join(name for name, _ in rng.sample(LINES, rng.randint(1, 3)))
    row(("3. Ngành, nghề kinh doanh:", lines, None))
    money = f"{_money(firm)} ({_words(firm, rng)})" if rng.random() < 0.5 else _money(firm)
    row(("4. Vốn đầu tư ban đầu:" if firm.private else "4. Vốn điều lệ:", money, "charter_capital_vnd"))
    head = "5. Chủ doanh nghiệp:" if firm.private else "5. Người đại diện theo pháp luật của công ty:"
    row((head, "", None))
    if not firm.private and rng.random() < 0.6:
        row(("Chức danh:", rng.choice(("Giám đốc", "Chủ tịch Hội đồng thành viên", "Tổng giám đốc")), None))
    name = firm.chief.name.upper() if rng.random() < 0.6 else firm.chief.name
    row(("Họ và tên:", name, "representative_full_name"), (rng.choice(("Nam, nữ:", "Giới tính:")), firm.chief.sex, None))
    _card(form, firm, rng, firm.chief, firm.chief_id)


def _names(form: Form, firm: Enterprise, rng: Random) -> None:
    what = "doanh nghiệp" if firm.private else "công ty"
    form.row((f"1. Tên {what}", "", None))
    form.row((f"Tên {what} viết bằng tiếng Việt:", firm.name, "enterprise_name"))
    foreign = f"{rng.choice(NAMES)} COMPANY LIMITED" if rng.random() < 0.3 else ""
    form.row((f"Tên {what} viết bằng tiếng nước ngoài:", foreign, None))
    form.row((f"Tên {what} viết tắt:", firm.short if rng.random() < 0.3 else "", None))
    if rng.random() < 0.7:
        form.row(("2. Địa chỉ trụ sở chính", "", None))
        form.paper.write(Run(firm.office_address, form.value, "head_office"), after=mm(0.5))
    else:
        form.row(("2. Địa chỉ trụ sở chính:", firm.office_address, "head_office"))
    _contacts(form, rng)


def _capital(form: Form, firm: Enterprise, rng: Random, count: int) -> None:
    label = "Vốn đầu tư" if firm.private else "Vốn điều lệ"
    if rng.random() < 0.3:
        form.row((f"{count}. {label}", "", None))
        form.row((f"{label}:", _money(firm), "charter_capital_vnd"))
    else:
        form.row((f"{count}. {label}:", _money(firm), "charter_capital_vnd"))
    if rng.random() < 0.75:
        form.row(("Bằng chữ:", _words(firm, rng), None))
    if firm.form == "CÔNG TY CỔ PHẦN":
        form.row(("Mệnh giá cổ phần:", "10.000 đồng", None))
        form.row(("Tổng số cổ phần:", decimal(firm.capital // 10_000), None))


def _members(paper: Paper, firm: Enterprise, rng: Random) -> None:
    other = adult(rng, firm.on)
    share = rng.choice((30, 40, 50))
    rows = [("STT", "Tên thành viên", "Nơi đăng ký hộ khẩu thường trú", "Giá trị phần vốn góp", "Tỷ lệ (%)")]
    for number, (who, part) in enumerate(((firm.chief, 100 - share), (other, share)), start=1):
        rows.append((str(number), who.name.upper(), firm.unit.address, decimal(firm.capital * part // 100), f"{part},00"))
    table(paper, rows, (0.08, 0.25, 0.33, 0.2, 0.14), size=11.5)


def _representative(form: Form, firm: Enterprise, rng: Random, count: int) -> None:
    star = rng.choice(("* ", "", "- "))
    if firm.private:
        form.row((f"{count}. Thông tin về chủ doanh nghiệp", "", None))
    else:
        form.row((f"{count}. Người đại diện theo pháp luật của công ty", "", None))
    form.row((f"{star}Họ và tên:", firm.chief.name.upper(), "representative_full_name"), ("Giới tính:", firm.chief.sex, None))
    if not firm.private:
        form.row(("Chức danh:", rng.choice(("Giám đốc", "Chủ tịch Hội đồng thành viên", "Tổng giám đốc")), None))
    _card(form, firm, rng, firm.chief, firm.chief_id)


def _nghe(paper: Paper, firm: Enterprise, rng: Random) -> None:
    form = Form(paper, False, paper.style("print"), paper.style("print", bold=rng.random() < 0.3), rng.uniform(6.4, 7.4))
    _names(form, firm, rng)
    form.row(("3. Ngành, nghề kinh doanh", "", None))
    picked = rng.sample(LINES, rng.randint(2, 6))
    table(paper, [("STT", "Tên ngành", "Mã ngành"), *((str(n), *line) for n, line in enumerate(picked, 1))], (0.09, 0.66, 0.25))
    _capital(form, firm, rng, 4)
    count = 5
    if firm.form.endswith("TRỞ LÊN"):
        form.row(("5. Danh sách thành viên góp vốn", "", None))
        _members(paper, firm, rng)
        count = 6
    _representative(form, firm, rng, count)
    _ending(form, rng, count)


def _luat(paper: Paper, firm: Enterprise, rng: Random) -> None:
    form = Form(paper, False, paper.style("print"), paper.style("print", bold=rng.random() < 0.3), rng.uniform(6.4, 7.4))
    _names(form, firm, rng)
    _capital(form, firm, rng, 3)
    count = 4
    if firm.form.endswith("MỘT THÀNH VIÊN"):
        owner = firm.chief if rng.random() < 0.6 else adult(rng, firm.on)
        form.row(("4. Thông tin về chủ sở hữu", "", None))
        form.row(("Họ và tên:", owner.name.upper(), None), ("Giới tính:", owner.sex, None))
        _card(form, firm, rng, owner, firm.chief_id if owner is firm.chief else identity_card(rng))
        count = 5
    elif firm.form.endswith("TRỞ LÊN"):
        form.row(("4. Danh sách thành viên góp vốn", "", None))
        _members(paper, firm, rng)
        count = 5
    _representative(form, firm, rng, count)
    if firm.on.year < 2018:
        _ending(form, rng, count)


def _ending(form: Form, rng: Random, count: int) -> None:
    if rng.random() < 0.6:
        form.row((f"{count + 1}. Thông tin về chi nhánh", "", None))
        form.row((f"{count + 2}. Thông tin về văn phòng đại diện", "", None))
        form.row((f"{count + 3}. Thông tin về địa điểm kinh doanh", "", None))
