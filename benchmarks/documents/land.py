"""Certificates of land-use right."""

from __future__ import annotations

from benchmarks.documents import heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, day, of, person, said
from benchmarks.documents.pieces import Piece, Tab, Value, Words
from benchmarks.documents.places import Place

_PURPOSES = of(
    "Đất ở tại nông thôn|Đất ở tại đô thị|Đất trồng lúa nước|Đất trồng cây lâu năm|Đất trồng cây hàng năm khác|"
    "Đất nuôi trồng thủy sản|Đất ở|Đất chuyên trồng lúa nước|Đất rừng sản xuất|Đất cơ sở sản xuất phi nông nghiệp"
)


def area_of(p: Paper, least: int, most: int) -> tuple[float, str]:
    """A number of square metres and how it is printed, with a decimal comma."""
    rng = p.rng
    if rng.random() < 0.4:
        whole = rng.randint(least, most)
        return whole, f"{whole:,}".replace(",", ".") if whole > 9999 and rng.random() < 0.7 else str(whole)
    tenths = rng.randint(least * 10, most * 10)
    if tenths % 10 == 0:
        tenths += 5
    text = f"{tenths / 10:.1f}".replace(".", ",") + ("0" if rng.random() < 0.3 else "")
    return tenths / 10, text


def _land_facts(p: Paper) -> tuple[str, str, str, str, list[Piece]]:
    rng = p.rng
    number, text = area_of(p, 50, 9000 if rng.random() < 0.5 else 600)
    whole, _, part = text.rstrip("0").partition(",") if "," in text else (text, "", "")
    words = said(int(whole.replace(".", "")), south=rng.random() < 0.3) + (f" phẩy {said(int(part))}" if part else "")
    purpose = rng.choice(_PURPOSES)
    term = (
        "Lâu dài"
        if "ở" in purpose.split()
        else rng.choice(
            (
                f"Đến ngày 15/10/{rng.choice((2013, 2043, 2063))}",
                f"đến tháng {rng.randint(1, 12)}/20{rng.randint(43, 70)}",
                "50 năm",
                "Lâu dài",
            )
        )
    )
    sheet = rng.choice((f"{rng.randint(1, 90):02d}", str(rng.randint(1, 90))))
    area: list[Piece] = [p.value("area_m2", f"{text} m²", number)]
    if rng.random() < 0.7:
        area += [Words("(bằng chữ:"), Value(f"{words} mét vuông".capitalize()), ")"]
    return str(rng.randint(1, 2200)), sheet, purpose, term, area


def _serial(p: Paper, *, new: bool) -> str:
    rng = p.rng
    letters = "".join(rng.choice("ABCDEGHKLMNPQRST") for _ in range(2 if new or rng.random() < 0.8 else 1))
    return f"{letters} {rng.randint(10**7, 10**8 - 1) if new else rng.randint(100000, 999999)}"


def _register(p: Paper, when: Day) -> str:
    rng = p.rng
    kind = rng.choice(("CH", "CS", "VP", "H", "CT")) if when.year > 2009 else rng.choice(("", "H", "QSDĐ/"))
    return f"{kind}{'' if kind.endswith('/') or not kind else rng.choice(('', ' '))}{rng.randint(1, 9999):05d}"


def _holders(p: Paper, when: Day, where: Place, *, born: bool) -> None:
    rng = p.rng
    who = person(rng, 1930, when.year - 22, sex=rng.choice(("Nam", "Nam", "Nữ")), seen=when.year)
    title = "Ông" if who.sex == "Nam" else "Bà"
    shown = who.name.upper() if rng.random() < 0.4 else who.name
    number = f"{'CCCD' if len(who.number) == 12 else 'CMND'} số: {who.number}"
    if born and rng.random() < 0.5:
        p.flow(
            [
                Words(rng.choice((f"{title}:", title, f"Hộ {title.lower()}:"))),
                p.value("holder_full_name", shown, who.name),
                Value(f", sinh năm {who.born.year}, {number}"),
            ]
        )
    else:
        p.flow([Words(f"{title}:"), p.value("holder_full_name", shown, who.name)])
        if born:
            p.flow([Value(f"Năm sinh: {who.born.year}, {number}")])
    p.flow([rng.choice(("Địa chỉ thường trú:", "Địa chỉ:", "Thường trú:")), Value(places.address(rng, 2015, where=where))])


