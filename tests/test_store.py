"""The store keeps what it is given, whole and unchanged, in a folder and on an S3 server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from pipelines.errors import ConfigError, OutsideError
from pipelines.store import FileStore, Store, content_key, digest, open_store
from tests.conftest import free_port


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    """moto's server: S3 over real HTTP."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(url, timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield url
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "folder":
        return open_store(f"file://{tmp_path}/store")
    url = request.getfixturevalue("s3_server")
    for name, value in {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    bucket = f"b{digest(str(tmp_path).encode())[:20]}"
    boto3.client("s3").create_bucket(Bucket=bucket)
    return open_store(f"s3://{bucket}/some/prefix")


def test_what_is_put_comes_back_byte_for_byte(store: Store):
    data = os.urandom(300_000)
    key = content_key("originals", digest(data))

    assert store.put(key, data) is True
    assert store.get(key) == data
    assert store.exists(key)
    with store.opened(key) as path:
        assert path.read_bytes() == data


def test_the_same_bytes_again_change_nothing(store: Store):
    store.put("a/b", b"one")

    assert store.put("a/b", b"one") is False


def test_other_bytes_at_a_key_are_refused_and_the_first_stay(store: Store):
    store.put("a/b", b"one")

    with pytest.raises(OutsideError, match="nothing was overwritten"):
        store.put("a/b", b"two")
    assert store.get("a/b") == b"one"


def test_a_missing_key_says_where_to_look(store: Store):
    assert not store.exists("nowhere")
    with pytest.raises(OutsideError, match="nowhere"):
        store.get("nowhere")
    with pytest.raises(OutsideError, match="nowhere"), store.opened("nowhere"):
        pass


def test_a_server_that_is_away_is_an_outside_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    with pytest.raises(OutsideError):
        open_store("s3://bucket/x").put("k", b"v")


def test_no_half_written_file_is_ever_at_its_key(tmp_path: Path):
    """A writer that is killed in the middle leaves a temporary file beside, never the key."""
    script = (
        "import os, pathlib, sys\n"
        "from pipelines import store\n"
        "store.os.fsync = lambda fd: os._exit(9)\n"
        "store.FileStore(pathlib.Path(sys.argv[1])).put('a/k', b'x' * 1000)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False).returncode == 9

    assert not FileStore(tmp_path).exists("a/k")
    assert FileStore(tmp_path).put("a/k", b"whole") is True


def test_a_url_that_is_no_store_says_what_to_write():
    with pytest.raises(ConfigError, match="file:///path or s3://bucket/prefix"):
        open_store("ftp://x/y")
