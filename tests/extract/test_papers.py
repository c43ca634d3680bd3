"""Head, subject, signer, kinds of paper and distractors, on invented papers."""

from dataclasses import replace

import pytest

from pipelines.extract import extract, told, understand
from pipelines.extract.confidence import UNSEEN
from pipelines.model import Extraction, Page
from tests.extract.papers import DOCTYPES, MODEL, birth, changed, decision, letter, page


def read(*pages: Page) -> Extraction:
    return extract(pages, DOCTYPES, model=MODEL)


def values(found: Extraction) -> dict[str, object]:
    return {name: f.value for name, f in found.fields.items()}


DECISION = {
    "document_number": "25/QĐ-UBND",
    "issue_date": "2020-02-08",
    "issuing_agency": "Ủy ban nhân dân huyện Vạn Ninh",
    "issue_place": "Vạn Ninh",
    "subject": "Về việc cho phép chuyển mục đích sử dụng đất tại xã Vạn Thạnh",
    "signer_name": "Trần Thị Ngọc Lan",
    "signer_title": "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
}


def test_a_decision_is_read_whole():
    found = read(page(decision()))
    assert found.document_type == "decision"
    assert found.type_confidence >= 0.95
    assert values(found) == DECISION


def test_a_letter_is_read_whole_and_its_department_gets_its_province():
    found = read(page(letter()))
    assert found.document_type == "official_letter"
    assert values(found) == {
        "document_number": "41/SYT-NVY",
        "issue_date": "2019-09-25",
        "issuing_agency": "Sở Y tế tỉnh Khánh Hòa",
        "issue_place": "Khánh Hòa",
        "subject": "báo cáo kết quả công tác phòng, chống dịch năm 2019",
        "signer_name": "Nguyễn Văn Bình",
        "signer_title": "GIÁM ĐỐC",
    }


def test_a_birth_certificate_is_read_whole_and_parents_are_not_mixed_up():
    found = read(page(birth()))
    assert found.document_type == "birth_certificate"
    assert values(found) == {
        "document_number": "171/2018",
        "full_name": "Nông Công Tùng",
        "date_of_birth": "2018-07-07",
        "sex": "Nam",
        "ethnicity": "Tày",
        "nationality": "Việt Nam",
        "place_of_birth": "Trạm y tế xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An",
        "home_town": "xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An",
        "personal_id": "040218390459",
        "mother_full_name": "Huỳnh Minh Hòa",
        "mother_birth_year": "1989",
        "father_full_name": "Nông Trọng Giang",
        "father_birth_year": "1982",
        "declarant_full_name": "Huỳnh Minh Hòa",
        "issuing_agency": "Ủy ban nhân dân xã Thuận Sơn, huyện Đô Lương, tỉnh Nghệ An",
        "issue_date": "2018-08-17",
        "signer_name": "Đặng Văn Quân",
        "signer_title": "CHỦ TỊCH",
    }


def test_every_value_says_where_it_came_from():
    for value in read(page(decision())).fields.values():
        assert value.raw
        assert value.rule
        assert value.page == 1
        assert value.box[0] < value.box[2] <= 1654
        assert value.box[1] < value.box[3] <= 2339


@pytest.mark.parametrize("degrees", [-2.0, 2.0])
def test_a_skewed_page_is_read_like_a_straight_one(degrees):
    import math

    slope = math.tan(math.radians(degrees))
    straight = page(decision())
    words = tuple(
        replace(w, box=(w.box[0], round(w.box[1] - slope * w.box[0]) + 80, w.box[2], round(w.box[3] - slope * w.box[0]) + 80))
        for w in straight.words
    )
    assert values(read(replace(straight, skew=degrees, words=words))) == DECISION


def test_columns_run_together_by_the_recogniser_are_parted():
    paper = page(decision())
    tops = sorted({w.box[1] for w in paper.words})
    merged = tuple(replace(w, line=tops.index(w.box[1])) for w in paper.words)
    assert values(read(replace(paper, words=tuple(sorted(merged, key=lambda w: (w.line, w.box[0])))))) == DECISION


OTHER_TITLES = [
    "NGHỊ ĐỊNH",
    "NGHỊ QUYẾT",
    "THÔNG BÁO",
    "KẾ HOẠCH",
    "TỜ TRÌNH",
    "GIẤY MỜI",
    "CHỈ THỊ",
    "BÁO CÁO",
    "THƯ MỜI",
    "BIÊN BẢN",
]


