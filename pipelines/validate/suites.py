"""
Suites of expectations as files: read, and refused with a remedy while they are wrong.

``expectations/<document_type>.json`` has the form that Great Expectations itself writes::

    {"name": "birth_certificate",
     "meta": {"fields": ["full_name", "date_of_birth"]},
     "expectations": [
       {"type": "expect_column_values_to_be_in_set",
        "kwargs": {"column": "date_of_birth.real", "value_set": [true]},
        "meta": {"rule": "date_real", "field": "date_of_birth", "severity": "error",
                 "vi": "Ngày sinh không có thật trên lịch.", "en": "The date of birth is no real date."}}]}

``meta.fields`` are the field names of the type's YAML, and ``meta.left_out`` (``{"field": "why"}``) those that the suite leaves
out on purpose; ``columns`` says which columns a rule may name. ``meta.field`` of a
rule is the field that a reviewer is led to, or null for the whole document; ``severity`` is ``error`` (cannot be right),
``doubt`` (a question to a person) or ``note`` (stops nothing). Rule and field together name a rule, and only once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigError
from pipelines.model import Severity
from pipelines.validate.columns import complaint

_TYPE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_META_KEYS = {"rule", "field", "severity", "vi", "en"}
_COLUMN_KEYS = ("column", "column_A", "column_B")
_LIST_KEYS = ("column_list", "column_set")
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite."""

    type: str
    """Name of the expectation in Great Expectations."""
    kwargs: dict[str, Any]
    rule: str
    field: str | None
    severity: Severity
    vi: str
    en: str
    columns: tuple[str, ...]
    """Columns that it reads."""


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules of one document type."""

    name: str
    path: Path
    fields: tuple[str, ...]
    rules: tuple[Rule, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    """{field of the type that no rule may name: why}."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All fields, then every other column that a rule reads, each once."""
        return tuple(dict.fromkeys((*self.fields, *(c for rule in self.rules for c in rule.columns))))


def load_suite(folder: Path, document_type: str, noted: list[ConfigError] | None = None) -> Suite:
    """
    The suite of *document_type*. Raises ConfigError that names file, place and remedy.

    With *noted*, the mistakes of single rules go there, all of them, and the suite lacks those rules.
    """
    path = folder / f"{document_type}.json"
    if _TYPE_NAME.fullmatch(document_type) is None:
        raise ConfigError(f"'{document_type}' is no name of a document type (lower case letters, digits and _)")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: missing; every document type has a suite of expectations with its name. "
            'Write one (the smallest is {"name": "' + document_type + '", "meta": {"fields": [...]}, "expectations": []}) '
            "or copy that of a similar type"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    return _suite(path, document_type, raw, noted)


def _suite(path: Path, document_type: str, raw: Any, noted: list[ConfigError] | None) -> Suite:
    if not isinstance(raw, dict) or set(raw) - {"name", "meta", "expectations", "id", "notes"}:
        raise ConfigError(f"{path}: a suite has the keys name, meta and expectations, and no others")
    if raw.get("name") != document_type:
        raise ConfigError(f"{path}: name is '{raw.get('name')}'; it must be '{document_type}', as the file is called")
    meta = raw.get("meta")
    fields = meta.get("fields") if isinstance(meta, dict) else None
    if not isinstance(fields, list) or not fields or not all(isinstance(f, str) and _TYPE_NAME.fullmatch(f) for f in fields):
        raise ConfigError(f"{path}: meta.fields is missing; list the field names of the document type there")
    expectations = raw.get("expectations")
    if not isinstance(expectations, list):
        raise ConfigError(f"{path}: expectations is missing; it is a list, [] when there are no rules")
    left_out = meta.get("left_out", {}) if isinstance(meta, dict) else {}
    if not isinstance(left_out, dict) or not all(isinstance(why, str) and why.strip() for why in left_out.values()):
        raise ConfigError(f'{path}: meta.left_out says why fields have no rules: {{"field": "why"}}')
    rules: list[Rule] = []
    seen: dict[tuple[str, str | None], int] = {}
    for n, entry in enumerate(expectations):
        where = f"{path}: expectations[{n}]"
        try:
            rule = _rule(where, entry, tuple(fields))
            _once(where, rule, seen.setdefault((rule.rule, rule.field), n), n)
        except ConfigError as error:
            if noted is None:
                raise
            noted.append(error)
        else:
            rules.append(rule)
    return Suite(document_type, path, tuple(fields), tuple(rules), left_out)


