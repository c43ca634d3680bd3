"""
The regression gate: what was understood of every golden pair, kept as verdicts, so that a change shows what it broke.

    python -m tests.golden.gate

writes ``scores.json`` anew, after new pairs or a change that is better; look at its difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.doctypes import load_doctypes
from pipelines.extract import extract
from pipelines.extract.runs import Run, dump, load
from pipelines.extract.score import judge
from tests.golden.make import pages_from_json

HERE = Path(__file__).parent
KEPT = HERE / "scores.json"


def golden_run() -> Run:
    """Every pair by ``type/name``, judged by what its expectation says must be right; nobody looks twice."""
    doctypes = load_doctypes(HERE.parents[1] / "config" / "document_types")
    run = {}
    for file in sorted(HERE.glob("*/*.pages.json")):
        expected = json.loads(file.with_name(file.name.replace(".pages.", ".expected.")).read_text(encoding="utf-8"))
        found = extract(pages_from_json(file.read_text(encoding="utf-8")), doctypes)
        run[f"{file.parent.name}/{file.name.removesuffix('.pages.json')}"] = judge(expected, found, "-", doctypes)
    return run


def kept_run() -> Run:
    """The run that is the measure."""
    return load(KEPT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    KEPT.write_text(dump(golden_run(), {}), encoding="utf-8")
