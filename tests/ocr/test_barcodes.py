"""Separator sheets are known again, however they went through the feeder."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from pipelines.errors import ConfigError
from pipelines.ingest import separator_sheets
from pipelines.ocr import load_config, page_image
from pipelines.ocr.recognition.barcodes import read_codes

CONFIG = load_config(Path(__file__).parents[2] / "config" / "ocr.yaml")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    file = tmp_path_factory.mktemp("sheets") / "sheets.pdf"
    file.write_bytes(separator_sheets("TEST/1", 2, ["TỜ PHÂN CÁCH"], "decision"))
    return page_image(file, 2, CONFIG).convert("L")


def one_bit_fax(image: Image.Image) -> Image.Image:
    return image.resize((image.width * 2 // 3, image.height * 2 // 3)).point(lambda v: 255 if v > 128 else 0)


def torn(image: Image.Image) -> Image.Image:
    out = image.copy()
    out.paste(230, (0, 0, out.width, round(0.52 * out.height)))
    return out


def dirty(image: Image.Image) -> Image.Image:
    noise = np.random.default_rng(7).normal(0, 35, (image.height, image.width))
    values = np.asarray(image.filter(ImageFilter.GaussianBlur(1.5)), float) * 0.6 + 70 + noise
    file = io.BytesIO()
    Image.fromarray(values.clip(0, 255).astype(np.uint8)).save(file, "JPEG", quality=40)
    return Image.open(file)


@pytest.mark.parametrize(
    "damage", [lambda i: i, lambda i: i.rotate(180), lambda i: i.rotate(93, expand=True, fillcolor=255), one_bit_fax, torn, dirty]
)
def test_a_separator_sheet_is_known_turned_torn_dirty_or_in_one_bit(sheet, damage):
    assert read_codes(np.asarray(damage(sheet))) == ("TEST/1/decision/2",)


def test_a_page_of_print_holds_no_symbol():
    assert read_codes(np.full((1754, 1240), 255, np.uint8)) == ()


def test_no_sheets_at_all_are_refused():
    with pytest.raises(ConfigError, match="1 or more"):
        separator_sheets("TEST/1", 0, ["x"])
