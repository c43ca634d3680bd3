"""Document types and their suites side by side: checked for mistakes, all of them, and described for people who tune."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

from pipelines.config_node import hint
from pipelines.doctypes import DocumentType, FieldSpec, Where, load_doctype, load_doctypes
from pipelines.errors import ConfigError
from pipelines.settings import Settings
from pipelines.validate.suites import Rule, Suite, load_suite


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a person must mend."""

    file: Path
    what: str
    """Place and remedy, without the file."""


def check(settings: Settings) -> tuple[list[str], list[Fault]]:
    """
    Names of the types of the configuration, and everything that is wrong with their YAMLs and suites.

    Raises ConfigError only where there is no type at all. Nothing of Great Expectations is loaded: what only running a rule
    can show is said by the first run.
    """
    folder = settings.config / "document_types"
    files = sorted(folder.glob("*.yaml"))
    if not files:
        load_doctypes(folder)
    faults: list[Fault] = []
    for file in files:
        noted: list[ConfigError] = []
        doctype = suite = None
        try:
            doctype = load_doctype(file, noted)
        except ConfigError as error:
            noted.append(error)
        faults += [_fault(file, error) for error in noted]
        noted = []
        suite_file = settings.expectations / f"{file.stem}.json"
        try:
            suite = load_suite(settings.expectations, file.stem, noted)
        except ConfigError as error:
            noted.append(error)
        faults += [_fault(suite_file, error) for error in noted]
        if doctype is not None and suite is not None:
            faults += [Fault(suite_file, what) for what in _disagreements(doctype, suite)]
    names = [file.stem for file in files]
    for orphan in sorted(settings.expectations.glob("*.json")):
        if orphan.stem not in names:
            what = (
                f"a suite without a type: there is no {folder / orphan.stem}.yaml{hint(orphan.stem, names)}; rename or remove it"
            )
            faults.append(Fault(orphan, what))
    return names, faults


def _fault(file: Path, error: ConfigError) -> Fault:
    said = str(error)
    return Fault(file, said.removeprefix(str(file)).lstrip(": ") if said.startswith(str(file)) else said)


def _disagreements(doctype: DocumentType, suite: Suite) -> Iterator[str]:
    for name in doctype.fields:
        if name not in suite.fields and name not in suite.left_out:
            yield f"meta.fields: field '{name}' of the type is missing; list it, or say in meta.left_out why no rule names it"
        if name in suite.fields and name in suite.left_out:
            yield f"meta.left_out: '{name}' stands in meta.fields too; take it out of one of them"
    for place, names in (("fields", suite.fields), ("left_out", suite.left_out)):
        for name in names:
            if name not in doctype.fields:
                yield f"meta.{place}: the type has no field '{name}'{hint(name, doctype.fields)}"


def describe(settings: Settings, name: str) -> dict[str, Any]:
    """
    The type *name* with its rules, as plain values in the order of the YAML; what says nothing is left out.

    Raises ConfigError for a type that does not exist and for wrong files.
    """
    folder = settings.config / "document_types"
    file = folder / f"{name}.yaml"
    known = [f.stem for f in sorted(folder.glob("*.yaml"))]
    if name not in known:
        raise ConfigError(f"{folder}: no type '{name}'{hint(name, known)}; there are: {', '.join(known)}")
    doctype = load_doctype(file)
    suite = load_suite(settings.expectations, name)
    whole = _said({k: v for k, v in _plain(doctype).items() if k != "fields"}, DocumentType)
    rules = [_rule(rule) for rule in suite.rules if rule.field is None]
    return {
        **whole,
        "file": str(file),
        "suite": str(suite.path),
        "fields": [_field(spec, suite) for spec in doctype.fields.values()],
        **({"expectations": rules} if rules else {}),
    }


def _field(spec: FieldSpec, suite: Suite) -> dict[str, Any]:
    said: dict[str, Any] = {
        **_said(_plain(spec), FieldSpec),
        "required": spec.required,
        "critical": spec.critical,
        "threshold": spec.threshold,
        "where": [_said(_plain(way), Where) for way in spec.where],
    }
    if spec.also:
        said["also"] = [_said(_plain(way), Where) for way in spec.also]
    said["expectations"] = [_rule(rule) for rule in suite.rules if rule.field == spec.name]
    if spec.name in suite.left_out:
        said["left_out"] = suite.left_out[spec.name]
    return said


def _rule(rule: Rule) -> dict[str, Any]:
    return {"rule": rule.rule, "severity": rule.severity, "vi": rule.vi, "en": rule.en, "type": rule.type, "kwargs": rule.kwargs}


def _plain(thing: DocumentType | FieldSpec | Where) -> dict[str, Any]:
    return {f.name: getattr(thing, f.name) for f in fields(thing)}


def _said(values: dict[str, Any], kind: type) -> dict[str, Any]:
    """What differs from the default, as values that JSON knows."""
    usual = {f.name: f.default for f in fields(kind) if f.default is not MISSING}
    told = {k: v for k, v in values.items() if v != usual.get(k, MISSING) and v not in ((), {}, None)}
    return {k: _json(v) for k, v in told.items()}


def _json(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_json(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _json(v) for k, v in value.items()}
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value
