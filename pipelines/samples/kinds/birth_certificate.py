"""
Giấy khai sinh in four historical layouts.

``current``  forms of Circulars 15/2015 and 04/2020: mother before father, «ghi bằng chữ», personal number.
``register`` forms of 2006 to 2015: agency left, «Quyển số», father before mother, «Bằng chữ».
``columns``  forms of the 1990s: a ruled table with mother and father side by side.
``copy``     as ``current`` with «(BẢN SAO)», «(Đã ký)» and the copying official's own day and name, which are not the paper's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, places
from pipelines.samples.forms import Form
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, committee
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, adult, day_between, identity_card, person, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.tables import table
from pipelines.samples.vietnamese import date_words, day, habit, long_date, month, short_date


@dataclass(frozen=True, slots=True)
class Birth:
    """What is registered."""

    child: Person
    born: str
    """ISO date, whole or partial."""
    mother: Person
    father: Person
    declarant: Person
    registered: dt.date
    office: Office
    unit: Unit
    number: str
    birthplace: str
    home: str
    residence: str
    personal_id: str | None
    signer: str
    title: str


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A birth certificate of the registering commune, one page long."""
    birth = _birth(rng, aged=aged, area=area)
    year = birth.registered.year
    if year < 2000:
        layout = "columns" if rng.random() < 0.5 else "register"
    elif year < 2016:
        layout = "register"
    else:
        layout = "copy" if rng.random() < 0.15 else "current"
    dotted = paper.look.handwritten or rng.random() < 0.55
    value = paper.style("fill", 11.5 if paper.look.fill.typewriter else 13, bold=not dotted and rng.random() < 0.4)
    form = Form(paper, dotted, Style(13), value, step=rng.uniform(6.9, 7.7))
    {"current": _current, "copy": _as_copy, "register": _register, "columns": _columns}[layout](form, birth, rng)
    paper.y += mm(3)
    if layout == "copy":
        _copied(paper, birth, rng)
    else:
        lines = ("NGƯỜI KÝ GIẤY KHAI SINH",) if year >= 2006 else (f"TM. {_upper(birth.office)}",)
        note = "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)" if year >= 2016 else "(Ký, ghi rõ họ tên và đóng dấu)"
        blocks.signer(paper, (*lines, birth.title), birth.signer, birth.office, note=note if rng.random() < 0.5 else "")
    return Sample(_fields(birth, layout), birth.office.level, birth.office.code, birth.personal_id)


def _upper(office: Office) -> str:
    return " ".join(office.header[:-1]) or office.header[0]


def _fields(birth: Birth, layout: str) -> dict[str, Value]:
    return {
        "document_number": birth.number,
        "issue_date": birth.registered.isoformat(),
        "issuing_agency": f"Ủy ban nhân dân {birth.unit.address}",
        "signer_name": birth.signer,
        "signer_title": birth.title if birth.registered.year >= 2006 else f"TM. {_upper(birth.office)} {birth.title}",
        "full_name": birth.child.name,
        "date_of_birth": birth.born,
        "sex": birth.child.sex,
        "ethnicity": birth.child.ethnicity,
        "nationality": "Việt Nam",
        "place_of_birth": birth.birthplace,
        "home_town": birth.home,
        "personal_id": birth.personal_id,
        "mother_full_name": birth.mother.name,
        "mother_birth_year": str(birth.mother.born.year),
        "father_full_name": birth.father.name,
        "father_birth_year": str(birth.father.born.year),
        "declarant_full_name": birth.declarant.name if layout != "columns" else None,
    }


