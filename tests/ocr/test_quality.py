"""The quality gate: good pages pass, faults of the scan are named, and only what a new scan mends asks for one."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines import ocr
from pipelines.errors import explain
from pipelines.model import Grade, Quality
from pipelines.ocr import quality
from pipelines.ocr.cleanup.clean import as_gray
from pipelines.ocr.cleanup.prepare import Copy, prepare
from pipelines.ocr.recognition.engines import Read
from pipelines.ocr.recognition.lines import find_lines
from pipelines.ocr.recognition.order import Line
from tests.ocr import paper

SURE, LOST = 0.96, 0.35  # confidences of words that are right, and of words that mostly are not


def page(dpi: int = 200) -> Image.Image:
    return paper.page(paper.LINES * 2, dpi=dpi, size=(8.27, 5.5)).convert("L")


def soft(picture: Image.Image, sigma: float = 0.5) -> Image.Image:
    """As a scanner sees it: never quite black and white."""
    return Image.fromarray(cv2.GaussianBlur(np.asarray(picture), (0, 0), sigma) // 8 * 7 + 20)


def judged(
    picture: Image.Image,
    config: ocr.OcrConfig,
    *,
    dpi: float = 200,
    confidence: float = SURE,
    handwriting: float = 0.0,
    by_hand: int = 0,
    warnings: tuple[str, ...] = (),
    text: str = "Quyết",
) -> Quality:
    """The gate's word on *picture*, every line read as five words; *by_hand*: how many of the five are a pen's and doubtful."""
    array = as_gray(picture)
    copy = prepare(array, dpi, config)
    return quality.assess(array, dpi, copy, lines(copy, confidence, handwriting, by_hand, text), warnings, config)


def lines(copy: Copy, confidence: float, handwriting: float, by_hand: int, text: str) -> list[Line]:
    found = []
    for place in find_lines(copy.ink, copy.dpi):
        x0, y0, x1, y1 = place.box
        at = np.linspace(x0, x1, 6).astype(int).tolist()
        words = tuple(
            Read(
                text,
                LOST if n < by_hand else confidence,
                (at[n], y0, at[n + 1], y1),
                (0, 0, 0),
                float(n < by_hand) or handwriting,
            )
            for n in range(5)
        )
        found.append(Line(words, place.base, place.height))
    return found


def test_a_sharp_page_that_was_read_surely_is_fine(config):
    good = judged(soft(page()), config)
    assert (good.grade, good.reasons) == (Grade.FINE, ())
    assert good.expected_error < config.warn_error
    assert good.unread < 0.02
    assert 0.01 < good.ink < good.text < 1


def test_a_page_read_by_the_whole_room_carries_its_quality_and_its_warnings_are_the_reasons(config, tmp_path):
    paper.page(paper.LINES, dpi=100, size=(8.27, 3.5)).save(tmp_path / "low.png", dpi=(100, 100))
    (read,) = ocr.read(tmp_path / "low.png", config)
    assert read.quality is not None
    assert read.quality.grade is not Grade.FINE
    assert "low_dpi" in read.warnings
    assert read.warnings == read.quality.reasons


@pytest.mark.parametrize(("confidence", "grade"), [(SURE, Grade.WARN), (LOST, Grade.RESCAN)])
def test_a_blurred_page_asks_for_a_new_scan_only_where_it_was_misread(confidence, grade, config):
    found = judged(soft(page(), 3.0), config, confidence=confidence)
    assert "blurred" in found.reasons
    assert found.grade is grade


def test_blur_is_measured_in_letter_heights_whatever_the_resolution(config):
    sharp, coarse = judged(soft(page(300), 0.9), config, dpi=300).blur, judged(soft(page(), 0.6), config).blur
    blurred, worse = (judged(soft(page(300), sigma), config, dpi=300).blur for sigma in (3.0, 4.5))
    assert sharp == pytest.approx(coarse, abs=0.04)
    assert sharp < 0.15 < blurred < worse


def test_text_cut_by_the_edge_of_the_page_asks_for_a_new_scan_however_well_the_rest_was_read(config):
    whole = soft(page())
    left = whole.crop((300, 0, whole.width, whole.height))
    found = judged(left, config)
    assert found.cut == ("left",)
    assert found.reasons == ("cut_edges",)
    assert found.grade is Grade.RESCAN


def test_a_text_close_to_the_edge_is_not_cut(config):
    whole = soft(page())
    assert judged(whole.crop((160 - 8, 0, whole.width, whole.height)), config).cut == ()  # a millimetre is left


def test_a_shadow_along_the_edge_cuts_nothing(config):
    shadow = soft(page())
    ImageDraw.Draw(shadow).rectangle((0, 0, 14, shadow.height), fill=25)
    ImageDraw.Draw(shadow).line((shadow.width - 3, 0, shadow.width - 3, shadow.height), fill=25, width=2)
    assert judged(shadow, config).cut == ()


def test_dirt_at_the_edge_that_was_taken_for_words_is_no_cut_text(config):
    array = as_gray(soft(page()))
    copy = prepare(array, 200, config)
    wide = copy.ink.shape[1]
    dirt = [Line((Read("xã", 0.3, (wide - 40, y, wide, y + 20), (0, 0, 0)),) * 2, y + 20.0, 18.0) for y in range(100, 900, 100)]
    assert quality.assess(array, 200, copy, lines(copy, SURE, 0.0, 0, "Quyết") + dirt, (), config).cut == ()


def test_rules_of_a_table_that_run_off_the_page_are_cut_and_streaks_of_a_scanner_are_not(config):
    table, streaks = soft(page()), soft(page())
    for y in (60, 110, 1060, 1080):
        ImageDraw.Draw(table).line((900, y, table.width, y), fill=30, width=3)
        ImageDraw.Draw(streaks).line((0, y, table.width, y), fill=30, width=3)
    assert judged(table, config).cut == ("right",)
    assert judged(streaks, config).cut == ()


def test_the_back_of_a_sheet_is_blank_and_fine(config):
    grainy = np.random.default_rng(3).normal(240, 3, (1100, 1600)).clip(0, 255).astype(np.uint8)
    found = judged(Image.fromarray(grainy), config)
    assert (found.grade, found.reasons, found.expected_error) == (Grade.FINE, ("blank",), 0.0)


def test_ink_of_which_nothing_was_read_is_not_called_blank(config):
    found = judged(soft(page()), config, confidence=0.1)
    assert found.grade is Grade.WARN
    assert found.reasons == ("no_text",)
    assert found.expected_error == 1.0


def test_handwriting_alone_never_asks_for_a_new_scan(config):
    small, black = soft(page(100)), page().point(lambda v: 255 * (v > 128))
    for picture, dpi in ((small, 100.0), (black, 200.0)):
        form = judged(picture, config, dpi=dpi, by_hand=3)
        letter = judged(picture, config, dpi=dpi, confidence=LOST, handwriting=0.9)
        assert form.grade is letter.grade is Grade.WARN
        assert "poor_text" in form.reasons
        assert "poor_text" in letter.reasons
        assert judged(picture, config, dpi=dpi, confidence=LOST).grade is Grade.RESCAN


def test_handwriting_that_was_not_known_as_such_is_not_blamed_on_the_scanner_where_most_was_read_well(config):
    array = as_gray(page().point(lambda v: 255 * (v > 128)))
    copy = prepare(array, 200, config)
    unknown = [
        dataclasses.replace(line, words=tuple(dataclasses.replace(word, handwriting=0.0) for word in line.words))
        for line in lines(copy, SURE, 0.0, 2, "Quyết")
    ]
    assert quality.assess(array, 200, copy, unknown, (), config).grade is Grade.WARN


def test_a_pale_page_is_called_faded_and_a_leaning_one_skewed(config):
    pale = Image.fromarray((255 - (255 - np.asarray(page(), int)) * 0.2).astype(np.uint8))
    assert "faded" in judged(pale, config).reasons
    leaning = soft(page()).rotate(7, expand=True, fillcolor=250, resample=Image.Resampling.BICUBIC)
    assert "skewed" in judged(leaning, config).reasons


def test_show_through_and_specks_are_measured_and_said_only_where_the_text_is_doubtful(config):
    front = np.asarray(soft(page()), float)
    back = cv2.GaussianBlur(np.fliplr(np.asarray(page(), np.uint8)), (0, 0), 3).astype(float)
    ghost = Image.fromarray((front * (1 - 0.55 * (255 - np.roll(back, 40, 0)) / 255)).astype(np.uint8))
    specked = front.copy()
    where = np.random.default_rng(5)
    specked[where.integers(0, front.shape[0], 8000), where.integers(0, front.shape[1], 8000)] = 20
    dirty = Image.fromarray(specked.astype(np.uint8))

    assert judged(ghost, config).show_through > 5 * judged(soft(page()), config).show_through
    assert judged(dirty, config).specks > 10 > judged(soft(page()), config).specks
    assert judged(dirty, config).grade is Grade.FINE
    assert "specks" in judged(dirty, config, confidence=0.8).reasons


def test_a_damaged_file_asks_for_a_new_scan(config):
    assert judged(soft(page()), config, warnings=("damaged",)).grade is Grade.RESCAN


def test_the_less_sure_the_less_plausible_and_the_more_unread_the_higher_the_expected_error(config):
    by_confidence = [judged(soft(page()), config, confidence=c).expected_error for c in (0.97, 0.9, 0.7, 0.4)]
    assert by_confidence == sorted(set(by_confidence))
    assert judged(soft(page()), config, text="Qxyệtz").expected_error > judged(soft(page()), config).expected_error

    array = as_gray(soft(page()))
    copy = prepare(array, 200, config)
    read = lines(copy, SURE, 0.0, 0, "Quyết")
    every, half = (quality.assess(array, 200, copy, some, (), config) for some in (read, read[::2]))
    assert every.unread < 0.02
    assert half.unread > 0.5
    assert half.expected_error > every.expected_error


REASONS = (
    "low_dpi", "blurred", "faded", "skewed", "show_through", "specks", "bilevel", "cut_edges", "damaged", "no_text",
    "doubtful_text", "poor_text",
)  # fmt: skip


@pytest.mark.parametrize("code", REASONS)
def test_every_reason_says_what_to_do_in_both_languages(code):
    said, said_en = explain(code, page=2, percent=5)
    assert any(remedy in said for remedy in ("quét lại", "so các giá trị", "nhập"))
    assert any(remedy in said_en.lower() for remedy in ("scan", "compare", "enter"))
