"""Decisions and official letters."""

from __future__ import annotations

import random

from benchmarks import words
from benchmarks.documents import heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, day, of, person
from benchmarks.documents.pieces import Words
from benchmarks.documents.places import Place

_DEPARTMENTS = tuple(
    (f"Sở {name}", symbol)
    for name, symbol in (
        ("Nội vụ", "SNV"),
        ("Tài chính", "STC"),
        ("Xây dựng", "SXD"),
        ("Công Thương", "SCT"),
        ("Giáo dục và Đào tạo", "SGDĐT"),
        ("Nông nghiệp và Phát triển nông thôn", "SNN"),
        ("Lao động - Thương binh và Xã hội", "SLĐTBXH"),
        ("Y tế", "SYT"),
        ("Giao thông vận tải", "SGTVT"),
        ("Văn hóa, Thể thao và Du lịch", "SVHTTDL"),
    )
)
ACTS = of(
    "cử cán bộ, công chức tham gia lớp bồi dưỡng nghiệp vụ|cho phép chuyển mục đích sử dụng đất|"
    "phê duyệt kết quả lựa chọn nhà thầu|thành lập Tổ công tác {x}|công nhận kết quả kiểm tra {x}|"
    "phê duyệt báo cáo kinh tế - kỹ thuật công trình {y}|giao chỉ tiêu kế hoạch phát triển kinh tế - xã hội|"
    "ban hành Quy chế làm việc của {z}|thu hồi đất để thực hiện dự án {y}|hỗ trợ kinh phí {x}|"
    "nâng bậc lương thường xuyên đối với viên chức|phê duyệt phương án bồi thường, hỗ trợ và tái định cư dự án {y}|"
    "công nhận hộ nghèo, hộ cận nghèo năm {n}|xử phạt vi phạm hành chính trong lĩnh vực đất đai|kiện toàn Ban Chỉ đạo {x}"
)
_PERSONAL = of(
    "bổ nhiệm {p} giữ chức vụ Phó Trưởng phòng|cho {p} nghỉ hưu hưởng chế độ bảo hiểm xã hội|"
    "xử phạt vi phạm hành chính đối với {p}|công nhận quyền sử dụng đất đối với hộ {p}|"
    "cho phép {p} chuyển mục đích sử dụng đất|giải quyết khiếu nại lần đầu của {p}|trợ cấp xã hội hàng tháng đối với {p}|"
    "thu hồi đất của hộ {p} để thực hiện dự án {y}|tuyển dụng {p} vào viên chức"
)
_WORKS = of(
    "đường liên xã An Lộc - Vĩnh Hòa|trường tiểu học Phú Mỹ 2|trạm bơm Cầu Ván|kè chống sạt lở sông Cái|"
    "nhà văn hóa thôn Đông Thượng|cầu Rạch Sỏi 3"
)
ASKED = of(
    "hướng dẫn thực hiện {x}|đề nghị cung cấp hồ sơ {y}|trả lời kiến nghị của công dân về {x}|báo cáo tình hình {x}|"
    "góp ý dự thảo Nghị quyết về {x}|triển khai {x} theo Nghị định số {n2}/{n}/NĐ-CP|mời tham dự tập huấn {x}|"
    "đôn đốc tiến độ thi công {y}|xin ý kiến về phương án {x}|tăng cường công tác {x}|đính chính văn bản về {x}"
)
_MATTERS = of(
    "số hóa kết quả giải quyết thủ tục hành chính|phòng, chống dịch bệnh trên đàn gia súc, gia cầm|quản lý đất công ích|"
    "bảo đảm an toàn thực phẩm dịp Tết Nguyên đán|rà soát hộ nghèo|đăng ký, quản lý hộ tịch|"
    "phòng cháy, chữa cháy và cứu nạn, cứu hộ|giải ngân vốn đầu tư công|chuẩn hóa dữ liệu dân cư|"
    "bảo trì đường giao thông nông thôn|chi trả trợ cấp cho người có công|cải cách hành chính năm {n}"
)


