"""A timeline is walked through, as a picture and as text."""

from __future__ import annotations

from typing import Any

from tests.browser.learner import Learner
from tests.browser.test_path import EXERCISE, LESSON, WRONG, open_lab

TWO = """def look_then_write(dynamodb):
    tickets = dynamodb.Table("samples")
    tickets.get_item(Key={"sample_id": "S-1001"})
    tickets.put_item(Item={"sample_id": "S-1001", "stage": "lost"})

lab.race({"Ana": look_then_write, "Ben": look_then_write}, order="Ana Ben Ana Ben")"""


def clip(image: Any) -> float:
    """Which part of a picture is covered, from below, in percent."""
    style = image.evaluate("node => node.style.clipPath")
    return float(style.split()[2].rstrip("%)")) if style else 0.0


def test_a_race_and_a_failed_order_are_walked_through(learner: Learner) -> None:
    """On, back, all, play: the picture is covered below the step, which is said; of a text later lines are hidden."""
    learner.open(LESSON)
    open_lab(learner)
    learner.write("def register_sample", TWO)
    cell = learner.run("def look_then_write")
    image, said = cell.locator(".course-walk img"), cell.locator(".course-step")
    image.wait_for()
    assert clip(image) == 0
    learner.press(cell, "One step on")
    cell.get_by_text("1: Ana sends GetItem S-1001").wait_for()
    first = clip(image)
    learner.press(cell, "One step on")
    cell.get_by_text("2: Ben sends GetItem S-1001").wait_for()
    assert 0 < clip(image) < first < 100
    learner.shoot("10-walk")
    learner.press(cell, "One step back")
    assert clip(image) == first
    learner.press(cell, "Show all")
    assert clip(image) == 0
    assert said.inner_text() == ""
    learner.press(cell, "Play")
    cell.get_by_text("4: Ben sends PutItem S-1001").wait_for()

    learner.open(LESSON)
    open_lab(learner)
    learner.write("def register_sample", WRONG)
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    order = check.locator(".course-walk").first
    order.wait_for()
    learner.press(order, "One step on")
    hidden = order.locator(".course-line").evaluate_all("lines => lines.map(line => line.style.visibility)")
    assert hidden[0] == ""
    assert hidden[-1] == "hidden"
    learner.press(order, "Show all")
    shown = order.locator(".course-line").evaluate_all("lines => lines.map(line => line.style.visibility)")
    assert set(shown) == {""}
