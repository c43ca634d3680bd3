"""The second reader of lines: what it reads, what it says of its doubts, and what it leaves alone."""

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from pipelines.ocr.recognition import own
from pipelines.ocr.recognition.engines import BLOCK, LINE, engine
from pipelines.samples.fonts import Family, families, font

Array = npt.NDArray[np.uint8]


def _set(text: str, face: Path, pixels: int = 36) -> Array:
    """*text* as ink (255) cut close around its letters, 1 bit, as at 200 dpi."""
    page = Image.new("L", (int(font(face, pixels).getlength(text)) + 40, 3 * pixels), 0)
    ImageDraw.Draw(page).text((20, 2 * pixels), text, font=font(face, pixels), fill=255, anchor="ls")
    ink = np.where(np.asarray(page) > 127, 255, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    return np.ascontiguousarray(ink[max(rows[0] - 2, 0) : rows[-1] + 3, columns[0] - 4 : columns[-1] + 5])


@pytest.fixture(scope="module")
def serif() -> Family:
    return families("serif")[0]


@pytest.mark.parametrize(
    "text",
    [
        "1036/UBND-XDCB",
        "Số: 08/QĐ-UBND",
        "ngày 07 tháng 02 năm 2019",
        "Diện tích: 56,02 m2",
        "079185012346",
        "NGUYỄN THỊ BÍCH PHƯỢNG",
        "Căn cứ Luật Tổ chức chính quyền địa phương",
    ],
)
def test_a_clearly_printed_line_is_read_letter_for_letter(text: str, serif: Family) -> None:
    assert own.read_line(_set(text, serif.regular)).text == text


def test_figures_are_read_in_bold_in_italics_and_by_typewriter(serif: Family) -> None:
    cuts = [serif.bold, serif.italic, *(face.regular for face in families("typewriter"))]
    assert [own.read_line(_set("Số 4705/2023", cut)).text for cut in cuts] == ["Số 4705/2023"] * len(cuts)


def test_every_letter_has_a_chance_and_a_place_that_goes_from_left_to_right(serif: Family) -> None:
    ink = _set("Nguyễn Văn Bách", serif.regular)
    read = own.read_line(ink)
    assert len(read.text) == len(read.chances) == len(read.places)
    assert list(read.places) == sorted(read.places)
    assert read.places[0] < 0.15 * ink.shape[1]
    assert 0.85 * ink.shape[1] < read.places[-1] <= ink.shape[1] + 4
    assert 0 < read.worst <= read.confidence <= 1


@pytest.mark.parametrize("text", ["135/2024", "079185012346"])
def test_no_wrong_figure_under_a_blot_is_vouched_for_by_both_readers(text: str, serif: Family) -> None:
    clear = _set(text, serif.regular)
    tesseract, agreed = engine("tesserocr", "vie"), []
    for place in own.read_line(clear).places:
        blotted = clear.copy()
        cv2.circle(blotted, (round(place), clear.shape[0] // 2), 11, 255, -1)
        picture = cv2.copyMakeBorder(255 - blotted, 10, 10, 14, 14, cv2.BORDER_CONSTANT, value=255)
        other = " ".join(word.text for word in tesseract.read([picture], 200, mode=LINE, page=1, seconds=20)[0])
        agreed += [other] if other == own.read_line(blotted).text else []
    assert set(agreed) <= {text}


def test_a_run_of_leader_dots_is_one_mark_and_the_words_beside_it_are_read(serif: Family) -> None:
    read = own.read_line(_set("Họ và tên:.................... Lê Văn Tám", serif.regular))
    assert read.text.replace(" ", "") == "Họvàtên:…LêVănTám"


@pytest.mark.parametrize("shape", [(0, 40), (30, 0), (2, 2), (30, 200)])
def test_nothing_is_read_where_there_is_no_ink(shape: tuple[int, int]) -> None:
    read = own.read_line(np.zeros(shape, np.uint8))
    assert (read.text, read.chances, read.worst, read.confidence) == ("", (), 0.0, 0.0)


def test_as_an_engine_it_gives_words_whose_boxes_hold_their_ink(serif: Family) -> None:
    ink = _set("Số 412/TB ngày 09/11/2021", serif.regular)
    picture = cv2.copyMakeBorder(255 - ink, 10, 10, 14, 14, cv2.BORDER_CONSTANT, value=255)
    words, none = own.OwnEngine().read([picture, np.full((40, 90), 255, np.uint8)], 200, mode=LINE, page=1, seconds=20)
    assert [word.text for word in words] == ["Số", "412/TB", "ngày", "09/11/2021"]
    assert none == ()
    gaps = [round((one.box[2] + other.box[0]) / 2) for one, other in pairwise(words)]
    assert all((picture[:, gap] == 255).all() for gap in gaps)
    assert words[0].box[0] < 14 + 12
    assert words[-1].box[2] > picture.shape[1] - 14 - 12


def test_as_an_engine_it_refuses_whole_blocks() -> None:
    with pytest.raises(ValueError, match="single lines"):
        own.OwnEngine().read([], 200, mode=BLOCK, page=1, seconds=1)
