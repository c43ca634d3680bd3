import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.ocr.recognition.lines import find_lines
from tests.ocr import paper

DPI = 200


def ink(*texts, size=(1600, 900), extra=None):
    """Ink mask of texts at (x, base line, points)."""
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    for x, base, points, text in texts:
        draw.text((x, base), text, fill=0, font=paper.font(round(points * DPI / 72)), anchor="ls")
    if extra:
        extra(draw)
    return np.where(np.asarray(picture) < 128, 255, 0).astype(np.uint8)


def spans(mask):
    return [line.box for line in find_lines(mask, DPI)]


def test_every_line_is_found_once_with_its_base_line():
    rows = [(120, 100 + 55 * i, 13, text) for i, text in enumerate(paper.LINES)]
    lines = find_lines(ink(*rows), DPI)
    assert len(lines) == len(rows)
    assert [line.base for line in lines] == pytest.approx([row[1] for row in rows], abs=2)


def test_stacked_marks_and_dots_below_belong_to_their_letters():
    mask = ink((100, 200, 13, "Nghệ Lộc Việt Thuế Đồng Ấp Ể Ộ"), (100, 255, 13, "Ếch ợ bậc ấm ẵng Ẫ"))
    upper, lower = find_lines(mask, DPI)
    labels = cv2.connectedComponents(mask)[0] - 1
    pieces = sum(cv2.connectedComponents(line.ink)[0] - 1 for line in (upper, lower))
    assert pieces == labels
    assert upper.box[3] < 225
    assert lower.box[1] > 200


def test_a_mark_high_over_an_open_capital_stays_with_its_line():
    def high_mark(draw):
        draw.line((135, 151, 143, 144), fill=0, width=3)  # over the opening of the U, where no ink lies right below

    bare, marked = (ink((100, 200, 13, "CUNG CẤP"), extra=mark) for mark in (None, high_mark))
    found = find_lines(marked, DPI)
    assert len(found) == 1
    assert np.count_nonzero(found[0].ink) == np.count_nonzero(marked) > np.count_nonzero(bare)


def test_a_line_right_under_another_keeps_its_own_ink_only():
    mask = ink((100, 200, 13, "gọi ngày quyết gypsy"), (100, 244, 13, "ĐẶNG ẤN HỒ Ể"))
    upper, lower = find_lines(mask, DPI)
    alone = find_lines(ink((100, 200, 13, "gọi ngày quyết gypsy")), DPI)[0]
    assert np.count_nonzero(upper.ink) == pytest.approx(np.count_nonzero(alone.ink), rel=0.02)
    assert lower.base == pytest.approx(244, abs=2)


def test_columns_are_lines_of_their_own_and_wide_word_gaps_are_not():
    mask = ink((100, 200, 13, "ỦY BAN NHÂN DÂN"), (800, 200, 13, "CỘNG HÒA XÃ HỘI"), (100, 300, 13, "Họ    và    tên"))
    assert len(spans(mask)) == 3


def test_a_dash_before_and_a_full_stop_after_belong_to_the_line():
    plain = find_lines(ink((150, 200, 13, "Lưu: VT")), DPI)[0].box
    whole = find_lines(ink((150, 200, 13, "Lưu: VT."), (115, 200, 13, "-")), DPI)[0].box
    assert whole[0] < plain[0] - 10
    assert whole[2] > plain[2]


def test_big_titles_and_small_notes_are_found_beside_usual_lines():
    rows = [(120, 100, 13, "Căn cứ Luật Tổ chức"), (120, 200, 26, "GIẤY KHAI SINH"), (120, 260, 9, "(Ghi bằng chữ: không)")]
    assert [round(line.base) for line in find_lines(ink(*rows), DPI)] == pytest.approx([100, 200, 260], abs=3)


def test_a_signature_across_a_line_does_not_swallow_it():
    def pen(draw):
        draw.line([(150, 60), (260, 330), (330, 90), (520, 320), (600, 60)], fill=0, width=4)

    rows = [(120, 150, 13, "TM. ỦY BAN NHÂN DÂN"), (150, 205, 13, "CHỦ TỊCH"), (140, 300, 13, "Trần Văn Mẫu")]
    bases = [line.base for line in find_lines(ink(*rows, extra=pen), DPI)]
    for row in rows:
        assert any(abs(base - row[1]) < 4 for base in bases)


def test_an_empty_page_and_bare_specks_have_no_lines():
    assert find_lines(np.zeros((300, 200), np.uint8), DPI) == ()
    specks = np.zeros((300, 200), np.uint8)
    specks[::40, ::40] = 255
    assert find_lines(specks, DPI) == ()
