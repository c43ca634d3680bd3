"""lots open|list|show|judge|again|undo, quality, review key|keying|export|sample|reopen: checks on the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines import review
from pipelines.cli.console import NEEDS_A_PERSON, complain, exiting, print_json, print_table, say, services, text
from pipelines.errors import ConfigError
from pipelines.flow import numbers, quality, recheck
from pipelines.ledger import Lot

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Mã văn bản. Document id.")]
LotId = Annotated[str, typer.Argument(metavar="LOT", help="Mã lô kiểm tra. Lot id.")]
Batch = Annotated[str | None, typer.Option("--batch", metavar="ID", help="Chỉ lô quét này. Only this batch.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module; those of ``review`` join the desk's."""
    group = typer.Typer(help="Lô kiểm tra nghiệm thu (ISO 2859-1). Acceptance sampling of lots.", no_args_is_help=True)
    group.command("open")(exiting(open_lot))
    group.command("list")(exiting(list_lots))
    group.command()(exiting(show))
    group.command()(exiting(judge))
    group.command()(exiting(again))
    group.command()(exiting(undo))
    app.add_typer(group, name="lots")
    app.command("quality")(exiting(report))
    desk = next(one.typer_instance for one in app.registered_groups if one.name == "review")
    assert desk is not None
    desk.command()(exiting(keying))
    desk.command()(exiting(key))
    desk.command()(exiting(export))
    desk.command()(exiting(sample))
    desk.command()(exiting(reopen))


def open_lot(
    batch: Batch = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="Chỉ đơn vị này. Only this unit.")] = None,
    document_type: Annotated[str | None, typer.Option("--type", help="Chỉ loại giấy này. Only this type.")] = None,
    source: Annotated[str | None, typer.Option(help="Nhà thầu hoặc đơn vị giao. Who delivers.")] = None,
    aql: Annotated[float | None, typer.Option(help="AQL, %. Acceptance quality limit.")] = None,
    level: Annotated[str | None, typer.Option(help="Bậc kiểm tra: I, II, III. Inspection level.")] = None,
    resume: Annotated[bool, typer.Option(help="Nhận lại sau khi dừng. Take up again after a stop.")] = False,
    json: Json = False,
) -> None:
    """
    Lập lô từ văn bản chờ ký; mẫu vào bàn duyệt. Make a lot of what waits for signing; its sample goes to the desk.

    Example:  sohoa lots open --batch 20261122-k3m9x2a7 --source "Nhà thầu A" --aql 1.0
    """
    opened = services()
    numbers.check_batch(opened, batch)
    if document_type is not None and document_type not in opened.doctypes:
        raise ConfigError(f"'{document_type}' is no document type; known are: {', '.join(sorted(opened.doctypes))}")
    lot = quality.open_lot(
        opened, batch=batch, unit=unit, document_type=document_type, source=source, aql=aql, level=level, resume=resume
    )
    _tell(lot, json=json)


def list_lots(json: Json = False) -> None:
    """
    Các lô: phương án, số lỗi, kết luận. All lots: plan, wrong papers, verdict.

    Example:  sohoa lots list
    """
    found = services().ledger.lots(limit=1000)
    if json:
        print_json([_as_dict(lot) for lot in found])
        return
    rows = [
        (lot.id, lot.source, lot.plan.size, _plan(lot), f"{lot.checked}/{lot.plan.sample}", lot.wrong, text(f"lot.{lot.state}"))
        for lot in found
    ]
    columns = ("lot", "delivered_by", "size", "plan", "checked", "wrong_papers", "verdict")
    print_table("lots", [f"column.{name}" for name in columns], rows)


def show(lot: LotId, json: Json = False) -> None:
    """
    Một lô: phương án, mẫu, số lỗi. One lot: its plan, its sample, what was found.

    Example:  sohoa lots show 20261122-k3m9x2a7
    """
    opened = services()
    found = quality.lot(opened, lot)
    sample = opened.ledger.sample_of(lot)
    if json:
        print_json({**_as_dict(found), "sample_documents": [{"id": d, "checked_by": a, "wrong": w} for d, a, w in sample]})
        return
    _tell(found, json=False)
    print_table("lot.sample", ["column.document", "column.checked_by", "column.wrong_values"], sample)


