"""
From electronic to paper (Decree 45/2020 Art. 18; Law 20/2023 Art. 12.2; Decree 137/2024 Art. 5): the whole result, ready for a
printer, and a last sheet that says which system it comes from, by which code it is looked up, who printed it and when.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import yaml

from pipelines.errors import DocumentProblem
from pipelines.sign.config import SigningConfig
from pipelines.sign.drawing import LEADING, Drawing, wrap
from pipelines.sign.fonts import find_typeface
from pipelines.sign.times import vietnam_time

_A4 = (595.276, 841.89)
_MARGIN, _SIZE, _QR = 60.0, 12.0, 110.0


@dataclass(frozen=True, slots=True)
class Printed:
    """Who prints which result, when."""

    serial: str
    person: str
    at: dt.datetime
    revoked_at: dt.datetime | None = None


def print_copy(signed: bytes, printed: Printed, config: SigningConfig) -> bytes:
    """
    *signed* with all that its signatures show, and a sheet more; it is no signed file any more, and does not claim to be one.

    Raises DocumentProblem ``sign_unreadable``, ``sign_letter_missing``; ConfigError when the machine has no font.
    """
    try:
        with pikepdf.open(io.BytesIO(signed)) as document:
            pages = len(document.pages)
            document.flatten_annotations("print")
            for key in ("/AcroForm", "/Perms", "/DSS", "/Metadata"):
                if key in document.Root:
                    del document.Root[key]
            sheet = _sheet(hashlib.sha256(signed).hexdigest(), pages, printed, config)
            with pikepdf.open(io.BytesIO(sheet)) as more:
                document.pages.extend(more.pages)
                buffer = io.BytesIO()
                document.save(buffer)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DocumentProblem("sign_unreadable") from error
    return buffer.getvalue()


def _sheet(sha256: str, pages: int, printed: Printed, config: SigningConfig) -> bytes:
    words = _words()
    face = find_typeface(config.fonts)
    drawing = Drawing(face, *_A4)
    width, top = _A4[0] - 2 * _MARGIN, _A4[1] - _MARGIN
    known = {
        "system": config.system, "agency": config.agency, "serial": printed.serial, "pages": pages, "sha256": sha256,
        "time": vietnam_time(printed.at), "person": printed.person,
    }  # fmt: skip
    said = [words["title"], ""]
    if printed.revoked_at is not None:
        said += [words["revoked"].format(time=vietnam_time(printed.revoked_at)), ""]
    said += [*(line.format(**known) for line in words["lines"]), ""]
    lines = [part for line in said for part in wrap(face, line, _SIZE, width)]
    drawing.text(_MARGIN, top, lines, _SIZE)
    top -= len(lines) * _SIZE * LEADING
    drawing.qr(_MARGIN, top - _QR, _QR, config.lookup.format(serial=printed.serial))
    drawing.text(_MARGIN + _QR + 20, top - 20, wrap(face, words["room"], _SIZE, width - _QR - 20), _SIZE)
    return drawing.to_bytes()


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "prints.yaml").read_text(encoding="utf-8"))
    return loaded
