"""
A delivery as a team would make it: scans with a manifest, and the stock list of the same units.

All of it lies in one province, so that the stock and what is digitized of it can be compared. Besides readable papers it
holds what every delivery holds: a file that broke in transfer, a paper that was scanned once and sent twice, and papers that
no machine should be sure about.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from pipelines.errors import ConfigError
from pipelines.model import Level
from pipelines.samples import damage, kinds, places
from pipelines.samples.conditions import CONDITIONS, Condition
from pipelines.samples.offices import MINISTRIES
from pipelines.samples.writer import Written, plan, write_one

AREA = "Khánh Hòa"
"""The province whose offices the delivery comes from."""
LEAST = 24
MANIFEST = "manifest.csv"
COLUMNS = ("file", "unit", "level", "document_type", "dossier_code", "owner_id", "sheets")
STOCK_COLUMNS = ("unit_code", "unit_name", "level", "document_type", "count")

# Everyday states; the doubtful ones are put in by hand below.
_EVERYDAY = ("clean", "bilevel_200", "skew", "seal_over_name", "yellowed", "bleed_through", "noise", "rotated_180")
_VERY_FADED: Condition = replace(CONDITIONS["faded"], steps=(partial(damage.faded, left=(0.1, 0.13)), damage.jiggle))


def write_batch(folder: Path, count: int, seed: int = 0) -> Path:
    """
    Write a delivery into *folder* and return the path of its ``manifest.csv``.

    It holds *count* (at least 24) scans of all types with truth files, two of which are surely doubtful (a number written
    by hand, ink faded to a tenth); besides these a truncated PDF and a byte-identical copy of one scan under another name,
    both without truth. The manifest lists all count + 2 files; some of its cells are empty.

    Raises ConfigError for a smaller count or a machine without Vietnamese fonts.
    """
    if count < LEAST:
        raise ConfigError(f"Lô mẫu cần ít nhất {LEAST} tệp, không phải {count}. / A sample batch needs at least {LEAST} files.")
    folder.mkdir(parents=True, exist_ok=True)
    made = plan(count, None, _EVERYDAY, seed)
    by_hand = next(number for number, (kind, _) in enumerate(made) if kind in ("decision", "official_letter"))
    pale = next(number for number in range(count) if number != by_hand)
    made[by_hand] = (made[by_hand][0], CONDITIONS["handwritten"])
    made[pale] = (made[pale][0], _VERY_FADED)
    written = [
        write_one(folder, number, kind, condition, Random(f"batch/{seed}/{number}"), AREA)
        for number, (kind, condition) in enumerate(made, start=1)
    ]
    rng = Random(f"batch/{seed}/manifest")
    rows = [_row(paper, rng) for paper in written]
    rows.append(_truncated(folder, count + 1, written))
    rows.append(_duplicate(folder, count + 2, written, rows))
    manifest = folder / MANIFEST
    _write_csv(manifest, COLUMNS, rows)
    return manifest


def write_holdings(file: Path) -> None:
    """
    Write the invented stock of still-valid papers of the delivery's units to the CSV *file*.

    Columns ``unit_code, unit_name, level, document_type, count``, levels central, province, district and commune; every
    (unit, level, type) once. Always the same list.
    """
    rng = Random("stock")
    rows: list[tuple[str, ...]] = []
    for name, _, code in MINISTRIES[:3]:
        rows += [(code, name, Level.CENTRAL.value, kind, str(rng.randint(3, 9))) for kind in ("decision", "official_letter")]
    for unit in places.units_of(AREA):
        for kind in kinds.types():
            if kind == "birth_certificate" and unit.level is not Level.COMMUNE:
                continue
            name = unit.full[0].upper() + unit.full[1:]
            rows.append((unit.code, name, unit.level.value, kind, str(rng.randint(2, 12))))
    file.parent.mkdir(parents=True, exist_ok=True)
    _write_csv(file, STOCK_COLUMNS, rows)


def _row(paper: Written, rng: Random) -> tuple[str, ...]:
    sample = paper.sample
    issued = str(sample.fields["issue_date"])
    # Papers from before the one-stop systems never had a dossier code (domain practice: about 2018).
    dossier = f"H32.{rng.randint(10, 60)}-{issued[2:].replace('-', '')}-{rng.randint(1, 9999):04d}" if issued >= "2018" else ""
    owner = sample.owner_id or ""
    sheets = str((paper.pages + 1) // 2) if paper.pages > 1 and rng.random() < 0.5 else str(paper.pages)
    return (
        paper.file.name,
        sample.unit,
        sample.level.value,
        paper.document_type if rng.random() < 0.85 else "",
        dossier if rng.random() < 0.7 else "",
        owner if rng.random() < 0.8 else "",
        sheets if rng.random() < 0.8 else "",
    )


def _truncated(folder: Path, number: int, written: list[Written]) -> tuple[str, ...]:
    """The first half of a PDF: the transfer was cut off, the table at the file's end is missing."""
    whole = next(paper for paper in written if paper.file.suffix == ".pdf")
    file = folder / f"{number:04d}_{whole.document_type}_truncated.pdf"
    data = whole.file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    return (file.name, whole.sample.unit, whole.sample.level.value, whole.document_type, "", "", "1")


def _duplicate(folder: Path, number: int, written: list[Written], rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The last readable scan once more under another name."""
    first = written[-1]
    file = folder / f"{number:04d}_quet_lai{first.file.suffix}"
    shutil.copyfile(first.file, file)
    return (file.name, *rows[len(written) - 1][1:])


def _write_csv(file: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
