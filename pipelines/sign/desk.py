"""The signing desk: every key that the policy names, opened once a process, and the services beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import ConfigError
from pipelines.sign.identity import Identity
from pipelines.sign.keys.pkcs12 import load_identity
from pipelines.sign.keys.secrets import find_secret, variable
from pipelines.sign.network import Network
from pipelines.sign.policy import DEFAULT_KEY, KeyPlace, PadesLevel, Policy
from pipelines.sign.trust import load_anchors


@dataclass(frozen=True)
class Hand:
    """One signature that is put on."""

    role: str
    """``person`` or ``agency``."""
    identity: Identity


@dataclass(frozen=True)
class SigningDesk:
    """What signing needs beside the paper. Not to be pickled: each process opens its own."""

    hands: tuple[Hand, ...]
    """In the order of signing; one of them is the agency's."""
    level: PadesLevel = PadesLevel.B
    network: Network | None = None
    anchors: tuple[bytes, ...] = ()

    def of(self, role: str) -> Identity:
        """The identity that signs as *role*. Raises KeyError when none does."""
        return {hand.role: hand.identity for hand in self.hands}[role]

    def seen(self, identity: Identity) -> Identity:
        """*identity* for a second look, which trusts the roots of time stamps too."""
        return replace(identity, anchors=self.anchors) if self.network is not None else identity


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Where keys and secrets of this installation are."""

    file: Path
    """The default key, a PKCS#12 file."""
    passphrase: str | None
    """None: read from the file ``passphrase`` beside it."""
    trust: Path
    """Folder of trusted certificates."""
    state: Path
    """Folder in which refused PINs are remembered."""
    secrets: tuple[tuple[str, str], ...] = ()
    """Names and values of the variables ``SOHOA_KEY_…``."""


def open_desk(policy: Policy, ring: KeyRing) -> SigningDesk:
    """
    Open every key that *policy* names.

    Raises ConfigError (missing or wrong secret, certificate that may not sign, expired), OutsideError (token or service
    that does not answer).
    """
    secrets = dict(ring.secrets)
    opened: dict[str, Identity] = {}
    for _, name in policy.signatures:
        if name not in opened:
            opened[name] = _open(name, policy.key(name), ring, secrets)
    network = open_network(policy, ring.trust)
    hands = tuple(Hand(role, opened[name]) for role, name in policy.signatures)
    return SigningDesk(hands, policy.level, network, network.anchors if network is not None else ())


def open_network(policy: Policy, trust: Path) -> Network | None:
    """The time stamp and revocation services of *policy*; None where it names no time stamp service."""
    if policy.timestamp_url is None:
        return None
    return Network(policy.timestamp_url, policy.timestamp_seconds, policy.revocation_seconds, load_anchors(trust))


def _open(name: str, place: KeyPlace | None, ring: KeyRing, secrets: Mapping[str, str]) -> Identity:
    if name == DEFAULT_KEY or place is None:
        return load_identity(ring.file, ring.passphrase)
    if place.source == "pkcs12":
        assert place.file is not None
        pin = find_secret(name, "PIN", place.pin_file, secrets)
        if pin is None:
            raise ConfigError(f"keys.{name}: no passphrase; set {variable(name, 'PIN')} or name a file as pin_file (mode 600)")
        return load_identity(place.file, pin, f"{variable(name, 'PIN')} or pin_file")
    if place.source == "pkcs11":
        from pipelines.sign.keys.pkcs11 import open_token  # noqa: PLC0415 - loads a C library that few need

        return open_token(place, secrets, ring.state)
    from pipelines.sign.keys.csc import open_remote  # noqa: PLC0415

    return open_remote(place, secrets, ring.state)
