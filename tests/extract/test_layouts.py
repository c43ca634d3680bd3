"""Ways in which forms and offices differ: lists of identity papers, centred heads, old titles, stamps, shadows of edges."""

from dataclasses import replace

import pytest

from pipelines.doctypes import FieldSpec, Where
from pipelines.extract import extract
from pipelines.extract.checks import agency_of_signer, number_year, symbol_of_agency
from pipelines.extract.geometry import lay_out
from pipelines.extract.kinds import parse
from pipelines.extract.picking import picked
from pipelines.model import Word
from tests.extract.papers import DOCTYPES, MODEL, NATION, decision, letter, page

BARE = 0.5


def read(*papers):
    return {name: f.value for name, f in extract(papers, DOCTYPES, model=MODEL).fields.items()}


def said(kind: str, raw: str, **more):
    return parse(raw, FieldSpec("x", "x", "x", kind, where=(Where(labels=("x",)),), **more))


def single(label: str) -> list[tuple[int, int, str]]:
    return [
        (150, 180, "ỦY BAN NHÂN DÂN"),
        (150, 230, "XÃ VẠN HƯNG"),
        (700, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (800, 230, "Độc lập - Tự do - Hạnh phúc"),
        (160, 310, "Số: 94/2019"),
        (500, 400, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"),
        (150, 500, "Họ, chữ đệm, tên: NGUYỄN VĂN BÌNH"),
        (150, 560, "Ngày, tháng, năm sinh: 12/03/1990"),
        (150, 620, "Giới tính: Nam"),
        (150, 680, f"{label}: 056090001234"),
        (150, 740, "Nơi cư trú: xã Vạn Hưng, huyện Vạn Ninh, tỉnh Khánh Hòa"),
        (150, 800, "Tình trạng hôn nhân: Chưa đăng ký kết hôn với ai"),
    ]


@pytest.mark.parametrize(
    "label",
    [
        "Số định danh cá nhân/CCCD",
        "CCCD/CMND số",
        "Số CMND hoặc Hộ chiếu",
        "Giấy CMND/Thẻ căn cước công dân/Hộ chiếu số",
        "Giấy tờ tùy thân",
    ],
)
def test_a_list_of_identity_papers_is_a_label_in_whatever_order(label):
    assert read(page(single(label)))["personal_id"] == "056090001234"


def test_a_paper_that_the_value_itself_names_is_no_label():
    assert read(page(single("Giấy tờ tùy thân: CCCD số")))["personal_id"] == "056090001234"


def test_an_agency_that_stands_alone_under_a_centred_head_is_read():
    lines = [
        (480, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (580, 230, "Độc lập - Tự do - Hạnh phúc"),
        (590, 300, "SỞ Y TẾ TỈNH KHÁNH HÒA"),
        (580, 400, "CHỨNG CHỈ HÀNH NGHỀ DƯỢC"),
        (620, 460, "Số: 07215/CCHN-D-SYT-KH"),
        (150, 560, "Ông/Bà: TỐNG THANH ĐỆ"),
        (150, 620, "Ngày sinh: ngày 15 tháng 11 năm 1972"),
        (150, 680, "Văn bằng chuyên môn: Dược sĩ đại học"),
        (150, 740, "Hình thức hành nghề: Quầy thuốc"),
        (150, 800, "Phạm vi hoạt động chuyên môn: Bán lẻ thuốc"),
        (860, 900, "Khánh Hòa, ngày 22 tháng 4 năm 2019"),
        (1040, 960, "GIÁM ĐỐC"),
        (990, 1260, "Nguyễn Văn Bình"),
    ]
    assert read(page(lines))["issuing_agency"] == "Sở Y tế tỉnh Khánh Hòa"


@pytest.mark.parametrize("sign", ["V/v", "V/y", "v/v"])
def test_a_title_that_names_who_decides_is_a_title_and_the_subject_stands_under_it_without_its_sign(sign):
    lines = [line for line in decision() if line[1] not in (420, 470, 520)]
    lines += [
        (400, 420, "QUYẾT ĐỊNH CỦA ỦY BAN NHÂN DÂN HUYỆN VẠN NINH"),
        (420, 475, f"{sign} cho phép chuyển mục đích sử dụng đất"),
    ]
    found = read(page(sorted(lines, key=lambda line: line[1])))
    assert found["subject"] == "cho phép chuyển mục đích sử dụng đất"


def test_a_subject_whose_sign_was_not_read_is_found_and_waits_for_a_person():
    lines = [(x, y, text.removeprefix("V/v ")) for x, y, text in letter()]
    found = extract([page(lines)], DOCTYPES, model=MODEL).fields["subject"]
    assert found.value == "báo cáo kết quả công tác phòng, chống dịch năm 2019"
    assert found.confidence < 0.9


def test_what_people_address_to_a_body_themselves_is_no_official_letter():
    lines = [*NATION, (620, 330, "ĐƠN XIN XÁC NHẬN"), (400, 480, "Kính gửi: Ủy ban nhân dân xã Vạn Thọ")]
    lines += [(150, 560 + 60 * n, text) for n, text in enumerate(("Tôi tên là: Cao Thị Quyên", "Sinh ngày: 13/03/1991"))]
    assert extract([page(lines)], DOCTYPES).document_type is None


def test_a_stamp_of_urgency_is_no_part_of_the_subject():
    assert read(page([*letter(), (200, 460, "KHẨN")]))["subject"] == "báo cáo kết quả công tác phòng, chống dịch năm 2019"


def test_a_count_of_floors_is_no_number_of_the_paper():
    lines = [line for line in decision() if not line[2].startswith("Số:")]
    assert read(page([*lines, (150, 330, "Số tầng: 04 tầng")])).get("document_number") is None


def test_the_shadow_of_a_sheets_edge_is_no_letter():
    paper = page(letter())
    edge = tuple(Word("l", 0.6, (1646, y, 1652, y + 30), 90 + n) for n, y in enumerate((178, 308, 372, 416, 522)))
    assert read(replace(paper, words=(*paper.words, *edge))) == read(paper)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("480 000 000 VNĐ (Bốn trăm tám mươi triệu đồng)", 480_000_000),
        ("55. 540.000.000 đồng", 55_540_000_000),
        ("1 500 000 đồng", 1_500_000),
        ("4 xe, 500.000 đồng", 4),
    ],
)
def test_thousands_may_be_told_apart_by_blanks(raw, value):
    assert said("amount_vnd", raw).value == value


def test_what_is_usual_is_surer_and_gets_its_marks_back():
    usual = ("Lâu dài", "50 năm")
    assert said("text", "Lâu dài", usual=usual).certainty > said("text", "Đến năm 2050", usual=usual).certainty
    mended = said("text", "Lâu đài", usual=usual)
    assert (mended.value, mended.certainty < 0.6) == ("Lâu dài", True)
    assert said("text", "Lâu đời", usual=usual).value == "Lâu đời"


@pytest.mark.parametrize(
    "title", ["TM. UBND PHƯỜNG TÀ SÔNG CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN XÃ VĨNH PHONG CHỦ TỊCH", "TM. UBND XÃ HỘI AN CHỦ TỊCH"]
)
def test_names_of_units_in_a_position_are_left_as_they_are(title):
    assert said("position", title).value == title


@pytest.mark.parametrize("name", ["Lò Thị", "Văn Toàn"])
def test_a_name_that_may_have_lost_a_word_is_doubted(name):
    assert said("person_name", name).certainty < BARE
    assert said("person_name", f"Lò {name} Ín").certainty > BARE


def test_the_name_of_a_province_is_no_word_for_day():
    lines = [
        (x, y, "Quảng Ngãi, ngày 25 tháng 9 năm 2019" if text.startswith("Khánh Hòa, ngày") else text) for x, y, text in letter()
    ]
    assert read(page(lines))["issue_place"] == "Quảng Ngãi"


@pytest.mark.parametrize(
    ("agency", "title", "says"),
    [
        ("Sở Y tế tỉnh Khánh Hòa", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", 1),
        ("Ủy ban nhân dân xã Vạn Hưng", "CHỦ TỊCH", 1),
        ("Ủy ban nhân dân thành phố Nha Trang", "TRƯỞNG PHÒNG", -1),
        ("Ủy ban nhân dân tỉnh Khánh Hòa", "TL. CHỦ TỊCH CHÁNH VĂN PHÒNG", 0),
        ("Hội Nông dân", "CHỦ TỊCH", 1),
    ],
)
def test_a_body_is_signed_for_by_its_own_kind_of_head(agency, title, says):
    assert agency_of_signer(agency, title) == says


@pytest.mark.parametrize(
    ("number", "issued", "says"), [("135/2025", "2025-04-12", 1), ("135/2025", "2024-04-12", -1), ("25/QĐ-UBND", "2020-02-08", 0)]
)
def test_a_numbers_year_is_that_of_its_issue(number, issued, says):
    assert number_year(number, issued) == says


@pytest.mark.parametrize(
    ("number", "agency", "says"),
    [
        ("4492/QĐ-SYT", "Sở Y tế tỉnh Khánh Hòa", 1),
        ("41/SYT-NVY", "Sở Y tế tỉnh Khánh Hòa", 1),
        ("12/QĐ-PTNMT", "Phòng Tài nguyên và Môi trường huyện Vạn Ninh", 1),
        ("25/QĐ-UBND", "Sở Y tế tỉnh Khánh Hòa", 0),
        ("3250/QĐ-SGTVT", "Sở Giao thông vận tải tỉnh Khánh Hòa", 1),
        ("3250/QĐ-SGTVI", "Sở Giao thông vận tải tỉnh Khánh Hòa", -1),
        ("3250/QĐ-STC", "Sở Tư pháp tỉnh Khánh Hòa", 0),
    ],
)
def test_a_symbol_in_the_bodys_initials_speaks_for_it(number, agency, says):
    assert symbol_of_agency(number, agency) == says


def test_a_name_that_is_like_a_stop_word_stays_whole():
    way = Where(labels=("Hộ ông",), stop=("năm sinh", "sinh năm"))
    type_of = replace(DOCTYPES["land_use_certificate"])
    spec = replace(type_of.fields["holder_full_name"], where=(way,))
    doctypes = {**DOCTYPES, type_of.name: replace(type_of, fields={**type_of.fields, "holder_full_name": spec})}
    lines = [
        (480, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (580, 230, "Độc lập - Tự do - Hạnh phúc"),
        (640, 330, "GIẤY CHỨNG NHẬN"),
        (600, 380, "QUYỀN SỬ DỤNG ĐẤT"),
        (150, 480, "Hộ ông: DANH HOÀNG NAM, sinh năm 1938, CMND số: 021991505"),
        (150, 540, "Thửa đất số: 471"),
        (150, 600, "Tờ bản đồ số: 12"),
        (150, 660, "Diện tích: 120 m²"),
        (150, 720, "Mục đích sử dụng đất: Đất ở"),
        (150, 780, "Thời hạn sử dụng đất: Lâu dài"),
    ]
    assert extract([page(lines)], doctypes, model=MODEL).fields["holder_full_name"].value == "Danh Hoàng Nam"


def test_a_name_under_which_a_word_hangs_that_no_label_claims_waits():
    lines = [
        (480, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (580, 230, "Độc lập - Tự do - Hạnh phúc"),
        (560, 330, "GIẤY CHỨNG NHẬN KẾT HÔN"),
        (700, 390, "Số: 91/2019"),
        (120, 480, "Họ, chữ đệm, tên vợ: DƯƠNG THỊ BÍCH"),
        (800, 480, "Họ, chữ đệm, tên chồng: LÂM TÀI"),
        (120, 530, "QUYÊN"),
        (120, 590, "Ngày, tháng, năm sinh: 16/04/1973"),
        (800, 590, "Ngày, tháng, năm sinh: 08/11/1965"),
    ]
    found = extract([page(lines)], DOCTYPES, model=MODEL).fields.get("wife_full_name")
    assert found is None or found.value == "Dương Thị Bích Quyên" or found.confidence < 0.9


def test_a_name_s_last_word_alone_on_its_line_is_no_label_that_counts_something():
    lines = [
        (480, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (580, 230, "Độc lập - Tự do - Hạnh phúc"),
        (560, 330, "GIẤY CHỨNG NHẬN KẾT HÔN"),
        (700, 390, "Số: 91/2019"),
        (120, 480, "Họ, chữ đệm, tên vợ: DƯƠNG THỊ BÍCH"),
        (800, 480, "Họ, chữ đệm, tên chồng: ĐOÀN VIẾT"),
        (800, 520, "QUYỀN"),
        (120, 590, "Ngày, tháng, năm sinh: 16/04/1973"),
        (800, 590, "Ngày, tháng, năm sinh: 08/11/1965"),
    ]
    assert extract([page(lines)], DOCTYPES, model=MODEL).fields["husband_full_name"].value == "Đoàn Viết Quyền"


@pytest.mark.parametrize(("read", "doubted"), [("1 I,", True), ("11,", False), ("1 l", True), ("4,", False)])
def test_a_figure_behind_which_a_lone_stroke_stands_may_be_cut_in_two(read, doubted):
    way = Where(labels=("Thay đổi lần thứ",), pattern=r"^\W*(?P<value>[0-9]{1,3})(?=[\s,.:;(]|$)")
    tokens = lay_out(page([(150, 300, f"{read} ngày 08 tháng 7")])).rows[0].tokens
    [part] = picked(tokens, way, "label", 1.0)
    assert (part.fit < 0.5) == doubted


def test_a_commune_that_is_called_like_no_other_is_told_apart():
    named = [(x, y, text.replace("HUYỆN VẠN NINH", "XÃ VẠN HƯNG")) for x, y, text in decision()]
    misread = [(x, y, text.replace("HUYỆN VẠN NINH", "XÃ VẠN HỨNG")) for x, y, text in decision()]
    sure, doubted = (extract([page(lines)], DOCTYPES, model=MODEL).fields["issuing_agency"] for lines in (named, misread))
    assert "no such commune" not in sure.rule
    assert "no such commune" in doubted.rule


def test_a_list_that_fills_the_last_line_of_its_page_may_go_on_overleaf():
    lines = [
        (480, 180, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (580, 230, "Độc lập - Tự do - Hạnh phúc"),
        (580, 400, "CHỨNG CHỈ HÀNH NGHỀ DƯỢC"),
        (150, 560, "Ông/Bà: TỐNG THANH ĐỆ"),
        (150, 620, "Ngày sinh: ngày 15 tháng 11 năm 1972"),
        (150, 680, "Văn bằng chuyên môn: Dược sĩ đại học"),
        (150, 740, "Hình thức hành nghề: Quầy thuốc"),
        (150, 800, "Phạm vi hoạt động chuyên môn: Chịu trách nhiệm chuyên môn của cơ sở bán buôn thuốc, nguyên liệu"),
    ]
    overleaf = [(150, 180, "làm thuốc"), (1040, 960, "GIÁM ĐỐC"), (990, 1260, "Nguyễn Văn Bình")]
    cut = extract([page(lines), page(overleaf, number=2)], DOCTYPES, model=MODEL).fields["practice_scope"]
    assert cut.confidence < 0.9
