"""What a learner does in JupyterLab, in the words of the lesson."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
SHOTS = ROOT / "build" / "browser"
STATUS = "Python 3 (ipykernel) | Idle"


class Learner:
    """Somebody in front of the page.

    Args:
        page: Playwright's.
        server: with the `address` of the start page, and the course's `folder`.
    """

    def __init__(self, page: Any, server: Any) -> None:
        self.page, self.server = page, server

    @property
    def work(self) -> Path:
        return Path(self.server.folder) / "work"

    # Going somewhere

    def open_start(self) -> None:
        self.page.goto(self.server.address)
        self.page.get_by_role("heading", name=re.compile("Keep data safe")).first.wait_for()

    def open(self, lesson: str) -> None:
        self.page.goto(self.server.address.replace("start.ipynb", f"{lesson}/{lesson}.ipynb"))
        self.idle()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=re.compile(re.escape(name))).click()

    def idle(self) -> None:
        """Wait until the notebook in sight has its kernel: JupyterLab drops what is run before."""
        self.page.locator("#jp-main-statusbar").get_by_text(STATUS).wait_for()

    def restart_kernel(self) -> None:
        self.page.get_by_role("menuitem", name="Kernel").click()
        self.page.get_by_text("Restart Kernel…", exact=True).click()
        self.page.get_by_role("button", name="Confirm Kernel Restart").click()
        self.page.locator(".jp-Dialog").wait_for(state="detached")
        self.idle()

    # Cells

    def cell(self, text: str) -> Any:
        """The first code cell in sight that holds this text in its source."""
        editor = self.page.locator(".jp-InputArea-editor").filter(has_text=text)
        return self.page.locator(".jp-Notebook:visible .jp-CodeCell").filter(has=editor).first

    def run(self, text: str) -> Any:
        cell = self.select(text)
        self.page.keyboard.press("Control+Enter")
        return cell

    def select(self, text: str) -> Any:
        cell = self.cell(text)
        cell.scroll_into_view_if_needed()
        cell.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Escape")
        return cell

    def write(self, text: str, source: str) -> None:
        """Replace what a cell holds."""
        cell = self.select(text)
        self.page.keyboard.press("Enter")
        cell.locator(".cm-editor.cm-focused").wait_for()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Escape")

    def press(self, cell: Any, name: str) -> None:
        """Press a button in a cell's output."""
        cell.get_by_role("button", name=name).first.click()

    def shoot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


def reference(lesson: str, exercise: str) -> str:
    """How we would write it."""
    return (ROOT / "autograder" / "exercises" / lesson / exercise / "reference.py").read_text(encoding="utf-8")
