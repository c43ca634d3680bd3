from pathlib import Path

import pytest

from pipelines.sign import SigningConfig, load_identity, make_test_identity, sign
from tests.sign import authorities, keysources, papers, pki


@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def trust(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("trust")


@pytest.fixture(scope="session")
def identity(keys, trust):
    return load_identity(make_test_identity(keys, trust))


@pytest.fixture(scope="session")
def config() -> SigningConfig:
    return SigningConfig(agency=papers.AGENCY, person=papers.PERSON)


@pytest.fixture(scope="session")
def authority():
    return pki.authority()


@pytest.fixture(scope="session")
def archive_file() -> bytes:
    return papers.archive()


@pytest.fixture(scope="session")
def signed(archive_file, identity, config) -> bytes:
    return sign(archive_file, papers.conversion(archive_file), identity, config)


@pytest.fixture(scope="session")
def running_world(tmp_path_factory):
    return authorities.start(tmp_path_factory.mktemp("world") / "ca")


@pytest.fixture
def world(running_world):
    """Time stamp, OCSP and CRL services that all answer, whatever an earlier test did to them."""
    running_world.well()
    yield running_world
    running_world.well()


@pytest.fixture(scope="session")
def token(running_world, tmp_path_factory):
    """A SoftHSM token with the keys ``agency`` and ``person``."""
    import os

    folder = tmp_path_factory.mktemp("hsm") / "softhsm"
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # the library reads it once a process
    return keysources.make_token(folder, running_world)


@pytest.fixture(scope="session")
def signing_service(running_world):
    return keysources.start_signing_service(running_world)
