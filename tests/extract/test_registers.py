"""Papers of business and land registers: changes, tables, lists, what others noted later."""

import pytest

from pipelines.doctypes import FieldSpec
from pipelines.extract import extract
from pipelines.extract.agency import compose
from pipelines.extract.kinds import parse
from tests.extract.papers import DOCTYPES, NATION, page

UNSURE = 0.9


def household(*changes, table=()):
    lines = [
        (120, 180, "UBND HUYỆN VẠN NINH"),
        (100, 230, "PHÒNG TÀI CHÍNH-KẾ HOẠCH"),
        *NATION,
        (620, 340, "GIẤY CHỨNG NHẬN"),
        (530, 390, "ĐĂNG KÝ HỘ KINH DOANH"),
        (650, 450, "Số: 37B8001234"),
        (500, 510, "Đăng ký lần đầu, ngày 12 tháng 3 năm 2014"),
        *((400, 560, change) for change in changes),
        (150, 640, "1. Tên hộ kinh doanh: HỘ KINH DOANH LÒ MINH ĐẠI"),
        (150, 700, "2. Địa điểm kinh doanh: thôn 5, xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa"),
        (150, 760, "3. Ngành, nghề kinh doanh:" + ("" if table else " Mua bán tạp hóa")),
        *table,
        (150, 1200, "4. Vốn kinh doanh: 50.000.000 đồng (Năm mươi triệu đồng)"),
        (150, 1260, "5. Họ và tên (ghi bằng chữ in hoa): LÒ MINH ĐẠI Giới tính: Nam"),
        (150, 1320, "Sinh ngày: 05/02/1980 Dân tộc: Thái Quốc tịch: Việt Nam"),
        (150, 1380, "Chứng minh nhân dân số: 225123456"),
        (1000, 1500, "TRƯỞNG PHÒNG"),
        (990, 1800, "Trần Thị Ngọc Lan"),
    ]
    return extract([page(lines)], DOCTYPES)


def land(*later, first="CN 719597"):
    cover = [
        (560, 180, NATION[0][2]),
        (640, 230, NATION[1][2]),
        (640, 500, "GIẤY CHỨNG NHẬN"),
        (600, 560, "QUYỀN SỬ DỤNG ĐẤT"),
        (150, 700, "I. Người sử dụng đất, chủ sở hữu nhà ở và tài sản khác gắn liền với đất"),
        (150, 760, "Ông: NÔNG ANH ĐẠT, sinh năm 1980, CMND số 225123456"),
        (1200, 2200, first),
    ]
    inside = [
        (150, 300, "1. Thửa đất:"),
        (150, 360, "a) Thửa đất số: 595 b) Tờ bản đồ số: 74"),
        (150, 420, "c) Diện tích: 864,6 m², (bằng chữ: Tám trăm sáu mươi tư phẩy sáu mét vuông)"),
        (150, 480, "đ) Mục đích sử dụng: Đất ở tại nông thôn"),
        (150, 540, "e) Thời hạn sử dụng: Lâu dài"),
        (900, 700, "Vạn Ninh, ngày 13 tháng 8 năm 2010"),
        (880, 760, "TM. ỦY BAN NHÂN DÂN HUYỆN VẠN"),
        (1060, 810, "NINH"),
        (1030, 860, "CHỦ TỊCH"),
        (990, 1200, "Hồ Thị Hồng"),
    ]
    behind = [(500, 300, "IV. Những thay đổi sau khi cấp giấy chứng nhận"), *later, (150, 2200, "Số vào sổ cấp GCN: CS 04507")]
    return extract([page(cover), page(inside, number=2), page(behind, number=3)], DOCTYPES)


def values(found):
    return {name: field.value for name, field in found.fields.items()}


def test_a_paper_is_issued_on_the_day_of_the_change_that_it_names():
    found = household("Đăng ký thay đổi lần thứ: 2, ngày 28 tháng 9 năm 2017")
    assert found.document_type == "household_business_registration"
    assert values(found)["issue_date"] == "2017-09-28"
    assert values(found)["change_number"] == 2


def test_an_unused_line_of_change_leaves_the_first_registration():
    found = household("Đăng ký thay đổi lần thứ: …… , ngày …… tháng …… năm 20……")
    assert values(found)["issue_date"] == "2014-03-12"
    assert "change_number" not in found.fields


def test_where_the_day_of_the_change_cannot_be_read_the_first_day_is_never_sure():
    found = household("Đăng ký thay đổi lần thứ: 2, ngày 2S tháng q năm 2017")
    assert found.fields["issue_date"].confidence < UNSURE


def test_cells_that_run_over_two_lines_are_one_line_of_business():
    table = [
        (150, 820, "STT"),
        (600, 820, "Tên ngành"),
        (1300, 820, "Mã ngành"),
        (160, 870, "1"),
        (240, 870, "Nhà hàng và các dịch vụ ăn uống phục vụ"),
        (1330, 870, "5610"),
        (240, 910, "lưu động"),
        (160, 970, "2"),
        (240, 970, "Cắt tóc, gội đầu"),
        (1330, 970, "9631"),
    ]
    assert (
        values(household(table=table))["business_lines"] == "Nhà hàng và các dịch vụ ăn uống phục vụ lưu động; Cắt tóc, gội đầu"
    )


def test_numbers_at_half_the_height_of_their_cell_tell_the_cells_apart():
    table = [
        (150, 820, "STT"),
        (600, 820, "Tên ngành"),
        (240, 870, "Nhà hàng và các dịch vụ ăn uống phục vụ"),
        (160, 892, "1"),
        (240, 915, "lưu động"),
        (160, 970, "2"),
        (240, 970, "Cắt tóc, gội đầu"),
    ]
    assert (
        values(household(table=table))["business_lines"] == "Nhà hàng và các dịch vụ ăn uống phục vụ lưu động; Cắt tóc, gội đầu"
    )


