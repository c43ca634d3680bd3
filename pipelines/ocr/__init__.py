"""
Reads scans: pages in, words with boxes and confidences out; and makes the two-layer archive file.

The room exists so that nobody else needs to know Tesseract, OpenCV or poppler, and so that one place guards against
damaged, hostile and oversized files. Cleaning happens on a copy; the archive file keeps the scan as it was delivered.
"""

from __future__ import annotations

import cv2

from pipelines.ocr.config import OcrConfig, load_config
from pipelines.ocr.glance import read_print
from pipelines.ocr.likeness import likeness
from pipelines.ocr.looking import look_again, look_otherwise, look_thirdly, page_image
from pipelines.ocr.output.alto import to_alto
from pipelines.ocr.output.archive import make_archive_pdf
from pipelines.ocr.output.hocr import to_hocr
from pipelines.ocr.reading import UnreadPages, read
from pipelines.ocr.source.pages import is_typeset

__all__ = [
    "OcrConfig",
    "UnreadPages",
    "is_typeset",
    "likeness",
    "load_config",
    "look_again",
    "look_otherwise",
    "look_thirdly",
    "make_archive_pdf",
    "page_image",
    "read",
    "read_print",
    "to_alto",
    "to_hocr",
]

cv2.setNumThreads(1)  # work is spread over processes
