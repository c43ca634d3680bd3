"""By what the same paper is known again when it is scanned twice: hashes of what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pipelines.doctypes import DocumentType
from pipelines.extract.text import level
from pipelines.model import Value

_NAMING = ("document_number", "issue_date", "issuing_agency")
"""Number, day and body name one paper (Decree 30/2020/NĐ-CP Appendix VI: systems warn of a second one with the same)."""
_ENOUGH = 4
"""Critical values, without number, day and body, that two papers do not share by chance."""


def traits(doctype: DocumentType, values: Mapping[str, Value]) -> dict[str, str]:
    """
    ``number``: kind of paper, number, day and body, when all are known; ``content``: all critical values but these, when there
    are enough. SHA-256 in hexadecimal of the levelled values, so that no personal data can be read from it.
    """
    found: dict[str, str] = {}
    naming = [values.get(name) for name in _NAMING]
    if all(value is not None for value in naming):
        found["number"] = _hash(doctype.name, *naming)
    critical = sorted(name for name, spec in doctype.fields.items() if spec.critical and name not in (*_NAMING, "signer_name"))
    said = [(name, values[name]) for name in critical if values.get(name) is not None]
    if len(said) >= _ENOUGH:
        found["content"] = _hash(doctype.name, *(part for pair in said for part in pair))
    return found


def _hash(*parts: Value) -> str:
    flat = "\x1f".join(level(part) if isinstance(part, str) else repr(part) for part in parts)
    return hashlib.sha256(flat.encode()).hexdigest()
