"""
A key at a remote signing service (Decree 23/2025 Art. 37.4), through the API of the Cloud Signature Consortium.

pyHanko's ``CSCSigner`` asks for the signatures; this module fetches the certificate, authorises as many signatures at once
as the service lets, and translates what goes wrong. Only hashes leave the house.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import aiohttp
from cryptography import x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCCredentialInfo,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from pipelines.errors import ConfigError, OutsideError
from pipelines.sign.identity import Identity, identity_of
from pipelines.sign.keys.secrets import find_secret, guarded, variable
from pipelines.sign.policy import KeyPlace
from pipelines.sign.running import client, run_lasting

BATCH = 100
"""Signatures that are authorised at once where the service lets; the rest of an authorisation lapses unused."""

SLACK = dt.timedelta(seconds=30)
"""An authorisation is not used any more this long before it ends."""

_NO_ACCESS = 401
_DENIED = (400, _NO_ACCESS, 403)


class _PinRefusedError(ConfigError):
    """The service denied the PIN itself."""


class Authorizer(CSCAuthorizationManager):  # type: ignore[misc]
    """Activation data for as many signatures as the service lets be authorised at once; a PIN that fails is given once."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        place: KeyPlace,
        service: CSCServiceSessionInfo,
        credential: CSCCredentialInfo,
        pin: str | None,
        state: Path,
    ) -> None:
        super().__init__(service, credential)
        self._session, self._place, self._pin, self._state = session, place, pin, state
        self._left = 0
        self._ready: CSCAuthorizationInfo | None = None

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        """Activation data for *hash_b64s*: what is left of the last authorisation, or a new one."""
        pinned = self.credential_info.hash_pinning_required
        if not pinned and self._ready is not None and self._left >= len(hash_b64s) and not _stale(self._ready):
            self._left -= len(hash_b64s)
            return self._ready
        most = max(len(hash_b64s), min(BATCH, self.credential_info.max_batch_size))
        request = self.format_csc_auth_request(
            num_signatures=most, pin=self._pin, hash_b64s=hash_b64s if pinned else None, description="Sohoa"
        )
        if self._pin is None:
            self._ready = await self._authorize(request)
        else:
            remedy = f"correct {variable(self._place.name, 'PIN')} or pin_file"
            with guarded(self._state, f"{self._place.url}:{self._place.credential}", self._pin, remedy) as refusal:
                try:
                    self._ready = await self._authorize(request)
                except _PinRefusedError:
                    refusal.remember()
                    raise
                refusal.forget()
        self._left = most - len(hash_b64s)
        return self._ready

    async def _authorize(self, request: dict[str, object]) -> CSCAuthorizationInfo:
        url = self.csc_session_info.endpoint_url("credentials/authorize")
        timeout = aiohttp.ClientTimeout(total=self._place.seconds)
        where = f"keys.{self._place.name} ({self._place.url})"
        async with self._session.post(url, headers=self.auth_headers, json=request, timeout=timeout) as response:
            if response.status == _NO_ACCESS:
                raise ConfigError(f"{where}: the access token was refused; renew {variable(self._place.name, 'TOKEN')}")
            if response.status in _DENIED:
                raise _PinRefusedError(
                    f"{where}: the service refused the PIN. It was tried once and is not tried again: correct "
                    f"{variable(self._place.name, 'PIN')} or pin_file. Nothing was signed, nothing is lost"
                )
            response.raise_for_status()
            return self.parse_csc_auth_response(await response.json())


class RemoteSigner(CSCSigner):  # type: ignore[misc]
    """pyHanko's signer, whose service may not answer."""

    def __init__(self, place: KeyPlace, session: aiohttp.ClientSession, authorizer: Authorizer) -> None:
        super().__init__(session, authorizer, sign_timeout=round(place.seconds), embed_roots=False)
        self._place = place

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Have *data* signed. Raises OutsideError when the service does not answer, ConfigError when it denies."""
        try:
            raw: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run)
        except (SigningError, aiohttp.ClientError, TimeoutError) as error:
            raise _away(self._place, error) from error
        return raw


def open_remote(place: KeyPlace, environment: Mapping[str, str], state: Path) -> Identity:
    """
    Open the credential of *place*; secrets come from *environment* or their files, *state* remembers refused PINs.

    Raises ConfigError (access denied, no such credential, certificate that may not sign), OutsideError (no answer).
    """
    where = f"keys.{place.name} ({place.url})"
    token = find_secret(place.name, "TOKEN", place.token_file, environment)
    pin = find_secret(place.name, "PIN", place.pin_file, environment)
    service = CSCServiceSessionInfo(place.url, place.credential, oauth_token=token)
    try:
        session = client()
        credential: CSCCredentialInfo = run_lasting(fetch_certs_in_csc_credential(session, service, timeout=round(place.seconds)))
    except SigningError as error:
        cause = error.__cause__
        if isinstance(cause, aiohttp.ClientResponseError) and cause.status in (*_DENIED, 404):
            raise ConfigError(
                f"{where}: access was denied or there is no credential '{place.credential}' (HTTP {cause.status}); "
                f"correct 'credential' or {variable(place.name, 'TOKEN')}"
            ) from None
        raise _away(place, error) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise _away(place, error) from error
    chain = [x509.load_der_x509_certificate(one.dump()) for one in credential.chain]
    if place.chain is not None:
        chain += x509.load_pem_x509_certificates(place.chain.read_bytes())
    signer = RemoteSigner(place, session, Authorizer(session, place, service, credential, pin, state))
    return identity_of(x509.load_der_x509_certificate(credential.signing_cert.dump()), chain, signer, where)


def _stale(info: CSCAuthorizationInfo) -> bool:
    return info.expires_at is not None and info.expires_at - SLACK < dt.datetime.now(dt.UTC)


def _away(place: KeyPlace, error: BaseException) -> OutsideError:
    said = type(error.__cause__ or error).__name__
    return OutsideError(
        f"keys.{place.name}: {place.url} does not sign ({said}); run again when it answers. What was not signed yet waits"
    )