def filled(rng: random.Random, text: str, year: int) -> str:
    """*text* of ACTS or ASKED with its blanks filled."""
    text = text.replace("{x}", rng.choice(_MATTERS)).replace(
        "{y}", f"công trình {rng.choice(_WORKS)}" if "công trình {y}" not in text and "dự án" not in text else rng.choice(_WORKS)
    )
    return text.replace("{z}", "Ủy ban nhân dân").replace("{n2}", str(rng.randint(2, 170))).replace("{n}", str(year))


def issuer(rng: random.Random, where: Place) -> tuple[heads.Office, list[str], str]:
    """An office, who signs for it, and who decides."""
    kind = rng.choice(("province", "district", "commune", "department", "department", "division"))
    if kind == "division" and where.district:
        name, symbol = rng.choice(
            (("Phòng Giáo dục và Đào tạo", "PGDĐT"), ("Phòng Nội vụ", "PNV"), ("Phòng Tài nguyên và Môi trường", "PTNMT"))
        )
        return (
            heads.division(rng, where.district, name, places.bare(where.district), symbol),
            signers.chief(rng, "TRƯỞNG PHÒNG"),
            f"TRƯỞNG {name.upper()}",
        )
    if kind in {"department", "division"}:
        name, symbol = rng.choice(_DEPARTMENTS)
        office = heads.department(rng, where, name, symbol)
        titles = signers.chief(rng, "GIÁM ĐỐC")
        if rng.random() < 0.15:
            titles = ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]
        return office, titles, f"GIÁM ĐỐC {office.full.upper()}"
    if kind == "district" and not where.district:
        kind = "commune"
    office = {"province": heads.province_office, "district": heads.district_office, "commune": heads.commune_office}[kind](
        rng, where
    )
    titles = signers.committee(rng, office)
    if rng.random() < 0.1:
        titles = ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]
    if kind == "province" and rng.random() < 0.1:
        titles = ["TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ TƯ PHÁP"]
    return office, titles, rng.choice((office.full.upper(), f"CHỦ TỊCH {office.full.upper()}"))


def dated(p: Paper) -> tuple[Day, Place]:
    """A day and a place as the day's map has it; of the years of typewriters where the paper is typed."""
    rng = p.rng
    when = day(rng, 1988, 2000) if p.style.filling == "typed" else day(rng, 1998, 2026)
    return when, places.place(rng, 2026 if when.year > 2025 else 2015)


def end(p: Paper, office: heads.Office, titles: list[str], where: Place) -> None:
    """Recipients and signer."""
    rng = p.rng
    p.y += p.step // 2
    p.room(7)
    top = p.y
    signers.recipients(p, rng.choice((
        ["- Như Điều 3;", f"- UBND {where.province};", "- Lưu: VT, TH."], ["- Như trên;", "- Lưu: VT."],
        ["- Như trên;", f"- Phòng Nội vụ {where.district or where.province};", "- CT, các PCT;", "- Lưu: VT, NC (05b)."],
    )), top)  # fmt: skip
    signers.sign(p, titles, office)


def _stamps(p: Paper) -> int:
    """Stamps at the left below the head, from the paper's y; the y below them."""
    if p.rng.random() < 0.2:
        y = p.y - p.rng.randint(0, 60)
        signers.mail_stamp(p, p.rng.randint(120, 220), y)
        return y + 400
    if p.rng.random() < 0.1:
        signers.boxed(p, p.left, p.y - 30, p.rng.choice(("HỎA TỐC", "KHẨN")))
        return p.y + 150
    return p.y


def decision_plain(p: Paper) -> None:
    """Circulars 55/2005 and 01/2011, Decree 30/2020: title and subject in the middle, grounds, articles."""
    _decision(p, old=False, named=False)


def decision_named(p: Paper) -> None:
    """About one person, whose name stands in the subject."""
    _decision(p, old=False, named=True)


