"""
Giấy chứng nhận kết hôn in four historical layouts, husband and wife always beside each other.

``current``  forms of Circulars 15/2015, 04/2020, 04/2024: the wife at the left, «Họ, chữ đệm, tên vợ», no agency in the head.
``register`` forms of 2006 to 2015: the husband at the left, agency, number and book in the head, «Họ và tên chồng».
``headed``   older blanks: the columns are headed «CHỒNG», «VỢ» (or «BÊN NAM», «BÊN NỮ»), the labels in them are alike.
``ruled``    forms of the 1990s: one ruled table, the labels at the left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pipelines.model import Value
from pipelines.samples import blocks, civil, ink, places
from pipelines.samples.forms import Form, Item
from pipelines.samples.kinds import Sample
from pipelines.samples.offices import Office, committee
from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.people import Person, day_between, person
from pipelines.samples.places import Unit
from pipelines.samples.tables import table

Beside = tuple[tuple[Item, ...], tuple[Item, ...]]
"""A row of the left half and one of the right half."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    key: str
    """``wife`` or ``husband``."""
    word: str
    who: Person
    born: str
    residence: str
    papers: str
    number: str


@dataclass(frozen=True, slots=True)
class Marriage:
    """What is registered."""

    wife: Side
    husband: Side
    on: dt.date
    unit: Unit
    office: Office
    number: str
    signer: str
    title: str


def draw(paper: Paper, rng: Random, *, aged: bool, area: str | None = None) -> Sample:
    """A marriage certificate of the registering commune, one page long."""
    marriage = _marriage(rng, aged=aged, area=area)
    year = marriage.on.year
    layout = "current" if year >= 2016 else rng.choice(("register", "register", "headed")) if year >= 2000 else ""
    layout = layout or rng.choice(("headed", "ruled", "ruled"))
    dotted = paper.look.handwritten or rng.random() < 0.5
    value = paper.style("fill", 11 if paper.look.fill.typewriter else 12.5, bold=not dotted and rng.random() < 0.4)
    form = Form(paper, dotted, Style(12.5), value, step=rng.uniform(6.8, 7.5))
    dated = {"current": _current, "register": _register, "headed": _headed, "ruled": _ruled}[layout](form, marriage, rng)
    _couple(paper, marriage, rng, wife_left=layout == "current")
    if year >= 2006:
        lines: tuple[str, ...] = ("NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", marriage.title)
    else:
        lines = (f"TM. {civil.committee_line(marriage.office)}", marriage.title)
    note = "(Ký, ghi rõ họ, chữ đệm, tên, chức vụ và đóng dấu)" if year >= 2016 and rng.random() < 0.5 else ""
    blocks.signer(paper, lines, marriage.signer, marriage.office, note=note)
    fields: dict[str, Value] = {
        "document_number": marriage.number,
        "issue_date": marriage.on.isoformat(),
        "issuing_agency": f"Ủy ban nhân dân {marriage.unit.address}",
        "issue_place": marriage.office.place if dated else None,
        "signer_name": marriage.signer,
        "signer_title": marriage.title if year >= 2006 else " ".join(lines),
    }
    for side in (marriage.wife, marriage.husband):
        fields |= {
            f"{side.key}_full_name": side.who.name,
            f"{side.key}_date_of_birth": side.born,
            f"{side.key}_ethnicity": side.who.ethnicity,
            f"{side.key}_nationality": "Việt Nam",
            f"{side.key}_residence": side.residence,
            f"{side.key}_personal_id": side.number,
        }
    owner = marriage.wife.number if len(marriage.wife.number) == 12 else None
    return Sample(fields, marriage.office.level, marriage.office.code, owner)


