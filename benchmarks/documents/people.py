"""Invented people, numbers with right check digits, dates and amounts in Vietnamese words."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace


def of(listed: str) -> tuple[str, ...]:
    """The parts of *listed* between bars."""
    return tuple(listed.split("|"))


SURNAMES = of(
    "Nguyễn|Nguyễn|Nguyễn|Trần|Trần|Lê|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|"
    "Mai|Trương|Cao|Tô|La|Kiều|Triệu|Chu|Hà|Lâm|Tống|Thái|Quách|Từ|Ông|Vương|Doãn|Khổng|Nghiêm|Phùng|Tôn Thất|Nông|Hứa"
)
MEN = of("Văn|Văn|Hữu|Đức|Quang|Minh|Công|Thanh|Ngọc|Xuân|Đình|Duy|Trọng|Quốc|Bá|Viết|Anh|Hoàng|Gia|Thế|Tấn|Chí|Phước")
WOMEN = of("Thị|Thị|Thị|Thị Thu|Thị Ngọc|Ngọc|Thị Kim|Thanh|Thùy|Bích|Thị Mỹ|Minh|Như|Kim|Phương|Thị Hồng|Diễm|Khánh|Thị Bích")
HIS = of(
    "Hùng|Dũng|Cường|Tuấn|Long|Nam|Sơn|Hải|Bình|Phúc|Lộc|Thọ|Khoa|Khôi|Quân|Thắng|Tài|Đạt|Huy|Kiệt|Vinh|Nghĩa|Trí|Toàn|"
    "Tùng|Thịnh|Hiếu|Luân|Quý|Bảo|Danh|Hậu|Khánh|Mạnh|Nhân|Phong|Quyết|Sang|Tiến|Vượng|Xuyên|Ý|Đệ|Đông|Giáp|Thuật|Điệp|"
    "Quyền"
)
HERS = of(
    "Lan|Huệ|Hoa|Hương|Hạnh|Thảo|Trang|Linh|Nga|Ngân|Yến|Oanh|Phượng|Thủy|Hiền|Hằng|Mai|Dung|Loan|Liên|Cúc|Đào|Trinh|Vy|"
    "Quyên|Nhung|Tuyết|Xuân|Hà|Thu|Chi|Châu|Ánh|Bích Trâm|Gia Hân|Ngọc Ánh|Quỳnh Như|Mỹ Duyên|Phương Uyên|Nguyệt|Thoa|Thơm|"
    "Út|Sương"
)
PEOPLES = of("Kinh|Kinh|Kinh|Kinh|Kinh|Kinh|Tày|Nùng|Mường|Thái|Khmer|Hoa|Dao|Ê Đê|Gia Rai|Chăm|Ba Na|Sán Dìu|Raglai|H'Mông")
OTHERS = {
    "Ê Đê": (("Y Bhăm Niê", "Y Thinh Byă", "Y Wăn Êban"), ("H' Hen Mlô", "H' Bliăk Niê Kđăm")),
    "Khmer": (("Thạch Sa Rươne", "Danh Hoàng Nam", "Kim Sô Phia"), ("Thạch Thị Sà Rết", "Sơn Thị Ry")),
    "Thái": (("Lò Văn Pâng", "Cà Văn Ương"), ("Quàng Thị Dọn", "Lò Thị Ín")),
    "Chăm": (("Đàng Năng Thọ", "Báo Văn Trò"), ("Đạo Thị Như Ý", "Châu Thị Tẻ")),
    "H'Mông": (("Giàng A Páo", "Sùng A Lềnh", "Vàng Mí Sính"), ("Giàng Thị Mỷ", "Thào Thị Xua")),
}
DIGITS = of("không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín")
_GAPS = frozenset(
    (3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65, 69, 71, 73, 76, 78, 81)
)
CODES = tuple(f"{n:03d}" for n in range(1, 97) if n not in _GAPS | {85, 88, 90})
"""Provinces' codes of the 63 until 2025 (Decision 124/2004/QĐ-TTg)."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which day, or day and month, may be unknown (0)."""

    day: int
    month: int
    year: int

    @property
    def iso(self) -> str:
        """``2011-03-07``, ``2011-03`` or ``2011``."""
        parts = [f"{self.year:04d}"] + [f"{n:02d}" for n in (self.month, self.day) if n]
        return "-".join(parts)


LATEST = dt.date(2026, 10, 31)
"""No paper is dated later: one from days to come is rightly doubted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist; *number* has 12 digits that agree with sex and year of birth, or 9 of an older card."""

    name: str
    sex: str
    born: Day
    people: str
    number: str


