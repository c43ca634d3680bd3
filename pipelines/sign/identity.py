"""Who signs: a PKCS#12 file opened once, its key kept parsed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipelines.errors import ConfigError

SMALLEST_RSA = 2048
"""Bits; shorter RSA keys are refused (Decree 23/2025 leaves strength to technical rules; this is theirs)."""


class CachedKeySigner(signers.SimpleSigner):  # type: ignore[misc]
    """pyHanko's signer parses and checks the RSA key at every call (64 ms, twice a signature); this one does it once."""

    _parsed: Any = None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign *data* with the private key."""
        if self._parsed is None:
            self._parsed = serialization.load_der_private_key(self.signing_key.dump(), password=None)
        if not isinstance(self._parsed, rsa.RSAPrivateKey) or digest_algorithm.lower() != "sha256":
            raw: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
            return raw
        if dry_run:
            return bytes(self._parsed.key_size // 8)
        return self._parsed.sign(data, PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True)
class Identity:
    """An opened signing identity. Not to be pickled: each process opens its own."""

    name: str
    """Common name in the certificate."""
    not_before: dt.datetime
    not_after: dt.datetime
    certificate: bytes = field(repr=False)
    """DER."""
    chain: tuple[bytes, ...] = field(repr=False)
    """DER of the issuing certificates that the file carries, in no particular order."""
    signer: CachedKeySigner = field(repr=False)


def load_identity(file: Path, passphrase: str | None = None) -> Identity:
    """
    Open the PKCS#12 *file*; without *passphrase* it is read from the file ``passphrase`` beside it.

    Raises ConfigError with the remedy: missing file, wrong passphrase, no key inside, weak key, certificate that may
    not sign, not yet valid or expired.
    """
    if not file.is_file():
        raise ConfigError(
            f"{file}: no such file; put the agency's PKCS#12 key there, set SOHOA_SIGNING_KEY, or run 'sohoa init' for a test key"
        )
    if passphrase is None:
        beside = file.parent / "passphrase"
        if not beside.is_file():
            raise ConfigError(
                f"{beside}: no such file; write the passphrase of {file.name} into it (mode 600) or set SOHOA_SIGNING_PASSPHRASE"
            )
        passphrase = beside.read_text(encoding="utf-8").rstrip("\r\n")
    identity = _open(file, file.stat().st_mtime_ns, passphrase)
    now = dt.datetime.now(dt.UTC)
    if now < identity.not_before:
        raise ConfigError(
            f"{file}: the certificate is valid only from {identity.not_before:%Y-%m-%d %H:%M} UTC; check the clock or wait"
        )
    if now > identity.not_after:
        raise ConfigError(f"{file}: the certificate expired on {identity.not_after:%Y-%m-%d %H:%M} UTC; ask the CA for a new one")
    return identity


@lru_cache(maxsize=4)
def _open(file: Path, _changed: int, passphrase: str) -> Identity:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file.read_bytes(), passphrase.encode("utf-8"))
    except ValueError:
        raise ConfigError(
            f"{file}: cannot be opened: the passphrase is wrong or the file is no PKCS#12; correct SOHOA_SIGNING_PASSPHRASE "
            "or the file 'passphrase' beside it"
        ) from None
    if key is None or certificate is None:
        raise ConfigError(f"{file}: holds no private key with its certificate; export both into one PKCS#12 file")
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < SMALLEST_RSA:
            raise ConfigError(f"{file}: the RSA key has {key.key_size} bits; use one of {SMALLEST_RSA} bits or more")
    elif not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{file}: a key of kind {type(key).__name__} cannot sign PDFs here; use RSA or an elliptic curve")
    _check_usage(file, certificate)
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    der = certificate.public_bytes(serialization.Encoding.DER)
    chain = tuple(other.public_bytes(serialization.Encoding.DER) for other in others)
    registry = SimpleCertificateStore()
    # A root in the signature proves nothing (it must be an anchor to count) and no signature covers it there.
    carried = [asn1_x509.Certificate.load(other) for other in chain]
    registry.register_multiple([other for other in carried if other.subject != other.issuer])
    signer = CachedKeySigner(
        signing_cert=asn1_x509.Certificate.load(der),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        ),
        cert_registry=registry,
    )
    return Identity(
        name=str(names[0].value) if names else certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        certificate=der,
        chain=chain,
        signer=signer,
    )


def _check_usage(file: Path, certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise ConfigError(f"{file}: the certificate's key usage does not permit signing; ask the CA for a signing certificate")
