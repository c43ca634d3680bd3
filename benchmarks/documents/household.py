"""Registration certificates of business households."""

from __future__ import annotations

import random

from benchmarks.documents import business, heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import HERS, HIS, Day, Person, before, day, of, person, tax_code
from benchmarks.documents.pieces import Piece, Tab, Value, Words

TRADES = of(
    "Bán lẻ lương thực, thực phẩm|Sửa chữa xe máy|Dịch vụ ăn uống|Bán lẻ quần áo may sẵn|Cắt tóc, gội đầu|"
    "Mua bán vật liệu xây dựng|Gia công cơ khí|Kinh doanh phòng trọ|Bán lẻ thuốc thú y, thức ăn chăn nuôi|"
    "May đo trang phục|Bán lẻ điện thoại và phụ kiện|Sản xuất bún, bánh phở|Dịch vụ lưu trú ngắn ngày|"
    "Bán lẻ vàng, bạc, đá quý|Mua bán hoa tươi, cây cảnh|Photocopy, in ấn"
)
_SIGNS = of("Hộ kinh doanh|HKD|Cửa hàng|Cơ sở|Quán|Nhà thuốc|Tạp hóa|Đại lý|Tiệm vàng|Shop")


def _title(rng: random.Random, town: str) -> str:
    given = rng.choice(HIS + HERS)
    return rng.choice(
        (
            f"{rng.choice(_SIGNS)} {given}",
            f"{rng.choice(_SIGNS)} {given} {rng.choice(HERS)}",
            f"Hộ kinh doanh {person(rng, 1960, 1990).name}",
            f"{rng.choice(_SIGNS)} {given} {town}",
            f"Cơ sở sản xuất, mua bán {rng.choice(('nước mắm', 'đồ gỗ', 'bánh tráng'))} {given}",
        )
    )


def _household(
    p: Paper, office: heads.Office, number: str, when: Day, place: places.Place, year: int, *, numbered: bool, old: bool
) -> None:
    rng = p.rng
    owner = person(rng, 1950, when.year - 19, seen=year)
    change = rng.randint(1, 6) if rng.random() < 0.4 else 0
    first = before(rng, when, 200, 2500)
    label = rng.choice(("Số:", "Số:", "Mã số hộ kinh doanh:", "Mã số:")) if not old else "Số:"
    if rng.random() < 0.5:
        heads.two_columns(p, office, heads.number(p, number, before=label), None)
        p.centre("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", cut=1, grow=rng.uniform(1, 3), step=1.3)
    else:
        heads.two_columns(p, office, None, None)
        p.centre("GIẤY CHỨNG NHẬN", cut=1, grow=2, step=1.1)
        p.centre("ĐĂNG KÝ HỘ KINH DOANH", cut=1, grow=2, step=1.2)
        heads.line_of(p, heads.number(p, number, before=label), p.middle)
        p.y += p.step
    opening: list[Piece] = [Words("Đăng ký lần đầu, ngày" if rng.random() < 0.5 else "Đăng ký lần đầu: ngày", 2)]
    p.fields["issue_date"] = when.iso
    shown = first if change else when
    heads.line_of(p, [*opening, *p.day("" if change else "issue_date", shown, "words")[1:]], p.middle)
    p.y += round((1 if change else 1.5) * p.step)
    if change:
        more: list[Piece] = [
            Words("Đăng ký thay đổi lần thứ", 2),
            p.value("change_number", str(change), change),
            Words(", ngày", 2),
        ]
        heads.line_of(p, [*more, *p.day("issue_date", when, "words")[1:]], p.middle)
        p.y += round(1.5 * p.step)

    def lead(at: int) -> list[str]:
        return [f"{at}."] if numbered else []

    name = _title(rng, bare := places.bare(place.commune))
    name = name.upper() if rng.random() < 0.6 else name
    p.flow(
        [
            *lead(1),
            rng.choice(("Tên hộ kinh doanh:", "Tên hộ kinh doanh (ghi bằng chữ in hoa):")) if not old else "Tên hộ kinh doanh:",
            p.value("business_name", name, cut=1 if rng.random() < 0.4 else None),
        ]
    )
    where = places.address(rng, year, where=place, full=1)
    p.flow(
        [
            *lead(2),
            rng.choice(("Địa điểm kinh doanh:", "Địa chỉ trụ sở hộ kinh doanh:", "Trụ sở hộ kinh doanh:", "Địa chỉ kinh doanh:")),
            p.value("business_address", where),
        ]
    )
    if rng.random() < 0.7:
        p.flow(["Điện thoại:", Value(f"09{rng.randint(10**7, 10**8 - 1)}"), Tab(0.5), "Fax:", Value("")])
    lines = rng.sample(TRADES, rng.choice((1, 1, 2, 3)))
    p.flow(
        [*lead(3), rng.choice(("Ngành, nghề kinh doanh:", "Ngành nghề kinh doanh:")), p.value("business_lines", "; ".join(lines))]
    )
    p.flow([*lead(4), "Vốn kinh doanh:", *business.capital(p, "capital_vnd", 1, 60)])
    _owner(p, owner, when, year, lead(5), bare)
    p.y += p.step // 2
    p.room(6)
    title = "TRƯỞNG PHÒNG" if "Phòng" in office.full else "CHỦ TỊCH"
    titles = signers.chief(rng, title) if title != "CHỦ TỊCH" else signers.committee(rng, office)
    signers.sign(p, titles, office)


