"""Papers on which two people's forms stand beside each other, as columns or as a ruled table."""

from __future__ import annotations

import pytest

from pipelines.extract import extract, understand
from tests.extract.papers import DOCTYPES, NATION, page

LEFT, RIGHT = 150, 860
HEAD = [*NATION, (560, 340, "GIẤY CHỨNG NHẬN KẾT HÔN"), (700, 400, "Số: 12/2018")]
FOOT = [
    (LEFT, 1000, "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An"),
    (LEFT, 1060, "Ngày, tháng, năm đăng ký: 17/08/2018"),
    (300, 1140, "Vợ"),
    (1060, 1140, "Chồng"),
    (930, 1400, "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN"),
    (1060, 1450, "CHỦ TỊCH"),
    (1010, 1750, "Đặng Văn Quân"),
]
WIFE = ("NÔNG THỊ LAN", "07/07/1990", "Tày", "xã Thuận Sơn, huyện", "Đô Lương, tỉnh Nghệ An", "040190390459")
HUSBAND = ("VÕ CÔNG TÙNG", "1988", "Kinh", "thôn 3, xã Na Tông, huyện", "Điện Biên, tỉnh Điện Biên", "123456789")
TRUTH = {
    "wife_full_name": "Nông Thị Lan",
    "wife_date_of_birth": "1990-07-07",
    "wife_ethnicity": "Tày",
    "wife_nationality": "Việt Nam",
    "wife_residence": "xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An",
    "wife_personal_id": "040190390459",
    "husband_full_name": "Võ Công Tùng",
    "husband_date_of_birth": "1988",
    "husband_ethnicity": "Kinh",
    "husband_nationality": "Việt Nam",
    "husband_residence": "thôn 3, xã Na Tông, huyện Điện Biên, tỉnh Điện Biên",
    "husband_personal_id": "123456789",
}
Lines = list[tuple[int, int, str]]


def form(x: int, name: str, who: tuple[str, ...]) -> Lines:
    """One half, its labels alike but for that of the name."""
    return [
        (x, 480, f"{name} {who[0]}"),
        (x, 540, f"Ngày, tháng, năm sinh: {who[1]}"),
        (x, 600, f"Dân tộc: {who[2]} Quốc tịch: Việt Nam"),
        (x, 660, f"Nơi cư trú: {who[3]}"),
        (x, 710, who[4]),
        (x, 770, f"Giấy tờ tùy thân: Số {who[5]}"),
        (x, 820, "do Công an cấp ngày 12/03/2016"),
    ]


def read(lines: Lines) -> dict[str, object]:
    found = extract([page([*HEAD, *lines, *FOOT])], DOCTYPES)
    assert found.document_type == "marriage_certificate"
    return {name: value.value for name, value in found.fields.items() if name in TRUTH}


@pytest.mark.parametrize("wife_left", [True, False])
def test_whose_half_it_is_the_name_says_and_not_the_side(wife_left):
    wife, husband = ("Họ, chữ đệm, tên vợ:", WIFE), ("Họ, chữ đệm, tên chồng:", HUSBAND)
    left, right = (wife, husband) if wife_left else (husband, wife)
    assert read(form(LEFT, *left) + form(RIGHT, *right)) == TRUTH


def test_one_name_that_was_not_read_is_told_by_the_other_half():
    found = read(form(LEFT, "Họ cHữ d3m r3n v@:", WIFE) + form(RIGHT, "Họ, chữ đệm, tên chồng:", HUSBAND))
    assert found == {name: value for name, value in TRUTH.items() if name != "wife_full_name"}


def fits(lines: Lines) -> dict[str, float]:
    found = understand([page([*HEAD, *lines, *FOOT])], DOCTYPES).candidates
    return {name: found[name][0].evidence.fit for name in ("wife_full_name", "husband_full_name", "wife_residence")}


def test_a_name_that_goes_on_in_the_next_line_leaves_the_name_beside_it_whole():
    husband = form(RIGHT, "Họ, chữ đệm, tên chồng:", ("VÕ CÔNG", *HUSBAND[1:]))
    lines = [*form(LEFT, "Họ, chữ đệm, tên vợ:", WIFE), *husband, (RIGHT, 510, "TÙNG")]
    assert read(lines) == TRUTH
    assert min(fits(lines).values()) >= 0.5


def test_a_name_under_which_a_word_of_its_own_half_stands_may_go_on():
    lines = [*form(LEFT, "Họ, chữ đệm, tên vợ:", WIFE), *form(RIGHT, "Họ, chữ đệm, tên chồng:", HUSBAND), (LEFT, 510, "HƯƠNG")]
    found = read(lines)["wife_full_name"]
    assert found == "Nông Thị Lan Hương" or (found == "Nông Thị Lan" and fits(lines)["wife_full_name"] < 0.5)


def test_headings_above_like_labels_say_whose_half_it_is():
    heads = [(350, 430, "CHỒNG"), (1100, 430, "VỢ")]
    assert read(heads + form(LEFT, "Họ và tên:", HUSBAND) + form(RIGHT, "Họ và tên:", WIFE)) == TRUTH


def test_without_a_word_of_who_is_who_nothing_is_given():
    assert read(form(LEFT, "Họ và tên:", HUSBAND) + form(RIGHT, "Họ và tên:", WIFE)) == {}


def ruled(first: str, second: str) -> Lines:
    columns = (("", first, second), ("Họ và tên", HUSBAND[0], WIFE[0]), ("Sinh ngày", HUSBAND[1], WIFE[1]))
    columns += (("Dân tộc", HUSBAND[2], WIFE[2]), ("Quốc tịch", "Việt Nam", "Việt Nam"), ("Nơi thường trú", HUSBAND[3], WIFE[3]))
    columns += (("", HUSBAND[4], WIFE[4]), ("Số CMND", HUSBAND[5], WIFE[5]))
    places = (LEFT, 520, 1060)
    return [
        (x + (200 if y == 0 else 0), 470 + 60 * y, text)
        for y, row in enumerate(columns)
        for x, text in zip(places, row, strict=True)
        if text
    ]


def test_a_ruled_table_gives_each_column_its_own_cells():
    assert read(ruled("CHỒNG", "VỢ")) == TRUTH


def test_a_heading_that_was_not_read_never_gives_its_cells_to_the_other():
    found = read(ruled("CHỒNG", "v0"))
    assert not {name for name, value in found.items() if value != TRUTH[name]}
    assert {name for name in found if name.startswith("husband")} == {name for name in TRUTH if name.startswith("husband")}
