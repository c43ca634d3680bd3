"""A further type needs only YAML: two columns, tables, zones, values below their labels, choices."""

from pathlib import Path

import pytest

from pipelines.doctypes import load_doctypes
from pipelines.extract import extract
from tests.extract.papers import MODEL, NATION, page

MARRIAGE = """
label: Giấy chứng nhận kết hôn
label_en: Marriage certificate
recognise: {titles: ["GIẤY CHỨNG NHẬN KẾT HÔN"], labels_at_least: 2}
other_labels: ["Giấy tờ tùy thân"]
fields:
  wife_full_name:
    {label: Tên vợ, label_en: Wife, kind: person_name, where: [{labels: ["Họ, chữ đệm, tên vợ"], column: left, lines: 2}]}
  husband_full_name:
    label: Tên chồng
    label_en: Husband
    kind: person_name
    where: [{labels: ["Họ, chữ đệm, tên chồng"], column: right, lines: 2}]
  wife_date_of_birth:
    {label: Sinh, label_en: Born, kind: date, where: [{labels: ["Ngày, tháng, năm sinh"], column: left}]}
  husband_date_of_birth:
    {label: Sinh, label_en: Born, kind: date, where: [{labels: ["Ngày, tháng, năm sinh"], column: right}]}
  wife_residence:
    {label: Nơi cư trú, label_en: Residence, kind: address, where: [{labels: ["Nơi cư trú"], column: left, lines: 3}]}
  husband_residence:
    {label: Nơi cư trú, label_en: Residence, kind: address, where: [{labels: ["Nơi cư trú"], column: right, lines: 3}]}
  status:
    label: Tình trạng
    label_en: Status
    kind: choice
    choices: {first: ["kết hôn lần đầu"], again: ["đăng ký lại kết hôn"]}
    where: [{labels: ["Ghi chú"]}]
"""

BUSINESS = """
label: Giấy chứng nhận đăng ký hộ kinh doanh
label_en: Household business registration
recognise: {titles: ["GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"]}
other_labels: ["STT", "Mã ngành"]
fields:
  business_lines:
    {label: Ngành nghề, label_en: Lines, kind: text, where: [{under: ["Tên ngành"], lines: 1}]}
  first_code:
    {label: Mã ngành, label_en: Code, kind: code, where: [{under: ["Mã ngành"], labels: ["Cắt tóc, gội đầu"]}]}
  capital_vnd:
    label: Vốn
    label_en: Capital
    kind: amount_vnd
    where: [{labels: ["Vốn kinh doanh"], value: below}]
    also: [{labels: ["Bằng chữ"]}]
  owner_full_name:
    {label: Chủ hộ, label_en: Owner, kind: person_name, where: [{labels: ["Chủ hộ"], value: next_column}]}
  serial:
    {label: Số phôi, label_en: Serial, kind: code, where: [{zone: [0.6, 0.85, 1.0, 1.0], pattern: 'AA ?[0-9]{8}'}]}
"""


@pytest.fixture
def types(tmp_path: Path):
    (tmp_path / "marriage_certificate.yaml").write_text(MARRIAGE, encoding="utf-8")
    (tmp_path / "household_business_registration.yaml").write_text(BUSINESS, encoding="utf-8")
    return load_doctypes(tmp_path)


def test_two_columns_are_kept_apart_and_wrapped_lines_joined(types):
    paper = page(
        [
            *NATION,
            (480, 340, "GIẤY CHỨNG NHẬN KẾT HÔN"),
            (120, 500, "Họ, chữ đệm, tên vợ: NGÔ MINH ÁNH"),
            (860, 500, "Họ, chữ đệm, tên chồng: TRẦN DUY NHÂN"),
            (120, 560, "Ngày, tháng, năm sinh: 02/07/1990"),
            (860, 560, "Ngày, tháng, năm sinh: 1988"),
            (120, 620, "Nơi cư trú: xã Thanh Bình, huyện Trảng Bom,"),
            (120, 665, "tỉnh Đồng Nai"),
            (860, 620, "Nơi cư trú: phường Nam Đồng, quận Đống Đa,"),
            (860, 665, "thành phố Hà Nội"),
            (120, 730, "Giấy tờ tùy thân: 001190012345"),
            (120, 800, "Ghi chú: kết hôn lần đầu"),
        ]
    )
    found = extract([paper], types, model=MODEL)
    assert found.document_type == "marriage_certificate"
    assert {k: v.value for k, v in found.fields.items()} == {
        "wife_full_name": "Ngô Minh Ánh",
        "husband_full_name": "Trần Duy Nhân",
        "wife_date_of_birth": "1990-07-02",
        "husband_date_of_birth": "1988",
        "wife_residence": "xã Thanh Bình, huyện Trảng Bom, tỉnh Đồng Nai",
        "husband_residence": "phường Nam Đồng, quận Đống Đa, thành phố Hà Nội",
        "status": "first",
    }


def test_tables_values_below_and_zones_are_read(types):
    paper = page(
        [
            *NATION,
            (400, 340, "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"),
            (120, 500, "STT"),
            (400, 500, "Tên ngành"),
            (1200, 500, "Mã ngành"),
            (120, 560, "1"),
            (400, 560, "Bán lẻ lương thực"),
            (1220, 560, "4721"),
            (120, 610, "2"),
            (400, 610, "Cắt tóc, gội đầu"),
            (1220, 610, "9631"),
            (120, 700, "Vốn kinh doanh:"),
            (120, 750, "1.500.000.000 đồng"),
            (120, 810, "Bằng chữ: Một tỷ năm trăm triệu đồng"),
            (120, 900, "Chủ hộ"),
            (600, 900, "LÝ VĂN HIẾU"),
            (1200, 2200, "AA 09273289"),
        ]
    )
    found = extract([paper], types, model=MODEL)
    assert {k: v.value for k, v in found.fields.items()} == {
        "business_lines": "Bán lẻ lương thực",
        "first_code": "9631",
        "capital_vnd": 1500000000,
        "owner_full_name": "Lý Văn Hiếu",
        "serial": "AA09273289",
    }
    assert found.fields["capital_vnd"].confidence >= 0.95


def test_a_value_that_is_not_there_is_missing_and_not_taken_from_the_next_label(types):
    lines = [
        *NATION,
        (480, 340, "GIẤY CHỨNG NHẬN KẾT HÔN"),
        (120, 500, "Họ, chữ đệm, tên vợ: ..............."),
        (860, 500, "Họ, chữ đệm, tên chồng: ...TRẦN DUY NHÂN..."),
        (120, 560, "Ngày, tháng, năm sinh: 02/07/1990"),
    ]
    found = extract([page(lines)], types)
    assert "wife_full_name" not in found.fields
    assert found.fields["husband_full_name"].value == "Trần Duy Nhân"
