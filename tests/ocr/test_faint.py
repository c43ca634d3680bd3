"""A paper that people can still read is not taken for blank, and paper without ink still is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines import ocr, samples
from pipelines.model import Page
from pipelines.settings import ROOT

CONFIG = ocr.load_config(ROOT / "config/ocr.yaml")


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """A clean page, gray, about 150 dpi."""
    scan = samples.write(tmp_path_factory.mktemp("faint"), 1, types=["official_letter"], conditions=["clean"], seed=4)[0]
    picture = ocr.page_image(scan, 1, CONFIG).convert("L")
    return np.asarray(picture.resize((picture.width // 2, picture.height // 2)), np.float32)


def read(gray: np.ndarray, folder: Path) -> Page:
    noisy = gray + np.random.default_rng(1).normal(0, 1.0, gray.shape)
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(folder / "page.png", dpi=(150, 150))
    [page] = ocr.read(folder / "page.png", CONFIG)
    return page


def test_ink_a_tenth_as_dark_is_read_and_the_page_called_faded(paper: np.ndarray, tmp_path: Path):
    page = read(238 - (255 - paper) / 10, tmp_path)

    assert "faded" in page.warnings
    assert "blank" not in page.warnings
    assert "CỘNG HÒA" in page.text or "Độc lập" in page.text


def test_grainy_paper_without_ink_is_still_blank(paper: np.ndarray, tmp_path: Path):
    page = read(np.full_like(paper, 238), tmp_path)

    assert "blank" in page.warnings
    assert page.words == ()
