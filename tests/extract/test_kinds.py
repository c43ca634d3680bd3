import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.doctypes import KINDS, FieldSpec, Where
from pipelines.extract.kinds import REGISTRY, parse
from pipelines.extract.kinds.dates import date, year
from pipelines.extract.kinds.names import choice, text
from pipelines.extract.kinds.numbers import amount_vnd, area_m2, code, document_number, integer
from pipelines.extract.kinds.people import (
    ethnicity,
    identity_number,
    nationality,
    party,
    person_name,
    personal_id,
    sex,
    tax_code,
)
from pipelines.extract.kinds.places import address, agency, place
from pipelines.extract.kinds.words import number_in_words

_ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def say(n: int) -> str:
    """A second implementation: the number from 0 to 9999 in words, as civil status clerks write it."""
    thousands, rest = divmod(n, 1000)
    hundreds, rest = divmod(rest, 100)
    tens, ones = divmod(rest, 10)
    words = [_ONES[thousands], "nghìn"] if thousands else []
    if thousands or hundreds:
        words += [_ONES[hundreds], "trăm"]
    if tens == 0 and ones:
        words += (["linh"] if words else []) + [_ONES[ones]]
    elif tens:
        words += ["mười"] if tens == 1 else [_ONES[tens], "mươi"]
        words += (
            [{5: "lăm", 1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn"}.get(ones, _ONES[ones])] if ones else []
        )
    return " ".join(words) or "không"


def test_every_kind_of_the_language_has_a_normaliser_and_none_is_unknown_to_it():
    assert set(REGISTRY) | {"choice"} == set(KINDS)


@given(st.integers(1, 9999))
def test_numbers_in_words_come_back(n):
    assert number_in_words(say(n)) == n


@pytest.mark.parametrize("words", ["hai hai", "trăm", "nghìn", "mười nghìn triệu", "một chiếc", ""])
def test_words_that_are_no_number_give_nothing(words):
    assert number_in_words(words) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)))
def test_a_date_is_the_same_in_digits_in_letters_and_in_words(day):
    spelled = f"Ngày {say(day.day)}, tháng {say(day.month)}, năm {say(day.year)}"
    for written in (
        f"{day:%d/%m/%Y}",
        f"ngày {day:%d} tháng {day.month} năm {day.year}",
        f"{day.day} tháng {day.month} năm {day.year}",
        spelled,
    ):
        parsed = date(written)
        assert parsed is not None, written
        assert (parsed.value, parsed.certainty) == (day.isoformat(), 1.0), written


@settings(deadline=None)  # the first place named loads the lists of units
@given(st.text(max_size=60))
def test_no_text_makes_any_normaliser_fail_or_accept_nonsense_dates(raw):
    for normalise in REGISTRY.values():
        normalise(raw)
    parsed = date(raw)
    if parsed is not None and len(str(parsed.value)) == 10:
        assert dt.date.fromisoformat(str(parsed.value)) <= dt.date.today() + dt.timedelta(days=2)  # noqa: DTZ011


@pytest.mark.parametrize(
    "raw",
    [
        "31/02/2019",
        "ngày 43 tháng 01 năm 2010",
        "01/13/2019",
        "01/01/2999",
        "ngày 27 tháng !2 năm 2024",
        "|2/01/2020",
        "1/1/1700",
        "ngày",
        "",
    ],
)
def test_days_that_never_were_are_no_dates(raw):
    assert date(raw) is None


def test_partial_dates_stay_partial_and_a_lost_day_is_no_partial_date_to_trust():
    assert (date("1933").value, date("tháng 5 năm 1969").value) == ("1933", "1969-05")
    assert date("ngày tháng 11 năm 2017").certainty <= 0.3
    assert date("ngày Ô7 tháng 01 năm 2010").certainty <= 0.3


def test_months_with_names_of_their_own_are_read():
    assert date("Ngày mùng một, tháng giêng, năm một nghìn chín trăm chín mươi").value == "1990-01-01"
    assert date("Ngày hai mươi lăm, tháng tư, năm hai ngàn không trăm lẻ năm").value == "2005-04-25"


