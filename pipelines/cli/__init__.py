"""
``sohoa …``: the command line. It parses, calls the flow and prints; it decides nothing.

Exit 0: done. 1: something needs a person. 2: usage or configuration. Every error is translated into one of them here.
"""

from __future__ import annotations

import os
import sys

import typer

from pipelines.cli import (
    batches,
    desk,
    doctypes,
    line,
    maintaining,
    managers,
    outlook,
    papers,
    people,
    planning,
    quality,
    registry,
    stock,
)
from pipelines.cli.console import NEEDS_A_PERSON, USAGE, complain, text
from pipelines.errors import ConfigError, DocumentProblem, OutsideError

app = typer.Typer(
    name="sohoa",
    help="Số hóa kết quả thủ tục hành chính. Paper results in; signed, searchable, validated records out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for room in (line, batches, papers, desk, registry, managers, stock, outlook, planning, doctypes, people, maintaining, quality):
    room.register(app)


def main() -> None:
    """The console script."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        app(prog_name="sohoa")
    except ConfigError as error:
        complain(f"{text('error.config')}\n  {error}")
        sys.exit(USAGE)
    except DocumentProblem as problem:
        complain(f"{problem.message}\n  {problem.message_en}")
        sys.exit(NEEDS_A_PERSON)
    except OutsideError as error:
        complain(f"{text('error.outside')}\n  {error}")
        sys.exit(NEEDS_A_PERSON)
    except BrokenPipeError:
        # The reader of our output has gone ('sohoa … | head'); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
