"""
Who is compared: the ocr stage of this house, OCRmyPDF, and the bare ``tesseract`` command; each reads a batch with some workers.

Everybody reads with the model ``vie``, one thread a process, and makes a searchable PDF. Ours works in processes that are
warm, as in a run; the others start anew for every paper, as they do in theirs. Children count towards CPU seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pipelines import ocr
from pipelines.settings import from_environment

ENVIRONMENT = os.environ | {"OMP_THREAD_LIMIT": "1"}
# The internal PDF/A back end needs no Ghostscript and costs less.
_OCRMYPDF = ("-j1", "-l", "vie", "--output-type", "pdfa", "--pdfa-backend", "internal", "-q")
_COMMAND = str(Path(sys.executable).with_name("ocrmypdf"))
_ROTATE = ("--rotate-pages", "--deskew")
_HAS_TEXT = 6  # OCRmyPDF's exit code for a file that holds text already


@dataclass(frozen=True, slots=True)
class Reading:
    """What one contender made of one paper: text of all pages, CPU seconds, peak memory of the process in MiB (ours only)."""

    text: str
    cpu: float
    memory: float = 0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one contender made of all papers in one go, and the seconds that took by the clock."""

    readings: tuple[Reading, ...]
    wall: float


class Contender:
    """Somebody who reads papers with a number of workers, started once and kept."""

    def __init__(self, name: str, read: Callable[[Path], Reading], executor: Executor) -> None:
        """*read* runs in *executor*, which decides how many papers are read at once."""
        self.name, self._read, self._executor = name, read, executor

    def batch(self, papers: Sequence[Path]) -> Batch:
        """Read all *papers*."""
        start = time.perf_counter()
        readings = tuple(self._executor.map(self._read, papers))
        return Batch(readings, time.perf_counter() - start)

    def close(self) -> None:
        """End the workers."""
        self._executor.shutdown()


def everybody(workers: int) -> list[Contender]:
    """All contenders, reading with *workers* processes each."""
    config = ocr.load_config(from_environment().config / "ocr.yaml")
    settings = ("fast", "best") if "setting" in {field.name for field in fields(config)} else ("",)
    found = []
    for setting in settings:
        switch: dict[str, Any] = {"setting": setting} if setting else {}
        chosen = replace(config, **switch)
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
        found.append(Contender(f"ours {setting}".strip(), Ours(chosen), pool))
    options = {
        "OCRmyPDF": (),
        "OCRmyPDF rotate+deskew": _ROTATE,
        "OCRmyPDF rotate+deskew sauvola": (*_ROTATE, "--tesseract-thresholding", "sauvola"),
    }
    found += [Contender(name, OcrMyPdf(more), ThreadPoolExecutor(workers)) for name, more in options.items()]
    return [*found, Contender("bare tesseract", bare, ThreadPoolExecutor(workers))]


@dataclass(frozen=True, slots=True)
class Ours:
    """The ocr stage: reading, and the two-layer PDF/A."""

    config: ocr.OcrConfig

    def __call__(self, path: Path) -> Reading:
        """Read *path* in this process."""
        before = _own_cpu()
        pages = ocr.read(path, self.config)
        ocr.make_archive_pdf(path, pages, self.config)
        return Reading("\n".join(page.text for page in pages), _own_cpu() - before, _peak())


@dataclass(frozen=True, slots=True)
class OcrMyPdf:
    """OCRmyPDF's command with *options*; a file with text in it is read with ``--mode force``, as its message advises."""

    options: tuple[str, ...]

    def __call__(self, path: Path) -> Reading:
        """Read *path* with a process of its own."""
        with tempfile.TemporaryDirectory() as name:
            said = Path(name) / "text"
            command: list[str | Path] = [_COMMAND, *_OCRMYPDF, *self.options, "--sidecar", said, path, Path(name) / "out.pdf"]
            code, cpu, message = run(command)
            if code == _HAS_TEXT:
                code, cpu, message = run([_COMMAND, "--mode", "force", *command[1:]])
            text = said.read_text(encoding="utf-8") if said.exists() else ""
        return Reading(text, cpu, failed="" if code == 0 else message[-200:] or str(code))


def bare(path: Path) -> Reading:
    """The ``tesseract`` command on the raw pages, to text and PDF. Drawing the pages of a PDF costs it nothing here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listed = folder / "pages.txt"
        listed.write_text("\n".join(str(page) for page in _raw(path, folder)), encoding="utf-8")
        code, cpu, message = run(["tesseract", listed, folder / "out", "-l", "vie", "txt", "pdf"])
        said = folder / "out.txt"
        text = said.read_text(encoding="utf-8") if said.exists() else ""
    return Reading(text, cpu, failed="" if code == 0 else message[-200:] or str(code))


def run(command: Sequence[str | Path]) -> tuple[int, float, str]:
    """Exit code, CPU seconds with all children's, and what was said on standard error."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=ENVIRONMENT) as process:
            _, status, used = os.wait4(process.pid, 0)  # wait4, unlike getrusage, tells this child's use from its neighbours'
            process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, used.ru_utime + used.ru_stime, said.read().decode(errors="replace").strip()


def _raw(path: Path, folder: Path) -> list[Path]:
    """Pages as pictures: the file itself, or a PDF's pages drawn at the resolution of its first picture."""
    if path.suffix.lower() != ".pdf":
        return [path]
    listed = subprocess.run(["pdfimages", "-list", path], capture_output=True, text=True, check=True).stdout.splitlines()
    dpi = listed[2].split()[12] if len(listed) > 2 else "300"
    subprocess.run(["pdftoppm", "-r", dpi, "-tiff", path, folder / "page"], check=True)
    return sorted(folder.glob("page*.tif"))


def _own_cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _peak() -> float:
    """Highest resident memory of this process so far, in MiB; from /proc, since ru_maxrss is inherited over exec."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
