"""What closed lists know – units, firms, family names – is no reason for doubt; what only looks like it still is."""

from pipelines.extract.kinds.names import position, text
from pipelines.extract.kinds.numbers import area_m2
from pipelines.extract.kinds.people import ethnicity, person_name
from pipelines.extract.kinds.places import address, agency, place


def test_a_rare_family_name_is_kept_as_it_is_and_doubted_where_a_usual_one_looks_like_it():
    assert person_name("Báo Văn Trò").certainty == 0.8
    either = person_name("Đàng Năng Thọ")
    assert (either.value, either.certainty) == ("Đàng Năng Thọ", 0.5)


def test_a_name_of_one_letter_is_no_mixture_of_capitals():
    assert person_name("Giàng A Páo").certainty == 0.9
    assert person_name("Trần QUANG Quý").certainty <= 0.5


def test_words_of_units_are_known_though_they_are_no_syllables():
    assert agency("SỞ Y TẾ TỈNH ĐẮK LẮK").certainty == 0.95
    assert address("Trạm xá xã Hòa Phong, huyện Krông Bông, tỉnh Đắk Lắk").certainty == 0.75


def test_an_address_that_ends_in_its_province_says_that_it_is_whole():
    assert address("Thôn 2, xã Hải An, huyện Hải Hậu, tỉnh Nam Định").whole
    assert not address("Thôn 2, xã Hải An, huyện Hải Hậu").whole


def test_the_committee_written_short_is_part_of_a_position_and_a_commune_called_like_one_is_not_mended():
    assert position("TM. UBND XÃ HÀ CHÂU KT. CHỦ TỊCH PHÓ CHỦ TỊCH").certainty == 0.9
    assert position("TM. UBND XÃ CHÁNH AN CHỦ TỊCH").value == "TM. UBND XÃ CHÁNH AN CHỦ TỊCH"


def test_a_foreign_word_of_a_firm_is_possible_and_one_that_lost_its_marks_is_a_guess():
    assert text("CÔNG TY TNHH GREENTECH").certainty == 0.4
    assert text("CÔNG TY TNHH TRUONG THINH").certainty <= 0.3


def test_places_below_a_province_are_surer_when_a_unit_is_called_so():
    assert place("Sơn Tây").certainty == 0.7
    assert place("Sơn Tậy").certainty == 0.5


def test_a_province_of_two_names_has_its_dash_whether_it_was_read_or_not():
    for read in ("SỞ Y TẾ TỈNH BÀ RỊA VŨNG TÀU", "SỞ Y TẾ TỈNH BÀ RỊA-VŨNG TÀU", "SỞ Y TẾ TỈNH BÀ RỊA - VŨNG TÀU"):
        assert agency(read).value == "Sở Y tế tỉnh Bà Rịa - Vũng Tàu"
        assert agency(read).certainty == 0.95


def test_a_unit_called_almost_like_a_province_is_not_mended_to_it():
    assert (place("Hải Phong").value, place("Hải Phong").certainty) == ("Hải Phong", 0.5)
    assert place("Ha Noi").value == "Hà Nội"


def test_a_stop_inside_a_word_is_doubted_and_abbreviations_are_not():
    assert text("Đã đăng ký kết.hôn").certainty <= 0.3
    assert text("Cửa hàng TM.DV Hoa Sen").certainty == 0.6


def test_a_firm_s_name_that_opens_with_its_legal_form_is_surer_than_other_words():
    assert text("CÔNG TY TNHH MỘT THÀNH VIÊN AN PHÁT").certainty == 0.75
    mended = text("CÔNG TY CỔ PHÂN BẢO TÍN")
    assert (mended.value, mended.certainty) == ("CÔNG TY CỔ PHẦN BẢO TÍN", 0.6)


