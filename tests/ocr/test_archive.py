import dataclasses
import io
import re
import shutil
import subprocess
import unicodedata

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image

from pipelines import ocr
from pipelines.model import Page, Word
from pipelines.ocr.output.textlayer import glyphless_font
from tests.ocr import paper

WORDS = ["Ủy", "ban", "nhân", "dân", "xã", "Thí", "Điểm", "chứng", "thực", "ngày", "5"]


@pytest.fixture
def untouched(config):
    """Delivered data stays wherever PDF/A allows it."""
    return dataclasses.replace(config, archive_pictures="untouched")


def read_page(width, height, *, dpi=200.0, rotation=0, skew=0.0, number=1):
    """A page with known words, two lines, without asking Tesseract."""
    boxes = [(100 + 130 * (i % 5), 200 + 80 * (i // 5), 210 + 130 * (i % 5), 240 + 80 * (i // 5)) for i in range(len(WORDS))]
    words = tuple(Word(text, 0.9, box, i // 5) for i, (text, box) in enumerate(zip(WORDS, boxes, strict=True)))
    return Page(number, width, height, dpi, rotation, skew, words)


def check(data, path):
    """PDF/A-2b by pikepdf's validator, structure by qpdf."""
    path.write_bytes(data)
    report = pikepdf.pdfa.validate_written(path, "2b")
    assert report.verdict == "pass", report.findings
    if shutil.which("qpdf"):
        done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
    return path


def drawn(path):
    """The first page's picture by poppler."""
    done = subprocess.run(["pdftoppm", "-r", "200", str(path)], capture_output=True, check=True, timeout=60)
    return Image.open(io.BytesIO(done.stdout))


def difference(one, other):
    """Largest difference of two pictures in 8-pixel squares: poppler shifts images by up to a pixel."""
    assert one.size == pytest.approx(other.size, abs=1)
    size = one.width // 8, one.height // 8
    pair = [np.asarray(p.convert("RGB").resize(size, Image.Resampling.BOX), int) for p in (one, other)]
    return np.abs(pair[0] - pair[1]).max()


def text_of(path):
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True, timeout=60)
    return unicodedata.normalize("NFC", done.stdout)


def places(path):
    """{word: (x0, y0, x1, y1) in points of the upright page, y down} by pdftotext."""
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True, timeout=60)
    found = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)</word>', done.stdout)
    return {text: tuple(float(v) for v in box) for *box, text in found}


def only_image(path):
    with pikepdf.open(path) as pdf:
        image = pdf.pages[0].Resources.XObject.Im0
        return image.read_raw_bytes(), {str(k): image[k] for k in image if k != "/Length"}, pdf.pages[0].get("/Rotate", 0)


def unpacked(path):
    """The first picture of the file in one bit, True for white, as poppler unpacks it."""
    subprocess.run(["pdfimages", "-png", "-f", "1", "-l", "1", path, path.with_suffix("")], check=True, timeout=60)
    return np.asarray(Image.open(f"{path.with_suffix('')}-000.png").convert("1"))


def test_a_jpegs_bytes_are_passed_through(tmp_path, untouched):
    picture = paper.page()
    picture.save(tmp_path / "a.jpg", quality=80, dpi=(200, 200))
    data = ocr.make_archive_pdf(tmp_path / "a.jpg", (read_page(*picture.size),), untouched)
    path = check(data, tmp_path / "a.pdf")
    assert only_image(path)[0] == (tmp_path / "a.jpg").read_bytes()
    with pikepdf.open(path) as pdf:
        assert [float(v) for v in pdf.pages[0].MediaBox] == pytest.approx([0, 0, picture.width * 0.36, picture.height * 0.36])


@pytest.mark.parametrize(("orientation", "rotate"), [(6, 90), (3, 180), (8, 270)])
def test_an_exif_turn_becomes_rotate_and_the_bytes_stay(orientation, rotate, tmp_path, untouched):
    upright = paper.page()
    stored = upright.rotate(rotate, expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.jpg", quality=90, dpi=(200, 200), exif=exif)
    path = check(ocr.make_archive_pdf(tmp_path / "a.jpg", (read_page(*upright.size),), untouched), tmp_path / "a.pdf")
    raw, _, turned = only_image(path)
    assert (raw, turned) == ((tmp_path / "a.jpg").read_bytes(), rotate)
    assert difference(drawn(path), upright) < 60


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_lie_where_they_were_read_on_turned_pages_too(rotation, tmp_path, config):
    upright = paper.page(size=(5, 4))
    delivered = upright.rotate(rotation, expand=True)
    delivered.save(tmp_path / "a.png", dpi=(200, 200))
    page = read_page(*upright.size, rotation=rotation)
    path = check(ocr.make_archive_pdf(tmp_path / "a.png", (page,), config), tmp_path / "a.pdf")
    found = places(path)
    for word in page.words:
        assert found[word.text] == pytest.approx([v * 0.36 for v in word.box], abs=5)
    assert text_of(path).split() == WORDS
    assert difference(drawn(path), upright) < 60


@pytest.mark.parametrize("skew", [-7.0, 1.5, 4.0])
def test_text_of_a_leaning_page_comes_back_whole(skew, tmp_path, config):
    tan = np.tan(np.radians(skew))
    straight = read_page(1000, 800)
    words = tuple(
        dataclasses.replace(
            w, box=(w.box[0], round(w.box[1] - w.box[0] * tan - 8), w.box[2], round(w.box[3] - w.box[0] * tan + 8))
        )
        for w in straight.words
    )
    Image.new("L", (1000, 800), 255).save(tmp_path / "a.png", dpi=(200, 200))
    page = dataclasses.replace(straight, words=words, skew=skew)
    path = check(ocr.make_archive_pdf(tmp_path / "a.png", (page,), config), tmp_path / "a.pdf")
    assert sorted(text_of(path).split()) == sorted(WORDS)
    found = places(path)
    for word in words:
        middle = [0.18 * (word.box[0] + word.box[2]), 0.18 * (word.box[1] + word.box[3])]
        box = found[word.text]
        assert [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] == pytest.approx(middle, abs=8)


def test_a_scanned_pdf_pages_data_is_passed_through(tmp_path, untouched):
    gray = paper.page().convert("L")
    file = io.BytesIO()
    gray.save(file, "JPEG", quality=70)
    paper.save_pdf([gray], tmp_path / "in.pdf")
    with pikepdf.open(tmp_path / "in.pdf") as pdf:
        raw = next(iter(pdf.pages[0].get_images().values())).read_raw_bytes()
    data = ocr.make_archive_pdf(tmp_path / "in.pdf", (read_page(*gray.size),), untouched)
    assert only_image(check(data, tmp_path / "a.pdf"))[0] == raw


def test_a_black_and_white_tiff_is_kept_to_the_pixel(tmp_path, config):
    bilevel = paper.page().convert("1", dither=Image.Dither.NONE)
    bilevel.save(tmp_path / "a.tif", compression="group4", dpi=(200, 200))
    path = check(ocr.make_archive_pdf(tmp_path / "a.tif", (read_page(*bilevel.size),), config), tmp_path / "a.pdf")
    assert str(only_image(path)[1]["/Filter"]) == "/JBIG2Decode"
    assert np.array_equal(unpacked(path), np.asarray(bilevel))
    assert difference(drawn(path), bilevel) < 60


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_makes_a_valid_file_that_looks_the_same(mode, tmp_path, config):
    picture = paper.seal(paper.page(size=(4, 3)), (300, 300), 80)
    if mode == "I;16":
        shown = picture.convert("L")
        saved = Image.fromarray(np.asarray(shown, np.uint16) * 257)
    else:
        saved = picture.convert(mode)
        shown = saved.convert("RGB")
    saved.save(tmp_path / "a.png", dpi=(200, 200))
    path = check(ocr.make_archive_pdf(tmp_path / "a.png", (read_page(*saved.size),), config), tmp_path / "a.pdf")
    assert difference(drawn(path), shown) < 60


def test_a_typeset_page_is_drawn(tmp_path, config):
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 200))
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"0.9 0.1 0.1 rg 50 50 100 80 re f")
        pdf.save(tmp_path / "in.pdf")
    (page,) = ocr.read(tmp_path / "in.pdf", config)
    path = check(ocr.make_archive_pdf(tmp_path / "in.pdf", (page,), config), tmp_path / "a.pdf")
    middle = drawn(path).convert("RGB").getpixel((278, 305))
    assert middle == pytest.approx((230, 26, 26), abs=12), "colour is kept"


