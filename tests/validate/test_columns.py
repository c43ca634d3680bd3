"""The columns that a suite may name."""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import Extraction, FieldValue, Value
from pipelines.validate.columns import OF_FIELD, OF_VALUE, Row, cell, complaint, days, plain


def look(column: str, value: Value, **others: Value) -> object:
    values = {"x": value, **others}
    fields = {k: FieldValue(k, str(v), v, 0.75, 2, (0, 0, 9, 9), "t") for k, v in values.items()}
    return cell(column, Row("d", Extraction("permit", 0.9, fields), None, dt.date(2026, 8, 1)))


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("x.year", "1969-05", 1969),
        ("x.year", 1969, 1969),
        ("x.month", "1969-05", 5),
        ("x.day", "1969-05", None),
        ("x.first_day", "1969", "1969-01-01"),
        ("x.last_day", "1969", "1969-12-31"),
        ("x.last_day", "2020-02", "2020-02-29"),
        ("x.last_day", "1900-02", "1900-02-28"),
        ("x.real", "2019-02-29", False),
        ("x.real", "2020-02-29", True),
        ("x.real", "29/02/2020", False),
        ("x.real", "2020-13", False),
        ("x.real", "0000", False),
        ("x.real", None, None),
        ("x.year", "2019-02-30", None),
        ("x.first_day", "2019-00-01", None),
        ("x.last_day", "2019-05-00", None),
        # Numbers made up for the rule's text; Decree 137/2015 Art. 13.
        ("x.birth_year", "001087123456", 1987),
        ("x.sex", "001087123456", "Nam"),
        ("x.sex", "001187123456", "Nữ"),
        ("x.birth_year", "079203000000", 2003),
        ("x.sex", "079203000000", "Nam"),
        ("x.province", "079203000000", "079"),
        ("x.birth_year", "001987000000", 2387),
        ("x.birth_year", "00108712345", None),
        ("x.sex", "١٢٣٤٥٦٧٨٩٠١٢", None),
        ("x.number", "08/2019/QĐ-UBND", 8),
        ("x.number_year", "08/2019/QĐ-UBND", 2019),
        ("x.symbol", "08/2019/QĐ-UBND", "QĐ-UBND"),
        ("x.symbol", "08/QĐ-UBND", "QĐ-UBND"),
        ("x.number_year", "08/QĐ-UBND", None),
        ("x.number", "390", 390),
        ("x.number_year", "01/2014", 2014),
        ("x.symbol", "01/2014", None),
        ("x.symbol", "470/2025/TLKT-BS", "TLKT-BS"),
        ("x.number", "QĐ-UBND", None),
        # Worked examples: weights 31 29 23 19 17 13 7 5 3.
        ("x.check_digit", "0312345673", True),
        ("x.check_digit", "0312345674", False),
        ("x.check_digit", "0100000003", True),
        ("x.check_digit", "0300001237-001", True),
        ("x.check_digit", "8889545300", True),
        ("x.check_digit", "001087123456", None),
        ("x.folded", "  Đặng THỊ  Ước ", "dang thi uoc"),
        ("x.words", "Đặng Thị Ước", 3),
        ("x.length", 214.1, 5),
        ("x.confidence", "a", 0.75),
        ("x.page", "a", 2),
        ("x.found", None, True),
        ("y.found", "a", False),
        ("y.confidence", "a", None),
        ("y", "a", None),
        ("today", "a", "2026-08-01"),
        ("document_type", "a", "permit"),
        ("today - x.first_day", "2026-07", 31),
        ("today - x.first_day", "2026-08-02", -1),
        ("today - x", "2026-07", None),
        ("x - z", 10, 7.5),
        ("x - y", 10, None),
        ("x - z", "ten", None),
    ],
)
def test_a_column_holds_what_its_documentation_says(column: str, value: Value, expected: object) -> None:
    assert look(column, value, z=2.5) == expected


@given(st.dates())
def test_a_whole_date_means_that_day(day: dt.date) -> None:
    assert days(day.isoformat()) == (day, day)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_a_month_means_all_its_days(year: int, month: int) -> None:
    first, last = days(f"{year:04d}-{month:02d}") or (None, None)
    assert first == dt.date(year, month, 1)
    assert last is not None
    assert last.day == calendar.monthrange(year, month)[1]


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none()), st.sampled_from(sorted({*OF_VALUE, *OF_FIELD})))
def test_no_value_crashes_a_helper(value: Value, helper: str) -> None:
    found = look(f"x.{helper}", value)
    assert found is None or type(found) in (str, int, float, bool)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(2.5), 2.5),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.float64("nan"), None),
        (float("-inf"), None),
        (dt.date(2020, 1, 2), "2020-01-02"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("\t ", None),
    ],
)
def test_cells_are_plain_python(value: object, expected: object) -> None:
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("perosnal_id", "did you mean 'personal_id'"),
        ("personal_id.birth_yaer", "did you mean 'birth_year'"),
        ("today - isue_date.first_day", "did you mean 'issue_date'"),
        ("today - issue_date - issue_date", "two sides"),
        ("", "unknown column"),
    ],
)
def test_a_mistyped_column_is_named_with_the_nearest_right_one(column: str, said: str) -> None:
    assert said in (complaint(column, ("personal_id", "issue_date")) or "")


def test_right_columns_are_not_complained_of() -> None:
    for column in ("personal_id", "personal_id.sex", "today - issue_date.first_day", "declared_type"):
        assert complaint(column, ("personal_id", "issue_date")) is None
