"""
The lists of units: 63 provinces, 696 districts, 10,035 communes until 30 June 2025; 34 and 3,321 since (Resolution
202/2025/QH15; codes: Decision 124/2004/QĐ-TTg, then 19/2025/QĐ-TTg), and what became of each.

The data are those of the package ``vietnamadminunits`` (MIT), read as files: its parser guesses and is not used.
``patches.yaml`` puts right what differs from the conversion table of the Statistics Office. Names before 2025 that were gone by
then (Hà Tây, communes merged from 2019 on) are in no list.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import importlib.util
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.errors import ConfigError
from pipelines.units.spelling import bare, spelled

REFORM = dt.date(2025, 7, 1)
"""The day on which the district level ended and provinces and communes were merged (Resolution 202/2025/QH15)."""
_PACKAGE = "vietnamadminunits"
_KINDS = ("xã", "phường", "thị trấn", "huyện", "quận", "thị xã", "thành phố", "tỉnh", "đặc khu")


@dataclass(frozen=True, slots=True)
class Unit:
    """A province (code of 2 digits), district (3) or commune (5) of one list. Codes are unique only within their list."""

    code: str
    kind: str
    """tỉnh, thành phố; huyện, quận, thị xã; xã, phường, thị trấn, đặc khu."""
    name: str
    parent: str | None = None
    """Code of the unit that it lies in."""

    @property
    def full(self) -> str:
        """``xã Vạn Hưng``."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Names:
    """The units of one parent by the keys of ``spelling``."""

    spelled: dict[str, list[Unit]]
    bare: dict[str, list[Unit]]


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of one period."""

    valid_on: dt.date
    """A day on which the list is known to hold: the last of the old one, the first of the others."""
    levels: int
    """3 while there were districts, then 2."""
    units: Mapping[str, Unit]
    below: Mapping[str | None, tuple[Unit, ...]]
    """Units by the code of their parent; provinces under None."""
    _names: dict[str | None, Names] = field(default_factory=dict)

    def names(self, parent_code: str | None) -> Names:
        """Names of the units directly below *parent_code*."""
        known = self._names.get(parent_code)
        if known is None:
            known = Names({}, {})
            for unit in self.below.get(parent_code, ()):
                known.spelled.setdefault(spelled(unit.name), []).append(unit)
                known.bare.setdefault(bare(unit.name), []).append(unit)
            self._names[parent_code] = known
        return known


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that is known of units."""

    version: str
    """Package, its version and that of the patches: named in every resolution."""
    old: UnitList
    new: tuple[UnitList, ...]
    """From 1 July 2025 on, in order of time; a unit keeps its code in all of them."""
    successors: Mapping[str, tuple[str, ...]]
    """Code of the old list → codes of the new ones, in order."""

    @property
    def today(self) -> UnitList:
        """The newest list."""
        return self.new[-1]

    def since_reform(self, day: dt.date) -> UnitList:
        """The list that held on *day*, from 1 July 2025 on."""
        return next((known for known in reversed(self.new) if known.valid_on <= day), self.new[0])


def current(code: str) -> Unit | None:
    """The unit that has *code* today, or None."""
    return lists().today.units.get(code)


def parent(unit: Unit) -> Unit | None:
    """The province of a commune of today, or None."""
    return lists().today.units.get(unit.parent or "")


def below(code: str) -> frozenset[str]:
    """Codes of all units that lie below *code*, in the list before July 2025 and in those since; empty for no such unit."""
    found: set[str] = set()
    for known in (lists().old, *lists().new):
        here = [code] if code in known.units else []
        while here:
            inside = [unit.code for unit in known.below.get(here.pop(), ())]
            found.update(inside)
            here += inside
    return frozenset(found)


def chains() -> Iterator[tuple[Unit, ...]]:
    """Every unit of the list before July 2025 and of today's, each with the units that it lies in."""
    for known in (lists().old, lists().today):
        for unit in known.units.values():
            chain = [unit]
            while chain[-1].parent is not None:
                chain.append(known.units[chain[-1].parent])
            yield tuple(chain)


@cache
def name_words() -> frozenset[str]:
    """Every word of the names of all units of all lists, in small letters: Đắk, Lắk, Krông are no Vietnamese syllables."""
    every = (unit.name for known in (lists().old, *lists().new) for unit in known.units.values())
    return frozenset(word for name in every for word in re.findall(r"[^\W\d_]+", name.lower()))


def province_by_number(number: int) -> Unit | None:
    """The province whose code of the list before July 2025 is *number*: the first digits of personal numbers."""
    return lists().old.units.get(f"{number:02}") if number < 100 else None


