"""
The one flow: what the command line, the pages and the Airflow tasks call.

``run`` moves documents one station on. The stations are a table (``stations``), what happens at each is a function
(``acts``), who does it and what becomes of the lost is ``line``. Beside the line: receipt (``intake``), the desk's rulings
(``desk``), the registry and the audit (``registry``), the numbers (``numbers``), and reading without storing (``reading``).
"""

from pipelines.flow.line import run, run_everything
from pipelines.flow.stations import STATIONS, Station

__all__ = ["STATIONS", "Station", "run", "run_everything"]
