"""Pages as JSON bytes and back; the form in which the store keeps them. Words are rows, to keep it small."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipelines.model import Page, Word

VERSION = 1


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
        }
        for page in pages
    ]
    return json.dumps({"version": VERSION, "pages": out}, ensure_ascii=False, separators=(",", ":")).encode()


def load(data: bytes) -> tuple[Page, ...]:
    """The pages that ``dump`` wrote."""
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
        )
        for page in json.loads(data)["pages"]
    )
