import dataclasses
import io
import random
import re
import subprocess

import pikepdf
import pikepdf.pdfa
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from pipelines.errors import DocumentProblem
from pipelines.sign import has_signature, load_identity, sign, verify
from pipelines.sign.xmp import NAMESPACE, record
from tests.sign import papers, pki

KNOWN_FINDINGS = re.compile(r"/AcroForm|/Perms|XMP (namespace|property) (sohoa|pdfaExtension|pdfaSchema|pdfaProperty)[:=]")
"""What pikepdf's validator does not know by design: forms, and namespaces with an extension schema."""


def pdfsig(pdf: bytes, tmp_path, *options: str) -> str:
    file = tmp_path / "judged.pdf"
    file.write_bytes(pdf)
    return subprocess.run(["pdfsig", *options, str(file)], capture_output=True, check=False).stdout.decode()


def arrive_signed(pdf: bytes, authority, **metadata) -> bytes:
    """*pdf* as another body sends it: signed with a certificate that nobody here knows."""
    leaf = pki.leaf(authority, "Cơ quan gửi (bịa)")
    signer = signers.SimpleSigner(leaf.asn1, leaf.asn1_key, cert_registry=_registry(authority))
    meta = signers.PdfSignatureMetadata(field_name="Goc", subfilter=fields.SigSeedSubFilter.PADES, **metadata)
    output = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), meta, signer)
    return output.getvalue()


def _registry(authority):
    from asn1crypto import x509
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    store.register(x509.Certificate.load(authority.der))
    return store


def test_poppler_and_we_agree_that_the_whole_document_is_signed(signed, trust, tmp_path):
    report = pdfsig(signed, tmp_path)
    assert "Signature is Valid." in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report
    judged = verify(signed, trust)
    assert (judged.verdict, judged.signatures[0].level) == ("valid", "B-B")


