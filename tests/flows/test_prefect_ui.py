"""Prefect's page in a real browser: from the deployments to a report, with the approval in its form."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from tests.browser import Seen, browser, new_page
from tests.flows.served import Served, serving
from tests.homes import SmallHome

MOST = 60_000  # milliseconds that a run may take on a busy machine

expect.set_options(timeout=MOST)
pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def opened() -> Iterator[Browser]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    made = SmallHome(tmp_path_factory.mktemp("ui") / "home")
    made.set("approval = true")
    made.send_all()
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(home: SmallHome, opened: Browser) -> Iterator[Served]:
    with serving(home.path, PREFECT_WORKER_QUERY_SECONDS="3") as started:
        yield started


@pytest.fixture
def seen(opened: Browser) -> Iterator[Seen]:
    made = new_page(opened, 1400, 1500)
    made.page.set_default_timeout(MOST)
    yield made
    made.page.context.close()


def custom_run(page: Page, served: Served, name: str) -> None:
    """From the list of deployments to the form of one, by clicks."""
    page.goto(f"{served.address}/deployments")
    a_deployment = page.locator('a[href*="/deployments/deployment/"]')  # its flow, of the same name, stands beside it
    a_deployment.filter(has_text=re.compile(f"^\\s*{name}\\s*$")).first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()
    expect(page.get_by_text("Kỳ báo cáo")).to_be_visible()


def submit(page: Page) -> None:
    """The form of a new run; pressed again where Prefect's database was busy for a moment, as anybody would."""
    for _ in range(6):
        page.get_by_role("button", name="Submit").click()
        try:
            page.wait_for_url(lambda url: not url.partition("?")[0].endswith("/run"), timeout=20_000)
        except TimeoutError:
            continue
        return


def decide(page: Page, decision: str, by: str, reason: str) -> None:
    """Fills in the form of a run that waits. Prefect's page says "Oops", or shows no form, where its database was busy
    for a moment; then it is done again, as anybody would."""
    form = page.get_by_role("dialog")
    for _ in range(6):
        try:
            page.get_by_role("button", name="Resume").click()
            form.locator(".p-select-button__icon").click(timeout=20_000)
            page.locator(".p-select-option", has_text=decision).click(timeout=20_000)
            form.locator("textarea").nth(0).fill(by)
            form.locator("textarea").nth(1).fill(reason)
            form.get_by_role("button", name="Submit").click()
            form.wait_for(state="hidden", timeout=20_000)
        except TimeoutError:
            page.reload()
            continue
        return


def test_a_wrong_period_is_refused_in_the_form(seen: Seen, served: Served) -> None:
    page = seen.page
    custom_run(page, served, "close")
    page.locator("textarea").first.fill("2022-1")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("'2022-1' does not match").first).to_be_visible()
    assert page.url.partition("?")[0].endswith("/run")


def test_from_the_deployments_to_the_report_with_approval_in_the_form(
    seen: Seen, served: Served, home: SmallHome
) -> None:
    page = seen.page
    custom_run(page, served, "close")
    for title in ("Kỳ báo cáo", "Đơn vị cho qua", "Người chốt", "Lý do", "Chờ tệp đứng yên"):
        expect(page.get_by_text(title, exact=False).first).to_be_visible()
    page.locator("textarea").first.fill("2022H1")
    submit(page)
    page.get_by_text("chốt 2022H1 v1").first.click(timeout=MOST)
    expect(page.get_by_text("Suspended").first).to_be_visible(timeout=MOST)

    page.get_by_text("Artifacts", exact=True).click()
    page.get_by_text("cong-2022h1", exact=True).last.click()
    expect(page.get_by_text("chờ phê duyệt").first).to_be_visible()
    expect(page.get_by_text("Cùng kỳ năm trước")).to_be_visible()
    page.go_back()

    decide(page, "phê duyệt", "Bà Hòa", "đã xem số liệu")
    expect(page.get_by_text(re.compile("^Completed$")).first).to_be_visible(timeout=MOST)

    page.reload()
    page.get_by_text("Artifacts", exact=True).click()
    for key in ("bao-cao-2022h1", "tinh-hinh-2022h1", "loi-2022h1", "so-lieu-2022h1"):
        expect(page.get_by_text(key, exact=True).last).to_be_visible()
    page.get_by_text("tinh-hinh-2022h1", exact=True).last.click()
    expect(page.get_by_text("Hội Khuyến học xã Một")).to_be_visible()
    assert (home.path / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx").is_file()
    assert [(who, act) for who, act, *_ in home.acts() if act in ("approved", "close")] == [
        ("Bà Hòa", "approved"),
        ("soket", "close"),
    ]


def test_the_page_of_the_period_lies_in_the_home(home: SmallHome) -> None:
    assert "Đã chốt số liệu" in (home.path / "pages" / "2022H1.html").read_text(encoding="utf-8")


def test_prefects_page_asks_nothing_of_anybody_else(seen: Seen, served: Served) -> None:
    seen.page.goto(served.address)  # as serve prints it
    seen.page.locator('a[href="/deployments"]').first.click()
    seen.page.get_by_text("reconcile").first.wait_for()
    assert seen.page.url == f"{served.address}/deployments", "the page that the guide shows"
    assert [one for one in seen.outside if not one.startswith(served.address)] == []
