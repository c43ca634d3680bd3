"""Acts of a station with a cabinet of faults; a document's file name says what happens to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

from pipelines.errors import ConfigError, DocumentProblem, OutsideError
from pipelines.ledger import Problem
from pipelines.model import Document, Outcome, Stage
from pipelines.services import open_services
from pipelines.settings import Settings


def worker(settings: Settings, owner: str) -> Callable[[tuple[Stage, Sequence[Document]]], Any]:
    services = open_services(settings)

    def act(task: tuple[Stage, Sequence[Document]]) -> list[tuple[str, str]]:
        stage, documents = task
        fates = []
        for document in documents:
            name = document.scan.path
            if "kill" in name:
                os.kill(os.getpid(), signal.SIGKILL)
            if "hang" in name:
                time.sleep(3600)
            if "bug" in name:
                raise ValueError("Nguyễn Văn Hư Cấu")
            if "once" in name and document.attempts == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            if "outside" in name:
                raise OutsideError("the store is away")
            if "config" in name:
                raise ConfigError("ocr.yaml: unexpected key 'dip'")
            if "problem" in name:
                problem = DocumentProblem("empty_file")
                services.ledger.set_aside(document, owner, Problem(problem.code, problem.message, problem.message_en))
                fates.append((document.id, str(Outcome.SET_ASIDE)))
            else:
                services.ledger.advance(document, owner, stage)
                fates.append((document.id, str(Outcome.ON_THE_WAY)))
        return fates

    return act
