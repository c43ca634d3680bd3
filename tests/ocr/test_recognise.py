import dataclasses

import numpy as np
import pytest

from pipelines import ocr
from pipelines.model import MarkKind
from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.recognition import recognise
from pipelines.ocr.recognition.engines import LINE, RAW_LINE, TesserocrEngine
from tests.ocr import paper


def copy_of(picture, config):
    return prepare(np.asarray(picture.convert("L")), 200, config)


def text(lines):
    return "\n".join(" ".join(word.text for word in line.words) for line in lines)


@pytest.fixture
def said_by_tesseract(monkeypatch):
    """What Tesseract says, made worse: a function of (mode, words) instead of the words."""
    changes = []
    real = TesserocrEngine.read

    def worse(self, pictures, dpi, *, mode, page, seconds):
        found = real(self, pictures, dpi, mode=mode, page=page, seconds=seconds)
        return [changes[0](mode, words) for words in found]

    monkeypatch.setattr(TesserocrEngine, "read", worse)
    return changes


def test_a_line_that_tesseract_takes_for_a_picture_is_read_raw(config, said_by_tesseract, monkeypatch):
    monkeypatch.setattr(recognise, "_DOUBT", 2.0)  # no line is read by another reader
    said_by_tesseract.append(lambda mode, words: () if mode == LINE else words)
    copy = copy_of(paper.page(), config)
    assert paper.share_read(paper.LINES, text(recognise.recognise(copy, config, page=1))) > 0.9


def test_a_line_that_tesseract_doubts_is_read_by_our_own_network_too(config, said_by_tesseract):
    def rubbish(_mode, words):
        return tuple(dataclasses.replace(word, text="Š" + word.text[1:], confidence=0.2) for word in words)

    said_by_tesseract.append(rubbish)
    fast = dataclasses.replace(config, setting="fast")
    found = recognise.recognise(copy_of(paper.page(), config), fast, page=1)
    assert paper.share_read(paper.LINES, text(found)) > 0.7


def test_where_speed_is_asked_for_tesseract_reads_only_what_our_own_network_doubts_and_lines_with_figures(
    config, said_by_tesseract
):
    asked = []
    said_by_tesseract.append(lambda _mode, words: asked.append(" ".join(word.text for word in words)) or words)
    lines = ("Căn cứ Luật Tổ chức chính quyền địa phương", "Quyết định số 25 ngày 08 tháng 02 năm 2020")
    fast = dataclasses.replace(config, setting="fast")
    found = recognise.recognise(copy_of(paper.page(lines), config), fast, page=1)
    assert paper.share_read(lines, text(found)) > 0.9
    assert [said for said in asked if "Luật" in said] == []
    assert [said for said in asked if "2020" in said]


def test_where_speed_is_asked_for_the_number_of_a_line_and_dashes_are_no_reason_to_ask_tesseract(config, said_by_tesseract):
    asked = []
    said_by_tesseract.append(lambda _mode, words: asked.append(" ".join(word.text for word in words)) or words)
    lines = ("12. Căn cứ Luật Tổ chức chính quyền địa phương", "- Độc lập - Tự do - Hạnh phúc", "Quyết định số 25", "12.")
    fast = dataclasses.replace(config, setting="fast")
    found = recognise.recognise(copy_of(paper.page(lines), config), fast, page=1)
    assert paper.share_read(lines, text(found)) > 0.9
    assert asked == ["Quyết định số 25", "12."]


def test_what_tesseract_is_sure_of_is_read_once(config, monkeypatch):
    asked = []
    monkeypatch.setattr(recognise, "merge", lambda first, second: asked.append(second) or first)
    recognise.recognise(copy_of(paper.page(("Căn cứ Luật Tổ chức chính quyền địa phương",)), config), config, page=1)
    assert asked == []


def test_no_more_lines_than_a_page_can_have_are_read_and_the_widest_are_kept(config, monkeypatch):
    monkeypatch.setattr(recognise, "_MOST", 3)
    lines = ("ab", *paper.LINES[:3], "cd")
    found = text(recognise.recognise(copy_of(paper.page(lines), config), config, page=1))
    assert paper.share_read(paper.LINES[:3], found) > 0.9
    assert "ab" not in found.split()


def test_words_under_a_seal_are_never_sure_and_the_seal_is_on_the_page(tmp_path, config):
    picture = paper.page(dpi=300)
    paper.seal(picture, (1100, 480), 210).save(tmp_path / "sealed.png", dpi=(300, 300))
    page = ocr.read(tmp_path / "sealed.png", config)[0]
    seals = [mark for mark in page.marks if mark.kind == MarkKind.SEAL]
    assert len(seals) == 1
    x0, y0, x1, y1 = seals[0].box
    under = [w for w in page.words if x0 < (w.box[0] + w.box[2]) / 2 < x1 and y0 < (w.box[1] + w.box[3]) / 2 < y1]
    elsewhere = [w for w in page.words if w.box[2] < x0 or w.box[0] > x1]
    assert under
    assert max(word.confidence for word in under) <= 0.85
    assert max(word.confidence for word in elsewhere) > 0.9


def test_raw_reading_is_asked_of_short_lines_only(config, said_by_tesseract):
    modes = []
    said_by_tesseract.append(lambda mode, words: modes.append(mode) or words)
    recognise.recognise(copy_of(paper.page(), config), config, page=1)
    assert RAW_LINE not in modes