@cache
def lists() -> Lists:
    """All lists, read at the first question (0.2 s). Raises ConfigError when the package or its data are not as expected."""
    folder = _data_folder()
    patches = yaml.safe_load((Path(__file__).parent / "patches.yaml").read_text(encoding="utf-8"))
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    # immutable: the folder of an installed package may be read-only, and SQLite would want to lock the file.
    with closing(sqlite3.connect(f"{(folder / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)) as data:
        before = data.execute(
            "SELECT provinceCode, province, districtCode, district, wardCode, ward, provinceKey, districtKey, wardKey"
            " FROM admin_units_legacy"
        ).fetchall()
        after = data.execute("SELECT provinceCode, province, wardCode, ward, provinceKey, wardKey FROM admin_units").fetchall()
    codes: dict[str, str] = patches["codes"]
    after = [(*row[:2], codes.get(row[2], row[2]), *row[3:]) for row in after]
    old = _list(REFORM - dt.timedelta(days=1), [row[:6] for row in before])
    new = [_list(REFORM, [row[:4] for row in after])]
    for change in patches["changes"]:
        new.append(_changed(new[-1], change["since"], change["kinds"]))
    successors = _successors(before, after, converter)
    successors |= {code: tuple(heirs) for code, heirs in patches["successors"].items()}
    for unit in old.units.values():
        if len(unit.code) == 3:
            # The islands were districts without communes and have successors of their own.
            heirs = {heir for commune in old.below.get(unit.code, ()) for heir in successors.get(commune.code, ())}
            successors[unit.code] = tuple(sorted(heirs | set(successors.get(unit.code, ()))))
    version = f"{_PACKAGE} {importlib.metadata.version(_PACKAGE)} + {patches['version']}"
    return Lists(version, old, tuple(new), successors)


def _data_folder() -> Path:
    # find_spec does not run the package, whose own imports we do not need.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ConfigError(f"the package {_PACKAGE} is not installed; run `make setup`")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    for name in ("dataset.db", "converter_2025.json"):
        if not (folder / name).is_file():
            raise ConfigError(f"{folder / name} is missing; install {_PACKAGE} as requirements.lock names it")
    return folder


def _list(valid_on: dt.date, rows: Sequence[tuple[Any, ...]]) -> UnitList:
    """From rows of code and full name, level by level; a level that is None is left out (island districts)."""
    units: dict[str, Unit] = {}
    for row in rows:
        above = None
        for code, full in zip(row[::2], row[1::2], strict=True):
            if code is None:
                continue
            if code not in units:
                units[code] = _unit(code, full, above)
            above = code
    return _grouped(valid_on, len(rows[0]) // 2, units)


def _grouped(valid_on: dt.date, levels: int, units: Mapping[str, Unit]) -> UnitList:
    below: dict[str | None, list[Unit]] = {}
    for unit in units.values():
        below.setdefault(unit.parent, []).append(unit)
    return UnitList(valid_on, levels, units, {above: tuple(inside) for above, inside in below.items()})


def _unit(code: str, full: str, above: str | None) -> Unit:
    lower = full.lower()
    kind = next((kind for kind in _KINDS if lower.startswith(kind)), None)
    if kind is None:
        raise ConfigError(f"{_PACKAGE}: unit {code} is of no known kind: {full}")
    return Unit(code, kind, full[len(kind) + 1 :], above)


def _changed(before: UnitList, since: dt.date, kinds: Mapping[str, str]) -> UnitList:
    return _grouped(since, before.levels, {**before.units, **{c: replace(before.units[c], kind=k) for c, k in kinds.items()}})


def _successors(
    before: Sequence[tuple[Any, ...]], after: Sequence[tuple[Any, ...]], converter: Mapping[str, Any]
) -> dict[str, tuple[str, ...]]:
    """Old code → new codes. The package names units by keys of their names; a district without communes has an empty last one."""
    old_code = {"_".join((row[6], row[7], row[8] or "")): row[4] or row[2] for row in before}
    new_code = {(row[4], row[5]): row[2] for row in after}
    found: dict[str, set[str]] = {}
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, parts in wards.items():
            for part in parts:
                found.setdefault(old_code[part], set()).add(new_code[province, ward])
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, heirs in divided.items():
            found.setdefault(old_code[part], set()).update(new_code[province, heir["newWardKey"]] for heir in heirs)
    new_province = {row[4]: row[0] for row in after}
    old_province = {row[6]: row[0] for row in before}
    for province, parts in converter["DICT_PROVINCE"].items():
        for part in parts:
            found.setdefault(old_province[part], set()).add(new_province[province])
    return {code: tuple(sorted(heirs)) for code, heirs in found.items()}
