"""
Several papers in one file: where each begins.

A separator sheet says it for certain. Without one, a page begins another paper when it has the head of one – national title,
number or day, a kind of paper that we know – and the pages before it were signed; a page with such a head that does not say as
much, comes before any signature, or may be what a letter encloses, is marked for a person. Pages without a head go with the
paper before them: back sides, further pages, blank ones, attachments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.doctypes import DocumentType
from pipelines.extract.geometry import Sheet, lay_out
from pipelines.extract.header import Header, read_header
from pipelines.extract.recognise import recognise
from pipelines.extract.signer import find_signer, text_pages
from pipelines.extract.subject import letter_subject
from pipelines.model import Page

SEPARATOR = "SOHOA-SEP/1"
"""Begins the text of the symbols on a separator sheet; ``/``, the type of the paper that follows or ``-``, ``/``, a number."""

DOUBT = "new_paper"
"""Warning on a page that may be the first of another paper."""

_SEPARATOR = re.compile(rf"{re.escape(SEPARATOR)}/(?P<type>[a-z0-9_]+|-)/\d+")
_ATTACHED = re.compile(r"\b(?:kem theo|dinh kem|gui kem|sao gui)\b")
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file."""

    pages: tuple[Page, ...]
    """Its pages, numbered as in the file; never a separator sheet."""
    declared_type: str | None = None
    """The type that its separator sheet names."""


def divide(pages: Sequence[Page], doctypes: Mapping[str, DocumentType]) -> tuple[Paper, ...]:
    """
    The papers of a file in order: at least one, with all pages but separator sheets.

    Two separator sheets in a row, or one at either end, make no empty paper. A file of nothing but separator sheets is one
    paper with all its pages, so that somebody asks why.
    """
    papers: list[Paper] = []
    taken: list[Page] = []
    declared: str | None = None
    for page in pages:
        separator = _separator(page)
        if separator is not None:
            if taken:
                papers.append(Paper(tuple(taken), declared))
            taken, declared = [], separator
            continue
        begins = _begins(page, taken, doctypes) if taken else ""
        if begins == "surely":
            papers.append(Paper(tuple(taken), declared))
            taken, declared = [page], None
        else:
            taken.append(replace(page, warnings=(*page.warnings, DOUBT)) if begins else page)
    if taken:
        papers.append(Paper(tuple(taken), declared))
    return tuple(papers) or (Paper(tuple(pages)),)


def undivided(papers: Sequence[Paper]) -> Paper:
    """*papers* of a file that must not be taken apart as one again, with a doubt where each of them begins."""
    first, *others = papers
    marked = [
        replace(page, warnings=(*page.warnings, DOUBT)) if at == 0 else page
        for other in others
        for at, page in enumerate(other.pages)
    ]
    return Paper((*first.pages, *marked), first.declared_type)


def _separator(page: Page) -> str | None:
    """The type that the separator sheet *page* names, empty when it names none; None when it is none."""
    found = next((match for code in page.codes if (match := _SEPARATOR.fullmatch(code))), None)
    if found is None:
        return None
    return "" if found["type"] == "-" else found["type"]


def _begins(page: Page, before: Sequence[Page], doctypes: Mapping[str, DocumentType]) -> str:
    """``surely`` or ``perhaps`` when *page* begins another paper than the pages *before* it, else empty."""
    if not page.words:
        return ""
    sheet = lay_out(page)
    header = read_header(sheet)
    if header is None or not header.nation:
        return ""
    if any(_ATTACHED.search(row.folded) for row in sheet.rows if row.y < 0.4 * page.height):
        return ""
    dated = header.number is not None or header.date is not None
    if dated and _is_known(sheet, header, doctypes) and _is_signed(before) and not _announces_enclosure(before):
        return "surely"
    return "perhaps"


def _is_known(sheet: Sheet, header: Header, doctypes: Mapping[str, DocumentType]) -> bool:
    """Whether *sheet* alone is the first page of a paper of a known type."""
    found = recognise([sheet], header, letter_subject(sheet, header) is not None, doctypes)
    return found.document_type is not None and found.confidence >= _SURE


def _announces_enclosure(pages: Sequence[Page]) -> bool:
    """Whether a letter says that something goes with it: then the paper that follows may be what it sends."""
    return any(_ATTACHED.search(row.folded) for page in pages if page.words for row in lay_out(page).rows)


def _is_signed(pages: Sequence[Page]) -> bool:
    sheets = [lay_out(page) for page in pages if page.words]
    return bool(sheets) and find_signer(text_pages(sheets)).name is not None
