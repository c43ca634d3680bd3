"""Stock lists as people send them."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from pipelines.model import Holding, Level
from pipelines.targets import read_holdings

HEAD = "unit_code,unit_name,level,document_type,count\n"
TYPES = {"birth_certificate": "Giấy khai sinh", "decision": "Quyết định"}
ONE = Holding(unit="01234", unit_name="Xã Thử", level=Level.COMMUNE, document_type="birth_certificate", count=120)


def save(tmp_path, text, encoding="utf-8", name="stock.csv"):
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def book(tmp_path, *sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for k, rows in enumerate(sheets):
        sheet = made.create_sheet(f"Trang {k}")
        for row in rows:
            sheet.append(row)
    made.save(tmp_path / "stock.xlsx")
    return tmp_path / "stock.xlsx"


def codes(found):
    """(row, column) of each error."""
    return [(e.row, e.column) for e in found.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_however_the_spreadsheet_saved_it(tmp_path, encoding, separator, end):
    text = (HEAD + "01234,Xã Thử,commune,birth_certificate,120\n").replace(",", separator).replace("\n", end)
    assert read_holdings(save(tmp_path, text, encoding)).holdings == (ONE,)


def test_vietnamese_headings_levels_and_labels_are_understood(tmp_path):
    text = "STT;MÃ ĐƠN VỊ;Tên đơn vị ;Cấp;Loại  giấy tờ;Số lượng;Ghi chú\n1;01234;Xã Thử;Cấp xã;giấy khai sinh;120;x\n"
    found = read_holdings(save(tmp_path, text), TYPES)
    assert (found.holdings, found.errors) == ((ONE,), ())


def test_decomposed_letters_are_the_same_letters(tmp_path):
    text = "Mã đơn vị;Tên đơn vị;Cấp;Loại giấy tờ;Số lượng\n01234;Xã Thử;xã;Giấy khai sinh;120\n"
    import unicodedata

    assert read_holdings(save(tmp_path, unicodedata.normalize("NFD", text)), TYPES).holdings == (ONE,)


def test_a_workbook_with_a_title_above_and_empty_rows_is_read(tmp_path):
    file = book(
        tmp_path,
        [
            ["BẢNG KIỂM KÊ KẾT QUẢ CÒN HIỆU LỰC"],
            [],
            ["Mã đơn vị", "Tên đơn vị", "Cấp", "Loại giấy tờ", "Số lượng"],
            ["01234", "Xã Thử", "xã", "birth_certificate", 120],
            [],
            ["01", "Tỉnh Thử", "tỉnh", "khác", 5.0],
        ],
        [],
    )
    found = read_holdings(file, TYPES)
    assert found.errors == ()
    assert found.holdings == (ONE, Holding("01", "Tỉnh Thử", Level.PROVINCE, "other", 5))


@pytest.mark.parametrize(
    ("written", "count"),
    [("0", 0), ("1.234", 1234), ("1,234", 1234), ("1 234 567", 1234567), (" 12 ", 12), ("1000000000", 10**9)],
)
def test_counts_are_read_with_or_without_marks_for_thousands(tmp_path, written, count):
    found = read_holdings(save(tmp_path, HEAD + f'01234,Xã Thử,commune,birth_certificate,"{written}"\n'))
    assert [h.count for h in found.holdings] == [count]


@pytest.mark.parametrize("written", ["", "-1", "12,5", "1.5", "1.23", "12 cái", "1e3", "١٢", "=1+1", "1000000001", "1.234,567"])
def test_what_is_no_whole_number_is_an_error_at_its_cell(tmp_path, written):
    found = read_holdings(save(tmp_path, HEAD + f'01234,Xã Thử,commune,birth_certificate,"{written}"\n'))
    assert found.holdings == ()
    assert codes(found) == [(2, "count")]


@pytest.mark.parametrize(("cell", "good"), [(1.234, False), (True, False), (None, False), (120, True), (120.0, True)])
def test_number_cells_must_be_whole(tmp_path, cell, good):
    file = book(tmp_path, [HEAD.strip().split(","), ["01234", "Xã Thử", "commune", "birth_certificate", cell]])
    assert bool(read_holdings(file).holdings) is good


@pytest.mark.parametrize(
    ("unit", "level", "good"),
    [
        ("01234", "commune", True),
        ("79", "province", True),
        ("760", "district", True),
        ("H29.153", "province", True),
        ("27001", "district", True),  # a new commune that keeps the papers of its former district
        ("1234", "commune", False),  # lost a zero
        ("1", "province", False),
        ("234", "commune", False),
        ("", "commune", False),
        ("01 234", "commune", False),
        ("<b>", "commune", False),
        (27001, "commune", True),
        (1234, "commune", False),
        (79, "province", False),  # may be 00079
        (79.5, "province", False),
    ],
)
def test_unit_codes_that_may_have_lost_their_zeros_are_not_taken(tmp_path, unit, level, good):
    file = book(tmp_path, [HEAD.strip().split(","), [unit, "Đơn vị thử", level, "birth_certificate", 1]])
    found = read_holdings(file)
    assert bool(found.holdings) is good
    assert codes(found) == ([] if good else [(2, "unit_code")])


def test_all_mistakes_are_told_with_row_and_column_in_both_languages(tmp_path):
    text = (
        "Mã đơn vị;Tên đơn vị;Cấp;Loại giấy tờ;Số lượng\n"
        "01234;Xã Thử;xã;Giấy khai sinh;120\n"
        "01234;Xã Thử;thôn;Giấy khai sanh;mười\n"
        ";Tổng cộng;xã;Giấy khai sinh;120\n"
        "01234;Xã Thử;xã;Giấy khai sinh;7\n"
        "01234;Xã Khác;xã;Quyết định;7\n"
        "01235;;xã;Quyết định;7\n"
    )
    found = read_holdings(save(tmp_path, text), TYPES)
    assert found.holdings == (ONE,)
    assert sorted(codes(found)) == [
        (3, "Cấp"),
        (3, "Loại giấy tờ"),
        (3, "Số lượng"),
        (4, "Mã đơn vị"),
        (5, "Số lượng"),
        (6, "Tên đơn vị"),
        (7, "Tên đơn vị"),
    ]
    assert str(found.errors[0]).startswith("dòng 3 (row), cột «Cấp» (column): Cấp không đúng.")
    assert all(e.message and e.message_en and e.message != e.message_en for e in found.errors)
    twice = next(e for e in found.errors if e.row == 5)
    assert "2" in twice.message


def test_rows_of_a_workbook_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    file = book(tmp_path, [[], [], HEAD.strip().split(","), [], ["01234", "Xã Thử", "x", "birth_certificate", 1]])
    assert codes(read_holdings(file)) == [(5, "level")]


def test_missing_columns_are_named(tmp_path):
    found = read_holdings(save(tmp_path, "Mã đơn vị;Cấp;Số lượng\n01234;xã;1\n"))
    assert len(found.errors) == 1
    assert "tên đơn vị" in found.errors[0].message
    assert "loại giấy tờ" in found.errors[0].message
    assert "số lượng" not in found.errors[0].message


def test_two_columns_with_one_meaning_are_an_error(tmp_path):
    found = read_holdings(save(tmp_path, "unit_code,mã đơn vị,unit_name,level,document_type,count\n"))
    assert codes(found) == [(1, "mã đơn vị")]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("birth_certificate", "birth_certificate"),
        ("GIẤY KHAI SINH", "birth_certificate"),
        ("giay khai sinh", "birth_certificate"),
        ("khác", "other"),
        ("land_use_certificate", "land_use_certificate"),  # not configured, and stock all the same
        ("birth_certifcate", None),
        ("Giấy khai sanh", None),
        ("Giấy phép lái xe", None),
        ("", None),
        ("<b>", None),
    ],
)
def test_types_are_taken_by_name_or_label_and_slips_are_not(tmp_path, written, kind):
    found = read_holdings(save(tmp_path, HEAD + f"01234,Xã Thử,commune,{written},120\n"), TYPES)
    assert [h.document_type for h in found.holdings] == ([kind] if kind else [])
    assert codes(found) == ([] if kind else [(2, "document_type")])


def test_without_configured_types_identifiers_are_taken_and_labels_are_not(tmp_path):
    text = HEAD + "01234,Xã Thử,commune,birth_certificate,120\n01234,Xã Thử,commune,Giấy khai sinh,120\n"
    found = read_holdings(save(tmp_path, text))
    assert found.holdings == (ONE,)
    assert codes(found) == [(3, "document_type")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\x00\x01\x02\x03",
        "unit_code,unit_name\n01,X\xe3 Th\xed\n".encode("latin-1"),
        HEAD.encode(),
        HEAD.encode() + b'"01234,never closed',
        b"PK\x03\x04 no archive at all",
        b"%PDF-1.7",
        b"\xff\xfe\x00",
    ],
)
def test_a_broken_file_is_one_clear_error_and_no_crash(tmp_path, content):
    file = tmp_path / "stock.xlsx"
    file.write_bytes(content)
    found = read_holdings(file)
    assert found.holdings == ()
    assert len(found.errors) == 1


def test_a_file_that_is_not_there_is_an_error_too(tmp_path):
    assert len(read_holdings(tmp_path / "nothing.csv").errors) == 1


def test_a_torn_workbook_is_an_error_wherever_it_is_torn(tmp_path):
    whole = book(tmp_path, [HEAD.strip().split(","), ["01234", "Xã Thử", "commune", "birth_certificate", 120]]).read_bytes()
    torn = tmp_path / "torn.xlsx"
    for end in range(4, len(whole) - 1, 97):
        torn.write_bytes(whole[:end])
        assert read_holdings(torn).errors
    for at in range(100, len(whole) - 1, 151):
        torn.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        found = read_holdings(torn)
        assert found.errors or found.holdings == (ONE,)


def test_a_workbook_that_swells_is_refused_unopened(tmp_path):
    file = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for k in range(3):
            packed.writestr(f"xl/worksheets/sheet{k}.xml", b"\0" * (80 * 2**20))
    assert file.stat().st_size < 2**20
    found = read_holdings(file)
    assert len(found.errors) == 1
    assert "20 MB" in found.errors[0].message


def test_several_filled_sheets_are_not_chosen_between(tmp_path):
    rows = [HEAD.strip().split(","), ["01234", "Xã Thử", "commune", "birth_certificate", 120]]
    found = read_holdings(book(tmp_path, rows, rows))
    assert found.holdings == ()
    assert "2" in found.errors[0].message
