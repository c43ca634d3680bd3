import math
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.samples import damage
from pipelines.samples.conditions import CONDITIONS, steps


@pytest.fixture(scope="module")
def page():
    image = Image.new("RGB", (1240, 1754), (252, 252, 250))
    draw = ImageDraw.Draw(image)
    for y in range(200, 1500, 60):
        draw.rectangle((150, y, 1090, y + 18), fill=(25, 25, 28))
    return np.asarray(image, dtype=np.uint8)


ALONE = [name for name in CONDITIONS if CONDITIONS[name].steps]


@pytest.mark.parametrize("name", ALONE)
def test_damage_changes_the_page_alike_for_alike_seeds_and_spares_its_input(page, name):
    before = page.copy()

    def damaged(seed):
        out, rng = page, Random(seed)
        for step in steps(CONDITIONS[name], rng):
            out = step(out, rng)
        return out

    first, again, other = damaged(1), damaged(1), damaged(2)
    assert np.array_equal(page, before)
    assert np.array_equal(first, again)
    assert first.dtype == np.uint8
    assert first.shape[2] == 3
    assert first.shape != page.shape or not np.array_equal(first, page)
    assert first.shape != other.shape or not np.array_equal(first, other)


def test_skew_turns_lines_by_a_degree_or_more_but_not_by_five(page):
    for seed in range(4):
        out = damage.skew(page, Random(seed))
        dark = out[:, :, 0] < 128
        left, right = dark[:, 300], dark[:, 900]
        shift = np.argmax(np.correlate(right.astype(float), left.astype(float), "full")) - (len(left) - 1)
        # Lines repeat every 60 rows: the shift is known modulo that.
        angles = [math.degrees(math.atan2(shift + k * 60, 600)) for k in (-1, 0, 1)]
        assert any(0.7 < abs(angle) < 4.3 for angle in angles)


def test_turned_pages_are_turned_back_by_the_opposite(page):
    assert np.array_equal(np.rot90(damage.rotated_180(page, Random(1)), 2), page)
    side = damage.rotated_90(page, Random(1))
    assert side.shape[:2] == page.shape[1::-1]
    assert any(np.array_equal(np.rot90(side, turns), page) for turns in (1, 3))


def test_fading_leaves_between_a_quarter_and_two_thirds_of_the_contrast(page):
    out = damage.faded(page, Random(5))
    contrast = float(out[100, :, 1].mean()) - float(out[205:215, 200:1000, 1].mean())
    assert 0.2 * 227 < contrast < 0.66 * 227


def test_yellowed_paper_loses_blue_before_red(page):
    red, _, blue = damage.yellowed(page, Random(3))[20:180].reshape(-1, 3).mean(axis=0)
    assert red - blue > 15


def test_bleed_through_shows_the_back_mirrored_and_pale(page):
    back = np.full_like(page, 255)
    back[400:460, 200:400] = 0
    front = np.full_like(page, 255)
    out = damage.bleed_through(front, Random(2), back)
    dark = np.argwhere(out[:, :, 0] < 245)
    assert 255 * 0.5 < out.min() < 245
    assert dark[:, 1].min() > 1240 - 400 - 80  # mirrored: the mark was at the left of the back


def test_a_photographed_page_lies_on_a_darker_table(page):
    out = damage.phone(page, Random(4))
    assert out[3, 3].mean() + 40 < np.median(out[300:1400, 300:900])


def test_several_mishaps_come_in_the_order_of_life():
    order = [damage.yellowed, damage.skew, damage.noise]
    for seed in range(20):
        chosen = [step for step in steps(CONDITIONS["several"], Random(seed)) if step in order]
        assert 2 <= len(steps(CONDITIONS["several"], Random(seed))) <= 3
        assert chosen == [step for step in order if step in chosen]
