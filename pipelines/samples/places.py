"""
Units of government that papers come from: real names and codes from the public lists, before and after 1 July 2025.

Before that day: province, district, commune (Decision 124/2004); since then province and commune (Decision 19/2025).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Level

REFORM = dt.date(2025, 7, 1)
"""The day on which the district level ended (Resolution 202/2025/QH15)."""

# province code, province; then a line a district: code, district: communes; a last line «=» new province: new communes.
_LIST = """
01 thành phố Hà Nội
 006 quận Đống Đa: 00214 phường Quang Trung, 00208 phường Nam Đồng, 00193 phường Văn Chương
 276 huyện Thạch Thất: 09973 xã Lam Sơn, 10003 xã Thạch Xá, 09970 xã Hương Ngải
 271 huyện Ba Vì: 09658 xã Phú Sơn, 09643 xã Phú Đông, 09691 xã Thuần Mỹ
 = 01 thành phố Hà Nội: 00235 phường Đống Đa, 00229 phường Kim Liên, 10003 xã Tây Phương, 09634 xã Cổ Đô
11 tỉnh Điện Biên
 100 huyện Điện Biên: 03352 xã Noong Hẹt, 03331 xã Thanh Hưng, 03365 xã Na Tông
 099 huyện Tuần Giáo: 03277 xã Mường Thín, 03268 xã Mường Mùn, 03299 xã Chiềng Đông
 = 11 tỉnh Điện Biên: 03352 xã Thanh An, 03301 xã Búng Lao, 03358 xã Núa Ngam
27 tỉnh Bắc Ninh
 259 thị xã Quế Võ: 09295 phường Bồng Lai, 09265 phường Phương Liễu, 09289 xã Ngọc Xá
 260 huyện Tiên Du: 09319 thị trấn Lim, 09340 xã Hoàn Sơn, 09364 xã Cảnh Hưng
 = 24 tỉnh Bắc Ninh: 09247 phường Quế Võ, 09349 xã Phật Tích, 09319 xã Tiên Du
33 tỉnh Hưng Yên
 325 huyện Văn Lâm: 11986 thị trấn Như Quỳnh, 11989 xã Lạc Đạo, 12013 xã Trưng Trắc
 330 huyện Khoái Châu: 12244 xã Đồng Tiến, 12253 xã Phùng Hưng, 12229 xã An Vĩ
 = 33 tỉnh Hưng Yên: 12004 xã Như Quỳnh, 12223 xã Triệu Việt Vương, 12271 xã Chí Minh
36 tỉnh Nam Định
 362 huyện Nam Trực: 14005 xã Nam Thanh, 14023 xã Nam Thái, 13999 xã Nam Hoa
 360 huyện Ý Yên: 13879 xã Yên Đồng, 13867 xã Yên Phúc, 13885 xã Yên Nhân
 366 huyện Hải Hậu: 14287 xã Hải Tây, 14317 xã Hải Hòa, 14293 xã Hải Phú
 = 37 tỉnh Ninh Bình: 14287 xã Hải Quang, 13834 xã Vũ Dương, 13966 xã Nam Trực
38 tỉnh Thanh Hóa
 395 huyện Thọ Xuân: 15583 xã Xuân Lai, 15520 xã Thọ Hải, 15571 xã Quảng Phú
 399 huyện Hoằng Hóa: 16000 xã Hoằng Thanh, 15967 xã Hoằng Trạch, 15991 xã Hoằng Hải
 = 38 tỉnh Thanh Hóa: 15961 xã Hoằng Lộc, 15553 xã Sao Vàng, 15520 xã Xuân Hòa
40 tỉnh Nghệ An
 426 huyện Yên Thành: 17596 xã Viên Thành, 17536 xã Tây Thành, 17614 xã Sơn Thành
 427 huyện Đô Lương: 17695 xã Thuận Sơn, 17650 xã Đặng Sơn, 17701 xã Hiến Sơn
 429 huyện Nghi Lộc: 17836 xã Nghi Tiến, 17860 xã Nghi Phương, 17878 xã Khánh Hợp
 = 40 tỉnh Nghệ An: 17662 xã Đô Lương, 17833 xã Hải Lộc, 17605 xã Hợp Minh
48 thành phố Đà Nẵng
 497 huyện Hòa Vang: 20308 xã Hòa Nhơn, 20332 xã Hòa Khương, 20293 xã Hòa Bắc
 492 quận Hải Châu: 20254 phường Bình Thuận, 20242 phường Phước Ninh, 20236 phường Hải Châu
 = 48 thành phố Đà Nẵng: 20308 xã Bà Nà, 20257 phường Hòa Cường, 20314 phường Hòa Xuân
56 tỉnh Khánh Hòa
 571 huyện Vạn Ninh: 22489 thị trấn Vạn Giã, 22525 xã Vạn Hưng, 22507 xã Vạn Khánh
 572 thị xã Ninh Hòa: 22543 phường Ninh Hải, 22555 xã Ninh Xuân, 22600 xã Ninh Lộc
 574 huyện Diên Khánh: 22669 xã Diên Phú, 22702 xã Suối Hiệp, 22675 xã Diên Phước
 = 56 tỉnh Khánh Hòa: 22489 xã Vạn Ninh, 22561 phường Đông Ninh Hòa, 22657 xã Diên Điền
68 tỉnh Lâm Đồng
 673 thành phố Bảo Lộc: 24829 phường Lộc Sơn, 24817 phường Lộc Tiến, 24844 xã Đại Lào
 678 huyện Đức Trọng: 24997 xã Ninh Loan, 24988 xã Tà Năng, 24994 xã Đà Loan
 = 68 tỉnh Lâm Đồng: 24841 phường 3 Bảo Lộc, 24976 xã Tân Hội, 24988 xã Tà Năng
