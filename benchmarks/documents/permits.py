"""Building permits."""

from __future__ import annotations

from benchmarks.documents import heads, places, signers
from benchmarks.documents.land import area_of
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, day, person
from benchmarks.documents.pieces import Piece, Tab, Value, Words
from benchmarks.documents.places import Place


def _holder(p: Paper, when: Day) -> tuple[str, str]:
    """What stands before the name, and the name as the truth has it."""
    rng = p.rng
    if rng.random() < 0.15:
        trade, coined = rng.choice(("Xây dựng", "Đầu tư", "Thương mại")), rng.choice(("An Phát", "Minh Quân", "Đại Tín"))
        firm = f"Công ty {rng.choice(('TNHH', 'Cổ phần'))} {trade} {coined}"
        return "", firm
    who = person(rng, 1940, when.year - 20, seen=when.year)
    return rng.choice(("Ông ", "Bà ")) if rng.random() < 0.1 else ("Ông " if who.sex == "Nam" else "Bà "), who.name


def _permit(p: Paper, office: heads.Office, when: Day, where: Place, titles: list[str], *, old: bool, at_foot: bool) -> None:
    rng = p.rng
    number = f"{rng.randint(1, 980):02d}" + rng.choice(("/GPXD", "/GPXD", f"/GPXD-{office.symbol}", f"/{when.year}/GPXD"))
    heads.two_columns(
        p,
        office,
        None if at_foot and rng.random() < 0.5 else heads.number(p, number),
        None if at_foot else heads.placed(p, office.town, when),
    )
    p.fields["issuing_agency"] = office.full
    p.centre("GIẤY PHÉP XÂY DỰNG", cut=1, grow=rng.uniform(3, 6), step=1.1)
    if len(p.leaf.runs) and not any("GPXD" in text for _, _, text in p.leaf.runs):
        heads.line_of(p, heads.number(p, number), p.middle)
        p.y += round(1.1 * p.step)
    if rng.random() < 0.7:
        p.centre(
            rng.choice(
                ("(Sử dụng cho nhà ở riêng lẻ)", "(Dùng cho nhà ở riêng lẻ đô thị)", "(Cấp cho công trình nhà ở riêng lẻ)")
            ),
            cut=2,
            grow=-0.5,
            step=1.4,
        )
    lead, holder = _holder(p, when)
    shown = holder.upper() if rng.random() < 0.3 and lead else holder
    address = places.address(rng, 2026 if when.year > 2025 else 2015, where=where, full=1)
    p.flow(
        [
            "1. Cấp cho:",
            *([Words(lead.strip() + (":" if rng.random() < 0.3 else ""))] if lead else []),
            p.value("holder_full_name", shown, holder),
        ]
    )
    p.flow(
        [rng.choice(("Địa chỉ:", "- Địa chỉ thường trú:", "- Địa chỉ:", "Địa chỉ liên hệ:")), p.value("holder_address", address)]
    )
    p.flow(
        [
            "2. Được phép xây dựng công trình:"
            if rng.random() < 0.6
            else "2. Được phép xây dựng các công trình theo những nội dung sau:",
            Value(rng.choice(("Nhà ở riêng lẻ", "Nhà ở gia đình", "Nhà ở kết hợp kinh doanh"))),
        ]
    )
    if rng.random() < 0.6:
        p.flow(["- Theo thiết kế:", Value(f"hồ sơ thiết kế ký hiệu {rng.randint(10, 99)}/TK-{when.year}")])
        p.flow(["- Do:", Value("Công ty TNHH Tư vấn thiết kế Nét Việt"), "lập"])
    parcel, sheet = str(rng.randint(1, 1900)), f"{rng.randint(1, 120):02d}" if rng.random() < 0.6 else str(rng.randint(1, 120))
    place = places.address(rng, 2026 if when.year > 2025 else 2015, where=where)
    floors = rng.randint(1, 7)
    shown_floors = rng.choice((f"{floors:02d}", str(floors), f"{floors:02d} tầng", f"{floors} tầng"))
    floor_area, floor_text = area_of(p, 60, 900)
    _, first_text = area_of(p, 40, 200)
    lot: list[list[Piece]] = [
        ["- Vị trí xây dựng:" if rng.random() < 0.5 else "- Địa điểm xây dựng:", Value(place)],
        [
            "- Lô đất số:" if rng.random() < 0.2 else "- Thửa đất số:",
            p.value("land_parcel", parcel),
            Tab(0.5),
            "Tờ bản đồ số:",
            p.value("map_sheet", sheet),
        ],
    ]
    if rng.random() < 0.4:
        lot[1][2] = Words("; ")
    sizes: list[list[Piece]] = [
        ["- Cốt nền xây dựng công trình:", Value(f"+0,{rng.randint(10, 60)}m so với mặt đường")],
        [
            "- Mật độ xây dựng:",
            Value(f"{rng.randint(40, 95)}%"),
            Tab(0.5),
            "Hệ số sử dụng đất:",
            Value(f"{rng.randint(1, 4)},{rng.randint(0, 9)}"),
        ],
        [
            "- Diện tích xây dựng tầng 1 (tầng trệt):" if rng.random() < 0.5 else "- Diện tích xây dựng tầng 1:",
            Value(f"{first_text} m²"),
        ],
        [
            rng.choice(("- Tổng diện tích sàn:", "- Tổng diện tích sàn xây dựng:", "- Tổng diện tích sàn (m²):")),
            p.value("floor_area_m2", f"{floor_text} m²", floor_area),
        ],
        [
            "- Chiều cao công trình:",
            Value(f"{rng.randint(4, 24)},{rng.randint(0, 9)} m"),
            Tab(0.5),
            "Số tầng:",
            p.value("floors", shown_floors, floors),
        ],
    ]
    if rng.random() < 0.5:
        sizes[4] = ["- Số tầng:", p.value("floors", shown_floors, floors)]
    if old:
        sizes = sizes[2:]
    for row in [*lot, *sizes] if rng.random() < 0.6 else [*sizes, *lot]:
        p.flow(row)
    given = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{when.year - rng.randint(1, 9)}"
    title = f"Giấy chứng nhận quyền sử dụng đất số {rng.choice(('BK', 'CĐ', 'CN'))} {rng.randint(100000, 999999)}"
    right = f"{title} do UBND {where.district or where.commune} cấp ngày {given}"
    p.flow(["3. Giấy tờ về quyền sử dụng đất:", Value(right)])
    p.flow(
        [
            "4. Giấy phép này có hiệu lực khởi công xây dựng trong thời hạn 12 tháng kể từ ngày cấp; quá thời hạn trên",
            "thì phải đề nghị gia hạn Giấy phép xây dựng./.",
        ]
    )
    _permit_end(p, office, when, where, titles, at_foot=at_foot)


