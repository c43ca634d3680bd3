"""Every golden pair: an invented paper as a recogniser saw it, and what must be understood of it."""

import json
from pathlib import Path

import pytest

from pipelines.extract import extract
from pipelines.extract.score import is_right
from tests.extract.papers import DOCTYPES
from tests.golden.make import pages_from_json

GOLDEN = Path(__file__).parents[1] / "golden"
PAIRS = sorted(GOLDEN.glob("*/*.pages.json"))


@pytest.mark.parametrize("file", PAIRS, ids=[f"{f.parent.name}-{f.name.split('.')[0]}" for f in PAIRS])
def test_a_golden_paper_is_understood(file):
    expected = json.loads(file.with_name(file.name.replace(".pages.", ".expected.")).read_text(encoding="utf-8"))
    found = extract(pages_from_json(file.read_text(encoding="utf-8")), DOCTYPES)
    assert found.document_type == expected["document_type"] == file.parent.name
    wrong = {
        name: (value, found.fields[name].value if name in found.fields else None)
        for name, value in expected["fields"].items()
        if name not in found.fields or not is_right(value, found.fields[name].value)
    }
    assert wrong == {}
    for name in expected["doubtful"]:
        spec = DOCTYPES[found.document_type].fields[name]
        assert name not in found.fields or found.fields[name].confidence < spec.threshold, name


@pytest.mark.parametrize("kind", sorted(DOCTYPES))
def test_every_type_has_three_golden_pairs(kind):
    assert sum(file.parent.name == kind for file in PAIRS) >= 3
