"""The closed lists of ``vocabulary.yaml``, ready to compare. Data for people to add to, not code."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.extract.text import fold


@cache
def vocabulary() -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "vocabulary.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def folded(name: str) -> dict[str, tuple[str, ...]]:
    """List *name* by its unaccented form: {"ha noi": ("Hà Nội",)}; more than one spelling where the marks decide."""
    found: dict[str, tuple[str, ...]] = {}
    for word in vocabulary()[name]:
        key = fold(word)
        if word not in found.get(key, ()):
            found[key] = (*found.get(key, ()), word)
    return found


@cache
def provinces() -> dict[str, tuple[str, str]]:
    """Provinces by unaccented name: {"kien giang": ("tỉnh", "Kiên Giang")}."""
    return {fold(name): (kind, name) for kind, names in vocabulary()["provinces"].items() for name in names}


@cache
def papers() -> dict[str, str]:
    """Titles of the other kinds of paper, unaccented → in full."""
    return {fold(name): name for name in vocabulary()["papers"].values()}
