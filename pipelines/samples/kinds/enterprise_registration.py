"""
Giấy chứng nhận đăng ký doanh nghiệp in three layouts.

``kinh_doanh``  2000 to 2010: «Giấy chứng nhận đăng ký kinh doanh» with a number of the register, dotted or typed rows.
``nghe``        2010 to 2015: enterprise code, with the lines of business and the members in tables.
``luat``        since 2015: the bare certificate, owner or members and the legal representative.
"""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks
from pipelines.samples.business import LINES, in_words, registered
from pipelines.samples.firms import NAMES, Enterprise, enterprise
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.paper import Paper, Run, mm
from pipelines.samples.people import Person, adult, day_between, identity_card
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import decimal, long_date, short_date
from pipelines.samples.vietnamese import habit as clerk


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of a province's business registration section, one to three pages long."""
    firm = enterprise(rng, aged=aged, area=area)
    place = firm.office.place
    dated = rng.random() < 0.3
    date = [Run(f"{place}, {long_date(firm.on)}", paper.style("print", 13, italic=True))] if dated else []
    blocks.header(paper, firm.office.header, [], date)
    what = "ĐĂNG KÝ KINH DOANH" if firm.old else "ĐĂNG KÝ DOANH NGHIỆP"
    lines = rng.choice(((f"GIẤY CHỨNG NHẬN {what}", firm.form), ("GIẤY CHỨNG NHẬN", what, firm.form)))
    blocks.title(paper, *lines, sizes=(15, 15 if len(lines) == 3 else 13, 13), gap=1, rule=False)
    label, number = (
        ("Số:", (firm.number, "document_number")) if firm.old else ("Mã số doanh nghiệp:", (firm.code, "enterprise_code"))
    )
    registered(paper, rng, label, number, firm.first, firm.change, firm.on)
    if "enterprise_code" in paper.handwritten:
        paper.handwritten.add("document_number")
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


def _money(firm: Enterprise) -> str:
    return f"{decimal(firm.capital)} đồng"


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
    money = f"{_money(firm)} ({in_words(firm.capital, clerk(rng))})" if rng.random() < 0.5 else _money(firm)
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
        form.row(("Bằng chữ:", in_words(firm.capital, clerk(rng)), None))
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
