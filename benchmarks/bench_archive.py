"""
How large the archive file is beside OCRmyPDF's default output on the same scans, and whether it can be read as well.

Scans are generated (``pipelines/samples``, all kinds of damage), and with ``--real FOLDER`` real ones too: those named by
``--names``, a handful in one bit and in colour. Legibility: files are drawn by poppler at 300 dpi and read by the bare
``tesseract`` command. OCRmyPDF's does not set pages upright by default, so the third file is ours with the delivered data
untouched: the same page, before packing. Errors are counted against what is printed, or, on real scans, against what the same
command reads in the untouched file. Bytes are those of the whole files, text layer and all.
Run: ``python -m benchmarks.bench_archive --count 12 --real ../shared/data``.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

from benchmarks.measure import Errors, compare
from benchmarks.papers import Paper, generated
from pipelines import ocr, samples
from pipelines.settings import ROOT

REAL = (
    "10209604.pdf", "10209542.pdf", "10209624.pdf", "1942 kh syt.pdf", "147 gm syt.pdf", "155 tm syt.pdf", "4393 QD SYT.pdf",
    "epu_dl_2025_0002.jpg", "epu_dl_2025_0008.jpg",
)  # fmt: skip
_OCRMYPDF = (str(Path(sys.executable).with_name("ocrmypdf")), "-q", "-j1", "-l", "vie")


@dataclass(frozen=True, slots=True)
class Row:
    """A scan: bytes as delivered, of OCRmyPDF's file, of ours; and the errors of readings: theirs, ours untouched, ours."""

    name: str
    kind: str
    delivered: int
    theirs: int
    ours: int
    their_errors: Errors
    untouched: Errors
    our_errors: Errors


def measured(paper: Paper, folder: Path, config: ocr.OcrConfig) -> Row:
    """Both files made and read. Raises CalledProcessError where OCRmyPDF refuses the scan."""
    theirs, ours, untouched = folder / "theirs.pdf", folder / "ours.pdf", folder / "untouched.pdf"
    image = () if paper.path.suffix == ".pdf" else ("--image-dpi", "200")
    subprocess.run([*_OCRMYPDF, *image, str(paper.path), str(theirs)], check=True, capture_output=True, timeout=600)
    read = ocr.read(paper.path, config)
    ours.write_bytes(ocr.make_archive_pdf(paper.path, read, config))
    untouched.write_bytes(ocr.make_archive_pdf(paper.path, read, replace(config, archive_pictures="untouched")))
    before = _read(untouched, folder)
    truth = paper.truth or before
    errors = [compare(text, truth) for text in (_read(theirs, folder), before, _read(ours, folder))]
    delivered, they, we = (file.stat().st_size for file in (paper.path, theirs, ours))
    return Row(paper.path.name, paper.condition, delivered, they, we, *errors)


def _read(file: Path, folder: Path) -> str:
    """What the bare command reads in *file* as it is drawn."""
    pictures = [file]
    if file.suffix == ".pdf":
        for old in folder.glob("page*"):
            old.unlink()
        subprocess.run(["pdftoppm", "-r", "300", "-gray", str(file), str(folder / "page")], check=True, timeout=300)
        pictures = sorted(folder.glob("page*"))
    done = [
        subprocess.run(["tesseract", str(picture), "-", "-l", "vie"], check=True, capture_output=True, timeout=300)
        for picture in pictures
    ]
    return "\n".join(one.stdout.decode() for one in done)


def report(rows: Sequence[Row]) -> str:
    """A line a scan and the sums."""
    head = f"{'scan':<34}{'delivered':>11}{'OCRmyPDF':>11}{'ours':>11}{'ratio':>7}{'CER theirs':>12}{'untouched':>11}{'ours':>8}"
    total = Row("all", "", 0, 0, 0, Errors(), Errors(), Errors())
    for row in rows:
        total = Row(
            "all", "", total.delivered + row.delivered, total.theirs + row.theirs, total.ours + row.ours,
            total.their_errors + row.their_errors, total.untouched + row.untouched, total.our_errors + row.our_errors,
        )  # fmt: skip
    lines = [
        f"{row.name[:33]:<34}{row.delivered:>11,}{row.theirs:>11,}{row.ours:>11,}{row.ours / max(row.theirs, 1):>7.2f}"
        f"{100 * row.their_errors.cer:>11.2f}%{100 * row.untouched.cer:>10.2f}%{100 * row.our_errors.cer:>7.2f}%"
        for row in (*rows, total)
    ]
    return "\n".join([head, *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=12, help="generated scans")
    parser.add_argument("--seed", type=int, default=4711)
    parser.add_argument("--real", type=Path, help="folder with scans/")
    parser.add_argument("--names", nargs="*", default=REAL)
    asked = parser.parse_args(arguments)
    config = ocr.load_config(ROOT / "config" / "ocr.yaml")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers: list[Paper] = []
        if asked.count:
            samples.write(folder / "made", asked.count, seed=asked.seed)
            papers = generated(folder / "made")
        if asked.real:
            papers += [Paper(asked.real / "scans" / n, 1, "", "real") for n in asked.names if (asked.real / "scans" / n).exists()]
        rows = []
        for paper in papers:
            try:
                rows.append(measured(paper, folder, config))
            except subprocess.CalledProcessError as error:
                print(f"{paper.path.name}: {error.cmd[0]} ended with {error.returncode}; left out", file=sys.stderr)
                continue
            print(report(rows[-1:]).splitlines()[1], file=sys.stderr, flush=True)
        print(report(rows))


if __name__ == "__main__":
    main()
