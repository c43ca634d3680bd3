# long: one test a way of changing or faking a signed file; they share the forger above them
"""What was changed, or was never good, must not come out valid; and a reason must say why."""

import asyncio
import datetime as dt
import io
import random
import re

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import dss
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipelines.errors import ConfigError
from pipelines.sign import verify
from pipelines.sign.container import gap_of
from tests.sign import papers, pki


class Quiet(IncrementalPdfFileWriter):
    def _update_meta(self):
        pass


def why(judged) -> str:
    return " ".join([*judged.reasons, *(reason for report in judged.signatures for reason in report.reasons)])


def assert_invalid(pdf: bytes, anchors) -> str:
    judged = verify(pdf, anchors)
    assert judged.verdict == "invalid"
    assert why(judged)
    return why(judged)


def appended(pdf: bytes, change) -> bytes:
    """*pdf* with a revision that does *change* to a writer."""
    writer = Quiet(io.BytesIO(pdf))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert buffer.getvalue().startswith(pdf)
    return buffer.getvalue()


# --- one byte


@pytest.mark.parametrize("seed", range(12))
def test_one_flipped_bit_in_the_signed_bytes_is_seen(seed, signed, trust):
    start, end = gap_of(signed)
    generator = random.Random(seed)
    place = generator.choice([generator.randrange(start), generator.randrange(end, len(signed))])
    wrong = bytearray(signed)
    wrong[place] ^= 1 << generator.randrange(8)
    assert_invalid(bytes(wrong), trust)


def test_one_flipped_bit_inside_the_image_is_seen(signed, trust):
    wrong = bytearray(signed)
    wrong[signed.index(b"stream\n") + 500] ^= 4
    assert "giá trị băm" in assert_invalid(bytes(wrong), trust)


@pytest.mark.parametrize("seed", range(12))
def test_one_changed_digit_of_the_signature_itself_is_seen(seed, signed, trust):
    start, end = gap_of(signed)
    generator = random.Random(seed)
    place = generator.randrange(start + 1, start + len(signed[start:end].rstrip(b"0>")))
    wrong = bytearray(signed)
    wrong[place] = generator.choice([digit for digit in b"0123456789abcdef" if digit != wrong[place]])
    assert_invalid(bytes(wrong), trust)


@pytest.mark.parametrize("filler", [b"ff", b"41", b"  ", b"AA"])
def test_something_hidden_behind_the_signature_is_seen(filler, signed, trust):
    _, end = gap_of(signed)
    wrong = signed[: end - 41] + filler + signed[end - 41 + len(filler) :]
    assert len(wrong) == len(signed)
    assert_invalid(wrong, trust)


def test_another_letter_case_in_the_gap_is_a_change(signed, trust):
    start, end = gap_of(signed)
    place = start + re.search(rb"[A-Fa-f]", signed[start:end]).start()
    assert_invalid(signed[:place] + signed[place : place + 1].swapcase() + signed[place + 1 :], trust)


@pytest.mark.parametrize("tail", [b"\nrubbish", b"\n%%EOF\n", b"\nstartxref\n0\n%%EOF\n", b"\x00", b"% a remark\n%%EOF"])
def test_bytes_behind_the_end_are_seen(tail, signed, trust):
    judged = verify(signed + tail, trust)
    assert judged.verdict == "invalid"
    assert why(judged)


def test_a_shortened_file_is_seen(signed, trust):
    for missing in (1, 7, 100, 5000, len(signed) - 30):
        assert_invalid(signed[:-missing], trust)


# --- what is appended


def test_a_turned_page_is_seen(signed, trust):
    def turn(writer):
        page, _ = writer.find_page_for_modification(0)
        page.get_object()["/Rotate"] = generic.NumberObject(90)
        writer.mark_update(page)

    assert "không được phép" in assert_invalid(appended(signed, turn), trust)


def test_a_note_over_the_text_is_seen(signed, trust):
    def write_over(writer):
        page, _ = writer.find_page_for_modification(0)
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(number) for number in (0, 0, 200, 200)]),
                pdf_name("/Contents"): generic.TextStringObject("khác"),
            }
        )
        page.get_object()["/Annots"].append(writer.add_object(note))
        writer.update_container(page.get_object()["/Annots"])
        writer.mark_update(page)

    assert_invalid(appended(signed, write_over), trust)


