import cv2
import numpy as np
import pytest

from pipelines.ocr.cleanup import clean, orient, upright
from tests.ocr import paper

CAPITALS = ("GIẤY KHAI SINH", "HỌ VÀ TÊN: TRẦN THỊ MẪU", "NƠI SINH: XÃ THÍ ĐIỂM")
PLAIN = ("The committee shall meet again in the spring", "and report to the members of the board.", "Done at Springfield")
SHORT = ("Họ và tên: Nguyễn Văn Thử", "Ngày sinh: 02/09/1985")
SURE = 0.95


def ink(picture):
    return clean.ink_mask(clean.level(np.asarray(picture.convert("L"), np.uint8)))


def turned(mask, degrees):
    """*mask* as it lies when it must be turned clockwise by *degrees* to stand upright."""
    return np.ascontiguousarray(np.rot90(mask, degrees // 90))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [paper.LINES, CAPITALS, PLAIN, SHORT], ids=["letter", "capitals", "without marks", "two lines"])
def test_the_way_a_page_stands_is_found(lines, turn):
    stand = upright.stand(turned(ink(paper.page(lines)), turn), 200)
    assert stand.rotation == turn
    assert stand.sure > SURE


@pytest.mark.parametrize("degrees", [-12, -4, 5, 11])
@pytest.mark.parametrize("turn", [90, 180])
def test_a_leaning_page_is_no_riddle(degrees, turn):
    leaning = ink(paper.page().rotate(degrees, fillcolor="white", resample=2))
    assert upright.stand(turned(leaning, turn), 200).rotation == turn


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_low_and_high_resolution_are_told_alike(dpi):
    page = turned(ink(paper.page(SHORT, dpi=dpi)), 180)
    assert upright.stand(page, dpi).rotation == 180


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rules_seals_and_dark_borders_do_not_decide(turn):
    mask = ink(paper.seal(paper.page(SHORT, size=(8, 5)), (1200, 700), 190))
    for y in range(60, 960, 60):
        cv2.line(mask, (900, y), (1500, y), 255, 2)
    for x in range(900, 1501, 200):
        cv2.line(mask, (x, 60), (x, 960), 255, 2)
    mask[:, :50] = 255
    mask[-40:] = 255
    assert upright.stand(turned(mask, turn), 200).rotation == turn


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_of_specks_is_left_as_it_is(turn):
    rng = np.random.default_rng(turn)
    mask = np.zeros((1600, 1200), np.uint8)
    for x, y, size in zip(rng.integers(0, 1200, 700), rng.integers(0, 1600, 700), rng.integers(1, 5, 700), strict=True):
        cv2.circle(mask, (int(x), int(y)), int(size), 255, -1)
    stand = upright.stand(mask, 200)
    assert stand.rotation == 0 or stand.sure < SURE


def test_an_empty_page_is_left_as_it_is_and_nobody_is_sure():
    stand = upright.stand(np.zeros((500, 400), np.uint8), 200)
    assert (stand.rotation, stand.letters) == (0, 0)
    assert stand.sure < SURE


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3)])
def test_odd_pictures_break_nothing(size):
    for value in (0, 255):
        mask = np.full(size, value, np.uint8)
        assert upright.stand(mask, 200).rotation == 0
        assert abs(orient.lean(mask)[0]) <= 17


@pytest.mark.parametrize("degrees", [-15, -6, -1.5, -0.1, 0, 0.5, 2, 7, 14])
def test_the_lean_of_a_page_is_found(degrees):
    leaning = ink(paper.page().rotate(degrees, fillcolor="white", resample=2))
    found, _ = orient.lean(orient.text_ink(leaning))
    assert found == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("degrees", [-3, 2.4])
def test_two_columns_out_of_step_do_not_add_to_the_lean(degrees):
    page = ink(paper.page(paper.LINES * 8, dpi=60, points=20, size=(20, 18)))  # a line every 24 pixels
    half = page.shape[1] // 2
    page[7:, half:] = page[:-7, :half]
    page[:7, half:] = 0
    middle = (page.shape[1] / 2, page.shape[0] / 2)
    leaning = cv2.warpAffine(page, cv2.getRotationMatrix2D(middle, degrees, 1.0), page.shape[::-1])
    found, _ = orient.lean(orient.text_ink(np.where(leaning > 127, 255, 0).astype(np.uint8)))
    assert found == pytest.approx(degrees, abs=0.2)


def test_an_empty_page_has_no_lean():
    assert orient.lean(np.zeros((500, 400), np.uint8)) == (0.0, 0.0)


def test_known_leans_of_real_pages_are_found(shared, config):
    from pipelines.ocr.source import pages

    # The whole degrees that come with these pages are another program's answer in steps of one degree. These are slopes of
    # lines fitted through the feet of letters (1, 3, 4, 6), ruled lines (5, 7) and staves (2); for 8 that answer stands.
    measured = (1.4, 2.17, 6.2, -7.07, -3.44, 2.77, -3.36, -15)
    folder = shared / "ocr_truth" / "sbrunner_deskew"
    for number, truth in enumerate(measured, start=1):
        picture = pages.load_picture(folder / f"deskew-{number}.png", 1, config)
        array = np.asarray(picture.image.convert("L"), np.uint8)
        size = round(array.shape[1] * 200 / picture.dpi), round(array.shape[0] * 200 / picture.dpi)
        mask = clean.ink_mask(clean.level(np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_AREA), np.uint8)))
        found, _ = orient.lean(orient.text_ink(mask))
        assert found == pytest.approx(truth, abs=0.2), number


def test_the_whole_degrees_that_come_with_those_pages_are_near(shared, config):
    from pipelines.ocr.source import pages

    folder = shared / "ocr_truth" / "sbrunner_deskew"
    for number, truth in zip(range(1, 9), (-1, -2, -6, 7, 3, -3, 3, 15), strict=True):
        picture = pages.load_picture(folder / f"deskew-{number}.png", 1, config).image
        found, _ = orient.lean(orient.text_ink(ink(picture)))
        assert found == pytest.approx(-truth, abs=0.6), number
