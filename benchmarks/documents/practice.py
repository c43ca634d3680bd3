"""Practice certificates: medical examination and treatment, pharmacy."""

from __future__ import annotations

from benchmarks.documents import heads, places, signers
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, before, day, of, person
from benchmarks.documents.pieces import Piece, Value, Words
from benchmarks.documents.places import Place

_DEGREES = of(
    "Bác sĩ đa khoa|Bác sĩ y khoa|Bác sĩ chuyên khoa I Nội khoa|Bác sĩ Răng Hàm Mặt|Y sĩ đa khoa|Điều dưỡng trung học|"
    "Cử nhân điều dưỡng|Bác sĩ y học cổ truyền|Hộ sinh trung cấp|Kỹ thuật viên xét nghiệm|"
    "Thạc sĩ y học chuyên ngành Sản phụ khoa|Y sĩ y học cổ truyền"
)
_SCOPES = of(
    "Khám bệnh, chữa bệnh nội khoa|Khám bệnh, chữa bệnh đa khoa|Khám bệnh, chữa bệnh chuyên khoa Răng - Hàm - Mặt|"
    "Theo quy định tại Thông tư số 26/2015/TTLT-BYT-BNV quy định mã số, tiêu chuẩn chức danh nghề nghiệp điều dưỡng, "
    "hộ sinh, kỹ thuật y|"
    "Khám bệnh, chữa bệnh bằng y học cổ truyền|Khám bệnh, chữa bệnh chuyên khoa Phụ sản|"
    "Tham gia sơ cứu ban đầu, khám bệnh, chữa bệnh thông thường tại trạm y tế xã|"
    "Thực hiện kỹ thuật chuyên môn về xét nghiệm|Khám bệnh, chữa bệnh chuyên khoa Nhi"
)
_DRUGGISTS = of(
    "Dược sĩ đại học|Đại học dược|Dược sĩ trung học|Cao đẳng dược|Trung cấp dược|Dược sĩ chuyên khoa I|Dược tá|Dược sĩ cao đẳng"
)
_FORMS = of(
    "Nhà thuốc|Quầy thuốc|Cơ sở bán lẻ thuốc|Đại lý bán thuốc của doanh nghiệp|Cơ sở bán buôn thuốc|Tủ thuốc trạm y tế xã"
)
_TASKS = of(
    "Chịu trách nhiệm chuyên môn về dược của nhà thuốc|"
    "Người chịu trách nhiệm chuyên môn về dược của cơ sở bán lẻ là quầy thuốc|"
    "Người phụ trách công tác dược lâm sàng của cơ sở bán lẻ thuốc|Bán lẻ thuốc thành phẩm|"
    "Bán buôn thuốc, nguyên liệu làm thuốc|"
    "Chịu trách nhiệm chuyên môn về dược, người phụ trách về bảo đảm chất lượng của cơ sở bán buôn thuốc, nguyên liệu làm thuốc"
)


def _photo(p: Paper) -> None:
    """The box of a photograph at the left edge, beside what follows."""
    x, y = p.left - 70, p.y + 20
    shade = p.rng.randint(120, 200)
    p.leaf.draw.rectangle((x, y, x + 360, y + 480), outline=(60, 60, 60), width=3)
    if p.rng.random() < 0.6:
        p.leaf.draw.rectangle((x + 8, y + 8, x + 352, y + 472), fill=(shade, shade, shade + 20))
        p.leaf.draw.ellipse((x + 100, y + 90, x + 260, y + 290), fill=(shade - 50,) * 3)
        p.leaf.draw.pieslice((x + 30, y + 300, x + 330, y + 640), 180, 360, fill=(shade - 80,) * 3)
        p.leaf.draw.rectangle((x + 8, y + 473, x + 352, y + 660), fill=(255, 255, 255))
    else:
        p.leaf.print(x + 180, y + 250, "Ảnh 4x6", cut=2, align="m", grow=-2)