def test_a_changed_conversion_record_is_seen_though_metadata_may_change(signed, trust):
    def forge(writer):
        with pikepdf.open(io.BytesIO(signed)) as document:
            packet = document.Root.Metadata.read_bytes()
        forged = packet.replace(papers.PERSON.encode(), "Người Khác Bịa".encode())
        assert forged != packet
        entries = {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")}
        writer.root[pdf_name("/Metadata")] = writer.add_object(generic.StreamObject(entries, stream_data=forged))
        writer.update_root()

    assert "chuyển đổi" in assert_invalid(appended(signed, forge), trust)


def test_a_new_field_on_a_converted_paper_is_seen(signed, trust):
    def add(writer):
        fields.append_signature_field(writer, fields.SigFieldSpec("Them", box=(10, 10, 200, 200)))

    assert_invalid(appended(signed, add), trust)


def test_a_new_field_on_somebody_elses_paper_is_seen(authority):
    def add(writer):
        fields.append_signature_field(writer, fields.SigFieldSpec("Them", box=(10, 10, 200, 200)))

    pdf = signed_by(pki.leaf(authority), authority)
    assert verify(pdf, [authority.pem]).verdict == "valid"
    assert_invalid(appended(pdf, add), [authority.pem])


def test_a_signature_taken_out_by_an_update_is_missed(signed, trust):
    def remove(writer):
        del writer.root["/AcroForm"]
        writer.update_root()

    assert "gỡ" in assert_invalid(appended(signed, remove), trust)


def test_a_signature_taken_out_by_rewriting_leaves_an_unsigned_file(signed, trust):
    def remove(document):
        del document.Root["/AcroForm"]
        del document.pages[0].obj["/Annots"]

    assert verify(papers.changed(signed, remove), trust).verdict == "unsigned"


def test_a_file_written_anew_is_not_what_was_signed(signed, trust):
    assert_invalid(papers.changed(signed, lambda _: None), trust)


def test_a_signature_of_another_file_is_not_this_files(signed, archive_file, identity, config, trust):
    from pipelines.sign import sign

    other = sign(archive_file, papers.conversion(archive_file, serial="KHAC"), identity, config)
    start, end = gap_of(signed)
    other_start, other_end = gap_of(other)
    assert end - start == other_end - other_start
    assert_invalid(signed[:start] + other[other_start:other_end] + signed[end:], trust)


def test_a_byte_range_that_leaves_out_more_is_seen(signed, trust):
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", signed)
    shorter = b"/ByteRange [0 %d %d %d]" % (int(found[1]) - 10, int(found[2]), int(found[3]))
    wrong = signed[: found.start()] + shorter.ljust(len(found[0])) + signed[found.start() + len(found[0]) :]
    assert_invalid(wrong, trust)


# --- trust


def signed_by(
    leaf, authority, *, when: dt.datetime | None = None, stamper=None, pades: bool = True, digest: str = "sha256"
) -> bytes:
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(authority.der))
    signer = signers.SimpleSigner(leaf.asn1, leaf.asn1_key, cert_registry=store)
    subfilter = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = signers.PdfSignatureMetadata(field_name="A", md_algorithm=digest, subfilter=subfilter)
    pdf_signer = signers.PdfSigner(meta, signer, timestamper=stamper)
    session = pdf_signer.init_signing_session(Quiet(io.BytesIO(papers.scan())))
    session.system_time = when or pki.now()
    document = session.prepare_tbs_document(None, 32768, None)
    prepared, output = document.digest_tbs_document()
    asyncio.run(document.perform_signature(prepared.document_digest, signers.pdf_cms.PdfCMSSignedAttributes(signing_time=when)))
    return output.getvalue()


def test_without_anchors_a_whole_file_is_untrusted(signed, tmp_path):
    for anchors in ((), tmp_path, tmp_path / "none"):
        judged = verify(signed, anchors)
        assert judged.verdict == "untrusted"
        assert judged.signatures[0].intact
        assert "danh sách tin cậy" in why(judged)


def test_an_anchor_of_the_same_name_but_another_key_is_not_the_anchor(authority):
    pdf = signed_by(pki.leaf(authority), authority)
    assert verify(pdf, [authority.pem]).verdict == "valid"
    assert verify(pdf, [authority.der]).verdict == "valid"
    assert verify(pdf, [pki.authority(number=3).pem]).verdict != "valid"


