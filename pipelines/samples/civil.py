"""What papers of civil status share: days as clerks write them, identity papers, registering offices, names on forms."""

from __future__ import annotations

import datetime as dt
from random import Random

from pipelines.samples import places
from pipelines.samples.forms import Form
from pipelines.samples.offices import Office
from pipelines.samples.people import Person, day_between, identity_card, personal_id
from pipelines.samples.places import Unit
from pipelines.samples.vietnamese import day, long_date, month, short_date

FIRST_TWELVE = dt.date(2016, 1, 4)
"""The first cards with twelve digits (Law on Citizen Identification 59/2014)."""


def figure_date(rng: Random, value: str) -> str:
    """An ISO date, whole or partial, as it is filled into a form: 02/07/1990, or 02 tháng 7 năm 1990."""
    parts = value.split("-")
    if rng.random() < 0.6 or len(parts) < 3:
        return short_date(value)
    return f"{day(int(parts[2]))} tháng {month(int(parts[1]))} năm {parts[0]}"


def partial(rng: Random, born: dt.date, share: float) -> str:
    """An ISO date that lacks the day, or day and month, in *share* of all cases."""
    whole = born.isoformat()
    return whole[: rng.choice((4, 4, 7))] if rng.random() < share else whole


def registered_on(rng: Random, on: dt.date) -> str:
    """The day of a registration as it is filled in."""
    return long_date(on).removeprefix("ngày ") if rng.random() < 0.5 else short_date(on.isoformat())


def registered_at(rng: Random, unit: Unit) -> str:
    """«Ủy ban nhân dân xã …, huyện …, tỉnh …», the body's name perhaps abbreviated."""
    return rng.choice(("Ủy ban nhân dân", "Ủy ban nhân dân", "UBND")) + f" {unit.address}"


def card(rng: Random, who: Person, unit: Unit, on: dt.date, *, bare: bool = False) -> tuple[str, str]:
    """
    Somebody's identity paper on the day *on*, as printed, and its number of nine or twelve digits.

    *bare* gives the number alone, as where the form asks for it.
    """
    twelve = on.year >= 2017 and rng.random() < 0.6
    number = personal_id(rng, who, places.registration_code(unit)) if twelve else identity_card(rng)
    if bare:
        return number, number
    last = on - dt.timedelta(days=20)
    first = FIRST_TWELVE if twelve else last - dt.timedelta(days=3000)
    issued = short_date(day_between(rng, first, last).isoformat())
    if twelve:
        kind = rng.choice(("CCCD", "Thẻ CCCD", "Căn cước công dân", "Căn cước công dân"))
        by = rng.choice(("Cục Cảnh sát QLHC về TTXH", "Cục CS ĐKQL cư trú và DLQG về dân cư"))
    else:
        kind, by = rng.choice(("CMND", "Giấy chứng minh nhân dân")), f"Công an {unit.province.full}"
    return rng.choice(
        (
            f"{kind} số {number}, {by} cấp ngày {issued}",
            f"{kind} số {number} do {by} cấp ngày {issued}",
            f"{kind}: {number}",
        )
    ), number


def shown(form: Form, name: str) -> str:
    """A name as it is entered on a form: capitals, by hand as one writes."""
    return name if form.value.voice == "hand" else name.upper()


def committee_line(office: Office) -> str:
    """«ỦY BAN NHÂN DÂN XÃ THUẬN SƠN», for the line «TM. …» above a signature."""
    return " ".join(office.header)