def _permit_end(p: Paper, office: heads.Office, when: Day, where: Place, titles: list[str], *, at_foot: bool) -> None:
    rng = p.rng
    p.y += p.step // 2
    p.room(7)
    if at_foot:
        p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    top = p.y
    signers.sign(p, titles, office)
    if rng.random() < 0.6:
        signers.recipients(p, ["- Chủ đầu tư;", f"- UBND {where.commune};", "- Lưu: VT."], top)
    if rng.random() < 0.12:
        p.new_page(numbered=rng.random() < 0.5)
        p.flow([Words("CHỦ ĐẦU TƯ PHẢI THỰC HIỆN CÁC NỘI DUNG SAU ĐÂY:", 1)])
        for text in (
            "1. Phải hoàn toàn chịu trách nhiệm trước pháp luật nếu xâm phạm các quyền hợp pháp của các chủ sở hữu liền kề.",
            "2. Phải thực hiện đúng các quy định của pháp luật về đất đai, về đầu tư xây dựng và Giấy phép xây dựng này.",
            "3. Phải thông báo cho cơ quan cấp phép xây dựng đến kiểm tra khi định vị công trình, xây móng và công trình ngầm.",
            "4. Xuất trình Giấy phép xây dựng cho chính quyền sở tại trước khi khởi công và treo biển báo tại địa điểm xây dựng.",
        ):
            p.flow([text])


def permit_district(p: Paper) -> None:
    """From a district's committee, 2007 to 2024."""
    when = day(p.rng, 2007, 2024)
    where = places.place(p.rng, 2015)
    office = heads.district_office(p.rng, where)
    _permit(p, office, when, where, signers.committee(p.rng, office), old=when.year < 2013, at_foot=p.rng.random() < 0.5)


def permit_department(p: Paper) -> None:
    """From a department of construction, or a district's division for its committee."""
    rng = p.rng
    when = day(rng, 2008, 2024)
    where = places.place(rng, 2015)
    if rng.random() < 0.5:
        office, title = heads.department(rng, where, "Sở Xây dựng", "SXD"), "GIÁM ĐỐC"
    else:
        office, title = (
            heads.division(rng, where.district, "Phòng Quản lý đô thị", places.bare(where.district), "QLĐT"),
            "TRƯỞNG PHÒNG",
        )
    _permit(p, office, when, where, signers.chief(rng, title), old=False, at_foot=rng.random() < 0.4)


def permit_commune(p: Paper) -> None:
    """From a commune of the two-level map."""
    when = day(p.rng, 2026, 2026)
    where = places.place(p.rng, 2026)
    office = heads.commune_office(p.rng, where)
    _permit(p, office, when, where, signers.committee(p.rng, office), old=False, at_foot=False)
