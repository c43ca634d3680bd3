"""Tesseract, through pytesseract: a cleaned picture in, its words out, within a time limit."""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import dataclass
from typing import Any

import pytesseract
from PIL import Image

from pipelines.errors import DocumentProblem, OutsideError
from pipelines.model import Box
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.config import OcrConfig


@dataclass(frozen=True, slots=True)
class Read:
    """A word in pixels of the picture that was recognised; *line* is (block, paragraph, line) as Tesseract numbers them."""

    text: str
    confidence: float
    box: Box
    line: tuple[int, int, int]
    handwriting: float = 0.0


def recognise(picture: Array, dpi: float, config: OcrConfig, *, page: int, psm: int = 3) -> tuple[Read, ...]:
    """
    Words of *picture* (gray or 1 bit, dark ink on white) in Tesseract's order.

    *psm* is its page segmentation mode: 3 a page, 6 a block, 7 a line. Raises DocumentProblem page_timed_out or page_failed.
    """
    if min(picture.shape) < 3:
        return ()
    options = f"--psm {psm} --dpi {round(dpi)}"
    try:
        table: dict[str, list[Any]] = pytesseract.image_to_data(
            Image.fromarray(picture), lang="+".join(config.languages), config=options,
            output_type=pytesseract.Output.DICT, timeout=config.seconds_per_page,
        )  # fmt: skip
    except pytesseract.TesseractNotFoundError as error:
        raise OutsideError("tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-vie") from error
    except pytesseract.TesseractError as error:
        if "load" in str(error).lower() and "language" in str(error).lower():
            missing = "+".join(config.languages)
            raise OutsideError(f"tesseract lacks a model of {missing}: apt-get install tesseract-ocr-<model>") from error
        raise DocumentProblem("page_failed", page=page) from error
    except (RuntimeError, subprocess.TimeoutExpired) as error:  # pytesseract's way of saying that time is up
        raise DocumentProblem("page_timed_out", page=page, seconds=config.seconds_per_page) from error
    words = []
    for i, raw in enumerate(table["text"]):
        text = unicodedata.normalize("NFC", "".join(str(raw).split()))
        if not text or float(table["conf"][i]) < 0:
            continue
        x, y, width, height = (int(table[key][i]) for key in ("left", "top", "width", "height"))
        key = (int(table["block_num"][i]), int(table["par_num"][i]), int(table["line_num"][i]))
        words.append(Read(text, min(float(table["conf"][i]) / 100, 1.0), (x, y, x + width, y + height), key))
    return tuple(words)


def direction(picture: Array, config: OcrConfig) -> int | None:
    """Degrees clockwise (0, 90, 180, 270) that would set *picture* upright, by Tesseract's OSD; None when it cannot tell."""
    try:
        found = pytesseract.image_to_osd(
            Image.fromarray(picture), config="--psm 0", output_type=pytesseract.Output.DICT, timeout=config.seconds_per_page
        )
    except (pytesseract.TesseractError, RuntimeError, subprocess.TimeoutExpired, KeyError, ValueError):
        return None  # "Too few characters": half-empty pages
    turn = int(found["rotate"])
    return turn if turn in {0, 90, 180, 270} and float(found["orientation_conf"]) >= 0.5 else None
