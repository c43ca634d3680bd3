"""
Environment → where things are, and secrets; nothing else. Nothing here touches disk or network.

| variable | default | meaning |
|---|---|---|
| SOHOA_HOME | ./var | state of the embedded default: SQLite files, a folder store, keys, trust anchors |
| SOHOA_LEDGER_URL | sqlite:///HOME/ledger.db | the working database |
| SOHOA_RESULTS_URL | sqlite:///HOME/results.db | the registry of results |
| SOHOA_STORE_URL | file://HOME/store | object store: ``file:///path`` or ``s3://bucket/prefix`` |
| SOHOA_CONFIG | the project's ``config/`` | document types, targets, OCR, signing |
| SOHOA_EXPECTATIONS | ``expectations/`` beside the config | the suites of Great Expectations |
| SOHOA_TRUST | HOME/trust | folder of PEM or DER certificates that a chain may end at |
| SOHOA_SIGNING_KEY | HOME/keys/signer.p12 | PKCS#12 file that signs |
| SOHOA_SIGNING_PASSPHRASE | read from HOME/keys/passphrase | opens it |
| SOHOA_KEY_NAME_PIN | none | PIN or passphrase of the key NAME of ``signing.yaml`` |
| SOHOA_KEY_NAME_TOKEN | none | access token of the remote signing service of the key NAME |
| SOHOA_OUTBOX_TOKEN | none | bearer token for the receiver of messages to other systems |
| SOHOA_WORKERS | the number of cores | worker processes of a run; 1 where Airflow runs several tasks a machine |
| SOHOA_ACTOR | the login name | who answers for what is done, in events |
| SOHOA_OIDC_ISSUER | none | address of an OpenID Connect provider whose accounts may log in to the pages |
| SOHOA_OIDC_CLIENT | none | the name under which the provider knows the pages |
| SOHOA_OIDC_SECRET | none | the secret that goes with it |
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: ``config/``, ``expectations/`` and ``dags/`` lie here."""


@dataclass(frozen=True, slots=True)
class Oidc:
    """A provider of accounts (OpenID Connect Core 1.0)."""

    issuer: str
    client: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. Paths are absolute."""

    home: Path
    ledger_url: str
    results_url: str
    store_url: str
    config: Path
    expectations: Path
    signing_key: Path
    signing_passphrase: str | None
    """None: read from the file ``passphrase`` beside the key."""
    trust: Path
    """Folder of PEM/DER certificates that a chain may end at."""
    workers: int
    actor: str
    oidc: Oidc | None = None
    """None: local accounts only."""
    key_secrets: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Names and values of the variables ``SOHOA_KEY_…``: PINs and access tokens of the keys in ``signing.yaml``."""
    outbox_token: str | None = field(default=None, repr=False)
    """Sent as a bearer token to the receiver of messages."""


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from *environ* (default: the process environment). Raises ConfigError."""
    env = os.environ if environ is None else environ
    home = Path(env.get("SOHOA_HOME", "var")).expanduser().resolve()
    config = Path(env.get("SOHOA_CONFIG", ROOT / "config")).expanduser().resolve()
    return Settings(
        home=home,
        ledger_url=env.get("SOHOA_LEDGER_URL", f"sqlite:///{home / 'ledger.db'}"),
        results_url=env.get("SOHOA_RESULTS_URL", f"sqlite:///{home / 'results.db'}"),
        store_url=env.get("SOHOA_STORE_URL", f"file://{home / 'store'}"),
        config=config,
        expectations=Path(env.get("SOHOA_EXPECTATIONS", config.parent / "expectations")).resolve(),
        signing_key=Path(env.get("SOHOA_SIGNING_KEY", home / "keys" / "signer.p12")).expanduser().resolve(),
        signing_passphrase=env.get("SOHOA_SIGNING_PASSPHRASE"),
        trust=Path(env.get("SOHOA_TRUST", home / "trust")).expanduser().resolve(),
        workers=_count(env.get("SOHOA_WORKERS")),
        actor=env.get("SOHOA_ACTOR") or _login(),
        oidc=_oidc(*(env.get(f"SOHOA_OIDC_{name}") for name in ("ISSUER", "CLIENT", "SECRET"))),
        key_secrets=tuple(sorted((name, value) for name, value in env.items() if name.startswith("SOHOA_KEY_"))),
        outbox_token=env.get("SOHOA_OUTBOX_TOKEN"),
    )


def _count(text: str | None) -> int:
    if not text:
        return os.cpu_count() or 1
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ConfigError(f"SOHOA_WORKERS: '{text}'; write how many worker processes, 1 or more")
    return int(text)


def _oidc(issuer: str | None, client: str | None, secret: str | None) -> Oidc | None:
    if not issuer:
        return None
    if not client or not secret:
        raise ConfigError("SOHOA_OIDC_ISSUER is set: SOHOA_OIDC_CLIENT and SOHOA_OIDC_SECRET are needed too")
    return Oidc(issuer.rstrip("/"), client, secret)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