def land_2009(p: Paper) -> None:
    """Circulars 17/2009 and 23/2014: page 1 with holder and serial, page 2 with the parcel in lettered rows."""
    rng = p.rng
    when = day(rng, 2010, 2024)
    where = places.place(rng, 2015)
    office = (
        heads.district_office(rng, where)
        if rng.random() < 0.6
        else heads.department(rng, where, "Sở Tài nguyên và Môi trường", "STNMT")
    )
    if office.symbol == "STNMT":
        body, titles = office.full, signers.chief(rng, "GIÁM ĐỐC")
    else:
        body, titles = office.full, signers.committee(rng, office)
    p.emblem()
    heads.centred(p)
    p.centre("GIẤY CHỨNG NHẬN", cut=1, grow=6, step=1.2)
    p.centre("QUYỀN SỬ DỤNG ĐẤT", cut=1, grow=3)
    p.centre("QUYỀN SỞ HỮU NHÀ Ở VÀ TÀI SẢN KHÁC GẮN LIỀN VỚI ĐẤT", cut=1, grow=0.5, step=2)
    p.flow([Words("I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất", 1)])
    _holders(p, when, where, born=True)
    p.y += 4 * p.step
    heads.line_of(
        p,
        [p.value("serial_number", serial := _serial(p, new=False), serial.replace(" ", ""), cut=1, by_hand=False)],
        p.right - 300,
    )
    p.new_page(numbered=False)
    parcel, sheet, purpose, term, area = _land_facts(p)
    p.flow([Words("II. Thửa đất, nhà ở và tài sản khác gắn liền với đất", 1)])
    p.flow([Words("1. Thửa đất:", 1)])
    gap: list[Piece] = [", tờ bản đồ số:"] if rng.random() < 0.6 else [Tab(0.5), "Tờ bản đồ số:"]
    p.flow(["a) Thửa đất số:", p.value("land_parcel", parcel), *gap, p.value("map_sheet", sheet)])
    p.flow(["b) Địa chỉ:", Value(places.address(rng, 2015, where=where))])
    p.flow(["c) Diện tích:", *area])
    p.flow(
        [
            "d) Hình thức sử dụng:",
            Value(rng.choice(("riêng", "chung", "Sử dụng riêng"))),
            *([] if rng.random() < 0.5 else [Value("Không m² sử dụng chung")]),
        ]
    )
    p.flow(["đ) Mục đích sử dụng:", p.value("land_purpose", purpose)])
    p.flow(["e) Thời hạn sử dụng:", p.value("term", term)])
    p.flow(
        [
            "g) Nguồn gốc sử dụng:",
            Value(
                rng.choice(
                    (
                        "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
                        "Nhà nước giao đất không thu tiền sử dụng đất",
                        "Nhận chuyển nhượng đất được công nhận quyền sử dụng đất như giao đất có thu tiền sử dụng đất",
                    )
                )
            ),
        ]
    )
    for at, text in enumerate(("Nhà ở", "Công trình xây dựng khác", "Rừng sản xuất là rừng trồng", "Cây lâu năm", "Ghi chú")):
        p.flow([f"{at + 2}. {text}:", Value("-/-" if at < 4 else "Không")])
    _land_end(p, office, when, titles, body)


def _land_end(p: Paper, office: heads.Office, when: Day, titles: list[str], body: str) -> None:
    rng = p.rng
    p.fields["issuing_agency"] = body
    p.y += p.step
    p.room(8)
    p.flow(heads.placed(p, office.town, when), x=round(0.48 * p.size[0]), bare=True)
    full = office.full.upper()
    signers.sign(p, [f"TM. {full}", titles[-1]] if office.symbol == "UBND" else [full, *titles], office)
    label = rng.choice(
        ("Số vào sổ cấp GCN:", "Số vào sổ cấp GCN:", "Số vào sổ cấp giấy chứng nhận:", "Số vào sổ cấp GCN quyền sử dụng đất:")
    )
    register = _register(p, when)
    p.y += p.step // 2
    p.flow([label, p.value("register_number", register, register.replace(" ", ""))], bare=True)


