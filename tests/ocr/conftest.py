import os
from pathlib import Path

import pytest

from pipelines import ocr


@pytest.fixture(scope="session")
def config() -> ocr.OcrConfig:
    return ocr.load_config(Path(__file__).parents[2] / "config" / "ocr.yaml")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real material that is not part of the project."""
    folder = Path(os.environ.get("SOHOA_SHARED") or Path(__file__).parents[3] / "shared") / "data"
    if not folder.is_dir():
        pytest.skip("no shared material here")
    return folder