@pytest.mark.parametrize("title", OTHER_TITLES)
def test_other_papers_that_quote_decisions_are_none_of_ours(title):
    lines = [(x, y, title if text == "QUYẾT ĐỊNH" else text) for x, y, text in decision(number="Số: 25/UBND-VP")]
    found = read(page(lines))
    assert found.document_type is None
    assert found.type_confidence <= 0.2


def test_of_a_paper_of_no_known_kind_head_and_signer_are_read_for_the_person_who_says_what_it_is():
    lines = [(x, y, "TỜ TRÌNH" if text == "QUYẾT ĐỊNH" else text) for x, y, text in decision(number="Số: 25/TTr-UBND")]
    known, other = read(page(decision())), read(page(lines))
    assert other.document_type is None
    assert other.fields["document_number"].value == "25/TTr-UBND"
    for name in ("issue_date", "issuing_agency", "issue_place", "signer_name", "signer_title"):
        assert other.fields[name].value == known.fields[name].value


@pytest.mark.parametrize("symbol", ["25/TTr-UBND", "25/BC-UBND", "25/GM-UBND", "25/TB-UBND"])
def test_a_symbol_that_names_another_paper_stops_a_letter_whose_title_was_lost(symbol):
    lines = [(x, y, text.replace("41/SYT-NVY", symbol)) for x, y, text in letter()]
    assert read(page(lines)).document_type is None


def test_a_letter_without_subject_block_waits_for_a_person():
    found = read(page([line for line in letter() if line[1] not in (370, 415)]))
    assert found.type_confidence < DOCTYPES["official_letter"].min_type_confidence


def test_a_sentence_that_mentions_a_title_announces_nothing():
    lines = [line for line in letter() if line[1] < 300]
    lines += [
        (230, 500, "Theo GIẤY KHAI SINH số 12 và QUYẾT ĐỊNH số 5/QĐ-UBND của huyện,"),
        (400, 560, "đã cấp giấy khai sinh bản sao cho người dân"),
    ]
    assert read(page(lines)).document_type is None


def test_a_form_without_its_labels_is_not_believed():
    lines = [line for line in birth() if line[1] < 500 or line[1] > 1500]
    found = read(page(lines))
    assert found.type_confidence < DOCTYPES["birth_certificate"].min_type_confidence


def test_the_stamp_of_incoming_mail_gives_neither_number_nor_date():
    stamp = [
        (60, 360, "CỔNG THÔNG TIN ĐIỆN TỬ"),
        (90, 400, "CÔNG VĂN ĐẾN"),
        (90, 440, "Số: 777"),
        (70, 480, "Ngày 19 tháng 3 năm 2021"),
    ]
    lines = [line for line in decision() if not line[2].startswith(("Về việc", "tại xã"))]
    found = values(read(page([*lines, *stamp])))
    assert (found["document_number"], found["issue_date"]) == ("25/QĐ-UBND", "2020-02-08")


def test_a_stamp_that_touches_the_subject_makes_it_doubtful():
    lines = [*decision(), (60, 470, "CÔNG VĂN ĐẾN SỐ 777")]
    found = read(page(lines))
    assert found.fields["subject"].confidence < 0.95


def test_a_stamp_right_under_the_subject_of_a_letter_is_no_part_of_it():
    found = read(page([*letter(), (130, 460, "VĂN PHÒNG CÔNG VĂN ĐẾN")]))
    assert found.fields["subject"].value == "báo cáo kết quả công tác phòng, chống dịch năm 2019"


def test_an_unreadable_number_is_not_replaced_by_one_from_the_subject():
    lines = [
        (x, y, t.replace("41/SYT-NVY", "4WSYT").replace("phòng, chống dịch năm 2019", "theo 77/QĐ-BYT")) for x, y, t in letter()
    ]
    found = read(page(lines))
    assert found.document_type == "official_letter"
    assert found.fields["document_number"].value is None


def test_a_typewriter_with_wide_blanks_is_read_like_print():
    spaced = [(x, y, t.replace(" ", "   ") if t in ("QUYẾT ĐỊNH", "Trần Thị Ngọc Lan") else t) for x, y, t in decision()]
    found = read(page([(x - 40 if "   " in t else x, y, t) for x, y, t in spaced]))
    assert found.document_type == "decision"
    assert found.fields["signer_name"].value == "Trần Thị Ngọc Lan"


def test_without_its_own_number_a_decision_does_not_take_one_from_its_grounds():
    found = read(page([line for line in decision() if not line[2].startswith("Số")]))
    assert "document_number" not in found.fields


