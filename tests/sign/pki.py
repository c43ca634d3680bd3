"""An own certification authority for tests: roots, leaves, time stamping, revocation. All names are invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = dt.timedelta(days=1)
_KEYS: list[rsa.RSAPrivateKey] = []


def key(number: int) -> rsa.RSAPrivateKey:
    """The test's key number so-and-so; made once, because making keys is slow."""
    while len(_KEYS) <= number:
        _KEYS.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    return _KEYS[number]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Authority:
    name: x509.Name
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def crl(self, serial: int, when: dt.datetime) -> bytes:
        revoked = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name).add_revoked_certificate(revoked)
        builder = builder.last_update(now() - dt.timedelta(minutes=5)).next_update(now() + 30 * DAY)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


@dataclass(frozen=True)
class Leaf:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def write(self, folder: Path, authority: Authority, passphrase: str = "mật khẩu") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        data = pkcs12.serialize_key_and_certificates(
            b"test", self.key, self.certificate, [authority.certificate], BestAvailableEncryption(passphrase.encode())
        )
        file = folder / "signer.p12"
        file.write_bytes(data)
        (folder / "passphrase").write_text(passphrase, encoding="utf-8")
        (folder / "passphrase").chmod(0o600)
        return file


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def authority(common: str = "CA bịa để thử", number: int = 0) -> Authority:
    name, secret = _name(common), key(number)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - 2000 * DAY)
        .not_valid_after(now() + 2000 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .sign(secret, hashes.SHA256())
    )
    return Authority(name, secret, certificate)


def leaf(
    issuer: Authority,
    common: str = "Cơ quan bịa",
    *,
    number: int = 1,
    start: dt.timedelta = -DAY,
    end: dt.timedelta = 365 * DAY,
    stamping: bool = False,
    may_sign: bool = True,
    revocable: bool = False,
) -> Leaf:
    secret = key(number)
    usage = x509.KeyUsage(may_sign, may_sign, not may_sign, False, False, False, False, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(issuer.name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() + start)
        .not_valid_after(now() + end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if revocable:
        name = x509.UniformResourceIdentifier("http://crl.invalid/bia.crl")
        builder = builder.add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([name], None, None, None)]), critical=False
        )
    return Leaf(builder.sign(issuer.key, hashes.SHA256()), secret)
