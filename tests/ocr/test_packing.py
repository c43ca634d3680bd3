"""How pictures are packed for the archive: what is said to be lossless is, and what gives a paper its weight keeps its look."""

import io
import math
import subprocess

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipelines import ocr
from pipelines.model import Mark, MarkKind, Page
from pipelines.ocr.output import jbig2, mixed
from tests.ocr import paper
from tests.ocr.test_archive import check, drawn, read_page


def poppler_unpacks(data: bytes, size: tuple[int, int], folder) -> np.ndarray:
    """The pixels of JBIG2 *data* as poppler's decoder sees them, 1 for ink."""
    with pikepdf.new() as pdf:
        image = pdf.make_stream(
            data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0], Height=size[1],
            BitsPerComponent=1, ColorSpace=pikepdf.Name.DeviceGray, Filter=pikepdf.Name.JBIG2Decode,
        )  # fmt: skip
        pdf.add_blank_page(page_size=(72, 72))
        pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"72 0 0 72 0 0 cm /Im0 Do")
        pdf.save(folder / "x.pdf")
    subprocess.run(["pdfimages", "-png", folder / "x.pdf", folder / "x"], check=True, timeout=60)
    return 1 - np.asarray(Image.open(folder / "x-000.png").convert("1"), np.uint8)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.97, 1.0])
def test_another_decoder_finds_every_pixel_whatever_the_share_of_ink(share, tmp_path):
    ink = (np.random.default_rng(7).random((211, 333)) < share).astype(np.uint8)
    assert np.array_equal(poppler_unpacks(jbig2.encode(ink), (333, 211), tmp_path), ink)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wide=st.integers(1, 70), high=st.integers(1, 40), seed=st.integers(0, 9999), step=st.integers(1, 9))
def test_another_decoder_finds_every_pixel_of_pictures_of_any_size(wide, high, seed, step, tmp_path):
    ink = np.repeat((np.random.default_rng(seed).random((math.ceil(high / step), wide)) < 0.3), step, axis=0)[:high].astype(
        np.uint8
    )
    assert np.array_equal(poppler_unpacks(jbig2.encode(ink), (wide, high), tmp_path), ink)


def test_a_page_of_print_is_smaller_than_in_group_4_and_the_same(tmp_path):
    page = paper.page().convert("1", dither=Image.Dither.NONE)
    ink = 1 - np.asarray(page, np.uint8)
    file = io.BytesIO()
    page.save(file, "TIFF", compression="group4")
    data = jbig2.encode(ink)
    assert len(data) < 0.9 * len(file.getvalue())
    assert np.array_equal(poppler_unpacks(data, page.size, tmp_path), ink)


@pytest.fixture
def letter() -> Image.Image:
    """A colour scan: print, a red seal over print, a blue signature that is dark at places, and grain."""
    page = paper.seal(paper.page(), (700, 800), 140).convert("RGB")
    draw = ImageDraw.Draw(page)
    for k in range(60):
        shade = 40 + (k % 7) * 12
        draw.line(
            (300 + 5 * k, 900 + 40 * math.sin(k / 5), 305 + 5 * k, 900 + 40 * math.sin((k + 1) / 5)), (shade, shade, 170), 5
        )
    noise = np.random.default_rng(3).normal(0, 3, (page.height, page.width, 3))
    return Image.fromarray(np.clip(np.asarray(page) + noise, 0, 255).astype(np.uint8))


def test_print_becomes_a_stencil_and_no_ink_of_colour_does(letter):
    found = mixed.split(letter, 200, ())
    assert found is not None
    pixels = np.asarray(letter).astype(int)
    coloured = pixels.max(axis=2) - pixels.min(axis=2) > 60
    assert not (coloured & (found.print > 0)).any()
    print_alone = (pixels.max(axis=2) < 60) & ~coloured
    assert (found.print[print_alone] > 0).mean() > 0.9
    assert max(found.colour) < 60


def test_what_lies_in_a_marked_box_stays_in_the_lower_layer(letter):
    found = mixed.split(letter, 200, [(0, 0, letter.width, 400)])
    assert not found.print[:400].any()
    assert found.print[400:].any()
    assert np.abs(np.asarray(found.ground, int)[:380] - np.asarray(letter, int)[:380]).max() == 0


def test_a_pale_seal_in_a_gray_scan_does_not_become_black():
    page = Image.new("L", (800, 600), 245)
    ImageDraw.Draw(page).ellipse((500, 300, 700, 500), outline=110, width=8)
    for top in range(40, 280, 40):
        ImageDraw.Draw(page).text((40, top), "Van ban in den " * 4, fill=10, font_size=24)
    found = mixed.split(page, 200, ())
    assert found.print[:290].any()
    assert not found.print[290:].any()


