"""Several papers in one file: what is kept of each, and a person's word on where they begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pipelines import extract, ingest, ocr
from pipelines.errors import ConfigError
from pipelines.flow import desk, pagetext, recheck
from pipelines.flow.keeping import keep
from pipelines.ledger import Part
from pipelines.services import Services


def part(services: Services, path: Path, paper: extract.Paper, config: ocr.OcrConfig, *, signed: bool) -> Part:
    """What is kept of one *paper* of the file at *path*; a *signed* file is its own archive."""
    made = [keep(services, "pages", pagetext.dump(paper.pages))]
    if not signed:
        made.append(keep(services, "archive", ocr.make_archive_pdf(path, paper.pages, config)))
    page_range = (paper.pages[0].number, paper.pages[-1].number)
    return Part(page_range, len(paper.pages), tuple(made), paper.declared_type)


def split(services: Services, document_id: str, firsts: Sequence[int]) -> tuple[str, ...]:
    """
    A person's word: pages *firsts* (numbers in the file) of a document that waits at the desk begin papers of their own.

    The document keeps the pages before the first of them; all of them are read for their values anew. Returns the new ids.
    Raises ConfigError for a document or pages that do not exist or a file that arrived signed, DocumentProblem ``not_waiting``,
    ``published_stands``.
    """
    document = desk.case(services, document_id).document
    recheck.must_stay(services, document)
    artefacts = services.ledger.artefacts(document_id)
    if "archive" not in artefacts:
        raise ConfigError(f"{document_id}: a file that arrived signed, or was not read yet, is not split")
    pages = pagetext.load(services.store.get(artefacts["pages"].key))
    numbers = [page.number for page in pages]
    wrong = [first for first in firsts if first not in numbers[1:]]
    if wrong or not firsts:
        raise ConfigError(
            f"{document_id}: no page {wrong or ''} to begin a paper at; its pages are {numbers}, the first one stays"
        )
    config = services.ocr_config
    bounds = [numbers[0], *sorted(set(firsts)), numbers[-1] + 1]
    papers = [extract.Paper(tuple(p for p in pages if low <= p.number < high)) for low, high in pairwise(bounds)]
    with services.store.opened(artefacts["original"].key) as path:
        parts = [part(services, path, paper, config, signed=False) for paper in papers]
    return services.ledger.split(document, None, parts)


def separators(count: int, declared_type: str | None = None, lines: Sequence[str] = ()) -> bytes:
    """A PDF of *count* separator sheets with *lines* for people. Raises ConfigError."""
    return ingest.separator_sheets(extract.SEPARATOR, count, lines, declared_type)
