"""
Whole papers of every type with their truth, made apart from everything that extraction was built, tuned or calibrated on.

Forms are drawn after law and circulars of different years, with their own words, people, places, faces and damage; nothing
is shared with ``pipelines/samples`` or ``config/document_types``. Run: ``python -m benchmarks.documents FOLDER --count 200
--seed 7001``. Sets for looking at errors and sets for judging have different seeds, and no set for judging is looked into.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import img2pdf
import numpy as np
from PIL import Image

from benchmarks import damage
from benchmarks.damage import Array
from benchmarks.documents import foreign, wear
from benchmarks.documents.forms import LAYOUTS, OTHER, Layout
from benchmarks.documents.paper import Paper
from benchmarks.documents.pieces import Style

TYPES = tuple(kind for kind in LAYOUTS if kind != OTHER)
CONDITIONS = tuple(wear.WAYS)
_FACES = ("times",) * 12 + (
    "serif",
    "serif",
    "wide serif",
    "wide serif",
    "helvetica",
    "helvetica",
    "sans",
    "narrow",
    "sans display",
)
_FILLED = ("times",) * 8 + ("helvetica", "helvetica", "sans", "sans display", "narrow", "serif", "wide serif", "display")


def write(
    folder: Path, count: int, seed: int, types: Sequence[str] = (), conditions: Sequence[str] = (), start: int = 0
) -> list[Path]:
    """
    *count* papers into *folder*, the same for the same *seed*; their paths. Types take turns, one paper in 20 is of none.

    Beside NAME.EXT lies NAME.EXT.truth.json: ``document_type`` ("other" for a foreign paper), ``pages``, ``fields``, ``text``
    (a string a page), ``condition``, ``handwritten`` (the whole form is) and ``handwritten_fields``. *types* and *conditions*
    keep to some of TYPES (and "other") and CONDITIONS; KeyError for an unknown one. *start* leaves out the first papers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*types, *conditions):
        _ = LAYOUTS[name] if name in types else wear.WAYS[name]
    return [_one(folder, number, seed, tuple(types), tuple(conditions)) for number in range(start, start + count)]


def _one(folder: Path, number: int, seed: int, types: tuple[str, ...], conditions: tuple[str, ...]) -> Path:
    rng = random.Random(f"documents/{seed}/{number}")
    kind, condition, layout, filling = drawn(number, seed, types, conditions)
    style = _style(rng, kind, condition, filling)
    paper = Paper(kind, rng, style, layout.size)
    layout.draw(paper)
    pictures = [_damaged(np.asarray(leaf.image), condition, paper, rng) for leaf in paper.leaves]
    path = _saved(folder / f"{number + 1:04d}_{kind}", pictures, condition, rng, colour=style.colour)
    foreign = kind == OTHER
    truth = {
        "document_type": kind,
        "pages": len(pictures),
        "fields": {} if foreign else paper.fields,
        "text": [leaf.truth() for leaf in paper.leaves],
        "condition": condition,
        "handwritten": filling == "hand",
        "handwritten_fields": [] if foreign else sorted(paper.written & paper.fields.keys()),
    }
    Path(f"{path}.truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def drawn(number: int, seed: int, types: tuple[str, ...], conditions: tuple[str, ...]) -> tuple[str, str, Layout, str]:
    """Type, condition, layout and filling, which go together, of paper *number* of the set *seed*."""
    rng = random.Random(f"drawn/{seed}/{number}")
    if types:
        kind = types[number % len(types)]
    elif number % 20 == 10:
        kind = OTHER
    else:
        turn = number - (number + 9) // 20
        order = list(TYPES)
        random.Random(f"types/{seed}/{turn // len(TYPES)}").shuffle(order)
        kind = order[turn % len(TYPES)]
    need = {"by hand": "hand", "typewriter": "typed"}
    open_to = [
        name
        for name in (conditions or CONDITIONS)
        if name not in need or any(need[name] in layout.ways for layout in LAYOUTS[kind])
    ]
    if not open_to:
        open_to = ["clean 300 dpi"]
    condition = rng.choices(open_to, [wear.WAYS[name][0] for name in open_to])[0]
    way = need.get(condition, "printed")
    fitting = [layout for layout in LAYOUTS[kind] if way in layout.ways] or list(LAYOUTS[kind])
    layout = rng.choice(fitting)
    return kind, condition, layout, way if way in layout.ways else "printed"


def _style(rng: random.Random, kind: str, condition: str, filling: str) -> Style:
    letter = kind in {"decision", "official_letter", OTHER}
    face = rng.choice(_FACES)
    if filling == "typed" and (letter or rng.random() < 0.3):
        face = rng.choice(("typewriter", "thin typewriter"))
    leaders = {
        "hand": ("dots", "dots", "dots", "rule"),
        "typed": ("dots", "dots", "rule", "none"),
        "printed": ("none", "none", "none", "dots", "rule"),
    }
    colour = condition in wear.COLOURED or (
        not condition.startswith("1-bit") and condition != "photocopy" and rng.random() < 0.55
    )
    seal = "name" if "seal on name" in condition else rng.choice(("aside", "aside", "aside", "aside", "none"))
    style = Style(
        face,
        rng.uniform(12.2, 14.2),
        filling,
        rng.choice(_FILLED),
        rng.choice((0, 0, 0, 0, 1, 1, 2)),
        rng.choice(leaders[filling]),
        rng.uniform(1.22, 1.5) if letter else rng.uniform(1.28, 1.8),
        filling != "hand" and rng.random() < (0.35 if letter else 0.08),
        seal,
        colour,
    )
    if "typewriter" in face:
        return replace(style, value_face=face, value_cut=0)
    return replace(style, value_face=face, value_cut=0) if letter else style


def _damaged(page: Array, condition: str, paper: Paper, rng: random.Random) -> Array:
    gray = not paper.style.colour and condition != "faded"
    if gray:
        page = np.asarray(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY))
    if condition == "bleed-through":
        back = Paper(OTHER, rng, replace(paper.style, seal="none", filling="printed"), paper.size)
        foreign.report(back)
        page = damage.shown_through(page, np.asarray(back.leaves[0].image.convert("L" if gray else "RGB")), rng)
    if condition not in {"skewed", "phone photo"} and rng.random() < 0.6:
        page = wear.leaning(page, rng, 0.05, 0.3 if condition.startswith("clean") else 0.8)
    if condition == "by hand" and rng.random() < 0.3:
        return wear.black_and_white(page, rng, 300)
    return wear.WAYS[condition][2](page, rng)


