"""
The second pair of eyes: what was signed is opened again by other code and compared with what came in.

pyHanko wrote the signature; qpdf reads the pages, and the digest is taken once more here with hashlib, so that a fault
of one library is not confirmed by the same library.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pikepdf
from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign.attachment import embedded
from pipelines.sign.container import gap_of
from pipelines.sign.identity import Identity
from pipelines.sign.verifying import verify
from pipelines.sign.xmp import read_record, record

DEEPEST = 8
"""Forms inside forms that are followed."""


def look_again_at_marked(arrived: bytes, marked: bytes, signed: bytes, conversion: Conversion, identity: Identity) -> None:
    """
    Compare a *signed* file with what *arrived* unsigned.

    Raises DocumentProblem ``sign_second_look`` naming the first check that fails.
    """
    _must(signed.startswith(marked), "prefix")
    before, after = _open(arrived), _open(signed)
    with before, after:
        _must(len(before.pages) == len(after.pages), "page_count")
        _must(conversion.pages == len(after.pages), "page_count_of_record")
        for number, (old, new) in enumerate(zip(before.pages, after.pages, strict=True)):
            skip = "/SohoaMark" if number == 0 else None
            same = any(_images(old.obj, decode=how) == _images(new.obj, skip, decode=how) for how in (False, True))
            _must(same, "images")
            _must(_contents(old, marked=False) == _contents(new, marked=number == 0), "contents")
        metadata = after.Root.get("/Metadata")
        _must(
            isinstance(metadata, pikepdf.Stream) and read_record(metadata.read_bytes()) == record(conversion), "conversion_record"
        )
    _must(conversion.data is None or embedded(signed) == conversion.data, "data")
    _check_signature(signed, identity)
    judged = verify(signed, _anchors(identity))
    _must(judged.verdict == "valid" and len(judged.signatures) == 1, "verification")
    _must(judged.signatures[0].covers_whole_document, "coverage")


def look_again_at_signed(arrived: bytes, signed: bytes | None, identity: Identity) -> None:
    """
    Look at a file that *arrived* signed, before (``signed`` None) and after our signature.

    Raises DocumentProblem ``sign_arrived_invalid`` when it came broken, ``sign_forbidden`` when our signature hurts an
    earlier one, ``sign_second_look`` when ours itself is not good.
    """
    if signed is None:
        if verify(arrived, ()).verdict != "untrusted":
            raise DocumentProblem("sign_arrived_invalid")
        return
    _must(signed.startswith(arrived), "prefix")
    _check_signature(signed, identity)
    judged = verify(signed, _anchors(identity))
    *earlier, ours = judged.signatures
    if not all(report.intact for report in earlier):
        raise DocumentProblem("sign_forbidden")
    _must(judged.verdict != "invalid" and ours.intact and ours.trusted and ours.covers_whole_document, "verification")


def _must(holds: bool, check: str) -> None:
    if not holds:
        raise DocumentProblem("sign_second_look", check=check)


def _open(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise DocumentProblem("sign_second_look", check="open") from error


def _anchors(identity: Identity) -> tuple[bytes, ...]:
    return (identity.chain or (identity.certificate,)) + identity.anchors


def _contents(page: pikepdf.Page, *, marked: bool) -> list[bytes]:
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [] if contents is None else [contents]
    if marked:
        streams = streams[1:-1]
    return [hashlib.sha256(_decoded(stream)).digest() for stream in streams]


def _decoded(stream: pikepdf.Object) -> bytes:
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _images(node: pikepdf.Object, skip: str | None = None, *, decode: bool, depth: int = 0) -> list[tuple[Any, ...]]:
    """
    Name, size and digest of every image that *node* (a page or form) draws, forms included.

    With *decode* of the pixels' bytes rather than the stored ones: qpdf packs what came unpacked.
    """
    found: list[tuple[Any, ...]] = []
    resources = node.get("/Resources")
    if resources is None and depth == 0:
        resources = pikepdf.Page(node).resources
    xobjects = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    if not isinstance(xobjects, pikepdf.Dictionary) or depth > DEEPEST:
        return found
    for name, thing in sorted(xobjects.items()):
        if name == skip or not isinstance(thing, pikepdf.Stream):
            continue
        if thing.get("/Subtype") == pikepdf.Name.Image:
            size = int(thing.get("/Width", 0)), int(thing.get("/Height", 0))
            data = _decoded(thing) if decode else thing.read_raw_bytes()
            found.append((name, size, hashlib.sha256(data).digest()))
        else:
            found += [(name, *rest) for rest in _images(thing, decode=decode, depth=depth + 1)]
    return found


def _check_signature(signed: bytes, identity: Identity) -> None:
    """The last signature of *signed*, checked with hashlib and cryptography alone."""
    try:
        start, end = gap_of(signed)
        info = cms.ContentInfo.load(bytes.fromhex(signed[start + 1 : end - 1].decode("ascii")))["content"]["signer_infos"][0]
        attributes = info["signed_attrs"]
        digests = [attribute["values"][0].native for attribute in attributes if attribute["type"].native == "message_digest"]
        digest = hashlib.sha256(signed[:start] + signed[end:]).digest()
        key: Any = x509.load_der_x509_certificate(identity.certificate).public_key()
        content, signature = attributes.untag().dump(), info["signature"].native
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise DocumentProblem("sign_second_look", check="signature_form") from error
    _must(digests == [digest], "digest")
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise DocumentProblem("sign_second_look", check="signature") from None
