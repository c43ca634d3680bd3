"""
The pictures of docs/ocr.md, from invented papers: the stations of a page on its way to its lines, and names under seals.

Run: ``python -m benchmarks.pictures docs/pictures``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import pages as papers
from pipelines import ocr
from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.recognition.lines import find_lines
from pipelines.ocr.source.pages import load_picture
from pipelines.settings import from_environment

SEED = 77


def _drawn(folder: Path, condition: str, config: Any) -> tuple[Any, Any]:
    """A page of *condition* as it was scanned (RGB, at 200 dpi) and its cleaned copy."""
    (path,) = papers.write(folder / condition, SEED, each=1, conditions=(condition,))
    picture = load_picture(path, 1, config)
    array = clean.as_gray(picture.image)
    size = round(array.shape[1] * 200 / picture.dpi), round(array.shape[0] * 200 / picture.dpi)
    shown = cv2.resize(array if array.ndim == 3 else cv2.cvtColor(array, cv2.COLOR_GRAY2RGB), size, interpolation=cv2.INTER_AREA)
    return shown, prepare(seals.ink_channel(array, picture.dpi), picture.dpi, config)


def _with_lines(copy: Any) -> Any:
    """The copy with its lines framed in blue."""
    shown = cv2.cvtColor(copy.gray, cv2.COLOR_GRAY2RGB)
    for line in find_lines(copy.ink, copy.dpi):
        x0, y0, x1, y1 = line.box
        cv2.rectangle(shown, (x0, y0), (x1, y1), (30, 90, 200), 2)
    return shown


def stations(folder: Path, config: Any) -> Any:
    """A yellowed, leaning, noisy page: as scanned, its ink, its lines; upper half of the page side by side."""
    raw, copy = _drawn(folder, "several", config)
    high = min(raw.shape[0], copy.gray.shape[0]) // 2
    parts = [raw, cv2.cvtColor(255 - copy.ink, cv2.COLOR_GRAY2RGB), _with_lines(copy)]
    return np.hstack(
        [cv2.copyMakeBorder(part[:high, :1600], 0, 0, 0, 12, cv2.BORDER_CONSTANT, value=(255, 255, 255)) for part in parts]
    )


def sealed(folder: Path, config: Any) -> Any:
    """Sign blocks under a red and under a black seal: as scanned, and as they are read."""
    rows = []
    for condition in ("seal_over_text", "one_bit_seal"):
        raw, copy = _drawn(folder, condition, config)
        lowest = max((line.box[3] for line in find_lines(copy.ink, copy.dpi)), default=copy.gray.shape[0])
        part = np.s_[max(lowest - 420, 0) : lowest + 40, 700:1600]
        shown = np.where(copy.ink[part] > 0, copy.gray[part], 255)
        rows.append(np.hstack([raw[part], cv2.cvtColor(shown.astype(np.uint8), cv2.COLOR_GRAY2RGB)]))
    wide = max(row.shape[1] for row in rows)
    return np.vstack([np.pad(row, ((0, 16), (0, wide - row.shape[1]), (0, 0)), constant_values=255) for row in rows])


def main() -> None:
    target = Path(sys.argv[1])
    config = ocr.load_config(from_environment().config / "ocr.yaml")
    with tempfile.TemporaryDirectory() as name:
        for file, picture in (("stations.png", stations(Path(name), config)), ("seals.png", sealed(Path(name), config))):
            small = cv2.resize(picture, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
            cv2.imwrite(str(target / file), cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 9])


if __name__ == "__main__":
    main()
