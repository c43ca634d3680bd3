"""
Errors, sorted by who must act.

``DocumentProblem``  this paper cannot go on: it is set aside with a code and its neighbours go on.
``ConfigError``      a person must mend a file; the message names file, place and remedy.
``OutsideError``     store, database, token or time stamp service is not reachable: try again later.
``DamageError``      an OutsideError that no second try mends: stored bytes are not what they were.

Anything else is a bug and crashes. What a person reads comes from the catalogue ``messages.yaml`` beside this file,
Vietnamese first; codes are stable, are counted, and each has a line in ``docs/operations.md``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


class ConfigError(Exception):
    """A file that people write is wrong; the message says where and how to mend it."""


class OutsideError(Exception):
    """Something outside this program is not reachable or full; the same call may succeed later."""


class DamageError(OutsideError):
    """Bytes that were kept are gone or changed: a person puts them back from a backup, until then every try finds the same."""


class DocumentProblem(Exception):  # noqa: N818 - a problem of the paper, not an error of the program
    """
    This document cannot go on.

    *code* is a key of the catalogue; *details* fill its placeholders and never hold personal data.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        self.message, self.message_en = explain(code, **details)
        super().__init__(f"{code}: {self.message_en}")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.details)


def _rebuild(code: str, details: dict[str, object]) -> DocumentProblem:
    return DocumentProblem(code, **details)


def explain(code: str, **details: object) -> tuple[str, str]:
    """Vietnamese and English text of *code*. Raises KeyError for a code that the catalogue lacks: that is a bug."""
    entry = catalogue()[code]
    return entry["vi"].format(**details), entry["en"].format(**details)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All codes with their texts: {code: {"vi": …, "en": …}}."""
    text = (Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