def judge(lot: LotId, json: Json = False) -> int:
    """
    Kết luận lô theo mẫu. Accept or refuse a lot by its sample; a refused one goes back to the desk, all of it.

    Example:  sohoa lots judge 20261122-k3m9x2a7
    """
    judged = quality.judge_lot(services(), lot)
    _tell(judged, json=json)
    return 0 if judged.state == "accepted" else NEEDS_A_PERSON


def again(lot: LotId, json: Json = False) -> None:
    """
    Trình lại lô bị từ chối sau khi đã xem lại hết. Present a refused lot again, once all of it was reviewed; tightened.

    Example:  sohoa lots again 20261122-k3m9x2a7
    """
    _tell(quality.present_again(services(), lot), json=json)


def undo(lot: LotId, reason: Annotated[str, typer.Option(help="Lý do. Why.")], json: Json = False) -> None:
    """
    Bỏ lô lập nhầm, khi chưa kiểm văn bản nào. Take back a lot opened by mistake, while nothing of it was looked at.

    Example:  sohoa lots undo 20261122-k3m9x2a7 --reason "lập nhầm đơn vị"
    """
    _tell(quality.undo_lot(services(), lot, reason), json=json)


def report(
    days: Annotated[int, typer.Option(min=1, help="Số ngày gần đây. The last days.")] = 30,
    json: Json = False,
) -> int:
    """
    Tỷ lệ lỗi từng mục với khoảng tin cậy; báo động khi vượt mức đã hứa. Error rates of fields with their intervals.

    Example:  sohoa quality --days 30
    """
    found = quality.report(services(), days)
    if json:
        print_json(quality.as_dict(found))
        return NEEDS_A_PERSON if found.alarms else 0
    for title, rates in (("quality.machine", found.machine), ("quality.people", found.people)):
        rows = [
            (
                f"{r.document_type} · {r.field}",
                r.checked,
                r.wrong,
                _interval(r),
                f"{100 * r.promised:.2f}",
                "!" if r.alarm else "",
            )
            for r in rates
        ]
        columns = ("field", "checked", "wrong", "interval", "promised_percent", "alarm")
        print_table(title, [f"column.{name}" for name in columns], rows)
    for who, done, agreed in (("team", found.team, found.team_agreement), ("own", found.own, found.own_agreement)):
        counts = {"documents": done.documents, "fields": done.fields, "days": done.days}
        say(f"quality.{who}", **counts, same=agreed.same, checked=agreed.checked)
    for rate in found.alarms:
        say("quality.alarm", type=rate.document_type, field=rate.field, chance=f"{rate.chance:.2g}")
    return NEEDS_A_PERSON if found.alarms else 0


def keying(json: Json = False) -> None:
    """
    Văn bản chờ bạn nhập mù. Documents that wait for a blind keying by you.

    Example:  sohoa review keying
    """
    waiting = quality.keying_queue(services())
    if json:
        print_json([{"id": one.id, "document_type": one.document_type} for one in waiting])
        return
    print_table("keying", ["column.document", "column.type"], [(one.id, one.document_type) for one in waiting])


