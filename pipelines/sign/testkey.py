"""A key for trying things out, whose every name says that it has no legal value."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST = "THỬ NGHIỆM – Sohoa – không có giá trị pháp lý"
"""Common name of the test signer."""

TEST_ROOT = "THỬ NGHIỆM – Sohoa – gốc, không giá trị pháp lý"
"""Common name of the test root; names have 64 bytes at most (RFC 5280, ub-common-name)."""

_DAY = dt.timedelta(days=1)


def make_test_identity(folder: Path, trust: Path) -> Path:
    """
    Make ``signer.p12`` (RSA-2048, chain included) and ``passphrase`` in *folder*, the root certificate in *trust*.

    What exists is kept and never overwritten, so it may run twice or in two processes at once. Key files are readable
    by their owner only. Returns the path of ``signer.p12``.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    trust.mkdir(parents=True, exist_ok=True)
    target = folder / "signer.p12"
    if target.exists():
        _restore_root(target, trust)
        return target
    passphrase = _passphrase(folder / "passphrase")

    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    root_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    leaf_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root_name, leaf_name = _name(TEST_ROOT), _name(TEST)
    root = (
        _builder(root_name, root_name, root_key.public_key(), root_key.public_key(), now, 3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _builder(leaf_name, root_name, leaf_key.public_key(), root_key.public_key(), now, 1825)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    bundle = pkcs12.serialize_key_and_certificates(
        b"sohoa-thu-nghiem", leaf_key, leaf, [root], BestAvailableEncryption(passphrase.encode("utf-8"))
    )
    draft = folder / f".signer.p12.{os.getpid()}.{secrets.token_hex(4)}"
    _write_secret(draft, bundle)
    with contextlib.suppress(FileExistsError):  # another process was first: theirs is kept
        os.link(draft, target)
    draft.unlink()
    _restore_root(target, trust)
    return target


def _passphrase(file: Path) -> str:
    with contextlib.suppress(FileExistsError):
        _write_secret(file, (secrets.token_urlsafe(24) + "\n").encode("ascii"))
    return file.read_text(encoding="utf-8").rstrip("\r\n")


def _write_secret(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)


def _restore_root(bundle: Path, trust: Path) -> None:
    """Put the root of a *test* bundle into *trust* when it is not there; an agency's own key is left to the agency."""
    passphrase = bundle.parent / "passphrase"
    if not passphrase.is_file():
        return
    try:
        secret = passphrase.read_text(encoding="utf-8").rstrip("\r\n").encode("utf-8")
        _, leaf, chain = pkcs12.load_key_and_certificates(bundle.read_bytes(), secret)
    except ValueError:
        return
    if leaf is None or leaf.subject != _name(TEST):
        return
    for root in chain:
        if root.subject == root.issuer:
            file = trust / f"thu-nghiem-{root.fingerprint(hashes.SHA256()).hex()[:12]}.pem"
            if not file.exists():
                draft = file.with_suffix(f".{os.getpid()}.part")
                draft.write_bytes(root.public_bytes(Encoding.PEM))
                draft.replace(file)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "THỬ NGHIỆM – Sohoa"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, issuer_key: rsa.RSAPublicKey, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + days * _DAY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )
