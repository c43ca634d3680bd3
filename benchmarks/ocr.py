"""
What reading costs and how well it reads: the ocr stage beside OCRmyPDF and the bare ``tesseract`` command.

All contenders read the same papers, one after the other in every round, two papers at a time. CPU seconds count a
contender's children; the wall clock is that of the batch. Figures are medians over the rounds; between machines only their
ratios mean something. Errors come from the first round (``measure`` says how they are counted).
Run: ``make bench``, or ``python -m benchmarks.ocr --each 1 --rounds 1 --only ours,bare``.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import pages, papers
from benchmarks.contenders import Batch, Contender, everybody
from benchmarks.measure import Errors
from benchmarks.papers import FOREIGN, GENERATED, SCANS, Paper

_TEST_SEED = 5001

Results = dict[str, list[Batch]]
"""Batches by contender, one a round."""


def measured(contenders: Sequence[Contender], read: Sequence[Paper], rounds: int, keep: Path | None = None) -> Results:
    """Every contender reads all papers in every round; each round begins with another one. Texts go into *keep*."""
    results: Results = {contender.name: [] for contender in contenders}
    for contender in contenders:
        if contender.name.startswith("ours"):
            contender.batch([read[0].path] * 4)  # its workers stay warm between papers; the others never are
    for turn in range(rounds):
        shift = turn % len(contenders)
        for contender in (*contenders[shift:], *contenders[:shift]):
            batch = contender.batch([paper.path for paper in read])
            results[contender.name].append(batch)
            spent = sum(reading.cpu for reading in batch.readings) / _count(read)
            print(f"round {turn + 1}: {contender.name}: {spent:.2f} CPU s a page", file=sys.stderr, flush=True)
            for paper, reading in zip(read, batch.readings, strict=True):
                if keep is not None and turn == 0:
                    target = keep / contender.name.replace(" ", "_") / f"{paper.path.name}.txt"
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(reading.text, encoding="utf-8")
                if reading.failed:
                    print(f"  {paper.path.name}: {reading.failed}", file=sys.stderr)
    return results


def spread(made: Sequence[Paper], count: int) -> list[Paper]:
    """*count* of the papers: first one of every kind, of one kind its first paper, of the next its second."""
    kinds: dict[str, list[Paper]] = {}
    for paper in made:
        kinds.setdefault(paper.condition, []).append(paper)
    turned = [[*found[at % len(found) :], *found[: at % len(found)]] for at, found in enumerate(kinds.values())]
    chosen = [paper for turn in itertools.zip_longest(*turned) for paper in turn if paper is not None]
    return sorted(chosen[:count], key=lambda paper: paper.path.name)


def report(results: Results, read: Sequence[Paper], workers: int) -> str:
    """Markdown: ratios first, then cost, then errors, then errors by kind of damage."""
    costs = {name: _cost(batches, read) for name, batches in results.items()}
    rounds = max(len(batches) for batches in results.values())
    parts = [
        f"{len(read)} papers, {_count(read)} pages, {rounds} rounds, {workers} workers; medians",
        _ratios(results, costs, read),
    ]
    rows = []
    for name, batches in results.items():
        cpu, wall = costs[name]
        memory = max(reading.memory for batch in batches for reading in batch.readings)
        failed = sum(bool(reading.failed) for reading in batches[0].readings)
        rows.append([name, f"{cpu:.2f}", f"{wall:.2f}", f"{memory:.0f}" if memory else "–", str(failed or "–")])
    parts.append(_table(["", "CPU s/page", f"wall s/page, {workers} workers", "peak MiB a worker", "failed papers"], rows))
    for group in (GENERATED, SCANS, FOREIGN):
        if any(paper.group == group for paper in read):
            rows = [
                [name, *_said(_errors(batches[0], read, group=group)), f"{100 * _middle(batches[0], read, group):.2f}"]
                for name, batches in results.items()
            ]
            parts.append(_table([group, "CER %", "error without order %", "tone-mark errors %", "median paper's CER %"], rows))
    conditions = sorted({paper.condition for paper in read if paper.group == GENERATED}, key=_place)
    rows = [
        [condition, *(f"{100 * _errors(batches[0], read, condition=condition).cer:.1f}" for batches in results.values())]
        for condition in conditions
    ]
    if rows:
        parts.append(_table(["CER %", *results], rows))
        rows = [
            [condition, *(f"{100 * _errors(batches[0], read, condition=condition).marks:.1f}" for batches in results.values())]
            for condition in conditions
        ]
        parts.append(_table(["tone-mark errors %", *results], rows))
    return "\n\n".join(parts) + "\n"


def _ratios(results: Results, costs: dict[str, tuple[float, float]], read: Sequence[Paper]) -> str:
    """Ours against each reference: cost, and error for every group of papers."""
    others = [name for name in results if not name.startswith("ours")]
    groups = [group for group in (GENERATED, SCANS) if any(paper.group == group for paper in read)]
    rows = []
    for mine in (name for name in results if name.startswith("ours")):
        for theirs in others:
            turns = [_cpu(a) / _cpu(b) for a, b in zip(results[mine], results[theirs], strict=True)]
            cells = [
                f"{statistics.median(turns):.2f} ({min(turns):.2f}–{max(turns):.2f})",
                f"{costs[mine][1] / costs[theirs][1]:.2f}",
            ]
            for group in groups:
                a, b = (_errors(results[name][0], read, group=group).cer for name in (mine, theirs))
                cells.append(f"{a / b:.2f}" if b else "–")
            rows.append([f"{mine} / {theirs}", *cells])
    return _table(["ratios", "CPU", "wall", *(f"CER, {group}" for group in groups)], rows) if rows else ""


def _cost(batches: Sequence[Batch], read: Sequence[Paper]) -> tuple[float, float]:
    """Median CPU and wall seconds a page."""
    middle = statistics.median(_cpu(batch) for batch in batches), statistics.median(batch.wall for batch in batches)
    return middle[0] / _count(read), middle[1] / _count(read)


def _cpu(batch: Batch) -> float:
    return sum(reading.cpu for reading in batch.readings)


def _count(read: Sequence[Paper]) -> int:
    return sum(paper.pages for paper in read)


def _errors(batch: Batch, read: Sequence[Paper], *, group: str = GENERATED, condition: str = "") -> Errors:
    found = (
        paper.errors(reading.text)
        for paper, reading in zip(read, batch.readings, strict=True)
        if paper.group == group and condition in {"", paper.condition}
    )
    return sum(found, Errors())


def _middle(batch: Batch, read: Sequence[Paper], group: str) -> float:
    """CER of the middle paper: what is usual, where the mean is ruled by papers whose lines were lost."""
    both = zip(read, batch.readings, strict=True)
    return statistics.median(paper.errors(reading.text).cer for paper, reading in both if paper.group == group)


def _said(errors: Errors) -> list[str]:
    return [f"{100 * rate:.2f}" for rate in (errors.cer, errors.unordered, errors.marks)]


def _place(condition: str) -> int:
    return pages.CONDITIONS.index(condition) if condition in pages.CONDITIONS else len(pages.CONDITIONS)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _chosen(contenders: Sequence[Contender], wanted: Sequence[str]) -> list[Contender]:
    """Those whose names are *wanted*; a beginning stands for all names that begin so, nothing for everybody."""
    names = {one.name for one in contenders}
    starts = tuple(start for start in wanted if start not in names)
    return [one for one in contenders if not wanted or one.name in wanted or (starts and one.name.startswith(starts))]


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--each", type=int, default=2, help="pages of every kind of damage")
    parser.add_argument("--pages", type=int, default=10_000, help="at most so many generated papers, spread over the kinds")
    parser.add_argument("--seed", type=int, default=_TEST_SEED, help="of the generated pages; below 1000 for developing")
    parser.add_argument("--folder", type=Path, help="generated papers with their truth instead of new ones")
    parser.add_argument("--scans", type=Path, help="folder with scans/, scans_text/ and ocr_truth/: real papers")
    parser.add_argument("--these", default="", help="of the scans only these: beginnings of their names, with commas between")
    parser.add_argument("--only", default="", help="contenders: their names or beginnings of names, with commas between")
    parser.add_argument("--keep", type=Path, help="folder for the texts that everybody read")
    parser.add_argument("-o", dest="output", type=Path, help="file for the report")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        if given.folder is None and given.pages:
            pages.write(folder, given.seed, given.each)
        made = papers.generated(folder) if given.pages else []
        real = papers.real(given.scans) if given.scans else []
        read = spread(made, given.pages) + [paper for paper in real if paper.path.name.startswith(tuple(given.these.split(",")))]
        chosen = _chosen(everybody(given.workers), [start for start in given.only.split(",") if start])
        if not read or not chosen:
            parser.error("no papers to read" if chosen else f"no contender's name begins with {given.only}")
        try:
            results = measured(chosen, read, given.rounds, given.keep)
        finally:
            for contender in chosen:
                contender.close()
    said = report(results, read, given.workers)
    print(said)
    if given.output:
        given.output.write_text(said, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
