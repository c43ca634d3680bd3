"""
Log-in through the agency's own accounts: OpenID Connect, authorization code with PKCE (OIDC Core 1.0, RFC 7636, RFC 9700).

The provider says who somebody is; what the person may do and see stands in our account, which an administrator makes first.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import Any, cast

from pipelines.errors import ConfigError, OutsideError
from pipelines.flow import people
from pipelines.ledger import Person
from pipelines.services import Services
from pipelines.settings import Oidc

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Signatures that need the provider's private key; never ``none``, never the client's own secret."""
_LEEWAY = 60
_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the browser keeps while it is at the provider's; the answer must fit all of it."""

    state: str
    nonce: str
    verifier: str

    def as_dict(self) -> dict[str, str]:
        """For a cookie."""
        return asdict(self)


class Unproven(Exception):  # noqa: N818 - the person is refused, the program has no error
    """The provider's answer does not prove who this is."""


def start(services: Services, back: str) -> tuple[str, Attempt]:
    """Where to send the browser, and what it must bring back to *back*. Raises ConfigError, OutsideError."""
    oidc = _configured(services)
    attempt = Attempt(*(secrets.token_urlsafe(32) for _ in range(3)))
    with _client(oidc, back) as client:
        address, _ = client.create_authorization_url(
            _metadata(client, oidc)["authorization_endpoint"],
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )
    return str(address), attempt


def finish(services: Services, back: str, answer: str, attempt: Attempt, state: str) -> tuple[str, Person] | None:
    """
    The token for the browser and who it is, from the whole address *answer* that the provider sent it back to.

    None when the person has no account with us. Raises Unproven, ConfigError, OutsideError.
    """
    oidc = _configured(services)
    if not secrets.compare_digest(state, attempt.state):
        raise Unproven
    claims = _proven(oidc, back, answer, attempt)
    subject = f"{oidc.issuer} sub {claims['sub']}"
    if services.ledger.person_of_subject(subject) is None and claims.get("preferred_username"):
        # A name may be given to somebody else some day, the subject never is: the name counts at the first log-in alone.
        _bind(services, expected(oidc, str(claims["preferred_username"]).lower()), subject)
    return people.log_in_by_subject(services, subject)


def expected(oidc: Oidc, login: str) -> str:
    """What stands as subject of an account until its person first logs in through the provider under the name *login*."""
    return f"{oidc.issuer} name {login}"


def _bind(services: Services, before: str, subject: str) -> None:
    person = services.ledger.person_of_subject(before)
    if person is not None:
        services.ledger.change_person(person.login, "person_bound", {"subject": subject})


def _proven(oidc: Oidc, back: str, answer: str, attempt: Attempt) -> dict[str, Any]:
    """The claims of the ID token, checked (OIDC Core 3.1.3.7)."""
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import
    from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # noqa: PLC0415
    from joserfc import jwt  # noqa: PLC0415 - what Authlib itself reads tokens with
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet, KeySetSerialization  # noqa: PLC0415

    with _client(oidc, back) as client:
        metadata = _metadata(client, oidc)
        try:
            token = client.fetch_token(
                metadata["token_endpoint"], authorization_response=answer, code_verifier=attempt.verifier, state=attempt.state
            )
            keys = KeySet.import_key_set(cast("KeySetSerialization", _json(client, metadata["jwks_uri"])))
            read = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
            options = {"iss": {"essential": True, "value": oidc.issuer}, "aud": {"essential": True, "value": oidc.client}}
            expecting = {"nonce": attempt.nonce, "client_id": oidc.client, "access_token": token.get("access_token")}
            claims = CodeIDToken(read.claims, read.header, options, expecting)
            claims.validate(leeway=_LEEWAY)
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise Unproven from error
    if claims.get("nonce") != attempt.nonce:
        raise Unproven
    return dict(claims)


def _configured(services: Services) -> Oidc:
    if services.settings.oidc is None:
        raise ConfigError("no provider is configured: set SOHOA_OIDC_ISSUER, SOHOA_OIDC_CLIENT and SOHOA_OIDC_SECRET")
    return services.settings.oidc


def _client(oidc: Oidc, back: str) -> Any:
    from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import

    return OAuth2Client(
        oidc.client,
        oidc.secret,
        scope="openid profile",
        redirect_uri=back,
        code_challenge_method="S256",
        timeout=_TIMEOUT,
        trust_env=False,
    )


def _metadata(client: Any, oidc: Oidc) -> dict[str, Any]:
    found = _json(client, f"{oidc.issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != oidc.issuer:
        raise ConfigError("SOHOA_OIDC_ISSUER is not the name that the provider gives itself; write it as its metadata do")
    return found


def _json(client: Any, address: str) -> dict[str, Any]:
    import httpx  # noqa: PLC0415

    try:
        answer = client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise OutsideError(f"the OpenID Connect provider does not answer ({type(error).__name__})") from error
    return found
