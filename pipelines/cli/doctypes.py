"""doctypes check, doctypes show: what people wrote about the kinds of paper, checked and made readable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import typer

from pipelines.cli.console import USAGE, exiting, out, print_json, say, text
from pipelines.flow import doctypes
from pipelines.settings import from_environment

Json = Annotated[bool, typer.Option("--json", help="In JSON. Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    types = typer.Typer(help="Các loại giấy mà hệ thống biết đọc. The kinds of paper.", no_args_is_help=True)
    types.command()(exiting(check))
    types.command()(exiting(show))
    app.add_typer(types, name="doctypes")


def check(json: Json = False) -> int:
    """
    Soát mọi loại giấy và bộ luật kiểm tra. Check all types and suites; every mistake is named, with its remedy.

    Exit 2 when something is wrong.

    Example:  sohoa doctypes check
    """
    names, faults = doctypes.check(from_environment())
    if json:
        print_json({"types": names, "faults": [{"file": str(f.file), "what": f.what} for f in faults]})
        return USAGE if faults else 0
    for fault in faults:
        out.print(f"{fault.file}: {fault.what}", markup=False)
    say("doctypes_faulty" if faults else "doctypes_sound", types=len(names), faults=len(faults))
    return USAGE if faults else 0


def show(name: Annotated[str, typer.Argument(metavar="TYPE")], json: Json = False) -> None:
    """
    Một loại giấy bằng lời: nhận ra nhờ gì, từng trường tìm ở đâu, kiểm thế nào. One type for reading.

    Example:  sohoa doctypes show birth_certificate
    """
    told = doctypes.describe(from_environment(), name)
    if json:
        print_json(told)
        return
    for line in _type(told):
        out.print(line, markup=False)


def _type(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['name']}: {told['label']} · {told['label_en']}"
    yield f"   {told['file']}"
    yield f"   {told['suite']}"
    yield ""
    for key in ("titles", "openings", "symbols", "labels_at_least", "never", "ends_at"):
        yield from _listed(f"type.{key}", told.get(key))
    for key in ("min_type_confidence", "paper_code", "owner_field", "master_register"):
        yield from _listed(f"type.{key}", told.get(key))
    for exclusion in told.get("exclude", ()):
        key = "type.excluded_after" if exclusion["older_than_months"] else "type.excluded"
        yield "   " + text(key, **exclusion)
    for field in told["fields"]:
        yield ""
        yield from _field(field)
    if told.get("expectations"):
        yield ""
        yield text("type.whole")
        yield from _rules(told["expectations"])


def _field(field: Mapping[str, Any]) -> Iterator[str]:
    yield f"{field['name']}: {field['label']} · {field['label_en']}"
    traits = [text(f"kind.{field['kind']}"), text("field.required" if field["required"] else "field.optional")]
    if field["critical"]:
        traits.append(text("field.critical"))
    yield "   " + "; ".join((*traits, text("field.threshold", threshold=field["threshold"])))
    if len(field["where"]) > 1:
        yield "   " + text("field.in_order" if field.get("in_order") else "field.surest")
    for way in field["where"]:
        yield "   - " + _way(way)
    for way in field.get("also", ()):
        yield "   - " + text("field.also", way=_way(way))
    for value, spellings in field.get("choices", {}).items():
        yield "   " + text("field.choice", value=value, spellings=_quoted(spellings))
    for check_name, other in field.get("checks", {}).items():
        yield "   " + text(f"check.{check_name}", other=other)
    if "left_out" in field:
        yield "   " + text("field.left_out", why=field["left_out"])
    elif not field["expectations"]:
        yield "   " + text("field.no_rule")
    yield from _rules(field["expectations"])


def _way(way: Mapping[str, Any]) -> str:
    """Where a value stands, in words."""
    said = [text(f"block.{way['block']}")] if "block" in way else []
    said += [text(f"way.{key}", words=_quoted(way[key])) for key in ("labels", "under", "after", "before", "stop") if key in way]
    if "labels" in way and "under" not in way:
        said.append(text(f"way.{way.get('value', 'right')}", lines=way.get("lines", 3)))
    said += [text(f"way.{key}.{way[key]}") for key in ("column", "pages") if key in way]
    if "zone" in way:
        said.append(text("way.zone", zone=", ".join(f"{round(100 * share)} %" for share in way["zone"])))
    said += [text(f"way.{key}", what=way[key]) for key in ("pattern", "join") if key in way]
    return "; ".join(said)


def _rules(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for rule in rules:
        yield "   " + text(f"severity.{rule['severity']}", vi=rule["vi"], en=rule["en"])


def _listed(key: str, value: Any) -> Iterator[str]:
    if value is not None:
        yield "   " + text(key, what=_quoted(value) if isinstance(value, list) else value)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"«{word}»" for word in words)
