"""maintain: the upkeep of what is published."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, complain, exiting, print_json, progress_bar, say, services
from pipelines.errors import explain


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(exiting(maintain))


def maintain(json: Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")] = False) -> int:
    """
    Bảo trì: nâng mức và gia hạn chữ ký, kiểm tra kho, báo tin. Lift and renew signatures, check a share of the store, send
    messages; exit 1 when stored files are gone or changed.

    Example:  sohoa maintain --json
    """
    from pipelines.flow import maintaining  # noqa: PLC0415 - slow to import

    with progress_bar("maintaining") as bar:
        done = maintaining.maintain(services(), bar)
    if json:
        print_json(asdict(done))
        return NEEDS_A_PERSON if done.faults else 0
    say(
        "maintained",
        lifted=done.lifted,
        renewed=done.renewed,
        checked=done.checked,
        faults=len(done.faults),
        told=done.told,
        untold=done.untold,
        past=done.past_retention,
    )
    for code, count in done.missed.items():
        say("maintained.missed", count=count, reason=explain(code)[0])
    quality = done.quality
    levels = ", ".join(f"{level} {count}" for level, count in sorted(quality["levels"].items())) or "–"
    share, archive = (
        f"{value:.1%}" if value is not None else "–" for value in (quality["lt_or_better"], quality["archive_valid"])
    )
    say("quality.levels", levels=levels, share=share, ending=quality["ending"], archive=archive)
    for fault in done.faults:
        complain(fault)
    return NEEDS_A_PERSON if done.faults else 0