def _owner(p: Paper, owner: Person, when: Day, year: int, lead: list[str], town: str) -> None:
    rng = p.rng
    shown = owner.name.upper() if rng.random() < 0.6 else owner.name
    p.flow(
        [
            *lead,
            rng.choice(
                (
                    "Họ và tên chủ hộ kinh doanh:",
                    "Họ và tên đại diện hộ kinh doanh:",
                    "Họ và tên cá nhân hoặc tên đại diện hộ gia đình:",
                    "Chủ hộ kinh doanh:",
                )
            ),
            p.value("owner_full_name", shown, owner.name),
            Tab(0.78),
            "Giới tính:",
            Value(owner.sex),
        ]
    )
    p.flow(
        [
            rng.choice(("Sinh ngày:", "Ngày sinh:", "Ngày, tháng, năm sinh:")),
            *p.born(owner, "owner_date_of_birth"),
            Tab(0.42),
            "Dân tộc:",
            Value(owner.people),
            Tab(0.7),
            "Quốc tịch:",
            Value("Việt Nam"),
        ]
    )
    if len(owner.number) == 12 and rng.random() < 0.5:
        p.flow(["Loại giấy tờ pháp lý của cá nhân:", Value("Thẻ căn cước công dân")])
        p.flow(["Số giấy tờ pháp lý của cá nhân:", p.value("owner_personal_id", owner.number)])
    else:
        kind = (
            "Căn cước công dân số:"
            if len(owner.number) == 12
            else rng.choice(("Chứng minh nhân dân số:", "Giấy CMND số:", "CMND số:"))
        )
        p.flow([kind, p.value("owner_personal_id", owner.number)])
    given = before(rng, when, 20, 2500 if year > 2022 else 250)
    p.flow(
        [
            "Ngày cấp:",
            Value(f"{given.day:02d}/{given.month:02d}/{given.year}"),
            Tab(0.42),
            "Nơi cấp:",
            Value("Cục CS QLHC về TTXH" if len(owner.number) == 12 else f"CA {town}"),
        ]
    )
    p.flow([rng.choice(("Nơi đăng ký hộ khẩu thường trú:", "Địa chỉ thường trú:")), Value(places.address(rng, year, full=1))])
    p.flow([rng.choice(("Chỗ ở hiện tại:", "Địa chỉ liên lạc:")), Value(places.address(rng, year, full=1))])


def household_2010(p: Paper) -> None:
    """Decrees 43/2010 and 78/2015: a district's finance division, number with a letter."""
    rng = p.rng
    when = day(rng, 2010, 2020)
    where = places.place(rng, 2015)
    name = rng.choice(("Phòng Tài chính - Kế hoạch", "Phòng Tài chính - Kế hoạch", "Phòng Kinh tế"))
    office = heads.division(rng, where.district, name, places.bare(where.district), "TCKH")
    number = f"{rng.randint(10, 77)}{rng.choice('ABCDEFGH')}8{rng.randint(0, 999999):06d}"
    _household(p, office, number, when, where, 2015, numbered=True, old=True)


def household_2021(p: Paper) -> None:
    """Decree 01/2021: by the district, with the legal papers of the person."""
    rng = p.rng
    when = day(rng, 2021, 2024)
    where = places.place(rng, 2022)
    office = heads.division(rng, where.district, "Phòng Tài chính - Kế hoạch", places.bare(where.district), "TCKH")
    number = rng.choice((f"{rng.randint(10, 77)}{rng.choice('ABCDEFGH')}80{rng.randint(10000, 99999)}", tax_code(rng)))
    _household(p, office, number, when, where, 2022, numbered=True, old=False)


def household_2025(p: Paper) -> None:
    """Decree 168/2025: by the commune's division, the owner's personal or tax number as the household's."""
    rng = p.rng
    when = day(rng, 2026, 2026)
    where = places.place(rng, 2026)
    name = "Phòng Kinh tế, Hạ tầng và Đô thị" if where.commune.startswith("phường") else "Phòng Kinh tế"
    office = heads.division(rng, where.commune, name, places.bare(where.commune), "KT")
    _household(p, office, tax_code(rng), when, where, 2026, numbered=rng.random() < 0.6, old=False)


def household_1999(p: Paper) -> None:
    """Decree 02/2000's certificate of individual business, from the district's committee."""
    rng = p.rng
    when = day(rng, 2000, 2009)
    where = places.place(rng, 2005)
    office = heads.district_office(rng, where)
    number = f"{rng.randint(10, 77)}{rng.choice('ABCDEFGH')}{rng.randint(0, 9999999):07d}"
    _household(p, office, number, when, where, 2005, numbered=True, old=True)
