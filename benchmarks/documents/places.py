"""
Provinces as they were until and since 1 July 2025, with districts and communes: `REAL` of a hundred are units of the lists, the
others are invented and stand for those that were merged away before the lists begin; streets and hamlets are invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from benchmarks.documents.people import of
from pipelines import units

OLD = of(
    "Hà Nội|Hà Giang|Cao Bằng|Bắc Kạn|Tuyên Quang|Lào Cai|Điện Biên|Lai Châu|Sơn La|Yên Bái|Hòa Bình|Thái Nguyên|Lạng Sơn|"
    "Quảng Ninh|Bắc Giang|Phú Thọ|Vĩnh Phúc|Bắc Ninh|Hải Dương|Hải Phòng|Hưng Yên|Thái Bình|Hà Nam|Nam Định|Ninh Bình|"
    "Thanh Hóa|Nghệ An|Hà Tĩnh|Quảng Bình|Quảng Trị|Thừa Thiên Huế|Đà Nẵng|Quảng Nam|Quảng Ngãi|Bình Định|Phú Yên|"
    "Khánh Hòa|Ninh Thuận|Bình Thuận|Kon Tum|Gia Lai|Đắk Lắk|Đắk Nông|Lâm Đồng|Bình Phước|Tây Ninh|Bình Dương|Đồng Nai|"
    "Bà Rịa - Vũng Tàu|Hồ Chí Minh|Long An|Tiền Giang|Bến Tre|Trà Vinh|Vĩnh Long|Đồng Tháp|An Giang|Kiên Giang|Cần Thơ|"
    "Hậu Giang|Sóc Trăng|Bạc Liêu|Cà Mau"
)
NEW = of(
    "Hà Nội|Cao Bằng|Điện Biên|Lai Châu|Sơn La|Lạng Sơn|Quảng Ninh|Thanh Hóa|Nghệ An|Hà Tĩnh|Huế|Tuyên Quang|Lào Cai|"
    "Thái Nguyên|Phú Thọ|Bắc Ninh|Hưng Yên|Hải Phòng|Ninh Bình|Quảng Trị|Đà Nẵng|Quảng Ngãi|Gia Lai|Khánh Hòa|Lâm Đồng|"
    "Đắk Lắk|Hồ Chí Minh|Đồng Nai|Tây Ninh|Cần Thơ|Vĩnh Long|Đồng Tháp|Cà Mau|An Giang"
)
CITIES = frozenset(of("Hà Nội|Hải Phòng|Đà Nẵng|Hồ Chí Minh|Cần Thơ|Huế"))
_FIRST = of(
    "Tân|Vĩnh|Phú|An|Bình|Long|Mỹ|Đông|Xuân|Hòa|Thạnh|Hưng|Yên|Nghĩa|Quang|Đại|Thanh|Cẩm|Kim|Liên|Phước|Trường|Ngọc|Hải|Lộc"
)
_SECOND = of(
    "Thạnh|Lợi|Hưng|Phong|Thành|Trung|Sơn|Lộc|Thủy|Hiệp|Tiến|Khê|Giang|Điền|Hòa|Mỹ|Phúc|Thượng|Hạ|Lập|Quới|Trạch|Kỳ|Lâm|Bắc"
)
_FAR = of("Ea Kmút|Cư Bông|Đắk Rêh|Ia Glai|Mường Lạn|Nậm Cuổi|Sín Chải|Pa Nậm|Tà Sông|Krông Năng Thượng|Lóng Khiêng|Xa Dung Hạ")
STREETS = of(
    "Trần Hưng Đạo|Lê Lợi|Nguyễn Trãi|Quang Trung|Hai Bà Trưng|Lý Thường Kiệt|Nguyễn Văn Cừ|Phan Đình Phùng|Hùng Vương|"
    "30 tháng 4|Cách Mạng Tháng Tám|Nguyễn Thị Minh Khai|Võ Văn Kiệt|Tôn Đức Thắng|Lê Hồng Phong|Huỳnh Thúc Kháng|"
    "Trường Chinh|Điện Biên Phủ"
)


REAL = 85
"""Of a hundred places drawn, how many are units of the lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """A commune with what it lies in; *district* is empty for the map of two levels in force since 1 July 2025."""

    commune: str
    district: str
    province: str

    @property
    def short(self) -> str:
        """The province without its kind."""
        return bare(self.province)

    @property
    def chain(self) -> str:
        """All levels from the commune up, with commas."""
        return ", ".join(part for part in (self.commune, self.district, self.province) if part)

    @property
    def above(self) -> str:
        """District and province, or the province alone."""
        return ", ".join(part for part in (self.district, self.province) if part)


