"""
People who do not exist, with names, dates and numbers that could.

The parts of names are the common ones; no list of real persons lies behind them.
"""
# ruff: noqa: SIM905 - lists of names read better as text

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

SURNAMES = (
    "Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Trần Lê Lê Lê Phạm Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi "
    "Đỗ Hồ Ngô Dương Lý Đinh Đoàn Mai Trịnh Lương Cao Tạ Hà Châu Thái Lâm Quách Kiều Vi Lò Quàng Thạch Nông"
).split()
MIDDLES = {
    "Nam": "Văn Văn Văn Văn Hữu Đức Minh Quốc Xuân Công Đình Thanh Trọng Ngọc Anh Bá Duy Thế Tiến Hoàng Gia Khắc".split(),
    "Nữ": "Thị Thị Thị Thị Ngọc Thanh Thu Minh Kim Phương Hoài Mỹ Bích Thùy Diệu Khánh Quỳnh Bảo Như Thị Thúy".split(),
}
GIVEN = {
    "Nam": (
        "An Anh Bách Bảo Bình Chiến Cường Dũng Duy Đạt Đông Đức Giang Hải Hiếu Hòa Hoàng Hùng Hưng Huy Khải Khang "
        "Khánh Khoa Kiên Lâm Long Lộc Mạnh Minh Nam Nghĩa Nhân Phong Phú Phúc Phước Quân Quang Quyết Sơn Tài Tâm Tân "
        "Thái Thắng Thành Thiện Thịnh Thuận Tiến Toàn Trí Trung Trường Tuấn Tùng Việt Vinh Vũ Vượng"
    ).split(),
    "Nữ": (
        "An Anh Ánh Bích Châu Chi Cúc Diễm Diệp Dung Duyên Đào Điệp Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Hương "
        "Huyền Khánh Lan Lê Liên Linh Loan Ly Mai My Nga Ngân Ngọc Nguyệt Nhi Nhung Oanh Phương Phượng Quyên Quỳnh "
        "Sương Tâm Thảo Thắm Thơ Thu Thủy Thúy Thư Thương Trâm Trang Trinh Tuyết Uyên Vân Vy Xuân Yến"
    ).split(),
}
ETHNICITIES = ("Kinh",) * 14 + (
    "Tày",
    "Thái",
    "Mường",
    "Khmer",
    "Hoa",
    "Nùng",
    "Mông",
    "Dao",
    "Gia Rai",
    "Ê Đê",
    "Chăm",
    "Sán Dìu",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented."""

    name: str
    """Full name in Vietnamese title case."""
    sex: str
    """``Nam`` or ``Nữ``."""
    born: dt.date
    ethnicity: str

    @property
    def title(self) -> str:
        """Ông or bà."""
        return "ông" if self.sex == "Nam" else "bà"


def person(
    rng: Random, born: dt.date, sex: str | None = None, surname: str | None = None, ethnicity: str | None = None
) -> Person:
    """Somebody invented who was born on *born*."""
    sex = sex or rng.choice(("Nam", "Nữ"))
    middle = rng.sample(MIDDLES[sex], 2 if rng.random() < 0.12 else 1)
    given = rng.choice([name for name in GIVEN[sex] if name not in middle])
    surname = surname or rng.choice(SURNAMES)
    return Person(" ".join((surname, *dict.fromkeys(middle), given)), sex, born, ethnicity or rng.choice(ETHNICITIES))


def adult(rng: Random, on: dt.date, sex: str | None = None) -> Person:
    """Somebody aged 23 to 58 on the day *on*."""
    return person(rng, on - dt.timedelta(days=rng.randint(23 * 366, 58 * 365)), sex)


def day_between(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    """A working day from *first* to *last*, both possible (the nearest earlier Friday for a week-end)."""
    value = first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))
    if value.weekday() > 4 and value - dt.timedelta(days=value.weekday() - 4) >= first:
        value -= dt.timedelta(days=value.weekday() - 4)
    return value


def personal_id(rng: Random, who: Person, province: str) -> str:
    """
    Twelve digits that agree with sex and year of birth.

    *province* is the two-digit code of the list of 63 in which the birth was registered. Decree 137/2015: 3 digits
    province, 1 digit century and sex (0/1 = 1900s male/female, 2/3 = 2000s), 2 digits year, 6 at random.
    """
    century = 2 * (who.born.year // 100 - 19) + (who.sex == "Nữ")
    return f"0{province}{century}{who.born.year % 100:02d}{rng.randint(1, 999999):06d}"


def identity_card(rng: Random) -> str:
    """A nine-digit CMND, as before 2016."""
    return f"{rng.choice((2, 1, 3, 0))}{rng.randint(10_000_000, 99_999_999)}"
