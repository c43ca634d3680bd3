"""What registrations of households and enterprises share: capital in digits and words."""

from __future__ import annotations

import random

from benchmarks.documents.paper import Paper
from benchmarks.documents.people import said
from benchmarks.documents.pieces import Piece, Value


def _money(rng: random.Random, least: int, most: int) -> tuple[int, str]:
    amount = rng.randint(least, most) * rng.choice((10, 10, 50, 5))
    amount *= 1_000_000
    return amount, f"{amount:,}".replace(",", rng.choice((".", ".", ".", " ") if amount < 10**9 else (".",)))


def capital(p: Paper, name: str, least: int, most: int) -> list[Piece]:
    """Digits, đồng, and mostly the same in words."""
    rng = p.rng
    amount, digits = _money(rng, least, most)
    unit = rng.choice(("đồng", "đồng", "VNĐ", "đồng Việt Nam"))
    pieces: list[Piece] = [p.value(name, f"{digits} {unit}", amount)]
    if rng.random() < 0.7:
        text = said(amount, south=rng.random() < 0.3)
        words = f"{text[0].upper()}{text[1:]} đồng"
        if rng.random() < 0.5:
            pieces += ["(Bằng chữ:", Value(words), ")"] if rng.random() < 0.5 else ["Bằng chữ:", Value(words)]
        else:
            pieces.append(Value(f"({words})"))
    return pieces
