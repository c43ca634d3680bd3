"""A small delivery that several tests share, and the command line to run on it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from pipelines import cli, samples

SOUND, FEW = 4, 2
"""Sound papers of a delivery, and of a smaller one, where what is shown does not hang on how many there are."""


def make_delivery(folder: Path, sound: int = SOUND) -> Path:
    """*sound* papers, a torn one and one of the sound ones again are received; and one that is no scan."""
    types = ["birth_certificate", "construction_permit", "decision", "official_letter"]
    scans = samples.write(folder, sound, types=types, seed=11, conditions=["clean"])
    for truth in folder.glob("*.truth.json"):
        truth.unlink()
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <</Type /Catalog")
    shutil.copy(scans[0], folder / f"zz_again{scans[0].suffix}")
    (folder / "notes.txt").write_text("no scan", encoding="utf-8")
    return folder


def review_all(call: Callable[..., Ended]) -> None:
    """Accept everything that lies at the desk; *call* runs a command."""
    for case in json.loads(call("review", "list", "--json").stdout):
        ruled = call("review", "accept", case["id"], "--reason", "đã đối chiếu với bản giấy")
        assert ruled.returncode in (0, 1), ruled.stderr


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def sohoa(home: Path, *arguments: str, **environment: str) -> Ended:
    """
    Run the command line with a home of its own: the same ``main`` as the console script, in this process, since starting
    Python for each of hundreds of commands would be most of the time that the tests take. Its workers are processes.
    """
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with (
        mock.patch.dict(os.environ, {"SOHOA_HOME": str(home), **environment}),
        mock.patch.object(sys, "argv", ["sohoa", *map(str, arguments)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code
    return Ended(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())