def test_a_certificate_made_by_a_mere_leaf_is_untrusted(authority):
    middle = pki.leaf(authority, "Lá làm gốc", number=2)
    fake = pki.Authority(middle.certificate.subject, middle.key, middle.certificate)
    assert verify(signed_by(pki.leaf(fake), fake), [authority.pem]).verdict == "untrusted"


def test_a_signature_made_after_the_certificate_expired_is_invalid(authority):
    leaf = pki.leaf(authority, start=-10 * pki.DAY, end=-5 * pki.DAY)
    assert "ngoài thời hạn" in assert_invalid(signed_by(leaf, authority, when=pki.now() - pki.DAY), [authority.pem])


def test_a_certificate_that_expired_since_is_untrusted_without_a_time_stamp(authority):
    leaf = pki.leaf(authority, start=-10 * pki.DAY, end=-5 * pki.DAY)
    pdf = signed_by(leaf, authority, when=pki.now() - 7 * pki.DAY)
    judged = verify(pdf, [authority.pem])
    assert judged.verdict == "untrusted"
    assert "hết hạn" in why(judged)
    assert verify(pdf, [authority.pem], at=pki.now() - 6 * pki.DAY).verdict == "valid"


def test_a_trusted_time_stamp_proves_the_time(authority):
    leaf = pki.leaf(authority, start=-10 * pki.DAY, end=-5 * pki.DAY)
    tsa = pki.leaf(authority, "TSA bịa", number=2, start=-20 * pki.DAY, stamping=True)
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(authority.der))
    moment = pki.now() - 7 * pki.DAY
    stamper = timestamps.DummyTimeStamper(tsa.asn1, tsa.asn1_key, certs_to_embed=store, fixed_dt=moment)
    judged = verify(signed_by(leaf, authority, when=moment, stamper=stamper), [authority.pem])
    assert judged.verdict == "valid"
    assert judged.signatures[0].level == "B-T"
    assert judged.signatures[0].signed_at == moment


def test_a_time_stamp_of_an_unknown_authority_proves_nothing(authority):
    stranger = pki.authority("CA lạ (bịa)", number=3)
    leaf = pki.leaf(authority, start=-10 * pki.DAY, end=-5 * pki.DAY)
    tsa = pki.leaf(stranger, "TSA lạ", number=2, start=-20 * pki.DAY, stamping=True)
    moment = pki.now() - 7 * pki.DAY
    stamper = timestamps.DummyTimeStamper(tsa.asn1, tsa.asn1_key, fixed_dt=moment)
    judged = verify(signed_by(leaf, authority, when=moment, stamper=stamper), [authority.pem])
    assert judged.verdict == "untrusted"
    assert "Dấu thời gian" in why(judged)


def with_dss(pdf: bytes, authority, leaf, revoked_at: dt.datetime) -> bytes:
    from asn1crypto import crl

    revocation = crl.CertificateList.load(authority.crl(leaf.certificate.serial_number, revoked_at))
    output = io.BytesIO(pdf)
    dss.DocumentSecurityStore.add_dss(
        output, sig_contents=None, certs=[asn1_x509.Certificate.load(authority.der)], crls=[revocation]
    )
    return output.getvalue()


def test_a_certificate_revoked_before_signing_is_invalid(authority):
    leaf = pki.leaf(authority, revocable=True)
    pdf = with_dss(signed_by(leaf, authority), authority, leaf, pki.now() - dt.timedelta(hours=3))
    assert "thu hồi" in assert_invalid(pdf, [authority.pem])


def test_a_certificate_revoked_later_is_untrusted_without_a_time_stamp(authority):
    leaf = pki.leaf(authority, start=-9 * pki.DAY, revocable=True)
    pdf = signed_by(leaf, authority, when=pki.now() - 5 * pki.DAY)
    judged = verify(with_dss(pdf, authority, leaf, pki.now() - 2 * pki.DAY), [authority.pem])
    assert judged.verdict == "untrusted"
    assert "thu hồi" in why(judged)


