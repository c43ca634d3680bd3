"""The page of ``sohoa explain --html``: the scan with boxes beside what was understood, in one file that needs no other."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from pipelines.doctypes import FieldSpec
from pipelines.extract.candidate import Candidate
from pipelines.extract.confidence import Model, objections
from pipelines.extract.engine import Understanding
from pipelines.model import Page

_HERE = Path(__file__).parent
_VERDICTS = {"yes": "nhận · accepted", "no": "cần người xem · for a person", "lost": "bỏ · dropped"}


def page_of(papers: Sequence[tuple[Understanding, Sequence[Page]]], pictures: Mapping[int, bytes], model: Model) -> str:
    """
    HTML of the *papers* of one file, Vietnamese with English beside it.

    *pictures* are JPEGs of the upright pages by number, of any size: boxes are laid over them by the pages' own. The page holds
    the values and the picture of the paper, and no address leads out of it; anchors are numbers and names of fields.
    """
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string((_HERE / "explained.html").read_text(encoding="utf-8"))
    return template.render(papers=[_paper(n, *paper, pictures, model) for n, paper in enumerate(papers, start=1)])


def _paper(
    number: int, seen: Understanding, pages: Sequence[Page], pictures: Mapping[int, bytes], model: Model
) -> dict[str, Any]:
    kind = seen.doctype
    fields = [_field(number, spec, seen.candidates.get(name, []), model) for name, spec in kind.fields.items()] if kind else []
    boxes = [box for field in fields for box in field["boxes"]]
    return {
        "label": kind.label if kind else None,
        "label_en": kind.label_en if kind else None,
        "sure": f"{seen.recognition.confidence:.2f}",
        "reasons": seen.recognition.reasons,
        "fields": fields,
        "pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "picture": base64.b64encode(pictures[page.number]).decode(),
                "boxes": [box for box in boxes if box["page"] == page.number],
            }
            for page in pages
            if page.number in pictures
        ],
    }


def _field(paper: int, spec: FieldSpec, found: Sequence[Candidate], model: Model) -> dict[str, Any]:
    anchor = f"p{paper}-{spec.name}"
    candidates = [_candidate(f"{anchor}-{n}", spec, c, model, chosen=n == 0) for n, c in enumerate(found)]
    return {
        "id": anchor,
        "name": spec.name,
        "label": spec.label,
        "label_en": spec.label_en,
        "kind": spec.kind,
        "target": f"{spec.threshold:g}",
        "places": "; ".join(f"block {way.block}" if way.block else ", ".join(way.labels) or "zone" for way in spec.where),
        "candidates": candidates,
        "boxes": [{**c["box"], "field": anchor, "label": spec.label} for c in candidates],
    }


def _candidate(anchor: str, spec: FieldSpec, c: Candidate, model: Model, *, chosen: bool) -> dict[str, Any]:
    sure = model.probability(c.evidence) if c.parsed else 0.0
    look = "lost" if not chosen else "yes" if c.parsed and sure >= spec.threshold else "no"
    x0, y0, x1, y1 = c.part.box
    return {
        "id": anchor,
        "value": c.parsed.value if c.parsed else "—",
        "sure": f"{sure:.4f}",
        "verdict": _VERDICTS[look],
        "look": look,
        "page": c.part.page,
        "raw": c.raw,
        "rules": [c.part.rule, *c.notes],
        "why": [_texts()[code] for code in _why(spec, c, model, sure, chosen=chosen)],
        "said": [(name, f"{weight:+.2f}") for name, weight in model.said(c.evidence)] if chosen else [],
        "box": {"id": anchor, "page": c.part.page, "look": look, "x": x0, "y": y0, "wide": x1 - x0, "high": y1 - y0},
    }


def _why(spec: FieldSpec, c: Candidate, model: Model, sure: float, *, chosen: bool) -> Iterator[str]:
    """Codes of what stands against the candidate."""
    if c.parsed is None:
        yield "no_value"
        return
    if not chosen:
        yield "less_sure"
    against = objections(c.evidence)
    yield from against
    if chosen and not against and sure < spec.threshold:
        yield "unmeasured" if model.score(c.evidence) >= spec.threshold else "below_target"


@cache
def _texts() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((_HERE / "objections.yaml").read_text(encoding="utf-8"))
    return loaded
