"""Damaged, hostile and oversized files: each is set aside with its reason, or read; nothing else gets out."""

import dataclasses
import io
import struct
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipelines import ocr
from pipelines.errors import DocumentProblem
from pipelines.ocr.source import pages
from tests.ocr import paper


def problem(path, config):
    with pytest.raises(DocumentProblem) as caught:
        ocr.read(path, config)
    assert caught.value.message
    assert caught.value.message_en
    return caught.value.code


@pytest.fixture
def scan(tmp_path):
    return paper.save_pdf([paper.page(size=(4, 2), lines=("Một dòng chữ",)) for _ in range(3)], tmp_path / "scan.pdf")


def put(folder, data, name="file.bin"):
    file = folder / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"GIF89a" + b"\xff" * 40, "not_a_scan"),
        (b"PK\x03\x04" + b"\x00" * 40, "not_a_scan"),
        (b"<html>404</html>", "not_a_scan"),
        (b"%PDF-1.7\n", "broken_pdf"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 3000, "broken_pdf"),
        (b"\xff\xd8\xff", "broken_image"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 30, "broken_image"),
        (b"II*\x00" + b"\xff" * 60, "broken_image"),
    ],
)
def test_what_is_no_scan_is_set_aside_with_its_reason(data, code, tmp_path, config):
    assert problem(put(tmp_path, data), config) == code


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_pdf_cut_short_never_loses_pages_in_silence(keep, scan, tmp_path, config):
    data = scan.read_bytes()
    cut = put(tmp_path, data[: int(len(data) * keep)])
    try:
        read = ocr.read(cut, config)
    except DocumentProblem as error:
        assert error.code in {"broken_pdf", "page_failed"}  # noqa: PT017 - either end is right, a third is not
    else:
        assert len(read) == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_torn_picture_is_set_aside_with_its_reason(kind, tmp_path, config):
    file = io.BytesIO()
    paper.page().save(file, kind, **({"compression": "tiff_lzw"} if kind == "TIFF" else {}))
    data = file.getvalue()
    # A TIFF's directory may stand at its end; cut there it cannot be opened, cut in its pixels it cannot be decoded.
    assert problem(put(tmp_path, data[: len(data) // 2]), config) in {"broken_image", "no_pages"}


def test_a_torn_second_picture_of_a_tiff_names_its_page(tmp_path, config):
    good = paper.page(("Trang một",), size=(4, 2)).convert("L")
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (400, 800), np.uint8))
    file = tmp_path / "two.tif"
    good.save(file, save_all=True, append_images=[noise], compression="tiff_lzw", dpi=(200, 200))
    data = bytearray(file.read_bytes())
    with Image.open(file) as image:
        image.seek(1)
        start = image.tag_v2[273][0]
    data[start : start + 2000] = b"\xff" * 2000
    with pytest.raises(DocumentProblem) as caught:
        ocr.read(put(tmp_path, bytes(data)), config)
    assert (caught.value.code, caught.value.details["page"]) == ("broken_image", "2")


def test_an_encrypted_pdf_asks_for_an_open_one(scan, tmp_path, config):
    with pikepdf.open(scan) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
        pdf.save(tmp_path / "no-print.pdf", encryption=pikepdf.Encryption(owner="o", user=""))
    assert problem(tmp_path / "locked.pdf", config) == "encrypted_pdf"
    assert len(ocr.read(tmp_path / "no-print.pdf", config)) == 3, "rights do not keep a scan from being read"


def test_a_pdf_without_pages_and_one_with_too_many(scan, tmp_path, config):
    with pikepdf.new() as pdf:
        pdf.save(tmp_path / "none.pdf")
    assert problem(tmp_path / "none.pdf", config) == "no_pages"
    assert problem(scan, dataclasses.replace(config, max_pages=2)) == "too_many_pages"
    frames = [Image.new("1", (50, 50), 1)] * 3
    frames[0].save(tmp_path / "many.tif", save_all=True, append_images=frames[1:])
    assert problem(tmp_path / "many.tif", dataclasses.replace(config, max_pages=2)) == "too_many_pages"


@pytest.mark.parametrize("side", [10_000, 20_000, 65_000])
def test_a_picture_bomb_is_refused_by_its_header(side, tmp_path, config):
    assert problem(put(tmp_path, paper.png_header(side, side)), config) == "page_too_large"


def pdf_with_image(path, data, size=(600, 600), box=(612, 792), **entries):
    with pikepdf.new() as pdf:
        image = pdf.make_stream(
            data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=size[0], Height=size[1], BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray, **entries,
        )  # fmt: skip
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=[0, 0, *box], Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image)),
            Contents=pdf.make_stream(b"q %d 0 0 %d 0 0 cm /I Do Q" % box),
        )  # fmt: skip
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return path


def test_an_image_bomb_in_a_pdf_is_refused_by_what_it_states(tmp_path, config):
    zeros = zlib.compress(bytes(1000))
    file = pdf_with_image(tmp_path / "a.pdf", zeros, (30_000, 30_000), Filter=pikepdf.Name.FlateDecode)
    assert problem(file, config) == "page_too_large"