def _birth(rng: Random, *, aged: bool, area: str | None) -> Birth:
    first, last = (dt.date(1985, 1, 3), dt.date(1999, 12, 29)) if aged else (dt.date(2000, 1, 3), dt.date(2026, 6, 30))
    registered = day_between(rng, rng.choice((first, max(first, dt.date(2014, 1, 1)) if not aged else first)), last)
    late = rng.random() < 0.18
    if late:
        born_on = dt.date(rng.randint(1931, min(1975, registered.year - 20)), rng.randint(1, 12), rng.randint(1, 28))
    else:
        born_on = registered - dt.timedelta(days=rng.randint(2, 75))
    born = born_on.isoformat()
    if late and rng.random() < 0.7:
        born = born[: rng.choice((4, 7))]
    unit = places.commune(rng, registered, area)
    ethnicity = person(rng, born_on).ethnicity
    father = person(rng, born_on - dt.timedelta(days=rng.randint(20 * 366, 44 * 365)), "Nam", ethnicity=ethnicity)
    mother = person(rng, born_on - dt.timedelta(days=rng.randint(19 * 366, 41 * 365)), "Nữ", ethnicity=ethnicity)
    child = person(rng, born_on, surname=father.name.split()[0], ethnicity=ethnicity)
    declarant = child if late else rng.choice((father, father, mother, adult(rng, registered)))
    has_id = registered.year >= 2016 and rng.random() < 0.85
    home = places.commune(rng, registered).address if rng.random() < 0.4 else unit.address
    place = rng.choice((unit.address, f"Trạm y tế {unit.address}", _hospital(unit)))
    office = committee(rng, unit)
    serial = rng.randint(1, 420)
    plain = registered.year < 2006 or rng.random() < 0.25
    number = str(serial) if plain else f"{serial:02d}/{registered.year}"
    return Birth(
        child=child,
        born=born,
        mother=mother,
        father=father,
        declarant=declarant,
        registered=registered,
        office=office,
        unit=unit,
        number=number,
        birthplace=place,
        home=home,
        residence=unit.address,
        personal_id=personal_id(rng, child, places.registration_code(unit)) if has_id else None,
        signer=blocks.official(rng, registered),
        title=rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    )


def _hospital(unit: Unit) -> str:
    owner = unit.parent or unit
    return f"Bệnh viện đa khoa {owner.address}"


def _born(birth: Birth, rng: Random) -> str:
    parts = birth.born.split("-")
    if rng.random() < 0.5 or len(parts) < 3:
        return short_date(birth.born)
    return f"{day(int(parts[2]))} tháng {month(int(parts[1]))} năm {parts[0]}"


def _registered(birth: Birth, rng: Random) -> str:
    on = birth.registered
    return long_date(on).removeprefix("ngày ") if rng.random() < 0.5 else short_date(on.isoformat())


def _name(birth: Birth, form: Form) -> str:
    return birth.child.name if form.value.voice == "hand" else birth.child.name.upper()


def _motto(paper: Paper, subtitle: str = "") -> None:
    paper.write(Run(blocks.MOTTO[0], Style(13, bold=True)), align="center")
    paper.write(Run(blocks.MOTTO[1], Style(13.5, bold=True)), align="center", after=mm(7))
    blocks.title(paper, "GIẤY KHAI SINH", *((subtitle,) if subtitle else ()), sizes=(22, 13), gap=2, rule=False)


def _current(form: Form, birth: Birth, rng: Random, subtitle: str = "") -> None:
    paper, child = form.paper, birth.child
    _motto(paper, subtitle)
    paper.write([Run("Số: ", Style(13)), Run(birth.number, form.value, "document_number")], align="center", after=mm(3))
    row = form.row
    row(("Họ, chữ đệm, tên:", _name(birth, form), "full_name"))
    row(("Ngày, tháng, năm sinh:", _born(birth, rng), "date_of_birth"))
    row(("ghi bằng chữ:", date_words(birth.born, habit(rng)), None))
    row(("Giới tính:", child.sex, "sex"), ("Dân tộc:", child.ethnicity, "ethnicity"), ("Quốc tịch:", "Việt Nam", "nationality"))
    row(("Nơi sinh:", birth.birthplace, "place_of_birth"))
    row(("Quê quán:", birth.home, "home_town"))
    row(("Số định danh cá nhân:", birth.personal_id or "", "personal_id"))
    for word, parent, key in (("mẹ", birth.mother, "mother"), ("cha", birth.father, "father")):
        row((f"Họ, chữ đệm, tên người {word}:", parent.name, f"{key}_full_name"))
        year = ("Năm sinh:", str(parent.born.year), f"{key}_birth_year")
        row(year, ("Dân tộc:", parent.ethnicity, None), ("Quốc tịch:", "Việt Nam", None))
        row(("Nơi cư trú:", birth.residence, None))
    row(("Họ, chữ đệm, tên người đi khai sinh:", birth.declarant.name, "declarant_full_name"))
    row(("Giấy tờ tùy thân:", _papers(birth, rng), None))
    row(("Nơi đăng ký khai sinh:", _place_of_registration(birth, rng), "issuing_agency"))
    row(("Ngày, tháng, năm đăng ký:", _registered(birth, rng), "issue_date"))


