"""Reading files without storing anything: what ``sohoa extract``, ``explain``, ``evaluate`` and ``ocr`` show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError, DocumentProblem, OutsideError, explain
from pipelines.model import Decision
from pipelines.services import Services, open_services
from pipelines.settings import Settings
from pipelines.workers import Crew, Report

SECONDS = 1200.0
"""Time for one file; its pages have tighter limits of their own."""


def read_files(services: Services, files: Sequence[Path], workers: int = 1) -> Iterator[dict[str, Any]]:
    """
    What the machine makes of each file, a line of ``sohoa extract --jsonl`` each, as they come.

    A file that cannot be read, or loses its worker, gives a line with the decision ``set_aside`` and the reason. Raises
    ConfigError and OutsideError.
    """
    with Crew("pipelines.flow.reading:worker", services.settings, workers=workers) as crew:
        for report in crew.map(files, lambda _: SECONDS):
            yield _line(report)


def worker(settings: Settings) -> Callable[[Path], dict[str, Any]]:
    """A worker's handler: opens its own services, then reads the files it is handed."""
    return partial(read_file, open_services(settings))


def read_file(services: Services, path: Path) -> dict[str, Any]:
    """OCR, extraction, validation and the decision on one file. Raises DocumentProblem."""
    from pipelines import extract, ingest, ocr, review, validate  # noqa: PLC0415 - heavy, and only workers need them

    received = ingest.receive([path])
    for skipped in received.skipped:
        raise DocumentProblem("not_a_scan") if not skipped.lost else OutsideError(f"{path}: {skipped.why_en}")
    scan = received.received[0].scan
    ingest.check_content(scan)
    config = ocr.load_config(services.settings.config / "ocr.yaml")
    pages = ocr.read(path, config)
    extraction = extract.extract(pages, services.doctypes, lambda page, box: ocr.look_again(path, page, box, config))
    found = validate.check([(str(path), extraction)], services.settings.expectations).get(str(path), ())
    doctype = services.doctypes.get(extraction.document_type or "")
    triage = review.open_case(extraction, found, doctype, pages)
    return {
        "file": str(path),
        "document_type": extraction.document_type,
        "type_confidence": round(extraction.type_confidence, 4),
        "decision": triage.decision,
        "reasons": [finding.message for finding in triage.findings],
        "pages": len(pages),
        "fields": {
            name: {"value": f.value, "raw": f.raw, "confidence": round(f.confidence, 4), "page": f.page, "box": list(f.box)}
            for name, f in extraction.fields.items()
        },
        "findings": [
            {"rule": f.rule, "field": f.field, "severity": f.severity, "message": f.message, "message_en": f.message_en}
            for f in triage.findings
        ],
        "text": [page.text for page in pages],
    }


def explain_file(services: Services, path: Path) -> str:
    """Why each value of a file was chosen, and what was not, for a terminal. Raises DocumentProblem."""
    from pipelines import extract, ocr  # noqa: PLC0415

    config = ocr.load_config(services.settings.config / "ocr.yaml")
    pages = ocr.read(path, config)
    return extract.explain(pages, services.doctypes, lambda page, box: ocr.look_again(path, page, box, config))


def searchable_pdf(services: Services, path: Path) -> bytes:
    """The two-layer PDF of one file. Raises DocumentProblem."""
    from pipelines import ocr  # noqa: PLC0415

    config = ocr.load_config(services.settings.config / "ocr.yaml")
    return ocr.make_archive_pdf(path, ocr.read(path, config), config)


def _line(report: Report) -> dict[str, Any]:
    if report.fate == "done":
        line: dict[str, Any] = report.result
        return line
    if report.fate == "config":
        raise ConfigError(str(report.error))
    if report.fate == "outside":
        raise OutsideError(str(report.error))
    if isinstance(report.error, DocumentProblem):
        code, message, message_en = report.error.code, report.error.message, report.error.message_en
    else:
        code = {"bug": "internal_error", "died": "worker_died", "memory": "out_of_memory", "timeout": "timed_out"}[report.fate]
        message, message_en = explain(code, stage="extract", seconds=round(SECONDS), attempts=1, error=report.trace)
    return {
        "file": str(report.task),
        "document_type": None,
        "type_confidence": 0.0,
        "decision": Decision.SET_ASIDE,
        "reasons": [message],
        "pages": 0,
        "fields": {},
        "findings": [{"rule": code, "field": None, "severity": "error", "message": message, "message_en": message_en}],
        "text": [],
    }
