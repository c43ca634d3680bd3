"""
The mark on the paper itself: only where the paper is blank, next to its corner, else in a strip; nothing of the paper changes.

What is ink is known here from how the pages are drawn: every pixel that is not the paper's own colour.
"""

import dataclasses
import io
import random
import subprocess

import img2pdf
import numpy as np
import pikepdf
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from pipelines.errors import DocumentProblem
from pipelines.sign import open_desk, sign, sign_by
from tests.sign import desks, papers
from tests.sign.authorities import PERSON

PAPER = (248, 246, 240)
SIZE = (1240, 1754)
"""A4 at 150 dpi."""
TEXT = 560
"""Where the text begins: there is room above, and 33 % of the height is 578."""


def blank(paper=PAPER) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, paper)
    return image, ImageDraw.Draw(image)


def lines(draw, top: int, colour=(40, 40, 45)) -> None:
    for y in range(top, SIZE[1] - 150, 40):
        draw.line((150, y, SIZE[0] - 110, y), fill=colour, width=8)


def free() -> Image.Image:
    image, draw = blank()
    lines(draw, TEXT)
    return image


def crowded() -> Image.Image:
    image, draw = blank()
    lines(draw, 60)
    return image


def with_seal(left: int, colour=(235, 205, 205)) -> Image.Image:
    """A pale seal in a corner of the top: no letter of it would ever be read."""
    image, draw = blank()
    lines(draw, TEXT)
    draw.ellipse((left, 60, left + 210, 270), outline=colour, width=9)
    draw.ellipse((left + 60, 120, left + 150, 210), fill=colour)
    return image


def with_dark_border() -> Image.Image:
    image, draw = blank()
    lines(draw, TEXT)
    draw.rectangle((0, 0, SIZE[0], 34), fill=(12, 12, 12))
    draw.rectangle((0, 0, 22, SIZE[1]), fill=(12, 12, 12))
    return image


def with_handwriting() -> Image.Image:
    image, draw = blank()
    lines(draw, TEXT)
    draw.line([(x, 200 + 60 * np.sin(x / 60)) for x in range(100, 1150, 5)], fill=(70, 90, 190), width=2)
    return image


def with_thin_rules() -> Image.Image:
    image, draw = blank()
    lines(draw, TEXT)
    for y in range(60, TEXT, 70):
        draw.line((80, y, 1160, y), fill=(205, 205, 205), width=1)
    return image


def grainy() -> Image.Image:
    pixels = np.asarray(free(), float) + np.random.default_rng(7).normal(0, 25, (*SIZE[::-1], 1))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def shaded() -> Image.Image:
    """The book's gutter throws its shadow on the upper part."""
    light = np.ones(SIZE[1])
    light[:TEXT] = np.linspace(0.45, 0.85, TEXT)
    return Image.fromarray((np.asarray(free()) * light[:, None, None]).astype(np.uint8))


def with_photograph() -> Image.Image:
    image, draw = blank()
    lines(draw, TEXT)
    draw.rectangle((90, 60, 1150, 470), fill=(205, 214, 225))
    draw.ellipse((300, 120, 480, 420), fill=(150, 120, 105))
    return image


def one_bit() -> Image.Image:
    image, draw = blank((255, 255, 255))
    lines(draw, TEXT, (0, 0, 0))
    return image.convert("1", dither=Image.Dither.NONE)


def pdf_of(image: Image.Image, degrees: int = 0) -> bytes:
    """The picture without loss on an A4 page; turned, it is set upright by /Rotate as archive files do."""
    buffer = io.BytesIO()
    image.rotate(degrees, expand=True).save(buffer, "PNG", dpi=(150, 150))
    return papers.rotated(img2pdf.convert(buffer.getvalue()), degrees)


def drawn(pdf: bytes, tmp_path, dpi: int = 150) -> np.ndarray:
    file = tmp_path / "drawn.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftoppm", "-cropbox", "-r", str(dpi), str(file)], capture_output=True, check=True)
    return np.asarray(Image.open(io.BytesIO(done.stdout)).convert("RGB")).astype(int)


def ink(picture: np.ndarray) -> np.ndarray:
    """Every pixel that is not the colour that most of the page has."""
    colours, counts = np.unique(picture @ (65536, 256, 1), return_counts=True)
    paper = int(colours[counts.argmax()])
    return (np.abs(picture - (paper >> 16, paper >> 8 & 255, paper & 255)) > 3).any(axis=2)


def put(image: Image.Image, identity, config, tmp_path, degrees: int = 0) -> tuple[np.ndarray, np.ndarray, bytes]:
    """The page as it is drawn before and after, and the signed file."""
    pdf = pdf_of(image, degrees)
    signed = sign(pdf, papers.conversion(pdf), identity, config)
    return drawn(pdf, tmp_path), drawn(signed, tmp_path), signed


