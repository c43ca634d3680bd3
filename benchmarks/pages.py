"""
Pages for the benchmark: one of each kind of damage, with what is printed on them.

Made apart from ``pipelines/samples`` and sharing nothing with it, so that a recogniser tuned on those is judged on other
words, faces, layouts and damage. Seeds below 1000 are for developing, from 5000 on for testing.
Run: ``python -m benchmarks.pages FOLDER --seed 1``.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import img2pdf
import numpy as np
from PIL import Image

from benchmarks import damage, layouts
from benchmarks.damage import Array
from benchmarks.sheet import DPI, Sheet

CONDITIONS = (
    "clean", "skew", "noise", "faded", "yellowed", "rotated", "typewriter", "table", "form_by_hand", "photocopy",
    "seal_over_text", "one_bit_seal", "several", "low_dpi", "bleed_through", "phone", "blurred", "jpeg", "punched",
    "small_print", "half_empty",
)  # fmt: skip


def write(folder: Path, seed: int, each: int = 2, conditions: tuple[str, ...] = CONDITIONS) -> list[Path]:
    """
    *each* pages of every kind of damage into *folder*, the same for the same *seed*; their paths.

    Beside NAME.EXT lies NAME.EXT.truth.json: ``text`` (one string a page, rows as printed), ``condition``, ``signer``,
    ``turn`` (degrees clockwise that set the page upright) and ``lean`` (degrees that the text leans anticlockwise).
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for condition in conditions:
        for number in range(each):
            rng = random.Random(f"{seed}/{condition}/{number}")
            name = f"{CONDITIONS.index(condition) + 1:02d}_{condition}_{number + 1}"
            made.append(_page(folder, name, condition, number, rng))
    return made


def _page(folder: Path, name: str, condition: str, number: int, rng: random.Random) -> Path:
    colour = condition in {"yellowed", "phone", "seal_over_text", "several"} or rng.random() < 0.5
    # Black seals over names are a kind of damage of their own: pages scanned in gray have none, and clean pages none at all.
    seal = condition in {"one_bit_seal", "photocopy"} or (colour and condition != "clean")
    sheet = _printed(condition, number, rng, seal=seal)
    picture, turn, lean = np.asarray(sheet.image), 0, 0.0
    if condition in {"skew", "several"}:
        lean = rng.choice((-1, 1)) * rng.uniform(1.2, 4.8)
        picture = damage.skewed(picture, lean)
    if condition == "rotated":
        turn = (90, 180, 270)[(number + rng.randint(0, 2)) % 3]
        picture = np.ascontiguousarray(np.rot90(picture, turn // 90))
    dpi = DPI
    if condition == "low_dpi":
        dpi = rng.choice((110, 130, 150))
    if condition == "one_bit_seal":
        dpi = 200
    picture = _DAMAGE.get(condition, damage.scanned)(picture, rng)
    if dpi != DPI and condition != "one_bit_seal":
        picture = damage.resized(picture, dpi / DPI)
    kind = {"one_bit_seal": ("pdf", "tif")[number % 2], "phone": "jpg", "jpeg": "jpg"}.get(
        condition, ("pdf", "jpg", "png", "tif")[rng.randint(0, 3)]
    )
    quality = rng.randint(9, 17) if condition == "jpeg" else 88
    path = _saved(folder / f"{name}.{kind}", picture, dpi, colour=colour, quality=quality)
    said = {
        "text": [sheet.truth()],
        "pages": 1,
        "condition": condition,
        "signer": sheet.signer,
        "turn": turn,
        "lean": round(lean, 2),
    }
    Path(f"{path}.truth.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _printed(condition: str, number: int, rng: random.Random, *, seal: bool) -> Sheet:
    face, points = rng.choice(("times", "times", "noto", "dejavu")), rng.uniform(12.5, 14)
    if face != "times":
        points -= 1.5
    if condition == "typewriter":
        return layouts.letter(rng, rng.choice(("typewriter", "thin typewriter")), rng.uniform(10.5, 11.5), seal=seal)
    if condition == "half_empty":
        return layouts.certificate(rng, face, points, seal=seal)
    if condition == "form_by_hand":
        return layouts.form(rng, face, points, by_hand=True, seal=seal)
    if condition in {"table", "small_print", "seal_over_text"} or number % 2 == 0:
        more = {
            "table": condition == "table",
            "small": condition == "small_print",
            "seals_on_text": condition == "seal_over_text",
        }
        return layouts.letter(rng, face, points, seal=seal, **more)
    return layouts.form(rng, face, points, leaders=rng.random() < 0.6, seal=seal)


def _several(page: Array, rng: random.Random) -> Array:
    if rng.random() < 0.5:
        pale = damage.faded(page, rng) // 2 + page // 2
        return damage.noisy(damage.yellowed(pale, rng), rng)
    back = np.asarray(layouts.letter(rng, "times", 13).image)
    return damage.blurred(damage.yellowed(damage.shown_through(page, back, rng), rng), rng)


def _bleeding(page: Array, rng: random.Random) -> Array:
    back = np.asarray(layouts.letter(rng, rng.choice(("times", "noto")), 13).image)
    return damage.scanned(damage.shown_through(page, back, rng), rng)


_DAMAGE: dict[str, Callable[[Array, random.Random], Array]] = {
    "noise": damage.noisy,
    "faded": damage.faded,
    "yellowed": damage.yellowed,
    "photocopy": damage.photocopied,
    "one_bit_seal": lambda page, rng: damage.one_bit(damage.scanned(page, rng), 200 / DPI, rng.randint(120, 185)),
    "several": _several,
    "bleed_through": _bleeding,
    "phone": damage.photographed,
    "blurred": damage.blurred,
    "punched": damage.punched,
}


def _saved(path: Path, picture: Array, dpi: int, *, colour: bool, quality: int) -> Path:
    if not colour and picture.ndim == 3:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    image = Image.fromarray(picture)
    if picture.ndim == 2 and np.isin(picture, (0, 255)).all():
        image = image.convert("1")
    if path.suffix == ".jpg":
        image.save(path, dpi=(dpi, dpi), quality=quality)
    elif path.suffix == ".pdf":
        held = io.BytesIO()
        if image.mode == "1":
            image.save(held, "TIFF", dpi=(dpi, dpi), compression="group4")
        else:
            image.save(held, "JPEG", dpi=(dpi, dpi), quality=quality)
        path.write_bytes(img2pdf.convert(held.getvalue(), nodate=True))
    else:
        more = {"compression": "group4" if image.mode == "1" else "tiff_lzw"} if path.suffix == ".tif" else {}
        image.save(path, dpi=(dpi, dpi), **more)
    return path


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=2, help="pages of every kind of damage")
    parser.add_argument("--only", default=",".join(CONDITIONS), help="kinds, with commas between")
    given = parser.parse_args()
    made = write(given.folder, given.seed, given.each, tuple(given.only.split(",")))
    print(f"{len(made)} pages in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