def test_validation_data_may_follow_the_last_signature(authority):
    leaf, other = pki.leaf(authority), pki.leaf(authority, "Khác", number=2)
    pdf = with_dss(signed_by(leaf, authority), authority, other, pki.now() - pki.DAY)
    judged = verify(pdf, [authority.pem])
    assert judged.verdict == "valid"
    assert judged.signatures[0].covers_whole_document


def test_an_archive_time_stamp_makes_lta(authority):
    tsa = pki.leaf(authority, "TSA bịa", number=2, stamping=True)
    store = SimpleCertificateStore()
    store.register(asn1_x509.Certificate.load(authority.der))
    stamper = timestamps.DummyTimeStamper(tsa.asn1, tsa.asn1_key, certs_to_embed=store)
    leaf, other = pki.leaf(authority), pki.leaf(authority, "Khác", number=4)
    pdf = with_dss(signed_by(leaf, authority, stamper=stamper), authority, other, pki.now() - pki.DAY)
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(authority.der)], allow_fetching=False)
    output = signers.PdfTimeStamper(stamper).timestamp_pdf(Quiet(io.BytesIO(pdf)), "sha256", context)
    judged = verify(output.getvalue(), [authority.pem])
    assert judged.verdict == "valid"
    assert [report.level for report in judged.signatures] == ["B-LTA", None]


def test_a_weak_digest_is_not_relied_on(authority):
    judged = verify(signed_by(pki.leaf(authority), authority, digest="sha1", pades=False), [authority.pem])
    assert judged.verdict == "untrusted"
    assert "sha1" in why(judged)


def test_a_certificate_that_may_not_sign_is_not_trusted(authority):
    assert verify(signed_by(pki.leaf(authority, may_sign=False), authority), [authority.pem]).verdict == "untrusted"


def test_a_signing_time_to_come_is_doubted(authority):
    judged = verify(signed_by(pki.leaf(authority), authority, when=pki.now() + 3 * pki.DAY), [authority.pem])
    assert judged.verdict == "untrusted"
    assert "tương lai" in why(judged)


def test_a_plain_cms_signature_has_no_pades_level(authority):
    judged = verify(signed_by(pki.leaf(authority), authority, pades=False), [authority.pem])
    assert (judged.verdict, judged.signatures[0].level) == ("valid", None)


# --- files of all kinds


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"%PDF-",
        b"%PDF-1.7\n%%EOF",
        b"\x00" * 3000,
        b"%PDF-1.7\n" + b"[" * 50_000,
        b"%PDF-1.7\nstartxref\n9\n%%EOF",
    ],
)
def test_what_cannot_be_read_is_invalid_with_a_reason(data, trust):
    assert_invalid(data, trust)


@pytest.mark.parametrize("seed", range(15))
def test_a_mangled_file_is_invalid_and_never_crashes(seed, signed, trust):
    generator = random.Random(seed)
    mangled = bytearray(signed)
    for _ in range(5):
        place, length = generator.randrange(len(mangled)), generator.randrange(1, 200)
        mangled[place : place + length] = generator.choice([b"", generator.randbytes(length), mangled[:length]])
    assert_invalid(bytes(mangled), trust)


def test_an_unsigned_file_is_unsigned(archive_file, trust):
    assert verify(archive_file, trust).verdict == "unsigned"


def test_a_path_is_read(signed, trust, tmp_path):
    file = tmp_path / "a.pdf"
    file.write_bytes(signed)
    assert verify(file, trust).verdict == "valid"


def test_an_unreadable_anchor_is_named(signed, tmp_path):
    (tmp_path / "bad.pem").write_text("no certificate")
    with pytest.raises(ConfigError, match=r"bad\.pem"):
        verify(signed, tmp_path)


def test_every_reason_exists_in_both_languages():
    from pipelines.sign.reasons import catalogue

    for code, texts in catalogue().items():
        assert set(texts) == {"vi", "en"}, code
        placeholders = [set(re.findall(r"{(\w+)}", text)) for text in texts.values()]
        assert placeholders[0] == placeholders[1], code


def test_the_reader_of_the_library_still_has_what_we_lean_on(signed):
    """Private parts of pyHanko that this room replaces: if they move, this fails before signatures do."""
    assert hasattr(IncrementalPdfFileWriter, "_update_meta")
    assert callable(PdfFileReader(io.BytesIO(signed)).xrefs.get_introducing_revision)
