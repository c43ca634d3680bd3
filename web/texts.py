"""Texts of the pages, Vietnamese first with English beside, and numbers the way Vietnamese readers write them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import yaml
from markupsafe import Markup

from pipelines import errors
from pipelines.flow import board


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts: {key: {"vi": …, "en": …}}; a file for each part of the pages."""
    loaded: dict[str, dict[str, str]] = {}
    for file in sorted((Path(__file__).parent / "messages").glob("*.yaml")):
        loaded |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def both(key: str, **details: object) -> Markup:
    """Vietnamese, then English marked as such. Raises KeyError for a key that is not there: a bug."""
    entry = catalogue()[key]
    return pair(entry["vi"].format(**details), entry["en"].format(**details))


def vietnamese(key: str, **details: object) -> str:
    """Vietnamese alone, for places that hold one language (titles)."""
    return catalogue()[key]["vi"].format(**details)


def english(key: str, **details: object) -> str:
    """English alone, beside a Vietnamese text that comes from elsewhere."""
    return catalogue()[key]["en"].format(**details)


def starting(prefix: str) -> dict[str, str]:
    """The Vietnamese texts of all keys that begin with *prefix*, without it: what a script says."""
    return {key.removeprefix(prefix): entry["vi"] for key, entry in catalogue().items() if key.startswith(prefix)}


def problem(code: str) -> Markup:
    """What a problem's code means; details differ from paper to paper and are left out. Rules of a suite have no text here."""
    entry = errors.catalogue().get(code)
    return told(entry["vi"], entry["en"]) if entry else both("problem.rule")


def told(vi: str, en: str) -> Markup:
    """A text whose details differ from paper to paper, without them."""
    return pair(vi.format_map(_Ellipsis()), en.format_map(_Ellipsis()))


def number(value: int) -> str:
    """1234567 → 1.234.567."""
    return f"{value:,}".replace(",", ".")


def percent(value: float) -> str:
    """12.5 → 12,5 %; never rounded up to a hundred that is not reached."""
    shown = min(round(value, 1), 99.9) if value < 100 else round(value, 1)
    return f"{shown:.1f}".replace(".", ",").removesuffix(",0") + "\u00a0%"


def deadline(day: dt.date) -> Markup:
    """A day, and how far away it is."""
    left = board.days_left(day) or 0
    told = both("deadline.today") if left == 0 else both("deadline.left" if left > 0 else "deadline.overdue", days=abs(left))
    return Markup('<time datetime="{}">{}</time> {}').format(day.isoformat(), f"{day:%d/%m/%Y}", told)


def pair(vi: str, en: str) -> Markup:
    """The two languages as the pages show them."""
    return Markup('{} <span class="en" lang="en">{}</span>').format(vi, en)


class _Ellipsis(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
