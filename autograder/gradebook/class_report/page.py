"""The page itself: one file of HTML that runs nothing and fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median

from autograder.gradebook.class_report.alike import NEAR, Likeness, likeness
from autograder.gradebook.class_report.figures import LEAST, Bar, bars, exercise_figures, misconceptions
from autograder.gradebook.class_report.works import works
from autograder.gradebook.files import write_whole
from autograder.gradebook.inert import POLICY
from autograder.gradebook.reading import advice_text
from autograder.gradebook.records import Record
from course_lib.pictures.markup import prose

TEMPLATE = Path(__file__).with_name("page.html")
MOST_ADVICE = 20


def write_page(lesson: str, found: Sequence[Record], out: Path, target: Path) -> None:
    """Write the page of a class.

    Args:
        found: the students' last records.
        out: the folder graded into, whose `autograded/` holds their notebooks.
        target: the file; its folder must be there.

    Raises:
        CourseError: the lesson is not here.
        OSError: the file cannot be written.
    """
    own, given = works(lesson, found, out)
    write_whole(target, make_page(lesson, found, likeness(own, given)))


def make_page(lesson: str, found: Sequence[Record], alike: Likeness) -> str:
    """The page as HTML. What comes from students (their ids) is text in it, never markup."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    spread, shown = bars(found), misconceptions(found)[:MOST_ADVICE]
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        lesson=lesson,
        policy=POLICY,
        students=len(found),
        mean=mean(record.points for record in found),
        median=median(record.points for record in found),
        most=max(record.max for record in found),
        waiting=[record.student for record in found if record.needs_person],
        bars=spread,
        highest=max([1, *(bar.students for bar in spread)]),
        spread_alt=_in_words(spread),
        exercises=exercise_figures(found),
        least=LEAST,
        misconceptions=shown,
        advice={
            (each.exercise, each.key): Markup(prose(advice_text(lesson, each.exercise, each.key) or each.key))
            for each in shown
        },
        alike=alike,
        near=NEAR,
    )


def _in_words(spread: Sequence[Bar]) -> str:
    parts = [f"{bar.students} from {bar.low:.3g} to {bar.high:.3g} points" for bar in spread if bar.students]
    return "Students by points: " + ("; ".join(parts) or "none") + "."