def _as_copy(form: Form, birth: Birth, rng: Random) -> None:
    form.step = min(form.step, 7.0)
    _current(form, birth, rng, "(BẢN SAO)")


def _papers(birth: Birth, rng: Random) -> str:
    last = birth.registered - dt.timedelta(days=20)
    if birth.registered.year < 2017 or rng.random() < 0.4:
        issued = short_date(day_between(rng, last - dt.timedelta(days=3000), last).isoformat())
        return f"CMND số {identity_card(rng)}, Công an {birth.unit.province.full} cấp ngày {issued}"
    issued = short_date(day_between(rng, dt.date(2016, 1, 4), last).isoformat())
    number = personal_id(rng, birth.declarant, places.registration_code(birth.unit))
    return f"CCCD số {number}, Cục Cảnh sát QLHC về TTXH cấp ngày {issued}"


def _place_of_registration(birth: Birth, rng: Random) -> str:
    return rng.choice(("Ủy ban nhân dân", "UBND")) + f" {birth.unit.address}"


def _register(form: Form, birth: Birth, rng: Random) -> None:
    paper, child, unit = form.paper, birth.child, birth.unit
    lines = (f"UBND {unit.full.upper()}",) if rng.random() < 0.5 else birth.office.header
    printed = paper.style("print", 12.5)
    number = [Run("Số: ", printed), Run(birth.number, form.value, "document_number")]
    book = rng.choice((f"01/{birth.registered.year}", "01", "02"))
    blocks.header(paper, lines, number, [Run("Quyển số: ", printed), Run(book, form.value)])
    kind = rng.choice(("(BẢN CHÍNH)", "(Bản chính)", ""))
    blocks.title(paper, "GIẤY KHAI SINH", *((kind,) if kind else ()), sizes=(22, 12), gap=2, rule=False)
    row = form.row
    row(
        ("Họ và tên:", _name(birth, form), "full_name"),
        ("Giới tính:" if birth.registered.year >= 2006 else "Nam, nữ:", child.sex, "sex"),
    )
    row(("Ngày, tháng, năm sinh:", _born(birth, rng), "date_of_birth"))
    row(("(Bằng chữ:", date_words(birth.born, habit(rng)), None), suffix=")")
    row(("Nơi sinh:", birth.birthplace, "place_of_birth"))
    row(("Dân tộc:", child.ethnicity, "ethnicity"), ("Quốc tịch:", "Việt Nam", "nationality"))
    row(("Quê quán:", birth.home, "home_town"))
    for word, parent, key in (("cha", birth.father, "father"), ("mẹ", birth.mother, "mother")):
        row((f"Họ và tên {word}:", parent.name, f"{key}_full_name"))
        year = ("Năm sinh:", str(parent.born.year), f"{key}_birth_year")
        row(("Dân tộc:", parent.ethnicity, None), ("Quốc tịch:", "Việt Nam", None), year)
        row(("Nơi thường trú/tạm trú:", birth.residence, None))
    row(("Nơi đăng ký:", _place_of_registration(birth, rng), "issuing_agency"))
    row(("Ngày, tháng, năm đăng ký:", _registered(birth, rng), "issue_date"))
    row(("Họ và tên người đi khai sinh:", birth.declarant.name, "declarant_full_name"))
    row(("Quan hệ với người được khai sinh:", _relation(birth), None))
    row(("Ghi chú:", rng.choice(("", "", "Đăng ký lại", "Đăng ký quá hạn")), None))


