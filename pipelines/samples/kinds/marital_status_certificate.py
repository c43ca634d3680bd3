"""
Giấy xác nhận tình trạng hôn nhân in three historical layouts.

``current`` forms of Circulars 15/2015 and 04/2020: who asked, «XÁC NHẬN:», the person, «Giấy này được cấp để».
``plain``   forms of Decision 01/2006 and Circular 08.a/2010: the committee confirms, «Ông/Bà:», «Số Giấy CMND/Hộ chiếu …».
``old``     papers of the 1990s: a few lines after the committee's name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, civil, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, committee, signing_lines
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, person
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import short_date

USES = (
    "làm thủ tục đăng ký kết hôn",
    "bổ sung hồ sơ vay vốn ngân hàng",
    "làm thủ tục chuyển nhượng quyền sử dụng đất",
    "bổ sung hồ sơ mua nhà ở",
)


@dataclass(frozen=True, slots=True)
class Status:
    """What is confirmed."""

    who: Person
    asked: Person
    status: str
    papers: str
    number_of_id: str
    residence: str
    on: dt.date
    unit: Unit
    office: Office
    number: str
    symbol: str
    signer: str


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A certificate of the commune of residence, one page long."""
    status = _status(rng, aged=aged, area=area)
    year = status.on.year
    layout = "current" if year >= 2016 else "plain" if year >= 2000 else "old"
    dotted = paper.look.handwritten or rng.random() < 0.4
    value = paper.style("fill" if dotted else "print", 11.5 if paper.look.fill.typewriter and dotted else 13)
    form = Form(paper, dotted, Style(13), value, step=rng.uniform(7.4, 8.8))
    number = blocks.number_line(paper, status.number, status.symbol)
    blocks.header(paper, status.office.header, number, blocks.date_line(paper, status.office.place, status.on))
    title = "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"
    broken = ("GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN")
    blocks.title(paper, *((title,) if rng.random() < 0.7 else broken), sizes=(15,), gap=3, rule=False)
    {"current": _current, "plain": _plain, "old": _old}[layout](form, status, rng)
    paper.y += mm(4)
    lines = signing_lines(rng, status.office)
    if year >= 2016 and rng.random() < 0.6:
        lines = ("NGƯỜI KÝ GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", rng.choice((status.office.chief, status.office.deputy)))
    blocks.signer(paper, lines, status.signer, status.office)
    own = lines[1:] if lines[0].startswith("NGƯỜI KÝ") else lines
    fields: dict[str, Value] = {
        "document_number": status.number + status.symbol,
        "issue_date": status.on.isoformat(),
        "issuing_agency": status.office.name,
        "issue_place": status.office.place,
        "signer_name": status.signer,
        "signer_title": " ".join(own),
        "full_name": status.who.name,
        "date_of_birth": status.who.born.isoformat(),
        "sex": status.who.sex,
        "personal_id": status.number_of_id,
        "residence": status.residence,
        "marital_status": status.status,
    }
    owner = status.number_of_id if len(status.number_of_id) == 12 else None
    return Sample(fields, status.office.level, status.office.code, owner)


def _status(rng: Random, *, aged: bool, area: str | None) -> Status:
    first, last = (dt.date(1990, 1, 3), dt.date(1999, 12, 29)) if aged else (dt.date(2000, 1, 3), dt.date(2026, 6, 30))
    on = day_between(rng, first, last) if aged or rng.random() < 0.5 else day_between(rng, dt.date(2016, 1, 4), last)
    unit = places.commune(rng, on, area)
    who = person(rng, on - dt.timedelta(days=rng.randint(20 * 366, 55 * 365)))
    papers, number = civil.card(rng, who, unit, on, bare=on.year < 2016)
    return Status(
        who=who,
        asked=who if rng.random() < 0.6 else adult(rng, on),
        status=_sentence(rng, who, unit, on),
        papers=papers,
        number_of_id=number,
        residence=unit.address if rng.random() < 0.6 else f"Thôn {rng.randint(1, 9)}, {unit.address}",
        on=on,
        unit=unit,
        office=committee(rng, unit),
        number=f"{rng.randint(1, 640):02d}",
        symbol="/UBND-XNTTHN" if on.year >= 2016 else rng.choice(("/XN", "/XN-UBND", "/GXN-UBND", "/UBND-XN")),
        signer=blocks.official(rng, on),
    )


