"""Debian's Chromium through Playwright; every request and every complaint of a page is kept."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("BP_CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; without one the test is skipped, or fails where BP_REQUIRE_TOOLS is 1."""
    try:
        from playwright.sync_api import sync_playwright

        if CHROMIUM is None:
            raise ImportError("Chromium is not installed")
    except ImportError as missing:
        if os.environ.get("BP_REQUIRE_TOOLS") == "1":
            raise
        pytest.skip(f"decks and pages are tested in a real browser: {missing}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def until(page: Any, expression: str) -> None:
    """Wait until JavaScript finds `expression` true; the page's own policy forbids eval."""
    begun = time.monotonic()
    while not page.evaluate(expression):
        assert time.monotonic() < begun + 10, f"never: {expression}"
        page.wait_for_timeout(20)


class Visit:
    """A page that was opened from its file, and what it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, **settings: Any) -> None:
        self.context = browser.new_context(**settings)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("console", lambda message: self._heard(message))
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.goto(path.as_uri())

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def leave(self) -> None:
        """Close it. Whatever the test did: no complaint, and nothing left this machine."""
        self.context.close()
        assert self.complaints == []
        away = [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))]
        assert self.requests
        assert away == []

    def violations(self) -> list[str]:
        """What axe-core finds, rules of WCAG 2.2 (targets of 24 pixels) included."""
        from axe_playwright_python.sync_playwright import Axe

        rules = {"target-size": {"enabled": True}}
        found = Axe().run(self.page, options={"resultTypes": ["violations"], "rules": rules})
        return [
            f"{v['id']}: {[node['html'][:200] for node in v['nodes']]}"
            for v in found.response["violations"]
        ]
