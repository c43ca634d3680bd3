"""A small delivery that several tests share: sound scans of the four types, one broken, one duplicate, one that is no scan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines import samples

SOUND = 4


def make_delivery(folder: Path) -> Path:
    """Seven files, six of them received: four sound, one torn, one twice."""
    scans = samples.write(folder, SOUND, seed=11, conditions=["clean"])
    for truth in folder.glob("*.truth.json"):
        truth.unlink()
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <</Type /Catalog")
    shutil.copy(scans[0], folder / f"zz_again{scans[0].suffix}")
    (folder / "notes.txt").write_text("no scan", encoding="utf-8")
    return folder


def sohoa(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, with a home of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *map(str, arguments)],
        env={**os.environ, "SOHOA_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
