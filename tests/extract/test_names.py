"""Positions and free texts."""

from pipelines.extract.kinds.names import position, text


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
