"""
How often the way a page stands is found, beside Tesseract's orientation and script detection (OSD), and what each costs.

Every page is turned all four ways and ours (`upright.stand` on the ink) is asked each time; ``tesseract --psm 0`` on the same
ink is asked for one of the four, in turn.
Generated papers of several seeds, blank backs (to be left as they are) and, where a folder is given, the first and last page of
the scans in it, which are taken to stand upright as delivered but for those named with --turned.
The last columns are of leans: pages turned by a known angle in ±14 degrees (scans: beyond what was found before turning).

    python -m benchmarks.bench_orient [--papers 12] [--seeds 5101 5102] [--scans FOLDER --turned 'NAME.pdf:5:270'] [--no-osd]
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2
import numpy as np

from pipelines import ocr, samples
from pipelines.errors import DocumentProblem
from pipelines.ocr.cleanup import clean, orient, upright
from pipelines.ocr.cleanup.clean import Array
from pipelines.ocr.source import pages
from pipelines.samples.conditions import CONDITIONS
from pipelines.settings import from_environment

DPI = 200


@dataclass
class Tally:
    asked: int = 0
    ours: int = 0
    osd_asked: int = 0
    osd: int = 0
    ours_cpu: float = 0.0
    osd_cpu: float = 0.0
    unsure: int = 0
    sure_and_wrong: int = 0
    wrong: set[str] = field(default_factory=set)
    leans: list[float] = field(default_factory=list)


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def ink_of(picture: pages.Picture) -> Array:
    """Ink of a page as delivered, red seals left out as the red channel does."""
    array = clean.as_gray(picture.image)
    gray = array if array.ndim == 2 else np.ascontiguousarray(array[:, :, 0])
    scale = DPI / picture.dpi
    size = round(gray.shape[1] * scale), round(gray.shape[0] * scale)
    gray = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC), np.uint8)
    return clean.ink_mask(clean.level(gray))


def osd(ink: Array, folder: Path) -> int | None:
    """Degrees clockwise that Tesseract would turn the page by, or None where it does not say."""
    file = folder / "page.png"
    cv2.imwrite(str(file), 255 - ink)
    said = subprocess.run(["tesseract", file, "-", "--psm", "0", "--dpi", str(DPI)], capture_output=True, text=True, check=False)
    found = re.search(r"Rotate: (\d+)", said.stdout)
    return int(found[1]) if found else None


def generated(folder: Path, papers: int, seeds: list[int], config: ocr.OcrConfig) -> Iterator[tuple[str, str, Array, int]]:
    """(group, name, ink, degrees clockwise to upright) of generated papers, all conditions that do not turn the page."""
    straight = [name for name in CONDITIONS if not name.startswith("rotated")]
    for seed in seeds:
        for path in samples.write(folder / str(seed), papers, seed=seed, conditions=straight):
            kind = "certificates" if "birth_certificate" in path.name else "other papers"
            for number in range(1, pages.count_pages(path, config) + 1):
                yield f"generated {kind}", f"{seed}/{path.name}:{number}", ink_of(pages.load_picture(path, number, config)), 0


def scanned(folder: Path, turned: dict[str, int], config: ocr.OcrConfig) -> Iterator[tuple[str, str, Array, int]]:
    """As `generated`, of the first and last page of the files in *folder*."""
    for path in sorted(folder.iterdir()):
        try:
            count = pages.count_pages(path, config) if path.is_file() else 0
        except DocumentProblem:
            continue
        for number in sorted({1, count} - {0}):
            name = f"{path.name}:{number}"
            yield "real scans", name, ink_of(pages.load_picture(path, number, config)), turned.get(name, 0)


def blank(count: int) -> Iterator[tuple[str, str, Array, None]]:
    """Backs of sheets: bare paper with specks, the edge of a shadow and a staple's shade."""
    rng = np.random.default_rng(7)
    for number in range(count):
        ink = np.zeros((2339, 1654), np.uint8)
        specks = int(rng.choice([0, 30, 300, 3000]))
        for x, y, size in zip(
            rng.integers(0, 1654, specks), rng.integers(0, 2339, specks), rng.integers(1, 5, specks), strict=True
        ):
            cv2.circle(ink, (int(x), int(y)), int(size), 255, -1)
        if number % 3 == 0:
            ink[:, : int(rng.integers(3, 60))] = 255
        cv2.line(ink, (80, 90), (150, 100), 255, 4)
        yield "blank backs", str(number), ink, None


