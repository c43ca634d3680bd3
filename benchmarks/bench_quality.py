"""
What the quality gate predicts beside what was measured: expected share of wrong characters, grades, correlation.

Pages of ``pipelines/samples`` in all conditions and the same pages worsened by faults of scanning (blur, few dots, pale, one
bit at a bad threshold, grain, lean, strong JPEG, cut) are for fitting; pages of ``benchmarks/pages``, made apart, and real
scans with known text are for testing. Text that was cut off is not counted into the correlation: no reading can tell how
much is missing. Run: ``python -m benchmarks.bench_quality`` for the table on test pages (``--real FOLDER`` adds the real
scans below it), ``--fit`` to fit the weights anew on development seeds, which a new recogniser makes necessary.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_THREAD_LIMIT"] = "1"

import cv2
import numpy as np
from PIL import Image
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from benchmarks import pages as made
from benchmarks import papers
from benchmarks.measure import compare, folded, inside
from pipelines import ocr, samples
from pipelines.errors import DocumentProblem
from pipelines.model import Grade, Page, Quality
from pipelines.ocr import quality
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.source.pages import load_picture
from pipelines.samples.conditions import CONDITIONS
from pipelines.settings import ROOT

cv2.setNumThreads(1)
WORSE = ("blur", "few dots", "pale", "one bit", "grain", "lean", "strong JPEG", "cut")
_FLAT = 1e-3  # weight of the ridge penalty


@dataclass(frozen=True, slots=True)
class Row:
    """A page: measured *error* (share of wrong characters, order of reading aside), *cer*, and what the gate said."""

    name: str
    condition: str
    error: float
    cer: float
    said: Quality
    doubt: float


def worsened(page: Image.Image, dpi: float, kind: str, rng: random.Random) -> tuple[Image.Image, float]:
    """*page* as a badly set scanner gives it, and its resolution."""
    gray: Any = np.asarray(page.convert("L"), np.float32)
    noise = np.random.default_rng(rng.getrandbits(32))
    mm = dpi / 25.4
    if kind == "blur":
        gray = cv2.GaussianBlur(gray, (0, 0), rng.uniform(0.12, 0.38) * mm)
    elif kind == "few dots":
        fewer = rng.choice((60, 70, 80, 90, 100))
        gray = cv2.resize(gray, None, fx=fewer / dpi, fy=fewer / dpi, interpolation=cv2.INTER_AREA)
        dpi = fewer
    elif kind == "pale":
        gray = 240 - (255 - gray) * rng.uniform(0.08, 0.25) + noise.normal(0, rng.uniform(0.5, 3), gray.shape)
    elif kind == "one bit":
        grainy = cv2.GaussianBlur(gray, (0, 0), 0.09 * mm) + noise.normal(0, rng.uniform(5, 30), gray.shape)
        gray = np.where(grainy < rng.choice((60, 75, 90, 205, 220)), 0, 255)
    elif kind == "grain":
        grains = cv2.GaussianBlur(noise.normal(0, 1, gray.shape).astype(np.float32), (0, 0), 0.06 * mm)
        gray = gray + grains * rng.uniform(60, 160)
    elif kind == "lean":
        high, wide = gray.shape
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.choice((-1, 1)) * rng.uniform(6, 13), 0.9)
        gray = cv2.warpAffine(gray, turn, (wide, high), borderValue=250)
    elif kind == "strong JPEG":
        squeezed = cv2.imencode(".jpg", gray, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(3, 9)])[1]
        gray = cv2.imdecode(squeezed, cv2.IMREAD_GRAYSCALE)
    elif kind == "cut":
        gone = int(gray.shape[1] * rng.uniform(0.12, 0.25))
        gray = gray[:, gone:] if rng.random() < 0.5 else gray[:, :-gone]
    return Image.fromarray(np.clip(gray, 0, 255).astype(np.uint8)), dpi


def error_of(read: str, truth: str) -> float:
    """
    Share of wrong characters with reading order left out of account, at most 1.

    The smaller of the character error rate and of what is wrong when the words of both texts are paired with the most similar
    ones, whatever their places: either overstates the error where the other does not.
    """
    got, want = Counter(folded(read).split()), Counter(folded(truth).split())
    more, less = list((got - want).elements()), list((want - got).elements())
    wrong, paired_more, paired_less = 0, set(), set()
    if more and less:
        distances = cdist(less, more, scorer=Levenshtein.distance)
        for at in np.argsort(distances, axis=None, kind="stable"):
            one, other = divmod(int(at), len(more))
            alike = distances[one, other] < max(len(less[one]), len(more[other]))
            if alike and one not in paired_less and other not in paired_more:
                paired_less.add(one)
                paired_more.add(other)
                wrong += int(distances[one, other])
    left = [
        sum(len(w) for n, w in enumerate(words) if n not in done) for words, done in ((less, paired_less), (more, paired_more))
    ]
    loose = (wrong + max(left)) / max(sum(map(len, want.elements())), 1)
    return min(loose, compare(read, truth).cer, 1.0)


def judged(file: Path, truths: Sequence[str | None], condition: str, config: ocr.OcrConfig) -> Iterator[Row]:
    """The pages of *file* that have a truth, read; a page that cannot be read in time is left out and named."""
    try:
        read = ocr.read(file, config)
    except DocumentProblem as problem:
        print(f"left out: {file.name}: {problem.code}", file=sys.stderr)
        return
    for page, truth in zip(read, truths, strict=True):
        if truth and page.quality is not None:
            cer = compare(page.text, truth).cer
            yield Row(f"{file.name} {page.number}", condition, error_of(page.text, truth), cer, page.quality, _doubt(page))


def _doubt(page: Page) -> float:
    words = [Read(w.text, w.confidence, w.box, (0, 0, 0), w.handwriting) for w in page.words]
    return quality.signs(words)[2] if words else 1.0


def development(folder: Path, seed: int, config: ocr.OcrConfig) -> list[Row]:
    """A sample of each condition, and each of them worsened."""
    rows: list[Row] = []
    rng = random.Random(seed)
    for number, condition in enumerate(CONDITIONS):
        (file,) = samples.write(folder / condition, 1, conditions=[condition], seed=seed + number)
        truth = json.loads(Path(f"{file}.truth.json").read_text(encoding="utf-8"))["text"]
        rows += judged(file, truth, condition, config)
        kind = WORSE[(number + 3) % len(WORSE)]
        picture = load_picture(file, 1, config)
        worse, dpi = worsened(picture.image, picture.dpi, kind, rng)
        path = folder / f"{condition}_{kind.replace(' ', '_')}.png"
        worse.save(path, dpi=(dpi, dpi))
        rows += judged(path, truth[:1], kind, config)
    return rows


def tested(folder: Path, seed: int, each: int, config: ocr.OcrConfig) -> list[Row]:
    """Pages of the independent generator, and every second one of them worsened."""
    rows: list[Row] = []
    rng = random.Random(seed)
    for number, file in enumerate(made.write(folder, seed, each)):
        said = json.loads(Path(f"{file}.truth.json").read_text(encoding="utf-8"))
        rows += judged(file, said["text"], said["condition"], config)
        if number % 2 == 0 and said["turn"] == 0:
            kind = WORSE[number // 2 % len(WORSE)]
            picture = load_picture(file, 1, config)
            worse, dpi = worsened(picture.image, picture.dpi, kind, rng)
            path = folder / f"worse_{number:02d}.png"
            worse.save(path, dpi=(dpi, dpi))
            rows += judged(path, said["text"], kind, config)
    return rows


def real(folder: Path, config: ocr.OcrConfig) -> Iterator[Row]:
    """Real papers with the publisher's text, a row a paper: errors of its pages are expected by their letters."""
    for paper in papers.real(folder):
        if paper.group != papers.SCANS:
            continue
        read = [page for page in ocr.read(paper.path, config) if page.quality is not None]
        letters = np.array([sum(len(w.text) for w in page.words) for page in read], float)
        expected = float(np.array([page.quality.expected_error for page in read if page.quality]) @ letters / letters.sum())
        text = "\n".join(page.text for page in read)
        grade = Grade.FINE if expected < config.warn_error else Grade.WARN
        cer = paper.errors(text).cer
        error = error_of(inside(text, paper.truth), paper.truth)
        yield Row(paper.path.name, "real, all pages", error, cer, Quality(grade, expected), 0.0)


