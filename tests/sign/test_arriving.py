import io

import pikepdf
import pytest

from pipelines.sign import has_signature
from tests.sign import papers


def test_a_signed_file_is_seen_from_path_and_bytes(signed, tmp_path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    assert has_signature(signed)
    assert has_signature(file)


def test_a_plain_scan_is_not_signed(archive_file):
    assert not has_signature(archive_file)


def with_field(value) -> bytes:
    def add(document):
        field = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="A", **value))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    return papers.changed(papers.scan(), add)


def test_an_empty_signature_field_is_no_signature():
    assert not has_signature(with_field({}))


def test_a_signature_inside_a_compressed_object_stream_is_seen(signed):
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as document:
        document.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert has_signature(buffer.getvalue())


def test_a_signature_on_a_page_but_in_no_form_is_seen(signed):
    assert has_signature(papers.changed(signed, lambda document: document.Root.__delitem__("/AcroForm")))


def test_fields_that_contain_themselves_do_not_trap_us():
    def loop(document):
        field = document.make_indirect(pikepdf.Dictionary(T="A", Note=pikepdf.String("/ByteRange")))
        field.Kids = pikepdf.Array([field, field, field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])

    assert not has_signature(papers.changed(papers.scan(), loop))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-1.7 /ByteRange",
        b"\x00" * 1000,
        b"%PDF-1.7\n1 0 obj<</ByteRange 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    ],
)
def test_hostile_files_are_simply_not_signed(data):
    assert not has_signature(data)


def test_a_torn_signed_file_does_not_crash(signed):
    for part in range(0, len(signed), len(signed) // 23):
        assert has_signature(signed[:part]) in {True, False}
