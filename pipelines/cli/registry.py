"""lookup, revoke, audit, minutes, print: the registry, the soundness of everything, and what leaves on paper."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.console import NEEDS_A_PERSON, complain, exiting, print_json, print_table, progress_bar, say, services, text
from pipelines.errors import ConfigError
from pipelines.model import Place

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (lookup, revoke, audit, minutes):
        app.command()(exiting(command))
    app.command("print")(exiting(print_result))


def lookup(code: Annotated[str, typer.Argument(metavar="CODE")], json: Json = False) -> int:
    """
    Tra cứu theo số, mã kết quả, mã giấy tờ, mã hồ sơ, hoặc xã hiện nay. Find results by a code or a commune of today.

    Example:  sohoa lookup 25/QĐ-UBND   ·   sohoa lookup "xã Vạn Ninh, tỉnh Khánh Hòa"
    """
    from pipelines.flow import registry  # noqa: PLC0415 - slow to import

    opened = services()
    found = registry.lookup(opened, code)
    if json:
        print_json([{**asdict(result), "address": opened.store.address(result.file_key)} for result in found])
    elif not found:
        say("nothing_found", code=code)
    for result in () if json else found:
        say(
            "registry.revoked" if result.revoked_at else "registry.valid",
            serial=result.document_id,
            at=result.revoked_at or result.loaded_at,
        )
        rows = [
            ("document_type", result.document_type),
            *result.fields.items(),
            ("result_code", result.result_code),
            ("paper_code", result.paper_code),
            *((text("unit_today", field=place.field), _today(place)) for place in result.places),
            ("file", opened.store.address(result.file_key)),
        ]
        print_table("result", ["column.field", "column.value"], [row for row in rows if row[1] is not None])
    return 0 if found else NEEDS_A_PERSON


def _today(place: Place) -> str:
    """``22504 xã Đại Lãnh, tỉnh Khánh Hòa``, one a line."""
    from pipelines import units  # noqa: PLC0415 - slow to import

    lines = []
    for code in place.today:
        unit = units.current(code)
        above = units.parent(unit) if unit else None
        lines.append(", ".join([f"{code} {unit.full if unit else ''}".strip(), *([above.full] if above else [])]))
    return "\n".join(lines)


def revoke(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    reason: Annotated[str, typer.Option(help="Lý do thu hồi. Why it is revoked.")],
) -> int:
    """
    Thu hồi một kết quả (Nghị định 45/2020, Điều 15). Mark a result as revoked; it is kept, with the moment.

    Example:  sohoa revoke 20261122-k3m9x2a7 --reason "Quyết định thu hồi số 12/QĐ-UBND"
    """
    from pipelines.flow import registry  # noqa: PLC0415 - slow to import

    result = registry.revoke(services(), code, reason)
    say("registry.revoked", serial=result.document_id, at=result.revoked_at)
    return 0


def audit(json: Json = False) -> int:
    """
    Kiểm toán: không mất, không thừa, không đổi. Conservation, event chain, hashes, signatures, registry; exit 1 on any fault.

    Example:  sohoa audit
    """
    from pipelines.flow import registry  # noqa: PLC0415 - slow to import

    with progress_bar("auditing") as bar:
        found = registry.audit(services(), progress=lambda done: bar(done, done))
    if json:
        print_json(asdict(found))
    else:
        say("audited", documents=found.documents, files=found.files, results=found.results, faults=len(found.faults))
        for fault in found.faults:
            complain(fault)
    return NEEDS_A_PERSON if found.faults else 0


def minutes(
    batch: Annotated[str, typer.Option(metavar="ID", help="Lô nào. Which batch.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.pdf", help="Nơi ghi. Where to write.")],
) -> int:
    """
    Biên bản bàn giao của một lô: từng giấy tờ, số tờ, số trang, kết quả. Hand-over minutes of a batch, for both sides to sign.

    Example:  sohoa minutes --batch lo-2026-03 -o bien-ban.pdf
    """
    from pipelines.flow import handover  # noqa: PLC0415 - slow to import

    return _written(output, handover.minutes(services(), batch))


def print_result(
    code: Annotated[str, typer.Argument(metavar="CODE")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE.pdf", help="Nơi ghi. Where to write.")],
) -> int:
    """
    Chuyển kết quả điện tử ra giấy: đủ nội dung, kèm tờ xác nhận có mã tra cứu (Nghị định 45/2020, Điều 18).

    A result for the printer: all of it, and a sheet that names the system, the code for look-up, who prints it and when.

    Example:  sohoa print 20261122-k3m9x2a7 -o ban-in.pdf
    """
    from pipelines.flow import handover  # noqa: PLC0415 - slow to import

    return _written(output, handover.print_result(services(), code))


def _written(output: Path, data: bytes) -> int:
    try:
        output.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{output}: cannot write ({error.strerror}); name another place with -o") from error
    say("written", file=output)
    return 0
