import io
import struct

import pikepdf
import pytest
from PIL import Image

from pipelines.ocr.source import imagedata


def encoded(kind, size=(37, 21), **options):
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"comment": b"\xff\xc0 in a comment"}])
def test_a_jpegs_size_is_read_from_its_frame(options):
    assert imagedata.jpeg_size(encoded("JPEG", **options)) == 37 * 21


def test_a_jpeg2000s_size_is_read_from_its_code_stream():
    assert imagedata.jpeg2000_size(encoded("JPEG2000")) == 37 * 21


def test_a_jbig2s_size_is_read_from_its_segments():
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 37, 21, 0, 0, 0, 0)
    region = struct.pack(">IBBBI", 1, 38, 0, 1, 18) + struct.pack(">IIIIBB", 90_000, 80_000, 0, 0, 0, 0)
    assert imagedata.jbig2_size(page) == 37 * 21
    assert imagedata.jbig2_size(page + region) == 90_000 * 80_000


@pytest.mark.parametrize("look", [imagedata.jpeg_size, imagedata.jpeg2000_size, imagedata.jbig2_size])
@pytest.mark.parametrize("data", [b"", b"\xff", b"\xff\xd8\xff\xff\xff", bytes(40), b"\xff" * 40, bytes(range(256)) * 4])
def test_rubbish_has_some_size_and_ends(look, data):
    assert look(data) >= 0


def test_the_larger_of_both_statements_counts():
    with pikepdf.new() as pdf:
        honest = pdf.make_stream(encoded("JPEG"), Width=37, Height=21, Filter=pikepdf.Name.DCTDecode)
        liar = pdf.make_stream(encoded("JPEG", (370, 210)), Width=1, Height=1, Filter=pikepdf.Name.DCTDecode)
        odd = pdf.make_stream(b"x", Width=pikepdf.Array([1]), Height=5)
        assert imagedata.true_size(honest) == 37 * 21
        assert imagedata.true_size(liar) == 370 * 210
        assert imagedata.true_size(odd) > 10**12
        assert not imagedata.is_cut_short(honest)
        assert imagedata.is_cut_short(pdf.make_stream(encoded("JPEG")[:-200], Filter=pikepdf.Name.DCTDecode))
