"""What every command shares: opening services, tables, JSON, progress bars, and the two languages."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typer
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipelines.database import is_prepared
from pipelines.services import Services, open_services, prepare
from pipelines.settings import Settings, from_environment

NEEDS_A_PERSON = 1
USAGE = 2

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@cache
def _texts() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.load(
        (Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return loaded


def text(key: str, /, **details: object) -> str:
    """A text of the catalogue, Vietnamese first with English beside it. Raises KeyError for a key it lacks: a bug."""
    entry = _texts()[key]
    return f"{entry['vi'].format(**details)} · {entry['en'].format(**details)}"


def say(key: str, /, **details: object) -> None:
    """Print a text of the catalogue."""
    out.print(text(key, **details), markup=False)


def complain(message: str) -> None:
    """Tell people on stderr what is wrong."""
    err.print(f"sohoa: {message}", markup=False)


def exiting(command: Callable[..., int | None]) -> Callable[..., None]:
    """Make a command that returns its exit code into one that exits with it."""

    @functools.wraps(command)
    def act(*arguments: Any, **named: Any) -> None:
        raise typer.Exit(command(*arguments, **named) or 0)

    return act


def print_json(value: Any) -> None:
    """One JSON value, UTF-8, to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table whose title and columns are keys of the catalogue."""
    table = Table(title=text(title), title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(text(column))
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    # Cells are data: they are never cut to a terminal's width when a program reads them.
    Console(width=None if sys.stdout.isatty() else 200).print(table, markup=False)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr where a terminal is attached; told (done, of all)."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(text(label), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def services() -> Services:
    """
    The services of this environment. The embedded default sets itself up on first use; real servers are prepared by
    'sohoa init', on purpose and once. Raises ConfigError, OutsideError.
    """
    settings = from_environment()
    if settings.ledger_url.startswith("sqlite:") and not _has_tables(settings):
        initialise(settings)
    opened = open_services(settings)
    opened.ledger.check_ready()
    return opened


def initialise(settings: Settings) -> Services:
    """Databases, store and a test key; one process at a time."""
    from pipelines import sign  # noqa: PLC0415 - slow to import

    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / ".init.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepared = prepare(settings)
        if settings.signing_key == settings.home / "keys" / "signer.p12":
            sign.make_test_identity(settings.signing_key.parent, settings.trust)
    return prepared


def _has_tables(settings: Settings) -> bool:
    opened = open_services(settings)
    there = is_prepared(opened.ledger.engine, "documents") and is_prepared(opened.registry, "results")
    return there and opened.ledger.is_current()