def test_nss_trusts_the_chain_to_the_anchor(signed, trust, tmp_path):
    store = tmp_path / "nss"
    store.mkdir()
    subprocess.run(["certutil", "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    root = next(trust.glob("*.pem"))
    subprocess.run(["certutil", "-d", f"sql:{store}", "-A", "-n", "goc", "-t", "CT,C,C", "-i", str(root)], check=True)
    assert "Certificate is Trusted." in pdfsig(signed, tmp_path, "-nssdir", str(store))


def test_openssl_verifies_the_signature_over_the_bytes(signed, trust, tmp_path):
    start, end = (int(number) for number in re.findall(rb"/ByteRange \[0 (\d+) (\d+) ", signed)[-1])
    (tmp_path / "data").write_bytes(signed[:start] + signed[end:])
    (tmp_path / "cms").write_bytes(bytes.fromhex(signed[start + 1 : end - 1].decode()))
    root = next(trust.glob("*.pem"))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "cms", "-content", "data", "-CAfile", str(root)]
    done = subprocess.run([*command, "-purpose", "any", "-out", "out"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_conversion_can_be_read_back(signed, archive_file, trust):
    assert verify(signed, trust).conversion == record(papers.conversion(archive_file))


def test_the_archive_format_is_kept(archive_file, signed, tmp_path):
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(archive_file)
    after.write_bytes(signed)
    assert str(pikepdf.pdfa.validate_written(str(before), "2b").verdict).endswith("pass")
    findings = [str(finding) for finding in pikepdf.pdfa.validate_written(str(after), "2b").findings]
    assert findings
    assert [finding for finding in findings if not KNOWN_FINDINGS.search(finding)] == []


def test_the_mark_alone_passes_the_archive_check(signed, tmp_path):
    """The validator stops at forms and at our metadata: without both, page, fonts and appearance must pass entirely."""

    def strip(document):
        appearance = document.pages[0].obj.Annots[0].AP.N
        document.pages[0].obj.Resources.XObject[pikepdf.Name.Appearance] = appearance
        document.pages[0].contents_add(b"/Appearance Do")
        del document.pages[0].obj.Annots
        for key in ("/AcroForm", "/Extensions", "/Perms"):
            if key in document.Root:
                del document.Root[key]
        with document.open_metadata(set_pikepdf_as_editor=False) as metadata:
            for key in [key for key in metadata if NAMESPACE in key or "pdfa/ns/extension" in key]:
                del metadata[key]

    file = tmp_path / "stripped.pdf"
    file.write_bytes(papers.changed(signed, strip))
    report = pikepdf.pdfa.validate_written(str(file), "2b")
    assert [str(finding) for finding in report.findings] == []


def test_the_prefix_of_our_metadata_survives_the_signature(signed):
    with pikepdf.open(io.BytesIO(signed)) as document:
        packet = document.Root.Metadata.read_bytes()
    assert b"<sohoa:serial>" in packet
    assert b"ns0:" not in packet
    assert b"pdfaSchema:namespaceURI" in packet


def test_every_font_is_embedded_and_subset(signed, tmp_path):
    file = tmp_path / "fonts.pdf"
    file.write_bytes(signed)
    listed = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert len(listed) == 1 or len(listed) == 2
    assert all(re.match(r"[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes", line) for line in listed)


def test_a_hundred_pages_keep_every_image_and_their_order(identity, config, trust, tmp_path):
    pdf = papers.scan(100)
    signed = sign(pdf, papers.conversion(pdf, pages=100), identity, config)
    assert verify(signed, trust).verdict == "valid"
    with pikepdf.open(io.BytesIO(pdf)) as before, pikepdf.open(io.BytesIO(signed)) as after:
        assert [_raw(page) for page in before.pages] == [_raw(page) for page in after.pages]


def _raw(page) -> list[bytes]:
    return [image.read_raw_bytes() for name, image in sorted(page.images.items()) if name != "/SohoaMark"]


def test_two_copies_of_a_paper_are_signed_independently(archive_file, identity, config, trust):
    results = [sign(archive_file, papers.conversion(archive_file, serial=f"S{n}"), identity, config) for n in range(2)]
    assert [verify(result, trust).conversion["serial"] for result in results] == ["S0", "S1"]


def test_a_certifying_signature_is_made_when_asked(archive_file, identity, config, trust):
    certifying = dataclasses.replace(config, certify=True)
    signed = sign(archive_file, papers.conversion(archive_file), identity, certifying)
    with pikepdf.open(io.BytesIO(signed)) as document:
        assert "/DocMDP" in document.Root.Perms
    assert verify(signed, trust).verdict == "valid"


def test_signing_works_inside_an_event_loop(archive_file, identity, config, trust):
    import asyncio

    async def work() -> str:
        return verify(sign(archive_file, papers.conversion(archive_file), identity, config), trust).verdict

    assert asyncio.run(work()) == "valid"


def test_a_file_that_arrives_signed_is_only_appended_to(authority, identity, config, trust, tmp_path):
    arrived = arrive_signed(papers.scan(), authority)
    signed = sign(arrived, papers.conversion(arrived, archive_sha256=None), identity, config)
    assert signed.startswith(arrived)
    anchors = (authority.pem, next(trust.glob("*.pem")).read_bytes())
    judged = verify(signed, anchors)
    assert judged.verdict == "valid"
    assert [report.intact for report in judged.signatures] == [True, True]
    assert [report.covers_whole_document for report in judged.signatures] == [False, True]
    assert pdfsig(signed, tmp_path).count("Signature is Valid.") == 2
    assert judged.conversion["serial"] == papers.SERIAL


def test_on_a_signed_file_the_signature_itself_carries_the_mark_and_covers_no_word(authority, identity, config, tmp_path):
    arrived = arrive_signed(papers.scan(), authority)
    signed = sign(arrived, papers.conversion(arrived), identity, config)
    text = " ".join(papers.text(signed, tmp_path).split())
    assert "BẢN ĐIỆN TỬ" in text
    assert "Nguyễn Thị" in text
    before, after = papers.render(arrived, tmp_path), papers.render(signed, tmp_path)
    assert before.shape == after.shape
    assert not ((before < 128) & (after != before)).any()  # ink stays as it was
    assert ((before > 200) & (after < 128)).any()


@pytest.mark.parametrize("degrees", [90, 270])
def test_on_a_turned_signed_file_the_mark_is_upright(degrees, authority, identity, config, tmp_path):
    arrived = arrive_signed(papers.rotated(papers.scan(short=True), degrees), authority)
    words = papers.words(sign(arrived, papers.conversion(arrived), identity, config), tmp_path)
    _, x0, y0, x1, y1 = next(word for word in words if word[0] == "CHUYỂN")
    assert x1 - x0 > 2 * (y1 - y0)


def test_a_signed_file_without_free_room_waits_for_a_person(authority, identity, config):
    arrived = arrive_signed(papers.scan(full=True), authority)
    with pytest.raises(DocumentProblem) as caught:
        sign(arrived, papers.conversion(arrived), identity, config)
    assert caught.value.code == "sign_no_room"


def test_a_signature_that_forbids_changes_is_respected(authority, identity, config):
    locked = arrive_signed(papers.scan(), authority, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES)
    with pytest.raises(DocumentProblem) as caught:
        sign(locked, papers.conversion(locked), identity, config)
    assert caught.value.code == "sign_forbidden"


def test_a_file_that_arrives_with_a_broken_signature_is_set_aside(authority, identity, config):
    arrived = bytearray(arrive_signed(papers.scan(), authority))
    arrived[len(arrived) // 4] ^= 1
    assert has_signature(bytes(arrived))
    with pytest.raises(DocumentProblem) as caught:
        sign(bytes(arrived), papers.conversion(bytes(arrived)), identity, config)
    assert caught.value.code == "sign_arrived_invalid"


def test_our_own_signed_file_may_be_signed_again_by_another_body(signed, authority, config, tmp_path, trust):
    other = load_identity(pki.leaf(authority, "Cơ quan sao y (bịa)").write(tmp_path / "other", authority))
    twice = sign(signed, papers.conversion(signed), other, config)
    judged = verify(twice, (authority.pem, next(trust.glob("*.pem")).read_bytes()))
    assert judged.verdict == "valid"
    assert [report.signer for report in judged.signatures][1] == "Cơ quan sao y (bịa)"


@pytest.mark.parametrize(("owner", "user"), [("o", "u"), ("o", "")])
def test_an_encrypted_file_is_set_aside(owner, user, identity, config):
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.scan())) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner=owner, user=user))
    with pytest.raises(DocumentProblem) as caught:
        sign(buffer.getvalue(), papers.conversion(b"x"), identity, config)
    assert caught.value.code == "sign_encrypted"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF", b"GIF89a", papers.scan()[:2000]])