def test_a_year_is_a_year_and_nothing_else():
    assert year("1989").certainty == 1.0
    assert year("27/07/1989").value == "1989"
    assert year("0989") is None
    assert year("l989") is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("25/QĐ-TTg", "25/QĐ-TTg"),
        ("Số: 03 / 2010/NĐ-CP", "03/2010/NĐ-CP"),
        ("Số 0044/QĐ-BCT.", "0044/QĐ-BCT"),
        ("386/2026", "386/2026"),
        ("4366 /QÐĐ-SYT", "4366/QĐ-SYT"),
    ],
)
def test_numbers_of_papers_are_kept_as_printed_without_spaces(raw, value):
    assert document_number(raw).value == value


@pytest.mark.parametrize(
    "raw", ["¿5 /QĐ-TTg", "/QĐ-TTg", "2›26/SYT-NVY", "", "8$ /QĐ-TTg", "O5/QĐ-UBND", "|25/QĐ-UBND", "!25/QĐ-UBND"]
)
def test_a_number_with_a_sign_in_it_is_not_guessed(raw):
    assert document_number(raw) is None


def test_a_symbol_that_was_mended_or_has_stray_letters_is_doubted():
    assert document_number("25/QĐ-TTg").certainty > document_number("64/QĐ-TIg").certainty
    assert document_number("25/QĐ-TTg").certainty > document_number("4366/QÐĐ-SYT").certainty


@pytest.mark.parametrize(
    ("raw", "value", "sure"),
    [
        ("NGUYỄN VĂN AN", "Nguyễn Văn An", True),
        ("Nguyên Tấn Dũng", "Nguyễn Tấn Dũng", False),
        ("PGS.TS. Huỳnh Thanh Nhã", "Huỳnh Thanh Nhã", True),
        ("BSCKII. Lê Hoàng Ân", "Lê Hoàng Ân", True),
        ("ông Phan Thế Đức", "Phan Thế Đức", True),
        ("Đã Công Khánh", "Đã Công Khánh", False),
        ("Trần Thị Ngọcc", "Trần Thị Ngọcc", False),
        ("H' Bia Niê", "H' Bia Niê", None),
    ],
)
def test_names_are_title_case_and_sure_only_with_a_family_name_and_syllables(raw, value, sure):
    parsed = person_name(raw)
    if sure is None:
        assert parsed is None or parsed.certainty < 0.75
    else:
        assert parsed.value == value
        assert (parsed.certainty >= 0.75) is sure


@pytest.mark.parametrize("raw", ["Nguyễn", "điều 1 của", "Nguyễn V4n An", "thành phố Nha Trang", ""])
def test_what_is_no_name_gives_no_name(raw):
    assert person_name(raw) is None


def test_a_holder_may_be_a_firm_and_is_then_less_sure():
    assert party("ông Nguyễn Duy Phong").value == "Nguyễn Duy Phong"
    firm = party("Công ty TNHH Tân Hoàng Gia")
    assert firm.value == "Công ty TNHH Tân Hoàng Gia"
    assert firm.certainty <= 0.6


def test_peoples_and_nations_come_from_closed_lists():
    assert (ethnicity("Kinh").value, ethnicity("H'Mông").value, ethnicity("Raglai").value) == ("Kinh", "H'Mông", "Raglai")
    assert ethnicity("Klingon") is None
    assert ethnicity("Dào").certainty < 1.0
    assert nationality("Việt Nam").certainty == 1.0
    assert nationality("Viet Nam").certainty < 1.0


def test_sex_is_one_of_two_words():
    assert (sex("Nam").value, sex("Nữ.").value, sex("NỮ").value) == ("Nam", "Nữ", "Nữ")
    assert sex("Năn") is None
    assert sex("Nam Nữ").certainty < 0.5


def test_personal_numbers_have_twelve_printed_digits():
    assert personal_id("0011 6902 0213").value == "001169020213"
    assert personal_id("001169O20213") is None
    assert personal_id("00116902021") is None
    assert personal_id("999169020213").certainty < 0.5


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("085 582 761", "085582761"),
        ("CMND số 085582761 do Công an tỉnh cấp ngày 12/3/2009", "085582761"),
        ("Thẻ căn cước công dân số 0011 6902 0213, cấp ngày 01/02/2020", "001169020213"),
        ("CMND 085582761; số định danh 001169020213", "001169020213"),
    ],
)
def test_the_number_of_an_identity_paper_is_found_among_what_surrounds_it(printed, number):
    assert identity_number(printed).value == number