def decision_old(p: Paper) -> None:
    """Before 2005: QUYẾT ĐỊNH CỦA … above the subject, grounds with dashes, Điều 1:."""
    _decision(p, old=True, named=p.rng.random() < 0.3)


def _decision(p: Paper, *, old: bool, named: bool) -> None:
    rng = p.rng
    when, where = dated(p)
    if old:
        when, where = day(rng, 1991, 2005), places.place(rng, 2000)
    office, titles, decider = issuer(rng, where)
    symbol = rng.choice(("QĐ-UBND", "QĐ-UBND", "QĐ-UB", "QĐ-CT")) if office.symbol == "UBND" else f"QĐ-{office.symbol}"
    number = f"{rng.randint(1, 4800):02d}" + (f"/{when.year}" if rng.random() < 0.12 else "") + f"/{symbol}"
    heads.two_columns(p, office, heads.number(p, number), heads.placed(p, office.town, when), same_row=True)
    below = _stamps(p)
    p.y += rng.choice((0, p.step // 2, p.step))
    p.centre(f"QUYẾT ĐỊNH CỦA {decider}" if old else "QUYẾT ĐỊNH", cut=1, grow=0 if old else rng.uniform(0, 2))
    act = filled(rng, rng.choice(_PERSONAL if named else ACTS), when.year)
    if named:
        who = person(rng, 1945, 1985)
        act = act.replace("{p}", f"{'ông' if who.sex == 'Nam' else 'bà'} {who.name}")
    subject = rng.choice(("Về việc ", "Về việc ", "V/v ", "")) + act
    subject = subject[0].upper() + subject[1:]
    p.fields["subject"] = subject.removeprefix("V/v ")
    p.centre(subject, cut=1, wide=960 if below > p.y + 100 else rng.choice((1250, 1500, 1650)))
    p.y = max(p.y + p.step // 2, below)
    p.centre(decider, cut=1, step=1.5)
    for _ in range(rng.randint(2, 4)):
        p.flow([Words(("- " if old else "") + _ground(rng, when), 2 if rng.random() < 0.4 else 0)], indent=110)
    asker, paper = rng.choice(("Chánh Văn phòng", "Trưởng phòng Nội vụ", "Giám đốc Sở Nội vụ")), f"{rng.randint(2, 300)}/TTr"
    asked = f"ngày {rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{when.year}"
    p.flow([f"Xét đề nghị của {asker} tại Tờ trình số {paper} {asked},"], indent=110)
    p.y += p.step // 2
    p.centre("QUYẾT ĐỊNH:", cut=1, step=1.4)
    stop = ":" if old else "."
    p.flow([Words(f"Điều 1{stop}", 1), f"{act[0].upper()}{act[1:]} {words.matter(rng)}."], indent=110)
    for _ in range(rng.randint(0, 9)):
        p.flow([words.sentence(rng)], indent=110)
    earlier = f"ngày {rng.randint(10, 28)}/{rng.randint(3, 12)}/{when.year - 2}"
    instead = f" và thay thế Quyết định số {rng.randint(2, 900)}/QĐ-UBND {earlier}"
    p.flow([Words(f"Điều 2{stop}", 1), f"Quyết định này có hiệu lực kể từ ngày ký{rng.choice(('', instead))}."], indent=110)
    bound = f"Chánh Văn phòng, Thủ trưởng các cơ quan có liên quan và ông (bà) {person(rng, 1960, 1990).name}"
    p.flow([Words(f"Điều 3{stop}", 1), f"{bound} chịu trách nhiệm thi hành Quyết định này./."], indent=110)
    end(p, office, titles, where)


def _ground(rng: random.Random, when: Day) -> str:
    year = when.year - 1
    about = rng.choice(_MATTERS).replace("{n}", str(when.year))
    passed = f"ngày {rng.randint(10, 28)} tháng {rng.randint(3, 12)} năm {year}"
    return rng.choice(
        (
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;",
            "Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;",
            f"Căn cứ Nghị định số {rng.randint(2, 180)}/{year}/NĐ-CP {passed} của Chính phủ về {about};",
            f"Căn cứ Quyết định số {rng.randint(2, 4000)}/QĐ-UBND {passed} về {about};",
        )
    )


def letter_under(p: Paper) -> None:
    """V/v under the number, as since 2005."""
    _letter(p, under=True, listed=False)


def letter_centred(p: Paper) -> None:
    """V/v in the middle, above Kính gửi, as in older letters."""
    _letter(p, under=False, listed=False)


def letter_listed(p: Paper) -> None:
    """With a table in its body, mostly on two pages."""
    _letter(p, under=True, listed=True)


def _letter(p: Paper, *, under: bool, listed: bool) -> None:
    """Head, V/v, Kính gửi, body."""
    rng = p.rng
    when, where = dated(p)
    office, titles, _ = issuer(rng, where)
    short = "UBND" if office.symbol == "UBND" else office.symbol
    unit = rng.choice(("VP", "NC", "KT", "TH", "VX", "NVY", "TCHC", "QLĐT"))
    number = f"{rng.randint(1, 6000):02d}/{rng.choice((f'{short}-{unit}', f'{short}-{unit}', f'CV-{short}', short))}"
    heads.two_columns(p, office, heads.number(p, number), heads.placed(p, office.town, when), same_row=True)
    p.y -= round(0.7 * p.step)
    subject = filled(rng, rng.choice(ASKED), when.year)
    subject = subject[0].upper() + subject[1:] if rng.random() < 0.3 else subject
    p.fields["subject"] = subject
    mark = rng.choice(("V/v ", "V/v ", "V/v: ", "Về việc "))
    if mark == "Về việc ":
        p.fields["subject"] = f"Về việc {subject}"
    if under:
        left, wide = round(0.27 * p.size[0]), rng.choice((620, 720, 800))
        p.centre(mark + subject, cut=rng.choice((0, 0, 2)), x=left, wide=wide, grow=-1.5)
    else:
        p.y += round(1.5 * p.step)
        p.centre(mark + subject, cut=rng.choice((0, 1, 2)), wide=rng.choice((1100, 1400)))
    p.y = max(p.y, _stamps(p)) + p.step
    to = [
        f"UBND {places.place(rng, 2015).commune}",
        f"Sở Tư pháp {where.province}",
        "Các phòng, ban, ngành",
        "Ủy ban nhân dân các xã, phường, thị trấn",
    ]
    if rng.random() < 0.6:
        p.flow([f"Kính gửi: {rng.choice(to)}"], x=p.middle - 480)
    else:
        p.flow(["Kính gửi:"], x=p.middle - 620, y=p.y)
        for text in rng.sample(to, 2):
            p.flow([f"- {text};"], x=p.middle - 400)
    p.y += p.step // 2
    for _ in range(rng.randint(4, 16)):
        p.flow([words.sentence(rng)], indent=110)
    if listed:
        _listed(p, when)
    p.flow([f"{office.full} đề nghị quý cơ quan quan tâm phối hợp thực hiện./."], indent=110)
    end(p, office, titles, where)


def _listed(p: Paper, when: Day) -> None:
    """A table of persons and amounts."""
    rng, wide = p.rng, p.right - p.left
    columns = tuple(p.left + round(share * wide) for share in (0, 0.08, 0.4, 0.65, 1))
    rows = [
        (
            str(at + 1),
            person(rng, 1940, 1990).name,
            f"{rng.randint(2, 90)}.{rng.randint(100, 999)}.000",
            rng.choice(("", "Đã nộp")),
        )
        for at in range(rng.randint(5, 18))
    ]
    p.table(columns, [("TT", "Họ và tên", "Số tiền (đồng)", "Ghi chú"), *rows], grow=-1)
    p.flow([f"(Danh sách kèm theo có {len(rows)} người, lập năm {when.year})"], indent=110)