def test_what_is_no_whole_pdf_is_set_aside(data, identity, config):
    with pytest.raises(DocumentProblem) as caught:
        sign(data, papers.conversion(data), identity, config)
    assert caught.value.code == "sign_unreadable"


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_scan_is_signed_whole_or_set_aside_but_never_crashes(seed, archive_file, identity, config, trust):
    generator = random.Random(seed)
    damaged = bytearray(archive_file)
    for _ in range(generator.choice([1, 5, 40])):
        damaged[generator.randrange(len(damaged))] = generator.randrange(256)
    try:
        signed = sign(bytes(damaged), papers.conversion(archive_file), identity, config)
    except DocumentProblem as problem:
        assert problem.code.startswith("sign_")  # noqa: PT017
    else:
        assert verify(signed, trust).verdict == "valid"


def test_images_that_came_unpacked_are_the_same_images(identity, config, trust):
    def unpack(document):
        from pikepdf import Dictionary, Name

        raw = document.make_stream(
            bytes(range(256)) * 16,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=64,
            Height=64,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )
        document.pages[0].obj.Resources.XObject = Dictionary(Im0=raw)

    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.scan())) as document:
        unpack(document)
        document.save(buffer, compress_streams=False)
    signed = sign(buffer.getvalue(), papers.conversion(b"x"), identity, config)
    assert verify(signed, trust).verdict == "valid"


def test_an_elliptic_curve_key_signs_too(tmp_path, archive_file, config):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Đường cong bịa")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    certificate = builder.not_valid_before(pki.now() - pki.DAY).not_valid_after(pki.now() + pki.DAY).sign(key, hashes.SHA256())
    file = tmp_path / "ec.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, [], BestAvailableEncryption(b"x")))
    signed = sign(archive_file, papers.conversion(archive_file), load_identity(file, "x"), config)
    assert verify(signed, [certificate.public_bytes(Encoding.PEM)]).verdict == "valid"
