"""
YAML that people write, read so that every mistake names its file, its place and its remedy.

A ``Node`` is a mapping of the file that knows where it stands; its readers raise ConfigError such as
``config/document_types/x.yaml: unexpected key 'patern' at fields.full_name; did you mean 'pattern'?``. Given a list to note
mistakes in, they go on behind each with a harmless value instead, so that somebody who mends a file sees all of them at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from pipelines.errors import ConfigError

T = TypeVar("T")


def read_yaml(file: Path, noted: list[ConfigError] | None = None) -> Node:
    """
    The whole *file*, a mapping. Raises ConfigError when it is no UTF-8, no YAML, or says a key twice.

    With *noted*, what its readers find wrong goes there instead of being raised.
    """
    try:
        loaded = _load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read as UTF-8 text: {error}") from error
    return Node(loaded, str(file), "", noted)


def _load(text: str) -> Any:
    """Raises YAMLError. The library in C reads in a ninth of the time; the one in Python shows the line that it stumbled over."""
    try:
        return yaml.load(text, Loader=_Quick)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Telling)  # noqa: S506 - a SafeLoader


class _NoDuplicates(yaml.constructor.SafeConstructor):
    """A key written twice is a mistake; plain YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


class _Quick(_NoDuplicates, yaml.CSafeLoader):
    pass


class _Telling(_NoDuplicates, yaml.SafeLoader):
    pass


class Node:
    """A mapping of the file that knows where it stands, so that errors can say so."""

    def __init__(self, raw: object, file: str, path: str, noted: list[ConfigError] | None = None) -> None:
        self.file, self.path, self.noted = file, path, noted
        good = isinstance(raw, dict) and all(isinstance(key, str) for key in raw)
        self.mapping: dict[str, Any] = raw if isinstance(raw, dict) and good else {}
        if not good:
            self.wrong("", "expected names with values (key: value)", None)

    def error(self, key: str, what: str) -> ConfigError:
        place = ".".join(part for part in (self.path, key) if part)
        return ConfigError(f"{self.file}: {what}" + (f" (at {place})" if place else ""))

    def wrong(self, key: str, what: str, instead: T) -> T:
        """Raise what is wrong at *key*; where mistakes are noted, note it and give *instead*."""
        return self._tell(self.error(key, what), instead)

    def _tell(self, error: ConfigError, instead: T) -> T:
        if self.noted is None:
            raise error
        self.noted.append(error)
        return instead

    def only(self, *known: str) -> None:
        for key in self.mapping:
            if key not in known:
                place = f" at {self.path}" if self.path else ""
                self._tell(ConfigError(f"{self.file}: unexpected key '{key}'{place}{hint(key, known)}"), None)

    def node(self, key: str, *, optional: bool = False) -> Node:
        if key not in self.mapping and not optional:
            self.wrong(key, "missing", None)
        path = ".".join(p for p in (self.path, key) if p)
        return Node(self.mapping.get(key, {}), self.file, path, self.noted)

    def nodes(self, key: str) -> list[Node]:
        raw = self.mapping.get(key, [])
        if not isinstance(raw, list):
            return self.wrong(key, "expected a list (- …)", [])
        path = ".".join(p for p in (self.path, key) if p)
        return [Node(item, self.file, f"{path}[{i}]", self.noted) for i, item in enumerate(raw)]

    def text(self, key: str) -> str:
        value = self.mapping.get(key)
        if not isinstance(value, str) or not value.strip():
            return self.wrong(key, "expected a text", "")
        return value.strip()

    def optional(self, key: str) -> str | None:
        return self.text(key) if self.mapping.get(key) is not None else None

    def texts(self, key: str) -> tuple[str, ...]:
        raw = self.mapping.get(key, [])
        if not isinstance(raw, list) or not all(isinstance(item, str) and item.strip() for item in raw):
            return self.wrong(key, "expected a list of texts", ())
        return tuple(raw)

    def word(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        value = self.mapping.get(key, default)
        if value not in known:
            what = f"'{value}' is not known{hint(str(value), known)}; known: {', '.join(known)}"
            return self.wrong(key, what, default or known[0])
        return str(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self.mapping.get(key, default)
        if not isinstance(value, bool):
            return self.wrong(key, "expected true or false", default)
        return value

    def number(self, key: str, default: float, low: float, high: float) -> float:
        value = self.mapping.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            return self.wrong(key, f"expected a number from {low:g} to {high:g}", default)
        return float(value)

    def zone(self, key: str) -> tuple[float, float, float, float] | None:
        raw = self.mapping.get(key)
        if raw is None:
            return None
        good = isinstance(raw, list) and len(raw) == 4 and all(isinstance(n, int | float) and 0 <= n <= 1 for n in raw)
        if not good or raw[0] >= raw[2] or raw[1] >= raw[3]:
            what = "expected [x0, y0, x1, y1] as shares of the page, 0 to 1, x0 < x1 and y0 < y1"
            return self.wrong(key, what, (0.0, 0.0, 1.0, 1.0))
        return (float(raw[0]), float(raw[1]), float(raw[2]), float(raw[3]))


def hint(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` when one of *known* is near to *word*, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