def test_cmyk_is_brought_to_the_output_intents_colours(tmp_path, config):
    picture = paper.page(size=(4, 2)).convert("CMYK")
    picture.save(tmp_path / "a.jpg", dpi=(200, 200))
    path = check(ocr.make_archive_pdf(tmp_path / "a.jpg", (read_page(*picture.size),), config), tmp_path / "a.pdf")
    assert str(only_image(path)[1]["/ColorSpace"]) == "/DeviceRGB"


def test_the_same_scan_makes_the_same_file_without_dates(tmp_path, config):
    paper.page().save(tmp_path / "a.jpg", dpi=(200, 200))
    page = read_page(1654, 1160)
    first = ocr.make_archive_pdf(tmp_path / "a.jpg", (page,), config)
    glyphless_font.cache_clear()
    assert ocr.make_archive_pdf(tmp_path / "a.jpg", (page,), config) == first
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert "/Info" not in pdf.trailer
        assert pdf.trailer.ID[0] is not None
        xmp = pdf.Root.Metadata.read_bytes().decode()
    assert "<pdfaid:part>2<" in xmp
    assert "<pdfaid:conformance>B<" in xmp


def test_pages_keep_their_order_and_blank_ones_stay(tmp_path, config):
    pictures = [Image.new("L", (400 + 100 * n, 500), 255 - n) for n in range(3)]
    paper.save_pdf(pictures, tmp_path / "in.pdf")
    read = tuple(Page(n + 1, 400 + 100 * n, 500, 200.0) for n in range(3))
    path = check(ocr.make_archive_pdf(tmp_path / "in.pdf", read, config), tmp_path / "a.pdf")
    with pikepdf.open(path) as pdf:
        assert [round(float(p.MediaBox[2])) for p in pdf.pages] == [144, 180, 216]
