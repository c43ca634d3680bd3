import pytest

from pipelines.ocr.recognition.order import in_reading_order
from pipelines.ocr.recognition.recognise import Read

WIDTH, HEIGHT = 14, 24


def line(number, y, *pieces, block=1):
    """Words of one Tesseract line; a piece is (x, text), words follow each other at a letter's distance."""
    words = []
    for start, text in pieces:
        x = start
        for word in text.split():
            words.append(Read(word, 0.9, (x, y, x + WIDTH * len(word), y + HEIGHT), (block, 1, number)))
            x += WIDTH * (len(word) + 1)
    return words


def texts(*lines):
    return [" ".join(w.text for w in entry.words) for entry in in_reading_order(tuple(w for part in lines for w in part))]


HEAD = (
    line(1, 100, (150, "ỦY BAN NHÂN DÂN"), (700, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
    line(2, 140, (180, "XÃ THÍ ĐIỂM"), (780, "Độc lập - Tự do - Hạnh phúc")),
    line(3, 200, (170, "Số: 12/QĐ-UBND"), (740, "Thí Điểm, ngày 05 tháng 6 năm 2024")),
)
LEFT = ["ỦY BAN NHÂN DÂN", "XÃ THÍ ĐIỂM", "Số: 12/QĐ-UBND"]
RIGHT = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Thí Điểm, ngày 05 tháng 6 năm 2024"]


def test_the_two_columns_of_a_head_are_read_one_after_the_other():
    body = line(4, 320, (150, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015"), block=2)
    assert texts(*HEAD, body)[:6] == LEFT + RIGHT
    assert texts(*HEAD, body)[6].startswith("Căn cứ")


def test_a_misread_motto_is_still_known():
    head = (HEAD[0], line(2, 140, (180, "XÃ THÍ ĐIỂM"), (780, "Độe lặp - Tự đo - Hanh phúc")), HEAD[2])
    assert texts(*head)[:3] == LEFT


def test_columns_that_tesseract_kept_apart_in_the_wrong_order_are_set_right():
    right = [w for entry in HEAD for w in entry if w.box[0] >= 700]
    left = [Read(w.text, w.confidence, w.box, (2, 1, w.line[2])) for entry in HEAD for w in entry if w.box[0] < 700]
    assert texts(right, left) == LEFT + RIGHT


def test_a_form_line_with_a_wide_gap_is_not_torn():
    form = line(1, 100, (100, "Họ và tên:"), (520, "TRẦN VĂN MẪU"))
    body = line(2, 150, (100, "Ngày sinh:"), (520, "05/06/1990"))
    assert texts(form, body) == ["Họ và tên: TRẦN VĂN MẪU", "Ngày sinh: 05/06/1990"]
    assert texts(*HEAD, line(4, 500, (100, "Họ và tên:"), (520, "TRẦN VĂN MẪU"), block=2))[-1] == "Họ và tên: TRẦN VĂN MẪU"


def test_a_motto_across_the_page_makes_no_columns():
    lines = (
        line(1, 100, (150, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")),
        line(2, 140, (200, "Độc lập - Tự do - Hạnh phúc")),
        line(3, 200, (100, "Tên tôi là:"), (430, "Trần Văn Mẫu, sinh năm 1990")),
    )
    assert texts(*lines)[2] == "Tên tôi là: Trần Văn Mẫu, sinh năm 1990"


def test_recipients_and_signer_at_the_foot_are_parted():
    body = line(1, 800, (100, "Điều 3. Quyết định này có hiệu lực kể từ ngày ký ban hành năm nay"))
    foot = (
        line(2, 900, (100, "Nơi nhận:"), (800, "TM. ỦY BAN NHÂN DÂN")),
        line(3, 940, (100, "- Như Điều 3;"), (850, "CHỦ TỊCH")),
        line(4, 1100, (100, "- Lưu: VT."), (830, "Lê Thị Mẫu")),
    )
    assert texts(body, *foot)[1:] == ["Nơi nhận:", "- Như Điều 3;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Lê Thị Mẫu"]


def test_no_word_is_lost_or_doubled_and_blocks_are_numbered_as_they_appear():
    words = tuple(w for part in HEAD for w in part)
    lines = in_reading_order(words)
    assert sorted(id(w) for entry in lines for w in entry.words) == sorted(id(w) for w in words)
    blocks = [entry.block for entry in lines]
    assert blocks[0] == 0
    assert set(blocks) == set(range(len(set(blocks))))


@pytest.mark.parametrize("words", [(), tuple(line(1, 10, (5, "Một")))])
def test_next_to_nothing_is_no_trouble(words):
    assert [w for entry in in_reading_order(words) for w in entry.words] == list(words)
