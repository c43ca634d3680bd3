import cv2
import numpy as np
import pytest

from pipelines.ocr.cleanup import borders, clean, specks
from pipelines.ocr.cleanup.pieces import erased, pieces_of
from tests.ocr import paper

TEXT = (
    "Số: 12/2019/QĐ-UBND. Hà Nội, ngày 5 tháng 6",
    "i ị ỉ ì í ĩ; a ạ ả à á ã: ệ ộ ợ ặ... Hết!",
    "- Như trên; - Lưu: VT, P.1, 2.b",
)


def ink(picture):
    return clean.ink_mask(clean.level(np.asarray(picture.convert("L"), np.uint8)))


def without_specks(picture, dpi):
    pieces = pieces_of(picture)
    return erased(picture, pieces, specks.specks(pieces, dpi, np.zeros(len(pieces), bool)))


@pytest.mark.parametrize("dpi", [100, 120, 200, 300])
@pytest.mark.parametrize("points", [9, 13])
def test_every_dot_and_mark_of_a_clean_page_stays(dpi, points):
    page = ink(paper.page(TEXT, dpi=dpi, points=points))
    assert np.array_equal(without_specks(page, dpi), page)


def test_dust_between_the_lines_goes_though_it_is_as_large_as_a_full_stop():
    page = ink(paper.page(TEXT))
    dirty = page.copy()
    for x, y in ((60, 60), (400, 700), (1200, 900), (1500, 400)):
        cv2.circle(dirty, (x, y), 3, 255, -1)
    assert np.array_equal(without_specks(dirty, 200), page)


def test_dots_thinly_strewn_between_the_lines_go_and_letters_broken_into_dots_stay():
    page = ink(paper.page(TEXT))
    dirty = page.copy()
    rng = np.random.default_rng(2)
    for x, y in zip(rng.integers(100, 1500, 150).tolist(), rng.integers(700, 1100, 150).tolist(), strict=True):
        dirty[y : y + 2, x : x + 2] = 255
    assert np.array_equal(without_specks(dirty, 200), page)
    broken = page.copy()
    broken[::4] = broken[:, ::4] = 0
    # The smallest crumbs of a page that is nothing but crumbs pass for pepper.
    assert (without_specks(broken, 200) > 0).sum() > 0.75 * (broken > 0).sum()


def test_pepper_on_all_of_the_page_goes_and_the_marks_stay():
    page = ink(paper.page(TEXT))
    rng = np.random.default_rng(1)
    dirty = page.copy()
    dirty[rng.integers(0, page.shape[0], 4000), rng.integers(0, page.shape[1], 4000)] = 255
    cleared = without_specks(dirty, 200)
    assert (cleared[page == 0] > 0).mean() < 0.15 * (dirty[page == 0] > 0).mean()
    assert (cleared[page > 0] > 0).all()


def test_a_lid_a_desk_corner_and_punched_holes_go_and_text_stays():
    page = ink(paper.page(TEXT))
    dirty = page.copy()
    dirty[:, -50:] = 255
    cv2.fillPoly(dirty, [np.array([[0, 1159], [200, 1159], [0, 1000]])], 255)
    for y in (350, 980):
        cv2.circle(dirty, (90, y), 23, 255, -1)
    assert np.array_equal(borders.clear_border(dirty, 200), page)


def test_text_and_a_frame_that_run_off_the_page_stay():
    page = ink(paper.page(TEXT))
    cut = np.ascontiguousarray(page[:, 190:])
    cut[600:603, :] = cut[600:1000, 700:703] = 255
    assert cut[:, 0].any()
    assert np.array_equal(borders.clear_border(cut, 200), cut)


def test_round_letters_and_bullets_near_the_edge_are_no_holes():
    page = ink(paper.page(("OQO 0o0 ● • ÔƠ",), points=24))
    near = np.ascontiguousarray(page[:, 100:])
    assert np.array_equal(borders.clear_border(near, 200), near)
