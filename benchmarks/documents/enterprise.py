"""Registration certificates of enterprises."""

from __future__ import annotations

import random

from benchmarks.documents import business, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, before, day, of, person, tax_code
from benchmarks.documents.pieces import Piece, Tab, Value, Words

_FIRMS = of(
    "CÔNG TY TNHH|CÔNG TY TNHH MỘT THÀNH VIÊN|CÔNG TY CỔ PHẦN|CÔNG TY TNHH THƯƠNG MẠI VÀ DỊCH VỤ|"
    "CÔNG TY CỔ PHẦN ĐẦU TƯ XÂY DỰNG|DOANH NGHIỆP TƯ NHÂN|CÔNG TY TNHH SẢN XUẤT THƯƠNG MẠI XUẤT NHẬP KHẨU|"
    "CÔNG TY TNHH TƯ VẤN THIẾT KẾ VÀ XÂY DỰNG"
)
_COINED = of(
    "AN PHÁT|HOÀNG GIA LỘC|MINH QUÂN|VIỆT HƯNG THỊNH|THIÊN ÂN|ĐẠI TÍN|SAO BIỂN|GREENTECH|HD HOME|KIM NGÂN 68|BẢO TÍN|LAM SƠN XANH"
)


def enterprise_2010(p: Paper) -> None:
    """Decrees 43/2010 and 78/2015: from the department of planning's registration office."""
    rng = p.rng
    when = day(rng, 2010, 2020)
    where = places.place(rng, 2015)
    _enterprise(p, _registrar(rng, where, "Sở Kế hoạch và Đầu tư"), when, where, 2015)


def enterprise_2021(p: Paper) -> None:
    """Circular 01/2021/TT-BKHĐT."""
    rng = p.rng
    when = day(rng, 2021, 2024)
    where = places.place(rng, 2022)
    _enterprise(p, _registrar(rng, where, "Sở Kế hoạch và Đầu tư"), when, where, 2022)


def enterprise_2025(p: Paper) -> None:
    """Since the departments of planning went into those of finance in 2025."""
    rng = p.rng
    when = day(rng, 2026, 2026)
    where = places.place(rng, 2026)
    _enterprise(p, _registrar(rng, where, "Sở Tài chính"), when, where, 2026)


def _registrar(rng: random.Random, where: places.Place, name: str) -> heads.Office:
    return heads.division(rng, f"{name} {where.province}", "Phòng Đăng ký kinh doanh", heads.town_of(where), "DKKD")


