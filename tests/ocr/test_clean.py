import cv2
import numpy as np

from pipelines.ocr.cleanup import borders, clean, leaders, rules, seals, specks
from pipelines.ocr.cleanup.pieces import erased, pieces_of
from tests.ocr import paper


def gray(picture):
    return np.asarray(picture.convert("L"), np.uint8)


def ink(picture):
    return clean.ink_mask(clean.level(gray(picture)))


def without_lines(picture, dpi):
    ruled = rules.without_rules(picture, dpi)
    pieces = pieces_of(ruled)
    return erased(ruled, pieces, leaders.leaders(pieces, dpi))


def without_specks(picture, dpi=200):
    pieces = pieces_of(picture)
    return erased(picture, pieces, specks.specks(pieces, dpi, np.zeros(len(pieces), bool)))


def test_a_seal_is_gone_from_the_ink_and_black_text_stays():
    plain = paper.page(size=(8, 5))
    sealed = paper.seal(plain, (800, 420), 200)
    channel = seals.ink_channel(np.asarray(sealed), 200)
    after = clean.ink_mask(clean.level(channel))
    before = ink(plain)
    assert (after > 0)[before == 0].mean() < 0.003, "hardly any ink where there was none"
    assert (after > 0)[before > 0].mean() > 0.97, "text is still there"
    assert (ink(sealed) > 0)[before == 0].mean() > 0.01, "without the red channel the seal would be read"


def test_levelling_brings_dark_paper_to_white():
    page = clean.level(gray(paper.yellowed(paper.page())))
    reference = gray(paper.page())
    assert page[reference > 250].mean() > 235
    assert page[reference < 10].mean() < 60


def test_rules_and_leaders_go_and_letters_stay():
    dpi = 200
    reference = ink(paper.page(size=(8, 5)))
    ruled = reference.copy()
    cv2.line(ruled, (60, 60), (1500, 60), 255, 2)
    cv2.line(ruled, (60, 60), (60, 900), 255, 2)
    for x in range(100, 1500, 9):
        ruled[900:903, x : x + 3] = 255
    cleared = without_lines(ruled, dpi)
    assert (cleared[58:63] > 0).mean() < 0.02
    assert (cleared[895:905] > 0).mean() < 0.02
    assert (cleared[reference > 0] > 0).mean() > 0.97


def test_dots_of_letters_are_no_leaders():
    reference = ink(paper.page(("ị ọ ạ ậ ợ ệ ị ọ ạ ậ ợ ệ", "i i i i i i j j j ... ! ?")))
    assert (without_lines(reference, 200)[reference > 0] > 0).mean() > 0.95


def test_a_dark_scanner_lid_at_the_edge_goes():
    page = ink(paper.page())
    with_lid = page.copy()
    with_lid[:, :60] = 255
    cleared = borders.clear_border(with_lid, 200)
    assert not cleared[:, :60].any()
    assert (cleared[page > 0] > 0).mean() > 0.99


def test_specks_go_only_from_specked_pages():
    page = ink(paper.page())
    rng = np.random.default_rng(0)
    noisy = page.copy()
    noisy[rng.integers(0, page.shape[0], 3000), rng.integers(0, page.shape[1], 3000)] = 255
    assert (without_specks(noisy)[page == 0] > 0).mean() < 0.2 * (noisy[page == 0] > 0).mean()
    assert np.array_equal(without_specks(page), page)


def test_contrast_tells_faded_from_black():
    black = clean.level(gray(paper.page()))
    faded = (255 - (255 - black.astype(int)) * 0.2).astype(np.uint8)
    assert clean.contrast(black, clean.ink_mask(black)) > 0.8
    assert clean.contrast(faded, clean.ink_mask(faded)) < 0.35
