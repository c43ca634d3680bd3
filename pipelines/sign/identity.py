"""Who signs: a certificate with the key that belongs to it, wherever that key lives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipelines.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyhanko.sign.signers import Signer

SMALLEST_RSA = 2048
"""Bits; shorter RSA keys are refused (Decree 23/2025 leaves strength to technical rules; this is theirs)."""


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
    """DER of the issuing certificates that came with the key, in no particular order."""
    signer: Signer = field(repr=False)
    source: str = "key"
    """Where the key lives, for messages: a file, a token, a service."""
    anchors: tuple[bytes, ...] = field(default=(), repr=False)
    """DER of roots, beside those of ``chain``, that a look at its signatures may trust: those of time stamps."""

    def for_proof(self) -> tuple[asn1_x509.Certificate, list[asn1_x509.Certificate]]:
        """Certificate and chain as pyHanko's validator takes them."""
        return asn1_x509.Certificate.load(self.certificate), [asn1_x509.Certificate.load(other) for other in self.chain]

    def check_time(self, now: dt.datetime | None = None) -> None:
        """Raise ConfigError when the certificate is not yet valid, or expired, at *now* (default: this moment)."""
        now = now or dt.datetime.now(dt.UTC)
        if now < self.not_before:
            raise ConfigError(
                f"{self.source}: the certificate is valid only from {self.not_before:%Y-%m-%d %H:%M} UTC; check the clock or wait"
            )
        if now > self.not_after:
            raise ConfigError(
                f"{self.source}: the certificate expired on {self.not_after:%Y-%m-%d %H:%M} UTC; ask the CA for a new one"
            )


def identity_of(certificate: x509.Certificate, chain: Iterable[x509.Certificate], signer: Signer, source: str) -> Identity:
    """
    The identity that *certificate* names. Raises ConfigError when it may not sign, its key is weak, or its time is not now.
    """
    check_key(certificate.public_key(), source)
    _check_usage(certificate, source)
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    identity = Identity(
        name=str(names[0].value) if names else certificate.subject.rfc4514_string(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        certificate=certificate.public_bytes(Encoding.DER),
        chain=tuple(other.public_bytes(Encoding.DER) for other in chain),
        signer=signer,
        source=source,
    )
    identity.check_time()
    return identity


def carried(chain: Iterable[bytes]) -> SimpleCertificateStore:
    """
    The certificates of *chain* (DER) that go into the signature: all but roots.

    A root in the signature proves nothing (it must be an anchor to count) and no signature covers it there.
    """
    registry = SimpleCertificateStore()
    loaded = [asn1_x509.Certificate.load(other) for other in chain]
    registry.register_multiple([other for other in loaded if other.subject != other.issuer])
    return registry


def check_key(key: object, source: str) -> None:
    """Raise ConfigError for a public or private key that is weak or of a kind that signs no PDF here."""
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        if key.key_size < SMALLEST_RSA:
            raise ConfigError(f"{source}: the RSA key has {key.key_size} bits; use one of {SMALLEST_RSA} bits or more")
    elif not isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{source}: a key of kind {type(key).__name__} cannot sign PDFs here; use RSA or an elliptic curve")


def _check_usage(certificate: x509.Certificate, source: str) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise ConfigError(f"{source}: the certificate's key usage does not permit signing; ask the CA for a signing certificate")
