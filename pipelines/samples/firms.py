"""Enterprises that do not exist, and the sections that register them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Level
from pipelines.samples import places
from pipelines.samples.business import STREETS, tax_code
from pipelines.samples.offices import Office
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.places import Unit

FORMS = {
    "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN": ("CÔNG TY TNHH MỘT THÀNH VIÊN", "CÔNG TY TNHH MTV", "CÔNG TY TNHH"),
    "CÔNG TY TRÁCH NHIỆM HỮU HẠN HAI THÀNH VIÊN TRỞ LÊN": ("CÔNG TY TNHH", "CÔNG TY TRÁCH NHIỆM HỮU HẠN"),
    "CÔNG TY CỔ PHẦN": ("CÔNG TY CỔ PHẦN", "CÔNG TY CP"),
    "DOANH NGHIỆP TƯ NHÂN": ("DOANH NGHIỆP TƯ NHÂN", "DNTN"),
}
TRADES = (
    "THƯƠNG MẠI",
    "XÂY DỰNG",
    "THƯƠNG MẠI VÀ DỊCH VỤ",
    "SẢN XUẤT",
    "VẬN TẢI",
    "TƯ VẤN THIẾT KẾ",
    "DU LỊCH",
    "NÔNG SẢN",
    "DƯỢC PHẨM",
)
NAMES = (
    "AN PHÁT",
    "HƯNG THỊNH",
    "ĐẠI LỘC",
    "NAM CƯỜNG",
    "MINH KHANG",
    "TÂN LONG",
    "HOÀNG GIA",
    "PHÚ QUÝ",
    "BÌNH MINH",
    "SAO VIỆT",
)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What is registered."""

    form: str
    name: str
    short: str
    office_address: str
    capital: int
    chief: Person
    chief_id: str
    unit: Unit
    office: Office
    code: str
    number: str
    first: dt.date
    change: int
    on: dt.date
    """Day of the last change, or of the first registration when there was none."""

    @property
    def private(self) -> bool:
        """One person's own enterprise: it has no charter and no representative but the owner."""
        return self.form == "DOANH NGHIỆP TƯ NHÂN"

    @property
    def old(self) -> bool:
        """Of the time before enterprise codes (Decree 43/2010)."""
        return self.on < dt.date(2010, 6, 1)


def enterprise(rng: Random, *, aged: bool, area: str | None) -> Enterprise:
    """An enterprise as registered at the time that *aged* asks for, in the province named *area*, if given."""
    first, last = (dt.date(2000, 2, 7), dt.date(2004, 12, 28)) if aged else (dt.date(2005, 1, 4), dt.date(2026, 6, 30))
    on = day_between(rng, first, last)
    change = rng.choice((0, 0, 1, 1, 2, 3, 5, 8, 12))
    begun = day_between(rng, on - dt.timedelta(days=2500), on - dt.timedelta(days=60)) if change else on
    commune = places.commune(rng, on, area)
    form = rng.choice(tuple(FORMS))
    short = " ".join((*rng.sample(TRADES, rng.choice((0, 1, 1))), rng.choice(NAMES)))
    address = (
        f"Số {rng.randint(1, 320)}{rng.choice(('', '', 'A', '/7'))} đường {rng.choice(STREETS)}, {_capitals(commune.address)}"
    )
    if commune.kind == "xã" and rng.random() < 0.6:
        address = f"Thôn {rng.randint(1, 12)}, {_capitals(commune.address)}"
    if on.year >= 2010:
        address += ", Việt Nam"
    chief = adult(rng, on)
    card = personal_id(rng, chief, places.registration_code(commune)) if on.year >= 2018 else identity_card(rng)
    return Enterprise(
        form=form,
        name=f"{rng.choice(FORMS[form])} {short}",
        short=short,
        office_address=address,
        capital=rng.choice((100, 300, 500, 900, 1000, 1500, 1900, 2000, 4500, 5000, 6800, 9900, 10000, 20000, 50000)) * 1_000_000,
        chief=chief,
        chief_id=card,
        unit=commune,
        office=_office(rng, commune.province, on),
        code=tax_code(rng),
        number=f"{rng.randint(1, 64):02d}{rng.randint(1, 4):02d}{rng.randint(1, 20000):06d}",
        first=begun,
        change=change,
        on=on,
    )


def _capitals(address: str) -> str:
    """Units with a capital, as the register writes them: «Phường Lộc Thọ, Thành phố Nha Trang, Tỉnh Khánh Hòa»."""
    return ", ".join(part[0].upper() + part[1:] for part in address.split(", "))


def _office(rng: Random, province: Unit, on: dt.date) -> Office:
    name = "Sở Tài chính" if on >= dt.date(2025, 3, 1) else "Sở Kế hoạch và Đầu tư"
    board = name.upper()
    above = rng.choice((f"{board} {province.full.upper()}", f"{board} {province.full.upper()}", board))
    lines = (
        (above, "PHÒNG ĐĂNG KÝ KINH DOANH")
        if above != board
        else (f"UBND {province.full.upper()}", board, "PHÒNG ĐĂNG KÝ KINH DOANH")
    )
    return Office(
        f"Phòng Đăng ký kinh doanh {name} {province.full}",
        lines,
        "ĐKKD",
        province.place,
        Level.PROVINCE,
        province.code,
        "TRƯỞNG PHÒNG",
        "PHÓ TRƯỞNG PHÒNG",
        province,
    )
