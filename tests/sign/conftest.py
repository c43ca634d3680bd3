from pathlib import Path

import pytest

from pipelines.sign import SigningConfig, load_identity, make_test_identity, sign
from tests.sign import papers, pki


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