def _relation(birth: Birth) -> str:
    relations = {id(birth.father): "Cha", id(birth.mother): "Mẹ", id(birth.child): "Bản thân"}
    return relations.get(id(birth.declarant), "Người thân")


def _columns(form: Form, birth: Birth, rng: Random) -> None:
    paper, child = form.paper, birth.child
    printed = paper.style("print", 12.5)
    number = [Run("Số: ", printed), Run(birth.number, form.value, "document_number")]
    blocks.header(paper, birth.office.header, number, [Run("Quyển số: ", printed), Run("01", form.value)])
    blocks.title(paper, "GIẤY KHAI SINH", sizes=(22,), gap=2, rule=False)
    row = form.row
    row(("Họ và tên:", _name(birth, form), "full_name"), ("Nam, nữ:", child.sex, "sex"))
    row(("Sinh ngày, tháng, năm:", _born(birth, rng), "date_of_birth"))
    row(("(Bằng chữ:", date_words(birth.born, habit(rng)), None), suffix=")")
    row(("Nơi sinh:", birth.birthplace, "place_of_birth"))
    row(("Dân tộc:", child.ethnicity, "ethnicity"), ("Quốc tịch:", "Việt Nam", "nationality"))
    row(("Quê quán:", birth.home, "home_town"))
    paper.y += mm(4)
    mother, father = birth.mother, birth.father
    rows = [
        ("Phần khai về cha, mẹ", "NGƯỜI MẸ", "NGƯỜI CHA"),
        ("Họ và tên", mother.name, father.name),
        ("Năm sinh", str(mother.born.year), str(father.born.year)),
        ("Dân tộc", mother.ethnicity, father.ethnicity),
        ("Quốc tịch", "Việt Nam", "Việt Nam"),
        ("Nghề nghiệp", *(rng.choice(("Làm ruộng", "Công nhân", "Giáo viên", "Buôn bán", "Cán bộ")) for _ in range(2))),
        ("Nơi thường trú", birth.residence, birth.residence),
    ]
    keys = {1: "full_name", 2: "birth_year"}
    names = {(row, column): f"{who}_{key}" for row, key in keys.items() for column, who in ((1, "mother"), (2, "father"))}
    table(paper, rows, (0.24, 0.38, 0.38), voices={1: form.value.voice, 2: form.value.voice}, fields=names)
    row(("Đăng ký tại:", _place_of_registration(birth, rng), "issuing_agency"))
    row(("Ngày đăng ký:", _registered(birth, rng), "issue_date"))


def _copied(paper: Paper, birth: Birth, rng: Random) -> None:
    """The foot of a copy from the register: who signed then, and who copied when."""
    middle = (paper.left + paper.right) / 2
    style = Style(13, bold=True)
    for text, look in (
        ("NGƯỜI KÝ GIẤY KHAI SINH", style),
        (birth.title, style),
        ("(Đã ký)", Style(12, italic=True)),
        (birth.signer, style),
    ):
        paper.write(Run(text, look), x0=middle, align="center", leading=1.15)
    on = day_between(rng, birth.registered + dt.timedelta(days=30), birth.registered + dt.timedelta(days=900))
    paper.write(Run("SAO TỪ SỔ ĐĂNG KÝ KHAI SINH", style), align="left", leading=1.3)
    place = f"{birth.unit.place}, {long_date(on)}"
    paper.write(Run(f"Số: {rng.randint(1, 300):02d}/GKS-BS    {place}", Style(12.5, italic=True)), align="left", leading=1.2)
    paper.write(Run("NGƯỜI KÝ BẢN SAO", style), x0=middle, align="center", leading=1.1)
    head = paper.y
    paper.y += mm(18)
    paper.write(Run(blocks.official(rng, on), style), x0=middle, align="center", leading=1.1)
    blocks.sign_and_seal(paper, birth.office, (middle + paper.right) / 2, head + mm(9), paper.y)
