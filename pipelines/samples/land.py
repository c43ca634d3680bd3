"""Land of invented holders, and the certificates of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from pipelines.model import Level
from pipelines.samples import places
from pipelines.samples.offices import Office, committee
from pipelines.samples.people import Person, adult, day_between, identity_card, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import Habit, amount_words, decimal

PURPOSES = (
    ("Đất ở tại nông thôn", "Lâu dài"),
    ("Đất ở tại đô thị", "Lâu dài"),
    ("Đất trồng cây lâu năm", "Đến ngày 15/10/{year}"),
    ("Đất chuyên trồng lúa nước", "Đến ngày 15/10/{year}"),
    ("Đất trồng cây hàng năm khác", "Đến tháng 10/{year}"),
    ("Đất nuôi trồng thủy sản", "Đến ngày 01/7/{year}"),
    ("Đất ở {part} m², đất trồng cây lâu năm {rest} m²", "Đất ở: Lâu dài; đất trồng cây lâu năm: đến ngày 15/10/{year}"),
)
LAST = dt.date(2026, 6, 30)
"""No paper and no note is younger."""

ORIGINS = (
    "Công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Nhà nước giao đất không thu tiền sử dụng đất",
    "Nhận chuyển nhượng đất được công nhận QSDĐ như giao đất có thu tiền sử dụng đất",
    "Được tặng cho đất được Nhà nước giao đất có thu tiền sử dụng đất",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified."""

    holder: Person
    holder_id: str
    unit: Unit
    parcel: str
    sheet: str
    area: float
    purpose: str
    term: str
    serial: str
    register: str
    office: Office
    on: dt.date

    @property
    def title(self) -> str:
        """How the holder is addressed."""
        return "Ông" if self.holder.sex == "Nam" else "Bà"


def certificate(rng: Random, *, aged: bool, area: str | None) -> Certificate:
    """A certificate of the time that *aged* asks for, in the province named *area*, if given."""
    first, last = (dt.date(1994, 1, 4), dt.date(2000, 12, 28)) if aged else (dt.date(2001, 1, 4), LAST)
    on = day_between(rng, first if aged or rng.random() < 0.75 else dt.date(2025, 1, 2), last)
    unit = places.commune(rng, on, area)
    if on.year >= 2015 and rng.random() < 0.35:
        board = "Sở Nông nghiệp và Môi trường" if on >= dt.date(2025, 3, 1) else "Sở Tài nguyên và Môi trường"
        province = unit.province
        office = Office(
            f"{board} {province.full}",
            (f"{board} {province.full}".upper(),),
            "STNMT",
            province.place,
            Level.PROVINCE,
            province.code,
            "GIÁM ĐỐC",
            "PHÓ GIÁM ĐỐC",
            province,
        )
    else:
        office = committee(rng, unit if on >= places.REFORM or unit.parent is None else unit.parent)
    plot = round(rng.uniform(60, 2400), rng.choice((0, 1, 1, 2)))
    purpose, term = rng.choice(PURPOSES[:6] if on.year < 2004 else PURPOSES)
    part = rng.choice((50, 60, 100, 120, 200))
    purpose = purpose.format(part=decimal(min(part, plot / 2)), rest=decimal(round(plot - min(part, plot / 2), 2)))
    term = term.format(year=rng.randint(2043, 2073) if on.year > 2012 else rng.randint(2013, 2043))
    holder = adult(rng, on)
    number = personal_id(rng, holder, places.registration_code(unit)) if on.year >= 2018 else identity_card(rng)
    letters = "ABCDĐEHKLMNPQST"
    serial = f"{rng.choice('ABCD')}{rng.choice(letters)} {rng.randint(100000, 999999)}"
    if on.year < 2004:
        serial = f"{rng.choice('BCDEGHKLMNPQ')} {rng.randint(100000, 999999)}"
    elif on.year >= 2025:
        serial = f"AA {rng.randint(1000000, 9999999):08d}"
    figure = rng.randint(1, 9999)
    register = rng.choice((f"CH {figure:05d}", f"CS {figure:05d}", f"CH{figure:05d}"))
    if on.year < 2004:
        register = rng.choice((f"{figure:05d} QSDĐ", f"{figure:05d}", f"{figure} QSDĐ"))
    elif on.year < 2010:
        register = rng.choice((f"H {figure:05d}", f"H{figure:05d}", f"{figure:05d}"))
    elif on.year >= 2025:
        register = rng.choice((f"CN {figure:05d}", f"VP {figure:05d}", f"CS {figure:05d}"))
    return Certificate(
        holder=holder,
        holder_id=number,
        unit=unit,
        parcel=str(rng.randint(1, 1250)),
        sheet=rng.choice((str(rng.randint(1, 96)), f"{rng.randint(1, 30):02d}")),
        area=plot,
        purpose=purpose,
        term=term,
        serial=serial,
        register=register,
        office=office,
        on=on,
    )


def area_words(area: float, ways: Habit) -> str:
    """«Một nghìn hai trăm phẩy năm mét vuông»."""
    whole, _, part = decimal(area).replace(".", "").partition(",")
    words = amount_words(int(whole), ways)
    if part:
        words += " phẩy " + " ".join(amount_words(int(digit), ways) for digit in part)
    return f"{words[0].upper()}{words[1:]} mét vuông"
