"""
Trích lục khai tử in three historical layouts.

``extract``     forms of Circulars 15/2015, 04/2020, 04/2024: own number and day in the head, the register's at the foot.
``certificate`` giấy chứng tử, forms of 2006 to 2015: number and book in the head, place and day of registration at the foot.
``old``         giấy chứng tử of the 1990s: few lines, «Chết ngày», signed in the committee's name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, civil, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, committee
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, person
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import date_words, habit, long_date, short_date

CAUSES = ("Già yếu", "Bệnh", "Ung thư phổi", "Nhồi máu cơ tim", "Tai nạn giao thông", "Suy tim", "Đột quỵ")


@dataclass(frozen=True, slots=True)
class Death:
    """What is registered, and the paper that says so."""

    who: Person
    born: str
    died: dt.date
    registered: dt.date
    on: dt.date
    """Day of the paper."""
    unit: Unit
    office: Office
    place: str
    papers: str
    number_of_id: str | None
    serial: int
    own: int
    signer: str
    title: str


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """An extract, or a certificate, of the registering commune; one page long."""
    death = _death(rng, aged=aged, area=area)
    layout = "extract" if death.on.year >= 2016 else "certificate" if death.on.year >= 2000 else "old"
    dotted = paper.look.handwritten or rng.random() < 0.45
    value = paper.style("fill", 11.5 if paper.look.fill.typewriter else 13, bold=not dotted and rng.random() < 0.35)
    form = Form(paper, dotted, Style(13), value, step=rng.uniform(7.2, 8.6))
    fields = {"extract": _extract, "certificate": _certificate, "old": _old}[layout](form, death, rng)
    paper.y += mm(4)
    heading = {"extract": "NGƯỜI KÝ TRÍCH LỤC", "certificate": "NGƯỜI KÝ GIẤY CHỨNG TỬ"}.get(layout)
    lines = (heading, death.title) if heading else (f"TM. {civil.committee_line(death.office)}", death.title)
    note = "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)" if heading and rng.random() < 0.4 else ""
    blocks.signer(paper, lines, death.signer, death.office, note=note)
    fields |= {
        "signer_name": death.signer,
        "signer_title": death.title if heading else " ".join(lines),
        "full_name": death.who.name,
        "date_of_birth": death.born,
        "sex": death.who.sex,
        "personal_id": death.number_of_id,
        "date_of_death": death.died.isoformat(),
        "place_of_death": death.place,
    }
    owner = death.number_of_id if death.number_of_id and len(death.number_of_id) == 12 else None
    return Sample(fields, death.office.level, death.office.code, owner)


def _death(rng: Random, *, aged: bool, area: str | None) -> Death:
    first, last = (dt.date(1988, 1, 4), dt.date(1999, 12, 20)) if aged else (dt.date(2000, 1, 3), dt.date(2026, 6, 30))
    on = day_between(rng, first, last) if aged or rng.random() < 0.4 else day_between(rng, dt.date(2016, 2, 1), last)
    copied = on.year >= 2016 and rng.random() < 0.5
    registered = day_between(rng, max(dt.date(2016, 1, 4), on - dt.timedelta(days=1500)), on) if copied else on
    died = registered - dt.timedelta(days=rng.randint(1, 25))
    who = person(rng, died - dt.timedelta(days=rng.randint(28 * 365, 94 * 365)))
    unit = places.commune(rng, on, area)
    papers, number = civil.card(rng, who, unit, registered, bare=on.year < 2016)
    known = rng.random() < 0.8
    title = rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH"))
    if on.year >= 2016 and rng.random() < 0.15:
        title = "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH"
    hospital = f"Bệnh viện đa khoa {unit.province.full}"
    return Death(
        who=who,
        born=civil.partial(rng, who.born, 0.35),
        died=died,
        registered=registered,
        on=on,
        unit=unit,
        office=committee(rng, unit),
        place=rng.choice((f"Tại nhà riêng, {unit.address}", unit.address, hospital, f"Trên đường đi, {unit.address}")),
        papers=papers if known else "",
        number_of_id=number if known else None,
        serial=rng.randint(1, 150),
        own=rng.randint(1, 600),
        signer=blocks.official(rng, on),
        title=title,
    )


def _moment(death: Death, rng: Random) -> str:
    clock = f"{rng.randint(0, 23):02d} giờ {rng.randint(0, 59):02d} phút"
    day = long_date(death.died) if rng.random() < 0.6 else "ngày " + short_date(death.died.isoformat())
    return f"{clock}, {day}"


def _extract(form: Form, death: Death, rng: Random) -> dict[str, Value]:
    paper = form.paper
    rest = rng.choice((f"/{death.on.year}/TLKT-BS", "/TLKT-BS", "/TLKT-BS", f"/{death.on.year}/TLKT", "/TLKT"))
    figure = f"{death.own:02d}"
    blocks.header(
        paper, death.office.header, blocks.number_line(paper, figure, rest), blocks.date_line(paper, death.office.place, death.on)
    )
    under = ("(BẢN SAO)",) if rest.endswith("BS") and rng.random() < 0.6 else ()
    blocks.title(paper, "TRÍCH LỤC KHAI TỬ", *under, sizes=(18, 13), gap=3, rule=False)
    row, who = form.row, death.who
    row(("Họ, chữ đệm, tên:", civil.shown(form, who.name), "full_name"))
    row(("Ngày, tháng, năm sinh:", civil.figure_date(rng, death.born), "date_of_birth"))
    row(("Giới tính:", who.sex, "sex"), ("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    plain = death.number_of_id if death.number_of_id and len(death.number_of_id) == 12 and rng.random() < 0.6 else None
    if plain:
        row((rng.choice(("Số định danh cá nhân:", "Số định danh cá nhân/Giấy tờ tùy thân:")), plain, "personal_id"))
    else:
        row(("Giấy tờ tùy thân:", death.papers, "personal_id"))
    row((rng.choice(("Đã chết vào lúc:", "Đã chết vào lúc")), _moment(death, rng), "date_of_death"))
    row(("ghi bằng chữ:", date_words(death.died.isoformat(), habit(rng)), None))
    row(("Nơi chết:", death.place, "place_of_death"))
    if rng.random() < 0.3:
        row(("Nguyên nhân chết:", rng.choice(CAUSES), None))
    row(("Đã được đăng ký khai tử tại:", civil.registered_at(rng, death.unit), None))
    row(("Số:", f"{death.serial:02d}/{death.registered.year}", None), ("ngày", long_date(death.registered)[5:], None))
    row(("Thực hiện trích lục từ:", rng.choice(("Sổ đăng ký khai tử", "Cơ sở dữ liệu hộ tịch điện tử")), None))
    return {
        "document_number": figure + rest,
        "issue_date": death.on.isoformat(),
        "issuing_agency": death.office.name,
        "issue_place": death.office.place,
    }


def _register_head(form: Form, death: Death, rng: Random) -> str:
    paper = form.paper
    printed = paper.style("print", 12.5)
    number = f"{death.serial:02d}/{death.on.year}" if rng.random() < 0.5 else str(death.serial)
    lines = (f"UBND {death.unit.full.upper()}",) if rng.random() < 0.4 else death.office.header
    blocks.header(
        paper,
        lines,
        [Run("Số: ", printed), Run(number, form.value, "document_number")],
        [Run("Quyển số: ", printed), Run(rng.choice(("01", f"01/{death.on.year}")), form.value)],
    )
    kind = rng.choice(("(BẢN CHÍNH)", "(BẢN SAO)", "", ""))
    blocks.title(paper, "GIẤY CHỨNG TỬ", *((kind,) if kind else ()), sizes=(20, 12), gap=3, rule=False)
    return number


def _certificate(form: Form, death: Death, rng: Random) -> dict[str, Value]:
    number = _register_head(form, death, rng)
    row, who = form.row, death.who
    row(("Họ và tên:", civil.shown(form, who.name), "full_name"), ("Giới tính:", who.sex, "sex"))
    row(("Ngày, tháng, năm sinh:", civil.figure_date(rng, death.born), "date_of_birth"))
    row(("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    row(("Nơi thường trú/tạm trú cuối cùng:", death.unit.address, None))
    row(("Số Giấy CMND/Hộ chiếu/Giấy tờ hợp lệ thay thế:", death.papers, "personal_id"))
    row(("Đã chết vào lúc:", _moment(death, rng), "date_of_death"))
    row(("(Bằng chữ:", date_words(death.died.isoformat(), habit(rng)), None), suffix=")")
    row(("Nơi chết:", death.place, "place_of_death"))
    row(("Nguyên nhân chết:", rng.choice(CAUSES), None))
    if rng.random() < 0.5:
        slip = f"{rng.randint(1, 90):02d}, ngày {short_date(death.died.isoformat())}"
        row(("Số Giấy báo tử/Giấy tờ thay thế Giấy báo tử:", slip, None))
    row((rng.choice(("Nơi đăng ký:", "Nơi đăng ký khai tử:")), civil.registered_at(rng, death.unit), "issuing_agency"))
    row(("Ngày, tháng, năm đăng ký:", civil.registered_on(rng, death.on), "issue_date"))
    row(("Ghi chú:", "", None))
    if rng.random() < 0.6:
        row(("Họ và tên người đi khai tử:", adult(rng, death.on).name, None))
    return _registered(death, number)


def _old(form: Form, death: Death, rng: Random) -> dict[str, Value]:
    number = _register_head(form, death, rng)
    row, who = form.row, death.who
    row(("Họ và tên:", civil.shown(form, who.name), "full_name"), ("Nam, nữ:", who.sex, "sex"))
    row(("Sinh ngày:", civil.figure_date(rng, death.born), "date_of_birth"))
    row(("Dân tộc:", who.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
    row(("Nghề nghiệp:", rng.choice(("Làm ruộng", "Hưu trí", "Công nhân", "")), None))
    row(("Nơi thường trú:", death.unit.address, None))
    row(("Số CMND:", death.papers, "personal_id"))
    row(("Chết ngày:", civil.registered_on(rng, death.died), "date_of_death"))
    row(("Nơi chết:", death.place, "place_of_death"))
    row(("Nguyên nhân chết:", rng.choice(CAUSES), None))
    row(("Đăng ký tại:", civil.registered_at(rng, death.unit), "issuing_agency"))
    row((rng.choice(("Đăng ký ngày:", "Ngày đăng ký:")), civil.registered_on(rng, death.on), "issue_date"))
    return _registered(death, number)


def _registered(death: Death, number: str) -> dict[str, Value]:
    return {
        "document_number": number,
        "issue_date": death.on.isoformat(),
        "issuing_agency": f"Ủy ban nhân dân {death.unit.address}",
    }