def test_a_faded_page_is_not_cut_in_two(letter):
    faded = Image.fromarray((255 - (255 - np.asarray(letter, int)) * 0.45).astype(np.uint8))
    assert mixed.split(faded, 200, ()) is None


def test_an_empty_page_has_no_layers():
    assert mixed.split(Image.new("RGB", (800, 600), (240, 238, 230)), 200, ()) is None


def test_two_layers_make_a_much_smaller_valid_file_that_looks_the_same(letter, tmp_path, config):
    letter.save(tmp_path / "a.jpg", quality=92, dpi=(200, 200))
    path = check(ocr.make_archive_pdf(tmp_path / "a.jpg", (read_page(*letter.size),), config), tmp_path / "a.pdf")
    assert path.stat().st_size < 0.5 * (tmp_path / "a.jpg").stat().st_size
    size = letter.width // 8, letter.height // 8
    ours, theirs = (np.asarray(p.convert("RGB").resize(size, Image.Resampling.BOX), int) for p in (drawn(path), letter))
    assert np.abs(ours - theirs).mean() < 2
    with pikepdf.open(path) as pdf:
        images = pdf.pages[0].Resources.XObject
        sizes = {(int(image.Width), int(image.Height)) for image in images.values()}
        assert sizes == {letter.size}, "nothing is resampled"
        assert pdf.pages[0].Resources.XObject.Im1.ImageMask


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_the_layers_of_a_turned_page_stand_upright(rotation, letter, tmp_path, config):
    letter.rotate(rotation, expand=True).save(tmp_path / "a.png", dpi=(200, 200))
    page = Page(1, *letter.size, 200.0, rotation, marks=(Mark(MarkKind.SEAL, (560, 660, 840, 940), 0.9),))
    path = check(ocr.make_archive_pdf(tmp_path / "a.png", (page,), config), tmp_path / "a.pdf")
    shown = drawn(path)
    assert shown.size == pytest.approx(letter.size, abs=1)
    assert (
        np.abs(
            np.asarray(shown.convert("L").resize((100, 70)), int) - np.asarray(letter.convert("L").resize((100, 70)), int)
        ).mean()
        < 4
    )


def test_a_scan_that_its_scanner_drew_at_an_angle_keeps_its_own_pixels(letter, tmp_path, config):
    bilevel = paper.page().convert("1", dither=Image.Dither.NONE)
    paper.save_pdf([bilevel], tmp_path / "in.pdf")
    with pikepdf.open(tmp_path / "in.pdf", allow_overwriting_input=True) as pdf:
        box = [float(edge) for edge in pdf.pages[0].MediaBox]
        name = next(iter(pdf.pages[0].Resources.XObject))
        angle = math.radians(0.6)
        turn = (box[2] * math.cos(angle), box[2] * math.sin(angle), -box[3] * math.sin(angle), box[3] * math.cos(angle), 4, -3)
        pdf.pages[0].Contents = pdf.make_stream(b"q %f %f %f %f %f %f cm %s Do Q" % (*turn, name.encode()))
        pdf.save(tmp_path / "in.pdf")
    (page,) = ocr.read(tmp_path / "in.pdf", config)
    path = check(ocr.make_archive_pdf(tmp_path / "in.pdf", (page,), config), tmp_path / "a.pdf")
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        assert (int(image.Width), int(image.Height), int(image.BitsPerComponent)) == (*bilevel.size, 1)
    before = subprocess.run(["pdftoppm", "-r", "100", "-gray", tmp_path / "in.pdf"], capture_output=True, check=True, timeout=60)
    after = subprocess.run(["pdftoppm", "-r", "100", "-gray", path], capture_output=True, check=True, timeout=60)
    one, two = (np.asarray(Image.open(io.BytesIO(done.stdout)), int) for done in (before, after))
    rows, columns = min(one.shape[0], two.shape[0]), min(one.shape[1], two.shape[1])
    assert np.abs(one[:rows, :columns] - two[:rows, :columns]).mean() < 3


def test_the_file_says_of_every_page_what_was_done_to_its_picture(letter, tmp_path, config):
    bilevel = paper.page().convert("1", dither=Image.Dither.NONE)
    bilevel.save(
        tmp_path / "a.tif", save_all=True, append_images=[bilevel, letter.convert("RGB")], compression="tiff_lzw", dpi=(200, 200)
    )
    read = tuple(Page(n, *(bilevel.size if n < 3 else letter.size), 200.0) for n in (1, 2, 3))
    data = ocr.make_archive_pdf(tmp_path / "a.tif", read, config)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        told = pdf.Root.Metadata.read_bytes().decode()
    assert "Ảnh trang 1–2: nén không tổn hao" in told
    assert "Ảnh trang 3: chữ in đen thành lớp đen trắng" in told
    assert "Tệp quét gốc được lưu nguyên vẹn trong kho." in told