@pytest.mark.parametrize("printed", ["085582761 và 185582761", "08558276", "0855827611", "12/03/2009", "085582761/2009"])
def test_what_may_be_two_numbers_or_none_is_no_identity_number(printed):
    assert identity_number(printed) is None


def test_a_tax_code_is_sure_by_its_check_digit_and_never_with_a_wrong_one():
    assert (tax_code("0312345673").value, tax_code("888.9545300").value) == ("0312345673", "8889545300")
    assert tax_code("0312345673 - 001").value == "0312345673-001"
    for wrong in "012456789":
        assert tax_code("031234567" + wrong).certainty == 0.0
    assert tax_code("41A8012345").value == "41A8012345"
    assert tax_code("001169020213").value == "001169020213"
    assert tax_code("03123456") is None


def test_areas_have_a_decimal_comma():
    assert area_m2("214,1 m²").value == 214.1
    assert area_m2("1.214,5m2").value == 1214.5
    assert area_m2("123m?").value == 123.0
    assert area_m2("12,5 x 20 m²") is None
    assert area_m2("Z0") is None


def test_money_in_digits_and_words_must_agree():
    assert amount_vnd("1.500.000.000 đồng (bằng chữ: một tỷ năm trăm triệu đồng)").certainty == 1.0
    assert amount_vnd("1.500.000.000 đồng (bằng chữ: một tỷ sáu trăm triệu đồng)").certainty == 0.0
    assert amount_vnd("809.500.000 đồng").value == 809500000
    assert amount_vnd("12,5 đồng") is None


@given(st.integers(1, 10**12))
def test_money_with_grouped_thousands_comes_back(n):
    assert amount_vnd(f"{n:,}".replace(",", ".") + " đồng").value == n


def test_whole_numbers_are_checked_against_their_words():
    assert (integer("03 tầng").value, integer("01 (một) tầng").certainty) == (3, 1.0)
    assert integer("03 (hai) tầng").certainty == 0.0
    assert integer("3,5") is None


def test_agencies_are_written_in_full():
    assert agency("UBND HUYỆN VẠN NINH").value == "Ủy ban nhân dân huyện Vạn Ninh"
    assert agency("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG TỈNH KHÁNH HÒA").value == "Sở Tài nguyên và Môi trường tỉnh Khánh Hòa"
    assert agency("PHÒNG TÀI CHÍNH - KẾ HOẠCH HUYỆN VẠN NINH").value == "Phòng Tài chính - Kế hoạch huyện Vạn Ninh"
    assert agency("UBND PHƯỜNG PHƯƠNG LIỄU").value == "Ủy ban nhân dân phường Phương Liễu"
    assert agency("UBND xã Ngọc Xá, thị xã Quế Võ").value == "Ủy ban nhân dân xã Ngọc Xá, thị xã Quế Võ"
    assert agency("UBND XÃ NGỌC XÁ").value == "Ủy ban nhân dân xã Ngọc Xá"
    assert agency("THỦ TƯỚNG CHÍNH PHỦ").certainty >= 0.9
    assert agency("GIẤY PHÉP").certainty < 0.5


def test_places_are_provinces_or_only_possible():
    assert (place("Thành phố Hồ Chí Minh,").value, place("Cân Thơ,").value) == ("Thành phố Hồ Chí Minh", "Cần Thơ")
    assert place("Khánh Hòa").certainty == 1.0
    assert place("Vạn Ninh").certainty < 0.75
    assert place("là Nội") is None


def test_addresses_and_texts_with_broken_syllables_are_doubted():
    assert address("xã Vạn Thạnh , huyện Vạn Ninh").value == "xã Vạn Thạnh, huyện Vạn Ninh"
    assert address("#ã Ninh Loan").certainty < 0.5
    assert text("phê chuẩn kêt quả bầu cử").certainty < 0.5 < text("phê chuẩn kết quả bầu cử").certainty


def test_codes_hold_a_digit():
    assert code(" CN 719597 ").value == "CN719597"
    assert code("số") is None


def test_a_choice_is_one_of_the_types_own_words():
    choices = {"single": ("chưa đăng ký kết hôn với ai",), "married": ("đã có vợ", "đã có chồng")}
    assert choice("hiện tại chưa đăng ký kết hôn với ai.", choices).value == "single"
    assert choice("không rõ", choices) is None
    spec = FieldSpec("x", "x", "x", "choice", where=(Where(labels=("X",)),), choices=choices)
    assert parse("Đã có vợ", spec).value == "married"
