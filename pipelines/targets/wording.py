"""What plans say, from ``plan.yaml``: each text in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import yaml

Said = tuple[str, str]
"""Vietnamese, English."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts: {key: {"vi": …, "en": …}}."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8"))
    return loaded


def said(key: str, /, **details: object) -> Said:
    """A text in both languages; ``x_en`` among *details* stands in the English one. Raises KeyError for a key it lacks."""
    entry = catalogue()[key]
    return entry["vi"].format(**details), entry["en"].format(**details)


def pair(text: Said) -> str:
    """Both languages in one line."""
    return " · ".join(text)


def joined(between: str | Said, texts: Iterable[Said]) -> Said:
    """Texts with a word between them, in both languages."""
    both = list(texts)
    vi, en = (between, between) if isinstance(between, str) else between
    return vi.join(text[0] for text in both), en.join(text[1] for text in both)


def number(value: float) -> str:
    """1234567 → 1.234.567; 2.5 → 2,5."""
    text = f"{value:,.1f}" if value != int(value) else f"{int(value):,}"
    return text.translate(str.maketrans(",.", ".,"))
