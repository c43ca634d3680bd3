"""Command line of the generator: ``python -m benchmarks.documents FOLDER --count 200 --seed 7001``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2

from benchmarks import documents


def main() -> int:
    """Writes papers and says how many; 2 for an unknown type or condition."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.documents", description=documents.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100, help="how many papers")
    parser.add_argument("--seed", type=int, default=1, help="below 1000 for developing, from 5000 on for judging")
    parser.add_argument(
        "--types", nargs="*", default=[], choices=[*documents.TYPES, "other"], metavar="TYPE", help="only these: %(choices)s"
    )
    parser.add_argument(
        "--conditions", nargs="*", default=[], choices=documents.CONDITIONS, metavar="CONDITION", help="only these: %(choices)s"
    )
    parser.add_argument("--start", type=int, default=0, help="leave out the first papers, to go on with a set")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    made = documents.write(given.folder, given.count, given.seed, given.types, given.conditions, given.start)
    print(f"{len(made)} papers in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
