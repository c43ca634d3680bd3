"""
What each step of the clean-up is worth: papers read with all steps, and with each step left out in turn.

For every step: character errors and words off without it beside those of the whole chain, the conditions that suffer most, and
CPU seconds a page. Every paper is read with all variants one after the other, so that a busy machine slows all.
Run: ``python -m benchmarks.ablation FOLDER`` (papers with NAME.truth.json, as ``benchmarks.pages`` and ``samples`` write them).
"""

from __future__ import annotations

import os

os.environ["OMP_THREAD_LIMIT"] = "1"

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
from pipelines.ocr import reading
from pipelines.ocr.cleanup import borders, clean, leaders, orient, prepare, rules, seals, specks
from pipelines.ocr.recognition import recognise
from pipelines.ocr.recognition.engines import PAGE, Read, engine
from pipelines.ocr.recognition.order import Line
from pipelines.settings import from_environment

WHOLE = "all steps"
_WORTH_TELLING = 0.002  # of the characters


def _luma(picture: Any, _dpi: float, _inks: Any = None) -> Any:
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def _nothing(pieces: Any, *_: Any) -> Any:
    return np.zeros(len(pieces), bool)


def _tesseracts_layout(copy: Any, config: Any, *, page: int) -> Any:
    (words,) = engine(config.engine, "vie").read([255 - copy.ink], copy.dpi, mode=PAGE, page=page, seconds=60)
    lines: dict[tuple[int, int, int], list[Read]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return tuple(Line(tuple(some), some[0].box[3], some[0].box[3] - some[0].box[1]) for some in lines.values())


def _one_bit(_copy: Any, place: Any) -> Any:
    return cv2.copyMakeBorder(255 - place.ink, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=255)


STEPS: dict[str, tuple[ModuleType, str, Any]] = {
    "seal ink": (seals, "ink_channel", _luma),
    "levelling": (clean, "level", lambda gray: gray),
    "borders": (borders, "clear_border", lambda ink, _dpi: ink),
    "lean": (orient, "lean", lambda _ink: (0.0, 0.0)),
    "letter size": (prepare, "_zoom", lambda _letters: 1.0),
    "rules": (rules, "without_rules", lambda ink, _dpi: ink),
    "leaders": (leaders, "leaders", _nothing),
    "specks": (specks, "specks", _nothing),
    "one-bit seals": (seals, "marked_parts", lambda _ink, _dpi: ()),
    "own line finder": (reading, "recognise", _tesseracts_layout),
    "gray lines": (recognise, "_picture", _one_bit),
    "raw lines": (recognise, "_is_short", lambda _words, _place: False),
    "second readers": (recognise, "_DOUBT", 2.0),
}
"""What stands in for each step when it is left out: module, name, and a function or limit with which it does nothing."""


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
    """A Markdown table, a row a step: errors of all papers and CPU without it, and the conditions that suffer most."""
    print("| left out | CER % | words off % | tone marks % | CPU s/page | suffers most (CER %, with the step → without) |")
    print("|---|---|---|---|---|---|")
    whole = errors[WHOLE]
    for step, by_condition in errors.items():
        total = sum(by_condition.values(), Errors())
        worse = sorted(by_condition, key=lambda name: whole[name].cer - by_condition[name].cer)[:4]
        told = [
            f"{name} {100 * whole[name].cer:.1f} → {100 * by_condition[name].cer:.1f}"
            for name in worse
            if by_condition[name].cer - whole[name].cer > _WORTH_TELLING
        ]
        name = "nothing" if step == WHOLE else step
        cells = f"{100 * total.cer:.2f} | {100 * total.unordered:.2f} | {100 * total.marks:.2f} | {spent[step]:.2f}"
        print(f"| {name} | {cells} | {', '.join(told) or '–'} |")


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
