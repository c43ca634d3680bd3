"""What the desk shows can be typed back."""

from __future__ import annotations

import pytest

from pipelines.doctypes import FieldSpec
from pipelines.model import Value
from pipelines.review import shown
from pipelines.review.typed import typed


@pytest.mark.parametrize(
    ("kind", "value", "seen"),
    [
        ("date", "2020-02-08", "08/02/2020"),
        ("date", "1969-05", "05/1969"),
        ("date", "1933", "1933"),
        ("year", "1933", "1933"),
        ("amount_vnd", 1_500_000, "1.500.000"),
        ("integer", 3, "3"),
        ("area_m2", 1234.5, "1.234,5"),
        ("area_m2", 100.0, "100"),
        ("area_m2", 0.25, "0,25"),
        ("document_number", "08/QĐ-UBND", "08/QĐ-UBND"),
        ("personal_id", "001187000001", "001187000001"),
        ("person_name", "Trần Thị Thử", "Trần Thị Thử"),
        ("text", None, ""),
    ],
)
def test_a_value_is_shown_as_people_write_it_and_read_back_the_same(kind: str, value: Value, seen: str) -> None:
    spec = FieldSpec("f", "F", "F", kind)
    assert shown(value, spec) == seen
    assert typed(seen, spec) == value
