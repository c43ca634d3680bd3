"""
The bytes around and inside a signature that the signature itself does not cover.

A PDF signature covers everything but a gap, in which its own CMS object stands as hex digits; and the CMS object has
parts that nothing signs. Shadow, wrapping and spoofing attacks live in these places, so they are read strictly.
"""

from __future__ import annotations

import re
import warnings

from asn1crypto import cms, parser
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_HEX = re.compile(rb"\A<(?:[0-9a-f]*|[0-9A-F]*)>\Z")
DEEPEST = 40
"""Levels of nesting that an honest CMS object never reaches."""

_BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


def gap_of(pdf: bytes) -> tuple[int, int]:
    """Start and end of the last signature's gap in *pdf*, read from its bytes. Raises ValueError when there is none."""
    found = list(_BYTE_RANGE.finditer(pdf))
    if not found:
        raise ValueError("no ByteRange")
    start, end, length = (int(number) for number in found[-1].groups())
    if not 0 < start < end <= end + length <= len(pdf):
        raise ValueError("ByteRange outside the file")
    return start, end


def check_gap(pdf: bytes, byte_range: list[int], contents: bytes) -> str | None:
    """
    Code of what is wrong with the uncovered gap, or None.

    The gap must hold exactly the hex string that the parser gave as *contents*, in one letter case as software writes
    it (a changed case is a changed byte), with zeros only behind the CMS object.
    """
    if len(byte_range) != 4 or byte_range[0] != 0:
        return "byte_range"
    _, start, end, length = byte_range
    if not 0 < start < end <= end + length <= len(pdf):
        return "byte_range"
    gap = pdf[start:end]
    if not _HEX.match(gap) or len(gap) % 2 or bytes.fromhex(gap[1:-1].decode("ascii")) != contents:
        return "container"
    try:
        size = parser.peek(contents)
        whole = _well_formed(contents[:size])
    except (ValueError, RecursionError):
        return "container"
    return None if whole and not contents[size:].strip(b"\x00") else "container"


def orphans(pdf: bytes, claimed: set[tuple[int, int]]) -> bool:
    """Whether *pdf* holds a signature in its gap that no signature field owns; *claimed* are the gaps of those that do."""
    for found in _BYTE_RANGE.finditer(pdf):
        start, end, _ = (int(number) for number in found.groups())
        gap = pdf[start:end]
        if (start, end) not in claimed and _HEX.match(gap) and gap.strip(b"<0>"):
            return True
    return False


def _well_formed(encoded: bytes, depth: int = 0) -> bool:
    """Whether every constructed element is filled by its children to the last byte; a changed length is not."""
    if depth > DEEPEST:
        return False
    place = 0
    while place < len(encoded):
        try:
            class_, constructed, tag, header, content, trailer = parser.parse(
                encoded[place : place + parser.peek(encoded[place:])]
            )
        except ValueError:
            return False
        if (class_, tag) == (0, 0) or (constructed and not _well_formed(content, depth + 1)):
            return False
        place += len(header) + len(content) + len(trailer)
    return True


def check_unsigned_parts(signed_data: cms.SignedData, anchors: tuple[bytes, ...]) -> str | None:
    """
    Code of what is wrong with parts of the CMS object that no signature covers, or None.

    A carried certificate is judged by its issuer's signature when the issuer is at hand.
    """
    if len(signed_data["signer_infos"]) != 1:
        return "cms"
    info = signed_data["signer_infos"][0]
    algorithms = [algorithm["algorithm"].dotted for algorithm in signed_data["digest_algorithms"]]
    if info["digest_algorithm"]["algorithm"].dotted not in algorithms or not _names_its_signer(signed_data, info):
        return "cms"
    if not all(_plain(algorithm) for algorithm in (*signed_data["digest_algorithms"], info["digest_algorithm"])):
        return "cms"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about old certificates that break newer rules: not ours to tell
        carried = [_load(choice.chosen.dump()) for choice in signed_data["certificates"] or () if choice.name == "certificate"]
        known = [certificate for certificate in (*carried, *map(_load, anchors)) if certificate is not None]
        if any(certificate is None or _damaged(certificate, known) for certificate in carried):
            return "damaged_certificate"
    return None


def _names_its_signer(signed_data: cms.SignedData, info: cms.SignerInfo) -> bool:
    """Whether issuer and serial number are, byte by byte, those of a carried certificate (or it names the key)."""
    by_issuer = info["sid"].name == "issuer_and_serial_number"
    if info["version"].native != ("v1" if by_issuer else "v3"):  # RFC 5652, 5.3
        return False
    if not by_issuer:
        return True
    wanted = info["sid"].chosen
    for choice in signed_data["certificates"] or ():
        if choice.name == "certificate":
            inner = choice.chosen["tbs_certificate"]
            if (
                inner["issuer"].dump() == wanted["issuer"].dump()
                and inner["serial_number"].native == wanted["serial_number"].native
            ):
                return True
    return False


def _plain(algorithm: cms.DigestAlgorithm) -> bool:
    """Digest algorithms have no parameters, written as NULL or left out; SHAKE may have its length."""
    parameters = algorithm["parameters"].dump()
    return parameters in {b"", b"\x05\x00"} or algorithm["algorithm"].native.startswith("shake")


def _load(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        return None


def _damaged(certificate: x509.Certificate, pool: list[x509.Certificate]) -> bool:
    """Whether the signature on *certificate* fails although its issuer's key is surely at hand."""
    failed = False
    for issuer in pool:
        try:
            if issuer.subject == certificate.issuer and _same_key(certificate, issuer):
                certificate.verify_directly_issued_by(issuer)
                return False
        except InvalidSignature:
            failed = True
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
            continue  # old and odd certificates that cannot be judged this way
    return failed


def _same_key(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """An authority may have several keys under one name: only a named key, or one's own, counts."""
    try:
        wanted = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        offered = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except x509.ExtensionNotFound:
        return certificate == issuer
    return wanted is not None and wanted == offered
