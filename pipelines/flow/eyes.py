"""
Who reads a file for the flow: its pages, and parts of them again; with what was read before, where a folder keeps it.

Tuning reads the same files many times with other rules. What OCR makes of a file depends on its bytes and on what reads them,
so both together are the key under which pages and further readings are kept.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Self

from pipelines import ocr
from pipelines.extract import Understanding, extracted, understand
from pipelines.flow import pagetext
from pipelines.model import Box, Extraction, Page, Word
from pipelines.services import Services
from pipelines.store import digest

_LOOKED_AT = 1300
"""Longer side of a page's picture for people, in pixels."""
Row = tuple[str, float, Box, int, int, float]
_READS = ("*.py", "*.onnx", "*.npz", "*.txt", "*.yaml")
"""Files of the OCR room that may change what is read."""


class Eyes:
    """Reads one file; a context manager, so that what is kept is written once."""

    def __init__(self, path: Path, config: ocr.OcrConfig) -> None:
        self.path, self.config = path, config

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def pages(self) -> tuple[Page, ...]:
        """All pages of the file. Raises DocumentProblem, OutsideError."""
        return ocr.read(self.path, self.config)

    def again(self, page: Page, box: Box) -> tuple[Word, ...]:
        """The words in *box* as the first reader reads them from another preparation of the image."""
        return ocr.look_again(self.path, page, box, self.config)

    def otherwise(self, page: Page, box: Box) -> tuple[Word, ...]:
        """The words in *box* as a reader of another make reads them."""
        return ocr.look_otherwise(self.path, page, box, self.config)

    def thirdly(self, page: Page, box: Box) -> tuple[Word, ...]:
        """The words in *box* as the second model of the first reader reads them, line by line."""
        return ocr.look_thirdly(self.path, page, box, self.config)

    def picture(self, page: Page) -> bytes:
        """JPEG of the upright page, small enough to look at beside its values."""
        image = ocr.page_image(self.path, page.number, self.config, page.rotation).convert("RGB")
        image.thumbnail((_LOOKED_AT, _LOOKED_AT))
        out = io.BytesIO()
        image.save(out, "JPEG", quality=72)
        return out.getvalue()

    def understand(self, services: Services, pages: tuple[Page, ...]) -> Understanding:
        """What the extract room makes of *pages* of this file with all readers at hand."""
        return understand(pages, services.doctypes, self.again, self.otherwise, self.thirdly)

    def extract(self, services: Services, pages: tuple[Page, ...]) -> Extraction:
        """Type and fields of *pages* of this file, as sure as the house's calibration says."""
        return extracted(self.understand(services, pages), services.calibration)


class RememberingEyes(Eyes):
    """The same with a folder in which pages and further readings stay for the next time; runs may share it."""

    def __init__(self, path: Path, config: ocr.OcrConfig, folder: Path) -> None:
        super().__init__(path, config)
        here = folder / version(config)
        here.mkdir(parents=True, exist_ok=True)
        name = digest(path.read_bytes())[:32]
        self._pages, self._looks = here / f"{name}.pages.json", here / f"{name}.looks.json"
        self._seen: dict[str, list[Row]] = {}
        if self._looks.exists():
            self._seen = json.loads(self._looks.read_text(encoding="utf-8"))
        self._known = len(self._seen)

    def __exit__(self, *_: object) -> None:
        if len(self._seen) > self._known:
            _written(self._looks, json.dumps(self._seen, ensure_ascii=False, separators=(",", ":")).encode())

    def pages(self) -> tuple[Page, ...]:
        if not self._pages.exists():
            _written(self._pages, pagetext.dump(super().pages()))
        return pagetext.load(self._pages.read_bytes())

    def again(self, page: Page, box: Box) -> tuple[Word, ...]:
        return self._once(f"again {page.number} {box}", lambda: super(RememberingEyes, self).again(page, box))

    def otherwise(self, page: Page, box: Box) -> tuple[Word, ...]:
        return self._once(f"otherwise {page.number} {box}", lambda: super(RememberingEyes, self).otherwise(page, box))

    def thirdly(self, page: Page, box: Box) -> tuple[Word, ...]:
        return self._once(f"thirdly {page.number} {box}", lambda: super(RememberingEyes, self).thirdly(page, box))

    def _once(self, key: str, look: Callable[[], tuple[Word, ...]]) -> tuple[Word, ...]:
        if key not in self._seen:
            self._seen[key] = [(w.text, round(w.confidence, 4), w.box, w.line, w.block, round(w.handwriting, 4)) for w in look()]
        return tuple(Word(text, sure, (*box,), line, block, hand) for text, sure, box, line, block, hand in self._seen[key])


def eyes(services: Services, path: Path, folder: Path | None = None) -> Eyes:
    """Who reads *path*; what was read is kept in *folder* where one is named."""
    config = services.ocr_config
    return Eyes(path, config) if folder is None else RememberingEyes(path, config, folder)


@cache
def version(config: ocr.OcrConfig) -> str:
    """Of everything that decides what is read of a file: our code and networks, the settings, Tesseract."""
    room = Path(ocr.__file__).parent
    files = sorted(f for pattern in _READS for f in room.rglob(pattern) if f.parent.name != "output")
    told = hashlib.sha256(repr(config).encode())
    for file in files:
        told.update(file.relative_to(room).as_posix().encode() + file.read_bytes())
    tesseract = shutil.which("tesseract")
    if tesseract is not None:
        told.update(subprocess.run([tesseract, "--version"], capture_output=True, check=False).stdout)
    return told.hexdigest()[:16]


def _written(file: Path, data: bytes) -> None:
    """*data* into *file* at once: another run may read it meanwhile."""
    half = file.with_name(f"{file.name}.{os.getpid()}")
    half.write_bytes(data)
    half.replace(file)
