"""lots, quality and the blind keying on the command line: what programs read, and how the commands end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.flow import desk, quality
from pipelines.services import Services
from tests.delivery import Ended, sohoa
from tests.flow.papers_at_the_desk import VALUES, accepted, checked_by_rules, house, received


def run(services: Services, *arguments: str, actor: str = "An") -> Ended:
    return sohoa(services.settings.home, *arguments, SOHOA_CONFIG=str(services.settings.config), SOHOA_ACTOR=actor)


def test_a_lot_from_opening_to_refusal_to_acceptance(tmp_path: Path):
    services = house(tmp_path, sample={"share": 0})
    accepted(services, 8)
    assert run(services, "lots", "open").returncode == 0
    assert run(services, "lots", "open").returncode == 1, "nothing is left to make a lot of"
    [lot] = json.loads(run(services, "lots", "list", "--json").stdout)
    assert (lot["plan"]["size"], lot["plan"]["sample"], lot["plan"]["accept"], lot["plan"]["reject"]) == (8, 8, 0, 1)
    assert (lot["state"], lot["verdict"], lot["plan"]["severity"]) == ("open", None, "normal")
    unfinished = run(services, "lots", "judge", lot["id"])
    assert (unfinished.returncode, "còn 8 văn bản" in unfinished.stderr) == (1, True)

    first, *others = [
        one["id"] for one in json.loads(run(services, "lots", "show", lot["id"], "--json").stdout)["sample_documents"]
    ]
    assert run(services, "review", "reject", first, "--reason", "mất trang").returncode == 0
    refused = run(services, "lots", "judge", lot["id"], "--json")
    assert (refused.returncode, json.loads(refused.stdout)["state"]) == (1, "rejected")
    assert run(services, "lots", "again", lot["id"]).returncode == 1
    for other in others:
        assert run(services, "review", "accept", other, actor="Bình").returncode == 0
    again = json.loads(run(services, "lots", "again", lot["id"], "--json").stdout)
    for other in others:
        assert run(services, "review", "accept", other, actor="Chi").returncode == 0
    assert run(services, "lots", "judge", again["id"]).returncode == 0
    table = run(services, "lots", "list").stdout
    assert "đã trình lại" in table
    assert "tightened II, AQL 1: n=7 Ac=0 Re=1" in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lots", "open", "--aql", "1.1"), "no plan of ISO 2859-1"),
        (("lots", "open", "--level", "IV"), "levels I, II, III"),
        (("lots", "open", "--batch", "none"), "no batch 'none'"),
        (("lots", "open", "--type", "decisoin"), "is no document type"),
        (("lots", "judge", "none"), "no lot 'none'"),
        (("review", "key", "none"), "no document 'none'"),
    ],
)
def test_what_cannot_be_is_a_matter_of_usage(tmp_path: Path, arguments: tuple[str, ...], said: str):
    ended = run(house(tmp_path, sample={"share": 0}), *arguments)
    assert (ended.returncode, said in ended.stderr) == (2, True), ended.stderr


def test_keying_shows_what_is_asked_and_no_value_and_keeps_it(tmp_path: Path):
    services = house(tmp_path, sample={"share": 0}, double_keying={"decision": "all"})
    [document] = received(services, 1)
    checked_by_rules(services)
    assert json.loads(run(services, "review", "keying", "--json").stdout) == [{"id": document, "document_type": "decision"}]
    asked = run(services, "review", "key", document)
    assert all(name in asked.stdout for name in ("document_number", "issue_date", "issuing_agency", "signer_name"))
    shown = run(services, "review", "show", document, "--json")
    for said in (asked.stdout, shown.stdout):
        assert str(VALUES["signer_name"]) not in said
        assert str(VALUES["document_number"]) not in said

    values = [f"--set={name}={VALUES[name]}" for name in ("document_number", "issue_date", "issuing_agency")]
    assert run(services, "review", "key", document, *values).returncode == 1, "a field is missing"
    assert run(services, "review", "key", document, *values, "--set", "signer_name=Lê Văn Thứ").returncode == 0
    assert run(services, "review", "key", document, actor="Bình").returncode == 0
    third = json.loads(run(services, "review", "key", document, "--json", actor="Bình").stdout)
    assert (third["turn"], sorted(third["fields"]["signer_name"])) == (3, ["Lê Văn Thứ", "Lê Văn Thử"])
    assert run(services, "review", "accept", document, actor="Bình").returncode == 1


def test_quality_ends_with_one_when_a_promise_is_broken(tmp_path: Path):
    services = house(tmp_path, sample={"share": 1})
    documents = received(services, 6)
    checked_by_rules(services)
    assert run(services, "quality").returncode == 0
    for document in documents[:3]:
        desk.accept(services.acting_as("An"), document)
    told = json.loads(run(services, "quality", "--json").stdout)
    assert told["alarms"] == []
    assert {(rate["field"], rate["checked"], rate["wrong"]) for rate in told["machine"]} >= {("signer_name", 3, 0)}
    for document in documents[3:]:
        desk.correct(services.acting_as("An"), document, {"signer_name": "Lê Văn Đúng"})
    ended = run(services, "quality")
    assert ended.returncode == 1
    assert "decision · signer_name" in ended.stdout
    assert quality.report(services.acting_as("Bình")).own.documents == 0
