"""Names under black seals and pens: read with all their marks, never surely, and nothing of it on pages without a seal."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.recognition import under
from pipelines.ocr.recognition.lines import find_lines
from pipelines.ocr.recognition.recognise import recognise
from tests.ocr import paper, sealed
from tests.ocr.sealed import DPI, mm

SIZE = (mm(120), mm(95))
AWAY = "- Lưu: VT, xã Thí Điểm"


def block(name, *, seal=True, pen=True, base=61):
    """A one-bit scan (h, w), 0 and 255, of *name* under a seal and a signature, with a line that keeps away from both."""
    print_ = sealed.printed(SIZE, {(mm(34), mm(base)): name, (mm(10), mm(86)): AWAY})
    layers = [np.asarray(print_)]
    if seal:
        layers.append(np.asarray(sealed.seal(SIZE, (mm(45), mm(48)), mm(18))))
    if pen:
        layers.append(np.asarray(sealed.signature(SIZE, (mm(42), mm(52)))))
    ink = cv2.GaussianBlur(np.maximum.reduce(layers), (0, 0), 0.6)
    return np.where(ink > 115, 0, 255).astype(np.uint8)


def words_of(gray, config):
    return [word for line in recognise(prepare(gray, DPI, config), config, page=1) for word in line.words]


def line_of_name(copy):
    """The line that stands about where names stand in `block`."""
    return min(find_lines(copy.ink, copy.dpi), key=lambda line: abs(line.base - mm(61)))


@pytest.mark.parametrize("name", ["Trần Văn Mẫu", "Nguyễn Thị Kiểm Thử", "ĐẶNG QUỲNH VÍ DỤ"])
def test_a_name_under_a_black_seal_and_a_pen_is_read_with_all_its_marks(name, config):
    assert name in " ".join(word.text for word in words_of(block(name), config))


@pytest.mark.parametrize("name", ["Lưỡng Hữu Phẩm", "Khưu Bỉnh Trứ"])
def test_a_name_that_is_in_no_list_is_read_right_or_doubted(name, config):
    words = [word for word in words_of(block(name), config) if word.box[1] < mm(70)]
    assert len(words) == 3
    for word, said in zip(words, name.split(), strict=True):
        assert word.text == said or word.confidence < under.SUREST


def test_a_word_under_a_seal_is_never_surer_than_it_may_be(config):
    copy = prepare(block("Trần Văn Mẫu"), DPI, config)
    place = line_of_name(copy)
    for words in under.read_again(copy, [place], [()], 10):
        assert words
        assert all(word.confidence <= under.SUREST for word in words)


def test_a_line_that_no_seal_touches_keeps_its_reading(config):
    gray = block("Trần Văn Mẫu")
    copy = prepare(gray, DPI, config)
    away = max(find_lines(copy.ink, copy.dpi), key=lambda line: line.base)
    assert not under.touched(copy, away)
    assert under.touched(copy, line_of_name(copy))
    assert max(word.confidence for word in words_of(gray, config)) > under.SUREST


def test_a_page_without_a_seal_is_read_as_if_the_network_were_not_there(config, monkeypatch, tmp_path):
    monkeypatch.setattr(under, "MODEL", tmp_path / "none.onnx")
    under._reader.cache_clear()
    try:
        for gray in (block("Trần Văn Mẫu", seal=False), np.asarray(paper.page().convert("L"))):
            assert words_of(gray, config)
    finally:
        under._reader.cache_clear()


def test_words_of_a_line_stand_side_by_side_on_the_page(config):
    copy = prepare(block("Trần Văn Mẫu"), DPI, config)
    _, words = under.read_under(copy, line_of_name(copy))
    high, wide = copy.ink.shape
    assert [word.text for word in words] == ["Trần", "Văn", "Mẫu"]
    assert all(0 <= word.box[0] < word.box[2] <= wide and 0 <= word.box[1] < word.box[3] <= high for word in words)
    assert all(left.box[2] <= right.box[0] + 2 for left, right in pairwise(words))
    assert mm(31) < words[0].box[0] < mm(37)


@pytest.mark.parametrize("base", [42, 48, 64])
def test_a_name_at_the_edge_of_a_page_part_is_read_too(base, config):
    """Over the middle of the seal, through its words, and on its rim."""
    gray = block("Hoàng Đức Thử", base=base)[: mm(68)]
    assert "Đức" in " ".join(word.text for word in words_of(gray, config))
