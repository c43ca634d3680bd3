import itertools

from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.order import Line, in_reading_order

WIDTH, HEIGHT = 14, 20


def line(base, x, text):
    """A line of words at a letter's distance; *base* is its base line, *x* where it begins."""
    words = []
    for word in text.split():
        words.append(Read(word, 0.9, (x, base - HEIGHT, x + WIDTH * len(word), base), (0, 0, 0)))
        x += WIDTH * (len(word) + 1)
    return Line(tuple(words), base, HEIGHT)


def texts(*lines):
    return [" ".join(w.text for w in entry.words) for entry in in_reading_order(lines)]


LEFT = ["ỦY BAN NHÂN DÂN", "XÃ THÍ ĐIỂM", "Số: 12/QĐ-UBND"]
RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "Độc lập - Tự do - Hạnh phúc", "Thí Điểm, ngày 05 tháng 6 năm 2024"]
BODY = line(400, 150, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015")


def head(right_drop):
    left = [line(100 + 40 * i, 150, text) for i, text in enumerate(LEFT)]
    return left + [line(100 + right_drop + 40 * i, 600, text) for i, text in enumerate(RIGHT)]


def test_a_head_whose_columns_share_base_lines_is_read_row_by_row():
    rows = [text for pair in zip(LEFT, RIGHT, strict=True) for text in pair]
    assert texts(*head(0), BODY) == [*rows, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"]


def test_a_head_whose_columns_are_out_of_step_is_read_column_by_column():
    assert texts(*head(17), BODY)[:6] == LEFT + RIGHT


def test_recipients_are_read_before_the_signer_beside_them():
    recipients = [line(800 + 28 * i, 150, text) for i, text in enumerate(("Nơi nhận:", "- Như Điều 3;", "- Lưu: VT."))]
    signer = [line(803, 700, "TM. ỦY BAN NHÂN DÂN"), line(841, 740, "CHỦ TỊCH"), line(1010, 730, "Trần Văn Mẫu")]
    assert texts(BODY, *recipients, *signer)[1:] == [
        "Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Văn Mẫu",
    ]  # fmt: skip


def test_a_table_is_read_row_by_row():
    table = [line(500 + 45 * row, 100 + 350 * column, f"o{row}{column}") for row in range(3) for column in range(3)]
    assert texts(*reversed(table)) == [f"o{row}{column}" for row in range(3) for column in range(3)]


def test_a_form_row_with_three_values_stays_one_row():
    row = [line(300, 100, "Giới tính: Nữ"), line(299, 450, "Dân tộc: Kinh"), line(301, 800, "Quốc tịch: Việt Nam")]
    assert texts(line(260, 100, "Nơi sinh: xã Thí Điểm"), *row, BODY)[1:4] == [
        "Giới tính: Nữ", "Dân tộc: Kinh", "Quốc tịch: Việt Nam",
    ]  # fmt: skip


def test_a_leaning_row_is_not_torn():
    row = [line(300, 100, "Số: 135/2024"), line(307, 800, "Quyển số: 01")]
    assert texts(*row, line(340, 100, "Họ, chữ đệm, tên: Trần Thị Mẫu và tên khác rất dài của người ấy")) [:2] == [
        "Số: 135/2024", "Quyển số: 01",
    ]  # fmt: skip


def test_every_line_is_kept_once_and_blocks_count_up_from_nought():
    lines = (*head(17), BODY, line(440, 150, "Xét đề nghị của Trưởng phòng"), line(700, 150, "Điều 1."))
    ordered = in_reading_order(lines)
    assert sorted(id(entry.words) for entry in ordered) == sorted(id(entry.words) for entry in lines)
    numbers = [entry.block for entry in ordered]
    assert numbers[0] == 0
    assert all(b - a in (0, 1) for a, b in itertools.pairwise(numbers))


def test_lines_at_the_usual_distance_share_a_block_and_a_wide_gap_parts_them():
    paragraph = [line(100 + 35 * i, 100, f"dòng thứ {i} của đoạn văn") for i in range(4)]
    after = [line(330 + 35 * i, 100, f"dòng thứ {i} của đoạn sau") for i in range(3)]
    blocks = [entry.block for entry in in_reading_order((*paragraph, *after))]
    assert blocks == [0, 0, 0, 0, 1, 1, 1]


def test_a_page_without_lines_has_no_order():
    assert in_reading_order(()) == ()
