import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipelines.ocr.cleanup import clean, seals
from pipelines.ocr.recognition import handwriting, pen
from pipelines.ocr.recognition.engines import Read
from tests.ocr import paper

# Strokes of digits as a pen draws them, in a unit square, y down.
PEN = {
    "1": [(0.3, 0.25), (0.6, 0.0), (0.45, 1.0)],
    "4": [(0.6, 0.0), (0.05, 0.65), (0.9, 0.6), (0.7, 0.3), (0.55, 1.05)],
    "7": [(0.05, 0.1), (0.85, 0.0), (0.3, 1.1), (0.45, 0.6), (0.15, 0.62), (0.75, 0.55)],
}


def header(pen_height, pen_width, colour="black"):
    """'Số: <147 by pen>/QĐ-UBND' above printed lines; returns the picture and the words that were put there."""
    picture = Image.new("RGB", (1400, 420), "white")
    draw = ImageDraw.Draw(picture)
    face = paper.font(36)
    words = []

    def put(x, y, text, line, confidence=0.95):
        draw.text((x, y), text, fill="black", font=face)
        words.append(Read(text, confidence, tuple(int(v) for v in draw.textbbox((x, y), text, font=face)), (1, 1, line)))

    put(100, 50, "Số:", 0)
    for number, digit in enumerate("147"):
        points = [(180 + number * 34 + a * 26, 84 - pen_height + b * pen_height) for a, b in PEN[digit]]
        draw.line(points, fill=colour, width=pen_width, joint="curve")
    words.append(Read("147", 0.75, (178, 84 - pen_height - 2, 285, 94), (1, 1, 0)))
    put(300, 50, "/QĐ-UBND", 0)
    for row, text in enumerate(
        ("ngày 19 tháng 6 năm 2015 của Ủy ban nhân dân xã", "số 147 ngày 25 tháng 12 năm 2024 về đất đai"), 1
    ):
        x = 100
        for word in text.split():
            put(x, 50 + 90 * row, word, row)
            x = words[-1].box[2] + 12
    return picture, tuple(words)


def scored(picture, words):
    array = np.asarray(picture)
    ink = clean.ink_mask(clean.level(seals.ink_channel(array, 200)))
    colour = handwriting.spread_of_colour(array, np.array([[1.0, 0, 0], [0, 1, 0]]), (array.shape[1], array.shape[0]))
    return dict(zip([(w.text, w.line[2]) for w in words], handwriting.scores(words, ink, colour), strict=True))


@pytest.mark.parametrize(
    ("height", "width", "colour"), [(46, 4, "black"), (40, 8, "black"), (34, 4, (40, 60, 190)), (52, 3, (30, 30, 120))]
)
def test_pen_digits_score_high_and_printed_ones_low(height, width, colour):
    found = scored(*header(height, width, colour))
    assert found["147", 0] > 0.5
    printed = [score for (text, line), score in found.items() if line > 0]
    assert np.mean([score > 0.5 for score in printed]) < 0.1
    assert found["147", 2] < 0.3
    assert found["147", 0] > max(printed)


def test_pen_strokes_that_no_word_accounts_for_raise_their_neighbours():
    picture, words = header(44, 5)
    without = tuple(w for w in words if not (w.text == "147" and w.line[2] == 0))
    before = scored(*header(44, 5))
    after = scored(picture, without)
    assert after["/QĐ-UBND", 0] > before["/QĐ-UBND", 0]
    assert after["Số:", 0] > before["Số:", 0]


def test_scores_are_shares_and_one_for_each_word():
    picture, words = header(44, 5)
    found = handwriting.scores(words, clean.ink_mask(np.asarray(picture.convert("L"))), None)
    assert len(found) == len(words)
    assert all(0 <= score <= 1 for score in found)
    assert handwriting.scores((), np.zeros((10, 10), np.uint8), None) == []
    assert len(handwriting.scores(words, np.zeros((420, 1400), np.uint8), None)) == len(words)


LINES = (
    ("ỦY BAN NHÂN DÂN PHƯỜNG CỘNG HÒA", 34),
    ("QUYẾT ĐỊNH CỦA PHÒNG ĐẦU TƯ", 36),
    ("Số: 2933/2015/QĐ-UBND và 788/QĐ-SYT", 34),
    ("Quảng Ngãi, tháng 7 của Quý về hồ sơ số 1942", 34),
    ("quyết định này được gửi (kèm theo) tới phòng Kế hoạch", 34),
)


