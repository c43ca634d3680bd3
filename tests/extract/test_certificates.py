"""Folded certificates, photographs, lists and dates above the signature: what licences have and letters have not."""

import pytest

from pipelines.doctypes import DocumentType, FieldSpec, Where
from pipelines.extract import extract
from pipelines.extract.kinds import parse
from tests.extract.papers import NATION, page


def field(name: str, kind: str, where: Where) -> FieldSpec:
    return FieldSpec(name, name, name, kind, where=(where,))


TYPE = DocumentType(
    "licence",
    "Giấy phép",
    "Licence",
    titles=("GIẤY PHÉP HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH",),
    labels_at_least=2,
    other_labels=("Văn bằng", "Có giá trị"),
    fields={
        f.name: f
        for f in (
            field("number", "document_number", Where(block="number")),
            field("date", "date", Where(block="date")),
            field("place", "place", Where(block="place")),
            field("agency", "agency", Where(block="agency")),
            field("signer", "person_name", Where(block="signer_name")),
            field("name", "person_name", Where(labels=("Họ và tên",), lines=2)),
            field("scope", "text", Where(labels=("Phạm vi hành nghề",), lines=8)),
        )
    },
)
HEAD = [(180, 180, "UBND TỈNH KHÁNH HÒA"), (260, 230, "SỞ Y TẾ"), *NATION, (190, 300, "Số: 000128/KH-GPHN")]
TITLE = [(560, 420, "GIẤY PHÉP HÀNH NGHỀ"), (530, 470, "KHÁM BỆNH, CHỮA BỆNH")]
BODY = [
    (500, 600, "Họ và tên: LÝ VĂN HIẾU"),
    (500, 660, "Văn bằng: Bác sĩ đa khoa"),
    (500, 720, "Phạm vi hành nghề: Khám bệnh, chữa bệnh đa khoa"),
    (500, 780, "Có giá trị đến ngày 12 tháng 5 năm 2029"),
]
FOOT = [
    (860, 900, "Khánh Hòa, ngày 12 tháng 5 năm 2024"),
    (1040, 960, "GIÁM ĐỐC"),
    (990, 1260, "Nguyễn Văn Bình"),
]


def values(*papers: list[tuple[int, int, str]]) -> dict[str, object]:
    found = extract([page(lines, number=n) for n, lines in enumerate(papers, start=1)], {"licence": TYPE})
    return {name: f.value for name, f in found.fields.items()}


def test_the_date_above_the_signature_dates_a_paper_without_one_under_its_head():
    found = values([*HEAD, *TITLE, *BODY, *FOOT])
    assert found["date"] == "2024-05-12"
    assert found["place"] == "Khánh Hòa"
    assert found["agency"] == "Sở Y tế tỉnh Khánh Hòa"


def test_a_date_under_the_head_counts_before_one_above_the_signature():
    assert values([*HEAD, (760, 310, "Khánh Hòa, ngày 02 tháng 5 năm 2024"), *TITLE, *BODY, *FOOT])["date"] == "2024-05-02"


def test_without_a_date_line_no_date_of_the_text_is_taken():
    assert "date" not in values([*HEAD, *TITLE, *BODY, *FOOT[1:]])


def test_the_inside_of_a_folded_certificate_is_read_though_its_cover_has_the_national_title_too():
    found = values([*NATION, *TITLE, (640, 1900, "SỞ Y TẾ")], [*HEAD, *BODY, *FOOT])
    assert found == values([*HEAD, *TITLE, *BODY, *FOOT])


def test_a_second_paper_behind_a_signed_one_is_no_inside():
    other = [(x, y, t.replace("HIẾU", "NHÂN").replace("Bình", "An")) for x, y, t in (*BODY, *FOOT)]
    found = values([*HEAD, *TITLE, *FOOT], [*HEAD, *other])
    assert "name" not in found
    assert found["signer"] == "Nguyễn Văn Bình"


