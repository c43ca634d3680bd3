"""Addresses built at run time from the installed lists; nothing of them stands in the tests."""

import datetime as dt
import unicodedata
from collections import defaultdict

import pytest

from pipelines.units.lists import lists

BEFORE = dt.date(2016, 5, 4)
AFTER = dt.date(2026, 3, 2)


def chain(unit, known):
    """The unit and those that it lies in, commune first."""
    above = known.units.get(unit.parent)
    return [unit] if above is None else [unit, *chain(above, known)]


def address(*units):
    return ", ".join(unit.full for unit in units)


def unmarked(text):
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c))


@pytest.fixture(scope="session")
def old():
    return lists().old


@pytest.fixture(scope="session")
def new():
    return lists().today


@pytest.fixture(scope="session")
def old_communes(old):
    return [chain(unit, old) for unit in old.units.values() if len(unit.code) == 5]


@pytest.fixture(scope="session")
def new_communes(new):
    return [chain(unit, new) for unit in new.units.values() if len(unit.code) == 5]


@pytest.fixture(scope="session")
def namesakes(old_communes):
    """Two communes of one full name in one province, in different districts."""
    by_name = defaultdict(list)
    for commune, district, province in old_communes:
        by_name[province.code, commune.full].append((commune, district, province))
    return [found for found in by_name.values() if len(found) > 1]
