"""A key in a PKCS#12 file (``.p12``, ``.pfx``), opened once and kept parsed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign import signers

from pipelines.errors import ConfigError
from pipelines.sign.identity import Identity, carried, check_key, identity_of
from pipelines.sign.keys.secrets import read_secret


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


DEFAULT_REMEDY = "SOHOA_SIGNING_PASSPHRASE or the file 'passphrase' beside it"


def load_identity(file: Path, passphrase: str | None = None, remedy: str = DEFAULT_REMEDY) -> Identity:
    """
    Open the PKCS#12 *file*; without *passphrase* it is read from the file ``passphrase`` beside it. *remedy* says where a
    wrong passphrase is to be mended.

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
        passphrase = read_secret(beside)
    identity = _open(file, file.stat().st_mtime_ns, passphrase, remedy)
    identity.check_time()
    return identity


@lru_cache(maxsize=4)
def _open(file: Path, _changed: int, passphrase: str, remedy: str) -> Identity:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(file.read_bytes(), passphrase.encode("utf-8"))
    except ValueError:
        raise ConfigError(
            f"{file}: cannot be opened: the passphrase is wrong or the file is no PKCS#12; correct {remedy}"
        ) from None
    if key is None or certificate is None:
        raise ConfigError(f"{file}: holds no private key with its certificate; export both into one PKCS#12 file")
    check_key(key, str(file))
    chain = [other.public_bytes(serialization.Encoding.DER) for other in others]
    signer = CachedKeySigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(
            key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        ),
        cert_registry=carried(chain),
    )
    return identity_of(certificate, others, signer, str(file))