def land_2004(p: Paper) -> None:
    """Decision 24/2004/QĐ-BTNMT: the committee certifies; parcel rows numbered."""
    rng = p.rng
    when = day(rng, 2004, 2009)
    where = places.place(rng, 2005)
    office = heads.district_office(rng, where)
    p.emblem()
    heads.centred(p)
    p.centre("GIẤY CHỨNG NHẬN", cut=1, grow=6, step=1.2)
    p.centre("QUYỀN SỬ DỤNG ĐẤT", cut=1, grow=4, step=2)
    p.centre(office.full.upper(), cut=1)
    p.centre("CHỨNG NHẬN", cut=1, step=1.3)
    p.flow([Words("I. Tên người sử dụng đất", 1)])
    _holders(p, when, where, born=True)
    p.flow([Words("II. Thửa đất được quyền sử dụng", 1)])
    parcel, sheet, purpose, term, area = _land_facts(p)
    p.flow(["1. Thửa đất số:", p.value("land_parcel", parcel), Tab(0.5), "2. Tờ bản đồ số:", p.value("map_sheet", sheet)])
    p.flow(["3. Địa chỉ thửa đất:", Value(places.address(rng, 2005, where=where))])
    p.flow(["4. Diện tích:", *area])
    p.flow(["5. Hình thức sử dụng: - Sử dụng riêng:", Value("toàn bộ"), Tab(0.65), "- Sử dụng chung:", Value("không")])
    p.flow(["6. Mục đích sử dụng đất:", p.value("land_purpose", purpose)])
    p.flow(["7. Thời hạn sử dụng đất:", p.value("term", term)])
    p.flow(
        [
            "8. Nguồn gốc sử dụng đất:",
            Value(rng.choice(("Công nhận QSDĐ như giao đất có thu tiền sử dụng đất", "Nhà nước giao đất không thu tiền"))),
        ]
    )
    _land_end(p, office, when, signers.committee(rng, office), office.full)
    heads.line_of(
        p,
        [p.value("serial_number", serial := _serial(p, new=False), serial.replace(" ", ""), cut=1, by_hand=False)],
        p.right - 300,
    )


def land_2024(p: Paper) -> None:
    """Circular 10/2024/TT-BTNMT: one sheet, rows a to e in another order."""
    rng = p.rng
    when = day(rng, 2025, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2022)
    office = heads.commune_office(rng, where) if when.year > 2025 else heads.district_office(rng, where)
    heads.centred(p)
    p.centre("GIẤY CHỨNG NHẬN", cut=1, grow=5, step=1.1)
    p.centre("QUYỀN SỬ DỤNG ĐẤT, QUYỀN SỞ HỮU TÀI SẢN GẮN LIỀN VỚI ĐẤT", cut=1, grow=0, step=1.3)
    p.flow(["Mã giấy chứng nhận:", Value(f"{rng.randint(10**11, 10**12 - 1)}")])
    p.flow([Words("1. Người sử dụng đất, chủ sở hữu tài sản gắn liền với đất:", 1)])
    _holders(p, when, where, born=True)
    p.flow([Words("2. Thông tin thửa đất:", 1)])
    parcel, sheet, purpose, term, area = _land_facts(p)
    p.flow(
        [
            "a. Thửa đất số:",
            p.value("land_parcel", parcel),
            ", tờ bản đồ số:" if rng.random() < 0.6 else ", Tờ bản đồ số:",
            p.value("map_sheet", sheet),
        ]
    )
    p.flow(["b. Diện tích:", *area])
    p.flow(["c. Loại đất:", p.value("land_purpose", purpose)])
    p.flow(["d. Thời hạn sử dụng đất:" if rng.random() < 0.5 else "d. Thời hạn:", p.value("term", term)])
    p.flow(["đ. Hình thức sử dụng đất:", Value("Sử dụng riêng")])
    p.flow(["e. Địa chỉ:", Value(places.address(rng, 2026, where=where))])
    p.flow([Words("3. Thông tin tài sản gắn liền với đất:", 1), Value("-/-")])
    _land_end(p, office, when, signers.committee(rng, office), office.full)
    heads.line_of(
        p,
        [
            "Số phát hành GCN:" if rng.random() < 0.4 else " ",
            p.value("serial_number", serial := _serial(p, new=True), serial.replace(" ", ""), cut=1, by_hand=False),
        ],
        p.right - 350,
    )
