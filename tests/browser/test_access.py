"""What people need who cannot see the colours, or hear the page instead of seeing it: axe-core's rules."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.learner import Learner
from tests.browser.test_path import EXERCISE, LESSON, WRONG, open_lab

GRAVE = ("serious", "critical")


def grave_faults(learner: Learner) -> list[str]:
    """What axe-core calls serious or critical in the course's own outputs."""
    found = Axe().run(learner.page, context={"include": [[".course"]]}).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def use_theme(learner: Learner, name: str) -> None:
    learner.page.get_by_role("menuitem", name="Settings").click()
    learner.page.get_by_text("Theme", exact=True).hover()
    learner.page.get_by_role("menuitemcheckbox", name=name, exact=True).or_(
        learner.page.get_by_text(name, exact=True)
    ).first.click()
    learner.page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")


def test_reports_questions_and_progress_can_be_read_by_everybody(learner: Learner) -> None:
    """Nothing serious, in light and dark."""
    learner.open_start()
    learner.page.get_by_text("Begin here").first.wait_for()
    assert grave_faults(learner) == []

    learner.open(LESSON)
    open_lab(learner)
    learner.write("def register_sample", WRONG)
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text("The order that broke it").wait_for()
    check.get_by_text("Hint 1", exact=True).click()
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        use_theme(learner, theme)
        learner.select(f'check("{EXERCISE}")')
        assert grave_faults(learner) == []
        learner.shoot(f"9-{theme.split()[-1].lower()}")
    assert check.locator(".jp-OutputArea[aria-live='polite']").count() == 1