75 tỉnh Đồng Nai
 737 huyện Trảng Bom: 26278 xã Bình Minh, 26251 xã Thanh Bình, 26287 xã Hưng Thịnh
 740 huyện Long Thành: 26413 xã Long Phước, 26398 xã Tam An, 26401 xã Cẩm Đường
 = 75 tỉnh Đồng Nai: 26281 xã Hưng Thịnh, 26383 xã An Phước, 26347 xã Xuân Đường
79 thành phố Hồ Chí Minh
 765 quận Bình Thạnh: 26956 phường 22, 26905 phường 13, 26953 phường 19
 770 quận 3: 27148 phường 4, 27142 phường 9, 27151 phường 5
 783 huyện Củ Chi: 27556 xã Tân Thông Hội, 27538 xã Thái Mỹ, 27508 xã An Nhơn Tây
 = 79 thành phố Hồ Chí Minh: 26944 phường Gia Định, 27142 phường Nhiêu Lộc, 27553 xã Củ Chi
91 tỉnh Kiên Giang
 899 thành phố Rạch Giá: 30757 phường Vĩnh Lợi, 30754 phường Rạch Sỏi, 30763 xã Phi Thông
 905 huyện Châu Thành: 30901 xã Thạnh Lộc, 30893 xã Vĩnh Hòa Phú, 30887 xã Mong Thọ
 911 thành phố Phú Quốc: 31093 xã Hàm Ninh, 31096 xã Dương Tơ, 31087 xã Gành Dầu
 = 91 tỉnh An Giang: 30742 phường Rạch Giá, 30898 xã Bình An, 30886 xã Thạnh Lộc
92 thành phố Cần Thơ
 916 quận Ninh Kiều: 31149 phường An Khánh, 31120 phường An Hòa, 31147 phường Hưng Lợi
 926 huyện Phong Điền: 31306 xã Tân Thới, 31315 xã Nhơn Nghĩa, 31312 xã Mỹ Khánh
 = 92 thành phố Cần Thơ: 31120 phường Cái Khế, 31147 phường Tân An, 31299 xã Phong Điền
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district or commune."""

    code: str
    kind: str
    """tỉnh, thành phố, huyện, quận, thị xã, xã, phường, thị trấn."""
    name: str
    level: Level
    parent: Unit | None = None

    @property
    def full(self) -> str:
        """«xã Vạn Hưng»."""
        return f"{self.kind} {self.name}"

    @property
    def place(self) -> str:
        """As it stands before the date: «Vạn Hưng», but «Phường 4», «Quận 3», «Thành phố Hồ Chí Minh»."""
        spelled = self.name.isdigit() or self.name == "Hồ Chí Minh"
        return self.full[0].upper() + self.full[1:] if spelled else self.name

    @property
    def address(self) -> str:
        """«xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa»."""
        return self.full if self.parent is None else f"{self.full}, {self.parent.address}"

    @property
    def province(self) -> Unit:
        """The province that it lies in."""
        return self if self.parent is None else self.parent.province


def _unit(text: str, level: Level, parent: Unit | None = None) -> Unit:
    code, rest = text.strip().split(" ", 1)
    kind = next(
        kind for kind in ("thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "quận", "xã", "phường") if rest.startswith(kind)
    )
    return Unit(code, kind, rest[len(kind) + 1 :], level, parent)


def _parse() -> tuple[tuple[Unit, ...], tuple[Unit, ...], dict[str, str]]:
    old: list[Unit] = []
    new: list[Unit] = []
    registration: dict[str, str] = {}
    province = None
    for line in _LIST.strip().splitlines():
        head, _, tail = line.strip().partition(":")
        if line.startswith(" ="):
            assert province is not None
            owner = _unit(head[2:], Level.PROVINCE)
            registration[owner.name] = province.code
            new += [_unit(text, Level.COMMUNE, owner) for text in tail.split(",")]
        elif line.startswith(" "):
            owner = _unit(head, Level.DISTRICT, province)
            old += [_unit(text, Level.COMMUNE, owner) for text in tail.split(",")]
        else:
            province = _unit(head, Level.PROVINCE)
            registration[province.name] = province.code
    return tuple(old), tuple(new), registration


OLD_COMMUNES, NEW_COMMUNES, _REGISTRATION = _parse()


def commune(rng: Random, on: dt.date, area: str | None = None) -> Unit:
    """A commune as the map was on the day *on*; in the province named *area*, if given."""
    units = NEW_COMMUNES if on >= REFORM else OLD_COMMUNES
    return rng.choice([unit for unit in units if area in (None, unit.province.name)])


def units_of(area: str) -> tuple[Unit, ...]:
    """All units that lie in the province named *area*, old and new, province first, every (level, code) once."""
    found: dict[tuple[Level, str], Unit] = {}
    for unit in (*NEW_COMMUNES, *OLD_COMMUNES):
        chain: Unit | None = unit if unit.province.name == area else None
        while chain:
            found.setdefault((chain.level, chain.code), chain)
            chain = chain.parent
    order = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
    return tuple(sorted(found.values(), key=lambda unit: (order.index(unit.level), unit.code)))


def registration_code(unit: Unit) -> str:
    """Two digits for the personal numbers of people born in *unit*: a code of the old list of 63, never renumbered."""
    return _REGISTRATION[unit.province.name]
