"""Marriage certificates after the forms of 1998, 2006, 2015 and 2020."""

from __future__ import annotations

from benchmarks.documents import civil, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, day, person
from benchmarks.documents.pieces import Piece, Tab, Value
from benchmarks.documents.places import Place


def marriage_2015(p: Paper) -> None:
    """Circulars 15/2015 and 04/2020: wife on the left, husband on the right."""
    rng = p.rng
    year = rng.randint(2016, 2026)
    when = day(rng, year, year)
    where = places.place(rng, 2026 if (year, when.month) >= (2025, 7) else 2020)
    wife, husband = person(rng, 1970, year - 19, sex="Nữ", seen=year), person(rng, 1965, year - 21, sex="Nam", seen=year)
    agencies = civil.registered(p, where)
    heads.centred(p)
    p.centre("GIẤY CHỨNG NHẬN KẾT HÔN", cut=1, grow=rng.uniform(3, 6), step=1.3)
    p.flow(heads.number(p, f"{rng.randint(1, 160):02d}/{year}"), x=p.middle - 150)
    p.y += p.step // 2
    _columns(p, (("wife", "vợ", wife), ("husband", "chồng", husband)), when, where, new=True)
    p.flow(["Nơi đăng ký kết hôn:", Value(agencies, "issuing_agency")])
    p.flow(["Ngày, tháng, năm đăng ký:", *p.day("issue_date", when, rng.choice(("/", "words")))])
    _signed_couple(p, where, "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", ("Vợ", "Chồng"))


def marriage_2006(p: Paper) -> None:
    """Decision 01/2006: husband on the left; number and book at the top."""
    rng = p.rng
    year = rng.randint(2006, 2015)
    when = day(rng, year, year)
    where = places.place(rng, 2010)
    wife, husband = (
        person(rng, 1955, year - 19, sex="Nữ", seen=2010, partial=0.1),
        person(rng, 1950, year - 21, sex="Nam", seen=2010, partial=0.1),
    )
    office = heads.commune_office(rng, where)
    heads.two_columns(
        p, office, heads.number(p, f"{rng.randint(1, 160)}"), ["Quyển số:", Value(f"{rng.randint(1, 2):02d}/{year}")]
    )
    p.centre("GIẤY CHỨNG NHẬN KẾT HÔN", cut=1, grow=rng.uniform(3, 6), step=1)
    p.centre("(BẢN CHÍNH)", grow=-1, step=1.5)
    couple = (("husband", "chồng", husband), ("wife", "vợ", wife))
    _columns(p, couple if rng.random() < 0.7 else couple[::-1], when, where, new=False)
    agencies = heads.full_name(office, where)
    p.fields["issuing_agency"] = agencies
    p.flow([rng.choice(("Nơi đăng ký:", "Đăng ký tại:")), Value(agencies, "issuing_agency")])
    p.flow(["Ngày, tháng, năm đăng ký:", *p.day("issue_date", when, rng.choice(("/", "words")))])
    _signed_couple(p, where, "", ("Chồng", "Vợ"))