def test_an_attachment_with_a_head_and_a_signature_of_its_own_is_left_alone():
    attachment = [(x, y, t.replace("25/QĐ", "99/KH").replace("Trần Thị Ngọc Lan", "Lý Văn Khác")) for x, y, t in decision()]
    assert values(read(page(decision()), page(attachment, number=2))) == DECISION
    table = [(600, 180, "PHỤ LỤC"), (150, 1100, "Nơi nhận:"), (1060, 1100, "GIÁM ĐỐC"), (1000, 1400, "Lý Văn Khác")]
    assert values(read(page(decision()), page(table, number=2))) == DECISION


def test_the_signature_is_found_on_the_second_page():
    head, foot = [line for line in decision() if line[1] < 900], [line for line in decision() if line[1] >= 900]
    found = read(page(head), page([(x, y - 700, t) for x, y, t in foot], number=2))
    assert values(found) == DECISION
    assert found.fields["signer_name"].page == 2


def test_a_name_among_the_recipients_is_not_the_signer():
    lines = [line for line in decision() if line[2] != "Trần Thị Ngọc Lan"] + [(150, 1500, "- Nguyễn Văn Bình;")]
    assert "signer_name" not in read(page(lines)).fields


@pytest.mark.parametrize("noise", ["PHÓ GIÁM", "LAỸ ĐÓ", "NZ XS"])
def test_a_broken_position_is_not_taken_for_a_name(noise):
    lines = [(x, y, noise if t == "Nguyễn Văn Bình" else t) for x, y, t in letter()]
    assert "signer_name" not in read(page(lines)).fields


def test_a_permit_number_under_the_title_is_found():
    lines = [(x, y, t) for x, y, t in decision() if not t.startswith(("Số", "Về việc", "tại xã"))]
    lines = [(x, y, "QUYẾT ĐỊNH" if t == "QUYẾT ĐỊNH" else t) for x, y, t in lines] + [(680, 470, "Số: 67/QĐ-UBND")]
    assert values(read(page(lines)))["document_number"] == "67/QĐ-UBND"


def test_handwriting_is_never_sure():
    found = read(changed(page(decision()), "25/QĐ-UBND", handwriting=0.8))
    assert found.fields["document_number"].value == "25/QĐ-UBND"
    assert found.fields["document_number"].confidence <= UNSEEN


def test_digits_filled_into_a_printed_blank_are_not_sure():
    lines = decision(number="Số:")
    printed = page([*lines, (300, 310, "/QĐ-UBND")])
    by_hand = replace(printed, words=(*printed.words, replace(printed.words[0], text="25", box=(235, 296, 290, 350), line=99)))
    found = read(by_hand)
    assert found.fields["document_number"].value == "25/QĐ-UBND"
    assert found.fields["document_number"].confidence <= UNSEEN


def test_a_date_that_contradicts_its_words_is_not_sure():
    lines = [(x, y, t.replace("Ngày bảy,", "Ngày chín,")) for x, y, t in birth()]
    good, bad = read(page(birth())), read(page(lines))
    assert bad.fields["date_of_birth"].confidence <= UNSEEN
    assert good.fields["date_of_birth"].confidence >= 0.95


def test_a_personal_number_that_contradicts_sex_or_year_lowers_both():
    lines = [(x, y, t.replace("040218390459", "040318390459")) for x, y, t in birth()]
    found = read(page(lines))
    assert found.fields["personal_id"].confidence <= UNSEEN
    assert found.fields["sex"].confidence <= UNSEEN


def test_pages_without_words_or_without_anything_known_are_of_no_type():
    assert read() == Extraction(None, 0.0)
    assert read(Page(1, 1654, 2339, 200.0)) == Extraction(None, 0.0)
    assert read(page([(100, 100, "Lorem ipsum dolor sit amet")])).document_type is None


def test_explain_tells_what_was_chosen_and_what_was_not():
    said = told(understand([page(birth())], DOCTYPES))
    for words in ("Giấy khai sinh [birth_certificate]", "[mother_full_name]", "Huỳnh Minh Hòa", "ngưỡng", "weakest"):
        assert words in said
    assert "không nhận ra [none]" in told(understand([page([(100, 100, "Lorem ipsum")])], DOCTYPES))


def test_a_place_that_looks_like_a_label_does_not_cut_an_address():
    lines = [(x, y, text.replace("huyện Đô Lương, tỉnh Nghệ An", "huyện Nam Trực, tỉnh Nam Định")) for x, y, text in birth()]
    assert lines != birth()
    assert str(values(read(page(lines)))["place_of_birth"]).endswith("huyện Nam Trực, tỉnh Nam Định")
