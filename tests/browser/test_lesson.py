"""A learner's first hour, in a real browser: open the prepared lesson, run it, get it wrong, get it right."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHOTS = ROOT / "build" / "browser"
LESSON = "conditional_writes"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"
PATIENCE = 60_000  # milliseconds until something on the page must have happened

WRONG = """def register_sample(dynamodb, sample):
    samples = dynamodb.Table("samples")
    if "Item" in samples.get_item(Key={"sample_id": sample["sample_id"]}):
        return False
    samples.put_item(Item=sample)
    return True
"""

browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path is None, reason="Chromium is not installed"),
    # Playwright and its greenlets leave an event loop behind, on which the tests have no influence.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def course(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """`course learn` on a copy of the notebooks: the address it printed, and the learner's folder."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    environment = os.environ | {"COURSE_NO_BROWSER": "1", "COURSE_PORT": str(free_port())}
    command = [sys.executable, "-c", "from course_lib.cli import app; app()", "learn"]
    server = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        address = next(line.strip() for line in server.stdout if line.strip().startswith("http://"))
        yield address, tmp_path / "work"
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


@pytest.fixture
def page(course):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        yield page
        shoot(page, "last")
        chromium.close()


def cells(work: Path) -> list[dict]:
    return json.loads((work / LESSON / f"{LESSON}.ipynb").read_text())["cells"]


def index_of(found: list[dict], text: str) -> int:
    return next(i for i, cell in enumerate(found) if cell["cell_type"] == "code" and text in "".join(cell["source"]))


def run_and_step(page, times: int) -> None:
    """Run the active cell and go on to the next, as Shift+Enter does."""
    for _ in range(times):
        page.keyboard.press("Shift+Enter")


def replace_active_cell(page, source: str) -> None:
    page.keyboard.press("Enter")
    page.locator(".jp-Notebook:visible .jp-mod-active .cm-editor.cm-focused").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)
    page.locator(".jp-Notebook:visible .jp-mod-active .cm-content").filter(has_text=source.splitlines()[-1]).wait_for()
    page.keyboard.press("Escape")


def connected(page) -> None:
    """Wait until the notebook in sight has its kernel: JupyterLab drops what is run before."""
    page.locator(IDLE).locator("visible=true").wait_for()
    page.locator("#jp-main-statusbar").get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def shoot(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def test_a_learner_gets_it_wrong_and_then_right(page, course):
    address, work = course
    page.goto(address)
    page.get_by_role("heading", name=re.compile("Keep data safe")).first.wait_for()
    shoot(page, "1-start")

    page.goto(address.replace("start.ipynb", f"{LESSON}/{LESSON}.ipynb"))
    page.get_by_role("heading", name=re.compile("Conditional writes")).first.wait_for()
    connected(page)
    found = cells(work)
    stub, check = index_of(found, "def register_sample"), index_of(found, 'check("register_sample")')
    assert "BEGIN SOLUTION" not in "".join(found[stub]["source"])
    page.locator(".jp-Notebook:visible .jp-Cell").first.click()
    page.keyboard.press("Escape")

    first = index_of(found, "")
    run_and_step(page, first + 1)
    page.locator(".jp-Notebook:visible .jp-InputPrompt", has_text="[1]:").wait_for()
    run_and_step(page, stub - first - 1)
    connected(page)
    shoot(page, "2-race")
    replace_active_cell(page, WRONG)
    run_and_step(page, check - stub)
    page.keyboard.press("Control+Enter")  # stays there: JupyterLab drops outputs that are out of sight
    page.get_by_text("The order that broke it").first.wait_for()
    shoot(page, "3-wrong")
    report = page.locator(".jp-OutputArea-output").filter(has_text="register_sample").last
    assert "Not yet" in report.inner_text()
    report.get_by_role("button", name="Hint").click()
    page.get_by_text("Hint 1 of 3").first.wait_for()

    page.locator(".jp-CodeCell").filter(has_text="def register_sample").locator(".jp-InputPrompt").click()
    reference = (ROOT / "autograder" / "exercises" / LESSON / "register_sample" / "reference.py").read_text()
    replace_active_cell(page, reference)
    run_and_step(page, 1)
    connected(page)
    report.scroll_into_view_if_needed()
    report.get_by_role("button", name="Check again").click()
    report.get_by_text(re.compile(r"(\d+) of \1 checks passed")).wait_for()
    shoot(page, "4-right")
    assert "Not yet" not in report.inner_text()
    progress = json.loads((work / ".course" / "progress.json").read_text())
    assert progress["passed"] == {LESSON: ["register_sample"]}
