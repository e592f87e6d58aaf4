"""A learner's way through the course, from the start page to the next day."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.browser.learner import Learner, reference

LESSON = "conditional_writes"
EXERCISE = "register_sample"

WRONG = """def register_sample(dynamodb, sample):
    samples = dynamodb.Table("samples")
    if "Item" in samples.get_item(Key={"sample_id": sample["sample_id"]}):
        return False
    samples.put_item(Item=sample)
    return True
"""
BROKEN = WRONG.replace("sample):", "sample)")
PASSED = re.compile(r"(\d+) of \1 checks passed")


def open_lab(learner: Learner) -> None:
    learner.run("open_lab(")
    learner.page.get_by_text(f"The lab {LESSON} is open").first.wait_for()


def test_from_the_start_page_to_the_feedback(learner: Learner) -> None:
    """Begin, get it wrong, be helped, get it right, submit, see it on the start page."""
    learner.open_start()
    learner.page.get_by_text("Begin here").first.wait_for()
    learner.shoot("1-start")
    learner.press(learner.cell("show_progress"), "Begin here")
    learner.cell("def register_sample").wait_for()
    learner.idle()

    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text("this notebook's kernel has been started afresh").wait_for()
    open_lab(learner)
    learner.write("def register_sample", WRONG)
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text("The order that broke it").wait_for()
    learner.shoot("2-wrong")
    assert not check.get_by_text("attribute_not_exists").first.is_visible()  # neither advice nor hints are open
    check.get_by_text("Hint 1", exact=True).click()
    assert check.get_by_text("Hint 2", exact=True).is_visible()
    assert not check.get_by_text("Hint 3", exact=True).is_visible()

    learner.write("def register_sample", reference(LESSON, EXERCISE))
    learner.run(f'check("{EXERCISE}")')
    check.get_by_text("you have changed its cell since you ran it").wait_for()
    learner.shoot("3-not-run")
    learner.press(check, "Check again")
    check.get_by_text(PASSED).wait_for()
    assert not check.get_by_text("This is the version before").is_visible()
    learner.shoot("4-right")
    progress = json.loads((learner.work / ".course" / "progress.json").read_text())
    assert progress["passed"] == {LESSON: [EXERCISE]}

    learner.press(check, "What did my code send?")
    learner.cell(f'sent("{EXERCISE}")').get_by_text("check by check").wait_for()
    learner.press(check, "Submit the lesson")
    submitted = learner.cell("submit()")
    submitted.get_by_text("11 of 44 points (attempt 1)").wait_for()
    submitted.get_by_text("Not begun: record_result").wait_for()
    learner.shoot("5-submitted")
    learner.press(submitted, "Open the feedback page")
    feedback = learner.page.frame_locator(".jp-HTMLViewer iframe")
    feedback.get_by_text("11 of 44 points").first.wait_for()
    learner.shoot("6-feedback")

    learner.tab("start.ipynb")
    overview = learner.cell("show_progress")
    overview.get_by_text("Go on where you were").first.wait_for()
    overview.get_by_text("11 of 44").wait_for()
    learner.shoot("7-progress")


def test_an_old_version_is_never_judged_in_silence(learner: Learner) -> None:
    """A cell that failed since is named, with its error; the button runs the cell first."""
    learner.open(LESSON)
    open_lab(learner)
    learner.write("def register_sample", WRONG)
    learner.run("def register_sample")
    learner.write("def register_sample", BROKEN)
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text("your last run of its cell failed with SyntaxError").wait_for()
    learner.write("def register_sample", reference(LESSON, EXERCISE))
    learner.press(check, "Check again")
    check.get_by_text(PASSED).wait_for()


def test_after_a_restart_and_on_the_next_day(learner: Learner) -> None:
    """Saved reports are whole, their buttons work without anything being run first, and the work is where it was."""
    learner.open(LESSON)
    open_lab(learner)
    learner.write("def register_sample", reference(LESSON, EXERCISE))
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text(PASSED).wait_for()
    learner.page.keyboard.press("Control+S")
    learner.page.get_by_text("Saving completed").first.wait_for()

    learner.page.reload()
    learner.idle()
    learner.select(f'check("{EXERCISE}")')
    check.get_by_text(PASSED).wait_for()
    learner.restart_kernel()
    learner.press(check, "Check again")
    check.locator(".jp-InputPrompt", has_text=re.compile(r"\[3\]")).first.wait_for()  # lab, function, check
    check.get_by_text(PASSED).wait_for()

    learner.server.end()
    learner.server.begin()
    learner.open(LESSON)
    learner.select(f'check("{EXERCISE}")')
    check.get_by_text(PASSED).wait_for()
    learner.press(check, "Start this exercise over")
    learner.cell("def register_sample").get_by_text("NotImplementedError").wait_for()
    kept = learner.work / LESSON / f"{EXERCISE}.old-1.py"
    assert kept.read_text() == reference(LESSON, EXERCISE).rstrip() + "\n"
    learner.press(check, "Check again")
    check.get_by_text("Not attempted").first.wait_for()


def test_a_click_answers_the_question(learner: Learner) -> None:
    """A wrong answer is told where to look again; the right one opens all explanations."""
    learner.open(LESSON)
    open_lab(learner)
    question = learner.run('quiz("exam_question")')
    learner.press(question, "Answer A")
    check = learner.cell('check("exam_question")')
    check.get_by_text("Option A does not do what is asked.").wait_for()
    check.get_by_text('Part 5, "The exam question"').wait_for()
    assert not check.get_by_text("The answer is C.").is_visible()
    learner.shoot("8-question")
    question.scroll_into_view_if_needed()
    learner.press(question, "Answer C")
    check.get_by_text("The answer is C.").wait_for()
    check.get_by_text("BatchWriteItem takes no conditions").wait_for()


def test_review_and_mock_exam(learner: Learner) -> None:
    """A click answers and the next question stands where the last one was; the exam ends in a report by topic."""
    learner.open_start()
    learner.page.get_by_text("Begin here").first.wait_for()
    learner.idle()
    review = learner.run("review()")
    review.get_by_text(re.compile(r"Review: 0 due, \d+ not asked yet")).wait_for()
    answer_a(learner, review)
    review.get_by_text(re.compile("^[✓✗] (Right|Not right)")).first.wait_for()
    learner.shoot("10-review")
    exam = learner.run("mock_exam()")
    heading = exam.get_by_text(re.compile(r"Mock exam: question 1 of \d+"))
    heading.wait_for()
    total = int(heading.inner_text().rpartition(" ")[2])
    for number in range(2, total + 1):
        answer_a(learner, exam)
        exam.get_by_text(f"Mock exam: question {number} of {total}").wait_for()
    answer_a(learner, exam)
    exam.get_by_text(re.compile(rf"Mock exam: \d+ of {total} right")).wait_for()
    learner.shoot("11-exam")


def answer_a(learner: Learner, asked: Any) -> None:
    """Answer with A alone, also where several options can be chosen."""
    several = asked.get_by_role("button", name="Choose A")
    several.or_(asked.get_by_role("button", name="Answer A")).first.wait_for()
    if several.count():
        learner.press(asked, "Choose A")
    learner.press(asked, "Answer A")


def test_with_the_keyboard_alone(learner: Learner) -> None:
    """From a report that did not pass, Tab leads to the hints and the buttons, and Enter presses them."""
    learner.open(LESSON)
    open_lab(learner)
    learner.run("def register_sample")
    check = learner.run(f'check("{EXERCISE}")')
    check.get_by_text("Not attempted").first.wait_for()
    reached = tab_to(learner, "Check again")
    assert reached, "Tab never came to the button"
    assert learner.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    learner.page.keyboard.press("Enter")
    check.locator(".jp-InputPrompt", has_text=re.compile(r"\[5\]")).first.wait_for()
    assert tab_to(learner, "Hint 1")
    learner.page.keyboard.press("Enter")
    check.get_by_text("Hint 2", exact=True).wait_for()


def tab_to(learner: Learner, text: str) -> bool:
    """Press Tab until what has the focus says this."""
    for _ in range(40):
        learner.page.keyboard.press("Tab")
        if learner.page.evaluate("document.activeElement.textContent.trim()") == text:
            return True
    return False
