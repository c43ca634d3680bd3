"""What was read travels in the file, under the signature; PDF/A-3 by the validator, and any change of it is seen."""

import dataclasses
import io
import json
import subprocess

import pikepdf
import pytest
from pikepdf import pdfa

from pipelines.errors import DocumentProblem
from pipelines.sign import archive_faults, sign, verify
from pipelines.sign.attachment import embedded
from pipelines.sign.second_look import look_again_at_marked
from tests.sign import papers

DATA = {"serial": papers.SERIAL, "document_type": "decision", "fields": {"subject": "Về việc bịa đặt", "pages": 3, "area": 41.5}}


@pytest.fixture(scope="module")
def carrying(archive_file, identity, config) -> bytes:
    return sign(archive_file, papers.conversion(archive_file, data=DATA), identity, config)


def test_the_data_come_back_and_other_programs_find_them_too(carrying, trust, tmp_path):
    judged = verify(carrying, trust)
    assert (judged.verdict, judged.data) == ("valid", DATA)
    (tmp_path / "signed.pdf").write_bytes(carrying)
    command = ["pdfdetach", "-savefile", "sohoa.json", "-o", "out.json", "signed.pdf"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == DATA


def test_the_file_is_pdf_a_3_and_without_data_pdf_a_2(carrying, signed):
    """Beside what signatures and our own XMP need, which the validator does not know, nothing is found."""
    assert archive_faults(carrying) == ()
    assert archive_faults(signed) == ()
    unrelated = papers.changed(carrying, lambda document: document.Root.__delitem__("/AF"))
    assert any("embedded-file" in fault for fault in archive_faults(unrelated))
    as_two = [str(one) for one in pdfa.validate_written(io.BytesIO(carrying), "2b").findings]
    assert any("pdfaid:part" in one for one in as_two)
    assert any("embedded files" in one for one in as_two)
    assert embedded(signed) is None


def test_data_of_another_time_are_replaced(identity, config):
    pdf = papers.archive()
    held = papers.changed(pdf, lambda document: document.attachments.__setitem__("sohoa.json", b"{}"))
    signed = sign(held, papers.conversion(held, data=DATA), identity, config)
    assert embedded(signed) == DATA


def test_changed_data_make_the_file_invalid(carrying, trust):
    """By an update behind the signature, and by writing the file anew."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(carrying))
    spec = writer.root["/AF"][0]
    spec["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=json.dumps({**DATA, "fields": {}}).encode()))
    writer.update_container(spec)
    output = io.BytesIO()
    writer.write(output)
    assert embedded(output.getvalue()) == {**DATA, "fields": {}}
    assert verify(output.getvalue(), trust).verdict == "invalid"

    def change(document):
        document.Root.AF[0].EF.F.write(b"{}")

    assert verify(papers.changed(carrying, change), trust).verdict == "invalid"


def test_a_file_with_other_data_than_the_record_does_not_pass_the_second_look(carrying, archive_file, identity):
    wrong = papers.conversion(archive_file, data={**DATA, "fields": {}})
    start = carrying.rindex(b"%%EOF", 0, carrying.rindex(b"/ByteRange"))
    with pytest.raises(DocumentProblem) as caught:
        look_again_at_marked(archive_file, carrying[: start + 5], carrying, wrong, identity)
    assert caught.value.details["check"] == "data"


@pytest.mark.parametrize("content", [b"no json", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_hostile_attachments_are_no_data(content):
    pdf = papers.changed(papers.archive(), lambda document: document.attachments.__setitem__("sohoa.json", content))

    def associate(document):
        spec = document.attachments["sohoa.json"].obj
        spec.AFRelationship = pikepdf.Name.Data
        document.Root.AF = pikepdf.Array([spec])

    assert embedded(papers.changed(pdf, associate)) is None


def test_the_switch_is_off_unless_the_agency_says_so(config):
    assert not config.embed_data
    assert dataclasses.replace(config, embed_data=True).embed_data
