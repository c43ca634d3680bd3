"""What birth and marriage certificates share: where they are registered, identity papers, names."""

from __future__ import annotations

from benchmarks.documents import heads
from benchmarks.documents.paper import Paper
from benchmarks.documents.people import Day, Person, before
from benchmarks.documents.pieces import Piece, Value
from benchmarks.documents.places import Place


def registered(p: Paper, where: Place) -> str:
    office = heads.commune_office(p.rng, where)
    text = p.rng.choice((heads.full_name(office, where), heads.full_name(office, where), f"{office.full}, {where.above}"))
    p.fields["issuing_agency"] = text
    return text


def card(p: Paper, name: str, who: Person, when: Day, where: Place) -> list[Piece]:
    """An identity paper: its kind, number, who gave it and when."""
    rng = p.rng
    if len(who.number) == 12:
        kind = rng.choice(("Thẻ căn cước công dân số", "CCCD số", "Căn cước công dân số", "Thẻ CCCD số"))
        giver = rng.choice(("Cục Cảnh sát quản lý hành chính về trật tự xã hội", "Cục CS QLHC về TTXH"))
    else:
        kind, giver = rng.choice(("Giấy CMND số", "CMND số", "Chứng minh nhân dân số")), f"Công an {where.province}"
    given = before(rng, when, 20, 2500 if when.year > 2022 else 250)
    issued = f"{given.day:02d}/{given.month:02d}/{given.year}"
    tail = rng.choice((f"do {giver} cấp ngày {issued}", f", {giver} cấp ngày {issued}", f"cấp ngày {issued} tại {giver}"))
    return [Value(kind), p.value(name, who.number), Value(tail)]


def names(p: Paper, who: Person) -> str:
    return who.name.upper() if p.style.filling != "hand" or p.rng.random() < 0.4 else who.name


def upper(p: Paper, who: Person) -> str:
    return who.name.upper() if p.rng.random() < 0.7 else who.name


def short_card(p: Paper, who: Person, when: Day, where: Place) -> list[Piece]:
    rng = p.rng
    given = before(rng, when, 20, 2500 if when.year > 2022 else 250)
    kind = (
        rng.choice(("Thẻ căn cước công dân số", "CCCD số")) if len(who.number) == 12 else rng.choice(("CMND số", "Giấy CMND số"))
    )
    giver = "Cục Cảnh sát QLHC về TTXH" if len(who.number) == 12 else f"Công an {where.province}"
    return [
        Value(kind), p.value("personal_id", who.number),
        Value(f"do {giver} cấp ngày {given.day:02d}/{given.month:02d}/{given.year}"),
    ]  # fmt: skip
