"""
How fast papers are signed, and whether every judge accepts what comes out.

    python benchmarks/bench_signing.py                documents/s by level with a local key, on one process
    python benchmarks/bench_signing.py --check 200    so many files of every policy and key source, each judged

The paper is one A4 page of 300 dpi with its text layer. The first look at the signed file (`second_look`) belongs to the second
pair of eyes and is timed apart. Time stamps, OCSP and CRL come from certomancer in a process of its own, but on the same cores.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_THREAD_LIMIT", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

from pipelines import sign
from pipelines.sign import signing
from pipelines.sign.policy import PadesLevel
from tests.sign import desks, keysources, papers
from tests.sign.authorities import Authorities, start


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
            wall, cpu, added = time.perf_counter(), time.process_time(), 0
            for number in range(count):
                added = len(sign.sign_by(pdf, papers.conversion(pdf, serial=f"S{number:025}"), desk, config).pdf) - len(pdf)
            wall, cpu = (time.perf_counter() - wall) / count, (time.process_time() - cpu - looks[0]) / count
            looked = looks[0] / count
            walls[level] = cpu
            rate = f"{1 / (wall - looked):11.1f}   {1 / cpu:9.1f}"
            print(f"{level:6}  {wall:6.3f}  {cpu:6.3f}   {rate}   {looked:10.3f}   {added:11}")
        print(f"B-LT costs {walls[PadesLevel.LT] / walls[PadesLevel.T]:.2f} times the CPU of B-T")
        process.kill()


def _timed(look, spent):  # noqa: ANN001, ANN202
    def timed(*arguments, **named):  # noqa: ANN002, ANN003, ANN202
        before = time.process_time()
        try:
            return look(*arguments, **named)
        finally:
            spent[0] += time.process_time() - before

    return timed


def check(count: int) -> int:
    """Judge *count* files over all policies and key sources; how many some judge refused."""
    with tempfile.TemporaryDirectory() as name:
        world = start(Path(name, "ca"))
        os.environ["SOFTHSM2_CONF"] = str(Path(name, "hsm", "softhsm2.conf"))
        keysources.make_token(Path(name, "hsm"), world)
        service = keysources.start_signing_service(world)
        kinds = [(level, key, person) for level in PadesLevel for key in ("file", "hsm", "remote") for person in (False, True)]
        opened = {}
        said: Counter[str] = Counter()
        for number in range(count):
            kind = kinds[number % len(kinds)]
            level, key, person = kind
            policy = desks.policy(world, level, key, person=person, service=service)
            if kind not in opened:
                opened[kind] = sign.open_desk(policy, desks.ring(world, Path(name, "state")))
            pdf = papers.archive(1 + number % 3)
            record = papers.conversion(pdf, pages=1 + number % 3, serial=f"S{number:025}")
            signed = sign.sign_by(pdf, record, opened[kind], desks.config(policy))
            for fault in _faults(signed, level, 2 if person else 1, world, Path(name, "judged.pdf")):
                said[fault] += 1
                print(f"{level} {key} person={person}: {fault}")
            said["judged"] += 1
    print(f"{said.pop('judged')} files over {len(kinds)} policies and key sources: {said.total()} refusals")
    return said.total()


def _faults(signed: sign.Signed, level: PadesLevel, hands: int, world: Authorities, file: Path) -> list[str]:
    file.write_bytes(signed.pdf)
    judged = sign.verify(signed.pdf, world.trust)
    poppler = subprocess.run(["pdfsig", str(file)], capture_output=True, check=False).stdout.decode()
    qpdf = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, check=False)
    held = {
        "level": signed.reached == level and {one.level for one in judged.signatures} - {None} == {level},
        "pyHanko": judged.verdict == "valid",
        "pdfsig": len(re.findall("Signature is Valid", poppler)) == hands,
        "qpdf": qpdf.returncode == 0,
        "PDF/A": not sign.archive_faults(signed.pdf),
    }
    return [judge for judge, holds in held.items() if not holds]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=int, metavar="N", help="judge N files instead of timing")
    parser.add_argument("--count", type=int, default=40, help="files a level")
    asked = parser.parse_args()
    sys.exit(bool(check(asked.check)) if asked.check else measure(asked.count))