def stands_on_paper(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the page kept its size; in any case no pixel that carries ink has changed."""
    if before.shape == after.shape:
        assert (before[ink(before)] == after[ink(before)]).all()
        return True
    strip = after.shape[0] - before.shape[0]
    assert strip > 100
    assert papers.differs(after[strip + 3 :].min(axis=2), before[3:].min(axis=2)) < 0.002
    return False


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_with_a_blank_top_keeps_its_size_and_carries_the_mark_left_and_the_signature_right(
    degrees, identity, config, tmp_path
):
    before, after, signed = put(free(), identity, config, tmp_path, degrees)
    assert stands_on_paper(before, after)
    rows, _ = np.nonzero((before != after).any(axis=2))
    assert rows.max() < 0.33 * after.shape[0]
    assert rows.min() >= 20
    words = papers.words(signed, tmp_path)
    assert next(x for word, x, *_ in words if word == "BẢN") < 150
    assert next(x for word, x, *_ in words if word == "Ký") > 300
    code = zxingcpp.read_barcodes(drawn(signed, tmp_path, 200).astype(np.uint8), zxingcpp.BarcodeFormat.QRCode)
    assert [one.text for one in code] == [f"SOHOA:{papers.SERIAL}"]


def test_the_corners_may_be_exchanged_on_the_paper_too(identity, config, tmp_path):
    swapped = dataclasses.replace(config, person_position="top-right", agency_position="top-left")
    before, after, signed = put(free(), identity, swapped, tmp_path)
    assert stands_on_paper(before, after)
    words = papers.words(signed, tmp_path)
    assert next(x for word, x, *_ in words if word == "BẢN") > 200 > next(x for word, x, *_ in words if word == "Ký")


@pytest.mark.parametrize(
    "image", [with_dark_border, with_handwriting, one_bit, lambda: with_seal(20), lambda: with_seal(500), lambda: with_seal(1000)]
)
def test_what_is_on_the_paper_is_gone_around(image, identity, config, tmp_path):
    before, after, _ = put(image(), identity, config, tmp_path)
    assert stands_on_paper(before, after)


@pytest.mark.parametrize("image", [crowded, with_thin_rules, grainy, shaded, with_photograph])
def test_in_doubt_the_page_grows_by_a_strip(image, identity, config, tmp_path):
    before, after, _ = put(image(), identity, config, tmp_path)
    assert not stands_on_paper(before, after)


def test_a_blank_place_far_below_the_corner_is_not_taken_unless_the_agency_says_so(identity, config, tmp_path):
    image, draw = blank()
    lines(draw, 60)
    draw.rectangle((0, 900, *SIZE), fill=PAPER)
    assert not stands_on_paper(*put(image, identity, config, tmp_path)[:2])
    assert stands_on_paper(*put(image, identity, dataclasses.replace(config, free_height=1.0), tmp_path)[:2])


def test_wherever_something_pale_lies_it_is_never_covered(identity, config, tmp_path):
    """Dots, strokes and stains of 20 levels and more, anywhere: the mark finds room or makes room."""
    chance = random.Random(4711)
    found = set()
    for _ in range(8):
        image, draw = blank()
        lines(draw, TEXT)
        for _ in range(chance.randint(2, 16)):
            x, y = chance.randint(0, SIZE[0]), chance.randint(0, TEXT)
            wide, high, pale = chance.randint(3, 200), chance.randint(3, 60), chance.randint(20, 60)
            colour = tuple(level - pale * chance.randint(0, 1) for level in PAPER)
            draw.ellipse((x, y, x + wide, y + high), fill=colour)
        found.add(stands_on_paper(*put(image, identity, config, tmp_path)[:2]))
    assert found == {True, False}


def test_a_paper_that_leaves_its_graphics_state_behind_gets_the_strip(identity, config, tmp_path):
    def spoil(document):
        page = document.pages[0].obj
        page.Contents = document.make_stream(b"q q " + page.Contents.read_bytes())

    pdf = papers.changed(pdf_of(free()), spoil)
    signed = sign(pdf, papers.conversion(pdf), identity, config)
    assert not stands_on_paper(drawn(pdf, tmp_path), drawn(signed, tmp_path))


def test_the_paper_below_the_mark_is_still_drawn_by_the_same_bytes(identity, config):
    pdf = pdf_of(free())
    with (
        pikepdf.open(io.BytesIO(sign(pdf, papers.conversion(pdf), identity, config))) as after,
        pikepdf.open(io.BytesIO(pdf)) as old,
    ):
        image, was = (document.pages[0].Resources.XObject["/Im0"] for document in (after, old))
        assert image.read_raw_bytes() == was.read_raw_bytes()


@pytest.mark.parametrize("placement", ["free-area", "strip"])
def test_the_persons_signature_shows_on_the_marks_side_and_the_agencys_on_the_other(placement, world, tmp_path):
    policy = desks.policy(world, person=True)
    config = dataclasses.replace(desks.config(policy), placement=placement)
    pdf = pdf_of(free())
    signed = sign_by(pdf, papers.conversion(pdf), open_desk(policy, desks.ring(world, tmp_path)), config).pdf
    assert stands_on_paper(drawn(pdf, tmp_path), drawn(signed, tmp_path)) == (placement == "free-area")
    words = papers.words(signed, tmp_path)
    signs = sorted(x for word, x, *_ in words if word == "Ký")
    assert signs[0] < 200
    assert signs[-1] > 300
    with pikepdf.open(io.BytesIO(signed)) as document:
        boxes = [[float(edge) for edge in note.Rect] for note in document.pages[0].Annots]
    assert len(boxes) == 2
    assert boxes[0][2] < boxes[1][0]


@pytest.mark.parametrize(("rule", "warning"), [("refuse", None), ("warn", "sign_other_person")])
def test_a_personal_certificate_of_somebody_else_is_refused_or_told(rule, warning, world, tmp_path):
    policy = desks.policy(world, person=True)
    config = dataclasses.replace(desks.config(policy), other_person=rule)
    desk = open_desk(policy, desks.ring(world, tmp_path))
    pdf = pdf_of(free())
    if rule == "refuse":
        with pytest.raises(DocumentProblem) as caught:
            sign_by(pdf, papers.conversion(pdf, person="Lê Văn Khác"), desk, config)
        assert caught.value.code == "sign_other_person"
        assert "Khác" not in caught.value.message
    else:
        assert sign_by(pdf, papers.conversion(pdf, person="Lê Văn Khác"), desk, config).warning == warning
    assert sign_by(pdf, papers.conversion(pdf, person=PERSON.upper()), desk, config).warning is None
