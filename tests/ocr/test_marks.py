import cv2
import numpy as np
import pytest

from pipelines.model import MarkKind, Word
from pipelines.ocr.recognition.marks import find_marks
from tests.ocr import paper, sealed
from tests.ocr.sealed import DPI, mm

SIZE = (mm(150), mm(120))
CENTRE, RADIUS = (mm(75), mm(55)), mm(17)
TEXT = sealed.printed(SIZE, {(mm(80), mm(30)): "CHỦ TỊCH", (mm(70), mm(90)): "Trần Văn Mẫu", (mm(10), mm(60)): "Nơi nhận:"})
SEAL = sealed.seal(SIZE, CENTRE, RADIUS)
PEN = sealed.signature(SIZE, (mm(84), mm(52)))
BLACK, RED, BLUE = (25, 25, 28), (205, 45, 50), (40, 55, 150)


def boxes(marks, kind):
    return [mark.box for mark in marks if mark.kind == kind]


def overlap(one, other):
    """Shared area over the area of both together."""
    wide = max(min(one[2], other[2]) - max(one[0], other[0]), 0)
    high = max(min(one[3], other[3]) - max(one[1], other[1]), 0)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return wide * high / (areas - wide * high)


SEAL_BOX = (CENTRE[0] - RADIUS, CENTRE[1] - RADIUS, CENTRE[0] + RADIUS, CENTRE[1] + RADIUS)


@pytest.mark.parametrize("scan", ["colour", "one bit", "300 dpi"])
def test_seal_and_signature_are_found_where_they_are(scan):
    picture = sealed.laid(SIZE, (TEXT, BLACK), (SEAL, RED), (PEN, BLUE))
    scale = 1.5 if scan == "300 dpi" else 1.0
    if scan == "one bit":
        picture = np.where(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) < 150, 0, 255).astype(np.uint8)
    if scan == "300 dpi":
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    marks = find_marks(picture, (), DPI * scale)
    (seal,) = boxes(marks, MarkKind.SEAL)
    assert overlap(seal, tuple(v * scale for v in SEAL_BOX)) > 0.85
    (pen,) = boxes(marks, MarkKind.SIGNATURE)
    ys, xs = np.nonzero(np.asarray(PEN))
    assert overlap(pen, tuple(v * scale for v in (xs.min(), ys.min(), xs.max(), ys.max()))) > 0.5
    assert all(0 < mark.confidence <= 1 for mark in marks)


def test_a_name_stamped_in_red_is_a_stamp_and_no_seal():
    name = sealed.printed(SIZE, {(mm(70), mm(90)): "Lê Thị Ví Dụ"})
    marks = find_marks(sealed.laid(SIZE, (name, RED), (SEAL, RED)), (), DPI)
    assert len(boxes(marks, MarkKind.SEAL)) == 1
    (stamp,) = boxes(marks, MarkKind.STAMP)
    ys, xs = np.nonzero(np.asarray(name))
    assert overlap(stamp, (xs.min(), ys.min(), xs.max(), ys.max())) > 0.4


def test_the_frame_of_a_stamp_of_incoming_mail_is_a_stamp():
    picture = sealed.laid(SIZE, (TEXT, BLACK))
    box = (mm(15), mm(75), mm(60), mm(95))
    framed = cv2.rectangle(picture.copy(), box[:2], box[2:], BLACK, 3)
    (stamp,) = boxes(find_marks(framed, (), DPI), MarkKind.STAMP)
    assert overlap(stamp, box) > 0.9


def test_a_printed_page_bears_no_marks():
    assert find_marks(np.asarray(paper.page()), (), DPI) == ()
    assert find_marks(np.asarray(paper.page().convert("L")), (), DPI) == ()


def test_words_by_hand_that_stand_together_share_a_box():
    words = (
        Word("Số:", 0.9, (100, 100, 140, 130), 0),
        Word("14", 0.5, (150, 95, 180, 132), 0, handwriting=0.8),
        Word("7", 0.5, (185, 98, 200, 130), 0, handwriting=0.6),
        Word("09", 0.5, (700, 98, 730, 130), 0, handwriting=0.9),
    )
    marks = find_marks(np.full((400, 1000), 255, np.uint8), words, DPI)
    assert boxes(marks, MarkKind.HANDWRITING) == [(150, 95, 200, 132), (700, 98, 730, 130)]
    assert {mark.confidence for mark in marks} == {0.7, 0.9}
