"""A value as the person at the desk reads and types it: ``typed(shown(value), spec)`` is the value again."""

from __future__ import annotations

import re

from pipelines.doctypes import FieldSpec
from pipelines.model import Value


def shown(value: Value, spec: FieldSpec | None = None) -> str:
    """2020-02-08 → 08/02/2020, 1500000 → 1.500.000, 12.5 → 12,5; everything else as it is; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float):
        whole, _, part = f"{value:.10f}".rstrip("0").partition(".")
        return _grouped(whole) + (f",{part}" if part else "")
    if isinstance(value, int):
        return _grouped(str(value))
    if spec is not None and spec.kind == "date" and re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return "/".join(reversed(value.split("-")))
    return value


def _grouped(digits: str) -> str:
    return f"{int(digits):,}".replace(",", ".")