def _identity(p: Paper, who: Person, when: Day, where: Place) -> list[Piece]:
    rng = p.rng
    given = before(rng, when, 20, 2500 if when.year > 2022 else 250)
    label = (
        rng.choice(("Số CMND/CCCD:", "Căn cước công dân số:", "Số định danh cá nhân/CCCD:"))
        if len(who.number) == 12
        else rng.choice(("Giấy chứng minh nhân dân số:", "Số CMND:", "Số chứng minh nhân dân:"))
    )
    giver = "Cục CSQLHC về TTXH" if len(who.number) == 12 else f"CA {where.province}"
    shown = f"{given.day:02d}/{given.month:02d}/{given.year}"
    tails: tuple[list[Piece], ...] = (
        ["Ngày cấp:", Value(shown), "Nơi cấp:", Value(giver)],
        [", ngày cấp:", Value(shown), ", nơi cấp:", Value(giver)],
        [],
    )
    tail = rng.choice(tails)
    return [label, p.value("personal_id", who.number), *tail]


def _top(p: Paper, lines: list[str], number: str, *, office: heads.Office, two: bool, under: bool) -> None:
    """Head and title, with the number under the agency or under the title."""
    if two:
        heads.two_columns(p, office, None if under else heads.number(p, number), None)
        p.fields["issuing_agency"] = office.full
    else:
        heads.centred(p)
        p.centre(office.full.upper(), cut=1, step=1.5)
    for at, line in enumerate(lines):
        p.centre(line, cut=1, grow=5 - 2.5 * at, step=1.25)
    if under or not two:
        heads.line_of(p, heads.number(p, number), p.middle)
        p.y += round(1.3 * p.step)


def _foot(p: Paper, office: heads.Office, when: Day, titles: list[str]) -> None:
    p.fields["issuing_agency"] = office.full
    p.y += p.step // 2
    p.room(7)
    p.flow(heads.placed(p, office.town, when), x=round(0.5 * p.size[0]), bare=True)
    signers.sign(p, titles, office)


def _ministry() -> heads.Office:
    return heads.Office(("BỘ Y TẾ",), "Bộ Y tế", "Hà Nội", "BYT", "")


def _basis(p: Paper, laws: tuple[str, ...], asked: str) -> None:
    rng = p.rng
    for law in laws[: rng.randint(1, len(laws))]:
        p.flow([Words(law, 2 if rng.random() < 0.7 else 0)], indent=100)
    p.flow([Words(asked, 2)], indent=100)


def medical_2011(p: Paper) -> None:
    """Law on examination and treatment of 2009, Circular 41/2011/TT-BYT: number with CCHN."""
    rng = p.rng
    when = day(rng, 2012, 2023)
    where = places.place(rng, 2015)
    ours = rng.random() < 0.15
    office = _ministry() if ours else heads.department(rng, where, "Sở Y tế", "SYT")
    who = person(rng, 1950, when.year - 24, seen=when.year)
    letters = "BYT" if ours else "".join(word[0] for word in where.short.replace("-", " ").split()).upper().replace("Đ", "Đ")
    _top(
        p,
        ["CHỨNG CHỈ HÀNH NGHỀ", "KHÁM BỆNH, CHỮA BỆNH"],
        f"{rng.randint(1, 19000):06d}/{letters}-CCHN",
        office=office,
        two=rng.random() < 0.8,
        under=rng.random() < 0.4,
    )
    bold = 1 if rng.random() < 0.4 else None
    head = "BỘ TRƯỞNG BỘ Y TẾ" if ours else "GIÁM ĐỐC SỞ Y TẾ"
    photo = rng.random() < 0.5
    if rng.random() < 0.5:
        p.centre(head, cut=1, step=1.2)
        _basis(
            p,
            (
                "Căn cứ Luật Khám bệnh, chữa bệnh ngày 23 tháng 11 năm 2009;",
                "Căn cứ Nghị định số 87/2011/NĐ-CP ngày 27 tháng 9 năm 2011 của Chính phủ;",
            ),
            "Xét đề nghị của Trưởng phòng Quản lý hành nghề,",
        )
        p.centre("CẤP CHỨNG CHỈ HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH", cut=1, step=1.3)
    if photo:
        _photo(p)
    x = p.left + (330 if photo else 0)
    shown = who.name.upper() if rng.random() < 0.6 else who.name
    p.flow(
        [rng.choice(("Cấp cho:", "Họ và tên:", "Cấp cho Ông/Bà:", "Ông/Bà:")), p.value("full_name", shown, who.name, cut=bold)],
        x=x,
    )
    p.flow(
        [rng.choice(("Ngày, tháng, năm sinh:", "Ngày sinh:", "Sinh ngày:")), *p.born(who, form=rng.choice(("/", "/", "words")))],
        x=x,
    )
    p.flow(_identity(p, who, when, where), x=x)
    p.flow([rng.choice(("Chỗ ở hiện nay:", "Nơi cư trú:", "Địa chỉ cư trú:")), Value(places.address(rng, 2020))], x=x)
    p.flow([rng.choice(("Văn bằng chuyên môn:", "Trình độ chuyên môn:")), p.value("qualification", rng.choice(_DEGREES))], x=x)
    p.flow(["Phạm vi hoạt động chuyên môn:", p.value("practice_scope", rng.choice(_SCOPES))], x=x)
    if photo:
        p.y = max(p.y, p.y)
    _foot(p, office, when, signers.chief(rng, "BỘ TRƯỞNG" if ours else "GIÁM ĐỐC"))


