"""Papers whose truth is known: scored (``sohoa evaluate``) and learnt from (``sohoa calibrate``). Nothing is stored."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from pipelines import extract
from pipelines.errors import ConfigError, DocumentProblem, OutsideError
from pipelines.extract.calibration import Calibration, Example, broken_promises, calibrate
from pipelines.extract.evidence import Evidence
from pipelines.extract.runs import Run
from pipelines.extract.score import is_right, judge
from pipelines.flow import pagetext
from pipelines.flow.byhand import scans
from pipelines.flow.eyes import eyes, version
from pipelines.flow.reading import SECONDS, TOGETHER, check_scan, decide
from pipelines.flow.truth import vouched
from pipelines.model import Decision, Extraction, Outcome, Page
from pipelines.services import Services, open_services
from pipelines.settings import Settings
from pipelines.workers import Crew

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Read:
    """A paper with what spoke for each value."""

    pages: tuple[Page, ...]
    extraction: Extraction
    evidence: Mapping[str, Evidence]
    """Of the fields that have a value."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What ``calibrate`` made of the papers it was given."""

    calibration: Calibration
    unread: int
    """Files that could not be read, or are of another type than was seen."""
    drift: float | None
    """Chance of so many corrections by reviewers if the confidences held; None when they may well hold, or nobody reviewed."""
    reviewed: int
    """Values that a person judged."""


def evaluate(services: Services, folder: Path, workers: int, progress: Progress, pages_cache: Path | None = None) -> Run:
    """
    Every scan of *folder* that has a truth file, compared with it, by its path in the folder.

    A file that cannot be read counts as one that was set aside. Raises ConfigError when there is no truth file or one is broken.
    """
    truths = _truths([folder])
    judged = {}
    reads = _read_all(services, list(truths), workers, progress, pages_cache)
    while some := list(islice(reads, TOGETHER)):
        decided = decide(services, {(str(f), at): (p.pages, p.extraction) for f, papers in some for at, p in enumerate(papers)})
        for file, papers in some:
            # A file with one truth holds one paper; where it was taken for several, all must be let through.
            decisions = {decided[str(file), at].decision for at in range(len(papers))} or {Decision.SET_ASIDE}
            decision = decisions.pop() if len(decisions) == 1 else Decision.REVIEW
            found = _meant(papers, truths[file])
            extraction = found.extraction if found else Extraction(None, 0.0)
            name = file.relative_to(folder).as_posix()
            judged[name] = judge(truths[file], extraction, str(decision), services.doctypes)
    return judged


def fit(
    services: Services, folders: Sequence[Path], workers: int, progress: Progress,
    pages_cache: Path | None = None, *, reviews: bool = False,
) -> Fitted:  # fmt: skip
    """
    Fit the confidence model on the scans of *folders* that have truth files and, with *reviews*, on people's rulings.

    Raises ConfigError when there is nothing to fit on or too little (`extract.calibration.TooFew`).
    """
    truths = _truths(folders) if folders else {}
    examples: list[Example] = []
    unread = 0
    for file, papers in _read_all(services, list(truths), workers, progress, pages_cache):
        truth = truths[file]
        found = _meant(papers, truth)
        if found is None or found.extraction.document_type != truth.get("document_type"):
            unread += 1
            continue
        examples += _examples(file.as_posix(), found, truth["fields"])
    said = list(_of_reviews(services, pages_cache)) if reviews else []
    promised = [(e.promised, e.right) for e in said if e.promised is not None]
    drift = broken_promises([p for p, _ in promised], [r for _, r in promised])
    about = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "fitted_on": [folder.name for folder in folders],
        "ocr": version(services.ocr_config),
    }
    return Fitted(calibrate([*examples, *said], about), unread, drift, len(said))


def worker(settings: Settings, pages_cache: Path | None) -> Callable[[Path], tuple[Read, ...]]:
    """A worker's handler: opens its own services, then reads the files it is handed."""
    return partial(read_papers, open_services(settings), pages_cache)


