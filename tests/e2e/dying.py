"""
Signs and loads a chunk, and dies after so many writes: ``python -m tests.e2e.dying HOME CHUNK WRITES``; then it exits with 9.

A program of its own: the parent's threads would leave a forked copy with locks that nobody opens.
"""

import os
import sys
from collections.abc import Callable

from pipelines.flow import acts
from pipelines.model import Stage
from pipelines.services import open_services
from pipelines.settings import from_environment


def main(home: str, chunk: str, dies_after: int) -> None:
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


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
