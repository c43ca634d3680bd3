"""
Administrative units: what an address or the name of a body meant on the day of the paper, and which units follow it today.

Below the rooms, because extraction (is this address possible?) and the registry (which papers belong to today's unit?) ask the
same. Unresolved is an answer; a wrong unit is none.
"""

from pipelines.units.lists import REFORM, Unit, below, chains, current, name_words, parent, province_by_number
from pipelines.units.resolution import Reason, Resolution
from pipelines.units.resolving import day_of, resolve
from pipelines.units.succession import Succession, follow

__all__ = [
    "REFORM",
    "Reason",
    "Resolution",
    "Succession",
    "Unit",
    "below",
    "chains",
    "current",
    "day_of",
    "follow",
    "name_words",
    "parent",
    "province_by_number",
    "resolve",
]
