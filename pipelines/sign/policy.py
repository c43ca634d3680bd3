"""
Which signatures are put on, in which order, by which keys, to which level: the second half of ``config/signing.yaml``.

Circular 01/2023 Art. 8 wants the signature of the person who scans, Law 20/2023 Art. 12.1.d that of the agency: an agency
that is asked for both names both. Decree 23/2025 Art. 13-17 asks that the certificate's status at signing time is checked
and kept with the file, which is PAdES B-LT.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pipelines.config_node import Node, hint
from pipelines.errors import ConfigError


class PadesLevel(StrEnum):
    """Levels of ETSI EN 319 142-1, each holding the one before."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"

    @property
    def rank(self) -> int:
        """0 for B-B to 3 for B-LTA."""
        return list(PadesLevel).index(self)


ROLES = ("person", "agency")
SOURCES = ("pkcs12", "pkcs11", "csc")
DEFAULT_KEY = "default"
"""The PKCS#12 file of SOHOA_SIGNING_KEY; the name is taken."""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a key is. Secrets are never here: they come from the environment or from files of their own."""

    name: str
    source: str
    """One of ``SOURCES``."""
    file: Path | None = None
    """PKCS#12 file."""
    module: Path | None = None
    """The token maker's PKCS#11 library (``.so``)."""
    token: str = ""
    """Label of the token."""
    certificate: str = ""
    """Label of certificate and key on the token."""
    chain: Path | None = None
    """PEM file of issuing certificates that a token does not hold."""
    url: str = ""
    """Of the remote signing service, the part before ``/csc/``."""
    credential: str = ""
    """Id of the credential there."""
    seconds: float = 30.0
    """How long a remote service may take for one signature."""
    pin_file: Path | None = None
    token_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What is signed by whom and to which level."""

    level: PadesLevel = PadesLevel.B
    signatures: tuple[tuple[str, str], ...] = (("agency", DEFAULT_KEY),)
    """(role, name of the key) in the order in which they are put on; the roles are ``ROLES``."""
    keys: tuple[KeyPlace, ...] = ()
    timestamp_url: str | None = None
    """Of the RFC 3161 time stamp service."""
    timestamp_seconds: float = 10.0
    revocation_seconds: float = 10.0
    """How long OCSP and CRL of a whole chain may take."""
    renew_days: int = 90
    """A proof is renewed this long before it ends."""
    algorithm_ends: tuple[tuple[str, dt.date], ...] = (("md5", dt.date(2009, 1, 1)), ("sha1", dt.date(2017, 1, 1)))
    """Digest algorithms and the day from which they prove nothing any more."""

    def key(self, name: str) -> KeyPlace | None:
        """The key called *name*; None for the default one."""
        return next((key for key in self.keys if key.name == name), None)

    def named(self, name: str) -> str:
        """*name*, when there is such a key. Raises ConfigError."""
        known = [DEFAULT_KEY, *(key.name for key in self.keys)]
        if name not in known:
            raise ConfigError(f"key '{name}': not in signing.yaml{hint(name, known)}; known: {', '.join(known)}")
        return name


KEYS = ("level", "signatures", "keys", "timestamp", "revocation", "renew_days", "algorithm_ends")
"""Keys of the file that this module reads."""


def read_policy(node: Node) -> Policy:
    """The policy in *node*, the whole file. Raises ConfigError with file, place and remedy."""
    folder = Path(node.file).parent
    named = node.node("keys", optional=True)
    keys = tuple(_key(name, named.node(name), folder) for name in named.mapping)
    if DEFAULT_KEY in named.mapping:
        node.wrong(f"keys.{DEFAULT_KEY}", "this name is SOHOA_SIGNING_KEY's own; choose another", None)
    signatures = _signatures(node, keys)
    level = PadesLevel(node.word("level", tuple(PadesLevel), PadesLevel.B))
    stamp, revocation = node.node("timestamp", optional=True), node.node("revocation", optional=True)
    stamp.only("url", "seconds")
    revocation.only("seconds")
    url = _address(stamp, "url") if stamp.mapping else None
    if level != PadesLevel.B and url is None:
        node.wrong("level", f"{level} needs a time stamp service; add 'timestamp:' with its 'url:'", None)
    return Policy(
        level=level,
        signatures=signatures,
        keys=keys,
        timestamp_url=url,
        timestamp_seconds=stamp.number("seconds", 10, 1, 120),
        revocation_seconds=revocation.number("seconds", 10, 1, 120),
        renew_days=round(node.number("renew_days", 90, 1, 3650)),
        algorithm_ends=_ends(node),
    )


def _signatures(node: Node, keys: tuple[KeyPlace, ...]) -> tuple[tuple[str, str], ...]:
    if "signatures" not in node.mapping:
        return Policy().signatures
    found: list[tuple[str, str]] = []
    names = [key.name for key in keys]
    for entry in node.nodes("signatures"):
        entry.only("by", "key")
        found.append((entry.word("by", ROLES), entry.word("key", (*names, DEFAULT_KEY), DEFAULT_KEY)))
    roles = [role for role, _ in found]
    if roles.count("agency") != 1 or roles.count("person") > 1:
        node.wrong("signatures", "name the agency once, and the person at most once (- by: person / - by: agency)", None)
    return tuple(found)


def _key(name: str, node: Node, folder: Path) -> KeyPlace:
    source = node.word("source", SOURCES)

    def path(key: str) -> Path | None:
        written = node.optional(key)
        return None if written is None else folder / Path(written).expanduser()

    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        node.wrong("", "the name of a key becomes part of a variable's name: use Latin letters, digits and '-'", None)
    if source == "pkcs12":
        node.only("source", "file", "pin_file")
        return KeyPlace(name, source, file=folder / Path(node.text("file")).expanduser(), pin_file=path("pin_file"))
    if source == "pkcs11":
        node.only("source", "module", "token", "certificate", "chain", "pin_file")
        return KeyPlace(
            name,
            source,
            module=folder / Path(node.text("module")).expanduser(),
            token=node.text("token"),
            certificate=node.text("certificate"),
            chain=path("chain"),
            pin_file=path("pin_file"),
        )
    node.only("source", "url", "credential", "seconds", "chain", "pin_file", "token_file")
    return KeyPlace(
        name,
        source,
        url=_address(node, "url").rstrip("/"),
        credential=node.text("credential"),
        seconds=node.number("seconds", 30, 1, 300),
        chain=path("chain"),
        pin_file=path("pin_file"),
        token_file=path("token_file"),
    )


def _address(node: Node, key: str) -> str:
    url = node.text(key)
    return url if url.startswith(("http://", "https://")) else node.wrong(key, f"expected http://… or https://…, not '{url}'", "")


def _ends(node: Node) -> tuple[tuple[str, dt.date], ...]:
    ends = dict(Policy().algorithm_ends)
    for name, day in node.node("algorithm_ends", optional=True).mapping.items():
        if not isinstance(day, dt.date):
            node.wrong(f"algorithm_ends.{name}", "expected a day, such as 2030-12-31", None)
        else:
            ends[name.lower()] = day
    return tuple(sorted(ends.items()))
