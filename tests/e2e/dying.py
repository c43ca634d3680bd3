"""
Signs and loads a chunk, and dies after so many writes: ``python -m tests.e2e.dying CHUNK HOME…``.

A process for each home: in the first it dies after the first write, in the second after the second, and so on. Prints a JSON
list of how they ended: 9 is a death, 0 that there were fewer writes. A program of its own, because pytest's threads would leave
a forked copy with locks that nobody opens; one for all homes, because most of the time is taken by what it imports.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from pipelines.flow import acts
from pipelines.model import Stage
from pipelines.services import open_services
from pipelines.settings import from_environment
from pipelines.sign.fonts import find_typeface


def sign_and_load(home: str, chunk: str, dies_after: int) -> None:
    """Exits with 9 after the write of this number, else returns."""
    services = open_services(from_environment({"SOHOA_HOME": home}))
    left = dies_after

    def counted(whole: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **named: object) -> object:
            nonlocal left
            result = whole(*arguments, **named)
            left -= 1
            if left == 0:
                os._exit(9)
            return result

        return act

    for owner, name in (
        (type(services.store), "put"),
        (acts.signing, "sign_paper"),
        (type(services.ledger), "keep_signature"),
        (acts.load, "publish"),
        (type(services.ledger), "advance"),
    ):
        setattr(owner, name, counted(getattr(owner, name)))
    services.ledger.release_claims(lambda _: True)
    for stage, after in ((Stage.SIGN, Stage.REVIEW), (Stage.LOAD, Stage.SIGN)):
        claimed = services.ledger.claim(after, owner="x|1|1|1", limit=1, seconds=60, chunk=chunk)
        acts.ACTS[stage](services, claimed, "x|1|1|1")


def ended(home: str, chunk: str, dies_after: int) -> int:
    """How a copy of this process ended that did so."""
    copy = os.fork()
    if copy:
        return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
    try:
        sign_and_load(home, chunk, dies_after)
    except BaseException:  # noqa: BLE001 - a copy of a process must not go on in its parent's place, whatever happens
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main(chunk: str, homes: list[str]) -> None:
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a copy would lack the other threads"
    find_typeface()
    print(json.dumps([ended(home, chunk, write) for write, home in enumerate(homes, start=1)]))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
