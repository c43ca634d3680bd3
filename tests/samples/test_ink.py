from random import Random

import numpy as np
from PIL import Image

from pipelines.samples import fonts, ink


def test_a_seal_over_text_leaves_the_text_black():
    page = Image.new("RGB", (300, 300), (255, 255, 255))
    page.paste((20, 20, 20), (100, 100, 200, 120))
    mask = Image.new("L", (300, 300), 255)
    ink.lay(page, mask, ink.RED, 0, 0)
    red, green, blue = page.getpixel((150, 110))
    assert max(red, green, blue) <= 20
    red, green, blue = page.getpixel((10, 10))
    assert red > 180 > green


def test_ink_laid_over_the_edge_is_cut_off():
    page = Image.new("RGB", (50, 50), (255, 255, 255))
    ink.lay(page, Image.new("L", (40, 40), 255), ink.BLUE, 30, -20)
    ink.lay(page, Image.new("L", (40, 40), 255), ink.BLUE, 500, 500)
    values = np.asarray(page)
    assert (values[:20, 30:] != 255).any()
    assert (values[21:] == 255).all()


def test_no_two_handwritten_letters_are_alike():
    face = fonts.families("serif")[0].italic
    mask, x, base = ink.handwriting("aaaa", face, 60, Random(3), 0.1)
    width = ink.hand_width("a", face, 60)
    letters = [np.asarray(mask.crop((round(x + n * width), 0, round(x + n * width) + 28, mask.height))) for n in range(4)]
    assert all(not np.array_equal(letters[0], other) for other in letters[1:])
    assert 0 < base < mask.height
    assert np.asarray(mask).max() > 200


def test_a_seal_is_round_and_as_large_as_asked():
    face = fonts.families("serif")[0].bold
    mask = np.asarray(ink.seal(400, "ỦY BAN NHÂN DÂN", "HUYỆN VẠN NINH", "", face, Random(1)))
    ys, xs = np.nonzero(mask > 60)
    assert mask.shape == (400, 400)
    assert np.ptp(xs) > 380
    assert np.ptp(ys) > 380
    assert np.hypot(xs - 200, ys - 200).max() < 206
