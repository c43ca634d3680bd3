"""Typed values: levelled when possible, refused with what is expected when not."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.doctypes import KINDS, FieldSpec
from pipelines.model import Severity, Value
from pipelines.review.typed import Impossible, refusal, typed


def spec(kind: str) -> FieldSpec:
    choices = {"Chưa kết hôn": ("chưa đăng ký kết hôn",), "Đã kết hôn": ()} if kind == "choice" else {}
    return FieldSpec("x", "Mục thử", "Sample field", kind, choices=choices)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("date", "5/6/2009", "2009-06-05"),
        ("date", " 05-06-2009 ", "2009-06-05"),
        ("date", "05.06.2009", "2009-06-05"),
        ("date", "2009-06-05", "2009-06-05"),
        ("date", "ngày 5 tháng 6 năm 2009", "2009-06-05"),
        ("date", "Tháng 5 năm 1969", "1969-05"),
        ("date", "5/1969", "1969-05"),
        ("date", "1969", "1969"),
        ("date", "29/2/2020", "2020-02-29"),
        ("year", "1969", "1969"),
        ("integer", "03", 3),
        ("integer", "3 tầng", 3),
        ("amount_vnd", "1.500.000.000 đồng", 1_500_000_000),
        ("amount_vnd", "1500000", 1_500_000),
        ("area_m2", "214,1 m²", 214.1),
        ("area_m2", "1.250,5", 1250.5),
        ("area_m2", "1.250", 1250.0),
        ("area_m2", "214.15", 214.15),
        ("area_m2", "0,5", 0.5),
        ("sex", "NỮ", "Nữ"),
        ("sex", "nam", "Nam"),
        ("personal_id", "0012 2000 0001", "001220000001"),
        ("identity_number", "012 345 678", "012345678"),
        ("tax_code", "0312345673-001", "0312345673-001"),
        ("tax_code", "41a8012345", "41A8012345"),
        ("person_name", "NGUYỄN THỊ  ÁNH", "Nguyễn Thị Ánh"),
        ("person_name", "nguyễn thị ánh", "Nguyễn Thị Ánh"),
        ("person_name", "H'Nuin Êban", "H'Nuin Êban"),
        ("person_name", unicodedata.normalize("NFD", "Lê Thị Thử"), "Lê Thị Thử"),
        ("document_number", "08 / QĐ-UBND", "08/QĐ-UBND"),
        ("code", "AA 09273289", "AA09273289"),
        ("choice", "CHƯA ĐĂNG KÝ KẾT HÔN", "Chưa kết hôn"),
        ("address", "Thôn Mẫu,\n xã\u200b Thử\x00", "Thôn Mẫu, xã Thử"),
        ("date", "   ", None),
        ("personal_id", "", None),
    ],
)
def test_what_people_type_equals_what_the_machine_would_read(kind: str, text: str, expected: Value) -> None:
    found = typed(text, spec(kind))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "30/02/2009"),
        ("date", "29/2/2019"),
        ("date", "13/2009"),
        ("date", "0/5/2009"),
        ("date", "5/6/09"),
        ("date", "6/2009/5"),
        ("date", "5/6/0209"),
        ("date", "hôm qua"),
        ("date", "٥/٦/٢٠٠٩"),
        ("year", "69"),
        ("year", "1969-05"),
        ("integer", "-3"),
        ("integer", "2,5"),
        ("integer", "1.50"),
        ("integer", "1e3"),
        ("integer", "9" * 30),
        ("amount_vnd", "1,5 tỷ"),
        ("area_m2", "0,500.5"),
        ("area_m2", "0.500"),
        ("area_m2", "-5"),
        ("area_m2", "0"),
        ("area_m2", "nan"),
        ("area_m2", "inf"),
        ("sex", "X"),
        ("personal_id", "00122000000"),
        ("personal_id", "00122000000O"),
        ("identity_number", "0123456789"),
        ("tax_code", "0312345674"),
        ("person_name", "Nguyễn V4n"),
        ("person_name", "..."),
        ("document_number", "QĐ-UBND"),
        ("code", "---"),
        ("choice", "Khác"),
        ("text", "***"),
        ("text", "a" * 2001),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_expected(kind: str, text: str) -> None:
    with pytest.raises(Impossible) as caught:
        typed(text, spec(kind))
    said = refusal(caught.value, spec(kind))
    assert said.field == "x"
    assert said.message.startswith("Mục thử: ")
    assert said.message_en.startswith("Sample field: ")
    assert said.severity is Severity.ERROR


@given(st.dates(dt.date(1800, 1, 1), dt.date(2200, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d"]))
def test_every_day_of_the_calendar_can_be_typed(day: dt.date, form: str) -> None:
    assert typed(day.strftime(form), spec("date")) == day.isoformat()


@given(st.text(max_size=40), st.sampled_from(KINDS))
@example("0", "integer")
def test_any_text_is_a_value_or_refused_and_a_value_typed_again_stays(text: str, kind: str) -> None:
    try:
        found = typed(text, spec(kind))
    except Impossible:
        return
    if isinstance(found, float):
        again = typed(f"{found:.15g}".replace(".", ","), spec(kind))
    else:
        again = typed("" if found is None else str(found), spec(kind))
    assert again == found
