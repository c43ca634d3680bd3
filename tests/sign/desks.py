"""Signing desks for tests: policies over the keys of ``authorities`` and ``keysources``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipelines.sign import KeyRing, SigningConfig
from pipelines.sign.policy import KeyPlace, PadesLevel, Policy
from tests.sign import keysources, papers
from tests.sign.authorities import PASSPHRASE, Authorities

SECRETS = {
    "SOHOA_KEY_FILE_PIN": PASSPHRASE,
    "SOHOA_KEY_MINE_PIN": PASSPHRASE,
    "SOHOA_KEY_HSM_PIN": keysources.PIN,
    "SOHOA_KEY_REMOTE_PIN": keysources.PIN,
    "SOHOA_KEY_REMOTE_TOKEN": keysources.ACCESS,
}


def policy(
    world: Authorities,
    level: PadesLevel = PadesLevel.B,
    key: str = "file",
    *,
    person: bool = False,
    label: str = "agency",
    service: keysources.SigningService | None = None,
    stamps: str = "tsa",
) -> Policy:
    """The agency signs by *key* (file, hsm, remote), after the person where *person*."""
    keys = (
        KeyPlace("file", "pkcs12", file=world.file(label)),
        KeyPlace("mine", "pkcs12", file=world.file("person")),
        KeyPlace("hsm", "pkcs11", module=keysources.MODULE, token="kyso", certificate="agency", chain=world.folder / "chain.pem"),
        *([KeyPlace("remote", "csc", url=service.address, credential="kho-01", seconds=60)] if service else []),
    )
    signatures = ((("person", "mine"),) if person else ()) + (("agency", key),)
    return Policy(level, signatures, keys, world.stamp_url(stamps), timestamp_seconds=60, revocation_seconds=60)


def ring(world: Authorities, state: Path, **secrets: str) -> KeyRing:
    given = {**SECRETS, **secrets}
    return KeyRing(world.folder / "none.p12", None, world.trust, state, tuple(given.items()))


def config(of: Policy, **other: object) -> SigningConfig:
    return replace(SigningConfig(agency=papers.AGENCY, person=papers.PERSON, policy=of), **other)
