"""
What extraction costs beside OCR: milliseconds a page of one core, further readings counted apart.

    python -m benchmarks.bench_extract DIR [--limit N]

reads the scans of DIR and prints a table. Times are those of the process, so that a busy machine changes them little.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from pipelines import ocr
from pipelines.doctypes import load_doctypes
from pipelines.extract import extracted, load_model, understand
from pipelines.model import Box, Page, Word
from pipelines.settings import ROOT

SUFFIXES = {".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"}


class Clock:
    """Process time spent in a reader, and how often it was asked."""

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def timed(self, look: object, *arguments: object) -> tuple[Word, ...]:
        start = time.process_time()
        found: tuple[Word, ...] = look(*arguments)  # type: ignore[operator]
        self.seconds += time.process_time() - start
        self.calls += 1
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=40)
    asked = parser.parse_args()
    config, doctypes = ocr.load_config(ROOT / "config/ocr.yaml"), load_doctypes(ROOT / "config/document_types")
    model = load_model(ROOT / "config/calibration.json")
    files = [f for f in sorted(asked.folder.iterdir()) if f.suffix.lower() in SUFFIXES][: asked.limit]
    reading, rules, again, otherwise, thirdly, count = 0.0, 0.0, Clock(), Clock(), Clock(), 0
    for file in files:
        start = time.process_time()
        pages = ocr.read(file, config)
        reading += time.process_time() - start
        count += len(pages)

        def look(page: Page, box: Box, file: Path = file) -> tuple[Word, ...]:
            return again.timed(ocr.look_again, file, page, box, config)

        def other(page: Page, box: Box, file: Path = file) -> tuple[Word, ...]:
            return otherwise.timed(ocr.look_otherwise, file, page, box, config)

        def third(page: Page, box: Box, file: Path = file) -> tuple[Word, ...]:
            return thirdly.timed(ocr.look_thirdly, file, page, box, config)

        start, looked = time.process_time(), sum(clock.seconds for clock in (again, otherwise, thirdly))
        extracted(understand(pages, doctypes, look, other, third), model)
        rules += time.process_time() - start - (sum(clock.seconds for clock in (again, otherwise, thirdly)) - looked)
    print(f"{len(files)} scans, {count} pages, {len(doctypes)} types\n")
    print("| step | ms a page | of OCR | calls a page |\n|---|---|---|---|")
    rows = (
        ("OCR", reading, 1), ("extraction", rules, 1),
        ("second look (Tesseract)", again.seconds, again.calls), ("other reader (network)", otherwise.seconds, otherwise.calls),
        ("third reader (second model)", thirdly.seconds, thirdly.calls),
    )  # fmt: skip
    for name, seconds, calls in rows:
        each = calls / count if calls > 1 else 1
        print(f"| {name} | {1000 * seconds / count:.0f} | {100 * seconds / reading:.1f} % | {each:.1f} |")


if __name__ == "__main__":
    main()
