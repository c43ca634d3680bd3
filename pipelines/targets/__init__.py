"""
Progress against the law: stock on the shelves, what is digitized, and the share that each level owes a year.

This room exists because Decision 468/QĐ-TTg sets shares of the *still-valid legacy stock* (not of the dossiers of a period, which
Decision 766/QĐ-TTg counts), and Decree 45/2020 a deadline that has passed: what is left since then is overdue and must be seen.
"""

from pipelines.targets.calendar import Calendar
from pipelines.targets.chain import stand
from pipelines.targets.dossiers import DossierCount, read_dossiers
from pipelines.targets.forecast import LEAST_WEEKS, Forecast, forecast, required_pace
from pipelines.targets.holdings import CellProblem, HoldingsImport, read_holdings
from pipelines.targets.law import COUNTS, TargetError, Targets, load_targets
from pipelines.targets.report import Made, to_pdf, to_xlsx
from pipelines.targets.report import text as report_text
from pipelines.targets.shops import RollOut, make_shops_template, read_shops, roll_out
from pipelines.targets.template import make_template

__all__ = [
    "COUNTS",
    "LEAST_WEEKS",
    "Calendar",
    "CellProblem",
    "DossierCount",
    "Forecast",
    "HoldingsImport",
    "Made",
    "RollOut",
    "TargetError",
    "Targets",
    "forecast",
    "load_targets",
    "make_shops_template",
    "make_template",
    "read_dossiers",
    "read_holdings",
    "read_shops",
    "report_text",
    "required_pace",
    "roll_out",
    "stand",
    "to_pdf",
    "to_xlsx",
]
