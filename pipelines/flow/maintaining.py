"""
The upkeep of what is published: levels that were missed, proofs that end, bytes that must stay what they are.

Lifting and renewing append to the published file. The longer file gets a key of its own, is told to the registry as a new
version of the same result, and only then to the ledger; a run that was cut off is taken up where it stood, by the file that
it left. Nothing is signed here: documents get validation material and time stamps, never another signature.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines import load, sign
from pipelines.errors import ConfigError, DamageError, DocumentProblem, OutsideError
from pipelines.flow import signing
from pipelines.flow.maintenance import load_maintenance
from pipelines.flow.outbox import deliver
from pipelines.ledger import Artefact, SignatureState
from pipelines.services import Services
from pipelines.store import digest

LEASE = dt.timedelta(minutes=15)
"""A file that somebody lifts is not taken up by anybody else for so long."""

REFUSED = dt.timedelta(days=30)
"""How long until a file is tried again that cannot be lifted for a reason that services will not mend."""

PATIENCE = 3
"""Files in a row that an outage may leave unlifted before the round ends; the rest stay due."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What one run did and found."""

    lifted: int
    """Files brought to a higher level."""
    renewed: int
    """Files that got a new time stamp before their newest proof ended."""
    missed: dict[str, int]
    """Files that were due and stay so, by the code of the reason."""
    checked: int
    """Stored files held against their hashes."""
    faults: tuple[str, ...]
    """What is wrong with them."""
    told: int
    untold: int
    """Messages that other systems took, and that wait."""
    past_retention: int
    """Results that are past the time for which they must be kept; nothing is deleted."""
    quality: dict[str, Any] = field(default_factory=dict)
    """As ``legal_quality``."""


def maintain(services: Services, progress: Progress | None = None) -> Upkeep:
    """Do a run's share of everything. Raises OutsideError and ConfigError; what was done by then is kept."""
    config = load_maintenance(services)
    checked, faults = _fixity(services, config.fixity_share, progress)
    lifted, renewed, missed = _renew(services, config.renewals, progress)
    told, untold = deliver(services, config.receiver)
    return Upkeep(
        lifted=lifted,
        renewed=renewed,
        missed=dict(missed),
        checked=checked,
        faults=tuple(faults),
        told=told,
        untold=untold,
        past_retention=len(past_retention(services, config.retention)),
        quality=legal_quality(services),
    )


def legal_quality(services: Services) -> dict[str, Any]:
    """
    How good the published files are in law, as plain values for dashboards.

    ``{"files", "levels": {"B-B": n, …}, "lt_or_better": share, "missed": {code: n}, "ending": n, "ending_days", "archive":
    {"valid", "invalid", "unknown"}, "archive_valid": share of those looked at}``; shares are 0 to 1, None for none.
    """
    days = load_maintenance(services).ending_days
    counts = services.ledger.count_signatures(dt.datetime.now(dt.UTC) + dt.timedelta(days=days))
    good = sum(count for level, count in counts["levels"].items() if sign.PadesLevel(level).rank >= sign.PadesLevel.LT.rank)
    looked = counts["archive"]["valid"] + counts["archive"]["invalid"]
    return {
        **counts,
        "lt_or_better": good / counts["files"] if counts["files"] else None,
        "ending_days": days,
        "archive_valid": counts["archive"]["valid"] / looked if looked else None,
    }


def past_retention(services: Services, retention: dict[str, int], today: dt.date | None = None) -> list[str]:
    """Ids of results that are past the years for which *retention* keeps their type; those without a date never are."""
    year = (today or dt.datetime.now(dt.UTC).date()).year
    return load.issued_before(services.registry, {kind: year - years for kind, years in retention.items()})


