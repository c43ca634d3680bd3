import numpy as np
import pytest

from pipelines.errors import DocumentProblem, OutsideError
from pipelines.ocr.recognition.engines import BLOCK, LINE, PytesseractEngine, TesserocrEngine, engine
from tests.ocr import paper

TEXTS = ("Căn cứ Luật Tổ chức chính quyền địa phương", "Số: 135/2024", "Nghệ An, ngày 05 tháng 6")


def pictures():
    return [np.asarray(paper.page((text,), size=(6.5, 1.6)).convert("L")) for text in TEXTS]


@pytest.mark.parametrize("make", [TesserocrEngine, PytesseractEngine])
def test_either_engine_reads_each_line_of_a_batch(make):
    found = make("vie").read(pictures(), 200, mode=LINE, page=1, seconds=60)
    assert [" ".join(word.text for word in words) for words in found] == list(TEXTS)


def test_both_engines_put_words_into_the_same_places():
    makes = (TesserocrEngine("vie"), PytesseractEngine("vie"))
    one, other = (made.read(pictures()[:1], 200, mode=LINE, page=1, seconds=60)[0] for made in makes)
    assert [word.text for word in one] == [word.text for word in other]
    assert np.abs(np.array([w.box for w in one]) - np.array([w.box for w in other])).max() <= 6


def test_lines_of_a_block_are_told_apart():
    picture = np.asarray(paper.page(TEXTS).convert("L"))
    for make in (TesserocrEngine, PytesseractEngine):
        words = make("vie").read([picture], 200, mode=BLOCK, page=1, seconds=60)[0]
        assert len({word.line for word in words}) == len(TEXTS)


@pytest.mark.parametrize("make", [TesserocrEngine, PytesseractEngine])
def test_white_paper_has_no_words_and_its_neighbours_keep_theirs(make):
    batch = [np.full((60, 400), 255, np.uint8), pictures()[1], np.full((60, 400), 250, np.uint8)]
    found = make("vie").read(batch, 200, mode=LINE, page=1, seconds=60)
    assert [len(words) for words in found] == [0, 2, 0]


@pytest.mark.parametrize("make", [TesserocrEngine, PytesseractEngine])
def test_a_page_that_takes_too_long_is_named(make):
    long = [np.tile(pictures()[0], (1, 4))] * 30
    with pytest.raises(DocumentProblem) as caught:
        make("vie").read(long, 200, mode=LINE, page=7, seconds=0.05)
    assert caught.value.code == "page_timed_out"
    assert "7" in caught.value.message


def test_the_engine_reads_on_after_a_timeout():
    warm = TesserocrEngine("vie")
    with pytest.raises(DocumentProblem):
        warm.read([np.tile(pictures()[0], (1, 4))] * 30, 200, mode=LINE, page=1, seconds=0.01)
    assert warm.read(pictures()[1:2], 200, mode=LINE, page=1, seconds=60)[0][-1].text == "135/2024"


def test_a_missing_model_says_what_to_install():
    with pytest.raises(OutsideError, match="apt-get install tesseract-ocr-klingon"):
        engine("tesserocr", "vie+klingon")


def test_one_engine_serves_a_process():
    assert engine("tesserocr", "vie") is engine("tesserocr", "vie")
