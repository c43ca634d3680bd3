"""The legal shares, and what is wrong with a file that does not hold them."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest
import yaml

from pipelines.errors import ConfigError
from pipelines.model import Level
from pipelines.targets import TargetError, load_targets

CONFIG = Path(__file__).resolve().parents[2] / "config" / "targets.yaml"


@pytest.mark.parametrize(
    ("year", "central", "province", "district", "commune"),
    [
        (2021, 40, 30, 20, 15),
        (2022, 100, 50, 40, 35),
        (2023, 100, 70, 60, 55),
        (2024, 100, 90, 80, 75),
        (2025, 100, 100, 100, 100),
        (2026, 100, 100, 100, 100),
        (2040, 100, 100, 100, 100),
    ],
)
def test_shares_are_those_of_decision_468_and_decree_45(year, central, province, district, commune):
    """By hand: 40/30/20/15, then central done and 20 points a year for the others, all done by the end of 2025."""
    targets = load_targets(CONFIG)
    assert [targets.target(level, year).percent for level in Level] == [central, province, district, commune]


def test_every_share_names_the_text_it_comes_from():
    targets = load_targets(CONFIG)
    for level in Level:
        for year in range(2021, 2030):
            assert ("468/QĐ-TTg" in targets.target(level, year).source) != ("45/2020/NĐ-CP" in targets.target(level, year).source)
    assert "45/2020" in targets.target(Level.COMMUNE, 2025).source
    assert "468" in targets.target(Level.PROVINCE, 2025).source


def test_only_years_after_the_deadline_are_overdue():
    targets = load_targets(CONFIG)
    assert targets.deadline == dt.date(2025, 12, 31)
    assert [targets.target(Level.COMMUNE, year).overdue for year in (2021, 2025, 2026)] == [False, False, True]


def test_a_year_before_the_first_has_no_target_and_says_from_when():
    with pytest.raises(TargetError) as caught:
        load_targets(CONFIG).target(Level.COMMUNE, 2020)
    assert "2021" in caught.value.message
    assert "2021" in caught.value.message_en
    assert pickle.loads(pickle.dumps(caught.value)).first == 2021


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda c: c["steps"][1].update(year=2023), "2022"),
        (lambda c: c["steps"].pop(), "2025"),
        (lambda c: c.pop("deadline"), "deadline"),
        (lambda c: c["steps"][0]["percent"].pop("commune"), "commune"),
        (lambda c: c["steps"][0]["percent"].update(comune=15), "did you mean 'commune'"),
        (lambda c: c["steps"][0]["percent"].update(commune=101), "commune"),
        (lambda c: c["steps"][0]["percent"].update(commune="15 %"), "commune"),
        (lambda c: c["steps"][0]["percent"].update(commune=True), "commune"),
        (lambda c: c["steps"][2]["percent"].update(commune=34), "below the year before"),
        (lambda c: c["steps"][0].pop("source"), "source"),
        (lambda c: c["deadline"].update(date="31/12/2025"), "date"),
        (lambda c: c.update(steps=[]), "steps"),
        (lambda c: c.update(setps=[]), "did you mean 'steps'"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_place(tmp_path, damage, said):
    content = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    damage(content)
    file = tmp_path / "targets.yaml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_targets(file)
    assert str(file) in str(caught.value)
    assert said in str(caught.value)
