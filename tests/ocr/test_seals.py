import io

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.cleanup.discs import find_discs
from tests.ocr import paper, sealed
from tests.ocr.sealed import DPI, mm

SIZE = (mm(120), mm(90))
CENTRE, RADIUS = (mm(45), mm(45)), mm(18)
# Over the lower rim, as names lie on real papers, and one line that keeps away from the seal.
LINES = sealed.printed(SIZE, {(mm(38), mm(61)): "Trần Văn Mẫu", (mm(10), mm(80)): "- Lưu: VT, xã Thí Điểm"})
SEAL = sealed.seal(SIZE, CENTRE, RADIUS)
BLACK = (25, 25, 28)
RED = (205, 45, 50)


def mask(layer):
    return np.asarray(layer) > 128


def ink_of(picture):
    return clean.ink_mask(clean.level(seals.ink_channel(picture, DPI))) > 0


def shares(ink, text, other):
    """Share of the ink of *text* that is there, and of the ink of *other* away from the text."""
    beside = mask(other) & (cv2.dilate(np.asarray(text), np.ones((5, 5), np.uint8)) < 20)
    return ink[mask(text)].mean(), ink[beside].mean()


def test_the_ring_of_a_seal_is_found_to_a_millimetre():
    (disc,) = find_discs(np.maximum(np.asarray(SEAL), np.asarray(LINES)), DPI)
    assert abs(disc.x - CENTRE[0]) < mm(1)
    assert abs(disc.y - CENTRE[1]) < mm(1)
    assert abs(disc.radius - RADIUS) < mm(1)


def test_a_ring_worn_to_scraps_is_found_where_it_is_looked_for_and_none_in_print():
    y, x = np.indices(SIZE[::-1])
    around = np.arctan2(y - CENTRE[1], x - CENTRE[0]) * RADIUS / mm(1)  # millimetres along the ring
    ring, draw = sealed.layer(SIZE)
    draw.ellipse([c + s * RADIUS for s in (-1, 1) for c in CENTRE], outline=255, width=mm(0.5))
    ink = np.maximum(np.where(around % 3.5 < 1.6, np.asarray(ring), 0), np.asarray(LINES)).astype(np.uint8)
    assert find_discs(ink, DPI) == ()
    (disc,) = find_discs(ink, DPI, worn=True)
    assert np.hypot(disc.x - CENTRE[0], disc.y - CENTRE[1]) < mm(1)
    assert abs(disc.radius - RADIUS) < mm(1)
    assert find_discs(255 - np.asarray(paper.page().convert("L")), DPI, worn=True) == ()


@pytest.mark.parametrize("colour", [RED, (140, 22, 32), (228, 90, 45), (90, 62, 165)], ids=["red", "dark", "orange", "violet"])
def test_a_coloured_seal_is_gone_and_the_name_under_it_is_not(colour):
    picture = sealed.laid(SIZE, (LINES, BLACK), (SEAL, colour))
    assert ink_of(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))[mask(SEAL)].mean() > 0.9
    kept, left = shares(ink_of(picture), LINES, SEAL)
    assert kept > 0.93
    assert left < 0.02


def test_a_seal_whose_colour_bled_in_a_poor_jpeg_is_gone():
    file = io.BytesIO()
    Image.fromarray(sealed.laid(SIZE, (LINES, BLACK), (SEAL, RED))).save(file, "JPEG", quality=40)
    kept, left = shares(ink_of(np.asarray(Image.open(file))), LINES, SEAL)
    assert kept > 0.9
    assert left < 0.06


@pytest.mark.parametrize("colour", [RED, (40, 60, 165)], ids=["red", "blue"])
def test_a_name_stamped_in_colour_beside_the_seal_is_text(colour):
    name = sealed.printed(SIZE, {(mm(68), mm(52)): "Lê Thị Ví Dụ"})
    kept, left = shares(ink_of(sealed.laid(SIZE, (name, colour), (SEAL, RED))), name, SEAL)
    assert kept > 0.85
    assert left < 0.05


def test_a_red_title_without_a_seal_is_text():
    title = sealed.printed(SIZE, {(mm(20), mm(30)): "GIẤY CHỨNG NHẬN"}, 22)
    assert ink_of(sealed.laid(SIZE, (title, (215, 30, 40))))[mask(title)].mean() > 0.9


def test_a_blue_signature_alone_stays_on_the_page():
    pen = sealed.signature(SIZE, (mm(30), mm(40)))
    assert ink_of(sealed.laid(SIZE, (LINES, BLACK), (pen, (40, 55, 150))))[mask(pen)].mean() > 0.9


def test_a_black_seal_is_gone_and_the_name_on_its_rim_is_left():
    ink = np.where(mask(LINES) | mask(SEAL), 255, 0).astype(np.uint8)
    kept, left = shares(seals.without_seals(ink, DPI) > 0, LINES, SEAL)
    assert kept > 0.93
    assert left < 0.1


def test_print_that_no_seal_touches_is_left_as_it_is():
    ink = np.where(mask(LINES) | mask(SEAL), 255, 0).astype(np.uint8)
    below = mm(68)
    assert (seals.without_seals(ink, DPI)[below:] == ink[below:]).all()


@pytest.mark.parametrize("what", ["text", "table", "signature"])
def test_a_page_without_a_seal_comes_back_byte_for_byte(what):
    ink = 255 - np.asarray(paper.page().convert("L"))
    if what == "table":
        for k in range(8):
            cv2.line(ink, (100, 100 + 90 * k), (1500, 100 + 90 * k), 255, 3)
            cv2.line(ink, (100 + 200 * k, 100), (100 + 200 * k, 730), 255, 3)
    if what == "signature":
        ink = np.maximum(ink, np.asarray(sealed.signature(ink.shape[::-1], (600, 700))))
    ink = np.where(ink > 100, 255, 0).astype(np.uint8)
    assert seals.without_seals(ink, DPI).tobytes() == ink.tobytes()


def test_a_gray_page_is_returned_as_it_is():
    gray = np.asarray(paper.page().convert("L"))
    assert seals.ink_channel(gray, DPI) is gray
