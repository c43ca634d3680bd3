"""The signing desk of this process, and what is kept of each signature."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pipelines import sign
from pipelines.errors import ConfigError, OutsideError
from pipelines.ledger import SignatureState
from pipelines.model import Conversion
from pipelines.services import Services
from pipelines.settings import Settings

RETRY = dt.timedelta(hours=1)
"""How long until a level that was missed is tried for again."""


def config_of(services: Services) -> sign.SigningConfig:
    """``config/signing.yaml``. Raises ConfigError."""
    return sign.load_config(services.settings.config / "signing.yaml")


def asked_for(config: sign.SigningConfig, level: str | None, key: str | None) -> sign.SigningConfig:
    """*config* with another level or key, where one is asked for. Raises ConfigError for one that cannot be."""
    policy = config.policy
    if level is not None:
        if level not in tuple(sign.PadesLevel):
            raise ConfigError(f"--level {level}: not known; use one of {', '.join(sign.PadesLevel)}")
        if level != sign.PadesLevel.B and policy.timestamp_url is None:
            raise ConfigError(f"--level {level}: needs a time stamp service; add 'timestamp:' with its 'url:' to signing.yaml")
        policy = replace(policy, level=sign.PadesLevel(level))
    if key is not None:
        policy = replace(policy, signatures=(("agency", policy.named(key)),))
    return replace(config, policy=policy)


def key_ring(settings: Settings) -> sign.KeyRing:
    """Where this installation's keys and secrets are."""
    return sign.KeyRing(
        settings.signing_key, settings.signing_passphrase, settings.trust, settings.home / "keys", settings.key_secrets
    )


def sign_paper(services: Services, pdf: bytes, conversion: Conversion, config: sign.SigningConfig) -> sign.Signed:
    """
    Mark and sign as the policy says, by keys that this process opened once.

    Raises DocumentProblem, ConfigError, OutsideError; behind a key that did not answer, the keys are opened anew next time.
    """
    desk = _desk(services.settings, config, os.getpid())
    try:
        return sign.sign_by(pdf, conversion, desk, config)
    except OutsideError:
        _desk.cache_clear()
        raise


@contextlib.contextmanager
def room_on_disk() -> Iterator[None]:
    """Signing writes temporary files: a disk that has no room for them is nobody's paper's fault. Raises OutsideError."""
    try:
        yield
    except OSError as error:
        raise OutsideError(f"temporary files: {error.strerror or error}; free space in {tempfile.gettempdir()}") from error


@lru_cache(maxsize=2)
def _desk(settings: Settings, config: sign.SigningConfig, _process: int) -> sign.SigningDesk:
    return sign.open_desk(config.policy, key_ring(settings))


def state_of(
    document_id: str,
    pdf: bytes,
    policy: sign.Policy,
    reason: str | None = None,
    lifts: int = 0,
    archive_valid: bool | None = None,
) -> SignatureState:
    """What is to be kept of the signed file *pdf*; *reason* is why it is less than the policy wants, if that is known."""
    now = dt.datetime.now(dt.UTC)
    standing = sign.standing(pdf)
    short = standing.level.rank < policy.level.rank
    due = now + RETRY if short else renewal(standing, policy)
    return SignatureState(
        document_id,
        policy.level,
        standing.level,
        (reason or "level_missed") if short else None,
        standing.ends,
        standing.digest,
        standing.stamps,
        lifts,
        due,
        archive_valid,
    )


def renewal(standing: sign.Standing, policy: sign.Policy) -> dt.datetime:
    """When the newest proof of a file is to be renewed: ``renew_days`` before its certificate or its algorithm ends."""
    ends = {name: dt.datetime.combine(day, dt.time(), dt.UTC) for name, day in policy.algorithm_ends}
    return min(standing.ends, ends.get(standing.digest, standing.ends)) - dt.timedelta(days=policy.renew_days)
