"""What stands on a benchmark page: official letters, letters with tables, forms and half-empty certificates."""

from __future__ import annotations

import random

from benchmarks import words
from benchmarks.sheet import BLACK, WIDTH, Sheet

_STATE, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
LEFT, RIGHT = 340, WIDTH - 210


def letter(
    rng: random.Random,
    face: str,
    points: float,
    *,
    table: bool = False,
    small: bool = False,
    seal: bool = True,
    seals_on_text: bool = False,
) -> Sheet:
    """An official letter: two-column head, subject, body, recipients beside the signer; *small* adds italics and fine print."""
    sheet = Sheet(rng, face, points)
    y = _head(sheet)
    if rng.random() < 0.5:
        sheet.print(560, y, "V/v " + words.matter(rng)[: rng.randint(30, 40)].rsplit(" ", 1)[0], align="m", grow=-1)
        y += 2 * sheet.leading
    else:
        sheet.print(
            WIDTH // 2, y, rng.choice(("THÔNG BÁO", "BÁO CÁO", "TỜ TRÌNH", "GIẤY MỜI", "QUYẾT ĐỊNH")), cut=1, align="m", grow=1
        )
        sheet.print(WIDTH // 2, y + sheet.leading, "Về việc " + words.matter(rng), cut=1, align="m", grow=-1)
        y += 3 * sheet.leading
    sheet.print(WIDTH // 2, y, f"Kính gửi: Ủy ban nhân dân xã {words.place(rng)}", align="m")
    y += round(1.5 * sheet.leading)
    justify, bottom = rng.random() < 0.6, rng.randint(2350, 2620)
    if table:
        y = _table(sheet, sheet.paragraph(LEFT, y, RIGHT - LEFT, words.sentence(rng), justify=justify) + 30)
    number = 1
    while y < bottom:
        lead = f"{number}. " if rng.random() < 0.4 else "- " if rng.random() < 0.2 else ""
        text = lead + " ".join(words.sentence(rng) for _ in range(rng.randint(1, 2)))
        fine = small and rng.random() < 0.6
        y = sheet.paragraph(LEFT, y, RIGHT - LEFT, text, justify=justify, cut=2 if fine else 0, grow=-3.5 if fine else 0)
        y, number = y + rng.randint(8, 26), number + bool(lead)
    _signed(sheet, y + 40, seal=seal)
    if seals_on_text:
        for _ in range(2):
            sheet.seal(
                rng.randint(700, 1900),
                rng.randint(1100, 2300),
                f"UBND XÃ {words.place(rng).upper()} - TỈNH {words.place(rng).upper()}",
            )
    return sheet


def form(
    rng: random.Random, face: str, points: float, *, by_hand: bool = False, leaders: bool = True, seal: bool = True
) -> Sheet:
    """A civil-status form: labels, rows of dots, values in another face or as if by hand."""
    sheet = Sheet(rng, face, points)
    y = _centred_head(sheet)
    kind = rng.choice(
        ("GIẤY KHAI SINH", "GIẤY CHỨNG NHẬN KẾT HÔN", "TRÍCH LỤC KHAI TỬ", "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG ĐẤT ĐAI", "SƠ YẾU LÝ LỊCH")
    )
    sheet.print(WIDTH // 2, y, kind, cut=1, align="m", grow=3)
    y += 2 * sheet.leading
    sheet.leading = round(sheet.leading * rng.uniform(1.1, 1.35))
    other = rng.choice(("sans", "noto", "free"))
    fields = _fields(rng)
    chosen = [fields[0], *rng.sample(fields[1:], rng.randint(8, 11))]
    for row in chosen:
        x, share = LEFT, (RIGHT - LEFT) // len(row)
        for at, (label, said) in enumerate(row):
            x = max(LEFT + at * share, x + 40 if at else 0)
            start = sheet.print(x, y, label) + 24
            end = min(LEFT + (at + 1) * share - 30, RIGHT) if at + 1 < len(row) else RIGHT
            value = said
            while start + sheet.width(value, grow=2) > end and ", " in value:
                value = value.rpartition(", ")[0]
            if leaders:
                sheet.leaders(start, end, y)
            x = sheet.write(start, y - 6, value) if by_hand else sheet.print(start, y - 4, value, name=other, grow=-0.5)
            # Label and value stand on one line though the value sits a little above its dots.
            sheet.runs[-1] = (y, *sheet.runs[-1][1:])
        y += sheet.leading
    if rng.random() < 0.6:
        y = sheet.paragraph(LEFT, y + 20, RIGHT - LEFT, words.sentence(rng), justify=False)
    _signed(sheet, y + 60, recipients=False, seal=seal)
    return sheet


def _fields(rng: random.Random) -> list[tuple[tuple[str, str], ...]]:
    """Rows of a form: labels and values."""
    day, number, area = words.date(rng, words=True), rng.randint(10**8, 10**9 - 1), f"{rng.randint(40, 990)},{rng.randint(0, 9)}"
    work = rng.choice(("Làm ruộng", "Giáo viên", "Thợ may", "Công nhân", "Buôn bán nhỏ"))
    return [
        (("Họ, chữ đệm, tên:", words.person(rng).upper()),),
        (("Ngày, tháng, năm sinh:", words.date(rng)), ("Giới tính:", rng.choice(("Nam", "Nữ")))),
        (("Dân tộc:", rng.choice(("Kinh", "Tày", "Khmer", "Ê-đê", "Sán Dìu"))), ("Quốc tịch:", "Việt Nam")),
        (("Số định danh cá nhân:", f"0{rng.randint(10**10, 10**11 - 1)}"),),
        (("Nơi sinh:", words.address(rng)),),
        (("Quê quán:", words.address(rng)),),
        (("Họ và tên người cha:", words.person(rng)), ("Năm sinh:", str(rng.randint(1940, 1995)))),
        (("Họ và tên người mẹ:", words.person(rng)), ("Năm sinh:", str(rng.randint(1940, 1995)))),
        (("Nơi cư trú:", words.address(rng)),),
        (("Thửa đất số:", str(rng.randint(1, 900))), ("Tờ bản đồ số:", str(rng.randint(1, 90))), ("Diện tích (m²):", area)),
        (("Nghề nghiệp:", work), ("Trình độ:", f"{rng.randint(5, 12)}/12")),
        (("Giấy tờ tùy thân:", f"CMND số {number} cấp {day}"),),
        (("Lý do:", words.matter(rng)),),
    ]


def certificate(rng: random.Random, face: str, points: float, *, seal: bool = True) -> Sheet:
    """A half-empty certificate: a few lines in the upper half, nothing below."""
    sheet = Sheet(rng, face, points)
    y = _centred_head(sheet)
    sheet.print(WIDTH // 2, y, rng.choice(("GIẤY XÁC NHẬN", "GIẤY CHỨNG NHẬN", "BẢN SAO TRÍCH LỤC")), cut=1, align="m", grow=4)
    y += 2 * sheet.leading
    for label, value in (
        ("Chứng nhận ông/bà:", words.person(rng)),
        ("Sinh ngày:", words.date(rng)),
        ("Thường trú:", words.address(rng)),
    ):
        sheet.print(sheet.print(LEFT, y, label) + 24, y, value, cut=1)
        y += round(1.3 * sheet.leading)
    _signed(sheet, y + 40, recipients=False, seal=seal)
    return sheet


def _head(sheet: Sheet) -> int:
    rng, left, right = sheet.rng, 660, 1690
    y = rng.randint(230, 300)
    agency = rng.choice((f"UBND TỈNH {words.place(rng).upper()}", f"UBND HUYỆN {words.place(rng).upper()}", "ỦY BAN NHÂN DÂN"))
    office = rng.choice((f"XÃ {words.place(rng).upper()}", "PHÒNG TƯ PHÁP", "SỞ NÔNG NGHIỆP", "TRẠM THÚ Y", "VĂN PHÒNG ĐĂNG KÝ"))
    smaller = -2.2 if "typewriter" in sheet.name else -1.2
    sheet.print(left - 70, y, agency, align="m", grow=smaller - 0.4)
    sheet.print(right, y, _STATE, cut=1, align="m", grow=smaller - 0.4)
    y += round(0.95 * sheet.leading)
    sheet.print(left - 70, y, office, cut=1, align="m", grow=smaller)
    sheet.print(right, y, _MOTTO, cut=1, align="m", grow=smaller + 0.6)
    for middle, half in ((left - 70, 110), (right, 300)):
        sheet.draw.line((middle - half, y + 26, middle + half, y + 26), fill=BLACK, width=3)
    y += round(1.4 * sheet.leading)
    sheet.print(left - 70, y, f"Số: {words.code(rng)}", align="m", grow=-0.5)
    sheet.print(right, y, f"{words.place(rng)}, {words.date(rng, words=True)}", cut=2, align="m", grow=-0.5)
    return y + round(1.5 * sheet.leading)


def _centred_head(sheet: Sheet) -> int:
    y = sheet.rng.randint(240, 420)
    sheet.print(WIDTH // 2, y, _STATE, cut=1, align="m", grow=-0.5)
    sheet.print(WIDTH // 2, y + sheet.leading, _MOTTO, cut=1, align="m")
    sheet.draw.line((WIDTH // 2 - 280, y + sheet.leading + 24, WIDTH // 2 + 280, y + sheet.leading + 24), fill=BLACK, width=3)
    return y + 3 * sheet.leading


def _table(sheet: Sheet, y: int) -> int:
    rng, columns = sheet.rng, (LEFT, LEFT + 130, LEFT + 820, LEFT + 1250, LEFT + 1560, RIGHT)
    titles = ("TT", "Nội dung", "Thành tiền", "Đơn vị", "Ghi chú")
    rows = [titles]
    for number in range(rng.randint(6, 11)):
        unit, remark = rng.choice(("hồ sơ", "bộ", "m²", "lượt")), rng.choice(("", "", f"{rng.randint(5, 99)}%", "đã giao"))
        rows.append((str(number + 1), f"{words.place(rng)} {words.syllable(rng)}", words.money(rng), unit, remark))
    tall = round(1.35 * sheet.leading)
    for number, row in enumerate(rows):
        top = y + number * tall
        for x0, x1, cell in zip(columns[:-1], columns[1:], row, strict=True):
            sheet.draw.rectangle((x0, top, x1, top + tall), outline=BLACK, width=3)
            if cell:
                sheet.print((x0 + x1) // 2, top + round(0.68 * tall), cell, cut=0 if number else 1, align="m", grow=-2)
    return y + len(rows) * tall + sheet.leading


def _signed(sheet: Sheet, y: int, *, recipients: bool = True, seal: bool = True) -> None:
    """Recipients in small print on the left, signer on the right; the seal covers a third of title, signature and name."""
    rng, middle, step = sheet.rng, 1760, sheet.leading
    if recipients:
        said = ["Nơi nhận:", "- Như trên;", f"- {rng.choice(('Lưu: VT, HC', 'Lưu VT, TH; bản giấy 02'))}."]
        said.insert(2, f"- UBND xã {words.place(rng)};")
        for at, text in enumerate(said):
            sheet.print(LEFT, y + at * step, text, cut=0 if at else 1, grow=-3)
    signs_for = rng.choice(("", "TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC", "NGƯỜI KÝ"))
    if signs_for:
        sheet.print(middle, y, signs_for, cut=1, align="m", grow=-0.8)
    sheet.print(middle, y + step, rng.choice(words.TITLES), cut=1, align="m", grow=-0.8)
    sheet.signature(middle - 230, y + round(1.5 * step))
    sheet.signer = words.person(rng)
    bottom = y + 5 * step
    sheet.print(middle, bottom, sheet.signer, cut=1, align="m")
    if seal:
        sheet.seal(
            middle - rng.randint(150, 260),
            bottom - rng.randint(60, 190),
            f"UBND XÃ {words.place(rng).upper()} - TỈNH {words.place(rng).upper()}",
        )
