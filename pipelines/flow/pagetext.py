"""Pages as JSON bytes and back; the form in which the store keeps them. Words are rows, to keep it small."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pipelines.model import Grade, Mark, MarkKind, Page, Quality, Word

VERSION = 4
"""2 adds marks, 3 quality, 4 codes; pages of earlier versions load as pages without."""


def dump(pages: Sequence[Page]) -> bytes:
    """UTF-8 JSON; the same pages give the same bytes."""
    out = [
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "dpi": page.dpi,
            "rotation": page.rotation,
            "skew": page.skew,
            "warnings": list(page.warnings),
            "words": [
                [w.text, round(w.confidence, 4), list(w.box), w.line, w.block, round(w.handwriting, 4)] for w in page.words
            ],
            "marks": [[mark.kind.value, list(mark.box), round(mark.confidence, 4)] for mark in page.marks],
            "quality": _row(page.quality),
            "codes": list(page.codes),
        }
        for page in pages
    ]
    return json.dumps({"version": VERSION, "pages": out}, ensure_ascii=False, separators=(",", ":")).encode()


def load(data: bytes) -> tuple[Page, ...]:
    """The pages that ``dump`` wrote, in this version or an earlier one."""
    return tuple(
        Page(
            number=page["number"],
            width=page["width"],
            height=page["height"],
            dpi=page["dpi"],
            rotation=page["rotation"],
            skew=page["skew"],
            warnings=tuple(page["warnings"]),
            words=tuple(Word(text, sure, tuple(box), line, block, hand) for text, sure, box, line, block, hand in page["words"]),
            marks=tuple(Mark(MarkKind(kind), tuple(box), sure) for kind, box, sure in page.get("marks", ())),
            quality=_quality(page.get("quality")),
            codes=tuple(page.get("codes", ())),
        )
        for page in json.loads(data)["pages"]
    )


def _row(quality: Quality | None) -> dict[str, Any] | None:
    if quality is None:
        return None
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(quality).items()}


def _quality(row: dict[str, Any] | None) -> Quality | None:
    if row is None:
        return None
    held: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    held["grade"] = Grade(row["grade"])
    return Quality(**held)
