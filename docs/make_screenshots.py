"""The pictures of the guide, taken from the running product: python -m docs.make_screenshots HOME

HOME is a home that ``make demo`` made; it is copied, served, and thrown away. Chromium has to be installed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import browser, new_page
from tests.flows.served import Served, serving

PICTURES = Path(__file__).parent / "hinh"
PERIOD = "2022H1"


def take(home: Path) -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        copy = Path(folder) / "hoi"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns(".prefect"))
        settings = copy / "soket.toml"
        settings.write_text("approval = true\n" + settings.read_text("utf-8"), "utf-8")
        page = new_page(opened, 1200, 760).page
        with serving(copy) as served:
            _of_prefect(page, served)
        _of_the_page(new_page(opened, 1100, 1000).page, copy)


def _of_prefect(page: Page, served: Served) -> None:
    deployment = served.deployments()["reissue"]["id"]
    page.goto(f"{served.address}/deployments/deployment/{deployment}/run")
    page.get_by_text("Kỳ báo cáo").wait_for()
    page.locator("textarea").first.fill(PERIOD)
    _shoot(page, "bieu-mau", height=1180)
    served.ended(served.run("reopen", period=PERIOD, action="mở lại", reason="lập hình minh họa"))
    run = served.run("close", period=PERIOD, accept_missing=["BKH-17"], reason="Đơn vị chưa gửi", wait=False)
    served.ended(run)
    artifact = served.artifacts(run)["cong-2022h1"]["id"]
    page.goto(f"{served.address}/artifacts/artifact/{artifact}")
    page.get_by_text("chờ phê duyệt").first.wait_for()
    _shoot(page, "trinh-phe-duyet", height=900)
    page.goto(f"{served.address}/runs/flow-run/{run}")
    page.get_by_role("button", name="Resume").click()
    page.get_by_role("dialog").locator(".p-select-button__icon").click()
    page.locator(".p-select-option").first.wait_for()
    _shoot(page, "phe-duyet")
    served.decide(run, decision="phê duyệt", by="Nguyễn Văn Mẫu", reason="Đã xem số liệu")
    served.wait_until(lambda: served.flow_run(run)["state_type"] == "COMPLETED")
    page.goto(f"{served.address}/runs/flow-run/{run}")
    page.get_by_text("Artifacts", exact=True).click()
    page.get_by_text("so-lieu-2022h1", exact=True).last.wait_for()
    _shoot(page, "ket-qua")
    page.goto(f"{served.address}/deployments")
    page.get_by_text("reconcile").first.wait_for()
    _shoot(page, "trien-khai")


def _of_the_page(page: Page, home: Path) -> None:
    page.goto((home / "pages" / f"{PERIOD}.html").as_uri())
    _shoot(page, "trang-cua-ky")


def _shoot(page: Page, name: str, height: int = 760) -> None:
    size = page.viewport_size or {"width": 1200, "height": height}
    page.set_viewport_size({"width": size["width"], "height": height})
    page.wait_for_timeout(1200)  # what moves has come to rest
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