def test_a_table_that_may_go_on_on_the_next_page_is_never_sure():
    first = [
        *NATION,
        (400, 340, "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"),
        (150, 640, "1. Tên hộ kinh doanh: HỘ KINH DOANH LÒ MINH ĐẠI"),
        (150, 700, "2. Địa điểm kinh doanh: thôn 5, xã Vạn Hưng"),
        (150, 760, "3. Ngành, nghề kinh doanh:"),
        (150, 820, "STT"),
        (600, 820, "Tên ngành"),
        (160, 870, "1"),
        (240, 870, "Cắt tóc, gội đầu"),
    ]
    second = [(240, 200, "Bán lẻ lương thực"), (150, 300, "4. Vốn kinh doanh: 50.000.000 đồng"), (150, 400, "Giới tính: Nam")]
    found = extract([page(first), page(second, number=2)], DOCTYPES)
    assert found.fields["business_lines"].confidence < UNSURE


def test_a_list_with_dashes_is_joined_like_a_table():
    table = [(200, 820, "- Mua bán tạp hóa;"), (200, 870, "- Sửa chữa xe gắn máy.")]
    assert values(household(table=table))["business_lines"] == "Mua bán tạp hóa; Sửa chữa xe gắn máy"


def test_what_others_noted_on_a_land_certificate_is_none_of_its_values():
    found = land(
        (150, 400, "Chuyển nhượng cho bà Tạ Bảo Hạnh, thửa đất số 379, tờ bản đồ số 42, diện tích 137 m²"),
        (900, 500, "Vạn Ninh, ngày 10 tháng 7 năm 2013"),
        (1040, 560, "GIÁM ĐỐC"),
        (1000, 900, "Lê Thanh Phương"),
    )
    assert values(found) == {
        "document_number": "CS04507",
        "serial_number": "CN719597",
        "register_number": "CS04507",
        "issue_date": "2010-08-13",
        "issuing_agency": "Ủy ban nhân dân huyện Vạn Ninh",
        "issue_place": "Vạn Ninh",
        "holder_full_name": "Nông Anh Đạt",
        "land_parcel": "595",
        "map_sheet": "74",
        "area_m2": 864.6,
        "land_purpose": "Đất ở tại nông thôn",
        "term": "Lâu dài",
        "signer_name": "Hồ Thị Hồng",
        "signer_title": "TM. ỦY BAN NHÂN DÂN HUYỆN VẠN NINH CHỦ TỊCH",
    }


def test_a_number_without_letters_is_no_serial_number():
    assert "serial_number" not in land(first="719597").fields


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["SỞ TÀI CHÍNH TỈNH KHÁNH HÒA", "PHÒNG ĐĂNG KÝ KINH DOANH"], "SỞ TÀI CHÍNH TỈNH KHÁNH HÒA"),
        (["UBND TỈNH KHÁNH HÒA", "SỞ TÀI CHÍNH", "PHÒNG ĐĂNG KÝ KINH DOANH"], "SỞ TÀI CHÍNH tỉnh Khánh Hòa"),
        (["SỞ TÀI CHÍNH", "PHÒNG ĐĂNG KÝ KINH DOANH"], "SỞ TÀI CHÍNH thành phố Hà Nội"),
    ],
)
def test_a_section_is_called_after_its_department_and_that_after_its_province(lines, name):
    assert compose(lines, "Hà Nội") == f"PHÒNG ĐĂNG KÝ KINH DOANH {name}"


@pytest.mark.parametrize("raw", [".102 m²", ",5 m2"])
def test_an_area_that_lost_its_first_digits_is_none(raw):
    assert parse(raw, FieldSpec("area_m2", "Diện tích", "Area", "area_m2")) is None


def test_the_end_of_a_places_name_is_no_misread_position():
    parsed = parse("TM. ỦY BAN NHÂN DÂN THỊ XÃ NINH HÒA CHỦ TỊCH", FieldSpec("signer_title", "Chức vụ", "Position", "position"))
    assert parsed is not None
    assert parsed.value == "TM. ỦY BAN NHÂN DÂN THỊ XÃ NINH HÒA CHỦ TỊCH"


def test_a_speck_before_a_position_makes_it_no_part_of_the_bodys_name():
    lines = [
        *NATION,
        (400, 340, "GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH"),
        (150, 640, "1. Tên hộ kinh doanh: HỘ KINH DOANH LÒ MINH ĐẠI"),
        (150, 700, "2. Địa điểm kinh doanh: thôn 5, xã Vạn Hưng"),
        (150, 760, "3. Ngành, nghề kinh doanh: Mua bán tạp hóa"),
        (150, 820, "4. Vốn kinh doanh: 50.000.000 đồng"),
        (150, 880, "Giới tính: Nam"),
        (880, 1060, "TM. ỦY BAN NHÂN DÂN XÃ CỦ CHI"),
        (1000, 1110, "ˆ KT. CHỦ TỊCH"),
        (1000, 1160, "PHÓ CHỦ TỊCH"),
        (990, 1500, "Hồ Thị Hồng"),
    ]
    found = values(extract([page(lines)], DOCTYPES))
    assert found["issuing_agency"] == "Ủy ban nhân dân xã Củ Chi"
    assert found["signer_title"] == "TM. ỦY BAN NHÂN DÂN XÃ CỦ CHI KT. CHỦ TỊCH PHÓ CHỦ TỊCH"