def medical_2024(p: Paper) -> None:
    """Law 15/2023/QH15 and Decree 96/2023: a licence (giấy phép hành nghề) for five years."""
    rng = p.rng
    when = day(rng, 2024, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2022)
    office = heads.department(rng, where, "Sở Y tế", "SYT")
    who = person(rng, 1958, when.year - 24, seen=when.year)
    letters = "".join(word[0] for word in where.short.replace("-", " ").split()).upper()
    _top(
        p,
        ["GIẤY PHÉP HÀNH NGHỀ", "KHÁM BỆNH, CHỮA BỆNH"],
        f"{rng.randint(1, 99999):06d}/{letters}-GPHN",
        office=office,
        two=True,
        under=rng.random() < 0.5,
    )
    rows: list[list[Piece]] = [
        ["Họ và tên:", p.value("full_name", who.name.upper() if rng.random() < 0.5 else who.name, who.name)],
        ["Ngày, tháng, năm sinh:", *p.born(who)],
        _identity(p, who, when, where),
        ["Địa chỉ cư trú:", Value(places.address(rng, 2026))],
        ["Văn bằng chuyên môn:", p.value("qualification", rng.choice(_DEGREES))],
        ["Chức danh chuyên môn:", Value(rng.choice(("Bác sỹ", "Điều dưỡng", "Y sỹ", "Kỹ thuật y")))],
        ["Phạm vi hành nghề:", p.value("practice_scope", rng.choice(_SCOPES))],
        ["Giấy phép có giá trị đến:", Value(f"ngày {when.day:02d} tháng {when.month:02d} năm {when.year + 5}")],
    ]
    numbered = rng.random() < 0.5
    for at, row in enumerate(rows):
        p.flow([f"{at + 1}.", *row] if numbered else row)
    _foot(p, office, when, signers.chief(rng, "GIÁM ĐỐC"))


def medical_wide(p: Paper) -> None:
    """The certificate as issued on a framed sheet lying on its side."""
    p.frame()
    medical_2011(p)


