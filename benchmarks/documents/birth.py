"""Birth certificates after the forms of 1998, 2006, 2015 and 2020."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.documents import civil, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, before, day, day_said, person
from benchmarks.documents.pieces import Piece, Tab, Value, Words
from benchmarks.documents.places import Place


def _born_said(p: Paper, who: Person) -> list[Piece]:
    if not who.born.day:
        return []
    said = day_said(who.born, south=p.rng.random() < 0.4, comma=p.rng.random() < 0.3)
    return [p.rng.choice(("ghi bằng chữ:", "Ghi bằng chữ:", "Bằng chữ:")), Value(said)]


def _child(p: Paper, when: Day, first: int, *, seen: int = 2010, partial: float = 0) -> Person:
    """Registered soon after birth, or many years late."""
    rng = p.rng
    if rng.random() < 0.25:
        return person(rng, first, when.year - 2, seen=seen, partial=partial)
    found = person(rng, when.year - 2, when.year - 1, seen=seen)
    return replace(found, born=before(rng, when, 3, 60)) if len(found.number) == 9 else found


def _parents(p: Paper, child: Person, seen: int) -> tuple[Person, Person]:
    born = child.born.year
    return (
        person(p.rng, born - 42, born - 18, sex="Nữ", seen=seen),
        person(p.rng, born - 50, born - 20, sex="Nam", seen=seen),
    )


def birth_2015(p: Paper) -> None:
    """Circulars 15/2015, 04/2020, 04/2024: mother before father."""
    rng = p.rng
    year = rng.randint(2016, 2026)
    when = day(rng, year, year)
    where = places.place(rng, 2026 if (year, when.month) >= (2025, 7) else 2020)
    child = _child(p, when, 1985, seen=2026)
    mother, father = _parents(p, child, 2022)
    filer = rng.choice((mother, father, person(rng, 1945, 1995)))
    agencies = civil.registered(p, where)
    if rng.random() < 0.5:
        office = heads.commune_office(rng, where)
        heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 420):02d}/{year}"), None)
        p.fields["issuing_agency"] = agencies
        p.centre("GIẤY KHAI SINH", cut=1, grow=rng.uniform(4, 9), step=1.9)
    else:
        heads.centred(p)
        p.centre("GIẤY KHAI SINH", cut=1, grow=rng.uniform(5, 10), step=1.4)
        p.flow(heads.number(p, f"{rng.randint(1, 420)}/{year}"), x=p.middle - 150 if rng.random() < 0.6 else p.left)
        p.y += p.step // 2
    p.flow(["Họ, chữ đệm, tên:", p.value("full_name", civil.names(p, child), child.name, cut=1 if rng.random() < 0.5 else None)])
    p.flow(["Ngày, tháng, năm sinh:", *p.born(child, form=rng.choice(("/", "/", "words", "-"))), *_born_said(p, child)])
    p.flow(
        [
            "Giới tính:",
            p.value("sex", child.sex),
            Tab(0.33),
            "Dân tộc:",
            p.value("ethnicity", child.people),
            Tab(0.64),
            "Quốc tịch:",
            p.value("nationality", "Việt Nam"),
        ]
    )
    home = places.address(rng, 2020, full=0.1)
    born_at = rng.choice(
        (
            f"Bệnh viện đa khoa {where.province}",
            f"Trạm y tế {where.chain}",
            f"Trung tâm y tế {where.above}",
            home,
            f"Bệnh viện Phụ sản {where.short}, {where.chain}",
        )
    )
    p.flow(["Nơi sinh:", p.value("place_of_birth", born_at)])
    p.flow(["Quê quán:", p.value("home_town", home)])
    if rng.random() < 0.8 and len(child.number) == 12:
        p.flow(["Số định danh cá nhân:", p.value("personal_id", child.number)])
    elif rng.random() < 0.6:
        p.flow(["Số định danh cá nhân:", Value("")])
    for label, who, key in (("mẹ", mother, "mother"), ("cha", father, "father")):
        p.flow([f"Họ, chữ đệm, tên người {label}:", p.value(f"{key}_full_name", civil.names(p, who), who.name)])
        p.flow(
            [
                "Năm sinh:",
                p.value(f"{key}_birth_year", str(who.born.year)),
                Tab(0.33),
                "Dân tộc:",
                Value(who.people),
                Tab(0.64),
                "Quốc tịch:",
                Value("Việt Nam"),
            ]
        )
        p.flow(["Nơi cư trú:", Value(places.address(rng, 2020, where=where))])
    shown = civil.names(p, filer) if rng.random() < 0.5 else filer.name
    p.flow(["Họ, chữ đệm, tên người đi khai sinh:", p.value("declarant_full_name", shown, filer.name)])
    if rng.random() < 0.8:
        card = civil.card(p, "x", filer, when, where)
        del p.fields["x"]
        p.flow(["Giấy tờ tùy thân:", *[Value(piece.text) for piece in card if isinstance(piece, Value)]])
    p.flow(["Nơi đăng ký khai sinh:", Value(agencies, "issuing_agency")])
    p.flow(["Ngày, tháng, năm đăng ký:", *p.day("issue_date", when, rng.choice(("/", "words", "words")))])
    _signed(p, where, "NGƯỜI KÝ GIẤY KHAI SINH")


def _signed(p: Paper, where: Place, own: str, *, left: str = "") -> None:
    rng = p.rng
    office = heads.commune_office(rng, where)
    p.y += round(0.4 * p.step)
    p.room(6)
    if left:
        p.leaf.print(p.left + 330, p.y, left, cut=1, align="m", grow=-0.5)
    titles = signers.committee(rng, office)
    copy = rng.random() < 0.2
    if copy:
        signers.boxed(p, p.left, 420, "BẢN SAO")
    if own and rng.random() < 0.75:
        signers.sign(
            p,
            titles[-1:] if rng.random() < 0.7 else [],
            office,
            before=own,
            copy=copy,
            note="(Ký, ghi rõ họ, chữ đệm, tên, chức vụ, đóng dấu)" if rng.random() < 0.3 else "",
        )
    else:
        signers.sign(p, titles, office, copy=copy)


def birth_2006(p: Paper) -> None:
    """Decision 01/2006/QĐ-BTP: number and book at the right, registered at … on …, father before or after mother."""
    rng = p.rng
    year = rng.randint(2006, 2015)
    when = day(rng, year, year)
    where = places.place(rng, 2010)
    child = _child(p, when, 1970, partial=0.12)
    mother, father = _parents(p, child, 2010)
    filer = rng.choice((mother, father, person(rng, 1930, 1980)))
    office = heads.commune_office(rng, where)
    top = p.y
    right = p.right - 520
    p.flow(heads.number(p, f"{rng.randint(1, 300)}", before="Số:"), x=right, y=top + round(2.6 * p.step), bare=True)
    p.flow(["Quyển số:", Value(f"{rng.randint(1, 3):02d}/{year}")], x=right, y=top + round(3.6 * p.step), bare=True)
    p.y = top
    heads.nation(p, p.middle)
    p.y = top + round(3.2 * p.step)
    p.fields["issuing_agency"] = heads.full_name(office, where)
    p.centre("GIẤY KHAI SINH", cut=1, grow=rng.uniform(5, 9), step=1)
    p.centre(rng.choice(("(BẢN CHÍNH)", "BẢN CHÍNH", "(Bản chính)")), grow=-1, step=1.6)
    p.flow(
        [
            rng.choice(("Họ và tên:", "Họ và tên khai sinh:")),
            p.value("full_name", civil.names(p, child), child.name),
            Tab(0.7),
            rng.choice(("Giới tính:", "Nam, nữ:")),
            p.value("sex", child.sex),
        ]
    )
    p.flow(["Ngày, tháng, năm sinh:", *p.born(child, form=rng.choice(("/", "-", "words")))])
    if child.born.day:
        p.flow(
            [Words("(Bằng chữ:"), Value(day_said(child.born)), ")"]
            if rng.random() < 0.5
            else ["Viết bằng chữ:", Value(day_said(child.born, south=True))]
        )
    p.flow(
        [
            "Nơi sinh:",
            p.value(
                "place_of_birth",
                rng.choice((f"Trạm xá {where.chain}", places.address(rng, 2010), f"Bệnh viện đa khoa {where.district}")),
            ),
        ]
    )
    p.flow(["Dân tộc:", p.value("ethnicity", child.people), Tab(0.5), "Quốc tịch:", p.value("nationality", "Việt Nam")])
    p.flow(["Quê quán:", p.value("home_town", places.address(rng, 2010, full=0.2))])
    parents = [("cha", father, "father"), ("mẹ", mother, "mother")]
    for label, who, key in parents if rng.random() < 0.6 else parents[::-1]:
        p.flow(
            [f"Họ và tên {label}:", p.value(f"{key}_full_name", who.name if rng.random() < 0.6 else who.name.upper(), who.name)]
        )
        p.flow(
            [
                "Dân tộc:",
                Value(who.people),
                Tab(0.33),
                "Quốc tịch:",
                Value("Việt Nam"),
                Tab(0.66),
                "Năm sinh:",
                p.value(f"{key}_birth_year", str(who.born.year)),
            ]
        )
        p.flow(["Nơi thường trú/tạm trú:", Value(places.address(rng, 2010, where=where))])
    p.flow(["Họ và tên người đi khai sinh:", p.value("declarant_full_name", filer.name)])
    p.flow(["Quan hệ với người được khai sinh:", Value(rng.choice(("Mẹ đẻ", "Cha đẻ", "Bà ngoại", "Ông nội", "Bản thân")))])
    p.flow(
        [
            rng.choice(("Nơi đăng ký:", "Đăng ký tại:", "Nơi đăng ký khai sinh:")),
            Value(str(p.fields["issuing_agency"]), "issuing_agency"),
        ]
    )
    p.flow([rng.choice(("Ngày, tháng, năm đăng ký:", "Ngày đăng ký:")), *p.day("issue_date", when, rng.choice(("/", "words")))])
    if rng.random() < 0.4:
        p.flow(["Ghi chú:", Value(rng.choice(("", "Đăng ký quá hạn", "Đăng ký lại")))])
    _signed(p, where, "", left=rng.choice(("", "Người đi khai sinh", "CÁN BỘ TƯ PHÁP - HỘ TỊCH")))


def birth_1998(p: Paper) -> None:
    """Decree 83/1998's form: a table of mother and father; sex as "Nam, nữ"; place and day at the foot."""
    rng = p.rng
    year = rng.randint(1999, 2005)
    when = day(rng, year, year)
    where = places.place(rng, 2000)
    child = _child(p, when, 1960, partial=0.15)
    mother, father = _parents(p, child, 2000)
    filer = rng.choice((mother, father))
    office = heads.commune_office(rng, where)
    heads.two_columns(p, office, heads.number(p, f"{rng.randint(1, 300)}/{year}"), None)
    p.fields["issuing_agency"] = office.full
    p.centre("GIẤY KHAI SINH", cut=1, grow=6, step=1.7)
    p.flow(
        ["Họ và tên:", p.value("full_name", civil.names(p, child), child.name), Tab(0.68), "Nam, nữ:", p.value("sex", child.sex)]
    )
    p.flow([rng.choice(("Sinh ngày:", "Ngày, tháng, năm sinh:")), *p.born(child, form=rng.choice(("/", "words")))])
    p.flow(["Nơi sinh:", p.value("place_of_birth", places.address(rng, 2000, where=where))])
    p.flow(["Quê quán:", p.value("home_town", places.address(rng, 2000, full=0.2))])
    p.flow(["Dân tộc:", p.value("ethnicity", child.people), Tab(0.5), "Quốc tịch:", p.value("nationality", "Việt Nam")])
    p.y += 20
    columns = (p.left, p.left + 520, p.left + 520 + (p.right - p.left - 520) // 2, p.right)
    rows: list[tuple[str, Value, Value]] = [
        ("Họ và tên", p.value("mother_full_name", mother.name), p.value("father_full_name", father.name)),
        ("Năm sinh", p.value("mother_birth_year", str(mother.born.year)), p.value("father_birth_year", str(father.born.year))),
        ("Dân tộc", Value(mother.people), Value(father.people)),
        (
            "Nghề nghiệp",
            Value(rng.choice(("Làm ruộng", "Nội trợ", "Giáo viên"))),
            Value(rng.choice(("Công nhân", "Làm rẫy", "Thợ hồ"))),
        ),
        ("Nơi thường trú", Value(where.chain), Value(where.chain)),
    ]
    p.table(columns, [("PHẦN GHI VỀ", "NGƯỜI MẸ", "NGƯỜI CHA"), *rows])
    p.flow(
        [
            "Họ và tên người đứng khai:" if rng.random() < 0.5 else "Họ và tên người khai:",
            p.value("declarant_full_name", filer.name),
        ]
    )
    p.y += p.step // 2
    p.room(7)
    p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    signers.sign(p, signers.committee(rng, office), office)
