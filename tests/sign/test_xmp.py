import pytest
from lxml import etree

from pipelines.sign.xmp import NAMESPACE, read_record, record, with_record
from tests.sign import papers

OTHER_SCHEMA = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">other</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("packet", [None, OTHER_SCHEMA])
def test_what_is_written_is_read_back(packet):
    values = record(papers.conversion(b"x"))
    assert read_record(with_record(packet, values)) == values
    assert values["convertedAt"] == "2026-03-02T09:05:00+07:00"


def test_unknown_sheets_have_no_entry():
    assert "sheets" not in record(papers.conversion(b"x", sheets=None))


def test_a_second_record_replaces_the_first():
    first = with_record(OTHER_SCHEMA, record(papers.conversion(b"x", serial="A")))
    second = with_record(first, record(papers.conversion(b"x", serial="B")))
    assert read_record(second)["serial"] == "B"
    assert second.count(b"namespaceURI>" + NAMESPACE.encode()) == 1


def test_other_peoples_metadata_and_schemas_stay():
    written = with_record(OTHER_SCHEMA, record(papers.conversion(b"x")))
    root = etree.fromstring(written.split(b"?>", 1)[1].rsplit(b"<?", 1)[0])
    assert root.findtext(".//{http://www.aiim.org/pdfa/ns/id/}part") == "2"
    bags = root.findall(".//{http://www.aiim.org/pdfa/ns/extension/}schemas")
    assert len(bags) == 1
    assert len(bags[0][0]) == 2


def test_two_values_for_one_entry_are_none():
    written = with_record(None, record(papers.conversion(b"x")))
    doubled = written.replace(b"</sohoa:serial>", b"</sohoa:serial><sohoa:serial>other</sohoa:serial>")
    assert read_record(doubled) == {}


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"not XML",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        b"<a>" * 5000,
        b"\xff\xfe\x00",
    ],
)
def test_hostile_metadata_tells_nothing(packet):
    assert read_record(packet) == {}


def test_an_entity_is_never_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    written = with_record(None, record(papers.conversion(b"x"))).decode()
    body = written.split("?>", 1)[1].replace(papers.SERIAL, "&leak;")
    hostile = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>{body}'.encode()
    assert "SECRET" not in str(read_record(hostile))
