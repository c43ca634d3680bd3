"""Trust anchors and the material to build a chain from; nothing is ever fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import KeyUsageConstraints
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleTrustManager

from pipelines.errors import ConfigError

SUFFIXES = {".pem", ".crt", ".cer", ".der"}

USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
"""Vietnamese CAs set digitalSignature, nonRepudiation or both on certificates for signing documents."""


def load_anchors(anchors: Path | Sequence[bytes]) -> tuple[bytes, ...]:
    """
    DER certificates from a folder or file (PEM, with several in one file, or DER), or from PEM/DER bytes.

    A folder that is not there holds none. Raises ConfigError naming a file that is no certificate.
    """
    if not isinstance(anchors, Path):
        return tuple(der for anchor in anchors for der in _certificates(anchor, "anchor given as bytes"))
    if anchors.is_dir():
        files = sorted(file for file in anchors.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
    else:
        files = [anchors] if anchors.is_file() else []
    return tuple(der for file in files for der in _certificates(file.read_bytes(), str(file)))


def _certificates(content: bytes, where: str) -> list[bytes]:
    try:
        if b"-----BEGIN" in content:
            found = x509.load_pem_x509_certificates(content)
        else:
            found = [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise ConfigError(f"{where}: no certificate in PEM or DER; replace it by the CA's certificate or remove it") from None
    return [certificate.public_bytes(Encoding.DER) for certificate in found]


@dataclass(frozen=True)
class Material:
    """What a file brings along for judging its signatures (the DSS, ETSI EN 319 142-1 5.4.2)."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()

    @property
    def has_revocation(self) -> bool:
        """True when anything tells about revocation."""
        return bool(self.crls or self.ocsps)

    def tells_of(self, certificate: asn1_x509.Certificate) -> bool:
        """True when an OCSP answer or its issuer's list says whether *certificate* was revoked."""
        if any(found.issuer == certificate.issuer for found in self.crls):
            return True
        answers = (one["cert_id"]["serial_number"].native for response in self.ocsps for one in _answers(response))
        return certificate.serial_number in answers


def _answers(response: ocsp.OCSPResponse) -> list[Any]:
    if response["response_status"].native != "successful":
        return []
    return list(response.basic_ocsp_response["tbs_response_data"]["responses"])


def material_of(reader: PdfFileReader) -> Material:
    """The DSS of a file; an unreadable one counts as none, because it can only help a signature, never carry it."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        return Material(
            tuple(store.load_certs()),
            tuple(crl.CertificateList.load(ref.get_object().data) for ref in store.crls),
            tuple(ocsp.OCSPResponse.load(ref.get_object().data) for ref in store.ocsps),
        )
    except NoDSSFoundError:
        return Material()
    except Exception:  # noqa: BLE001 - hostile input fails in any way it likes
        return Material()


def context(anchors: tuple[bytes, ...], moment: dt.datetime, material: Material) -> ValidationContext:
    """A fresh validation context at *moment*: offline, with the given anchors only (none means none)."""
    arguments: dict[str, Any] = {
        "trust_manager": SimpleTrustManager.build(trust_roots=[asn1_x509.Certificate.load(anchor) for anchor in anchors]),
        "other_certs": material.certificates,
        "moment": moment,
        "allow_fetching": False,
        "crls": material.crls,
        "ocsps": material.ocsps,
        "revocation_mode": "soft-fail",
        "retroactive_revinfo": True,
    }
    return ValidationContext(**arguments)
