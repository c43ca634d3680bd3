"""Revocation keeps the result and says when it ceased to be valid."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
import sqlalchemy as sa

from pipelines.load import RegistryError, lookup, publish, revoke
from pipelines.load.tables import revocations

T0 = dt.datetime(2026, 3, 1, 2, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def register(engine):
    with engine.connect() as connection:
        columns = (revocations.c.document_id, revocations.c.revoked_at, revocations.c.actor, revocations.c.reason)
        return [tuple(row) for row in connection.execute(sa.select(*columns))]


def test_a_revoked_result_is_kept_marked_with_the_moment_and_found(engine, paper, events):
    publish(engine, paper(), T0)
    hanoi = (T0 + HOUR).astimezone(dt.timezone(7 * HOUR))
    revoked = revoke(engine, "D-1", " Cấp sai thẩm quyền ", "can.bo", hanoi)
    assert (revoked.revoked_at, revoked.revoked_reason) == (T0 + HOUR, "Cấp sai thẩm quyền")
    assert lookup(engine, "D-1") == (revoked,)
    assert register(engine) == [("D-1", T0 + HOUR, "can.bo", "Cấp sai thẩm quyền")]
    assert events() == [("published", "D-1", 1), ("revoked", "D-1", 1)]


def test_the_first_revocation_stands(engine, paper, events):
    publish(engine, paper(), T0)
    first = revoke(engine, "D-1", "Cấp sai", "can.bo", T0 + HOUR)
    assert revoke(engine, "D-1", "Lý do khác", "nguoi.khac", T0 + 2 * HOUR) == first
    assert len(register(engine)) == 1
    assert len(events()) == 2


@pytest.mark.parametrize("code", ["D-9", "", "%", "001087123456"])
def test_a_code_that_names_no_paper_revokes_nothing(engine, code, paper):
    publish(engine, paper(owner_id="001087123456"), T0)
    with pytest.raises(RegistryError) as caught:
        revoke(engine, code, "Cấp sai", "can.bo", T0)
    assert caught.value.code == "revoke_unknown"
    assert "001087123456" not in str(caught.value)
    assert register(engine) == []


def test_a_code_shared_by_several_papers_revokes_none_and_lists_them(engine, paper):
    shared = {"owner_id": "001087123456", "paper_code": "001087123456.KQ.G15.000031"}
    publish(engine, paper("D-1", **shared), T0)
    publish(engine, paper("D-2", **shared), T0 + HOUR)
    with pytest.raises(RegistryError) as caught:
        revoke(engine, shared["paper_code"], "Cấp sai", "can.bo", T0)
    assert caught.value.code == "revoke_ambiguous"
    assert caught.value.ids == ("D-2", "D-1")
    assert "D-2, D-1" in caught.value.message
    assert "001087123456" not in str(caught.value) + caught.value.message
    assert register(engine) == []
    assert pickle.loads(pickle.dumps(caught.value)).ids == ("D-2", "D-1")


def test_repeating_a_revocation_does_not_fall_on_the_paper_that_replaced_the_first(engine, paper):
    shared = {"owner_id": "001087123456", "paper_code": "001087123456.KQ.G15.000031"}
    publish(engine, paper("D-1", **shared), T0)
    revoke(engine, shared["paper_code"], "Cấp lại", "can.bo", T0 + HOUR)
    publish(engine, paper("D-2", **shared), T0 + 2 * HOUR)
    with pytest.raises(RegistryError) as caught:
        revoke(engine, shared["paper_code"], "Cấp lại", "can.bo", T0 + 3 * HOUR)
    assert caught.value.code == "revoke_ambiguous"
    assert [r.revoked_at for r in lookup(engine, "D-2")] == [None]


@pytest.mark.parametrize(("reason", "actor"), [("", "can.bo"), ("  ", "can.bo"), ("Cấp sai", " ")])
def test_nobody_revokes_without_a_reason_and_a_name(engine, reason, actor, paper):
    publish(engine, paper(), T0)
    with pytest.raises(RegistryError) as caught:
        revoke(engine, "D-1", reason, actor, T0)
    assert caught.value.code == "revoke_incomplete"
    assert lookup(engine, "D-1")[0].revoked_at is None


@pytest.mark.parametrize("statement", ["UPDATE revocations SET reason = 'x'", "DELETE FROM revocations"])
def test_the_register_of_revocations_refuses_change(engine, statement, paper):
    publish(engine, paper(), T0)
    revoke(engine, "D-1", "Cấp sai", "can.bo", T0 + HOUR)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert register(engine) == [("D-1", T0 + HOUR, "can.bo", "Cấp sai")]
