"""The catalogue of what a verification has to say (``reasons.yaml`` beside this file), Vietnamese first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


def reason(code: str, **details: object) -> str:
    """Vietnamese text of *code*. Raises KeyError for a code that the catalogue lacks: that is a bug."""
    return catalogue()[code]["vi"].format(**details)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All codes with their texts: {code: {"vi": …, "en": …}}."""
    loaded: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "reasons.yaml").read_text(encoding="utf-8"))
    return loaded