def fitted(rows: Sequence[Row]) -> tuple[float, ...]:
    """Weights of `quality.features`, none but the constant negative, by projected gradient descent on the cross entropy."""
    seen = np.array([quality.features(row.doubt, row.said.unread) for row in rows if "blank" not in row.said.reasons])
    error = np.array([row.error for row in rows if "blank" not in row.said.reasons])
    centre = np.append(0.0, seen[:, 1:].mean(0))
    weights = np.zeros(seen.shape[1])
    ridge = np.append(0.0, np.full(seen.shape[1] - 1, 2 * _FLAT))
    for _ in range(20_000):
        expected = 1 / (1 + np.exp(-(seen - centre) @ weights))
        weights -= 0.5 * ((seen - centre).T @ (expected - error) / len(error) + ridge * weights)
        weights[1:] = weights[1:].clip(0)
    weights[0] -= centre[1:] @ weights[1:]
    return tuple(weights.round(2).tolist())


def report(rows: Sequence[Row]) -> str:
    """The table, and how well the gate did."""
    head = f"{'condition':16} {'expected %':>10} {'error %':>8} {'CER %':>7}  grade   reasons"
    lines = [head]
    for row in rows:
        said = row.said
        lines.append(
            f"{row.condition:16} {100 * said.expected_error:10.1f} {100 * row.error:8.1f} {100 * row.cer:7.1f}  "
            f"{said.grade:7} {', '.join(said.reasons)}"
        )
    told = [row for row in rows if row.condition != "cut"]
    expected = np.array([row.said.expected_error for row in told])
    error, cer = (np.array([getattr(row, name) for row in told]) for name in ("error", "cer"))
    fine = np.array([row.said.grade is Grade.FINE for row in told])
    ranks = [values.argsort().argsort() for values in (expected, error)]
    lines.append(f"{len(told)} pages; correlation {_correlation(expected, error):.3f}, of ranks {_correlation(*ranks):.3f}")
    lines.append(f"mean difference {100 * np.abs(expected - error).mean():.1f} points")
    for name, values in (("error", error), ("CER", cer)):
        bad = values > 0.1
        lines.append(
            f"graded fine: {fine.sum()}, of these {name} <= 2 %: {_share(values[fine] <= 0.02)}; "
            f"{name} > 10 %: {bad.sum()}, of these not graded fine: {_share(~fine[bad])}"
        )
    return "\n".join(lines)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _share(which: np.ndarray) -> str:
    return f"{100 * which.mean():.0f} %" if which.size else "none"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit the weights on development pages and print them")
    parser.add_argument("--seed", type=int, help="below 1000 for fitting, from 5000 on for testing")
    parser.add_argument("--each", type=int, default=1, help="test pages of every kind of damage")
    parser.add_argument("--real", type=Path, help="folder with scans/ and scans_text/")
    given = parser.parse_args()
    config = ocr.load_config(ROOT / "config/ocr.yaml")
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        rows = (
            development(folder, given.seed or 300, config)
            if given.fit
            else tested(folder, given.seed or 5001, given.each, config)
        )
    print(report(rows))
    if given.fit:
        print(f"WEIGHTS = {fitted([row for row in rows if row.condition != 'cut'])}")
    if given.real:
        print(report(list(real(given.real, config))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
