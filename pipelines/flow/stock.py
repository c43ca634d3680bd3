"""The stock: taking counts over, the template for them, and results that were used again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines import load
from pipelines.errors import ConfigError, explain
from pipelines.flow import numbers
from pipelines.ledger import Correction
from pipelines.model import Chain, Holding
from pipelines.services import Services


def import_holdings(services: Services, file: Path, reason: str | None = None) -> int:
    """
    Take over a count of the stock; how many rows. *reason* is what the history of the denominator says of it.

    Raises ConfigError that names every faulty cell, and takes nothing then.
    """
    from pipelines import targets  # noqa: PLC0415 - reads spreadsheets: slow to import

    counted = targets.read_holdings(file, _labels(services))
    if counted.errors:
        raise ConfigError(f"{file}: " + "\n  ".join(str(error) for error in counted.errors))
    services.ledger.import_holdings(counted.holdings, reason)
    return len(counted.holdings)


def template(services: Services) -> bytes:
    """The stock list to fill in (XLSX)."""
    from pipelines import targets  # noqa: PLC0415

    return targets.make_template(_labels(services))


def lines(services: Services, unit: str | None = None) -> tuple[Holding, ...]:
    """Every line of the stock lists, most urgent first, those that left the stock too."""
    return services.ledger.stock_lines(unit)


def corrections(services: Services, unit: str | None = None, limit: int | None = None) -> list[Correction]:
    """Changes of the denominator, newest first, with the count before and after."""
    return services.ledger.corrections(unit=unit, limit=limit)


@dataclass(frozen=True, slots=True)
class Told:
    """A correction with what it does to the percentage: the results of this moment, held against both denominators."""

    correction: Correction
    loaded: int
    percent_before: float | None
    """None where nothing was counted before, or the count was nothing."""
    percent_after: float | None


def corrections_told(services: Services, unit: str | None = None, limit: int | None = None) -> list[Told]:
    """`corrections` with both percentages, of the papers of the unit's own list."""
    numbers.refresh(services)
    rows = services.ledger.corrections(unit=unit, limit=limit)
    units = sorted({row.unit for row in rows})
    cells = services.ledger.chains("unit", "level", "document_type", basis="own", unit=units) if units else {}
    found = []
    for row in rows:
        loaded = cells.get((row.unit, row.level.value, row.document_type), Chain()).loaded
        found.append(Told(row, loaded, _share(loaded, row.before), _share(loaded, row.after)))
    return found


def _share(loaded: int, count: int | None) -> float | None:
    return 100.0 * loaded / count if count else None


def reuse(services: Services, code: str, dossier: str) -> bool:
    """
    Note that the result *code* was used for the *dossier*, so that nobody was asked for the paper again; False: it was noted.

    Raises ConfigError when *code* names no valid result, or several.
    """
    found = [result for result in load.lookup(services.registry, code) if result.revoked_at is None]
    if not found:
        raise ConfigError(" · ".join(explain("reuse_unknown")))
    if len(found) > 1:
        ids = ", ".join(result.document_id for result in found)
        raise ConfigError(" · ".join(explain("reuse_ambiguous", ids=ids)))
    result = found[0]
    key = load.dossier_code(dossier) or dossier.strip()
    level = result.level.value if result.level else ""
    return services.ledger.note_reuse(result.document_id, key, (result.unit or "", level, result.document_type))


def _labels(services: Services) -> dict[str, str]:
    return {name: doctype.label for name, doctype in services.doctypes.items()}
