"""
How fast papers are signed, and whether every judge accepts what comes out.

    python benchmarks/bench_signing.py                documents/s by level with a local key, on one process
    python benchmarks/bench_signing.py --check 200    so many files of every policy and key source, judged by pyHanko, pdfsig,
                                                      qpdf, the PDF/A validator, and by all that must hold before a file leaves

The paper is one A4 page of 300 dpi with its text layer. The first look at the signed file (`second_look`) belongs to the second
pair of eyes and is timed apart. Time stamps, OCSP and CRL come from certomancer in a process of its own, but on the same cores.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pikepdf
from PIL import ImageDraw

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

from pipelines import ocr, sign
from pipelines.errors import DocumentProblem
from pipelines.model import Conversion
from pipelines.sign import signing
from pipelines.sign.policy import PadesLevel
from tests.sign import desks, keysources, papers
from tests.sign.authorities import Authorities, start
from tests.sign.test_leaving import OCR, sheet


def served(folder: Path) -> tuple[Authorities, subprocess.Popen[bytes]]:
    """The services in a process of their own."""
    command = [sys.executable, "-m", "tests.sign.authorities", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1])
    assert process.stdout is not None
    return Authorities(folder, process.stdout.readline().decode().strip()), process


def measure(count: int) -> None:
    """Print a table: wall and CPU time a document, at each level."""
    with tempfile.TemporaryDirectory() as name:
        world, process = served(Path(name, "ca"))
        pdf = papers.page_of_300_dpi()
        looks = [0.0]
        for look in ("look_again_at_marked", "look_again_at_signed", "look_again_at_lifted"):
            setattr(signing, look, _timed(getattr(signing, look), looks))
        print(f"{len(pdf) / 1000:.0f} kB a file, {count} files a level, 1 process")
        print("level   wall s   CPU s   documents/s   /s of CPU   look CPU s   bytes added")
        walls = {}
        for level in PadesLevel:
            policy = desks.policy(world, level)
            desk = sign.open_desk(policy, desks.ring(world, Path(name, "state")))
            config = desks.config(policy)
            sign.sign_by(pdf, papers.conversion(pdf), desk, config)
            looks[0] = 0.0
            wall, cpu, added = time.perf_counter(), _cpu(), 0
            for number in range(count):
                added = len(sign.sign_by(pdf, papers.conversion(pdf, serial=f"S{number:025}"), desk, config).pdf) - len(pdf)
            wall, cpu = (time.perf_counter() - wall) / count, (_cpu() - cpu - looks[0]) / count
            looked = looks[0] / count
            walls[level] = cpu
            rate = f"{1 / (wall - looked):11.1f}   {1 / cpu:9.1f}"
            print(f"{level:6}  {wall:6.3f}  {cpu:6.3f}   {rate}   {looked:10.3f}   {added:11}")
        print(f"B-LT costs {walls[PadesLevel.LT] / walls[PadesLevel.T]:.2f} times the CPU of B-T")
        process.kill()


def _cpu() -> float:
    """Seconds of this process and of the programs that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _timed(look, spent):  # noqa: ANN001, ANN202
    def timed(*arguments, **named):  # noqa: ANN002, ANN003, ANN202
        before = _cpu()
        try:
            return look(*arguments, **named)
        finally:
            spent[0] += _cpu() - before

    return timed


JUDGES = ("level", "pyHanko", "pdfsig", "qpdf", "PDF/A", "leaves")


