"""What is read of a file, marked with how the file came to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines import ocr, sign
from pipelines.model import BORN_DIGITAL, Page


def marked(path: Path, pages: tuple[Page, ...], config: ocr.OcrConfig) -> tuple[Page, ...]:
    """
    *pages* of the file at *path*, with the warning ``born_digital`` on each where the file arrived signed and holds no scan.

    A scan that was signed, also one with a layer of text, is a digitized paper and gets no mark; nor does a file that holds
    both. Raises DocumentProblem for a file that cannot be opened.
    """
    if not (sign.has_signature(path) and ocr.is_typeset(path, config)):
        return pages
    return tuple(replace(page, warnings=(*page.warnings, BORN_DIGITAL)) for page in pages)
