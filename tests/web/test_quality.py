"""The pages of the checks: lots that cannot be signed, blind keying that shows nothing, rates and rights."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pipelines.flow import desk, people, quality
from pipelines.ledger import Role
from pipelines.model import Stage
from pipelines.services import Services
from tests.flow.accepted_papers import run_here
from tests.flow.papers_at_the_desk import VALUES, accepted, checked_by_rules, house, received
from tests.web.desk_house import PASSWORD, Thread, told
from web import create_app

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
UNIT, OTHER = "22717", "01234"


def with_people(services: Services) -> Services:
    for login, role, unit in (
        ("kiem", Role.REVIEWER, "*"),
        ("duyet", Role.REVIEWER, "*"),
        ("quanly", Role.MANAGER, "*"),
        ("noikhac", Role.MANAGER, OTHER),
        ("xa", Role.REVIEWER, OTHER),
    ):
        people.add(services, login, login, [role], [unit], password=PASSWORD)
    return services


def logged_in(services: Services, login: str) -> TestClient:
    client = TestClient(create_app(services))
    token, _ = people.log_in(services, login, PASSWORD, "test")
    client.cookies.set("sohoa_session", token)
    return client


def post(client: TestClient, page: str, to: str, **form: str):
    [token, *_] = re.findall(r'name="form_token" value="([^"]+)"', client.get(page).text)
    return client.post(to, data={"form_token": token, **form})


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return with_people(house(tmp_path, sample={"share": 0}, double_keying={"decision": "all"}))


def test_a_page_for_blind_keying_holds_no_value_and_keeps_what_is_keyed(services: Services):
    [document] = received(services, 1)
    checked_by_rules(services)
    client = logged_in(services, "kiem")
    assert client.get(f"/desk/d/{document}", follow_redirects=False).headers["location"] == "/quality"
    page = client.get(f"/quality/key/{document}").text
    for value in VALUES.values():
        assert str(value) not in page
    assert "Thử" not in client.get("/quality").text
    assert told(services, "viewed") == [("kiem", document)]

    typed = {"f-document_number": "12/QĐ-UBND", "f-issue_date": "4/3/2019", "f-issuing_agency": str(VALUES["issuing_agency"])}
    wrong = post(client, f"/quality/key/{document}", f"/quality/key/{document}", **typed, **{"f-signer_name": "1234"})
    assert wrong.status_code == 422
    assert "4/3/2019" in wrong.text, "what was typed is kept"
    right = post(client, f"/quality/key/{document}", f"/quality/key/{document}", **typed, **{"f-signer_name": "Lê Văn Thử"})
    assert right.status_code == 200
    assert "Đã khớp" in right.text
    assert services.ledger.waiting(Stage.REVIEW) == 1


def test_the_third_person_sees_both_values_and_no_name(services: Services):
    [document] = received(services, 1)
    checked_by_rules(services)
    blind = {name: str(VALUES[name]) for name in ("document_number", "issue_date", "issuing_agency")}
    quality.key(services.acting_as("kiem"), document, {**blind, "signer_name": "Lê Văn Thứ"})
    page = logged_in(services, "duyet").get(f"/quality/key/{document}").text
    assert "<q>Lê Văn Thử</q>" in page
    assert "<q>Lê Văn Thứ</q>" in page
    assert "kiem" not in page
    assert logged_in(services, "kiem").get(f"/quality/key/{document}").status_code == 409


def test_papers_and_lots_of_another_unit_are_out_of_reach(services: Services):
    [document] = received(services, 1)
    checked_by_rules(services)
    stranger = logged_in(services, "xa")
    assert stranger.get(f"/quality/key/{document}").status_code == 404
    assert document not in stranger.get("/quality").text

    accepted(services, 3, batch="b")
    lot = quality.open_lot(services, unit=UNIT)
    elsewhere = logged_in(services, "noikhac")
    assert lot.id not in elsewhere.get("/lots").text
    for way, form in (
        (f"/lots/{lot.id}/judge", {}),
        (f"/lots/{lot.id}/again", {}),
        ("/lots/open", {"unit": UNIT}),
        ("/lots/open", {}),
    ):
        assert post(elsewhere, "/lots", way, **form).status_code == 403
    assert len(services.ledger.lots()) == 1
    assert {actor for actor, _ in told(services, "refused")} == {"xa", "noikhac"}


def test_lots_are_for_managers_and_nothing_is_done_without_the_forms_token(services: Services):
    accepted(services, 3)
    assert logged_in(services, "kiem").get("/lots").status_code == 403
    manager = logged_in(services, "quanly")
    assert manager.post("/lots/open", data={"batch": "lo"}).status_code == 403
    assert services.ledger.lots() == []
    assert TestClient(create_app(services)).get("/lots", follow_redirects=False).headers["location"] == "/login?next=/lots"


def test_the_page_shows_rates_with_intervals_and_ones_own_work_and_lists_nobody(tmp_path: Path):
    services = with_people(house(tmp_path, sample={"share": 1}))
    first, second = received(services, 2)
    checked_by_rules(services)
    desk.accept(services.acting_as("kiem"), first)
    desk.correct(services.acting_as("duyet"), second, {"signer_name": "Lê Văn Đúng"})
    page = logged_in(services, "kiem").get("/quality").text
    row = re.search(r"Quyết định: Người ký</th>(.*?)</tr>", page, re.DOTALL).group(1)
    assert re.findall(r'<td class="n">(.*?)</td>', row)[:3] == ["2", "1", "1,3\u00a0% – 98,7\u00a0%"], (
        "Clopper and Pearson: 1 of 2"
    )
    assert "Bạn, 30 ngày: 1 văn bản" in page
    assert "duyet" not in page


def test_a_manager_takes_back_a_lot_and_a_reason_is_asked_for(services: Services):
    accepted(services, 3)
    lot = quality.open_lot(services, unit=UNIT)
    assert post(logged_in(services, "noikhac"), "/lots", f"/lots/{lot.id}/undo", reason="nhầm").status_code == 403
    manager = logged_in(services, "quanly")
    assert post(manager, "/lots", f"/lots/{lot.id}/undo", reason=" ").status_code == 400
    assert "đã bỏ" in post(manager, "/lots", f"/lots/{lot.id}/undo", reason="lập nhầm").text
    assert services.ledger.waiting(Stage.REVIEW) == 3
    assert told(services, "lot_undone") == [("quanly", None)]


def test_a_manager_lays_published_papers_of_their_own_units_before_people_again(tmp_path: Path):
    services = with_people(house(tmp_path, sample={"share": 0}))
    done = accepted(services, 2)
    run_here(services)
    run_here(services, Stage.LOAD)
    assert logged_in(services, "kiem").post("/quality/sample", data={"count": "1"}).status_code == 403
    assert "/quality/sample" not in logged_in(services, "kiem").get("/quality").text
    elsewhere, manager = logged_in(services, "noikhac"), logged_in(services, "quanly")
    assert post(elsewhere, "/quality", "/quality/sample", count="2").status_code == 409
    reopened = {"document": done[0], "reason": "sai tên"}
    assert post(elsewhere, "/quality", "/quality/reopen", **reopened).status_code == 404
    assert told(services, "refused")[-1] == ("noikhac", done[0])

    assert post(manager, "/quality", "/quality/reopen", **reopened).status_code == 200
    page = post(manager, "/quality", "/quality/sample", count="5").text
    assert done[1] in page, "it lies with the samples"
    assert post(manager, "/quality", "/quality/sample", count="5").status_code == 409
    shown = logged_in(services, "kiem").get(f"/desk/d/{done[0]}").text
    assert "Kết quả đã phát hành bị nghi sai: sai tên" in shown
    assert told(services, "opened_again") == [("quanly", done[0]), ("quanly", done[1])]


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")
def test_in_a_browser_a_refused_lot_cannot_be_signed_until_it_was_reviewed_and_passed(tmp_path: Path, postgres_url: str):
    services = with_people(house(tmp_path, postgres_url, sample={"share": 0}))
    papers = accepted(services, 8)
    with Thread(services) as pages, playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{pages.address}/lots")
        page.get_by_label("Tên đăng nhập").fill("quanly")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_label("Lô quét").fill("lo")
        page.get_by_label("AQL (%)").select_option("6.5")
        page.get_by_role("button", name="Lập lô").click()
        row = page.locator("tbody tr").first
        assert "còn 2 mẫu chưa kiểm" in row.inner_text()
        assert row.locator("td.n").all_inner_texts() == ["8", "2", "0", "1", "0", "0"]
        assert run_here(services).passed == 0

        [lot] = services.ledger.lots()
        first, second = [document for document, _, _ in services.ledger.sample_of(lot.id)]
        desk.reject(services.acting_as("kiem"), first, "mất trang 2")
        desk.accept(services.acting_as("kiem"), second)
        page.reload()
        row.get_by_role("button", name="Kết luận").click()
        assert row.locator(".state").inner_text().startswith("không đạt")
        assert "còn 7 văn bản phải xem lại" in row.inner_text()
        assert run_here(services).passed == 0

        for paper in papers:
            if paper != first:
                desk.accept(services.acting_as("duyet"), paper)
        page.reload()
        row.get_by_role("button", name="Trình lại").click()
        assert "ngặt" in row.inner_text()
        assert run_here(services).passed == 0
        for document, _, _ in services.ledger.sample_of(services.ledger.lots()[0].id):
            desk.accept(services.acting_as("quanly"), document)
        page.reload()
        row.get_by_role("button", name="Kết luận").click()
        assert row.locator(".state").inner_text().startswith("đạt")
        assert services.ledger.waiting(Stage.REVIEW) == 7
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
        browser.close()
