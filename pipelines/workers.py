"""
Worker processes that may die, hang or run out of memory without taking anything else with them.

``Crew.map`` hands tasks to a few long-lived worker processes, one at a time each, and yields a ``Report`` a task: what came
of it, or how the worker was lost. A worker over its time is killed with everything it started; one over its memory gets a
MemoryError; one whose parent vanishes (``kill -9``) is killed by the kernel. Workers are started as ``python -m
pipelines.workers`` on a socket pair, so they do not depend on what the parent's main module is (a console script, Airflow,
pytest). A worker's handler is named ``module:function``; called once with the start-up arguments it returns the function
that does the tasks.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Literal, Self

from pipelines.errors import ConfigError, DocumentProblem, OutsideError

Fate = Literal["done", "problem", "config", "outside", "bug", "memory", "died", "timeout"]
LOST = {"bug": "internal_error", "died": "worker_died", "memory": "out_of_memory", "timeout": "timed_out"}
"""Code of the problem that a document has when its worker was lost this way."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one task."""

    task: Any
    fate: Fate
    result: Any = None
    """What the handler returned, when done."""
    error: BaseException | None = None
    """The DocumentProblem, ConfigError or OutsideError that it raised."""
    trace: str = ""
    """Where a bug struck: file names, lines and the type of the error; no values, they may be personal."""


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    connection: Connection
    task: Any = None
    deadline: float = field(default=float("inf"))

    def end(self) -> None:
        """Kill it with everything it started, and wait for it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.connection.close()


class Crew:
    """
    A few worker processes; a context manager, so that none outlives its use.

    *handler* is ``module:function``, *arguments* are pickled to it once a worker; *memory* is the address space of a worker in
    bytes. Workers start when there is work.
    """

    def __init__(self, handler: str, *arguments: Any, workers: int = 1, memory: int = 4 << 30) -> None:
        self.start = (handler, arguments, memory)
        self.size = max(1, workers)
        self.workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self.workers:
            self.workers.pop().end()

    def map(self, tasks: Iterable[Any], seconds: Callable[[Any], float]) -> Iterator[Report]:
        """
        Do every task, at most *seconds(task)* each, and yield reports as they come, in any order.

        *tasks* is drawn from only when a worker is idle, so a generator can claim its next task late.
        """
        waiting = iter(tasks)
        drained = False
        while True:
            idle = [worker for worker in self.workers if worker.task is None]
            while not drained and (idle or len(self.workers) < self.size):
                try:
                    task = next(waiting)
                except StopIteration:
                    drained = True
                    break
                worker = idle.pop() if idle else self._hire()
                worker.task, worker.deadline = task, time.monotonic() + seconds(task)
                # A worker that is already gone is noticed when it is waited for.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    worker.connection.send_bytes(pickle.dumps(task))
            busy = [worker for worker in self.workers if worker.task is not None]
            if not busy:
                return
            yield from self._collect(busy)

    def _collect(self, busy: list[_Worker]) -> Iterator[Report]:
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = wait([worker.connection for worker in busy], timeout=min(patience, 3600))
        for worker in busy:
            if worker.connection in ready:
                task, worker.task = worker.task, None
                try:
                    fate, result, error, trace = pickle.loads(worker.connection.recv_bytes())  # noqa: S301 - from our own child
                except (EOFError, OSError, pickle.UnpicklingError):
                    self._dismiss(worker)
                    yield Report(task, "died")
                else:
                    if fate == "memory":
                        # Memory that an allocation failed to get is often not given back either.
                        self._dismiss(worker)
                    yield Report(task, fate, result, error, trace)
            elif time.monotonic() >= worker.deadline:
                self._dismiss(worker)
                yield Report(worker.task, "timeout")

    def _hire(self) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.workers", str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            )
        worker = _Worker(process, Connection(ours.detach()))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            worker.connection.send_bytes(pickle.dumps(self.start))
        self.workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.end()


def _work(descriptor: int, parent: int) -> None:
    """The worker's life: start up, then task after task until the parent hangs up."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        return  # the parent died before the kernel was told to watch it
    connection = Connection(descriptor)
    handler, arguments, memory = pickle.loads(connection.recv_bytes())  # noqa: S301 - from our own parent
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    act: Callable[[Any], Any] | None = None
    while True:
        try:
            task = pickle.loads(connection.recv_bytes())  # noqa: S301
        except EOFError:
            return
        try:
            if act is None:
                module, _, name = handler.partition(":")
                act = getattr(importlib.import_module(module), name)(*arguments)
            answer: tuple[Fate, Any, BaseException | None, str] = ("done", act(task), None, "")
        except DocumentProblem as problem:
            answer = ("problem", None, problem, "")
        except ConfigError as error:
            answer = ("config", None, ConfigError(str(error)), "")
        except OutsideError as error:
            answer = ("outside", None, type(error)(str(error)), "")
        except MemoryError:
            answer = ("memory", None, None, "")
        except Exception as error:  # noqa: BLE001 - the boundary: a bug on one paper must not stop the others
            answer = ("bug", None, None, _trace(error))
        connection.send_bytes(pickle.dumps(answer))


def _trace(error: BaseException) -> str:
    """Type and places of an error, innermost last, without its message."""
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    return f"{type(error).__name__} at {' > '.join(places[-4:])}"


if __name__ == "__main__":
    _work(int(sys.argv[1]), int(sys.argv[2]))
