"""What people decide about upkeep: ``config/maintenance.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.config_node import read_yaml
from pipelines.services import Services


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told what was published and revoked: an address, a folder, or nobody yet."""

    url: str | None = None
    folder: Path | None = None
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """How much one run of the upkeep does."""

    renewals: int
    fixity_share: float
    """0 to 1, of all stored files."""
    ending_days: int
    retention: dict[str, int]
    """Document type → years after the year of issue."""
    receiver: Receiver


def load_maintenance(services: Services) -> Maintenance:
    """Read the file. Raises ConfigError with file, place and remedy."""
    node = read_yaml(services.settings.config / "maintenance.yaml")
    node.only("renewals", "fixity_share", "ending_days", "retention", "outbox")
    kept = node.node("retention", optional=True)
    kept.only(*services.doctypes)
    told = node.node("outbox", optional=True)
    told.only("url", "folder", "seconds")
    url, folder = told.optional("url"), told.optional("folder")
    if url is not None and folder is not None:
        told.wrong("url", "name either an address or a folder", None)
    return Maintenance(
        renewals=round(node.number("renewals", 2000, 0, 1_000_000)),
        fixity_share=node.number("fixity_share", 0.04, 0, 1),
        ending_days=round(node.number("ending_days", 180, 1, 3650)),
        retention={name: round(kept.number(name, 0, 0, 200)) for name in kept.mapping},
        receiver=Receiver(url, Path(folder) if folder is not None else None, told.number("seconds", 10, 1, 120)),
    )
