"""The registry on both databases: publishing, finding, counting."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from pipelines.errors import DocumentProblem
from pipelines.load import count_loaded, documents, lookup, publish, revoke
from pipelines.load.tables import conversions, outbox, results
from pipelines.model import Level

T0 = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_what_was_published_is_found_again_exactly(engine, paper):
    fields = {
        "document_number": "25/QĐ-TTg",
        "issue_date": "1933",
        "capital_vnd": 10**15,
        "floor_area_m2": 214.1,
        "term": None,
        "ten": "Ấ",
    }
    given = paper(fields=fields, dossier_code="H14.12-200520-0001", result_code="H14.12-200520-0001-KQ1", owner_id="001087123456")
    held = publish(engine, given, T0)
    assert held == dataclasses.replace(given, loaded_at=T0)
    assert lookup(engine, "D-1") == (held,)


def test_publishing_twice_changes_nothing_and_tells_nobody_twice(engine, paper, events):
    first = publish(engine, paper(), T0)
    assert publish(engine, paper(), T0 + HOUR) == first
    assert publish(engine, first, T0 + 2 * HOUR) == first
    assert events() == [("published", "D-1", 1)]


def test_a_correction_is_a_new_version_but_counts_from_the_first_day(engine, paper, events):
    publish(engine, paper(), T0)
    held = publish(engine, paper(fields={"document_number": "09/QĐ-UBND"}, file_sha256="c" * 64), T0 + HOUR)
    assert (held.fields["document_number"], held.file_sha256, held.loaded_at) == ("09/QĐ-UBND", "c" * 64, T0)
    assert events() == [("published", "D-1", 1), ("published", "D-1", 2)]
    assert lookup(engine, "08/QĐ-UBND") == ()
    assert lookup(engine, "9/QĐ-UBND") == (held,)


def test_a_corrected_conversion_is_kept_too(engine, paper):
    publish(engine, paper(), T0)
    counted = dataclasses.replace(paper().conversion, sheets=7)
    assert publish(engine, paper(conversion=counted), T0 + HOUR).conversion == counted


def test_a_revoked_result_is_neither_changed_nor_revived_by_publishing(engine, paper, events):
    publish(engine, paper(), T0)
    revoked = revoke(engine, "D-1", "Cấp sai", "can.bo", T0 + HOUR)
    assert publish(engine, paper(), T0 + 2 * HOUR) == revoked
    assert publish(engine, paper(fields={"document_number": "99"}), T0 + 3 * HOUR) == revoked
    assert events() == [("published", "D-1", 1), ("revoked", "D-1", 1)]


def test_workers_that_publish_the_same_paper_at_once_leave_one_row_and_one_event(engine, paper, events):
    with ThreadPoolExecutor(4) as pool:
        held = list(pool.map(lambda k: publish(engine, paper(), T0 + k * HOUR), range(8)))
    assert len(set(map(repr, held))) == 1
    assert events() == [("published", "D-1", 1)]


def test_a_failure_half_way_leaves_nothing(engine, paper, events):
    publish(engine, paper("D-1"), T0)
    stolen = dataclasses.replace(paper("D-2").conversion, serial="D-1")
    with pytest.raises(sa.exc.IntegrityError):
        publish(engine, paper("D-2", conversion=stolen), T0)
    assert lookup(engine, "D-2") == ()
    assert [d for d, _, _ in documents(engine)] == ["D-1"]
    assert events() == [("published", "D-1", 1)]


def test_the_outbox_says_nothing_about_people(engine, paper):
    secret = {"full_name": "Trần Thị Thử", "personal_id": "001187000001", "document_number": "08/QĐ-UBND"}
    held = paper(fields=secret, owner_id="001187000001", paper_code="001187000001.KQ.G15.000031", dossier_code="H14-200520-0001")
    publish(engine, held, T0)
    revoke(engine, "D-1", "Người tên Trần Thị Thử khai sai", "can.bo", T0 + HOUR)
    with engine.connect() as connection:
        payloads = json.dumps([row.payload for row in connection.execute(sa.select(outbox))], ensure_ascii=False)
    assert "D-1" not in payloads
    for word in ("Trần", "001187000001", "08/QĐ", "200520", "khai sai"):
        assert word not in payloads
    assert payloads.count("birth_certificate") == 2


def test_papers_of_one_dossier_get_their_ordinals_in_order_and_keep_them(engine, paper):
    dossier = "H14.12-200520-0001"
    held = [publish(engine, paper(f"D-{k}", dossier_code=dossier), T0 + k * HOUR) for k in range(3)]
    assert [r.result_code for r in held] == [f"{dossier}-KQ{n}" for n in (1, 2, 3)]
    revoke(engine, "D-1", "Cấp sai", "can.bo", T0 + 5 * HOUR)
    assert (
        publish(engine, paper("D-0", dossier_code=dossier, file_sha256="c" * 64), T0 + 6 * HOUR).result_code == f"{dossier}-KQ1"
    )
    assert publish(engine, paper("D-2", dossier_code=dossier), T0 + 6 * HOUR) == held[2]
    assert publish(engine, paper("D-4", dossier_code=dossier), T0 + 7 * HOUR).result_code == f"{dossier}-KQ4"
    assert publish(engine, paper("D-5", dossier_code="H14.12-200520-0002"), T0).result_code == "H14.12-200520-0002-KQ1"


def test_workers_that_load_one_dossier_at_once_give_every_paper_its_own_ordinal(engine, paper):
    dossier = "H14.12-200520-0001"
    with ThreadPoolExecutor(4) as pool:
        held = list(pool.map(lambda k: publish(engine, paper(f"D-{k}", dossier_code=dossier), T0), range(8)))
    assert sorted(r.result_code for r in held) == [f"{dossier}-KQ{n}" for n in range(1, 9)]


@pytest.mark.parametrize("dossier", [None, "H14.12-200230-0001", "hồ sơ số 5"])
def test_without_a_good_dossier_code_there_is_no_result_code(engine, paper, dossier):
    assert publish(engine, paper(dossier_code=dossier), T0).result_code is None


def test_a_result_code_that_another_paper_has_sets_the_second_paper_aside(engine, paper):
    publish(engine, paper("D-1", result_code="H14.12-200520-0001-KQ(1)"), T0)
    with pytest.raises(DocumentProblem) as caught:
        publish(engine, paper("D-2", result_code="H14.12-200520-0001-KQ1"), T0)
    assert caught.value.code == "result_code_taken"
    assert [d for d, _, _ in documents(engine)] == ["D-1"]


@pytest.mark.parametrize(
    "code",
    [
        "D-1",
        " d-1 ",
        "H14.12-200520-0001-KQ1",
        "h14.12-200520-0001-kq(1)",
        "H14.12-200520-0001",
        "001087123456.KQ.G15.000031",
        "25/QĐ-TTg",
        "25/qđ-ttg",
        "Số: 25 / QĐ – TTg",
        "001087123456",
        "0010 8712 3456",
    ],
)
def test_a_paper_is_found_by_every_code_it_has(engine, code, paper):
    held = publish(
        engine,
        paper(
            fields={"document_number": "25/QĐ-TTg", "full_name": "Trần Thị Thử"},
            dossier_code="H14.12-200520-0001",
            result_code="H14.12-200520-0001-KQ1",
            owner_id="001087123456",
            paper_code="001087123456.KQ.G15.000031",
        ),
        T0,
    )
    publish(engine, paper("D-2", fields={"document_number": "26/QĐ-TTg"}), T0)
    assert lookup(engine, code) == (held,)


def test_either_spouse_finds_the_marriage_certificate(engine, paper):
    fields = {"wife_personal_id": "001187000001", "husband_personal_id": "001085000002"}
    held = publish(engine, paper(document_type="marriage_certificate", fields=fields), T0)
    assert lookup(engine, "001187000001") == lookup(engine, "001085000002") == (held,)


def test_papers_that_share_a_code_come_newest_first(engine, paper):
    for k in range(3):
        publish(engine, paper(f"D-{k}", owner_id="001087123456", paper_code="001087123456.KQ.G15.000031"), T0 + k * HOUR)
    assert [r.document_id for r in lookup(engine, "001087123456.KQ.G15.000031")] == ["D-2", "D-1", "D-0"]
    assert [r.document_id for r in lookup(engine, "001087123456.KQ.G15.000031", limit=2)] == ["D-2", "D-1"]


@pytest.mark.parametrize("code", ["", "   ", "%", "_", "' OR 1=1 --", "Trần Thị Thử", "KQ", "None"])
def test_what_is_no_code_finds_nothing(engine, code, paper):
    publish(engine, paper(), T0)
    publish(engine, paper("D-2", fields={}), T0)
    assert lookup(engine, code) == ()


def test_counts_follow_unit_level_and_type_and_leave_out_the_revoked(engine, paper):
    publish(engine, paper("D-1"), T0)
    publish(engine, paper("D-2"), T0 + HOUR)
    publish(engine, paper("D-3", unit=None, level=None), T0 + HOUR)
    publish(engine, paper("D-4", document_type="decision", level=Level.PROVINCE, unit="01"), T0)
    revoke(engine, "D-2", "Trùng", "can.bo", T0 + 5 * HOUR)
    assert count_loaded(engine) == {
        ("01234", Level.COMMUNE, "birth_certificate"): 1,
        (None, None, "birth_certificate"): 1,
        ("01", Level.PROVINCE, "decision"): 1,
    }


def test_figures_of_a_past_moment_stay_what_they_were(engine, paper):
    publish(engine, paper("D-1"), T0)
    publish(engine, paper("D-2"), T0 + 2 * HOUR)
    assert sum(count_loaded(engine, T0).values()) == 0
    assert sum(count_loaded(engine, T0 + HOUR).values()) == 1
    revoke(engine, "D-1", "Trùng", "can.bo", T0 + 5 * HOUR)
    assert sum(count_loaded(engine, T0 + HOUR).values()) == 1
    assert sum(count_loaded(engine, T0 + 6 * HOUR).values()) == 1
    hanoi = dt.timezone(7 * HOUR)
    assert sum(count_loaded(engine, (T0 + HOUR).astimezone(hanoi)).values()) == 1


def test_the_audit_sees_every_document_once_across_pages(engine, monkeypatch, paper):
    monkeypatch.setattr("pipelines.load.registry._CHUNK", 3)
    names = [f"D-{k:02}" for k in range(7)]
    for name in reversed(names):
        publish(engine, paper(name), T0)
    revoke(engine, "D-03", "Trùng", "can.bo", T0 + HOUR)
    assert list(documents(engine)) == [(n, f"results/{n}.pdf", "b" * 64) for n in names]


@pytest.mark.parametrize("value", ["xin\0chào", "nửa \ud83d đôi", float("nan"), float("inf")])
def test_a_value_that_cannot_be_stored_sets_the_paper_aside_with_its_place(engine, value, paper):
    with pytest.raises(DocumentProblem) as caught:
        publish(engine, paper(fields={"subject": value}), T0)
    assert caught.value.code == "unstorable_value"
    assert "subject" in caught.value.message
    assert list(documents(engine)) == []


def test_a_moment_without_a_time_zone_is_refused(engine, paper):
    with pytest.raises((ValueError, sa.exc.StatementError)):
        publish(engine, paper(), T0.replace(tzinfo=None))
    assert list(documents(engine)) == []


def test_look_up_by_any_code_uses_an_index(engine):
    searched = {
        "results": {"document_number_key", "owner_id", "dossier_code", "result_code", "paper_code"},
        "conversions": {"serial", "original_sha256"},
        "result_persons": {"personal_id"},
    }
    inspector = sa.inspect(engine)
    for table, columns in searched.items():
        led = {i["column_names"][0] for i in inspector.get_indexes(table)}
        led |= {u["column_names"][0] for u in inspector.get_unique_constraints(table)}
        assert columns <= led
    assert {c.name for c in results.c} >= searched["results"]
    assert {c.name for c in conversions.c} >= searched["conversions"]