def _marriage(rng: Random, *, aged: bool, area: str | None) -> Marriage:
    first, last = (dt.date(1986, 1, 6), dt.date(1999, 12, 29)) if aged else (dt.date(2000, 1, 3), dt.date(2026, 6, 30))
    on = day_between(rng, first, last) if aged or rng.random() < 0.5 else day_between(rng, dt.date(2016, 1, 4), last)
    unit = places.commune(rng, on, area)
    away = places.commune(rng, on)
    sides = []
    for key, word, sex in (("wife", "vợ", "Nữ"), ("husband", "chồng", "Nam")):
        who = person(rng, on - dt.timedelta(days=rng.randint(20 * 366, 48 * 365)), sex)
        home = unit if rng.random() < 0.6 else away
        papers, number = civil.card(rng, who, home, on, bare=on.year < 2016)
        sides.append(
            Side(key, word, who, civil.partial(rng, who.born, 0.08 if on.year < 2016 else 0), home.address, papers, number)
        )
    serial = rng.randint(1, 180)
    return Marriage(
        wife=sides[0],
        husband=sides[1],
        on=on,
        unit=unit,
        office=committee(rng, unit),
        number=f"{serial:02d}/{on.year}" if on.year >= 2016 or rng.random() < 0.6 else str(serial),
        signer=blocks.official(rng, on),
        title=rng.choice(("CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
    )


def _current(form: Form, marriage: Marriage, rng: Random) -> bool:
    paper = form.paper
    paper.write(Run(blocks.MOTTO[0], Style(13, bold=True)), align="center")
    paper.write(Run(blocks.MOTTO[1], Style(13.5, bold=True)), align="center", after=mm(7))
    title = ("GIẤY CHỨNG NHẬN KẾT HÔN",) if rng.random() < 0.8 else ("GIẤY CHỨNG NHẬN", "KẾT HÔN")
    blocks.title(paper, *title, sizes=(20,), gap=2, rule=False)
    paper.write([Run("Số: ", Style(13)), Run(marriage.number, form.value, "document_number")], align="center", after=mm(3))
    sides = (marriage.wife, marriage.husband)
    below = rng.random() < 0.5
    born = [("Ngày, tháng, năm sinh:", civil.figure_date(rng, side.born), f"{side.key}_date_of_birth") for side in sides]
    for rows in (
        *_names(form, [f"Họ, chữ đệm, tên {side.word}:" for side in sides], sides, below=below),
        ((born[0],), (born[1],)),
        _peoples(sides),
        _pair("Nơi cư trú:", [side.residence for side in sides], [f"{side.key}_residence" for side in sides]),
        _pair("Giấy tờ tùy thân:", [side.papers for side in sides], [f"{side.key}_personal_id" for side in sides]),
    ):
        _beside(form, rows)
    form.row(("Nơi đăng ký kết hôn:", civil.registered_at(rng, marriage.unit), "issuing_agency"))
    form.row(("Ngày, tháng, năm đăng ký:", civil.registered_on(rng, marriage.on), "issue_date"))
    return False


def _register(form: Form, marriage: Marriage, rng: Random) -> bool:
    _head(form, marriage, rng, dated=False)
    sides = (marriage.husband, marriage.wife)
    born = [("Ngày, tháng, năm sinh:", civil.figure_date(rng, side.born), f"{side.key}_date_of_birth") for side in sides]
    lives = rng.choice(("Nơi thường trú/tạm trú:", "Nơi thường trú:", "Nơi đăng ký hộ khẩu thường trú:"))
    # The longest label runs over two lines of its half.
    long = ("Số Giấy CMND/Hộ chiếu/Giấy tờ", "hợp lệ thay thế:")
    *above, papers = rng.choice((long, ("Số CMND/Hộ chiếu:",), ("Số Giấy CMND/Hộ chiếu:",)))
    for rows in (
        *_names(form, [f"Họ và tên {side.word}:" for side in sides], sides, below=rng.random() < 0.3),
        ((born[0],), (born[1],)),
        _peoples(sides),
        _pair(lives, [side.residence for side in sides], [f"{side.key}_residence" for side in sides]),
        *(_pair(label, ["", ""], [None, None]) for label in above),
        _pair(papers, [side.number for side in sides], [f"{side.key}_personal_id" for side in sides]),
    ):
        _beside(form, rows)
    form.row((rng.choice(("Nơi đăng ký:", "Nơi đăng ký kết hôn:")), civil.registered_at(rng, marriage.unit), "issuing_agency"))
    form.row(("Ngày, tháng, năm đăng ký:", civil.registered_on(rng, marriage.on), "issue_date"))
    form.row(("Ghi chú:", rng.choice(("", "", "Đăng ký lại")), None))
    return False


def _headed(form: Form, marriage: Marriage, rng: Random) -> bool:
    paper = form.paper
    _head(form, marriage, rng, dated=False)
    sides = (marriage.husband, marriage.wife)
    heads = rng.choice((("CHỒNG", "VỢ"), ("BÊN NAM", "BÊN NỮ"), ("NGƯỜI CHỒNG", "NGƯỜI VỢ")))
    paper.y += mm(form.step)
    for head, (x0, x1) in zip(heads, _halves(paper), strict=True):
        paper.record(paper.put([Run(head, Style(12.5, bold=True))], x0, x1, paper.y, "center"))
    born = [("Sinh ngày:", civil.figure_date(rng, side.born), f"{side.key}_date_of_birth") for side in sides]
    for rows in (
        *_names(form, ["Họ và tên:"] * 2, sides, below=False),
        ((born[0],), (born[1],)),
        _pair("Nghề nghiệp:", [rng.choice(("Làm ruộng", "Công nhân", "Giáo viên", "Buôn bán")) for _ in sides], [None, None]),
        _peoples(sides),
        _pair("Nơi thường trú:", [side.residence for side in sides], [f"{side.key}_residence" for side in sides]),
        _pair("Số CMND:", [side.number for side in sides], [f"{side.key}_personal_id" for side in sides]),
    ):
        _beside(form, rows)
    form.row(("Đăng ký tại:", civil.registered_at(rng, marriage.unit), "issuing_agency"))
    form.row((rng.choice(("Đăng ký ngày:", "Ngày đăng ký:")), civil.registered_on(rng, marriage.on), "issue_date"))
    return False


def _ruled(form: Form, marriage: Marriage, rng: Random) -> bool:
    paper, sides = form.paper, (marriage.husband, marriage.wife)
    dated = rng.random() < 0.5
    _head(form, marriage, rng, dated=dated)
    paper.y += mm(2)
    rows = [
        ("", "CHỒNG", "VỢ"),
        ("Họ và tên", *(civil.shown(form, side.who.name) for side in sides)),
        ("Sinh ngày", *(civil.figure_date(rng, side.born) for side in sides)),
        ("Dân tộc", *(side.who.ethnicity for side in sides)),
        ("Quốc tịch", "Việt Nam", "Việt Nam"),
        ("Nghề nghiệp", *(rng.choice(("Làm ruộng", "Công nhân", "Bộ đội", "Buôn bán")) for _ in sides)),
        ("Nơi thường trú", *(side.residence for side in sides)),
        ("Số CMND", *(side.number for side in sides)),
    ]
    keys = {1: "full_name", 2: "date_of_birth", 3: "ethnicity", 4: "nationality", 6: "residence", 7: "personal_id"}
    names = {(row, n): f"{side.key}_{key}" for row, key in keys.items() for n, side in enumerate(sides, start=1)}
    voice = form.value.voice
    table(paper, rows, (0.22, 0.39, 0.39), voices={1: voice, 2: voice}, fields=names)
    form.row(("Đăng ký tại:", civil.registered_at(rng, marriage.unit), "issuing_agency"))
    if not dated:
        form.row(("Đăng ký ngày:", civil.registered_on(rng, marriage.on), "issue_date"))
    return dated


def _head(form: Form, marriage: Marriage, rng: Random, *, dated: bool) -> None:
    paper = form.paper
    printed = paper.style("print", 12.5)
    lines = (f"UBND {marriage.unit.full.upper()}",) if rng.random() < 0.4 else marriage.office.header
    number = [Run("Số: ", printed), Run(marriage.number, form.value, "document_number")]
    book = [Run("Quyển số: ", printed), Run(rng.choice(("01", f"01/{marriage.on.year}")), form.value)]
    blocks.header(paper, lines, number, blocks.date_line(paper, marriage.office.place, marriage.on) if dated else book)
    kind = rng.choice(("(BẢN CHÍNH)", "", ""))
    blocks.title(paper, "GIẤY CHỨNG NHẬN KẾT HÔN", *((kind,) if kind else ()), sizes=(19, 12), gap=2, rule=False)


def _names(form: Form, labels: list[str], sides: tuple[Side, ...], *, below: bool) -> list[Beside]:
    """Names beside their labels, or on a line of their own under them."""
    items = [(civil.shown(form, side.who.name), f"{side.key}_full_name") for side in sides]
    if below:
        return [_pair2(labels, ["", ""], [None, None]), _pair2(["", ""], [i[0] for i in items], [i[1] for i in items])]
    return [_pair2(labels, [i[0] for i in items], [i[1] for i in items])]


def _pair2(labels: list[str], values: list[str], fields: Sequence[str | None]) -> Beside:
    left, right = ((label, value, name) for label, value, name in zip(labels, values, fields, strict=True))
    return (left,), (right,)


def _pair(label: str, values: list[str], fields: Sequence[str | None]) -> Beside:
    return _pair2([label, label], values, fields)


def _peoples(sides: tuple[Side, ...]) -> Beside:
    left, right = (
        (("Dân tộc:", side.who.ethnicity, f"{side.key}_ethnicity"), ("Quốc tịch:", "Việt Nam", f"{side.key}_nationality"))
        for side in sides
    )
    return left, right


def _halves(paper: Paper) -> tuple[tuple[int, int], tuple[int, int]]:
    middle = (paper.left + paper.right) // 2
    return (paper.left - mm(4), middle - mm(3)), (middle + mm(2), paper.right)


def _beside(form: Form, rows: Beside) -> None:
    """The two rows at one height, each in its half; what follows begins under the longer."""
    paper, edges, top, reach = form.paper, (form.paper.left, form.paper.right), form.paper.y, 0.0
    for items, (left, right) in zip(rows, _halves(paper), strict=True):
        paper.y, paper.left, paper.right = top, left, right
        form.row(*items)
        reach = max(reach, paper.y)
        paper.left, paper.right = edges
    paper.y = reach


def _couple(paper: Paper, marriage: Marriage, rng: Random, *, wife_left: bool) -> None:
    """The two signatures above the official's."""
    paper.y += mm(7)
    sides = (marriage.wife, marriage.husband) if wife_left else (marriage.husband, marriage.wife)
    top = paper.y
    for side, (x0, x1) in zip(sides, _halves(paper), strict=True):
        paper.record(paper.put([Run(side.word.capitalize(), Style(12.5, bold=True))], x0, x1, top, "center"))
        wide = mm(rng.uniform(22, 34))
        mask = ink.signature(wide, rng)
        ink.lay(paper.page, mask, paper.look.pen, round((x0 + x1 - wide) / 2), round(top + mm(rng.uniform(2, 5))))
        if rng.random() < 0.6:
            name = paper.put([Run(side.who.name, Style(12.5, voice="hand"))], x0, x1, top + mm(19), "center")
            paper.record(name)
    paper.y = top + mm(23)
