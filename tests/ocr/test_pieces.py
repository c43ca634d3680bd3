"""Pieces of ink are counted once a page: what is handed on must be what would be found anew."""

import numpy as np
import pytest

from pipelines.ocr.cleanup import seals
from pipelines.ocr.cleanup.pieces import erased, labelled, pieces_of, without
from pipelines.ocr.cleanup.prepare import prepare
from pipelines.ocr.config import OcrConfig
from tests.ocr import paper


def boxes(pieces):
    """Left, top, width, height and area of every piece that is there, and the number of its pixels in the labels."""
    pixels = np.bincount(pieces.labels.ravel(), minlength=len(pieces))
    columns = (pieces.left, pieces.top, pieces.width, pieces.height, pieces.area, pixels)
    return {tuple(int(column[number]) for column in columns) for number in range(1, len(pieces)) if pieces.area[number]}


def strewn(share):
    return ((np.random.default_rng(5).random((900, 900)) < share) * 255).astype(np.uint8)


def test_a_page_with_more_pieces_than_sixteen_bits_count_is_taken_apart_all_the_same():
    dots = np.zeros((700, 700), np.uint8)
    dots[::2, ::2] = 255
    count, labels, stats, _ = labelled(dots)
    assert count == 350 * 350 + 1
    assert len(np.unique(labels)) == count
    assert (stats[1:, -1] == 1).all()


@pytest.mark.parametrize("chosen", [lambda area: area < 4, lambda area: area >= 4, lambda area: area > 0])
def test_pieces_without_some_are_those_of_the_ink_without_them(chosen):
    ink = strewn(0.15)
    pieces = pieces_of(ink)
    drop = chosen(pieces.area)
    drop[0] = False
    assert boxes(without(pieces, drop)) == boxes(pieces_of(erased(ink, pieces, drop)))


def test_a_copy_hands_on_the_pieces_of_its_ink():
    page = np.asarray(paper.yellowed(paper.page())).copy()
    page[np.random.default_rng(6).random(page.shape[:2]) < 0.001] = 60
    copy = prepare(seals.ink_channel(page, 200), 200, OcrConfig())
    assert boxes(copy.pieces) == boxes(pieces_of(copy.ink))
    assert len(boxes(copy.pieces)) < len(copy.pieces) - 100, "dirt was there and was taken out"