def check(count: int) -> int:
    """Judge *count* files over all policies and key sources, and print what each judge accepted; how many refusals there were."""
    with tempfile.TemporaryDirectory() as name:
        world = start(Path(name, "ca"))
        os.environ["SOFTHSM2_CONF"] = str(Path(name, "hsm", "softhsm2.conf"))
        keysources.make_token(Path(name, "hsm"), world)
        service = keysources.start_signing_service(world)
        scans = [_scanned(Path(name, f"{number}.tif"), number) for number in range(4)]
        kinds = [(level, key, person) for level in PadesLevel for key in ("file", "hsm", "remote") for person in (False, True)]
        opened = {}
        accepted = {kind: Counter[str]() for kind in kinds}
        placed: Counter[str] = Counter()
        for number in range(count):
            kind = kinds[number % len(kinds)]
            level, key, person = kind
            policy = desks.policy(world, level, key, person=person, service=service)
            if kind not in opened:
                opened[kind] = sign.open_desk(policy, desks.ring(world, Path(name, "state")))
            kept = scans[number // len(kinds) % len(scans)]
            carried = {"serial": f"S{number:025}", "document_type": "decision", "fields": {"subject": "bịa"}}
            data = carried if (number + number // len(kinds)) % 3 == 0 else None
            record = papers.conversion(kept.archive, pages=len(kept.pages), serial=f"S{number:025}", data=data)
            config = desks.config(policy)
            signed = sign.sign_by(kept.archive, record, opened[kind], config)
            with pikepdf.open(io.BytesIO(signed.pdf)) as new, pikepdf.open(io.BytesIO(kept.archive)) as old:
                placed["on the paper" if new.pages[0].mediabox == old.pages[0].mediabox else "in a strip"] += 1
            said = _judged(signed, kept, record, config, level, 2 if person else 1, world, Path(name, "judged.pdf"))
            accepted[kind] += Counter(judge for judge, holds in said.items() if holds)
            accepted[kind]["files"] += 1
    print("level  key     hands         " + "".join(f"{column:>9}" for column in ("files", *JUDGES)))
    for (level, key, person), said in accepted.items():
        hands = "person+agency" if person else "agency"
        print(f"{level:6} {key:7} {hands:14}" + "".join(f"{said[column]:>9}" for column in ("files", *JUDGES)))
    files = sum(said["files"] for said in accepted.values())
    refusals = sum(said["files"] - said[judge] for said in accepted.values() for judge in JUDGES)
    print(f"{files} files, {refusals} refusals; the mark stands {dict(placed)}; every third file carries its data (PDF/A-3)")
    return refusals


def _scanned(file: Path, number: int) -> sign.Kept:
    """Invented papers of one to three pages, read and made archive files: with room at the top, without, and with a red seal."""
    sheets = [sheet(14 * (number % 2) + place) for place in range(1, 2 + number % 3)]
    images = [image.convert("RGB") for image, _ in sheets]
    if number >= 2:
        ImageDraw.Draw(images[0]).ellipse((900, 1500, 1250, 1850), outline=(205, 40, 50), width=14)
    images[0].save(file, save_all=True, append_images=images[1:], dpi=(200, 200))
    pages = tuple(replace(page, number=place) for place, (_, page) in enumerate(sheets, start=1))
    return sign.Kept(ocr.make_archive_pdf(file, pages, OCR), pages, lambda page: images[page.number - 1])


def _judged(
    signed: sign.Signed,
    kept: sign.Kept,
    record: Conversion,
    config: sign.SigningConfig,
    level: PadesLevel,
    hands: int,
    world: Authorities,
    file: Path,
) -> dict[str, bool]:
    file.write_bytes(signed.pdf)
    judged = sign.verify(signed.pdf, world.trust)
    poppler = subprocess.run(["pdfsig", str(file)], capture_output=True, check=False).stdout.decode()
    qpdf = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    try:
        sign.may_leave(
            signed.pdf, kept, record, config, world.trust,
            least=level, read=lambda picture, dpi: ocr.read_print(picture, dpi, OCR),
        )  # fmt: skip
        leaves = True
    except DocumentProblem as problem:
        print(f"{level}: {problem.code} {problem.details}", file=sys.stderr)
        leaves = False
    return {
        "level": signed.reached == level and {one.level for one in judged.signatures} - {None} == {level},
        "pyHanko": judged.verdict == "valid",
        "pdfsig": len(re.findall("Signature is Valid", poppler)) == hands,
        "qpdf": qpdf.returncode == 0,
        "PDF/A": not sign.archive_faults(signed.pdf),
        "leaves": leaves,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=int, metavar="N", help="judge N files instead of timing")
    parser.add_argument("--count", type=int, default=40, help="files a level")
    asked = parser.parse_args()
    sys.exit(bool(check(asked.check)) if asked.check else measure(asked.count))
