"""review list|show|accept|correct|reject: the desk without the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipelines import review
from pipelines.cli.console import NEEDS_A_PERSON, complain, exiting, print_json, print_table, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import desk

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Mã văn bản. Document id.")]
Reason = Annotated[str | None, typer.Option(help="Lý do. Why.")]
DrySeal = Annotated[
    bool | None,
    typer.Option("--dry-seal/--no-dry-seal", help="Trên giấy có dấu nổi. Whether the paper bears a dry seal."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    group = typer.Typer(help="Bàn duyệt. The review desk.", no_args_is_help=True)
    group.command("list")(exiting(list_waiting))
    group.command()(exiting(show))
    group.command()(exiting(accept))
    group.command()(exiting(correct))
    group.command()(exiting(reject))
    group.command()(exiting(include))
    app.add_typer(group, name="review")
    app.command()(exiting(split))
    app.command()(exiting(separators))


def list_waiting(
    batch: Annotated[str | None, typer.Option("--batch", metavar="ID", help="Chỉ lô này. Only this batch.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất. At most.")] = 100,
    json: Json = False,
) -> None:
    """
    Văn bản chờ người duyệt. Documents that wait for a person, oldest first.

    Example:  sohoa review list --batch 20261122-k3m9x2a7
    """
    opened = services()
    cases = [desk.case(opened, document.id) for document in desk.queue(opened, batch, limit)]
    if json:
        listed = [
            {
                "id": c.document.id,
                "file": c.document.scan.path,
                "batch": c.document.batch_id,
                "document_type": c.document.document_type,
                "reasons": [f.message for f in c.findings],
            }
            for c in cases
        ]
        print_json(listed)
        return
    if not cases:
        say("review_empty")
        return
    table = [
        (c.document.id, Path(c.document.scan.path).name, c.document.document_type, c.findings[0].message if c.findings else "")
        for c in cases
    ]
    print_table("queue", ["column.document", "column.file", "column.type", "column.why"], table)


def show(document: Id, json: Json = False) -> None:
    """
    Một văn bản: máy đọc, người nhập, điều cần xem. One document: machine and human values side by side, findings, files.

    Example:  sohoa review show 20261122-k3m9x2a7
    """
    opened = services()
    case = desk.case(opened, document)
    files = {kind: opened.store.address(artefact.key) for kind, artefact in opened.ledger.artefacts(document).items()}
    said = {r.field: r.human_value for r in case.reviews}
    if json:
        print_json(
            {
                "id": document,
                "outcome": case.document.outcome,
                "stage": case.document.stage,
                "document_type": case.document.document_type,
                "fields": {name: {**asdict(f), "human_value": said.get(name)} for name, f in case.machine.fields.items()},
                "values": case.values,
                "findings": [asdict(f) for f in case.findings],
                "reviews": [asdict(r) for r in case.reviews],
                "files": files,
            }
        )
        return
    say("review_case", document=document, type=case.document.document_type, file=case.document.scan.path)
    names = sorted(set(case.machine.fields) | set(said))
    rows = []
    for name in names:
        machine = case.machine.fields.get(name)
        sure = (f"{machine.confidence:.2f}", machine.page) if machine else (None, None)
        rows.append((name, machine.value if machine else None, said.get(name), *sure))
    print_table("fields", ["column.field", "column.machine", "column.human", "column.confidence", "column.page"], rows)
    for finding in case.findings:
        say("reason", reason=f"{finding.message} ({finding.message_en})")
    for kind, address in files.items():
        say("named_value", name=kind, value=address)


def accept(document: Id, reason: Reason = None, dry_seal: DrySeal = None) -> int:
    """
    Duyệt: mọi giá trị đều đúng. The values are right; on to signing.

    Example:  sohoa review accept 20261122-k3m9x2a7
    """
    return _ruled("review_accepted", document, lambda: desk.accept(services(), document, reason, dry_seal=dry_seal))


def correct(
    document: Id,
    values: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Giá trị đúng; lặp lại được; trống nếu không có. May be repeated."),
    ] = None,
    document_type: Annotated[str | None, typer.Option("--type", help="Loại giấy đúng. The right document type.")] = None,
    reason: Reason = None,
    dry_seal: DrySeal = None,
) -> int:
    """
    Sửa giá trị, phần còn lại là đúng. Change values and vouch for the rest; the rules look again in the next run.

    Example:  sohoa review correct 20261122-k3m9x2a7 --set issue_date=8/2/2020 --set document_number=08/QĐ-UBND
    """
    typed: dict[str, str] = {}
    for pair in values or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ConfigError(f"--set {pair}: write NAME=VALUE, for example --set issue_date=8/2/2020")
        typed[name.strip()] = value
    if document_type:
        typed["document_type"] = document_type
    if not typed:
        raise ConfigError("nothing to correct: name a value with --set NAME=VALUE, or use 'sohoa review accept'")
    return _ruled("review_corrected", document, lambda: desk.correct(services(), document, typed, reason, dry_seal=dry_seal))


def reject(document: Id, reason: Annotated[str, typer.Option(help="Lý do. Why.")]) -> int:
    """
    Không nhận: để riêng kèm lý do. It does not go on; set aside with the reason.

    Example:  sohoa review reject 20261122-k3m9x2a7 --reason "quét thiếu trang 2"
    """
    return _ruled("review_rejected", document, lambda: desk.reject(services(), document, reason))


def include(document: Id, reason: Annotated[str, typer.Option(help="Lý do. Why.")]) -> int:
    """
    Đưa văn bản bị loại vào bàn duyệt. Bring an excluded document to the desk, against the rule that excluded it.

    Example:  sohoa review include 20261122-k3m9x2a7 --reason "cơ quan yêu cầu giữ"
    """
    return _ruled("review_included", document, lambda: desk.include(services(), document, reason))


def _ruled(key: str, document: str, act: Callable[[], object]) -> int:
    try:
        act()
    except review.Refused as refused:
        for finding in refused.findings:
            complain(f"{finding.message}\n  {finding.message_en}")
        return NEEDS_A_PERSON
    say(key, document=document)
    return 0


def split(
    document: Id,
    at: Annotated[
        list[int], typer.Option("--at", metavar="PAGE", help="Trang đầu của giấy khác; ghi nhiều lần được. May be repeated.")
    ],
) -> None:
    """
    Tách tệp chứa nhiều giấy. Split a document that waits at the desk: each PAGE of the file begins a paper of its own.

    Example:  sohoa split 20261122-2h4c9qk3m9 --at 3 --at 5
    """
    from pipelines.flow import papers  # noqa: PLC0415 - slow to import

    made = papers.split(services(), document, at)
    say("split", document=document, count=len(made), ids=" ".join(made))


def separators(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="OUT.pdf", help="Tệp để in. File to print.")],
    count: Annotated[int, typer.Option(min=1, max=999, help="Số tờ. How many sheets.")] = 20,
    declared_type: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Loại của giấy theo sau. Type of the papers that follow.")
    ] = None,
) -> None:
    """
    Tờ phân cách để đặt giữa các giấy khi quét cả chồng. Separator sheets to lay between papers of a stack.

    Example:  sohoa separators -o separators.pdf --count 50 --type birth_certificate
    """
    from pipelines.flow import papers  # noqa: PLC0415 - slow to import

    known = services().doctypes
    if declared_type and declared_type not in known:
        raise ConfigError(f"'{declared_type}' is no document type; known are: {', '.join(sorted(known))}")
    lines = [text("separator.title"), text("separator.rule"), *([known[declared_type].label] if declared_type else [])]
    output.write_bytes(papers.separators(count, declared_type, lines))
    say("separators_written", count=count, file=output)
