"""A worker's handler with a cabinet of faults, each named by its task."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

from pipelines.errors import DamageError, DocumentProblem, OutsideError


def handler(factor: int) -> Callable[[Any], Any]:
    def act(task: Any) -> Any:
        match task:
            case "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            case ("hang", seconds):
                subprocess.run(["sleep", seconds], check=False)
            case "wait":
                time.sleep(3600)
            case "hog":
                return len(bytearray(8 << 30))
            case "bug":
                raise ValueError("Nguyễn Văn Hư Cấu")
            case "problem":
                raise DocumentProblem("empty_file")
            case "outside":
                raise OutsideError("the store is away")
            case "damaged":
                raise DamageError("the store has other bytes")
        return task * factor

    return act
