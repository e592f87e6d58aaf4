"""The course in a real browser: `course learn` on a copy of the notebooks, and a learner who sits in front of it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.learner import Learner

ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 60_000  # milliseconds until something on the page must have happened

browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(browser_path is None, reason="Chromium is not installed"))
            # Playwright and its greenlets leave an event loop behind, on which the tests have no influence.
            for warning in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"ignore::{warning}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`course learn`, which can be stopped and begun again, as from one day to the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self._process: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        environment = os.environ | {"COURSE_NO_BROWSER": "1", "COURSE_PORT": str(free_port())}
        command = [sys.executable, "-c", "from course_lib.cli import app; app()", "learn"]
        self._process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        self.address = next(line.strip() for line in self._process.stdout if line.strip().startswith("http://"))

    def end(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        self._process.terminate()
        self._process.wait(timeout=60)
        self._process.stdout.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    running = Server(tmp_path)
    running.begin()
    try:
        yield running
    finally:
        running.end()


@pytest.fixture
def learner(server: Server) -> Iterator[Learner]:
    """Somebody in front of the page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        learner = Learner(page, server)
        try:
            yield learner
        finally:
            learner.shoot("last")
            chromium.close()
        ours = [problem for problem in problems if re.search("keep-data-safe|plugin.js|exercise_cells", problem)]
        assert not ours