def _once(where: str, rule: Rule, first: int, n: int) -> None:
    if first != n:
        raise ConfigError(f"{where}: rule '{rule.rule}' on '{rule.field}' stands at expectations[{first}] too; rename one")


def _rule(where: str, entry: Any, fields: tuple[str, ...]) -> Rule:
    if not isinstance(entry, dict) or set(entry) - {"type", "kwargs", "meta", "id", "notes"}:
        raise ConfigError(f"{where}: an expectation has the keys type, kwargs and meta, and no others")
    name, kwargs, meta = entry.get("type"), entry.get("kwargs"), entry.get("meta")
    if not isinstance(name, str) or not isinstance(kwargs, dict):
        raise ConfigError(f"{where}: type (text) and kwargs (object) are needed")
    if not isinstance(meta, dict) or (_META_KEYS - set(meta)):
        lack = ", ".join(sorted(_META_KEYS - set(meta if isinstance(meta, dict) else ())))
        raise ConfigError(f"{where}: meta lacks {lack}; a rule says its name, the field, how much it weighs and two texts")
    where = f"{where} ({meta['rule']})"
    if extra := set(meta) - _META_KEYS:
        raise ConfigError(f"{where}: unexpected meta '{min(extra)}'; known: {', '.join(sorted(_META_KEYS))}")
    for key in ("rule", "vi", "en"):
        if not isinstance(meta[key], str) or not meta[key].strip():
            raise ConfigError(f"{where}: meta.{key} is empty; write it out")
    if meta["severity"] not in list(Severity):
        raise ConfigError(f"{where}: severity '{meta['severity']}'; one of {', '.join(Severity)}")
    if meta["field"] is not None and meta["field"] not in fields:
        raise ConfigError(f"{where}: meta.field: {complaint(str(meta['field']), fields)}")
    if "mostly" in kwargs:
        raise ConfigError(f"{where}: 'mostly' has no meaning here, every failing document gets its finding; remove it")
    _regular_expressions(where, kwargs)
    columns = tuple(dict.fromkeys(_columns(kwargs)))
    if not columns:
        raise ConfigError(f"{where}: names no column; only rules about columns can be brought back to a document")
    for column in columns:
        if wrong := complaint(column, fields):
            raise ConfigError(f"{where}: {wrong}")
    return Rule(name, kwargs, meta["rule"], meta["field"], Severity(meta["severity"]), meta["vi"], meta["en"], columns)


def _regular_expressions(where: str, kwargs: dict[str, Any]) -> None:
    listed = kwargs.get("regex_list")
    for pattern in (kwargs.get("regex"), *(listed if isinstance(listed, list) else ())):
        if isinstance(pattern, str):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ConfigError(f"{where}: not a regular expression: {error}: {pattern}") from None


def _columns(kwargs: dict[str, Any]) -> Iterator[str]:
    yield from (str(kwargs[key]) for key in _COLUMN_KEYS if key in kwargs)
    for key in _LIST_KEYS:
        listed = kwargs.get(key)
        yield from (str(name) for name in (listed if isinstance(listed, list) else ()))
    yield from _conditioned(kwargs.get("row_condition"))


def _conditioned(condition: Any) -> Iterator[str]:
    if isinstance(condition, str):
        yield from _QUOTED.findall(condition)
    elif isinstance(condition, dict):
        column = condition.get("column")
        if isinstance(column, dict) and "name" in column:
            yield str(column["name"])
        for part in condition.values():
            yield from _conditioned(part) if isinstance(part, dict | list) else ()
    elif isinstance(condition, list):
        for part in condition:
            yield from _conditioned(part)