def read_papers(services: Services, pages_cache: Path | None, path: Path) -> tuple[Read, ...]:
    """Each paper of a file, at least one. Raises DocumentProblem, OutsideError."""
    check_scan(path)
    with eyes(services, path, pages_cache) as reader:
        papers = extract.divide(reader.pages(), services.doctypes)
        seen = [(paper.pages, reader.understand(services, paper.pages)) for paper in papers]
    return tuple(Read(pages, extract.extracted(one, services.calibration), _evidence(one)) for pages, one in seen)


def _read_all(
    services: Services, files: Sequence[Path], workers: int, progress: Progress, pages_cache: Path | None
) -> Iterator[tuple[Path, tuple[Read, ...]]]:
    """(file, its papers; none when it could not be read), in the order in which they are done."""
    with Crew("pipelines.flow.tuning:worker", services.settings, pages_cache, workers=workers) as crew:
        for done, report in enumerate(crew.map(files, lambda _: SECONDS), start=1):
            if report.fate == "config":
                raise ConfigError(str(report.error))
            if report.fate == "outside":
                raise OutsideError(str(report.error))
            yield report.task, report.result if report.fate == "done" else ()
            progress(done, len(files))


def _evidence(seen: extract.Understanding) -> dict[str, Evidence]:
    return {name: found[0].evidence for name, found in seen.candidates.items() if found and found[0].parsed is not None}


def _meant(papers: Sequence[Read], truth: Mapping[str, Any]) -> Read | None:
    """The paper of a file that its truth file is about."""
    of_type = [paper for paper in papers if paper.extraction.document_type == truth.get("document_type")]
    return next(iter((*of_type, *papers)), None)


def _examples(document: str, read: Read, truth: Mapping[str, Any]) -> Iterator[Example]:
    for name, evidence in read.evidence.items():
        if name in truth:
            value = read.extraction.fields[name].value
            yield Example(document, name, evidence, truth[name] is not None and is_right(truth[name], value))


def _of_reviews(services: Services, pages_cache: Path | None) -> Iterator[Example]:
    """
    Values that a person vouched for, read again with today's rules.

    Only papers that a person looked at as a whole (``truth.vouched``): there every field was seen, and a mere correction names
    only what was wrong. What was said later of some fields, keying them blind for example, counts in the place of that.
    """
    for document in services.ledger.documents([o for o in Outcome if o is not Outcome.REVIEW]):
        case = services.ledger.case(document.id)
        if case is None or not case.reviews:
            continue
        said = vouched(case)
        artefacts = services.ledger.artefacts(document.id)
        if not said or document.document_type != case.machine.document_type or "pages" not in artefacts:
            continue
        pages = pagetext.load(services.store.get(artefacts["pages"].key))
        try:
            with services.store.opened(artefacts["original"].key) as path, eyes(services, path, pages_cache) as reader:
                seen = reader.understand(services, pages)
        except DocumentProblem:
            continue
        if seen.doctype is None or seen.doctype.name != case.machine.document_type:
            continue
        extraction = extract.extracted(seen)
        for name, evidence in _evidence(seen).items():
            if name in said:
                then = case.machine.fields.get(name)
                promised = then.confidence if then is not None and is_right(then.value, extraction.fields[name].value) else None
                right = said[name] is not None and is_right(said[name], extraction.fields[name].value)
                yield Example(document.id, name, evidence, right, "review", promised)


def _truths(folders: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    found = {}
    for path in scans(folders):
        file = path.with_name(path.name + ".truth.json")
        if file.exists():
            found[path] = _truth(file)
    if not found:
        raise ConfigError(f"{', '.join(map(str, folders))}: no scan with a truth file; 'sohoa samples DIR' writes some")
    return found


def _truth(file: Path) -> dict[str, Any]:
    try:
        truth: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: not a truth file ({error}); write it as 'sohoa samples' does") from error
    if not isinstance(truth, dict) or not isinstance(truth.get("fields"), dict):
        raise ConfigError(f"{file}: no 'fields' in it; write it as 'sohoa samples' does")
    return truth
