"""
The room that turns words on a page into the fields of a known paper.

It exists so that everything Sohoa believes about what Vietnamese papers look like stands in one place: recognise the kind of
paper, find each field where the type's YAML says, normalise it strictly, and say honestly how sure. A wrong value accepted is
the worst that can happen, so doubt always lowers the confidence and a person sees the paper.
"""

from pipelines.extract.calibration import load_model
from pipelines.extract.confidence import Model
from pipelines.extract.division import SEPARATOR, Paper, divide, undivided
from pipelines.extract.engine import Understanding, extract, extracted, understand
from pipelines.extract.explain import told
from pipelines.extract.score import Scores, score
from pipelines.extract.traits import traits

__all__ = [
    "SEPARATOR",
    "Model",
    "Paper",
    "Scores",
    "Understanding",
    "divide",
    "extract",
    "extracted",
    "load_model",
    "score",
    "told",
    "traits",
    "understand",
    "undivided",
]
