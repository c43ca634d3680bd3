"""
Tesseract behind one small interface, in two makes: tesserocr (in this process, one warm model) and pytesseract (the command).

An engine reads pictures of text, dark on white, and gives the words of each. tesserocr is four times as fast on lines, because
a command would start anew for every page; pytesseract needs nothing but Debian's package.
"""

from __future__ import annotations

import subprocess
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import pytesseract
import tesserocr

from pipelines.errors import DocumentProblem, OutsideError
from pipelines.model import Box
from pipelines.ocr.cleanup.clean import Array

PAGE, BLOCK, LINE, RAW_LINE = 3, 6, 7, 13
"""Tesseract's page segmentation modes: find columns and blocks; one block; one line; one line without looking for its words."""

_NOT_INVERTED = ("tessedit_do_invert", "0")  # else lines that read poorly are read once more as white on black
_REMEDY = {"Vietnamese": "tesseract-ocr-script-viet"}


@dataclass(frozen=True, slots=True)
class Read:
    """A word in pixels of the picture that was recognised; *line* tells the lines of one picture apart."""

    text: str
    confidence: float
    box: Box
    line: tuple[int, int, int]
    handwriting: float = 0.0


class Engine(Protocol):
    """Reads pictures of text."""

    def read(self, pictures: Sequence[Array], dpi: float, *, mode: int, page: int, seconds: float) -> list[tuple[Read, ...]]:
        """
        Words of each of *pictures* (gray, dark on white), in Tesseract's order, boxes in its pixels.

        *mode* is PAGE, BLOCK, LINE or RAW_LINE, *page* the number that errors name, *seconds* the time for all of them. Raises
        DocumentProblem page_timed_out or page_failed, OutsideError where Tesseract or a model is missing.
        """
        ...


@cache
def engine(kind: str, model: str) -> Engine:
    """The engine *kind* (``tesserocr`` or ``pytesseract``) with *model*, such as ``vie``; one for each in a process."""
    return TesserocrEngine(model) if kind == "tesserocr" else PytesseractEngine(model)


class TesserocrEngine:
    """Tesseract in this process, its model loaded once."""

    def __init__(self, model: str) -> None:
        _check_model(model)
        self._api = tesserocr.PyTessBaseAPI(path=f"{_models_folder()}/", lang=model, psm=tesserocr.PSM.SINGLE_LINE)
        self._api.SetVariable(*_NOT_INVERTED)

    def read(self, pictures: Sequence[Array], dpi: float, *, mode: int, page: int, seconds: float) -> list[tuple[Read, ...]]:
        """As `Engine.read`."""
        self._api.SetPageSegMode(mode)
        left = seconds * 1000
        found: list[tuple[Read, ...]] = []
        for picture in pictures:
            if _is_bare(picture):
                found.append(())
                continue
            high, wide = picture.shape
            self._api.SetImageBytes(np.ascontiguousarray(picture).tobytes(), wide, high, 1, wide)
            self._api.SetSourceResolution(round(dpi))
            start = cv2.getTickCount()
            done = self._api.Recognize(max(int(left), 1))
            left -= 1000 * (cv2.getTickCount() - start) / cv2.getTickFrequency()
            if not done or left <= 0:
                self._api.Clear()
                raise DocumentProblem("page_timed_out", page=page, seconds=round(seconds))
            found.append(tuple(self._words()))
        self._api.Clear()
        return found

    def _words(self) -> list[Read]:
        words: list[Read] = []
        places = self._api.GetIterator()
        if places is None:
            return words
        line = -1
        for place in tesserocr.iterate_level(places, tesserocr.RIL.WORD):
            if place.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
                line += 1
            if place.Empty(tesserocr.RIL.WORD):
                continue
            text = _clean_text(place.GetUTF8Text(tesserocr.RIL.WORD))
            box = place.BoundingBox(tesserocr.RIL.WORD)
            if text and box is not None:
                confidence = min(max(place.Confidence(tesserocr.RIL.WORD) / 100, 0.0), 1.0)
                words.append(Read(text, round(confidence, 4), tuple(box), (0, 0, max(line, 0))))
        return words


class PytesseractEngine:
    """Tesseract's command, once for all pictures."""

    def __init__(self, model: str) -> None:
        _check_model(model)
        self._model = model

    def read(self, pictures: Sequence[Array], dpi: float, *, mode: int, page: int, seconds: float) -> list[tuple[Read, ...]]:
        """As `Engine.read`."""
        inked = [number for number, picture in enumerate(pictures) if not _is_bare(picture)]
        found: list[list[Read]] = [[] for _ in pictures]
        if not inked:
            return [()] * len(pictures)
        with tempfile.TemporaryDirectory(prefix="sohoa-ocr-") as folder:
            names = [f"{folder}/{number:05d}.png" for number in inked]
            for name, number in zip(names, inked, strict=True):
                cv2.imwrite(name, pictures[number], [cv2.IMWRITE_PNG_COMPRESSION, 1])
            batch = Path(folder, "pictures.txt")
            batch.write_text("\n".join(names), encoding="utf-8")
            table = self._table(str(batch), f"--psm {mode} --dpi {round(dpi)} -c {'='.join(_NOT_INVERTED)}", page, seconds)
        for row in range(len(table["text"])):
            text = _clean_text(str(table["text"][row]))
            confidence = float(table["conf"][row])
            if text and confidence >= 0:
                x, y, width, height = (int(table[key][row]) for key in ("left", "top", "width", "height"))
                line = int(table["block_num"][row]), int(table["par_num"][row]), int(table["line_num"][row])
                number = inked[int(table["page_num"][row]) - 1]
                found[number].append(Read(text, min(confidence / 100, 1.0), (x, y, x + width, y + height), line))
        return [tuple(words) for words in found]

    def _table(self, batch: str, options: str, page: int, seconds: float) -> dict[str, list[Any]]:
        try:
            table: dict[str, list[Any]] = pytesseract.image_to_data(
                batch, lang=self._model, config=options, output_type=pytesseract.Output.DICT, timeout=seconds
            )
        except pytesseract.TesseractError as error:
            raise DocumentProblem("page_failed", page=page) from error
        except RuntimeError as error:
            if "timeout" in str(error).lower():
                raise DocumentProblem("page_timed_out", page=page, seconds=round(seconds)) from error
            raise
        return table


def _is_bare(picture: Array) -> bool:
    """Whether there is nothing but paper; Tesseract finds letters in its grain."""
    return min(picture.shape) < 3 or int(picture.max()) - int(picture.min()) < 40


def _clean_text(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


@cache
def _installed() -> tuple[str, tuple[str, ...]]:
    """Folder of the models and their names, as the tesseract command tells. Raises OutsideError."""
    try:
        told = subprocess.run(["tesseract", "--list-langs"], check=True, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as error:
        raise OutsideError("tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-vie") from error
    lines = (told.stdout or told.stderr).splitlines()
    return lines[0].split('"')[1].rstrip("/"), tuple(line.strip() for line in lines[1:])


def _models_folder() -> str:
    return _installed()[0]


def _check_model(model: str) -> None:
    for part in model.split("+"):
        if part not in _installed()[1]:
            package = _REMEDY.get(part, f"tesseract-ocr-{part}")
            raise OutsideError(f"tesseract lacks the model {part}: apt-get install {package}")
