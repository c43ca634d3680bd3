"""pyHanko speaks asyncio; this room's verbs are plain functions."""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

import aiohttp

_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Run *work* to its end, also when the caller already lives in an event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def run_lasting(work: Coroutine[Any, Any, _T]) -> _T:
    """
    Run *work* on the loop that lives as long as the process.

    Sessions with time stamp services, OCSP responders and remote keys belong to one loop; a loop for each document would
    mean a connection for each document.
    """
    return asyncio.run_coroutine_threadsafe(work, _lasting()).result()


@cache
def _lasting() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sohoa-sign", daemon=True).start()
    return loop


@cache
def client() -> aiohttp.ClientSession:
    """The process's pool of connections, for work on the lasting loop."""
    opened = run_lasting(_open_client())
    atexit.register(lambda: run_lasting(opened.close()))
    return opened


async def _open_client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(trust_env=True)
