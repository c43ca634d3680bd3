"""Reading files without storing anything: what ``sohoa extract``, ``explain``, ``evaluate`` and ``ocr`` show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines import ingest
from pipelines.errors import ConfigError, DocumentProblem, OutsideError, explain
from pipelines.model import Decision, Extraction, Page, Triage
from pipelines.services import Services, open_services
from pipelines.settings import Settings
from pipelines.workers import LOST, Crew, Report

SECONDS = 1200.0
"""Time for one file; its pages have tighter limits of their own."""

TOGETHER = 40
"""Files whose values are checked at once: a suite costs as much for one row as for hundreds."""

FORMATS = {".pdf": "pdf", ".hocr": "hocr", ".html": "hocr", ".xml": "alto", ".txt": "text"}
"""What a file that was read can be written as, by the ending of its name."""

Read = tuple[tuple[Page, ...], Extraction]


def read_files(services: Services, files: Sequence[Path], workers: int = 1) -> Iterator[dict[str, Any]]:
    """
    What the machine makes of each paper, a line of ``sohoa extract --jsonl`` each, in the order in which files are done; a file
    that holds several papers gives a line for each.

    A file that cannot be read, or loses its worker, gives a line with the decision ``set_aside`` and the reason. Raises
    ConfigError and OutsideError.
    """
    with Crew("pipelines.flow.reading:worker", services.settings, workers=workers) as crew:
        reports = crew.map(files, lambda _: SECONDS)
        while some := list(islice(reports, TOGETHER)):
            done = [report for report in some if report.fate == "done"]
            read = {(str(report.task), at): paper for report in done for at, paper in enumerate(report.result)}
            decided = decide(services, read)
            for report in some:
                name = str(report.task)
                for at, (pages, extraction) in enumerate(report.result if report.fate == "done" else ()):
                    yield _line(name, pages, extraction, decided[name, at])
                if report.fate != "done":
                    yield _unread(name, report)


def worker(settings: Settings) -> Callable[[Path], tuple[Read, ...]]:
    """A worker's handler: opens its own services, then reads the files it is handed."""
    return partial(read_file, open_services(settings))


def read_file(services: Services, path: Path) -> tuple[Read, ...]:
    """OCR and extraction of one file: each paper in it, at least one. Raises DocumentProblem, OutsideError."""
    from pipelines import extract  # noqa: PLC0415 - heavy, and only workers need them
    from pipelines.flow.arriving import marked  # noqa: PLC0415
    from pipelines.flow.eyes import eyes  # noqa: PLC0415

    check_scan(path)
    with eyes(services, path) as reader:
        papers = extract.divide(marked(path, reader.pages(), services.ocr_config), services.doctypes)
        return tuple((paper.pages, reader.extract(services, paper.pages)) for paper in papers)


def check_scan(path: Path) -> None:
    """Raise DocumentProblem for a file that holds no scan, OutsideError for one that cannot be read from disk."""
    intake = ingest.receive([path])
    for skipped in intake.skipped:
        if skipped.lost:
            raise OutsideError(f"{path}: {skipped.why_en}")
        raise DocumentProblem("not_a_scan")
    ingest.check_content(intake.received[0].scan)


def explain_file(services: Services, path: Path) -> str:
    """Why each value of a file was chosen, and what was not, for a terminal. Raises DocumentProblem."""
    from pipelines import extract  # noqa: PLC0415
    from pipelines.flow.eyes import eyes  # noqa: PLC0415

    check_scan(path)
    with eyes(services, path) as reader:
        papers = extract.divide(reader.pages(), services.doctypes)
        return "\n".join(extract.told(reader.understand(services, paper.pages), services.calibration) for paper in papers)


def explain_page(services: Services, path: Path) -> str:
    """The same with the pictures of the pages, as HTML. Raises DocumentProblem."""
    from pipelines import extract  # noqa: PLC0415
    from pipelines.extract.explained import page_of  # noqa: PLC0415
    from pipelines.flow.eyes import eyes  # noqa: PLC0415

    check_scan(path)
    with eyes(services, path) as reader:
        papers = extract.divide(reader.pages(), services.doctypes)
        seen = [(reader.understand(services, paper.pages), paper.pages) for paper in papers]
        pictures = {page.number: reader.picture(page) for paper in papers for page in paper.pages}
    return page_of(seen, pictures, services.calibration)


def searchable_pdf(services: Services, path: Path) -> tuple[tuple[Page, ...], bytes]:
    """What was read of one file, and its two-layer PDF. Raises DocumentProblem, OutsideError."""
    from pipelines import ocr  # noqa: PLC0415

    check_scan(path)
    config = services.ocr_config
    pages = ocr.read(path, config)
    return pages, ocr.make_archive_pdf(path, pages, config)


def read_as(services: Services, path: Path, ending: str) -> bytes:
    """
    One file read, in the format of *ending*, which is one of ``FORMATS``; text is UTF-8 in reading order, a form feed after
    each page. Raises DocumentProblem, OutsideError; ConfigError for another ending, before anything is read.
    """
    from pipelines import ocr  # noqa: PLC0415

    if ending not in FORMATS:
        raise ConfigError(f"'{ending}' is no format of a page that was read; known: {' '.join(FORMATS)}")
    check_scan(path)
    config = services.ocr_config
    pages = ocr.read(path, config)
    match FORMATS[ending]:
        case "hocr":
            return ocr.to_hocr(pages, path.name)
        case "alto":
            return ocr.to_alto(pages, path.name)
        case "text":
            return "".join(f"{page.text}\n\f" for page in pages).encode()
        case _:
            return ocr.make_archive_pdf(path, pages, config)


def decide(services: Services, read: dict[tuple[str, int], Read]) -> dict[tuple[str, int], Triage]:
    """The suites and the decision on every paper that could be read."""
    from pipelines import review, validate  # noqa: PLC0415

    ids = {key: f"{key[1]} {key[0]}" for key in read}
    rows = [(ids[key], extraction) for key, (_, extraction) in read.items()]
    found = validate.check(rows, services.settings.expectations) if rows else {}
    return {
        key: review.open_case(extraction, found.get(ids[key], ()), services.doctypes.get(extraction.document_type or ""), pages)
        for key, (pages, extraction) in read.items()
    }


def _line(file: str, pages: Sequence[Page], extraction: Extraction, triage: Triage) -> dict[str, Any]:
    return {
        "file": file,
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


def _unread(file: str, report: Report) -> dict[str, Any]:
    if report.fate == "config":
        raise ConfigError(str(report.error))
    if report.fate == "outside":
        raise OutsideError(str(report.error))
    if isinstance(report.error, DocumentProblem):
        code, message, message_en = report.error.code, report.error.message, report.error.message_en
    else:
        code = LOST[report.fate]
        message, message_en = explain(code, stage="extract", seconds=round(SECONDS), attempts=1, error=report.trace)
    return {
        "file": file,
        "document_type": None,
        "type_confidence": 0.0,
        "decision": Decision.SET_ASIDE,
        "reasons": [message],
        "pages": 0,
        "fields": {},
        "findings": [{"rule": code, "field": None, "severity": "error", "message": message, "message_en": message_en}],
        "text": [],
    }
