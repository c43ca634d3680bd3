"""
The services that a signature needs beside its key: time stamps (RFC 3161), OCSP and CRL.

One connection pool for all of them lives as long as the process. What revocation services said of a certificate is kept and
used for every document of a run. A service that fails is left alone for a while, so that a batch does not wait for its
time limit ten thousand times; what it costs is a level, which is recorded and made up for later.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from asn1crypto import cms, crl, ocsp, tsp
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    CertificateFetchError,
    InsufficientRevinfoError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from pipelines.errors import ConfigError
from pipelines.sign.running import client, run_lasting

PAUSE = 60.0
"""Seconds for which a service that failed is not asked again."""

FRESH = dt.timedelta(hours=1)
"""How long what a revocation service said is used for further documents, unless it says itself that it ends earlier."""


class ServiceDown(Exception):  # noqa: N818 - an outage costs a level; it is never an error of the document
    """A service did not give what was asked of it; *code* names the reason (``messages.yaml``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Proof:
    """What shows that a certificate was good: its chain with what OCSP and CRL services said of it."""

    certificates: tuple[asn1_x509.Certificate, ...] = ()
    ocsps: tuple[ocsp.OCSPResponse, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()

    def __add__(self, other: Proof) -> Proof:
        return Proof(self.certificates + other.certificates, self.ocsps + other.ocsps, self.crls + other.crls)


@dataclass(frozen=True)
class Stamper:
    """Who made a time stamp."""

    certificate: asn1_x509.Certificate
    others: list[asn1_x509.Certificate]


def stamper_of(token: cms.ContentInfo) -> Stamper:
    """The authority whose certificate *token* carries. Raises ValueError when it carries none."""
    data = token["content"]
    serial = data["signer_infos"][0]["sid"].chosen["serial_number"].native
    carried = [choice.chosen for choice in data["certificates"]]
    own = [one for one in carried if one.serial_number == serial]
    if len(own) != 1:
        raise ValueError("a time stamp without its certificate")
    return Stamper(own[0], [one for one in carried if one is not own[0]])


class _Breaker:
    def __init__(self, code: str) -> None:
        self._code, self._until = code, 0.0

    def check(self) -> None:
        if time.monotonic() < self._until:
            raise ServiceDown(self._code)

    def trip(self) -> ServiceDown:
        self._until = time.monotonic() + PAUSE
        return ServiceDown(self._code)


@dataclass
class Network:
    """The services of one policy. Not to be pickled: each process opens its own."""

    timestamp_url: str | None
    timestamp_seconds: float = 10.0
    revocation_seconds: float = 10.0
    anchors: tuple[bytes, ...] = field(default=(), repr=False)
    """DER of the trusted roots."""
    _proofs: dict[bytes, tuple[Proof, dt.datetime]] = field(default_factory=dict, init=False, repr=False)
    _known: set[bytes] = field(default_factory=set, init=False, repr=False)
    _tsa: _Breaker = field(default_factory=lambda: _Breaker("timestamp_down"), init=False, repr=False)
    _revocation: _Breaker = field(default_factory=lambda: _Breaker("revocation_down"), init=False, repr=False)

    def stamp(self, digest: bytes, algorithm: str = "sha256") -> cms.ContentInfo:
        """
        A time stamp token over *digest*.

        Raises ServiceDown ``timestamp_down`` or ``timestamp_none``; ConfigError when its authority is not trusted here.
        """
        if self.timestamp_url is None:
            raise ServiceDown("timestamp_none")
        self._tsa.check()
        try:
            return run_lasting(self._stamp(client(), digest, algorithm))
        except (OSError, TimeoutError, aiohttp.ClientError, ValueError, TypeError, KeyError, AttributeError) as error:
            # Whatever else a server sends than a token is an outage as well; asn1crypto tells it by ValueError and its like.
            raise self._tsa.trip() from error

    def proof(self, certificate: asn1_x509.Certificate, others: Sequence[asn1_x509.Certificate] = ()) -> Proof:
        """
        What shows that *certificate* is good now, asked for once in ``FRESH``; *others* may belong to its chain.

        Raises ServiceDown ``revocation_down``; ConfigError when it is revoked or its chain ends at no anchor.
        """
        name = hashlib.sha256(certificate.dump()).digest()
        known = self._proofs.get(name)
        now = dt.datetime.now(dt.UTC)
        if known is not None and now < known[1]:
            return known[0]
        self._revocation.check()
        which = f"the certificate with serial number {certificate.serial_number:x}"  # its name may be a person's
        try:
            proof = run_lasting(self._prove(client(), certificate, others))
        except RevokedError as error:
            raise ConfigError(
                f"{which} was revoked on {error.revocation_dt:%Y-%m-%d %H:%M} UTC: nothing is signed with it; "
                "ask the CA for a new one"
            ) from None
        except (InsufficientRevinfoError, CertificateFetchError, TimeoutError, OSError, aiohttp.ClientError) as error:
            raise self._revocation.trip() from error
        except PathBuildingError:
            raise ConfigError(f"{which} belongs to no trusted root; put the root of its CA into SOHOA_TRUST") from None
        except ValidationError as error:
            raise ConfigError(f"{which} is not valid: {type(error).__name__}; ask its CA") from None
        self._proofs[name] = (proof, min([now + FRESH, *_ends(proof)]))
        return proof

    async def _stamp(self, session: aiohttp.ClientSession, digest: bytes, algorithm: str) -> cms.ContentInfo:
        stamper = HTTPTimeStamper(self.timestamp_url, timeout=self.timestamp_seconds, session=session)
        token = await stamper.async_timestamp(digest, algorithm)
        told: tsp.TSTInfo = token["content"]["encap_content_info"]["content"].parsed
        if told["message_imprint"]["hashed_message"].native != digest:
            raise ValueError("a time stamp over something else")
        await self._trusted(stamper_of(token))
        return token

    async def _trusted(self, stamper: Stamper) -> None:
        name = hashlib.sha256(stamper.certificate.dump()).digest()
        if name in self._known:
            return
        roots = [asn1_x509.Certificate.load(anchor) for anchor in self.anchors]
        context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
        validator = CertificateValidator(stamper.certificate, intermediate_certs=stamper.others, validation_context=context)
        try:
            await validator.async_validate_usage({"digital_signature"}, {"time_stamping"})
        except (PathBuildingError, ValidationError) as error:
            raise ConfigError(
                f"{self.timestamp_url}: the certificate of this time stamp service is not trusted ({type(error).__name__}); "
                "put the root of its CA (and intermediates) into SOHOA_TRUST, or name another service"
            ) from None
        self._known.add(name)

    async def _prove(
        self, session: aiohttp.ClientSession, certificate: asn1_x509.Certificate, others: Sequence[asn1_x509.Certificate]
    ) -> Proof:
        backend = AIOHttpFetcherBackend(session, per_request_timeout=self.revocation_seconds)
        roots = [asn1_x509.Certificate.load(anchor) for anchor in self.anchors]
        context = ValidationContext(
            trust_roots=roots,
            other_certs=list(others),
            allow_fetching=True,
            fetchers=backend.get_fetchers(),
            revocation_mode="hard-fail",
        )
        validator = CertificateValidator(certificate, intermediate_certs=list(others), validation_context=context)
        path: Any = await asyncio.wait_for(validator.async_validate_usage(set()), self.revocation_seconds)
        return Proof(tuple(path), tuple(context.ocsps), tuple(context.crls))


def _ends(proof: Proof) -> list[dt.datetime]:
    ends = [one["tbs_cert_list"]["next_update"].native for one in proof.crls]
    for response in proof.ocsps:
        ends += [single["next_update"].native for single in response.response_data["responses"]]
    return [end for end in ends if end is not None]
