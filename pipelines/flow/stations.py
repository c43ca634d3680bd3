"""The stations of the line, in order: where documents come from, how many a worker takes at once, how long it may take."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model import Stage


@dataclass(frozen=True, slots=True)
class Station:
    """A station that moves documents by itself. Receipt and the desk are not among them: files and people start those."""

    stage: Stage
    after: Stage
    """What a document has finished when it waits here."""
    group: int
    """Documents a worker takes at once. More than one where starting up costs more than a document does."""
    seconds: float
    """Time for a task, beside ``seconds_each``."""
    seconds_each: float
    """Time for each document of the task. Pages have tighter limits of their own (``config/ocr.yaml``)."""


STATIONS = (
    Station(Stage.OCR, after=Stage.INGEST, group=1, seconds=60, seconds_each=1200),
    Station(Stage.EXTRACT, after=Stage.OCR, group=4, seconds=60, seconds_each=300),
    Station(Stage.VALIDATE, after=Stage.EXTRACT, group=200, seconds=300, seconds_each=2),
    Station(Stage.SIGN, after=Stage.REVIEW, group=4, seconds=60, seconds_each=120),
    Station(Stage.LOAD, after=Stage.SIGN, group=20, seconds=60, seconds_each=30),
)
"""Great Expectations takes seconds to load and judges a frame as fast as a row: hence the 200."""

BY_STAGE = {station.stage: station for station in STATIONS}