def _fixity(services: Services, share: float, progress: Progress | None) -> tuple[int, list[str]]:
    ledger, store = services.ledger, services.store
    most = -(-round(ledger.count_artefacts() * share * 1000) // 1000)
    faults: list[str] = []
    for done, (document_id, artefact) in enumerate(ledger.longest_unchecked(most) if most else [], start=1):
        fault = None
        try:
            data = store.get(artefact.key)
        except OutsideError:
            if store.exists(artefact.key):
                raise
            fault = "fixity_gone"
        else:
            if digest(data) != artefact.sha256:
                fault = "fixity_changed"
            elif artefact.kind == "published":
                ledger.keep_archive_valid(document_id, not sign.archive_faults(data))
        if fault is not None:
            faults.append(f"{document_id}: {artefact.kind}: {fault} ({store.address(artefact.key)})")
        ledger.keep_checks([(document_id, artefact, fault)])
        if progress:
            progress(done, most)
    return most, faults


def _renew(services: Services, most: int, progress: Progress | None) -> tuple[int, int, Counter[str]]:
    config = signing.config_of(services)
    missed: Counter[str] = Counter()
    network = sign.open_network(config.policy, services.settings.trust)
    _take_up(services, config.policy, most)
    if network is None:
        return 0, 0, missed
    lifted = renewed = out = 0
    for done in range(1, most + 1):
        state = services.ledger.take_due_signature(LEASE)
        if state is None:
            break
        new, grew = _one(services, state, config.policy, network)
        lifted += grew and new.reached != state.reached
        renewed += grew and new.reached == state.reached
        if new.reason is not None:
            missed[new.reason] += 1
        out = 0 if grew or new.reason in (None, "level_refused") else out + 1
        if out == PATIENCE:
            break
        if progress:
            progress(done, most)
    return lifted, renewed, missed


def _take_up(services: Services, policy: sign.Policy, most: int) -> None:
    """Files that an earlier version signed get their state; a policy that asks for more asks it of earlier files too."""
    for document_id in services.ledger.loaded_without_signature(most):
        published = services.ledger.artefacts(document_id)["published"]
        data = services.store.get(published.key)
        services.ledger.keep_signature(signing.state_of(document_id, data, policy))
    services.ledger.want_more(policy.level, [level for level in sign.PadesLevel if level.rank < policy.level.rank])


def _one(services: Services, state: SignatureState, policy: sign.Policy, network: sign.Network) -> tuple[SignatureState, bool]:
    """Lift or renew one file; its new state, and whether it has a longer file now."""
    published = services.ledger.artefacts(state.document_id)["published"]
    results = [one for one in load.lookup(services.registry, state.document_id) if one.document_id == state.document_id]
    if not results or results[0].revoked_at is not None:  # a revoked result is kept as it was (Decree 45/2020 Art. 15)
        rest = replace(state, due_at=None)
        services.ledger.keep_signature(rest)
        return rest, False
    before = services.store.get(published.key)
    if digest(before) != published.sha256:
        raise DamageError(f"store: {published.key} is damaged; put it back from a backup, then run again")
    key = _successor(published.key, state.lifts)
    reason: str | None = None
    if services.store.exists(key):
        after = services.store.get(key)  # an earlier run got this far
    else:
        after, reason = _lift(before, state, policy, network)
        if after != before:
            services.store.put(key, after)
    wanted = replace(policy, level=sign.PadesLevel(state.wanted))
    if after == before:
        due = dt.datetime.now(dt.UTC) + (REFUSED if reason == "level_refused" else signing.RETRY)
        new = replace(signing.state_of(state.document_id, before, wanted, reason, state.lifts, state.archive_valid), due_at=due)
        new = replace(new, reason=reason or new.reason)
        services.ledger.keep_signature(new)
        return new, False
    file = Artefact("published", key, digest(after))
    load.publish(services.registry, replace(results[0], file_key=key, file_sha256=file.sha256), dt.datetime.now(dt.UTC))
    valid = not sign.archive_faults(after)
    new = signing.state_of(state.document_id, after, wanted, reason, state.lifts + 1, valid)
    services.ledger.keep_signature(new, published=file)
    return new, True


def _lift(before: bytes, state: SignatureState, policy: sign.Policy, network: sign.Network) -> tuple[bytes, str | None]:
    wanted = sign.PadesLevel(state.wanted)
    try:
        standing = sign.standing(before)
        ends = signing.renewal(standing, policy) <= dt.datetime.now(dt.UTC)
        lifted = sign.lift(before, wanted, network, renew=ends and standing.level.rank >= wanted.rank)
        sign.look_again_at_lifted(before, lifted, network.anchors)
    except (ConfigError, DocumentProblem):
        return before, "level_refused"
    return lifted.pdf, lifted.reason


def _successor(key: str, lifts: int) -> str:
    """``results/…/id.pdf`` → ``results/…/id.1.pdf`` → ``results/…/id.2.pdf``."""
    stem = key.removesuffix(".pdf")
    return f"{stem.removesuffix(f'.{lifts}') if lifts else stem}.{lifts + 1}.pdf"
