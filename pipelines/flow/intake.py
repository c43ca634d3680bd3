"""Receipt of a delivery: bytes into the store, then a row a document. Cut off and called again, it goes on where it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines import ingest
from pipelines.errors import ConfigError
from pipelines.flow.keeping import keep
from pipelines.ingest import Skipped
from pipelines.model import Level, Outcome
from pipelines.services import Services
from pipelines.store import content_key, digest


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was received."""

    batch_id: str
    expected: int | None
    received: int
    duplicates: int
    known: int
    """Already received by an earlier, interrupted call with the same batch."""
    skipped: tuple[Skipped, ...]
    missing: tuple[str, ...]
    unannounced: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Nothing announced is missing, and every scan could be read from disk."""
        return not self.missing and not any(skipped.lost for skipped in self.skipped)


def receive(
    services: Services,
    paths: Sequence[Path],
    *,
    batch_id: str | None = None,
    unit: str | None = None,
    level: Level | None = None,
    manifest: Path | None = None,
    deadline: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Receipt:
    """
    Take in files and folders as one batch; *deadline* is the day by which it is to be done, and changes that of a batch that goes
    on; *progress* is told files done and files in all.

    Raises ConfigError (a path or the manifest is wrong: nothing was received) and OutsideError (store or ledger cannot be
    reached: what was received stays, the same call goes on from there).
    """
    intake = ingest.receive(paths, manifest, unit, level)
    for received in intake.received:
        declared = received.scan.declared_type
        if declared and declared not in services.doctypes:
            raise ConfigError(f"{manifest}: '{declared}' is no document type; known are: {', '.join(sorted(services.doctypes))}")
    source = " ".join(sorted(str(path.resolve()) for path in paths))
    batch = services.ledger.open_batch(
        source, batch_id=batch_id, unit=unit, level=level, expected=intake.expected, deadline=deadline
    )
    duplicates = known = 0
    skipped = list(intake.skipped)
    for done, item in enumerate(intake.received, start=1):
        key = content_key("originals", item.scan.sha256)
        if not services.store.exists(key):
            data = item.joined if item.joined is not None else item.file.read_bytes()
            if digest(data) != item.scan.sha256:
                skipped.append(Skipped(item.file, *ingest.changed_while_read(), lost=True))
                continue
            services.store.put(key, data)
        sources = [keep(services, f"source-{n}", file.read_bytes(), "originals") for n, file in enumerate(item.sources, start=1)]
        document, new = services.ledger.register(batch.id, item.scan, key, sources)
        duplicates += new and document.outcome is Outcome.DUPLICATE
        known += not new
        if progress:
            progress(done, len(intake.received))
    services.ledger.close_batch(batch.id)
    return Receipt(
        batch_id=batch.id,
        expected=batch.expected,
        received=len(intake.received) - sum(s.lost for s in skipped) + sum(s.lost for s in intake.skipped),
        duplicates=duplicates,
        known=known,
        skipped=tuple(skipped),
        missing=intake.missing,
        unannounced=intake.unannounced,
    )