def marriage_1998(p: Paper) -> None:
    """The form of 1998: husband and wife one under the other, place and day at the foot."""
    rng = p.rng
    year = rng.randint(1998, 2005)
    when = day(rng, year, year)
    where = places.place(rng, 2000)
    wife, husband = (
        person(rng, 1945, year - 19, sex="Nữ", seen=2000, partial=0.3),
        person(rng, 1940, year - 21, sex="Nam", seen=2000, partial=0.3),
    )
    office = heads.commune_office(rng, where)
    heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 160)}/{year}"), None)
    p.centre(rng.choice(("GIẤY CHỨNG NHẬN KẾT HÔN", "GIẤY CHỨNG NHẬN ĐĂNG KÝ KẾT HÔN")), cut=1, grow=4, step=1.8)
    for key, label, who in (("husband", "chồng", husband), ("wife", "vợ", wife)):
        p.flow([f"Họ và tên {label}:", p.value(f"{key}_full_name", civil.names(p, who), who.name)])
        p.flow(["Sinh ngày:" if who.born.day else "Năm sinh:", *p.born(who, f"{key}_date_of_birth", rng.choice(("/", "words")))])
        p.flow(
            [
                "Dân tộc:",
                p.value(f"{key}_ethnicity", who.people),
                Tab(0.5),
                "Quốc tịch:",
                p.value(f"{key}_nationality", "Việt Nam"),
            ]
        )
        p.flow(["Nghề nghiệp:", Value(rng.choice(("Làm ruộng", "Buôn bán", "Giáo viên", "Bộ đội")))])
        p.flow(["Nơi thường trú:", p.value(f"{key}_residence", places.address(rng, 2000))])
        p.flow(["Số CMND:" if rng.random() < 0.5 else "Giấy CMND số:", p.value(f"{key}_personal_id", who.number)])
        p.y += 20
    p.flow(["Kết hôn lần thứ nhất, có hiệu lực kể từ ngày ký Giấy chứng nhận này."])
    p.y += p.step // 2
    p.room(8)
    p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    p.leaf.print(p.left + 250, p.y, "Chồng", cut=1, align="m")
    p.leaf.print(p.left + 680, p.y, "Vợ", cut=1, align="m")
    signers.sign(p, signers.committee(rng, office), office)


def _columns(p: Paper, couple: tuple[tuple[str, str, Person], ...], when: Day, where: Place, *, new: bool) -> None:
    rng = p.rng
    wide = (p.right - p.left) // 2 - 30
    form, living = (
        rng.choice(("/", "-", "words")),
        "Nơi cư trú:" if new else rng.choice(("Nơi thường trú/tạm trú:", "Nơi thường trú:")),
    )
    rows: list[list[list[Piece]]] = []
    for key, label, who in couple:
        name = f"Họ, chữ đệm, tên {label}:" if new else f"Họ và tên {label}:"
        card: list[Piece] = (
            ["Giấy tờ tùy thân:", *civil.card(p, f"{key}_personal_id", who, when, where)] if new
            else ["Số Giấy CMND/Hộ chiếu:", p.value(f"{key}_personal_id", who.number)]
        )  # fmt: skip
        rows.append([
            [name, p.value(f"{key}_full_name", civil.names(p, who), who.name)],
            ["Ngày, tháng, năm sinh:", *p.born(who, f"{key}_date_of_birth", form)],
            ["Dân tộc:", p.value(f"{key}_ethnicity", who.people)],
            ["Quốc tịch:", p.value(f"{key}_nationality", "Việt Nam")],
            [living, p.value(f"{key}_residence", places.address(rng, 2020 if new else 2010))],
            card,
        ])  # fmt: skip
    together = rng.random() < 0.3
    for left, right in zip(*rows, strict=True):
        if together and left[0] == "Dân tộc:":
            continue
        ends = [
            p.flow([*_joined(rows, at, pieces, together=together)], x=p.left + at * (wide + 60), wide=wide, y=p.y)
            for at, pieces in enumerate((left, right))
        ]
        p.y = max(ends)
    p.y += p.step // 3


def _joined(rows: list[list[list[Piece]]], at: int, pieces: list[Piece], *, together: bool) -> list[Piece]:
    """People and nationality on one line where the form has them so."""
    if together and pieces[0] == "Quốc tịch:":
        return [*rows[at][2], Tab(0.47), *pieces]
    return pieces


def _signed_couple(p: Paper, where: Place, own: str, names: tuple[str, str]) -> None:
    rng = p.rng
    p.y += p.step // 2
    p.room(7)
    for at, name in enumerate(names):
        x = p.left + 230 + 440 * at
        p.leaf.print(x, p.y, name, cut=1, align="m")
        p.leaf.signature(x - 180, p.y + 90)
    office = heads.commune_office(rng, where)
    signers.sign(p, signers.committee(rng, office) if not own else ["CHỦ TỊCH" if rng.random() < 0.5 else "PHÓ CHỦ TỊCH"], office,
                 x=round(0.77 * p.size[0]), before=own if rng.random() < 0.4 else "")  # fmt: skip
