"""What is read in the benchmark: pages made by ``pages``, and real scans whose text is known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from benchmarks.measure import Errors, compare, inside

GENERATED, SCANS, FOREIGN = "generated", "2010 scans", "other tools' pages"

# Pages of the test suites of Tesseract and OCRmyPDF that come with their text.
_FOREIGN = {
    "tesseract_test/phototest.tif": "tesseract_test/phototest.gold.txt",
    "tesseract_test/phototest-rotated-180.png": "tesseract_test/phototest.gold.txt",
    "tesseract_test/phototest-rotated-L.png": "tesseract_test/phototest.gold.txt",
    "tesseract_test/phototest-rotated-R.png": "tesseract_test/phototest.gold.txt",
    "tesseract_test/eurotext.tif": "tesseract_test/eurotext.txt",
    "tesseract_test/8071_093.3B.tif": "tesseract_test/8071_093.3B.txt",
    "ocrmypdf/linn.png": "ocrmypdf/linn.txt",
}


_INDENTED = re.compile(r"\n[ \t]{20,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file, how many pages it has, what is printed on it, and what was done to it; *group* is one of the three above."""

    path: Path
    pages: int
    truth: str
    condition: str
    group: str = GENERATED
    partial: bool = False
    """The truth is a stretch of what is printed: publishers leave out head and recipients."""

    def errors(self, read: str) -> Errors:
        """What is wrong in *read*, the text of all pages."""
        return compare(inside(read, self.truth) if self.partial else read, self.truth)


def generated(folder: Path) -> list[Paper]:
    """Papers in *folder* that have a NAME.truth.json."""
    found = []
    for file in sorted(folder.glob("*.truth.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        path = file.with_name(file.name.removesuffix(".truth.json"))
        found.append(Paper(path, truth["pages"], "\n".join(truth["text"]), truth["condition"]))
    return found


def real(folder: Path) -> list[Paper]:
    """
    Real papers under *folder*: ``scans/ID.pdf`` with the publisher's text in ``scans_text/ID.txt``, and those in ``ocr_truth``.

    The publisher's text counts from its first "Căn cứ" on, since its head is arranged otherwise than the paper's, and up to
    the signer's block, which stands beside the recipients on paper and alone, far indented, at the end of the text.
    """
    found = []
    for said in sorted((folder / "scans_text").glob("*.txt")):
        path = folder / "scans" / f"{said.stem}.pdf"
        text = said.read_text(encoding="utf-8")
        at = text.find("Căn cứ")
        if path.exists() and at >= 0:
            body = text[at:].rstrip()
            signer = _INDENTED.search(body, max(len(body) - 400, 0))
            body = body[: signer.start()] if signer else body
            found.append(Paper(path, _pages(path), body, "2010 scan", SCANS, partial=True))
    for name, truth in _FOREIGN.items():
        path, file = folder / "ocr_truth" / name, folder / "ocr_truth" / truth
        if path.exists() and file.exists():
            text = file.read_text(encoding="utf-8", errors="replace")
            found.append(Paper(path, _pages(path), text, "other tools' page", FOREIGN))
    return found


def _pages(path: Path) -> int:
    if path.suffix.lower() == ".pdf":
        with pikepdf.open(path) as opened:
            return len(opened.pages)
    with Image.open(path) as image:
        return getattr(image, "n_frames", 1)