def _saved(stem: Path, pictures: list[Array], condition: str, rng: random.Random, *, colour: bool) -> Path:
    dpi = wear.WAYS[condition][1]
    images = [_image(picture, colour=colour) for picture in pictures]
    if any(image.mode != "1" for image in images):
        # A blank back of a gray scan is gray too: a file has one kind of picture.
        images = [image if image.mode != "1" else image.convert("L") for image in images]
    one_bit = all(image.mode == "1" for image in images)
    if condition == "photocopy" and one_bit:
        dpi = 200
    if condition in {"phone photo", "jpeg"} and len(images) == 1:
        kind = "jpg"
    elif len(images) > 1:
        kind = rng.choice(("pdf", "pdf", "pdf", "tif"))
    else:
        kind = rng.choice(("pdf", "pdf", "tif", "png") if one_bit else ("pdf", "pdf", "pdf", "jpg", "jpg", "jpg", "tif", "png"))
    quality = rng.randint(10, 30) if condition == "jpeg" else rng.randint(78, 92)
    path = stem.with_name(f"{stem.name}.{kind}")
    if kind == "pdf":
        held = []
        for image in images:
            page = io.BytesIO()
            if image.mode == "1":
                image.save(page, "TIFF", dpi=(dpi, dpi), compression="group4")
            else:
                image.save(page, "JPEG", dpi=(dpi, dpi), quality=quality)
            held.append(page.getvalue())
        path.write_bytes(img2pdf.convert(held, nodate=True, engine=img2pdf.Engine.internal))
    elif kind == "tif":
        how: dict[str, Any] = {"compression": "group4"} if one_bit else {"compression": "jpeg", "quality": quality}
        images[0].save(path, dpi=(dpi, dpi), save_all=True, append_images=images[1:], **how)
    elif kind == "jpg":
        images[0].save(path, dpi=(dpi, dpi), quality=quality)
    else:
        images[0].save(path, dpi=(dpi, dpi), compress_level=3)
    return path


def _image(picture: Array, *, colour: bool) -> Image.Image:
    """In one bit where there is black and white alone, in gray where the scanner saw no colours."""
    if picture.ndim == 3 and not colour:
        picture = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    image = Image.fromarray(picture)
    sparse = picture.ndim == 2 and np.isin(picture[::7, ::7], (0, 255)).all()
    return image.convert("1") if sparse and np.isin(picture, (0, 255)).all() else image
