"""Find the scans among files and folders, hash them, and hold them against the manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import ConfigError, DocumentProblem, explain
from pipelines.ingest.joining import joined
from pipelines.ingest.manifest import Row, read_manifest
from pipelines.model import Level, Scan

SCAN_NAMES = frozenset({".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png"})
UNKNOWN = "application/octet-stream"
_MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
)
_PDF_HEADER_WITHIN = 1024
"""ISO 32000-1 Annex H: viewers accept the header anywhere in the first 1024 bytes; scanners do write there."""


@dataclass(frozen=True, slots=True)
class Received:
    """A scan and where its bytes lie."""

    file: Path
    scan: Scan
    joined: bytes | None = None
    """The one PDF made of several files of a paper; None for a file that is a paper of its own."""
    sources: tuple[Path, ...] = ()
    """The files that were joined, in order."""
    row: Row | None = None
    """What the manifest says about it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not taken in, with the reason in both languages."""

    file: Path
    why: str
    why_en: str
    lost: bool = False
    """Whether a person must act: a scan that could not be read from disk, as against a file that is no scan."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a delivery holds."""

    received: tuple[Received, ...]
    skipped: tuple[Skipped, ...]
    expected: int | None
    """Papers of the manifest; None without one."""
    missing: tuple[str, ...]
    """Files that the manifest announces and the delivery lacks."""
    unannounced: tuple[str, ...]
    """Scans that the delivery holds and the manifest does not name; they are received."""


def receive(paths: Iterable[Path], manifest: Path | None = None, unit: str | None = None, level: Level | None = None) -> Intake:
    """
    Look through *paths* (files, or folders with everything below) and say what is a scan, by name, content or manifest.

    *unit* and *level* hold where the manifest says nothing. Raises ConfigError for a path that does not exist or a manifest
    that is wrong.
    """
    rows = read_manifest(manifest) if manifest else None
    received: list[Received] = []
    skipped: list[Skipped] = []
    unannounced: list[str] = []
    named: set[str] = set()
    for root, file in _files(paths):
        row = _row_of(file, root, rows or {})
        if row is not None:
            named.add(row.file)
        if manifest and file.resolve() == manifest.resolve():
            continue
        try:
            media_type = sniff(file)
            if row is None and media_type == UNKNOWN and file.suffix.lower() not in SCAN_NAMES:
                skipped.append(Skipped(file, *explain("skipped_no_scan")))
                continue
            received.append(Received(file, _scan(file, media_type, row, unit, level), row=row))
            if rows is not None and row is None:
                unannounced.append(received[-1].scan.path)
        except OSError as error:
            skipped.append(Skipped(file, *explain("skipped_unreadable", error=error.strerror), lost=True))
    if rows is not None:
        received = _joined_by(rows, received)
    return Intake(
        received=tuple(received),
        skipped=tuple(skipped),
        expected=len({row.paper or ("", row.file) for row in rows.values()}) if rows is not None else None,
        missing=tuple(sorted(set(rows or {}) - named)),
        unannounced=tuple(unannounced),
    )


def _joined_by(rows: dict[str, Row], received: list[Received]) -> list[Received]:
    """*received* with the files of one paper joined, where the manifest says so; files that cannot be joined stay apart."""
    order = {name: at for at, name in enumerate(rows)}
    groups: dict[str, list[Received]] = {}
    for item in received:
        if item.row is not None and item.row.paper is not None:
            groups.setdefault(item.row.paper, []).append(item)
    made: dict[int, Received] = {}
    gone: set[int] = set()
    for group in groups.values():
        if len(group) < 2:
            continue
        group.sort(key=lambda item: order[item.row.file] if item.row else 0)
        data = joined([item.file for item in group])
        if data is None:
            continue
        first = group[0].scan
        sheets = [item.scan.sheets for item in group if item.scan.sheets is not None]
        sha256 = hashlib.sha256(data).hexdigest()
        scan = replace(
            first,
            sha256=sha256,
            size=len(data),
            media_type="application/pdf",
            sheets=sum(sheets) or None,
            seen=tuple(dict.fromkeys(mark for item in group for mark in item.scan.seen)),
            notes="; ".join(dict.fromkeys(item.scan.notes for item in group if item.scan.notes)) or None,
        )
        made[id(group[0])] = Received(group[0].file, scan, data, tuple(item.file for item in group), group[0].row)
        gone |= {id(item) for item in group[1:]}
    return [made.get(id(item), item) for item in received if id(item) not in gone]


def sniff(file: Path) -> str:
    """Media type by the first bytes. Raises OSError."""
    with file.open("rb") as opened:
        head = opened.read(_PDF_HEADER_WITHIN)
    if b"%PDF-" in head:
        return "application/pdf"
    return next((media for magic, media in _MAGIC if head.startswith(magic)), UNKNOWN)


def changed_while_read() -> tuple[str, str]:
    """What to tell people, in both languages, of a file that somebody was still writing."""
    return explain("changed_while_read")


def check_content(scan: Scan) -> None:
    """Raise DocumentProblem for a scan that holds nothing that can be read as one."""
    if scan.size == 0:
        raise DocumentProblem("empty_file")
    if scan.media_type == UNKNOWN:
        raise DocumentProblem("not_a_scan")


def _files(paths: Iterable[Path]) -> Iterator[tuple[Path | None, Path]]:
    """Each file once, with the folder that was named for it; hidden files and folders are left alone."""
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}: no such file or folder; check the name")
        root = path if path.is_dir() else None
        below = sorted(path.rglob("*")) if root else [path]
        for file in below:
            hidden = root is not None and any(part.startswith(".") for part in file.relative_to(root).parts)
            if file.is_file() and not hidden and file.resolve() not in seen:
                seen.add(file.resolve())
                yield root, file


def _row_of(file: Path, root: Path | None, rows: dict[str, Row]) -> Row | None:
    """The manifest's row for a file: by its path below the named folder, else by its name."""
    relative = file.relative_to(root).as_posix() if root else file.name
    return rows.get(relative) or rows.get(file.name)


def _scan(file: Path, media_type: str, row: Row | None, unit: str | None, level: Level | None) -> Scan:
    hashed = hashlib.sha256()
    size = 0
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            hashed.update(block)
            size += len(block)
    return Scan(
        path=str(file.resolve()),
        sha256=hashed.hexdigest(),
        size=size,
        media_type=media_type,
        unit=(row and row.unit) or unit,
        level=(row and row.level) or level,
        declared_type=row.document_type if row else None,
        dossier_code=row.dossier_code if row else None,
        owner_id=row.owner_id if row else None,
        sheets=row.sheets if row else None,
        seen=row.seen if row else (),
        notes=row.notes if row else None,
    )
