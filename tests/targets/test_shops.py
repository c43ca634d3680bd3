"""One-stop shops: reports with every mistake named, and shares against the law's by year and level."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from pipelines.model import Level, Shop
from pipelines.targets import load_targets, make_shops_template, read_shops, roll_out

LAW = load_targets(Path(__file__).parents[2] / "config" / "targets.yaml")
TODAY = dt.date(2026, 6, 1)
HEAD = "mã đơn vị;tên đơn vị;cấp;từ ngày;theo báo cáo;ngừng từ ngày\n"


def shop(unit, level, since=None, closed=None):
    return Shop(unit, unit, level, since, closed, "BC 1")


def shares(shops, year):
    return {row.level.value: (row.by_process, row.shops, row.missing) for row in roll_out(shops, LAW, year, TODAY)}


def test_each_level_has_the_share_of_its_own_shops_at_the_end_of_the_year():
    shops = [
        shop("56", Level.PROVINCE, dt.date(2021, 12, 31)),
        *(shop(f"57{k}", Level.DISTRICT, dt.date(2022, 6, 1) if k < 2 else None, dt.date(2025, 7, 1)) for k in range(5)),
        *(shop(f"2248{k}", Level.COMMUNE, dt.date(2022 + k, 1, 1) if k < 3 else None) for k in range(10)),
    ]
    # Half of five districts is three of them: two and a half do not work by it.
    assert shares(shops, 2022) == {"province": (1, 1, 0), "district": (2, 5, 1), "commune": (1, 10, 2)}
    assert shares(shops, 2024) == {"province": (1, 1, 0), "district": (2, 5, 3), "commune": (3, 10, 6)}
    # Districts were dissolved on 1 July 2025, and the last share that the law names holds on.
    assert shares(shops, 2025) == {"province": (1, 1, 0), "district": (0, 0, 0), "commune": (3, 10, 7)}
    assert shares(shops, 2026)["commune"] == (3, 10, 7)


def test_a_year_that_is_not_over_counts_up_to_today():
    soon = [shop("22489", Level.COMMUNE, TODAY + dt.timedelta(days=1))]
    assert shares(soon, 2026)["commune"] == (0, 1, 1)
    assert {row.level: row.percent for row in roll_out([], LAW, 2021, TODAY)} == {Level.PROVINCE: None}


def test_a_report_is_read_from_the_template_with_days_as_spreadsheets_write_them(tmp_path):
    file = tmp_path / "shops.xlsx"
    file.write_bytes(make_shops_template())
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    sheet.append(["22489", "Xã Vạn Ninh", "xã", dt.date(2025, 7, 1), "BC 12/BC-UBND"])
    sheet.append(["571", "Huyện Vạn Ninh", "huyện", "01/05/2022", "BC 12/BC-UBND", "2025-07-01"])
    sheet.append(["22492", "Xã Vạn Hưng", "xã", None, "BC 12/BC-UBND"])
    book.save(file)

    assert read_shops(file) == (
        (
            Shop("22489", "Xã Vạn Ninh", Level.COMMUNE, dt.date(2025, 7, 1), None, "BC 12/BC-UBND"),
            Shop("571", "Huyện Vạn Ninh", Level.DISTRICT, dt.date(2022, 5, 1), dt.date(2025, 7, 1), "BC 12/BC-UBND"),
            Shop("22492", "Xã Vạn Hưng", Level.COMMUNE, None, None, "BC 12/BC-UBND"),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("22489;Xã;xã;31/02/2025;BC 1;", "cột «từ ngày»"),
        ("22489;Xã;xã;hôm qua;BC 1;", "cột «từ ngày»"),
        ("22489;Xã;xã;;;", "cột «theo báo cáo»"),
        ("22489;Xã;phòng;;BC 1;", "cột «cấp»"),
        ("22489;;xã;;BC 1;", "cột «tên đơn vị»"),
        ("22489;Xã;xã;2025-01-01;BC 1;2024-01-01", "cột «ngừng từ ngày»"),
        (";Xã;xã;;BC 1;", "cột «mã đơn vị»"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(tmp_path, row, said):
    file = tmp_path / "shops.csv"
    file.write_text(f"{HEAD}22495;Xã khác;xã;;BC 1;\n{row}\n", encoding="utf-8")
    _, errors = read_shops(file)
    assert [str(error).partition(" (column)")[0] for error in errors] == [f"dòng 3 (row), {said}"]


def test_the_same_shop_twice_an_empty_file_and_a_missing_column_are_refused(tmp_path):
    file = tmp_path / "shops.csv"
    for text, count in ((f"{HEAD}22489;Xã;xã;;BC;\n22489;Xã;xã;;BC;\n", 1), (HEAD, 1), ("mã đơn vị;cấp\n1;2\n", 1)):
        file.write_text(text, encoding="utf-8")
        assert len(read_shops(file)[1]) == count