def printed(confidence=0.95):
    """A picture of LINES as a printer leaves it, and its words."""
    picture = Image.new("RGB", (1500, 100 + 100 * len(LINES)), "white")
    draw = ImageDraw.Draw(picture)
    words = []
    for row, (text, size) in enumerate(LINES):
        x = 80
        for word in text.split():
            draw.text((x, 60 + 100 * row), word, fill="black", font=paper.font(size))
            box = draw.textbbox((x, 60 + 100 * row), word, font=paper.font(size))
            words.append(Read(word, confidence, tuple(int(v) for v in box), (1, 1, row)))
            x = words[-1].box[2] + 16
    return picture, tuple(words)


def test_printed_capitals_with_marks_slashes_and_tails_are_not_taken_for_a_pen():
    found = scored(*printed())
    assert {word for (word, _), score in found.items() if score >= 0.5} == set()


def test_a_worn_page_that_is_read_with_doubt_throughout_is_not_written_by_hand():
    found = scored(*printed(confidence=0.4))
    assert max(found.values()) < 0.5


def test_marks_and_slashes_excuse_no_tall_stroke_among_digits():
    picture, words = printed()
    number = next(w for w in words if w.text == "1942")
    x0, y0, x1, y1 = number.box
    draw = ImageDraw.Draw(picture)
    draw.rectangle((x0 - 4, y0 - 4, x1 + 4, y1 + 4), fill="white")
    wide = (x1 - x0) / 3
    for place, digit in enumerate("147"):
        points = [(x0 + (place + 0.7 * a) * wide, y1 - 1.25 * (y1 - y0) * (1 - b)) for a, b in PEN[digit]]
        draw.line(points, fill="black", width=4, joint="curve")
    found = scored(picture, tuple(w if w is not number else Read("147", 0.95, (x0, y0 - 12, x1, y1 + 4), w.line) for w in words))
    assert found["147", 3] > 0.5
    assert found["147", 3] > max(score for (word, _), score in found.items() if word != "147")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_level_digits_of_the_prints_own_height_and_ink_stand_out_by_their_shape(seed):
    chance = np.random.default_rng(seed)
    picture, words = printed()
    number = next(w for w in words if w.text == "1942")
    before = scored(picture, words)["1942", 3]
    x0, y0, x1, y1 = number.box
    draw = ImageDraw.Draw(picture)
    draw.rectangle((x0 - 4, y0 - 4, x1 + 4, y1 + 4), fill="white")
    wide = (x1 - x0) / 4
    for place, digit in enumerate("1447"):
        # A pen draws no two fours alike: every bend of a stroke lies a little elsewhere.
        strays = chance.normal(0, 0.06, (len(PEN[digit]), 2))
        points = [
            (x0 + (place + 0.7 * a + across) * wide, y0 + min(b + down, 1) * (y1 - y0))
            for (a, b), (across, down) in zip(PEN[digit], strays, strict=True)
        ]
        draw.line(points, fill="black", width=4, joint="curve")
    assert scored(picture, words)["1942", 3] > max(before + 0.4, 0.5)


@pytest.mark.parametrize("size", [30, 46])
def test_a_date_line_in_italics_or_another_size_is_print(size):
    above, words = printed()
    picture = Image.new("RGB", (above.width, above.height + 100), "white")
    picture.paste(above, (0, 0))
    x, y, draw, face, found = 80, above.height - 10, ImageDraw.Draw(picture), paper.font(size, "Italic"), list(words)
    for word in ("Kiên", "Giang,", "ngày", "28", "tháng", "9", "năm", "2017"):
        draw.text((x, y), word, fill="black", font=face)
        found.append(Read(word, 0.9, tuple(int(v) for v in draw.textbbox((x, y), word, font=face)), (1, 1, 9)))
        x = found[-1].box[2] + 14
    assert max(score for (_, line), score in scored(picture, tuple(found)).items() if line == 9) < 0.2


def test_a_speck_tells_the_network_nothing():
    assert pen.odds([np.full((2, 9), 255, np.uint8), np.zeros((0, 0), np.uint8)]) == [0.0, 0.0]