def _enterprise(p: Paper, office: heads.Office, when: Day, where: places.Place, year: int) -> None:
    rng = p.rng
    kind = rng.choice(_FIRMS)
    changes = rng.randint(1, 14) if rng.random() < 0.5 else 0
    first = before(rng, when, 300, 4000)
    heads.two_columns(p, office, None, None)
    p.centre("GIẤY CHỨNG NHẬN ĐĂNG KÝ DOANH NGHIỆP", cut=1, grow=rng.uniform(1, 3), step=1)
    form = (
        "DOANH NGHIỆP TƯ NHÂN" if "TƯ NHÂN" in kind else "CÔNG TY CỔ PHẦN" if "CỔ PHẦN" in kind else "CÔNG TY TRÁCH NHIỆM HỮU HẠN"
    )
    p.centre(form + (rng.choice((" MỘT THÀNH VIÊN", " HAI THÀNH VIÊN TRỞ LÊN")) if "HỮU HẠN" in form else ""), cut=1, step=1.3)
    code = tax_code(rng)
    heads.line_of(
        p,
        [rng.choice(("Mã số doanh nghiệp:", "Mã số doanh nghiệp:", "Mã số:")), p.value("enterprise_code", code, cut=1)],
        p.middle,
    )
    p.y += p.step
    heads.line_of(
        p,
        [
            Words(rng.choice(("Đăng ký lần đầu: ngày", "Đăng ký lần đầu, ngày")), 2),
            *p.day("" if changes else "issue_date", first if changes else when, "words")[1:],
        ],
        p.middle,
    )
    p.y += round((1 if changes else 1.5) * p.step)
    if changes:
        more: list[Piece] = [
            Words("Đăng ký thay đổi lần thứ:", 2),
            p.value("change_number", str(changes), changes),
            Words(", ngày", 2),
        ]
        heads.line_of(p, [*more, *p.day("issue_date", when, "words")[1:]], p.middle)
        p.y += round(1.5 * p.step)
    name = f"{kind} {rng.choice(_COINED)}{rng.choice(('', '', ' ' + where.short.upper()))}"
    p.flow([Words(f"1. Tên {'doanh nghiệp' if 'TƯ' in kind[:14] else 'công ty'}", 1)])
    p.flow(
        [
            rng.choice(("Tên công ty viết bằng tiếng Việt:", "Tên doanh nghiệp viết bằng tiếng Việt:")),
            p.value("enterprise_name", name),
        ]
    )
    p.flow(
        [
            "Tên công ty viết bằng tiếng nước ngoài:",
            Value(rng.choice(("", "AN PHAT TRADING COMPANY LIMITED", "SAO BIEN INVESTMENT JOINT STOCK COMPANY"))),
        ]
    )
    p.flow(["Tên công ty viết tắt:", Value(rng.choice(("", "", "AP CO., LTD")))])
    p.flow([Words("2. Địa chỉ trụ sở chính", 1)])
    office_at = places.address(rng, year, where=where, full=1)
    p.flow([p.value("head_office", office_at + rng.choice(("", ", Việt Nam")))])
    p.flow(["Điện thoại:", Value(f"0{rng.randint(20, 29)}{rng.randint(10**7, 10**8 - 1)}"), Tab(0.5), "Fax:", Value("")])
    p.flow(["Email:", Value("lienhe@congtymau.example" if rng.random() < 0.5 else ""), Tab(0.5), "Website:", Value("")])
    p.flow(
        [
            Words("3. Vốn đầu tư" if "TƯ NHÂN" in kind else "3. Vốn điều lệ", 1),
            ":",
            *business.capital(p, "charter_capital_vnd", 5, 9000),
        ]
    )
    head = person(rng, 1950, when.year - 22, seen=year)
    if rng.random() < 0.6:
        _members(p, [head, *(person(rng, 1955, 1998, seen=year) for _ in range(rng.randint(1, 3)))], year)
    owner = "4. Chủ doanh nghiệp" if "TƯ NHÂN" in kind else "5. Người đại diện theo pháp luật của công ty"
    p.room(4)
    p.flow([Words(owner, 1)])
    label = rng.choice(("* Họ và tên:", "Họ và tên:"))
    p.flow(
        [
            label,
            p.value("representative_full_name", head.name.upper() if rng.random() < 0.8 else head.name, head.name),
            Tab(0.7),
            "Giới tính:",
            Value(head.sex),
        ]
    )
    p.flow(["Chức danh:", Value(rng.choice(("Giám đốc", "Tổng giám đốc", "Chủ tịch Hội đồng thành viên")))])
    p.flow(
        [
            "Sinh ngày:",
            *p.day("", head.born),
            Tab(0.35),
            "Dân tộc:",
            Value(head.people),
            Tab(0.66),
            "Quốc tịch:",
            Value("Việt Nam"),
        ]
    )
    p.flow(
        [
            "Loại giấy tờ chứng thực cá nhân:" if year < 2021 else "Loại giấy tờ pháp lý của cá nhân:",
            Value("Thẻ căn cước công dân" if len(head.number) == 12 else "Giấy chứng minh nhân dân"),
        ]
    )
    p.flow(["Số:" if rng.random() < 0.3 else "Số giấy tờ:", Value(head.number)])
    p.flow(
        ["Nơi đăng ký hộ khẩu thường trú:" if year < 2021 else "Địa chỉ thường trú:", Value(places.address(rng, year, full=1))]
    )
    p.y += p.step // 2
    p.room(6)
    signers.sign(p, signers.chief(rng, "TRƯỞNG PHÒNG"), office)


def _members(p: Paper, people: list[Person], year: int) -> None:
    rng = p.rng
    p.room(5)
    p.flow([Words(rng.choice(("4. Danh sách thành viên góp vốn", "4. Thông tin về chủ sở hữu, thành viên góp vốn")), 1)])
    width = p.right - p.left
    columns = tuple(p.left + round(share * width) for share in (0, 0.07, 0.32, 0.7, 0.84, 1))
    rows = [
        (str(at + 1), who.name.upper(), places.address(rng, year), f"{rng.randint(10, 90)},00", who.number)
        for at, who in enumerate(people)
    ]
    p.table(columns, [("STT", "Tên thành viên", "Nơi đăng ký hộ khẩu thường trú", "Tỷ lệ (%)", "Số giấy tờ"), *rows], grow=-2.5)
