"""
What each step of the clean-up is worth: papers read with all steps, and with each step left out in turn.

For every step: character errors and words off without it, by condition, beside those of the whole chain, and CPU seconds a
page that leaving it out saves. Every paper is read with all variants one after the other, so that a busy machine slows all.
Run: ``python -m benchmarks.ablation FOLDER`` (papers with NAME.truth.json, as ``benchmarks.pages`` and ``samples`` write them).
"""

from __future__ import annotations

import os

os.environ["OMP_THREAD_LIMIT"] = "1"

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from benchmarks.measure import Errors
from benchmarks.papers import Paper, generated, real
from pipelines import ocr
from pipelines.errors import DocumentProblem
from pipelines.ocr.cleanup import borders, clean, leaders, orient, prepare, rules, seals, specks
from pipelines.settings import from_environment

WHOLE = "all steps"


def _luma(picture: Any, _dpi: float) -> Any:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _nothing(pieces: Any, *_: Any) -> Any:
    return np.zeros(len(pieces), bool)


STEPS: dict[str, tuple[ModuleType, str, Callable[..., Any]]] = {
    "seal ink": (seals, "ink_channel", _luma),
    "levelling": (clean, "level", lambda gray: gray),
    "borders": (borders, "clear_border", lambda ink, _dpi: ink),
    "lean": (orient, "lean", lambda _ink: (0.0, 0.0)),
    "letter size": (prepare, "_zoom", lambda _letters: 1.0),
    "rules": (rules, "without_rules", lambda ink, _dpi: ink),
    "leaders": (leaders, "leaders", _nothing),
    "specks": (specks, "specks", _nothing),
}
"""What stands in for each step when it is left out: module, function, and a function that does nothing."""


@contextmanager
def without(step: str) -> Iterator[None]:
    """The clean-up without *step*; the whole of it for `WHOLE`."""
    if step == WHOLE:
        yield
        return
    module, name, instead = STEPS[step]
    kept = getattr(module, name)
    setattr(module, name, instead)
    try:
        yield
    finally:
        setattr(module, name, kept)


def measure(papers: Sequence[Paper], steps: Sequence[str]) -> tuple[dict[str, dict[str, Errors]], dict[str, float]]:
    """Errors by variant and condition, and CPU seconds a page by variant."""
    config = ocr.load_config(from_environment().config / "ocr.yaml")
    errors: dict[str, dict[str, Errors]] = {step: defaultdict(Errors) for step in steps}
    spent = dict.fromkeys(steps, 0.0)
    for paper in papers:
        for step in steps:
            start = time.process_time()
            with without(step):
                try:
                    text = "\n".join(page.text for page in ocr.read(paper.path, config))
                except DocumentProblem:
                    text = ""
            spent[step] += time.process_time() - start
            errors[step][paper.condition] += paper.errors(text)
    count = sum(paper.pages for paper in papers)
    return errors, {step: seconds / max(count, 1) for step, seconds in spent.items()}


def show(errors: dict[str, dict[str, Errors]], spent: dict[str, float]) -> None:
    """The table: a row a condition, a column a step; character errors / words off, in percent."""
    steps = list(errors)
    conditions = list(errors[WHOLE])
    print(f"{'CER / words off, %':20}" + "".join(f"{step:>16}" for step in steps))
    for condition in (*conditions, "total"):
        cells = []
        for step in steps:
            some = errors[step].values() if condition == "total" else [errors[step][condition]]
            found = sum(some, Errors())
            cells.append(f"{100 * found.cer:.2f} / {100 * found.unordered:.2f}")
        print(f"{condition:20}" + "".join(f"{cell:>16}" for cell in cells))
    print(f"{'CPU s a page':20}" + "".join(f"{spent[step]:>16.2f}" for step in steps))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="papers with NAME.truth.json, or the folder of the real material")
    parser.add_argument("--real", action="store_true", help="FOLDER holds scans/, scans_text/ and ocr_truth/")
    parser.add_argument("--steps", nargs="*", choices=list(STEPS), default=list(STEPS), help="leave out only these")
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    papers = real(chosen.folder) if chosen.real else generated(chosen.folder)
    if not papers:
        print(f"no papers with truth in {chosen.folder}", file=sys.stderr)
        return 2
    show(*measure(papers, [WHOLE, *chosen.steps]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
