"""What the certificates of business registration share: trades, codes, and the lines of number, first registration and change."""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.samples.paper import Paper, Run, Style, mm
from pipelines.samples.vietnamese import Habit, amount_words, long_date

LINES = (
    ("Bán lẻ lương thực trong các cửa hàng chuyên doanh", "4721"),
    ("Bán lẻ thực phẩm trong các cửa hàng chuyên doanh", "4722"),
    ("Bán lẻ đồ uống trong các cửa hàng chuyên doanh", "4723"),
    ("Bán lẻ hàng may mặc, giày dép, hàng da và giả da trong các cửa hàng chuyên doanh", "4771"),
    ("Bán lẻ thuốc, dụng cụ y tế, mỹ phẩm và vật phẩm vệ sinh trong các cửa hàng chuyên doanh", "4772"),
    ("Nhà hàng và các dịch vụ ăn uống phục vụ lưu động", "5610"),
    ("Dịch vụ lưu trú ngắn ngày", "5510"),
    ("Cắt tóc, làm đầu, gội đầu", "9631"),
    ("Bảo dưỡng, sửa chữa ô tô và xe có động cơ khác", "4520"),
    ("Sửa chữa máy vi tính và thiết bị ngoại vi", "9511"),
    ("May trang phục (trừ trang phục từ da lông thú)", "1410"),
    ("Xay xát và sản xuất bột thô", "1061"),
    ("Giặt là, làm sạch các sản phẩm dệt và lông thú", "9620"),
    ("Photo, chuẩn bị tài liệu và các hoạt động hỗ trợ văn phòng đặc biệt khác", "8219"),
)
STREETS = ("Trần Hưng Đạo", "Lê Hồng Phong", "Nguyễn Trãi", "Hai Bà Trưng", "Phan Bội Châu", "Lê Lai", "Võ Thị Sáu", "Hoàng Diệu")


def tax_code(rng: Random) -> str:
    """Ten digits whose last is right (Circular 105/2020/TT-BTC Art. 5)."""
    while True:
        body = f"{rng.randint(1, 63):02d}{rng.randint(0, 9_999_999):07d}"
        rest = sum(int(d) * w for d, w in zip(body, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True)) % 11
        if rest:
            return body + str(10 - rest)


def registered(paper: Paper, rng: Random, label: str, number: tuple[str, str], first: dt.date, change: int, on: dt.date) -> None:
    """
    Number, first registration and last change, centred under the title; an unused line of change stays blank or away.

    *number* is (as printed, its field); *change* counts from 1, 0 when there was none; *on* is the day of the last one.
    """
    printed, slot = paper.style("print", 13), paper.style("slot", 13)
    bold = Style(13, bold=True, voice=slot.voice)
    paper.write([Run(f"{label} ", printed), Run(number[0], bold, number[1])], align="center", after=mm(1.5))
    mark = rng.choice((",", ":", ""))
    day = Run(long_date(first), slot, None if change else "issue_date")
    paper.write([Run(f"Đăng ký lần đầu{mark} ", printed), day], align="center", after=mm(1))
    head = rng.choice(("Đăng ký thay đổi lần thứ:", "Đăng ký thay đổi lần thứ"))
    if change:
        told = [
            Run(f"{head} ", printed),
            Run(rng.choice((str(change), str(change), f"{change:02d}")), slot, "change_number"),
            Run(", ", printed),
            Run(long_date(on), slot, "issue_date"),
        ]
        paper.write(told, align="center", after=mm(1))
    elif rng.random() < 0.5:
        paper.write(Run(f"{head} ……, ngày …… tháng …… năm ………", printed), align="center", after=mm(1))


def in_words(amount: int, ways: Habit) -> str:
    """A sum of money in words: «Một tỷ chín trăm triệu đồng»."""
    words = amount_words(amount, ways)
    return f"{words[0].upper()}{words[1:]} đồng"
