"""Positions and free texts."""

from pipelines.extract.agency import compose
from pipelines.extract.kinds.names import position, text
from pipelines.extract.kinds.people import party, person_name


def test_a_body_named_in_a_text_gets_its_marks_back_from_the_list_and_says_so():
    said = text("Về việc kiểm tra các Trung tâm trực thuộc Sở Y tê, năm 2017")
    assert said.value == "Về việc kiểm tra các Trung tâm trực thuộc Sở Y tế, năm 2017"
    assert "mended" in said.note
    assert text("Vẻ việc thành lập Học viện").value == "Về việc thành lập Học viện"


def test_a_deputy_under_a_head_without_the_words_of_authority_is_not_sure():
    assert position("GIÁM ĐỐC PHÓ GIÁM ĐỐC").certainty <= 0.3
    assert position("KT.GIÁM ĐỐC PHÓ GIÁM ĐỐC").value == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
    assert position("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC").certainty >= 0.9
    assert position("HIỆU TRƯỞNG ý").value == "HIỆU TRƯỞNG"
    assert position("PHÓ GIÁM ĐỐC").certainty >= 0.9


def test_whoever_signs_for_another_has_a_position_of_their_own():
    assert position("KT. GIÁM ĐÓC PHÓ GIÁM ĐỐC").value == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"
    assert position("KT. CHỦ TỊCH").certainty < 0.5 < position("KT. CHỦ TỊCH PHÓ CHỦ TỊCH").certainty
    assert position("KT. BỘ TRƯỞNG THỨ TRƯỞNG").value == "KT. BỘ TRƯỞNG THỨ TRƯỞNG"
    assert position("Nơi nhận") is None


def test_ong_is_a_family_name_where_no_other_follows():
    assert person_name("Ông Thị Thu Út").value == "Ông Thị Thu Út"
    assert person_name("ÔNG THỊ MỸ SƯƠNG").value == "Ông Thị Mỹ Sương"
    assert person_name("Ông Nguyễn Văn Thử").value == "Nguyễn Văn Thử"
    assert person_name("Ông/Bà: Trần Thị Mẫu").value == "Trần Thị Mẫu"


def test_a_dash_between_words_or_years_stands_free_on_both_sides_or_on_none():
    assert text("phát triển kinh tế -xã hội năm 2011 -2015").value == "phát triển kinh tế - xã hội năm 2011 - 2015"
    assert text("Nghị quyết số 20-NQ/TW").value == "Nghị quyết số 20-NQ/TW"


def test_ong_before_a_name_may_be_the_family_name_unless_the_next_word_or_the_form_says_no():
    assert person_name("Ông Kim Bích Trâm").certainty <= 0.3
    assert person_name("Ông Nguyễn Bích Trâm").value == "Nguyễn Bích Trâm"
    assert person_name("Ông Nguyễn Bích Trâm").certainty == 0.9
    assert person_name("Ông: Kim Trâm").certainty == 0.9
    assert party("Ông Kim Bích Trâm").certainty == 0.9
    assert party("Ông Kim Trâm").certainty <= 0.3


def test_names_of_the_central_highlands_are_names_though_no_vietnamese_syllables():
    for name in ("Y Wăn Êban", "H' Hen Mlô", "Y Bhăm Niê"):
        assert person_name(name).value == name
        assert 0.3 < person_name(name).certainty < 0.9


def test_a_department_of_ha_tinh_begins_a_line_of_its_own_behind_the_province():
    assert compose(["ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH", "SỞ TƯ PHÁP"], None) == "SỞ TƯ PHÁP tỉnh Hà Tĩnh"
    assert compose(["UBND TỈNH BÌNH ĐỊNH", "PHÒNG TÀI NGUYÊN VÀ", "MÔI TRƯỜNG"], None).startswith(
        "PHÒNG TÀI NGUYÊN VÀ MÔI TRƯỜNG"
    )