def ask(tally: Tally, name: str, ink: Array, truth: int | None, folder: Path, with_osd: bool) -> None:
    """Asks both how *ink* stands; it must be turned by *truth* degrees clockwise, or (None) is blank and to be left alone."""
    mine = tally.asked // 4 % 4
    for turn in range(4):
        page = np.ascontiguousarray(np.rot90(ink, turn))  # counter-clockwise, so that much more clockwise sets it right
        right = 0 if truth is None else (truth + 90 * turn) % 360
        before = cpu()
        stand = upright.stand(page, DPI)
        tally.ours_cpu += cpu() - before
        tally.asked += 1
        tally.unsure += stand.sure < 0.95
        if stand.rotation == right:
            tally.ours += 1
        else:
            tally.wrong.add(f"{name} said {stand.rotation} for {right}, sure {stand.sure:.2f}, letters {stand.letters}")
            tally.sure_and_wrong += stand.sure >= 0.95
        if with_osd and truth is not None and turn == mine:
            tally.osd_asked += 1
            before = cpu(resource.RUSAGE_CHILDREN)
            tally.osd += osd(page, folder) == right
            tally.osd_cpu += cpu(resource.RUSAGE_CHILDREN) - before


def lean_error(ink: Array, rng: np.random.Generator) -> float:
    """By how much the lean found changes otherwise than the page is turned, in degrees."""
    angle = float(rng.uniform(-14, 14))
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), angle, 1.0)
    leaning = np.asarray(cv2.warpAffine(ink, turn, ink.shape[::-1]), np.uint8)
    found = [orient.lean(orient.text_ink(np.asarray((page > 127) * 255, np.uint8)))[0] for page in (ink, leaning)]
    return found[1] - found[0] - angle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=12)
    parser.add_argument("--seeds", type=int, nargs="*", default=[5101, 5102])
    parser.add_argument("--scans", type=Path)
    parser.add_argument("--turned", nargs="*", default=[], help="NAME:PAGE:DEGREES clockwise to upright")
    parser.add_argument("--no-osd", action="store_true")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    config = ocr.load_config(from_environment().config / "ocr.yaml")
    turned = {name: int(degrees) for name, _, degrees in (entry.rpartition(":") for entry in given.turned)}
    tallies: dict[str, Tally] = defaultdict(Tally)
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [generated(folder, given.papers, given.seeds, config), blank(12)]
        sources += [scanned(given.scans, turned, config)] if given.scans else []
        for source in sources:
            for group, page, ink, truth in source:
                ask(tallies[group], page, ink, truth, folder, not given.no_osd)
                if truth is not None:
                    tallies[group].leans.append(lean_error(np.ascontiguousarray(np.rot90(ink, -truth // 90)), rng))
    print(f"{'':24} asked  ours right  unsure  sure but wrong  CPU s | OSD right  CPU s | lean off by: mean, worst (degrees)")
    for group, t in tallies.items():
        ours = f"{t.asked:6} {100 * t.ours / t.asked:9.1f} % {t.unsure:7} {t.sure_and_wrong:15} {t.ours_cpu / t.asked:6.3f}"
        theirs = "        -      -" if not t.osd_asked else f"{100 * t.osd / t.osd_asked:7.1f} % {t.osd_cpu / t.osd_asked:6.3f}"
        errors = np.abs(t.leans) if t.leans else np.zeros(1)
        print(f"{group:24}{ours} | {theirs} | {errors.mean():.3f} {errors.max():.2f}")
        for line in sorted(t.wrong):
            print(f"    {line}")


if __name__ == "__main__":
    main()