def day(rng: random.Random, first: int, last: int) -> Day:
    """A day of the years *first* to *last*, both included, that is no later than `LATEST`."""
    end = min(dt.date(last, 12, 31), LATEST)
    found = dt.date(first, 1, 1) + dt.timedelta(rng.randrange((end - dt.date(first, 1, 1)).days))
    return Day(found.day, found.month, found.year)


def before(rng: random.Random, when: Day, least: int, most: int) -> Day:
    """A day *least* to *most* days before *when*."""
    found = dt.date(when.year, when.month, when.day) - dt.timedelta(rng.randint(least, most))
    return Day(found.day, found.month, found.year)


def person(rng: random.Random, first: int, last: int, *, sex: str = "", seen: int = 2022, partial: float = 0) -> Person:
    """Born in *first* to *last*, looked at in the year *seen*; *partial* is the chance that the day is unknown."""
    sex = sex or rng.choice(("Nam", "Nữ"))
    people = rng.choice(PEOPLES)
    if people in OTHERS and rng.random() < 0.5:
        name = rng.choice(OTHERS[people][sex == "Nữ"])
    else:
        middle, given = (MEN, HIS) if sex == "Nam" else (WOMEN, HERS)
        between = [rng.choice(middle)] if rng.random() < 0.93 else []
        name = " ".join([rng.choice(SURNAMES), *between, rng.choice(given)])
    born = day(rng, first, last)
    number = personal_number(rng, sex, born.year) if seen >= 2022 or (seen >= 2016 and rng.random() < 0.8) else card_number(rng)
    if rng.random() < partial:
        born = replace(born, day=0, month=rng.choice((0, 0, born.month)))
    return Person(name, sex, born, people, number)


def signer(rng: random.Random) -> str:
    """Name of an official."""
    return person(rng, 1955, 1990, sex="Nam" if rng.random() < 0.7 else "Nữ").name


def personal_number(rng: random.Random, sex: str, year: int) -> str:
    """Twelve digits after Decree 137/2015, article 7: place, century and sex, year, six of chance."""
    return f"{rng.choice(CODES)}{2 * (year // 100 - 19) + (sex == 'Nữ')}{year % 100:02d}{rng.randrange(10**6):06d}"


def card_number(rng: random.Random) -> str:
    """Nine digits of an identity card as issued until 2015."""
    return f"{rng.choice((0, 1, 2, 3))}{rng.randint(10**7, 4 * 10**7)}"


def tax_code(rng: random.Random) -> str:
    """Ten digits with the check digit of Circular 105/2020/TT-BTC: weights 31 to 3, 10 less the remainder by 11."""
    while True:
        nine = f"{rng.choice(CODES)[1:]}0{rng.randrange(10**6):06d}" if rng.random() < 0.8 else f"03{rng.randrange(10**7):07d}"
        rest = sum(int(d) * w for d, w in zip(nine, (31, 29, 23, 19, 17, 13, 7, 5, 3), strict=True)) % 11
        if rest:
            return f"{nine}{(10 - rest) % 10}"


def said(number: int, *, south: bool = False) -> str:
    """*number*, below a billion billions, in words; *south* says ngàn and lẻ for nghìn and linh."""
    if number == 0:
        return DIGITS[0]
    thousand = "ngàn" if south else "nghìn"
    parts: list[str] = []
    rest, scale = number, 0
    while rest:
        rest, group = divmod(rest, 1000)
        if group:
            unit = ("", thousand, "triệu")[scale % 3]
            billions = " tỷ" * (scale // 3) if scale % 3 == 0 or not any("tỷ" in p for p in parts) else ""
            parts.append(f"{_group(group, full=rest > 0, south=south)} {unit}".strip() + billions)
        scale += 1
    return " ".join(reversed(parts))


def _group(number: int, *, full: bool, south: bool) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("lẻ" if south else "linh")
    elif tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    if ones:
        last = DIGITS[ones]
        if tens > 1 and ones == 1:
            last = "mốt"
        elif tens and ones == 5:
            last = "lăm"
        words.append(last)
    return " ".join(words)


def day_said(when: Day, *, south: bool = False, comma: bool = False) -> str:
    """The date in words as civil-status papers have it: Ngày mười hai tháng ba năm hai nghìn không trăm mười một."""
    month = "tư" if when.month == 4 else said(when.month)
    gap = ", " if comma else " "
    first = f"mùng {said(when.day)}" if when.day <= 10 and not south and not comma and when.day % 3 == 1 else said(when.day)
    return f"Ngày {first}{gap}tháng {month}{gap}năm {said(when.year, south=south)}"
