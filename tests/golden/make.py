"""
Makes a golden pair of an *invented* paper: what the recogniser saw of it, and what must be understood.

    python -m tests.golden.make SCAN TYPE NAME

reads SCAN with the house's own recogniser and writes ``tests/golden/TYPE/NAME.pages.json`` and ``NAME.expected.json``. Values
come from the truth file beside the scan, if there is one; those that are not read right go to ``doubtful``. Look at the
result and correct it by hand before it is committed: a golden pair says what ought to be, not what is.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pipelines.doctypes import load_doctypes
from pipelines.extract import extract
from pipelines.extract.score import is_right
from pipelines.model import Page, Word

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def pages_to_json(pages: tuple[Page, ...]) -> str:
    """Compact: a word is [text, confidence in percent, x0, y0, x1, y1, line, handwriting in percent]; a line of text a word."""
    told = []
    for page in pages:
        words = [
            json.dumps([w.text, round(100 * w.confidence), *w.box, w.line, round(100 * w.handwriting)], ensure_ascii=False)
            for w in page.words
        ]
        head = {"width": page.width, "height": page.height, "dpi": page.dpi, "skew": page.skew}
        told.append(json.dumps(head)[:-1] + ', "words": [\n' + ",\n".join(words) + "\n]}")
    return "[\n" + ",\n".join(told) + "\n]\n"


def pages_from_json(text: str) -> tuple[Page, ...]:
    """The other way."""
    return tuple(
        Page(
            number,
            page["width"],
            page["height"],
            page["dpi"],
            skew=page["skew"],
            words=tuple(Word(w[0], w[1] / 100, (w[2], w[3], w[4], w[5]), w[6], handwriting=w[7] / 100) for w in page["words"]),
        )
        for number, page in enumerate(json.loads(text), start=1)
    )


def make(scan: Path, kind: str, name: str, pages: tuple[Page, ...]) -> Path:
    """Writes the pair and returns the folder."""
    doctypes = load_doctypes(ROOT / "config" / "document_types")
    truth_file = scan.with_name(scan.name + ".truth.json")
    found = extract(pages_from_json(pages_to_json(pages)), doctypes)
    truth: dict[str, Any] = (
        json.loads(truth_file.read_text(encoding="utf-8"))["fields"]
        if truth_file.exists()
        else {field: value.value for field, value in found.fields.items()}
    )
    right = {f: v for f, v in truth.items() if f in found.fields and is_right(v, found.fields[f].value)}
    folder = HERE / kind
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.pages.json").write_text(pages_to_json(pages), encoding="utf-8")
    expected = {"document_type": kind, "fields": right, "doubtful": sorted(set(truth) - set(right))}
    (folder / f"{name}.expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    from pipelines import ocr

    file, of_kind, named = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    print(make(file, of_kind, named, ocr.read(file, ocr.load_config(ROOT / "config" / "ocr.yaml"))))  # noqa: T201
