"""The second look must fail on files that went wrong in ways signing could go wrong."""

import dataclasses
import io

import pikepdf
import pytest

from pipelines.errors import DocumentProblem
from pipelines.sign import sign
from pipelines.sign.second_look import look_again_at_marked, look_again_at_signed
from tests.sign import papers


@pytest.fixture(scope="module")
def made(identity, config):
    """What came in, what was marked, what was signed, and the record."""
    pdf = papers.scan(2)
    conversion = papers.conversion(pdf, pages=2)
    signed = sign(pdf, conversion, identity, config)
    from pipelines.sign.container import gap_of

    start, _ = gap_of(signed)
    marked = signed[: signed.rindex(b"%%EOF", 0, start) + 5]
    return pdf, marked, signed, conversion


def look(made, identity, *, arrived=None, signed=None, **other):
    pdf, marked, good, conversion = made
    look_again_at_marked(arrived or pdf, marked, signed or good, dataclasses.replace(conversion, **other), identity)


def test_a_good_file_passes(made, identity):
    look(made, identity)


def failed(made, identity, **change) -> str:
    with pytest.raises(DocumentProblem) as caught:
        look(made, identity, **change)
    assert caught.value.code == "sign_second_look"
    return str(caught.value.details["check"])


def test_a_lost_page_is_seen(made, identity):
    assert failed(made, identity, arrived=papers.scan(3)) == "page_count"


def test_a_record_with_another_number_of_pages_is_seen(made, identity):
    assert failed(made, identity, pages=3) == "page_count_of_record"


def test_another_image_is_seen(made, identity):
    assert failed(made, identity, arrived=papers.changed(made[0], lambda d: d.pages.reverse())) == "images"


def test_another_drawing_is_seen(made, identity):
    def draw(document):
        document.pages[1].obj.Contents = document.make_stream(document.pages[1].obj.Contents.read_bytes() + b" 0 0 9 9 re f")

    assert failed(made, identity, arrived=papers.changed(made[0], draw)) == "contents"


def test_another_record_is_seen(made, identity):
    assert failed(made, identity, person="Người Khác") == "conversion_record"


def test_one_wrong_byte_is_seen(made, identity):
    wrong = bytearray(made[2])
    wrong[-20] ^= 1
    assert failed(made, identity, signed=bytes(wrong)) in {"digest", "open"}


def test_a_changed_signature_value_is_seen(made, identity):
    from pipelines.sign.container import gap_of

    wrong = bytearray(made[2])
    start, end = gap_of(made[2])
    last = start + len(made[2][start:end].rstrip(b"0>")) - 1
    wrong[last] = ord("1") if wrong[last] != ord("1") else ord("2")
    assert failed(made, identity, signed=bytes(wrong)) in {"signature", "signature_form"}


def test_a_file_that_was_written_anew_after_signing_is_seen(made, identity):
    assert failed(made, identity, signed=papers.changed(made[2], lambda _: None)) == "prefix"


def test_an_addition_after_the_signature_is_seen(made, identity):
    assert failed(made, identity, signed=made[2] + b"\n%%EOF\n") in {"verification", "digest", "coverage"}


def test_somebody_elses_signature_is_not_ours(made, tmp_path, authority):
    from pipelines.sign import load_identity
    from tests.sign import pki

    other = load_identity(pki.leaf(authority).write(tmp_path, authority))
    assert failed(made, other) == "signature"


def test_an_arrived_file_that_was_altered_is_seen(made, identity):
    with pytest.raises(DocumentProblem) as caught:
        look_again_at_signed(made[0], made[2], identity)
    assert caught.value.details == {"check": "prefix"}


def test_pages_are_read_with_another_library(made):
    with pikepdf.open(io.BytesIO(made[2])) as document:
        assert len(document.pages) == 2
