"""The same picture saved again is known; another paper of the same form is not taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from benchmarks import documents
from pipelines import ocr
from pipelines.ledger.parts import _SAME
from pipelines.model import Page

CONFIG = ocr.OcrConfig()
WAYS = {
    "JPEG of poor quality": ("jpg", {"quality": 40}, 1.0),
    "PNG at two thirds": ("png", {}, 0.67),
    "PDF": ("pdf", {"resolution": 200}, 1.0),
    "TIFF at half": ("tif", {}, 0.5),
}


def hash_of(file: Path, rotation: int = 0) -> int | None:
    found = ocr.likeness(file, Page(1, 9, 9, 200.0, rotation=rotation), CONFIG)
    return int.from_bytes(found) if found is not None else None


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Papers of one kind and layout, with other people in them; none of the set that the limits were chosen on."""
    asked = ("marriage_certificate",), ("clean 200 dpi",)
    by_layout: dict[str, list[int]] = {}
    for number in range(40):
        by_layout.setdefault(documents.drawn(number, 90210, *asked)[2].draw.__name__, []).append(number)
    numbers = max(by_layout.values(), key=len)[:5]
    folder = tmp_path_factory.mktemp("forms")
    return [documents.write(folder, 1, 90210, *asked, start=number)[0] for number in numbers]


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_saved_again_is_the_same_picture(forms: list[Path], way: str, tmp_path: Path):
    ending, options, scale = WAYS[way]
    for form in forms[:2]:
        gray = ocr.page_image(form, 1, CONFIG).convert("L")
        size = (round(gray.width * scale), round(gray.height * scale))
        gray.resize(size).save(tmp_path / f"again.{ending}", **options)
        before, after = hash_of(form), hash_of(tmp_path / f"again.{ending}")
        assert before is not None
        assert after is not None
        assert (before ^ after).bit_count() <= _SAME


def test_papers_of_one_form_with_other_people_in_them_are_not_the_same_picture(forms: list[Path]):
    hashes = [hash_of(form) for form in forms]
    assert len(hashes) == 5
    assert None not in hashes
    differ = [(one ^ other).bit_count() for at, one in enumerate(hashes) for other in hashes[:at]]
    assert min(differ) > 2 * _SAME


def test_a_nearly_blank_page_is_like_no_other(tmp_path: Path):
    Image.new("L", (1654, 2339), 250).save(tmp_path / "blank.png")
    assert hash_of(tmp_path / "blank.png") is None