def test_an_image_bomb_in_a_pdf_is_refused_by_what_its_data_says(tmp_path, config):
    small = io.BytesIO()
    Image.new("L", (8, 8)).save(small, "JPEG")
    data = bytearray(small.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    file = pdf_with_image(tmp_path / "a.pdf", bytes(data), Filter=pikepdf.Name.DCTDecode)
    assert problem(file, config) == "page_too_large"


def test_drawing_instructions_packed_as_a_picture_are_refused(tmp_path, config):
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"\x00" * 100, Filter=pikepdf.Name.JBIG2Decode)
        pdf.save(tmp_path / "a.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert problem(tmp_path / "a.pdf", config) == "page_failed"


def test_a_poster_is_drawn_within_the_limit_or_refused(tmp_path, config):
    tight = dataclasses.replace(config, max_pixels=1_000_000)
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(612, 792))
        pdf.save(tmp_path / "letter.pdf")
        pdf.pages[0].obj["/MediaBox"] = [0, 0, 14_400, 14_400]
        pdf.save(tmp_path / "poster.pdf")
    (page,) = ocr.read(tmp_path / "letter.pdf", tight)
    assert page.width * page.height <= 1_010_000
    assert problem(tmp_path / "poster.pdf", tight) == "page_too_large"


def test_a_long_content_stream_packed_small_is_not_unpacked(tmp_path, config):
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        bomb = zlib.compress(b"0 0 m " * 3_000_000, 9)
        pdf.pages[0].obj["/Contents"] = pdf.make_stream(bomb, Filter=pikepdf.Name.FlateDecode)
        pdf.save(tmp_path / "a.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)
    from pipelines.ocr.source import pdf as room_pdf

    assert room_pdf.layout(tmp_path / "a.pdf", 1, config).plain is False


def test_scripts_in_a_pdf_do_not_keep_it_from_being_read(scan, tmp_path, config):
    with pikepdf.open(scan) as pdf:
        pdf.Root["/OpenAction"] = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "js.pdf")
    read = ocr.read(tmp_path / "js.pdf", config)
    assert len(read) == 3
    assert b"JavaScript" not in ocr.make_archive_pdf(tmp_path / "js.pdf", read, config)


def test_a_page_whose_image_data_is_spoilt_is_warned_or_refused(tmp_path, config):
    file = io.BytesIO()
    paper.page().convert("L").save(file, "JPEG")
    data = bytearray(file.getvalue())
    data[len(data) // 2 :] = b""
    path = pdf_with_image(tmp_path / "a.pdf", bytes(data), (1654, 1160), Filter=pikepdf.Name.DCTDecode)
    try:
        (page,) = ocr.read(path, config)
    except DocumentProblem as error:
        assert error.code in {"page_failed", "broken_pdf"}  # noqa: PT017
    else:
        assert "damaged" in page.warnings


def test_real_bad_files_open_or_say_why(shared, config):
    """Opening and drawing only, no recognition: the whole reading of these 130 files is a matter of minutes."""
    quick = dataclasses.replace(config, max_pages=50, seconds_per_page=20)
    outcomes = {}
    for path in sorted((shared / "bad_inputs").rglob("*")):
        if not path.is_file() or path.suffix in {".csv", ".rst", ".md"}:
            continue
        try:
            pages.count_pages(path, quick)
            picture = pages.load_picture(path, 1, quick)
            outcomes[path.name] = "drawn"
            assert picture.image.width * picture.image.height <= quick.max_pixels
        except DocumentProblem as error:
            outcomes[path.name] = error.code
    assert len(outcomes) > 80
    assert outcomes["bomb_giant.pdf"] == "page_failed"
    assert outcomes["zeroLength.pdf"] == "empty_file"
    assert outcomes["print_protection.pdf"] == "encrypted_pdf"
    assert outcomes["truncated_jpeg.jpg"] == "broken_image"


def test_the_pages_that_can_be_read_are_kept_when_others_cannot(tmp_path, config):
    sound = paper.save_pdf([paper.page(), paper.page()], tmp_path / "sound.pdf")
    with pikepdf.open(sound) as pdf:
        pdf.pages[0].obj["/MediaBox"] = pikepdf.Array([0, 0, 14400, 14400])
        pdf.pages[0].obj["/UserUnit"] = 75
        pdf.save(tmp_path / "odd.pdf")
    with pytest.raises(ocr.UnreadPages) as caught:
        ocr.read(tmp_path / "odd.pdf", dataclasses.replace(config, max_pixels=5_000_000))
    assert "1" in caught.value.message
    assert [page.number for page in caught.value.kept] == [2]
    assert paper.share_read(paper.LINES, caught.value.kept[0].text) > 0.9


def test_a_page_that_the_first_engine_fails_on_is_read_by_the_other(tmp_path, config, monkeypatch):
    from pipelines.ocr.recognition import engines

    def broken(*_args, **_kwargs):
        raise RuntimeError("Failed to init API, possibly an invalid tessdata path")

    monkeypatch.setattr(engines.TesserocrEngine, "read", broken)
    page = ocr.read(paper.save_pdf([paper.page()], tmp_path / "a.pdf"), config)[0]
    assert paper.share_read(paper.LINES, page.text) > 0.9


def test_a_page_on_which_both_tries_fail_is_named(tmp_path, config, monkeypatch):
    from pipelines.ocr import reading

    def broken(*_args, **_kwargs):
        raise ValueError("array is too odd")

    monkeypatch.setattr(reading, "prepare", broken)
    with pytest.raises(ocr.UnreadPages) as caught:
        ocr.read(paper.save_pdf([paper.page()], tmp_path / "a.pdf"), config)
    assert caught.value.code == "page_failed"
    assert caught.value.kept == ()