def pharmacy_2017(p: Paper) -> None:
    """Law on Pharmacy of 2016 and Decree 54/2017: form and scope of practice, way of issue."""
    rng = p.rng
    when = day(rng, 2017, 2026)
    where = places.place(rng, 2026 if when.year > 2025 else 2020)
    office = heads.department(rng, where, "Sở Y tế", "SYT")
    who = person(rng, 1955, when.year - 22, seen=when.year)
    letters = "".join(word[0] for word in where.short.replace("-", " ").split()).upper()
    number = f"{rng.randint(1, 9000):0{rng.choice((1, 4, 5))}d}/CCHN-D-SYT-{letters}"
    _top(p, ["CHỨNG CHỈ HÀNH NGHỀ DƯỢC"], number, office=office, two=rng.random() < 0.8, under=rng.random() < 0.5)
    p.centre("GIÁM ĐỐC SỞ Y TẾ", cut=1, step=1.2)
    if rng.random() < 0.7:
        _basis(
            p,
            (
                "Căn cứ Luật Dược số 105/2016/QH13 ngày 06 tháng 4 năm 2016;",
                "Căn cứ Nghị định số 54/2017/NĐ-CP ngày 08 tháng 5 năm 2017 của Chính phủ;",
            ),
            "Căn cứ hồ sơ đề nghị cấp Chứng chỉ hành nghề dược;",
        )
        p.centre("CẤP CHỨNG CHỈ HÀNH NGHỀ DƯỢC", cut=1, step=1.3)
    _druggist(p, who, when, where, newer=True)
    p.flow(["Hình thức cấp:", Value(rng.choice(("Xét hồ sơ", "Thi")))])
    if rng.random() < 0.6:
        p.flow(["Chứng chỉ hành nghề dược có hiệu lực từ ngày ký."])
    _foot(p, office, when, signers.chief(rng, "GIÁM ĐỐC"))


def _druggist(p: Paper, who: Person, when: Day, where: Place, *, newer: bool) -> None:
    rng = p.rng
    shown = who.name.upper() if rng.random() < 0.6 else who.name
    rows: list[list[Piece]] = [
        [rng.choice(("Cấp cho Ông/Bà:", "Ông/Bà:", "Họ và tên:", "Chứng nhận Ông/Bà:")), p.value("full_name", shown, who.name)],
        [rng.choice(("Ngày, tháng, năm sinh:", "Sinh ngày:", "Ngày sinh:")), *p.born(who, form=rng.choice(("/", "words")))],
        _identity(p, who, when, where),
        [rng.choice(("Nơi thường trú:", "Nơi đăng ký hộ khẩu thường trú:", "Chỗ ở hiện nay:")), Value(places.address(rng, 2020))],
        [
            "Văn bằng chuyên môn:" if newer or rng.random() < 0.5 else "Trình độ chuyên môn:",
            p.value("qualification", rng.choice(_DRUGGISTS)),
        ],
        [
            "Hình thức hành nghề:" if newer or rng.random() < 0.6 else "Loại hình hành nghề:",
            p.value("practice_form", rng.choice(_FORMS)),
        ],
        [
            "Phạm vi hoạt động chuyên môn:" if newer or rng.random() < 0.5 else "Phạm vi hành nghề:",
            p.value("practice_scope", rng.choice(_TASKS)),
        ],
    ]
    for row in rows:
        p.flow(row)


def pharmacy_2005(p: Paper) -> None:
    """Law of 2005, Circular 02/2007/TT-BYT: valid for five years."""
    rng = p.rng
    when = day(rng, 2007, 2016)
    where = places.place(rng, 2010)
    office = heads.department(rng, where, "Sở Y tế", "SYT")
    who = person(rng, 1945, when.year - 22, seen=2010)
    _top(
        p,
        ["CHỨNG CHỈ HÀNH NGHỀ DƯỢC"],
        f"{rng.randint(1, 3000):03d}/CCHND-SYT",
        office=office,
        two=True,
        under=rng.random() < 0.5,
    )
    p.centre("GIÁM ĐỐC SỞ Y TẾ CHỨNG NHẬN", cut=1, step=1.3)
    _druggist(p, who, when, where, newer=False)
    if rng.random() < 0.7:
        p.flow([f"Chứng chỉ có giá trị đến ngày {when.day:02d} tháng {when.month:02d} năm {when.year + 5}."])
    _foot(p, office, when, signers.chief(rng, "GIÁM ĐỐC"))


def pharmacy_wide(p: Paper) -> None:
    """The certificate of 2017 on a framed sheet lying on its side."""
    p.frame()
    pharmacy_2017(p)
