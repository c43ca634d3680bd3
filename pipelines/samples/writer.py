"""One paper after the other: choose type and condition, draw, damage, scan, and put the truth beside the file."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from pipelines.errors import ConfigError
from pipelines.samples import conditions, damage, files, fonts, kinds
from pipelines.samples.conditions import CONDITIONS, Condition
from pipelines.samples.ink import BLUE, Colour
from pipelines.samples.kinds import Sample
from pipelines.samples.paper import Look, Paper

PENS: tuple[Colour, ...] = (BLUE, BLUE, (20, 30, 110), (35, 35, 40))


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written, and what is known about it."""

    file: Path
    document_type: str
    condition: str
    sample: Sample
    pages: int


def write(
    folder: Path,
    count: int,
    *,
    types: Sequence[str] | None = None,
    seed: int = 0,
    conditions: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Path, ...]:
    """
    Write *count* scans of invented papers into *folder* (made if absent) and return their paths in order.

    Beside each lies ``NAME.ext.truth.json``: ``document_type``, ``pages``, ``fields``, ``text`` (a string a page, lines in
    reading order, NFC, what was printed or filled in; stamps and seals laid on later are no part of it), ``condition``,
    ``handwritten``, and ``handwritten_fields`` when something is written by hand. *types* and *conditions* restrict the
    choice; every type comes up in turn. *progress* is told how many files are done.

    Raises ConfigError for an unknown type or condition, a negative count, or a machine without Vietnamese fonts.
    """
    made = plan(count, types, conditions, seed)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, (kind, condition) in enumerate(made, start=1):
        paths.append(write_one(folder, number, kind, condition, Random(f"{seed}/{number}")).file)
        if progress:
            progress(number)
    return tuple(paths)


def plan(count: int, types: Sequence[str] | None, wanted: Sequence[str] | None, seed: int) -> list[tuple[str, Condition]]:
    """Type and condition of every paper: types in turn, conditions by weight from one shuffled pack after the other."""
    if count < 0:
        raise ConfigError(f"Số lượng {count} không hợp lệ. / count must not be negative: {count}")
    for name, given, known in (("types", types, kinds.types()), ("conditions", wanted, tuple(CONDITIONS))):
        unknown = [value for value in given or () if value not in known]
        if unknown or (given is not None and not given):
            raise ConfigError(
                f"{name}: không có {', '.join(unknown) or '∅'}; chọn trong {', '.join(known)}. / "
                f"{name}: unknown {', '.join(unknown) or '(empty)'}; choose from {', '.join(known)}."
            )
    rng = Random(f"{seed}/plan")
    names = list(types or kinds.types())

    def endless(pack: Sequence[Any]) -> Any:
        while True:
            yield from rng.sample(pack, len(pack))

    chosen = [CONDITIONS[name] for name in dict.fromkeys(wanted or CONDITIONS)]
    pack = [condition for condition in chosen for _ in range(condition.weight if wanted is None else 1)]
    return list(zip(islice(endless(names), count), islice(endless(pack), count), strict=True))


def write_one(folder: Path, number: int, kind: str, condition: Condition, rng: Random, area: str | None = None) -> Written:
    """Draw, damage and save one paper with its truth."""
    paper, sample = draw(kind, condition, rng, area)
    pages = [np.asarray(page, dtype=np.uint8) for page in paper.pages]
    if condition.bleeds:
        pages = _bleeding(pages, kind, paper.look, rng)
    for step in conditions.steps(condition, rng):
        pages = [step(page, rng) for page in pages]
    dpi = rng.choice(condition.dpi)
    scaled = [damage.resized(page, dpi) for page in pages]
    two_tone = rng.random() < condition.bilevel
    images = [files.black_and_white(page, rng) if two_tone else Image.fromarray(page) for page in scaled]
    suffix = rng.choice(("pdf", "pdf", "tif") if two_tone else condition.kinds)
    if len(images) > 1 and suffix in ("jpg", "png"):
        suffix = "pdf"
    file = folder / f"{number:04d}_{kind}_{condition.name}.{suffix}"
    if condition.name == "phone" and suffix == "jpg":
        files.save_photo(file, images[0], rng)
    else:
        files.save(file, images, dpi, rng)
    _write_truth(file, kind, condition, paper, sample)
    return Written(file, kind, condition.name, sample, len(images))


def draw(kind: str, condition: Condition, rng: Random, area: str | None = None) -> tuple[Paper, Sample]:
    """The undamaged paper with what it says."""
    serif, sans, mono = fonts.families("serif"), fonts.families("sans"), fonts.families("typewriter")
    looks = dict(condition.looks)
    if condition.name == "several" and rng.random() < 0.3:
        looks["handwritten"] = True
    body = serif[0] if rng.random() < 0.65 else rng.choice(serif)
    tone = rng.randint(242, 255)
    look = Look(
        body=rng.choice(mono) if looks.get("typed") else body,
        fill=rng.choice(mono if looks.get("typed") else (*mono, *mono, sans[0], rng.choice(serif))),
        hand=rng.choice(serif),
        toner=(ink := rng.randint(15, 55), ink, ink + rng.randint(0, 6)),
        fill_ink=rng.choice(((30, 30, 36), (30, 30, 36), (40, 44, 120))),
        pen=rng.choice(PENS),
        sheet=(tone, tone - rng.randint(0, 3), tone - rng.randint(0, 7)),
        slant=rng.uniform(-0.05, 0.28),
        size=rng.choice((13.0, 13.5, 14.0)),
        handwritten=looks.get("handwritten", False),
        numbered_by_stamp=not looks.get("handwritten") and rng.random() < 0.12,
        old_tones=rng.random() < 0.3,
        seal_over_name=looks.get("seal_over_name", False),
        typed=looks.get("typed", False),
    )
    paper = Paper(look, rng)
    return paper, kinds.drawer(kind)(paper, rng, aged=condition.aged, area=area)


def _bleeding(pages: list[damage.Pixels], kind: str, look: Look, rng: Random) -> list[damage.Pixels]:
    """Each page with another page's ghost: the next one's, or for a lone sheet that of another paper of the kind."""
    if len(pages) == 1:
        other = Paper(look, rng)
        kinds.drawer(kind)(other, rng, aged=False)
        backs = [np.asarray(other.pages[0], dtype=np.uint8)]
    else:
        backs = [*pages[1:], pages[0]]
    return [damage.bleed_through(page, rng, back) for page, back in zip(pages, backs, strict=True)]


def _write_truth(file: Path, kind: str, condition: Condition, paper: Paper, sample: Sample) -> None:
    hand = sorted(name for name in paper.handwritten if name in sample.fields)
    truth: dict[str, Any] = {
        "document_type": kind,
        "pages": len(paper.pages),
        "fields": sample.fields,
        "text": [unicodedata.normalize("NFC", "\n".join(lines)) for lines in paper.texts],
        "condition": condition.name,
        "handwritten": bool(hand),
    }
    if hand:
        truth["handwritten_fields"] = hand
    text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
    file.with_name(file.name + ".truth.json").write_text(text, encoding="utf-8")
