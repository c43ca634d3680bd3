"""What managers ask on the command line."""

from __future__ import annotations

import json

import openpyxl

from tests.delivery import sohoa

LEGAL = {
    2021: (40, 30, 20, 15),
    2022: (100, 50, 40, 35),
    2023: (100, 70, 60, 55),
    2024: (100, 90, 80, 75),
    2025: (100, 100, 100, 100),
}
"""Decision 468/QĐ-TTg: central, province, district, commune."""
PROCESS = {2021: (100,), 2022: (100, 50, 30), 2023: (100, 80, 60), 2024: (100, 100, 90), 2025: (100, 100, 100)}


def test_the_table_prints_exactly_the_legal_figures_with_their_articles(tmp_path):
    printed = sohoa(tmp_path, "targets", "--table")
    told = json.loads(sohoa(tmp_path, "targets", "--table", "--json").stdout)

    assert printed.returncode == 0
    lines = [line.split("│") for line in printed.stdout.splitlines() if line.startswith("│ 20")]
    figures = [(int(cells[1]), *(cell.strip().rstrip(" %") for cell in cells[2:6])) for cells in lines]
    assert figures[:5] == [(year, *map(str, shares)) for year, shares in LEGAL.items()]
    assert [tuple(int(n) for n in cells[1:] if n != "–") for cells in figures[5:]] == list(PROCESS.values())
    for cell in told["stock"]:
        order = ("central", "province", "district", "commune")
        assert cell["percent"] == LEGAL[cell["year"]][order.index(cell["level"])]
        named = "Nghị định 45/2020/NĐ-CP" if (cell["year"], cell["level"]) == (2025, "commune") else "Quyết định 468/QĐ-TTg"
        assert named in cell["source"]
    assert len(told["stock"]) == 20
    assert told["deadline"]["date"] == "2025-12-31"
    assert "31/12/2025" in printed.stdout


def test_the_template_is_filled_in_imported_corrected_and_told(tmp_path):
    file = tmp_path / "kiem-ke.xlsx"
    assert sohoa(tmp_path, "holdings", "template", file).returncode == 0
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[4]]
    assert heads[:5] == ["Mã đơn vị", "Tên đơn vị", "Cấp", "Loại giấy tờ", "Số lượng"]
    sheet.append(["22489", "Xã Vạn Ninh", "xã", "Giấy khai sinh", 300, 2010, "A1", "H3", 320, 1])
    sheet.append(["22489", "Xã Vạn Ninh", "xã", "Giấy khai sinh", 20, *[None] * 5, "hết hiệu lực", "quá hạn lưu"])
    book.save(file)
    taken = sohoa(tmp_path, "holdings", "import", file)
    assert taken.returncode == 0, taken.stderr
    sheet["E5"] = 310
    book.save(file)
    assert sohoa(tmp_path, "holdings", "import", file, "--reason", "đếm lại").returncode == 0

    lines = json.loads(sohoa(tmp_path, "holdings", "list", "--json").stdout)
    assert [(line["count"], line["state"], line["shelf"], line["priority"]) for line in lines] == [
        (310, "valid", "A1", 1),
        (20, "expired", None, None),
    ]
    [change] = json.loads(sohoa(tmp_path, "holdings", "history", "--json").stdout)
    assert (change["before"], change["after"], change["left_after"], change["reason"]) == (300, 310, 20, "đếm lại")
    assert (change["loaded"], change["percent_before"], change["percent_after"]) == (0, 0, 0)
    part = json.loads(sohoa(tmp_path, "progress", "--under", "571", "--json").stdout)
    assert [(row["code"], row["chain"]["in_stock"]) for row in part["rows"]] == [("22489", 310)]
    assert sohoa(tmp_path, "progress", "--under", "không có").returncode == 2


def test_a_report_is_written_twice_alike_and_a_wrong_period_is_refused(tmp_path):
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for file in (first, second):
        written = sohoa(tmp_path, "report", "--period", "2026-H1", "-o", file)
        assert written.returncode == 0, written.stderr
    assert first.read_bytes() == second.read_bytes()
    assert sohoa(tmp_path, "report", "--period", "2026-Q1", "-o", first).returncode == 2
    assert sohoa(tmp_path, "report", "--period", "2026-H1", "-o", tmp_path / "x.docx").returncode == 2
