"""
A key on a token or in an HSM, through its maker's PKCS#11 library.

The session is opened once a process and serves every document of the run. A PIN is given once; whether it was refused is
remembered beside the other keys (``secrets``), and a token that says that the next wrong PIN locks it is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import exceptions
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import PKCS11Signer, find_token

from pipelines.errors import ConfigError, OutsideError
from pipelines.sign.identity import Identity, carried, identity_of
from pipelines.sign.keys.secrets import find_secret, guarded, variable
from pipelines.sign.policy import KeyPlace

_lost: set[Path] = set()
"""Libraries of which a token was pulled out: they are started anew before their tokens are looked for again."""

_LOCKED = pkcs11.TokenFlag.USER_PIN_LOCKED
_LAST_TRY = pkcs11.TokenFlag.USER_PIN_FINAL_TRY
_WRONG_PIN = (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange, exceptions.PinExpired)


class TokenSigner(PKCS11Signer):  # type: ignore[misc]
    """pyHanko's signer, whose token may be pulled out while it signs."""

    def __init__(self, place: KeyPlace, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._place = place

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Sign *data* on the token. Raises OutsideError when the token does not answer."""
        try:
            raw: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
        except exceptions.PKCS11Error as error:
            raise _gone(self._place, error) from error
        return raw


def open_token(place: KeyPlace, environment: Mapping[str, str], state: Path) -> Identity:
    """
    Open the token of *place* with the PIN from *environment* or its file; *state* remembers refused PINs.

    Raises ConfigError (no module, no PIN, PIN refused, token locked, no such certificate), OutsideError (token not there).
    """
    where = f"keys.{place.name} (token '{place.token}')"
    pin = find_secret(place.name, "PIN", place.pin_file, environment)
    if pin is None:
        raise ConfigError(f"{where}: no PIN; set {variable(place.name, 'PIN')} or name a file as pin_file (mode 600)")
    token = _find(place, where)
    if token.flags & _LOCKED:
        raise ConfigError(f"{where}: the token is locked; have its issuer unlock it")
    remedy = f"correct {variable(place.name, 'PIN')} or pin_file"
    with guarded(state, f"{place.module}:{place.token}", pin, remedy) as refusal:
        if token.flags & _LAST_TRY and not refusal.file.exists():
            raise ConfigError(
                f"{where}: one more wrong PIN locks the token; log in once with the maker's own program, then run again"
            )
        try:
            session = token.open(user_pin=pin)
        except exceptions.UserAlreadyLoggedIn:  # another key of the same token
            session = token.open()
        except _WRONG_PIN:
            refusal.remember()
            raise ConfigError(
                f"{where}: the token refused the PIN. It was tried once and is not tried again: {remedy}. "
                "Nothing was signed, nothing is lost"
            ) from None
        except exceptions.PinLocked:
            raise ConfigError(f"{where}: the token is locked; have its issuer unlock it") from None
        except exceptions.PKCS11Error as error:
            raise _gone(place, error) from error
        refusal.forget()
    return _identity(place, session, where)


def _find(place: KeyPlace, where: str) -> pkcs11.Token:
    assert place.module is not None
    if not place.module.is_file():
        raise ConfigError(f"{where}: {place.module} is missing; install the token maker's library and name it as 'module'")
    try:
        library = pkcs11.lib(str(place.module))
        if place.module in _lost:  # or a token that was put in again stays unseen by this process
            library.reinitialize()
            _lost.discard(place.module)
        token: pkcs11.Token | None = find_token(
            library.get_slots(token_present=True), token_criteria=TokenCriteria(label=place.token)
        )
    except exceptions.PKCS11Error as error:
        raise _gone(place, error) from error
    if token is None:
        _lost.add(place.module)
        raise OutsideError(f"{where}: no such token is plugged in; plug it in, then run again")
    return token


def _identity(place: KeyPlace, session: pkcs11.Session, where: str) -> Identity:
    chain: list[x509.Certificate] = []
    try:
        if place.chain is not None:
            chain = x509.load_pem_x509_certificates(place.chain.read_bytes())
        found = session.get_objects(
            {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: place.certificate}
        )
        certificates = [bytes(one[pkcs11.Attribute.VALUE]) for one in found]
    except exceptions.PKCS11Error as error:
        raise _gone(place, error) from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{where}: chain: {place.chain} holds no certificates in PEM ({type(error).__name__})") from None
    if len(certificates) != 1:
        raise ConfigError(f"{where}: {len(certificates)} certificates are called '{place.certificate}'; name the one that signs")
    certificate = x509.load_der_x509_certificate(certificates[0])
    signer = TokenSigner(
        place,
        session,
        signing_cert=asn1_x509.Certificate.load(certificates[0]),
        key_label=place.certificate,
        ca_chain=list(carried(one.public_bytes(Encoding.DER) for one in chain)),
    )
    return identity_of(certificate, chain, signer, where)


def _gone(place: KeyPlace, error: exceptions.PKCS11Error) -> OutsideError:
    said = type(error).__name__
    if place.module is not None:
        _lost.add(place.module)
    return OutsideError(
        f"keys.{place.name}: the token '{place.token}' does not answer ({said}); plug it in again, then run again. "
        "What was not signed yet waits"
    )
