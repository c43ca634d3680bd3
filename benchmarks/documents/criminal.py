"""Judicial records (phiếu lý lịch tư pháp), forms 1 and 2."""

from __future__ import annotations

from benchmarks.documents import civil, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, day, person, signer
from benchmarks.documents.pieces import Piece, Tab, Value, Words
from benchmarks.documents.places import Place


def _record(p: Paper, when: Day) -> str:
    rng = p.rng
    if rng.random() < 0.8:
        return "Không có án tích"
    return rng.choice(("Có án tích", f"Có án tích (Bản án số {rng.randint(2, 90)}/{when.year - 4}/HSST)"))


def criminal_2011(p: Paper) -> None:
    """Circulars 13/2011 and 16/2013/TT-BTP, forms 1 and 2: numbered rows, from a provincial department of justice."""
    rng = p.rng
    when = day(rng, 2011, 2024)
    where = places.place(rng, 2020)
    _criminal(p, heads.department(rng, where, "Sở Tư pháp", "STP"), "GIÁM ĐỐC", when, where, numbered=True)


def criminal_2025(p: Paper) -> None:
    """Since March 2025: from the police."""
    rng = p.rng
    when = day(rng, 2025, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2020)
    name = where.province.upper()
    lines = rng.choice((("BỘ CÔNG AN", f"CÔNG AN {name}"), (f"CÔNG AN {name}", "PHÒNG HỒ SƠ NGHIỆP VỤ")))
    full = f"Công an {where.province}" if lines[0].startswith("BỘ") else f"Phòng Hồ sơ nghiệp vụ Công an {where.province}"
    office = heads.Office(lines, full, heads.town_of(where), "CAT", "")
    _criminal(p, office, "GIÁM ĐỐC" if lines[0].startswith("BỘ") else "TRƯỞNG PHÒNG", when, where, numbered=rng.random() < 0.5)


def criminal_words(p: Paper) -> None:
    """Without numbers before the rows, as departments printed it from their own software."""
    rng = p.rng
    when = day(rng, 2010, 2019)
    where = places.place(rng, 2015)
    _criminal(p, heads.department(rng, where, "Sở Tư pháp", "STP"), "GIÁM ĐỐC", when, where, numbered=False)


def _criminal(p: Paper, office: heads.Office, title: str, when: Day, where: Place, *, numbered: bool) -> None:
    rng = p.rng
    who = person(rng, 1955, when.year - 18, seen=when.year)
    kind = rng.choice((1, 1, 2))
    number = f"{rng.randint(2, 9000)}" + rng.choice((f"/{when.year}/STP-LLTP", f"/{office.symbol}-LLTP", f"/PLLTP{kind}"))
    heads.two_columns(p, office, heads.number(p, number), heads.placed(p, office.town, when))
    p.fields["issuing_agency"] = office.full
    p.centre(f"PHIẾU LÝ LỊCH TƯ PHÁP SỐ {kind}", cut=1, grow=rng.uniform(1, 4), step=1.5)
    if rng.random() < 0.5:
        p.flow([Words("Căn cứ Luật Lý lịch tư pháp ngày 17 tháng 6 năm 2009;", 2)], indent=110)
    p.flow([Words("XÁC NHẬN:", 1)], x=p.middle - 120)
    rows: list[list[Piece]] = [
        [rng.choice(("Họ và tên:", "Họ và tên khai sinh:")), p.value("full_name", civil.upper(p, who), who.name)],
        ["Giới tính:", p.value("sex", who.sex)],
        [
            "Ngày, tháng, năm sinh:" if rng.random() < 0.6 else "Ngày tháng năm sinh:",
            *p.born(who, form=rng.choice(("/", "/", "words"))),
        ],
        ["Nơi sinh:", Value(places.address(rng, 2020, full=0.1))],
        ["Quốc tịch:", Value("Việt Nam")],
        [rng.choice(("Nơi thường trú:", "Nơi cư trú:")), Value(places.address(rng, 2020))],
        ["Nơi tạm trú:", Value("")],
        [
            "Giấy CMND/Thẻ căn cước công dân/Hộ chiếu:" if len(who.number) == 12 else "Giấy CMND/Hộ chiếu:",
            *civil.short_card(p, who, when, where),
        ],
    ]
    if kind == 2:
        rows.insert(
            7, ["Họ và tên cha:", Value(signer(rng)), Tab(0.5), "Họ và tên mẹ:", Value(person(rng, 1930, 1970, sex="Nữ").name)]
        )
    rows.append(["Tình trạng án tích:", p.value("criminal_record", _record(p, when), cut=1 if rng.random() < 0.3 else None)])
    rows.append(
        [
            "Thông tin về cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã:",
            Value(rng.choice(("Không bị cấm", "Không có"))),
        ]
    )
    for at, row in enumerate(rows):
        p.flow([f"{at + 1}.", *row] if numbered else row)
    p.y += p.step // 2
    p.room(6)
    top = p.y
    signers.sign(p, signers.chief(rng, title), office, before="" if rng.random() < 0.8 else "NGƯỜI CÓ THẨM QUYỀN")
    if rng.random() < 0.5:
        p.leaf.print(p.left + 250, top, "NGƯỜI LẬP PHIẾU", cut=1, align="m", grow=-0.5)
        p.leaf.signature(p.left + 60, top + 60)
