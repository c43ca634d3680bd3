"""A one-bit scan with other things over it is taken as it is, and looks as the drawing program shows the whole page."""

import io
from dataclasses import replace

import cv2
import img2pdf
import numpy as np
import pikepdf
import pytest
from pdf2image import convert_from_path
from pikepdf import Dictionary, Name
from PIL import Image

from pipelines import ocr
from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source import over, pages, pdf
from tests.ocr import paper
from tests.ocr.test_archive import check

CONFIG = OcrConfig()
NEARLY = 50  # a sharp edge a pixel off makes 28, a corner of two edges twice that at most
SIZE = (4.0, 3.0)  # inches
EMBLEM = bytes((200, 30, 40)) * 12 * 8


def scan(path, change):
    """A one-bit page of 200 dpi, 288 by 216 points, changed."""
    held = io.BytesIO()
    paper.page(size=SIZE).convert("1", dither=Image.Dither.NONE).save(held, "TIFF", compression="group4", dpi=(200, 200))
    path.write_bytes(img2pdf.convert(held.getvalue()))
    with pikepdf.open(path, allow_overwriting_input=True) as opened:
        change(opened, opened.pages[0])
        opened.save(path)
    return path


def form(opened, content, **more):
    """A form as large as the page, with an emblem and a letter in it."""
    emblem = opened.make_stream(
        EMBLEM, Type=Name.XObject, Subtype=Name.Image, Width=12, Height=8, BitsPerComponent=8, ColorSpace=Name.DeviceRGB
    )
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary(XObject=Dictionary(Emblem=emblem), Font=Dictionary(F=font))
    return opened.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 288, 216], Resources=resources, **more)


def laid_over(opened, page, content, state=None, **more):
    page.Resources.XObject["/Mark"] = form(opened, content, **more)
    if state is not None:
        page.Resources["/ExtGState"] = Dictionary(Faint=state)
    use = b"q /Faint gs /Mark Do Q" if state is not None else b"q /Mark Do Q"
    page.contents_add(opened.make_stream(use))


WRITING = b"0.9 0.25 -0.25 0.9 20 5 cm q 40 0 0 24 60 60 cm /Emblem Do Q BT /F 20 Tf 0.7 g 120 70 Td (Mark) Tj ET"


def opaque(opened, page):
    laid_over(opened, page, WRITING)


def faint(opened, page):
    laid_over(opened, page, WRITING, Dictionary(Type=Name.ExtGState, ca=0.4), Group=Dictionary(S=Name.Transparency, K=True))


def blended(opened, page):
    laid_over(opened, page, WRITING, Dictionary(Type=Name.ExtGState, BM=Name.Difference))


def white_on_black(opened, page):
    laid_over(opened, page, b"1 g 40 60 150 40 re f")


def masked(opened, page):
    laid_over(opened, page, WRITING)
    emblem = page.Resources.XObject.Mark.Resources.XObject.Emblem
    emblem["/SMask"] = opened.make_stream(
        bytes(range(0, 192, 2)), Type=Name.XObject, Subtype=Name.Image, Width=12, Height=8, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray,
    )  # fmt: skip


def inline_image(opened, page):
    page.contents_add(opened.make_stream(b"q 30 0 0 20 50 90 cm BI /W 1 /H 1 /BPC 8 /CS /RGB ID \x10\xc0\x40 EI Q"))


def text_on_the_page(opened, page):
    page.Resources["/Font"] = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    page.contents_add(opened.make_stream(b"BT /F 24 Tf 1 0 0 rg 60 90 Td (DEN) Tj ET"))


def annotated(opened, page):
    looks = form(opened, b"0 0.3 0.9 rg 0 0 90 30 re f")
    page["/Annots"] = opened.make_indirect(
        pikepdf.Array([Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[60, 60, 120, 90], F=4, AP=Dictionary(N=looks))])
    )


def turned(opened, page):
    faint(opened, page)
    page.rotate(90, relative=False)


def away_from_the_origin(opened, page):
    faint(opened, page)
    page.contents_add(opened.make_stream(b"1 0 0 1 30 700 cm"), prepend=True)
    page.MediaBox = pikepdf.Array([30, 700, 318, 916])


SEEN = [opaque, faint, blended, white_on_black, masked, inline_image, text_on_the_page, annotated, turned, away_from_the_origin]


def poppler(path):
    """The whole page as the drawing program shows it."""
    (image,) = convert_from_path(str(path), dpi=200, use_cropbox=True, strict=False)
    return image


def shown(path):
    """Mine, and poppler's of the whole page."""
    mine = pdf.render(path, 1, pdf.layout(path, 1, CONFIG), CONFIG)[0]
    return np.asarray(mine.convert("RGB"), int), np.asarray(poppler(path).convert("RGB"), int)


def apart(one, other):
    """Greatest difference, 0 to 255, once both are smoothed: drawing a scan as a whole moves its rows by part of a pixel."""
    return np.abs(cv2.blur(one.astype(np.float32), (9, 9)) - cv2.blur(other.astype(np.float32), (9, 9))).max()


def taken(path):
    found = pdf.layout(path, 1, CONFIG)
    return pdf._composed(path, 1, found, CONFIG)


@pytest.mark.parametrize("change", SEEN)
def test_what_lies_over_a_scan_looks_as_it_does_on_the_whole_page(change, tmp_path):
    path = scan(tmp_path / "a.pdf", change)
    assert taken(path) is not None
    mine, whole = shown(path)
    assert apart(mine, whole) < NEARLY


