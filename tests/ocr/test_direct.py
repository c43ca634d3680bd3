"""Pages that are one picture are taken as that picture; whatever is odd about one is drawn."""

import io

import img2pdf
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageChops

from pipelines.ocr.config import OcrConfig
from pipelines.ocr.source import direct, pdf
from tests.ocr import paper

CONFIG = OcrConfig()


def as_pdf(path, image, kind="JPEG", **saved):
    held = io.BytesIO()
    image.save(held, kind, dpi=(200, 200), **saved)
    path.write_bytes(img2pdf.convert(held.getvalue()))
    return path


def one_page(path, change=None):
    if change is not None:
        with pikepdf.open(path, allow_overwriting_input=True) as opened:
            page = opened.pages[0]
            change(opened, page, next(iter(page.get_images().values())))
            opened.save(path)
    return path


def taken(path):
    found = pdf.layout(path, 1, CONFIG)
    return direct.picture(path, 1, found, CONFIG)


def poppler(path):
    """The page as the drawing program shows it."""
    found = pdf.layout(path, 1, CONFIG)
    plain = type(found)(found.box, found.rotate, found.placed, found.plain, found.torn)
    return pdf.render(path, 1, plain, CONFIG)[0]


@pytest.fixture
def page() -> Image.Image:
    return paper.page(size=(4.0, 3.0))


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_page_is_taken_pixel_for_pixel(mode, page, tmp_path):
    held = io.BytesIO()
    page.convert(mode).save(held, "JPEG", dpi=(200, 200), quality=80)
    path = tmp_path / "a.pdf"
    path.write_bytes(img2pdf.convert(held.getvalue()))
    with Image.open(held) as jpeg:
        assert ImageChops.difference(taken(path), jpeg.convert(mode)).getbbox() is None
    assert pdf.render(path, 1, pdf.layout(path, 1, CONFIG), CONFIG)[0].mode == mode


def test_a_one_bit_page_is_taken_as_black_on_white(page, tmp_path):
    bits = page.convert("1", dither=Image.Dither.NONE)
    path = as_pdf(tmp_path / "a.pdf", bits, "TIFF", compression="group4")
    assert np.array_equal(np.asarray(taken(path)) > 0, np.asarray(bits))


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_turned_page_stands_as_a_viewer_shows_it(rotate, page, tmp_path):
    path = one_page(as_pdf(tmp_path / "a.pdf", page.convert("L")), lambda _pdf, leaf, _image: leaf.rotate(rotate, relative=False))
    mine, shown = taken(path), poppler(path)
    assert mine.size == shown.size
    assert np.abs(np.asarray(mine, int) - np.asarray(shown, int)).mean() < 4


def _inverted(_pdf, _page, image):
    image["/Decode"] = pikepdf.Array([1, 0])


def _masked(opened, _page, image):
    image["/SMask"] = opened.make_stream(
        bytes(image.Width * image.Height), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.Width,
        Height=image.Height, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip


def _smaller(opened, page, _image):
    page.contents_add(opened.make_stream(b"0.5 0 0 0.5 0 0 cm"), prepend=True)


def _text_over_it(opened, page, _image):
    page.contents_add(opened.make_stream(b"1 0 0 rg 20 20 200 60 re f"))


def _strange_profile(opened, _page, image):
    image["/ColorSpace"] = pikepdf.Array([pikepdf.Name.ICCBased, opened.make_stream(b"no profile of ours", N=1)])


@pytest.mark.parametrize("change", [_inverted, _masked, _smaller, _text_over_it, _strange_profile])
def test_what_is_odd_about_a_picture_is_left_to_the_drawing_program(change, page, tmp_path):
    path = one_page(as_pdf(tmp_path / "a.pdf", page.convert("L")), change)
    assert taken(path) is None


def test_an_inverted_one_bit_page_is_shown_black_on_white_all_the_same(page, tmp_path):
    bits = page.convert("1", dither=Image.Dither.NONE)
    path = as_pdf(tmp_path / "a.pdf", ImageChops.invert(bits.convert("L")).convert("1"), "TIFF", compression="group4")
    one_page(path, _inverted)
    image = pdf.render(path, 1, pdf.layout(path, 1, CONFIG), CONFIG)[0]
    assert np.asarray(image).mean() > 128


def test_damage_in_fax_data_is_told_and_not_passed_over(page, tmp_path):
    bits = page.convert("1", dither=Image.Dither.NONE)
    path = as_pdf(tmp_path / "a.pdf", bits, "TIFF", compression="group4")

    def damaged(_pdf, _page, image):
        data = bytearray(image.read_raw_bytes())
        data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
        image.write(bytes(data), filter=image.Filter, decode_parms=image.DecodeParms)

    one_page(path, damaged)
    found = pdf.layout(path, 1, CONFIG)
    assert found.bilevel
    assert taken(path) is None
    assert not pdf.render(path, 1, found, CONFIG)[2]
