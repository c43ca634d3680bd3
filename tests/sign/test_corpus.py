"""Public test files of EU DSS and pyHanko, where they are at hand: nothing that was tampered with comes out valid."""

import io
import os
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from pipelines.errors import ConfigError
from pipelines.sign import has_signature, verify

FOLDER = Path(os.environ.get("SOHOA_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "signatures"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the public signature files are not here")

TAMPERED = [
    "BadEncodedCMS",
    "annotation-and-visible-change",
    "hello_signed_INCSAVE_signed_EDITED",
    "modified_after_signature",
    "pades-signed-annot-added",
    "pades-spoofing-replaced-reason",
    "pades-two-sig-copied-tst",
    "pdf-byterange-overlap",
    "pdf-double-signer-info",
    "pdf-removed-pages",
    "pdf-signed-corrupted",
    "pdf-spoofing-attack",
    "one-byterange",
    "signature-gap-too-big",
    "tail-uncovered",
    "weird-byterange",
    "sneaky",
    "pdf-sig-with-econtent",
    "infinite_loop",
]


def anchors_inside(data: bytes) -> list[bytes]:
    """Every certificate that the file brings along: the most trusting verifier there can be."""
    found = []
    try:
        for embedded in PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures:
            found += [embedded.signer_cert.dump(), *(other.dump() for other in embedded.other_embedded_certs)]
    except Exception:  # noqa: BLE001
        return []
    return found


@pytest.mark.parametrize("word", TAMPERED)
def test_a_tampered_file_is_invalid_even_for_who_trusts_everybody(word):
    files = [file for file in FOLDER.rglob("*.pdf") if word in file.name]
    assert files
    for file in files:
        data = file.read_bytes()
        has_signature(data)
        try:
            judged = verify(data, anchors_inside(data))
        except ConfigError:  # a certificate in the file is no certificate
            judged = verify(data, ())
        assert judged.verdict == "invalid", file.name


@pytest.mark.parametrize(
    "name", ["pades-bes.pdf", "doc-firmado.pdf", "pdf-with-eof-cr.pdf", "minimal-signed-twice-no-sig-type.pdf"]
)
def test_a_good_file_is_whole_but_untrusted_without_anchors(name):
    judged = verify(next(FOLDER.rglob(name)), ())
    assert judged.verdict == "untrusted"
    assert all(report.intact for report in judged.signatures)
