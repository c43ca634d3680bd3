"""
What reading costs and how well it reads, beside bare Tesseract on the same raw pages.

CPU seconds a page of the ocr stage (reading and two-layer PDF) against the ``tesseract`` command with its PDF, one thread
each, interleaved; character errors of both against the truth of generated pages. Run: ``make bench``.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import tempfile
import unicodedata
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"

from rapidfuzz.distance import Levenshtein

from pipelines import ocr, samples
from pipelines.settings import from_environment

PAPERS, ROUNDS = 8, 3


def cpu() -> float:
    """CPU seconds of this process and its children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def ours(path: Path, config: ocr.OcrConfig) -> list[str]:
    pages = ocr.read(path, config)
    ocr.make_archive_pdf(path, pages, config)
    return [page.text for page in pages]


def bare(path: Path, folder: Path) -> list[str]:
    images = [path]
    if path.suffix == ".pdf":
        subprocess.run(["pdftoppm", "-r", "300", "-png", path, folder / path.stem], check=True)
        images = sorted(folder.glob(f"{path.stem}*.png"))
    for image in images:
        subprocess.run(["tesseract", image, folder / image.stem, "-l", "vie", "txt", "pdf"], check=True, capture_output=True)
    return [(folder / f"{image.stem}.txt").read_text(encoding="utf-8") for image in images]


def errors(read: list[str], truth: list[str]) -> tuple[int, int]:
    """Character edits and characters, NFC, white space folded."""
    got, want = (" ".join(unicodedata.normalize("NFC", " ".join(text)).split()) for text in (read, truth))
    return Levenshtein.distance(got, want), len(want)


def main() -> None:
    config = ocr.load_config(from_environment().config / "ocr.yaml")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        papers = samples.write(folder / "papers", PAPERS, seed=2026)
        truths = {path: json.loads(Path(f"{path}.truth.json").read_text(encoding="utf-8")) for path in papers}
        pages = sum(truth["pages"] for truth in truths.values())
        ratios, wrong = [], {"ours": 0, "bare": 0}
        for turn in range(ROUNDS):
            spent = {"ours": 0.0, "bare": 0.0}
            for path, truth in truths.items():
                for who, read in (("ours", lambda p=path: ours(p, config)), ("bare", lambda p=path: bare(p, folder))):
                    before = cpu()
                    text = read()
                    spent[who] += cpu() - before
                    if turn == 0:
                        wrong[who] += errors(text, truth["text"])[0]
            ratios.append(spent["ours"] / spent["bare"])
        characters = sum(errors([], truth["text"])[1] for truth in truths.values())
    print(f"{PAPERS} papers, {pages} pages, {ROUNDS} rounds")
    middle = statistics.median(ratios)
    print(f"CPU of the ocr stage / CPU of bare tesseract: median {middle:.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")
    print(f"character errors: ours {100 * wrong['ours'] / characters:.1f} %, bare {100 * wrong['bare'] / characters:.1f} %")


if __name__ == "__main__":
    main()
