"""What offices do to a printed paper (stamps, numbering machines, pens), and what it says of itself in spite of that."""

from dataclasses import replace

from pipelines.extract import extract
from pipelines.extract.agency import compose
from pipelines.extract.geometry import lay_out
from pipelines.extract.kinds.names import position, text
from pipelines.extract.kinds.numbers import document_number
from pipelines.extract.kinds.places import place
from pipelines.extract.spacing import with_blanks
from pipelines.model import Word
from tests.extract.papers import DOCTYPES, MODEL, NATION, decision, letter, page


def fields(*papers):
    return extract(papers, DOCTYPES, model=MODEL).fields


def read(*papers):
    return {name: f.value for name, f in fields(*papers).items()}


STAMP = [(120, 505, "CỔNG THÔNG TIN ĐIỆN TỬ"), (160, 560, "CÔNG VĂN ĐẾN"), (140, 590, "Số: 393")]


def elected(first: str, second: str, article: str, *more: tuple[int, int, str]):
    """A decision whose subject has two centred lines, with one article."""
    return page(
        [
            (150, 180, "THỦ TƯỚNG CHÍNH PHỦ"),
            *NATION,
            (160, 310, "Số: 64/QĐ-TTg"),
            (800, 310, "Hà Nội, ngày 13 tháng 01 năm 2010"),
            (735, 420, "QUYẾT ĐỊNH"),
            (810 - 15 * len(first) // 2, 470, first),
            (810 - 15 * len(second) // 2, 520, second),
            *more,
            (670, 640, "THỦ TƯỚNG CHÍNH PHỦ"),
            (230, 700, "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;"),
            (690, 800, "QUYẾT ĐỊNH:"),
            (230, 870, article),
            (150, 1100, "Nơi nhận:"),
            (1000, 1100, "THỦ TƯỚNG"),
            (990, 1400, "Trần Văn Bách"),
        ]
    )


FIRST, SECOND = "Về việc phê chuẩn kết quả miễn nhiệm Thành viên", "Ủy ban nhân dân tỉnh Sơn La nhiệm kỳ 2004 - 2011"
ARTICLE = "Điều 1. Phê chuẩn miễn nhiệm Phó Chủ tịch Ủy ban nhân dân tỉnh Sơn La nhiệm kỳ 2004 - 2011."


def under_a_stamp(paper, *gone: str):
    """*paper* with the words *gone* of its subject's second line lost, and the stamp's first line beside it."""
    line = next(w.line for w in paper.words if w.text == "nhiệm" and w.box[1] == 520)
    return replace(paper, words=tuple(w for w in paper.words if w.line != line or w.text not in gone))


def test_a_stamp_beside_a_subject_s_line_is_no_part_of_it():
    stamp = [(90, 522, "CỤC THƯƠNG MẠI ĐIỆN TỬ"), (60, 560, "CÔNG VĂN ĐẾN")]
    paper = elected(FIRST, SECOND, ARTICLE, *stamp)
    assert read(paper)["subject"] == f"{FIRST} {SECOND}"


def test_words_hidden_by_a_stamp_are_taken_from_the_article_that_says_them_again_and_stay_doubtful():
    paper = under_a_stamp(elected(FIRST, SECOND, ARTICLE, *STAMP), "Ủy", "ban")
    found = fields(paper)["subject"]
    assert found.value == f"{FIRST} {SECOND}"
    assert found.confidence < DOCTYPES["decision"].fields["subject"].threshold


def test_hidden_words_that_the_paper_does_not_say_again_are_not_guessed():
    paper = under_a_stamp(elected(FIRST, SECOND, "Điều 1. Phê chuẩn miễn nhiệm ông Phó Chủ tịch.", *STAMP), "Ủy", "ban")
    found = fields(paper)["subject"]
    assert "Ủy ban" not in found.value
    assert found.confidence < DOCTYPES["decision"].fields["subject"].threshold


def test_a_line_without_a_stamp_is_left_as_it_is_read():
    paper = under_a_stamp(elected(FIRST, SECOND, ARTICLE), "Ủy", "ban")
    assert "Ủy ban" not in read(paper)["subject"]


def test_a_subject_ends_where_the_grounds_begin_though_they_stand_left_of_it():
    lines = [line for line in decision() if line[1] not in (620, 700)]
    lines.append((150, 558, "Căn cứ kế hoạch năm;"))
    lines.append((150, 596, "Nhà trường triển khai cho các khối đăng ký môn học trong học kỳ này như sau đây."))
    assert read(page(lines))["subject"] == "Về việc cho phép chuyển mục đích sử dụng đất tại xã Vạn Thạnh"


def test_a_subject_whose_title_a_stamp_hides_is_found_above_the_second_one():
    hidden = [(60, 420, "VĂN PHÒNMGYẾT ĐỊNH")]
    lines = [line for line in decision() if line[1] not in (420, 470)]
    lines += [*hidden, (215, 470, "CÔNG VĂN ĐẾN Về việc cho phép chuyển mục đích sử dụng đất")]
    found = fields(page(lines))["subject"]
    assert found.value == "Về việc cho phép chuyển mục đích sử dụng đất tại xã Vạn Thạnh"
    assert found.confidence < DOCTYPES["decision"].fields["subject"].threshold


def test_a_letter_s_sign_that_lost_a_stroke_is_known_in_the_middle_of_the_page_too():
    lines = [line for line in letter() if line[1] not in (370, 415)]
    lines += [(480, 440, "V/ góp ý dự thảo Nghị quyết về đăng ký hộ tịch")]
    assert read(page(lines))["subject"] == "góp ý dự thảo Nghị quyết về đăng ký hộ tịch"


def test_a_letter_of_a_set_word_is_mended_where_the_paper_says_the_word_again_and_stays_doubtful():
    lines = [
        (310, 470, "Về việc cho phép thực biện chuyển mục đích sử dụng đất") if y == 470 else (x, y, t) for x, y, t in decision()
    ]
    again = [(230, 870, "Điều 1. Cho phép thực hiện chuyển mục đích.") if y == 870 else (x, y, t) for x, y, t in lines]
    found = fields(page(again))["subject"]
    assert found.value == "Về việc cho phép thực hiện chuyển mục đích sử dụng đất tại xã Vạn Thạnh"
    assert found.confidence < DOCTYPES["decision"].fields["subject"].threshold
    assert "thực biện" in read(page(lines))["subject"]
    both = [(230, 910, "Việc thực biện do Sở quyết định."), *again]
    assert "thực biện" in read(page(both))["subject"]


def test_figures_that_a_numbering_machine_set_below_the_line_are_the_number_s():
    lines = [*decision(number="Số:         /QĐ-UBND"), (240, 330, "0044")]
    assert read(page(lines))["document_number"] == "0044/QĐ-UBND"


def test_a_dateline_whose_day_and_month_run_into_each_other_still_names_its_place():
    assert read(page(decision(date="Vạn Ninh, ngà¿2#háng02 năm 2020")))["issue_place"] == "Vạn Ninh"


def test_a_subject_that_ends_in_a_year_is_no_dateline():
    lines = [line for line in decision() if "ngày 08" not in line[2]]
    lines.append((760, 330, "về tuyên truyền phổ biến giáo dục pháp luật, kiểm tra năm 2020"))
    assert "issue_place" not in read(page(lines))


def test_what_others_signed_behind_the_recipients_is_attached():
    guide = [
        (400, 200, "HƯỚNG DẪN THỰC HIỆN"),
        (150, 300, "Học viên ôn thi và thực hiện luận văn tốt nghiệp theo lịch của trường."),
        (150, 1000, "Nơi nhận:"),
        (1000, 1000, "HIỆU TRƯỞNG"),
        (980, 1300, "Đỗ Quang Huy"),
    ]
    found = read(page(decision()), page(guide, number=2))
    assert found["signer_name"] == "Trần Thị Ngọc Lan"
    assert found["signer_title"] == "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH"


def test_words_of_a_signer_s_name_that_were_read_as_one_are_told_apart():
    lines = [(990, 1500, "TrầnThị Ngọc Lan") if line[1] == 1500 else line for line in decision()]
    assert read(page(lines))["signer_name"] == "Trần Thị Ngọc Lan"


def test_strokes_of_a_signature_are_no_name():
    lines = [(990, 1500, "ZZr QC") if line[1] == 1500 else line for line in decision()]
    assert "signer_name" not in read(page(lines))


def test_set_words_get_their_marks_back_and_are_doubted_and_names_are_left_alone():
    assert text("Quy định cơ cấu tô chức của Tống cục").value == "Quy định cơ cấu tổ chức của Tổng cục"
    assert text("sửa đổi, bỗ sung.").certainty < text("sửa đổi, bổ sung.").certainty
    assert text("khen ông Vũ Phát Triên").value == "khen ông Vũ Phát Triên"
    assert text("giảng dạy khóa học hè").value == "giảng dạy khóa học hè"


def test_a_roman_numeral_read_as_letters_is_one_behind_a_word_that_counts():
    assert text("Về lịch học năm thứ lì").value == "Về lịch học năm thứ II"
    assert text("không còn lì lợm").value == "không còn lì lợm"


def test_who_signs_for_a_head_signs_kt_and_where_it_was_not_read_waits():
    assert (position("T GIÁM ĐỐC PHÓ GIÁM ĐỐC").value, position("GIÁM ĐỐC PHÓ GIÁM ĐỐC").certainty) == (
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        0.3,
    )
    assert position("KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC").certainty == 0.9
    assert position("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH").value == "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH"


def test_a_body_called_after_the_province_it_dates_from_gets_the_province_s_marks():
    assert compose(["TRƯỜNG ĐẠI HỌC CÀN THƠ"], "Cần Thơ,") == "TRƯỜNG ĐẠI HỌC CẦN THƠ"
    assert compose(["TRƯỜNG ĐẠI HỌC CÀN THƠ"], "Hà Nội,") == "TRƯỜNG ĐẠI HỌC CÀN THƠ"
    assert compose(["ỦY BAN NHÂN DÂN PHƯỜNG HẢI PHONG"], "Hải Phong,") == "ỦY BAN NHÂN DÂN PHƯỜNG HẢI PHONG"


def test_a_place_called_ia_is_one_however_its_capital_was_read():
    assert place("la Grai").value == "Ia Grai"
    assert place("la") is None


def test_the_sheet_of_a_criminal_record_is_number_1_where_a_stroke_was_read():
    found = document_number("7994/PLLTPI")
    assert (found.value, found.certainty) == ("7994/PLLTP1", 0.6)
    assert document_number("7994/PLLTP2").value == "7994/PLLTP2"


def line_of(*words: tuple[str, int]):
    """A row of words as wide as given, in pixels."""
    found, x = [], 100
    for said, width in words:
        found.append(Word(said, 0.96, (x, 100, x + width, 130), 0))
        x += width + 12
    return lay_out(replace(page([]), words=tuple(found))).rows[0]


def test_years_of_a_term_get_the_blanks_that_their_width_shows():
    # Times at 45 pixels: the years are 4333 thousandths wide, with blanks 4833.
    before = [("nhiệm", 103), ("hoạt", 78), ("động", 90), ("của", 65)]
    assert with_blanks(line_of(*before, ("2004-2011", 217))).text.endswith("2004 - 2011")
    assert with_blanks(line_of(*before, ("2004-2011", 195))).text.endswith("2004-2011")


def test_a_lone_dashed_word_has_no_line_to_be_measured_by():
    assert with_blanks(line_of(("2004-2011", 300))).text == "2004-2011"