def key(
    document: Id,
    values: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Giá trị đọc từ ảnh; lặp lại được. May be repeated.")
    ] = None,
    json: Json = False,
) -> int:
    """
    Nhập mù các mục quan trọng từ ảnh; không có --set thì chỉ hỏi gì. Key critical fields from the image, blind.

    Example:  sohoa review key 20261122-k3m9x2a7 --set personal_id=001099000123
    """
    opened = services()
    if not values:
        task = quality.keying_task(opened, document)
        if json:
            print_json({"id": document, "turn": task.turn, "fields": task.choices})
            return 0
        files = opened.ledger.artefacts(document)
        rows = [(name, task.doctype.fields[name].label, *_shown(shown)) for name, shown in task.choices.items()]
        print_table("keying.asked", ["column.field", "column.label", "column.one", "column.other"], rows)
        say("named_value", name="original", value=opened.store.address(files["original"].key))
        return 0
    try:
        settled = quality.key(opened, document, dict(_pair(value) for value in values))
    except review.Refused as refused:
        for finding in refused.findings:
            complain(f"{finding.message}\n  {finding.message_en}")
        return NEEDS_A_PERSON
    say("keying.settled" if settled else "keying.third", document=document)
    return 0


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục đích. Folder to write to.")],
    batch: Batch = None,
) -> None:
    """
    Xuất bản quét kèm đáp án do người xác nhận, để tinh chỉnh máy. Scans with truth files that people vouched for.

    Example:  sohoa review export truth/ --batch 20261122-k3m9x2a7
    """
    from pipelines.flow import truth  # noqa: PLC0415 - slow to import

    opened = services()
    numbers.check_batch(opened, batch)
    found = truth.export(opened, folder, batch)
    say("truth_exported", count=len(found.written), folder=folder, left_out=found.left_out)


def sample(
    count: Annotated[int, typer.Option(min=1, help="Bao nhiêu văn bản. How many.")],
    batch: Batch = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="Chỉ đơn vị này. Only this unit.")] = None,
    document_type: Annotated[str | None, typer.Option("--type", help="Chỉ loại giấy này. Only this type.")] = None,
    seed: Annotated[str | None, typer.Option(help="Để rút lại đúng mẫu đó. To draw the same sample again.")] = None,
    json: Json = False,
) -> None:
    """
    Rút mẫu ngẫu nhiên kết quả đã phát hành mà chưa ai xem. Draw published results that nobody ever saw for a check at the desk.

    Example:  sohoa review sample --count 50 --unit 22279
    """
    opened = services()
    numbers.check_batch(opened, batch)
    if document_type is not None and document_type not in opened.doctypes:
        raise ConfigError(f"'{document_type}' is no document type; known are: {', '.join(sorted(opened.doctypes))}")
    drawn = recheck.draw_sample(opened, count, batch=batch, unit=unit, document_type=document_type, seed=seed)
    if json:
        print_json(asdict(drawn))
        return
    say("sampled", count=len(drawn.ids), population=drawn.population, seed=drawn.seed)


def reopen(document: Id, reason: Annotated[str, typer.Option(help="Nghi sai điều gì. What is doubted.")]) -> None:
    """
    Mở lại một kết quả đã phát hành để kiểm tra, đính chính. Lay a published result before people again; it stands meanwhile.

    Example:  sohoa review reopen 20261122-k3m9x2a7 --reason "người dân báo sai ngày sinh"
    """
    recheck.reopen(services(), document, reason)
    say("reopened", document=document)


def _pair(value: str) -> tuple[str, str]:
    name, equals, said = value.partition("=")
    if not equals:
        raise ConfigError(f"--set {value}: write NAME=VALUE, for example --set issue_date=8/2/2020")
    return name.strip(), said


def _shown(choices: Sequence[object]) -> tuple[object, object]:
    return (choices[0], choices[1]) if choices else ("", "")


def _tell(lot: Lot, *, json: bool) -> None:
    if json:
        print_json(_as_dict(lot))
        return
    verdict = text(f"lot.{lot.state}")
    say("lot", lot=lot.id, source=lot.source, size=lot.plan.size, plan=_plan(lot), verdict=verdict)
    say("lot.found", checked=lot.checked, sample=lot.plan.sample, wrong=lot.wrong, waiting=lot.waiting)


def _plan(lot: Lot) -> str:
    plan = lot.plan
    return f"{plan.severity} {plan.level}, AQL {plan.aql:g}: n={plan.sample} Ac={plan.accept} Re={plan.reject}"


def _interval(rate: quality.ErrorRate) -> str:
    return f"{100 * rate.low:.2f}–{100 * rate.high:.2f}"


def _as_dict(lot: Lot) -> dict[str, Any]:
    return {**asdict(lot), "plan": {**asdict(lot.plan), "reject": lot.plan.reject}, "verdict": lot.verdict}
