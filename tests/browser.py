"""A real browser: Debian's Chromium, driven by Playwright, with what a page asked for and complained of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SERIOUS = ("serious", "critical")  # axe: impacts that keep somebody out


@dataclass
class Seen:
    """A page, and since it was made: the addresses that it asked for, and its errors in the console."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """What it asked of anything but the disk."""
        return [one for one in self.asked if not one.startswith(("file:", "data:", "blob:"))]

    def serious(self) -> list[str]:
        """What keeps somebody with a screen reader or without a mouse out, by axe: rule and places."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}"
            for one in found
            if one["impact"] in _SERIOUS
        ]


def installed_browser() -> str:
    """Chromium's program. Skips by name where it is not installed."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium (chromium) is not installed; .ci/run installs it")
    return program


@contextmanager
def browser() -> Iterator[Browser]:
    program = installed_browser()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        try:
            yield opened
        finally:
            opened.close()


def new_page(opened: Browser, width: int = 1280, height: int = 900, dark: bool = False) -> Seen:
    """An empty page of that size, in pixels; ``dark`` where its reader's screen is."""
    context = opened.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="vi-VN"
    )
    seen = Seen(context.new_page())
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("pageerror", lambda error: seen.errors.append(str(error)))
    seen.page.on("console", lambda said: seen.errors.append(said.text) if said.type == "error" else None)
    return seen
