"""Agencies of the four levels, with the words that stand in their headers, under their names and around their seals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Level
from pipelines.samples import places
from pipelines.samples.places import Unit

MINISTRIES = (
    ("Bộ Y tế", "BYT", "G18"),
    ("Bộ Tư pháp", "BTP", "G15"),
    ("Bộ Xây dựng", "BXD", "G17"),
    ("Bộ Tài chính", "BTC", "G12"),
    ("Bộ Nội vụ", "BNV", "G09"),
    ("Bộ Công Thương", "BCT", "G02"),
    ("Bộ Giáo dục và Đào tạo", "BGDĐT", "G03"),
)
DEPARTMENTS = (
    ("Sở Y tế", "SYT"),
    ("Sở Nội vụ", "SNV"),
    ("Sở Tư pháp", "STP"),
    ("Sở Xây dựng", "SXD"),
    ("Sở Giáo dục và Đào tạo", "SGDĐT"),
    ("Sở Tài chính", "STC"),
    ("Sở Công Thương", "SCT"),
)
SECTIONS = ("VP", "NV", "TCCB", "KHTC", "QLN", "NVY", "HCTP", "XDCB", "TTr", "KSTT")


@dataclass(frozen=True, slots=True)
class Office:
    """An agency that issues papers."""

    name: str
    """Full name: «Ủy ban nhân dân huyện Vạn Ninh», «Sở Y tế tỉnh Khánh Hòa», «Bộ Y tế»."""
    header: tuple[str, ...]
    """Lines at the top left, in capitals; the last is the agency's own."""
    symbol: str
    """As in the document's symbol: UBND, SYT, BYT."""
    place: str
    """What stands before the date."""
    level: Level
    code: str
    """Code of the unit: 2, 3 or 5 digits; a ministry's identifier at the centre."""
    chief: str
    deputy: str
    unit: Unit | None
    """The unit of a committee or of the department's province; None at the centre."""
    committee: bool = False

    @property
    def authority(self) -> str:
        """Who decides, in capitals: «GIÁM ĐỐC SỞ Y TẾ»."""
        if self.committee and self.unit:
            return f"CHỦ TỊCH ỦY BAN NHÂN DÂN {self.unit.full.upper()}"
        return f"{self.chief} {self.header[-1]}"

    @property
    def rim(self) -> tuple[str, str, str]:
        """Words of the seal: along the top, along the bottom, in the middle (empty for the star)."""
        if self.committee and self.unit:
            parent = self.unit.parent
            return "ỦY BAN NHÂN DÂN", f"{self.unit.full} * {parent.full}".upper() if parent else self.unit.full.upper(), ""
        if self.unit:
            return f"ỦY BAN NHÂN DÂN {self.unit.full}".upper(), "*", _middle(self.header[-1])
        return "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "*", _middle(self.header[-1])


def _middle(name: str) -> str:
    words = name.split()
    return "\n".join((words[0], " ".join(words[1:3]), " ".join(words[3:]))).strip()


def committee(rng: Random, unit: Unit) -> Office:
    """The people's committee of *unit*."""
    title = f"{unit.full}".upper()
    header = rng.choice(((("ỦY BAN NHÂN DÂN"), title),) * 5 + ((f"UBND {title}",),))
    return Office(
        f"Ủy ban nhân dân {unit.full}",
        header,
        "UBND",
        unit.place,
        unit.level,
        unit.code,
        "CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        unit,
        committee=True,
    )


def department(rng: Random, province: Unit, name: str | None = None) -> Office:
    """A department of *province*."""
    name, symbol = rng.choice([pair for pair in DEPARTMENTS if name in (None, pair[0])])
    owner = province.full.upper()
    header = (rng.choice((f"UBND {owner}", f"UBND {owner}", f"ỦY BAN NHÂN DÂN {owner}")), name.upper())
    full = f"{name} {province.full}"
    return Office(full, header, symbol, province.place, Level.PROVINCE, province.code, "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", province)


def ministry(rng: Random) -> Office:
    """A ministry."""
    name, symbol, code = rng.choice(MINISTRIES)
    return Office(name, (name.upper(),), symbol, "Hà Nội", Level.CENTRAL, code, "BỘ TRƯỞNG", "THỨ TRƯỞNG", None)


def any_office(rng: Random, on: dt.date, area: str | None = None) -> Office:
    """An agency of any level that existed on the day *on*; in the province named *area* and below the centre, if given."""
    unit = places.commune(rng, on, area)
    kind = rng.choice(("commune", "district", "department", "department", "province", "commune" if area else "ministry"))
    if kind == "ministry":
        return ministry(rng)
    if kind == "department":
        return department(rng, unit.province)
    if kind == "province":
        return committee(rng, unit.province)
    return committee(rng, unit.parent if kind == "district" and unit.parent and on < places.REFORM else unit)


def signing_lines(rng: Random, office: Office, *, for_committee: bool = True) -> tuple[str, ...]:
    """Lines above the signature: «TM. ỦY BAN NHÂN DÂN» / «KT. CHỦ TỊCH» / «PHÓ CHỦ TỊCH» (Decree 30/2020 App. I)."""
    acting = (office.chief,) if rng.random() < 0.5 else (f"KT. {office.chief}", office.deputy)
    if office.committee:
        return ("TM. ỦY BAN NHÂN DÂN", *acting) if for_committee and rng.random() < 0.6 else acting
    if rng.random() < 0.12:
        return (f"TL. {office.chief}", "CHÁNH VĂN PHÒNG")
    return acting