def test_the_capital_of_ia_is_put_back_where_a_unit_is_called_so_and_a_name_that_begins_small_is_doubted():
    assert address("Thôn 2, xã la Krăi, huyện la Grai, tỉnh Gia Lai").value == "Thôn 2, xã Ia Krăi, huyện Ia Grai, tỉnh Gia Lai"
    assert address("Thôn 2, xã la Lôvơ, huyện Hoa, tỉnh Gia Lai").certainty <= 0.3
    assert address("Thôn Ia Giai, xã Nam Sơn, huyện Hoàng Su Phì, tỉnh Hà Giang").certainty <= 0.3
    assert address("Thôn Ia Glai, xã Nam Sơn, huyện Hoàng Su Phì, tỉnh Hà Giang").certainty > 0.3


def test_a_stop_between_the_parts_of_an_address_is_a_comma_and_behind_an_abbreviation_stays():
    assert address("Số 26. ngõ 132, phố Trần Hưng Đạo. thị trấn Phú Hưng; huyện Yên Hạ. T. Quảng Trị").value == (
        "Số 26, ngõ 132, phố Trần Hưng Đạo, thị trấn Phú Hưng, huyện Yên Hạ, T. Quảng Trị"
    )
    assert address("Tổ 3, P. Bến Thành, TP. Hồ Chí Minh").value == "Tổ 3, P. Bến Thành, TP. Hồ Chí Minh"
    assert agency("Sở Giao thông vận tải Tỉnh. Tuyên Quang").value == "Sở Giao thông vận tải tỉnh Tuyên Quang"


def test_a_stop_before_a_small_letter_is_a_comma_in_any_text():
    assert text("Khám bệnh. chữa bệnh bằng y học cổ truyền").value == "Khám bệnh, chữa bệnh bằng y học cổ truyền"
    assert text("Bác sĩ. Chuyên khoa I").value == "Bác sĩ. Chuyên khoa I"


def test_a_text_that_ends_in_a_comma_may_go_on_and_waits():
    assert text("Theo quy định về mã số,").certainty <= 0.3
    assert text("Theo quy định về mã số").certainty == 0.6


def test_a_numeral_may_be_lost_only_behind_words_that_are_counted():
    assert text("Dược sĩ chuyên khoa").certainty <= 0.3
    assert text("Công trình cấp").certainty <= 0.3
    assert text("Hộ sinh trung cấp").certainty == 0.6
    assert text("Quán Loan Hằng").certainty == 0.6


def test_a_people_s_apostrophe_is_put_back_where_a_capital_stands_within_the_word():
    assert [ethnicity(read).value for read in ("HMông", "H Mông", "H'Mông", "K Ho")] == ["H'Mông", "H'Mông", "H'Mông", "K'Ho"]
    assert ethnicity("Hmông").value == "Hmông"


def test_set_words_of_trades_and_pharmacies_get_their_marks():
    assert text("Về việc chỉ trả trợ cấp").value == "Về việc chi trả trợ cấp"
    assert text("Về việc chỉ trả lời đơn và lưu trữ").value == "Về việc chỉ trả lời đơn và lưu trữ"
    assert text("Chịu trách nhiệm chuyên môn về được của nhà thuốc").value == "Chịu trách nhiệm chuyên môn về dược của nhà thuốc"
    assert text("Đại lý bán thuốc của đoanh nghiệp").value == "Đại lý bán thuốc của doanh nghiệp"


def test_decimals_that_stand_apart_belong_to_their_number_and_lost_ones_are_missed():
    assert area_m2("180, 9 m²").value == 180.9
    assert area_m2("1.234, 5 m²").value == 1234.5
    assert area_m2("180,").certainty <= 0.3


def test_a_committee_of_a_unit_without_its_name_is_not_sure():
    assert agency("ỦY BAN NHÂN DÂN THÀNH PHỐ").certainty <= 0.3
    assert agency("UBND TỈNH").certainty <= 0.3
    assert agency("Ủy ban nhân dân xã la Giai, tỉnh Gia Lai").certainty <= 0.3


def test_words_that_say_when_are_no_place():
    assert place("Đăng ký lần đầu,") is None
    assert place("Cấp lại lần 2,") is None
    assert place("Cấp Tiến").value == "Cấp Tiến"