def _sentence(rng: Random, who: Person, unit: Unit, on: dt.date) -> str:
    """As Circular 04/2020 Art. 12 and 33 and the clerks before it put it."""
    other = adult(rng, on, "Nữ" if who.sex == "Nam" else "Nam")
    ended = day_between(rng, on - dt.timedelta(days=3000), on - dt.timedelta(days=60))
    ruling = f"{rng.randint(10, 320)}/{ended.year}/QĐST-HNGĐ ngày {short_date(ended.isoformat())}"
    court = f"Tòa án nhân dân {(unit.parent or unit).full}"
    spouse = "vợ" if who.sex == "Nam" else "chồng"
    single = "hiện tại chưa đăng ký kết hôn với ai"
    slip = f"{rng.randint(3, 90)}/{ended.year}"
    return rng.choice(
        (
            "Chưa đăng ký kết hôn với ai",
            "Chưa đăng ký kết hôn với ai",
            single.capitalize(),
            f"Hiện tại đang có {spouse} là {other.title} {other.name}",
            f"Có đăng ký kết hôn, nhưng đã ly hôn theo Quyết định ly hôn số {ruling} của {court}; {single}",
            f"Đã đăng ký kết hôn, nhưng {spouse} đã chết theo Trích lục khai tử số {slip}; {single}",
        )
    )


def _current(form: Form, status: Status, rng: Random) -> None:
    paper, who, row = form.paper, status.who, form.row
    printed = paper.style("print", 13)
    if rng.random() < 0.5:
        paper.write(Run(status.office.name.upper(), Style(13, bold=True)), align="center", after=mm(2))
    asked = f"Xét đề nghị của ông/bà: {status.asked.name}, về việc cấp Giấy xác nhận tình trạng hôn nhân cho: {who.name}"
    paper.write(Run(asked, printed), after=mm(2))
    paper.write(Run("XÁC NHẬN:", Style(13, bold=True)), align="center", after=mm(1))
    row(("Họ, chữ đệm, tên:", civil.shown(form, who.name), "full_name"))
    row(("Ngày, tháng, năm sinh:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"))
    row(("Giới tính:", who.sex, "sex"), ("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    row(("Giấy tờ tùy thân:", status.papers, "personal_id"))
    row(("Nơi cư trú:", status.residence, "residence"))
    if rng.random() < 0.25:
        since = day_between(rng, status.on - dt.timedelta(days=4000), status.on - dt.timedelta(days=400))
        span = f"từ ngày {short_date(since.isoformat())} đến ngày {short_date(status.on.isoformat())}"
        paper.write(Run(f"Trong thời gian cư trú tại {status.unit.full}, {span}", printed))
    row(("Tình trạng hôn nhân:", status.status + rng.choice((".", "./.", "")), "marital_status"))
    row(("Giấy này được cấp để:", rng.choice(USES) + ".", None))
    if rng.random() < 0.6:
        paper.write(Run("Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.", printed), after=mm(1))


def _plain(form: Form, status: Status, rng: Random) -> None:
    paper, who, row = form.paper, status.who, form.row
    paper.write(Run(f"{status.office.name.upper()} XÁC NHẬN:", Style(13, bold=True)), align="center", after=mm(2))
    sex = ("Giới tính:", who.sex, "sex")
    row((rng.choice(("Ông/Bà:", "Ông (Bà):", "Họ và tên:")), civil.shown(form, who.name), "full_name"), sex)
    row(("Ngày, tháng, năm sinh:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"))
    row(("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    label = rng.choice(("Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:", "Số CMND/Hộ chiếu:"))
    row((label, status.papers, "personal_id"))
    row((rng.choice(("Nơi thường trú/tạm trú:", "Nơi thường trú:", "Nơi cư trú:")), status.residence, "residence"))
    row(("Tình trạng hôn nhân:", status.status + rng.choice((".", "")), "marital_status"))
    row(("Giấy xác nhận này được sử dụng để:", rng.choice(USES), None))
    paper.write(Run("Giấy xác nhận này có giá trị 6 tháng kể từ ngày cấp.", paper.style("print", 13)), after=mm(1))


def _old(form: Form, status: Status, rng: Random) -> None:
    paper, who, row = form.paper, status.who, form.row
    paper.write(Run(f"{status.office.name.upper()} XÁC NHẬN", Style(13, bold=True)), align="center", after=mm(2))
    row(("Họ và tên:", civil.shown(form, who.name), "full_name"), ("Nam, nữ:", who.sex, "sex"))
    row(("Sinh ngày:", civil.figure_date(rng, who.born.isoformat()), "date_of_birth"))
    row(("Dân tộc:", who.ethnicity, None), ("Nghề nghiệp:", rng.choice(("Làm ruộng", "Giáo viên", "Công nhân")), None))
    row(("Số CMND:", status.papers, "personal_id"))
    row(("Hộ khẩu thường trú:", status.residence, "residence"))
    row(("Tình trạng hôn nhân:", status.status + ".", "marital_status"))
