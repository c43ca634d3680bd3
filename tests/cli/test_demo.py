"""The invented clerk of the demo types what a clerk would."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines import samples
from pipelines.cli import demo
from pipelines.flow import desk
from pipelines.services import open_services
from pipelines.settings import from_environment
from tests.delivery import sohoa


def test_the_clerk_types_what_differs_and_empties_what_the_paper_does_not_have():
    read = {"floor_area_m2": 56.2, "floors": 3, "holder_full_name": "Lê Văn Thử", "issue_place": "Huế"}
    truth = {"floor_area_m2": 56.02, "floors": 3, "holder_full_name": "Lê Văn Thứ"}

    assert demo._corrections(read, truth) == {"floor_area_m2": "56,02", "holder_full_name": "Lê Văn Thứ", "issue_place": ""}


def test_a_paper_that_the_clerk_settles_ends_with_the_values_of_the_paper(tmp_path: Path):
    folder, home = tmp_path / "scans", tmp_path / "home"
    [scan] = samples.write(folder, 1, types=["construction_permit"], conditions=["clean"], seed=3)
    truth = json.loads(Path(f"{scan}.truth.json").read_text(encoding="utf-8"))
    sohoa(home, "ingest", str(scan), "--batch", "b")
    sohoa(home, "run", "--batch", "b")
    services = open_services(from_environment({"SOHOA_HOME": str(home)}))
    waiting = desk.queue(services, "b")
    settled = demo._play_the_clerk(services, "b", folder)
    assert settled == len(waiting)
    sohoa(home, "run", "--batch", "b")

    [document] = services.ledger.documents(["loaded", "review"], batch_id="b")
    assert desk.case(services, document.id).values == truth["fields"]
