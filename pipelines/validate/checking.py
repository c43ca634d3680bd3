"""``check``: from documents to frames, one a type, and from failing rows back to documents."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from pipelines import clock
from pipelines.errors import explain
from pipelines.model import Extraction, FieldValue, Finding, Severity, Value
from pipelines.validate.columns import Cell, Row, cell, plain
from pipelines.validate.suites import Suite, load_suite

log = logging.getLogger(__name__)


def check(
    rows: Sequence[tuple[str, Extraction]],
    suites: Path,
    declared: Mapping[str, str | None] | None = None,
    today: dt.date | None = None,
) -> dict[str, tuple[Finding, ...]]:
    """
    What the rules have to say about each document: {document id: its findings, in the suite's order}.

    *rows* are (document id, what was read), ids all different; *suites* is the folder of ``<document_type>.json``;
    *declared* are the types that the manifest names, seen by rules as ``declared_type``; *today* is the day in Vietnam
    that "not in the future" is measured by, by default the clock's. Every id has an entry; without findings it is empty.
    A document whose type is unknown has one finding, ``type_not_recognised``.

    A rule that crashes on a document is never a pass: that document, and no neighbour, gets the doubt
    ``rule_not_checked``. A rule that crashes on an empty document is a fault of the suite.

    Raises ConfigError for a suite that is missing or wrong (file, rule and remedy), ValueError for an id given twice.
    """
    findings: dict[str, list[Finding]] = {doc_id: [] for doc_id, _ in rows}
    if len(findings) != len(rows):
        raise ValueError("a document id stands twice in the rows")
    day = today or clock.today()
    groups: dict[str, list[Row]] = {}
    for doc_id, extraction in rows:
        if extraction.document_type is None:
            findings[doc_id].append(_from_catalogue("type_not_recognised", None))
        else:
            row = Row(doc_id, extraction, (declared or {}).get(doc_id), day)
            groups.setdefault(extraction.document_type, []).append(row)
    for document_type, group in sorted(groups.items()):
        for doc_id, found in _check_type(load_suite(suites, document_type), group):
            findings[doc_id].append(found)
    return {doc_id: tuple(found) for doc_id, found in findings.items()}


def as_extraction(document_type: str | None, values: Mapping[str, Value]) -> Extraction:
    """
    Plain values, such as a person corrected them, as something that ``check`` takes.

    They stand on no page (page 0, empty box) and are certain; None and empty text mean that the paper does not say.
    """
    fields = {
        name: FieldValue(name, str(value), value, 1.0, 0, (0, 0, 0, 0), "values")
        for name, value in values.items()
        if plain(value) is not None
    }
    return Extraction(document_type, 1.0 if document_type else 0.0, fields)


def _check_type(suite: Suite, group: Sequence[Row]) -> list[tuple[str, Finding]]:
    if not suite.rules:
        return []
    # The library costs 8 s of processor time to import: only who runs a rule pays, once.
    from pipelines.validate import runner  # noqa: PLC0415

    _prove(suite.path, suite.path.read_bytes(), suite.name)
    frame: dict[str, list[Cell]] = {column: [cell(column, row) for row in group] for column in suite.columns}
    frame["doc_id"] = [row.doc_id for row in group]
    broken, crashed = runner.run(suite, frame)
    found: list[tuple[str, Finding]] = []
    for n, rule in enumerate(suite.rules):
        finding = Finding(rule.rule, rule.field, rule.severity, rule.vi, rule.en)
        found += [(doc_id, finding) for doc_id in sorted(broken.get(n) or ())]
        odd = sorted(crashed.get(n) or ())
        if odd:
            # Ids and rule names only: what the library says about a crash quotes values.
            log.warning("%s: rule '%s' crashed on %d of %d documents", suite.path.name, rule.rule, len(odd), len(group))
            finding = _from_catalogue("rule_not_checked", rule.field, rule=rule.rule)
            found += [(doc_id, finding) for doc_id in odd]
    return found


@lru_cache(maxsize=128)
def _prove(path: Path, _content: bytes, document_type: str) -> None:
    from pipelines.validate import runner  # noqa: PLC0415

    runner.prove(load_suite(path.parent, document_type))


def _from_catalogue(code: str, field: str | None, **details: object) -> Finding:
    vi, en = explain(code, **details)
    return Finding(code, field, Severity.DOUBT, vi, en)