def test_a_list_under_its_label_is_the_value_up_to_the_next_label():
    lists = [
        (500, 720, "Phạm vi hành nghề:"),
        (500, 770, "- Sơ cứu ban đầu;"),
        (500, 820, "- Khám bệnh, chữa bệnh thông thường"),
        (500, 870, "- Kê đơn thuốc"),
        (500, 920, "Có giá trị đến ngày 12 tháng 5 năm 2029"),
    ]
    found = values([*HEAD, *TITLE, *BODY[:2], *lists])
    assert found["scope"] == "Sơ cứu ban đầu; - Khám bệnh, chữa bệnh thông thường - Kê đơn thuốc"


def test_a_sentence_goes_on_in_a_narrow_column_and_leaves_out_the_words_of_a_picture():
    lines = [
        (500, 720, "Phạm vi hành nghề: Khám bệnh, chữa"),
        (150, 770, "Ảnh 4x6"),
        (500, 770, "bệnh chuyên khoa Nội"),
    ]
    assert values([*HEAD, *TITLE, *BODY[:2], *lines])["scope"] == "Khám bệnh, chữa bệnh chuyên khoa Nội"


def test_a_dash_at_the_end_of_a_line_joins_the_next_ones_words():
    lines = [(300, 720, "Phạm vi hành nghề: Khám bệnh, chữa bệnh thuộc chuyên khoa Răng -"), (150, 770, "Hàm - Mặt")]
    assert values([*HEAD, *TITLE, *BODY[:2], *lines])["scope"].endswith("Răng - Hàm - Mặt")


def test_a_date_line_under_a_full_line_is_no_part_of_the_value():
    full = [(900, 720, "Phạm vi hành nghề: Khám bệnh, chữa bệnh")]
    assert values([*HEAD, *TITLE, *BODY[:2], *full, (820, 770, "Khánh Hòa, ngày 12 tháng 5 năm 2024")])["scope"] == (
        "Khám bệnh, chữa bệnh"
    )


def test_a_sentence_that_names_a_day_goes_on():
    lines = [
        (420, 720, "Phạm vi hành nghề: Nhiệm vụ theo Thông tư số 10/2015/TTLT-BYT-BNV"),
        (600, 770, "ngày 27 tháng 5 năm 2015 của Bộ Y tế"),
    ]
    assert str(values([*HEAD, *TITLE, *BODY[:2], *lines])["scope"]).endswith("BNV ngày 27 tháng 5 năm 2015 của Bộ Y tế")


def test_a_title_is_not_taken_for_the_body_when_no_number_stands_between():
    lines = [*HEAD[:-1], (700, 380, "GIẤY PHÉP"), (560, 430, "HÀNH NGHỀ KHÁM BỆNH, CHỮA BỆNH"), *BODY, *FOOT]
    assert values(lines)["agency"] == "Sở Y tế tỉnh Khánh Hòa"


def test_a_birthday_under_the_head_does_not_date_the_paper():
    born = [(180, 400, "Ngày, tháng, năm sinh:"), (900, 400, "ngày 20 tháng 10 năm 1960")]
    cover = [*NATION, *TITLE, (640, 1900, "SỞ Y TẾ")]
    assert values(cover, [*HEAD, *born, *BODY, *FOOT])["date"] == "2024-05-12"


@pytest.mark.parametrize("said", ["Bác sĩ chuyên khoa", "Dược sĩ chuyên khoa cấp"])
def test_a_qualification_whose_numeral_may_be_lost_is_doubted(said):
    parsed = parse(said, field("x", "text", Where(labels=("x",))))
    assert parsed is not None
    assert parsed.certainty <= 0.3


def test_specks_of_a_seal_on_a_photograph_are_no_part_of_a_value():
    lines = [(900, 720, "Phạm vi hành nghề: Khám bệnh, chữa bệnh"), (300, 770, "2")]
    assert values([*HEAD, *TITLE, (900, 600, "Họ và tên: LÝ VĂN HIẾU"), (900, 660, "Văn bằng: Bác sĩ"), *lines])["scope"] == (
        "Khám bệnh, chữa bệnh"
    )


def test_the_short_end_of_a_line_left_of_an_indented_label_stays():
    lines = [(230, 720, "Phạm vi hành nghề: Khám bệnh, chữa bệnh thuộc chuyên khoa Nội và khoa Nhi của"), (150, 770, "Sở")]
    assert str(values([*HEAD, *TITLE, *BODY[:2], *lines])["scope"]).endswith("của Sở")
