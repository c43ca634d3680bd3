"""Invented papers as pages of words, for tests: give lines with their place, get what a recogniser would hand over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipelines.doctypes import load_doctypes
from pipelines.extract.confidence import PRIOR, Measured, Model
from pipelines.model import Page, Word

DOCTYPES = load_doctypes(Path(__file__).parents[2] / "config" / "document_types")
MODEL = Model(
    {**PRIOR.weights, "bias": -2.0, "second_same": 4.0, "agreed": 4.0},
    measured=(Measured(0.5, 900, 90, 0.9), Measured(0.99, 100_000, 0, 0.9999)),
)
"""Hand-set and well measured: print that two readings agree on passes every target, so that tests see what stops a value."""
LETTER = 15
"""Pixels that a letter is wide; a line is 30 high. About 13 pt at 200 dpi."""

NATION = [(700, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (800, 230, "Độc lập - Tự do - Hạnh phúc")]


def page(lines: Iterable[tuple[int, int, str]], *, number: int = 1, skew: float = 0.0, confidence: float = 0.96) -> Page:
    """Lines as (left, top, text), in pixels of an A4 page at 200 dpi (1654 x 2339)."""
    words: list[Word] = []
    for n, (left, top, text) in enumerate(lines):
        x = left
        for word in text.split(" "):
            if word:
                words.append(Word(word, confidence, (x, top, x + LETTER * len(word), top + 30), n))
            x += LETTER * (len(word) + 1)
    return Page(number, 1654, 2339, 200.0, skew=skew, words=tuple(words))


def changed(paper: Page, reads: str, **changes: object) -> Page:
    """*paper* with every word that reads *reads* changed."""
    words = tuple(replace(w, **changes) if w.text == reads else w for w in paper.words)  # type: ignore[arg-type]
    assert words != paper.words
    return replace(paper, words=words)


def decision(number: str = "Số: 25/QĐ-UBND", date: str = "Vạn Ninh, ngày 08 tháng 02 năm 2020") -> list[tuple[int, int, str]]:
    """A decision of a district."""
    return [
        (150, 180, "ỦY BAN NHÂN DÂN"),
        (150, 230, "HUYỆN VẠN NINH"),
        *NATION,
        (160, 310, number),
        (760, 310, date),
        (690, 420, "QUYẾT ĐỊNH"),
        (420, 470, "Về việc cho phép chuyển mục đích sử dụng đất"),
        (620, 520, "tại xã Vạn Thạnh"),
        (560, 620, "ỦY BAN NHÂN DÂN HUYỆN"),
        (230, 700, "Căn cứ Quyết định số 999/QĐ-TTg ngày 01 tháng 01 năm 2019 của Thủ tướng Chính phủ;"),
        (690, 800, "QUYẾT ĐỊNH:"),
        (230, 870, "Điều 1. Cho phép chuyển mục đích sử dụng đất."),
        (230, 940, "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
        (150, 1100, "Nơi nhận:"),
        (150, 1150, "- Như Điều 2;"),
        (950, 1100, "TM. ỦY BAN NHÂN DÂN"),
        (1020, 1150, "KT. CHỦ TỊCH"),
        (1000, 1200, "PHÓ CHỦ TỊCH"),
        (990, 1500, "Trần Thị Ngọc Lan"),
    ]


def letter() -> list[tuple[int, int, str]]:
    """An official letter of a department."""
    return [
        (140, 180, "UBND TỈNH KHÁNH HÒA"),
        (220, 230, "SỞ Y TẾ"),
        *NATION,
        (160, 310, "Số: 41/SYT-NVY"),
        (760, 310, "Khánh Hòa, ngày 25 tháng 9 năm 2019"),
        (120, 370, "V/v báo cáo kết quả công tác"),
        (140, 415, "phòng, chống dịch năm 2019"),
        (500, 520, "Kính gửi: Trung tâm Y tế các huyện."),
        (230, 600, "Thực hiện Quyết định số 77/QĐ-BYT ngày 02 tháng 01 năm 2019, Sở Y tế đề nghị báo cáo."),
        (150, 1100, "Nơi nhận:"),
        (1060, 1100, "GIÁM ĐỐC"),
        (1000, 1400, "Nguyễn Văn Bình"),
    ]


def birth() -> list[tuple[int, int, str]]:
    """A birth certificate of the form in use since 2016; the mother stands before the father."""
    return [
        *NATION,
        (620, 340, "GIẤY KHAI SINH"),
        (650, 400, "Số: 171/2018"),
        (150, 500, "Họ, chữ đệm, tên: NÔNG CÔNG TÙNG"),
        (150, 560, "Ngày, tháng, năm sinh: 07/07/2018"),
        (150, 620, "ghi bằng chữ: Ngày bảy, tháng bảy, năm hai nghìn không trăm mười tám"),
        (150, 680, "Giới tính: Nam Dân tộc: Tày Quốc tịch: Việt Nam"),
        (150, 740, "Nơi sinh: Trạm y tế xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An"),
        (150, 800, "Quê quán: xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An"),
        (150, 860, "Số định danh cá nhân: 040218390459"),
        (150, 920, "Họ, chữ đệm, tên người mẹ: Huỳnh Minh Hòa"),
        (150, 980, "Năm sinh: 1989 Dân tộc: Kinh Quốc tịch: Việt Nam"),
        (150, 1040, "Nơi cư trú: xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An"),
        (150, 1100, "Họ, chữ đệm, tên người cha: Nông Trọng Giang"),
        (150, 1160, "Năm sinh: 1982 Dân tộc: Tày Quốc tịch: Việt Nam"),
        (150, 1220, "Nơi cư trú: xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An"),
        (150, 1280, "Họ, chữ đệm, tên người đi khai sinh: Huỳnh Minh Hòa"),
        (150, 1340, "Nơi đăng ký khai sinh: Ủy ban nhân dân xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ"),
        (150, 1390, "An"),
        (150, 1450, "Ngày, tháng, năm đăng ký: 17/08/2018"),
        (950, 1530, "NGƯỜI KÝ GIẤY KHAI SINH"),
        (1060, 1580, "CHỦ TỊCH"),
        (1010, 1850, "Đặng Văn Quân"),
    ]