@pytest.mark.parametrize("change", SEEN)
def test_what_lies_over_a_scan_is_seen_and_not_left_out(change, tmp_path):
    path = scan(tmp_path / "a.pdf", change)
    bare = scan(tmp_path / "bare.pdf", lambda *_: None)
    mine = pages.load_picture(path, 1, CONFIG).image
    mine = mine.rotate(90, expand=True) if change is turned else mine
    without = np.asarray(pages.load_picture(bare, 1, CONFIG).image.convert("RGB"), int)
    assert (np.abs(np.asarray(mine.convert("RGB"), int) - without) > 24).any(axis=2).sum() > 50


def hidden_layer(opened, page):
    layer = opened.make_indirect(Dictionary(Type=Name.OCG, Name="Watermark"))
    opened.Root["/OCProperties"] = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer], Order=[]))
    laid_over(opened, page, WRITING, OC=layer)


def under_the_scan(opened, page):
    page.Resources.XObject["/Mark"] = form(opened, WRITING)
    page.contents_add(opened.make_stream(b"q /Mark Do Q"), prepend=True)


def blank_text(opened, page):
    laid_over(opened, page, b"BT /F 24 Tf 60 90 Td (   ) Tj ET")


@pytest.mark.parametrize("change", [hidden_layer, under_the_scan, blank_text])
def test_what_cannot_be_seen_costs_the_scan_nothing(change, tmp_path):
    path = scan(tmp_path / "a.pdf", change)
    bare = scan(tmp_path / "bare.pdf", lambda *_: None)
    image = pages.load_picture(path, 1, CONFIG).image
    assert image.mode == "L"
    assert np.array_equal(np.asarray(image), np.asarray(pages.load_picture(bare, 1, CONFIG).image))


def _scan_faded(opened, page):
    page.Resources["/ExtGState"] = Dictionary(Faint=Dictionary(Type=Name.ExtGState, ca=0.4))
    page.contents_add(opened.make_stream(b"/Faint gs"), prepend=True)
    opaque(opened, page)


def _scan_clipped(opened, page):
    page.contents_add(opened.make_stream(b"0 0 100 100 re W n"), prepend=True)
    opaque(opened, page)


def _scan_in_a_layer(opened, page):
    layer = opened.make_indirect(Dictionary(Type=Name.OCG, Name="Scan"))
    opened.Root["/OCProperties"] = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer], Order=[]))
    page.Resources["/Properties"] = Dictionary(L=layer)
    page.contents_add(opened.make_stream(b"/OC /L BDC"), prepend=True)
    page.contents_add(opened.make_stream(b"EMC"))
    opaque(opened, page)


def _scan_leaning(opened, page):
    page.contents_add(opened.make_stream(b"0.999 0.02 -0.02 0.999 0 0 cm"), prepend=True)
    opaque(opened, page)


def _scan_cropped(opened, page):
    page["/CropBox"] = pikepdf.Array([20, 20, 200, 200])
    opaque(opened, page)


def _scan_inverted(opened, page):
    next(iter(page.get_images().values()))["/Decode"] = pikepdf.Array([1, 0])
    opaque(opened, page)


def _scan_twice(opened, page):
    opaque(opened, page)
    name = next(key for key, value in page.Resources.XObject.items() if value.Subtype == Name.Image)
    page.contents_add(opened.make_stream(b"q 50 0 0 50 100 100 cm " + str(name).encode() + b" Do Q"))


def _scan_inside_a_form(opened, page):
    inner = opened.make_stream(
        page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 288, 216], Resources=page.Resources
    )
    page["/Resources"] = Dictionary(XObject=Dictionary(Fm=inner))
    page["/Contents"] = opened.make_stream(b"/Fm Do")
    opaque(opened, page)


def _nearly_all_covered(opened, page):
    laid_over(opened, page, b"0.9 0.9 1 rg 10 10 260 190 re f")


@pytest.mark.parametrize(
    "change",
    [_scan_faded, _scan_clipped, _scan_in_a_layer, _scan_leaning, _scan_cropped, _scan_inverted, _scan_twice, _scan_inside_a_form,
     _nearly_all_covered],
)  # fmt: skip
def test_an_odd_scan_under_other_things_is_drawn_as_a_whole(change, tmp_path):
    path = scan(tmp_path / "a.pdf", change)
    assert taken(path) is None
    assert pages.load_picture(path, 1, CONFIG).image.size[0] > 100


def test_a_file_that_was_mended_is_drawn_as_a_whole(tmp_path):
    path = scan(tmp_path / "a.pdf", opaque)
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))
    assert over.lies_over(path, 1, 60) is None


@pytest.mark.parametrize("setting", ["fast", "best"])
@pytest.mark.parametrize("change", [faint, turned, hidden_layer])
def test_the_archive_file_keeps_every_pixel_of_scan_and_mark(change, setting, tmp_path):
    path = scan(tmp_path / "a.pdf", change)
    config = replace(CONFIG, setting=setting)
    (read,) = ocr.read(path, config)
    kept = check(ocr.make_archive_pdf(path, (read,), config), tmp_path / "b.pdf")
    with pikepdf.open(kept) as opened:
        leaf = opened.pages[0]
        images = list(leaf.get_images().values())
        assert all(image.Filter != Name.DCTDecode for image in images)
        assert {int(image.BitsPerComponent) for image in images} == ({1} if change is hidden_layer else {1, 8})
        assert [float(v) for v in leaf.MediaBox] == [0, 0, 288, 216]
        assert leaf.get("/Rotate", 0) == (read.rotation + (90 if change is turned else 0)) % 360
    upright = pages.turned(poppler(path), read.rotation), poppler(kept)
    one, other = (np.asarray(image.convert("RGB"), np.float32) for image in upright)
    assert one.shape == other.shape
    assert apart(one, other) < NEARLY