def bare(unit: str) -> str:
    """The unit's name without its kind: ``xã Vĩnh Thạnh`` → ``Vĩnh Thạnh``."""
    for kind in ("thành phố ", "thị xã ", "thị trấn ", "đặc khu ", "phường ", "huyện ", "quận ", "tỉnh ", "xã "):
        if unit.lower().startswith(kind):
            return unit[len(kind) :]
    return unit


def place(rng: random.Random, year: int, *, province: str = "") -> Place:
    """A commune as addresses of *year* name it (2026: two levels); *province* without its kind keeps the province."""
    two = year >= 2026
    if rng.randrange(100) < REAL:
        known = _listed(two)
        return rng.choice(known[province] if province in known else [p for some in known.values() for p in some])
    name = province or rng.choice(NEW if two else OLD)
    whole = f"thành phố {name}" if name in CITIES and (name != "Huế" or two) else f"tỉnh {name}"
    if two:
        return Place(f"{rng.choice(('xã', 'xã', 'phường'))} {_named(rng)}", "", whole)
    if name in CITIES and rng.random() < 0.5:
        district = f"quận {rng.randint(1, 12)}" if name == "Hồ Chí Minh" and rng.random() < 0.6 else f"quận {_named(rng)}"
    else:
        district = f"{rng.choice(('huyện', 'huyện', 'huyện', 'thị xã', 'thành phố'))} {_named(rng)}"
    if district.startswith("quận") and rng.random() < 0.5:
        return Place(f"phường {rng.randint(1, 16)}", district, whole)
    kinds = ("xã", "xã", "thị trấn") if district.startswith("huyện") else ("phường", "phường", "xã")
    return Place(f"{rng.choice(kinds if not district.startswith('quận') else ('phường',))} {_named(rng)}", district, whole)


@cache
def _listed(two: bool) -> dict[str, list[Place]]:
    """Communes of the list of two levels or of the one before it, by their province without its kind."""
    found: dict[str, list[Place]] = {}
    for chain in units.chains():
        if len(chain) != (2 if two else 3):
            continue
        names = [unit.full[0].lower() + unit.full[1:] for unit in chain]
        # A district of the list before is a chain of two as well.
        if two and names[0].startswith(("huyện", "quận", "thị xã", "thành phố")):
            continue
        place = Place(names[0], "" if two else names[1], names[-1])
        found.setdefault(place.short, []).append(place)
    return found


def _named(rng: random.Random) -> str:
    if rng.random() < 0.08:
        return rng.choice(_FAR)
    first, second = rng.choice(_FIRST), rng.choice(_SECOND)
    return f"{first} {second if second != first else 'Thuận'}"


def spot(rng: random.Random, where: Place) -> str:
    """House, street, hamlet or quarter within *where*."""
    number = rng.choice((f"{rng.randint(1, 499)}", f"{rng.randint(1, 99)}/{rng.randint(2, 40)}", f"{rng.randint(2, 80)}A"))
    street = rng.choice(STREETS)
    if where.commune.startswith("xã"):
        return rng.choice(
            (
                f"thôn {rng.randint(1, 12)}",
                f"ấp {_named(rng)}",
                f"thôn {_named(rng)}",
                f"xóm {rng.randint(1, 14)}",
                f"tổ {rng.randint(1, 20)}, ấp {_named(rng)}",
                f"bản {_named(rng)}",
                f"số nhà {number}, thôn {_named(rng)}",
            )
        )
    return rng.choice(
        (
            f"số {number} đường {street}",
            f"{number} {street}",
            f"số nhà {number}, tổ dân phố {rng.randint(1, 30)}",
            f"tổ {rng.randint(1, 60)}, khu phố {rng.randint(1, 9)}",
            f"số {rng.randint(1, 60)}, ngõ {rng.randint(2, 300)}, phố {street}",
            f"căn hộ {rng.randint(2, 20)}{rng.randint(1, 9):02d}, chung cư {_named(rng)}, số {number} đường {street}",
        )
    )


def address(rng: random.Random, year: int, *, where: Place | None = None, full: float = 0.8) -> str:
    """An address; with chance 1 - *full* without house and hamlet. First letter a capital."""
    where = where or place(rng, year)
    text = f"{spot(rng, where)}, {where.chain}" if rng.random() < full else where.chain
    text = text[0].upper() + text[1:]
    if rng.random() < 0.12:
        text = text.replace(", thành phố ", ", TP. ").replace(", huyện ", ", H. ").replace(", tỉnh ", ", T. ")
    elif rng.random() < 0.2:
        text = text.replace(", tỉnh ", ", ")
    elif rng.random() < 0.15:
        text = ", ".join(part[0].upper() + part[1:] for part in text.split(", "))
    return text
