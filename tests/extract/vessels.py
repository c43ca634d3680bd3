"""Invented registrations of fishing vessels: a kind of paper that the house does not know, drawn from the common parts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

from pipelines.samples import blocks, fonts, offices, places
from pipelines.samples.forms import Form
from pipelines.samples.paper import Look, Paper

HULLS = {"wood": "Gỗ", "steel": "Thép", "composite": "Composite"}


def vessel(folder: Path, seed: int, built_in: int | None = None) -> tuple[Path, dict[str, Any]]:
    """A clean scan and what it says."""
    rng = Random(seed)
    look = Look(fonts.families("serif")[0], fonts.families("serif")[0], fonts.families("serif")[0])
    paper = Paper(look, rng)
    on = dt.date(2012 + seed, 3, 10 + seed)
    unit = places.commune(rng, on).province
    office = offices.committee(rng, unit)
    owner, signer, hull = blocks.official(rng, on), blocks.official(rng, on), rng.choice(sorted(HULLS))
    said: dict[str, Any] = {
        "document_number": f"{120 + seed}/GCN-UBND",
        "issue_date": on.isoformat(),
        "issuing_agency": office.name,
        "signer_name": signer,
        "owner_full_name": owner,
        "vessel_number": f"KH-{90210 + seed}-TS",
        "built_in": str(built_in or on.year - 3),
        "hull": hull,
    }
    number, symbol = said["document_number"].split("/")
    dated = blocks.date_line(paper, office.place, on)
    blocks.header(paper, office.header, blocks.number_line(paper, number, f"/{symbol}"), dated)
    blocks.title(paper, "GIẤY CHỨNG NHẬN", "ĐĂNG KÝ TÀU CÁ", sizes=(16,), rule=False)
    form = Form(paper, dotted=seed % 2 == 0, label=paper.style("print"), value=paper.style("print"))
    form.row(("Chủ tàu:", owner, "owner_full_name"))
    form.row(("Số đăng ký:", said["vessel_number"], "vessel_number"), ("Công dụng:", "Nghề câu", None))
    form.row(("Năm đóng:", said["built_in"], "built_in"), ("Vật liệu vỏ:", HULLS[hull], "hull"))
    form.row(("Máy chính:", "Một máy", None))
    blocks.signer(paper, ("CHỦ TỊCH",), signer, office)
    file = folder / f"vessel{seed}.png"
    folder.mkdir(parents=True, exist_ok=True)
    paper.pages[0].resize((1654, 2339)).save(file, dpi=(200, 200))
    return file, said
