import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.ocr.cleanup import clean, leaders, rules
from pipelines.ocr.cleanup.pieces import erased, pieces_of
from tests.ocr import paper

DOTTED_BELOW = (
    "Huyện Nghị Lộc, hội thị ngoại nội vụ bị lạ tự lự",
    "ọ ạ ệ ộ ị ụ ự ậ ặ ợ ọ ạ ệ ộ ị ụ ự ậ ặ ợ",
    "Vậy... và v.v.. Hết!",
)


def ink(picture):
    return clean.ink_mask(clean.level(np.asarray(picture.convert("L"), np.uint8)))


def without_lines(picture, dpi=200):
    ruled = rules.without_rules(picture, dpi)
    pieces = pieces_of(ruled)
    return erased(ruled, pieces, leaders.leaders(pieces, dpi))


def share_left(cleared, reference):
    return (cleared[reference > 0] > 0).mean()


@pytest.mark.parametrize("dpi", [120, 200, 300])
@pytest.mark.parametrize("points", [11, 13, 16])
def test_dots_below_and_full_stops_of_a_clean_page_all_stay(dpi, points):
    page = ink(paper.page(DOTTED_BELOW, dpi=dpi, points=points))
    assert np.array_equal(without_lines(page, dpi), page)


@pytest.mark.parametrize("pitch", [7, 9, 14, 18])
def test_a_dotted_line_under_filled_in_text_goes_and_the_tone_marks_stay(pitch):
    page = ink(paper.page(DOTTED_BELOW[:1]))
    base = int(np.flatnonzero((page > 0).any(1))[-1]) - 2
    dotted = page.copy()
    for x in range(100, 1500, pitch):
        dotted[base : base + 3, x : x + 3] = 255
    cleared = without_lines(dotted)
    extra = (dotted > 0) & (page == 0)
    # Dots that grew together with a mark or a tail stay with it.
    assert (cleared[extra] > 0).mean() < 0.12
    assert share_left(cleared, page) > 0.985


def test_tone_marks_of_a_label_before_a_dotted_line_stay_though_they_are_in_step_with_it():
    page = ink(paper.page(("Dân tộc, họ mẹ, lị, tự, bạn, mạn, hạn, nhậ",)))
    pieces = pieces_of(page)
    mark = int(np.argmax(pieces.top))  # the lowest piece: a dot below
    top, left, width, height = (int(v[mark]) for v in (pieces.top, pieces.left, pieces.width, pieces.height))
    for pitch in (10, 11, 12, 13):
        dotted = page.copy()
        start = int(np.flatnonzero((page > 0).any(0))[-1]) + 40
        for x in range(left + pitch * ((start - left) // pitch), 1500, pitch):
            dotted[top : top + height, x : x + width] = 255
        assert np.array_equal(without_lines(dotted), page), pitch


def test_short_bits_of_a_leader_on_its_line_go_too():
    page = np.zeros((200, 1200), np.uint8)
    for start, dots in ((100, 12), (400, 3), (600, 2), (800, 3)):
        for x in range(start, start + 9 * dots, 9):
            page[100:103, x : x + 3] = 255
    assert (without_lines(page)[:, :700] > 0).sum() <= 2 * 9


def test_an_ellipsis_alone_stays():
    page = np.zeros((200, 400), np.uint8)
    for x in (100, 109, 118):
        page[100:104, x : x + 4] = 255
    assert np.array_equal(without_lines(page), page)


def test_a_dashed_and_a_broken_rule_go():
    page = np.zeros((300, 900), np.uint8)
    for x in range(50, 850, 20):
        page[100:102, x : x + 12] = 255
    rng = np.random.default_rng(3)
    x = 50
    while x < 800:
        length = int(rng.integers(6, 40))
        page[200:202, x : x + length] = 255
        x += length + int(rng.integers(2, 9))
    assert not without_lines(page).any()


@pytest.mark.parametrize(("rise", "thick"), [(0, 2), (0, 5), (8, 2), (-6, 3)])
def test_letters_that_a_rule_runs_through_are_mended(rise, thick):
    page = paper.page(("Nguyễn Thị Hạnh Phúc kính gửi Ủy ban nhân dân huyện",))
    reference = ink(page)
    rows = np.flatnonzero((reference > 0).any(1))
    middle = int(rows[0] + 0.62 * (rows[-1] - rows[0]))
    ruled = reference.copy()
    cv2.line(ruled, (60, middle + rise // 2), (1550, middle - rise // 2), 255, thick)
    cleared = without_lines(ruled)
    assert share_left(cleared, reference) > 0.93
    assert (cleared[reference == 0] > 0).mean() < 0.2 * (ruled[reference == 0] > 0).mean()


def test_a_double_rule_and_a_bent_one_go():
    page = np.zeros((300, 1600), np.uint8)
    page[50:52, 100:1500] = page[56:58, 100:1500] = 255
    x = np.arange(100, 1500)
    y = 200 + np.round(8 * np.sin((x - 100) / 1400 * np.pi)).astype(int)
    page[y, x] = page[y + 1, x] = 255
    assert (without_lines(page) > 0).sum() < 0.02 * (page > 0).sum()


def test_the_frame_of_a_table_goes_and_its_figures_stay():
    picture = Image.new("L", (1200, 500), 255)
    draw = ImageDraw.Draw(picture)
    for column, text in enumerate(("1", "11", "Trịnh Ánh", "l/1")):
        draw.text((120 + 250 * column, 160), text, fill=0, font=paper.font(36))
    figures = ink(picture)
    framed = figures.copy()
    for x in (100, 350, 600, 850, 1100):
        framed[100:400, x : x + 3] = 255
    for y in (100, 250, 400):
        framed[y : y + 3, 100:1103] = 255
    cleared = without_lines(framed)
    assert np.array_equal(cleared, figures)
