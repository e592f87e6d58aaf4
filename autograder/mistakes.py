"""A mistake that people make, as a change of the reference, with what it claims.

mistakes = [
    Mistake(
        name="says_deleted",
        tempts="Uses another word than the agreed one.",
        fails="reported_sample, exam_reported_sample",
        advice="answer",
        old='return "retired"',
        new='return "deleted"',
    ),
]
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import dedent, indent, wrap

from course_lib.errors import CourseError, NotFound


@dataclass(frozen=True)
class Change:
    """One text of the reference, or of another right solution, and what stands in its place.

    Attributes:
        old: a part of a line, or whole lines in triple quotes. It stands there exactly once.
        new: what takes its place; empty to leave the old text out.

    Whole lines may be indented as it reads best: only how far they are from each other counts, in old and new together.
    """

    old: str
    new: str


@dataclass(frozen=True)
class Mistake:
    """A wrong solution that differs from a right one in a few lines.

    Attributes:
        name: as a file under wrong/ would have it.
        tempts: why people make it, a sentence.
        fails: the checks that it must fail, over practice and exam, with commas between; it passes all others. One with
            a question mark, "exam_drawn?", catches it with some of the inputs that an exam draws, and not with all.
        old, new: the change, see `Change`.
        advice: the keys of the advice that its failures must show, with commas between; they show no other. A question
            mark as in `fails`.
        also: further changes.
        of: the solution that is changed, such as "right/client_style", if the mistake is nearer to that one.
    """

    name: str
    tempts: str
    fails: str
    old: str
    new: str
    advice: str = ""
    also: Sequence[Change] = ()
    of: str = "reference"

    def source(self, solutions: Mapping[str, str]) -> str:
        """The whole wrong solution, as a file under wrong/ would have it.

        Args:
            solutions: the code of the reference and of the right solutions, by name.

        Raises:
            CourseError: the changes do not fit, or what they leave is no Python.
        """
        if self.of not in solutions:
            raise NotFound("solution", self.of, solutions)
        code = re.sub(r'\A""".*?"""\n+', "", solutions[self.of], flags=re.DOTALL)  # its own docstring is about it
        changes = [Change(self.old, self.new), *self.also]
        places = sorted((_place(each, code, self._whom) for each in changes), key=lambda place: place.start)
        if any(place.end > after.start for place, after in pairwise(places)):
            raise CourseError(f"two of its changes are about the same text of {self._whom}.")
        for place in reversed(places):
            code = code[: place.start] + place.text + code[place.end :]
        return _checked(f"{self._claims}\n\n{code}")

    @property
    def _whom(self) -> str:
        return "the reference" if self.of == "reference" else self.of

    @property
    def _claims(self) -> str:
        advice = [f"# advice: {self.advice}"] if self.advice else []
        return "\n".join([f"# fails: {self.fails}", *advice, *wrap(f'"""{self.tempts}"""', 120)])


def keeps_the_first(define: str, use: str, fails: str, *, advice: str = "") -> Mistake:
    """A mistake of many exercises: what the first call was handed is kept, and used in all later ones.

    Args:
        define: the line that begins the function.
        use: a part of a line that begins with its first use of what was handed over, such as "dynamodb.Table(".
        fails, advice: as of a `Mistake`.
    """
    handed, rest = use.split(".", 1)
    lines = ("FIRST = None", "", "", f"def first({handed}):", "    global FIRST", f"    FIRST = FIRST or {handed}")
    kept = "\n".join([*lines, "    return FIRST", "", "", define])
    return Mistake(
        name="keeps_the_first_one",
        tempts="Keeps what the first call was handed, since making it anew costs time: later calls send with that.",
        fails=fails,
        advice=advice,
        old=f"\n{define}\n",
        new=f"\n{kept}\n",
        also=[Change(use, f"({handed} := first({handed})).{rest}")],
    )


@dataclass(frozen=True)
class Claim:
    """What a wrong solution says of itself: the checks that it fails, or the advice that it is shown.

    Attributes:
        sure: the names that hold whatever an exam draws.
        perhaps: those that hold with some of its inputs.
    """

    sure: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str) -> Claim:
        """From the text, with commas between the names and a question mark after those that hold perhaps."""
        names = [name.strip() for name in text.split(",") if name.strip()]
        perhaps = frozenset(name.removesuffix("?") for name in names if name.endswith("?"))
        return cls(frozenset(name for name in names if not name.endswith("?")), perhaps)

    @property
    def named(self) -> frozenset[str]:
        """All of them."""
        return self.sure | self.perhaps

    def __str__(self) -> str:
        return ", ".join([*sorted(self.sure), *(f"{name}?" for name in sorted(self.perhaps))])


@dataclass(frozen=True)
class _Place:
    """From which character to which a text takes the place of what is there."""

    start: int
    end: int
    text: str


def _place(change: Change, code: str, whom: str) -> _Place:
    """Where a change belongs in the code of a solution, which the sentences call `whom`.

    Raises:
        CourseError: its old text does not stand there, or not only once.
    """
    whole_lines = "\n" in change.old + change.new
    old, new = _aligned(change) if whole_lines else (change.old, change.new)
    if not old.strip():
        raise CourseError(f"`old` is empty: give the text of {whom} that the mistake has differently.")
    found = list(re.finditer(_lines_of(old) if whole_lines else re.escape(old), code, flags=re.MULTILINE))
    shown = f"\n{indent(dedent(old), '    ')}" if "\n" in old else f" {old}"
    if not found:
        raise CourseError(f"{whom} no longer says this:{shown}")
    if len(found) > 1:
        raise CourseError(f"{whom} says this {len(found)} times, so take more of its lines:{shown}")
    [match] = found
    text = indent(f"{new}\n" if new else "", match["indent"]) if whole_lines else new
    return _Place(match.start(), match.end(), text)


def _aligned(change: Change) -> tuple[str, str]:
    """Old and new lines without the indentation that they share."""
    if "\n" in change.old and "\n" in change.new:
        lines = dedent(f"{change.old}\n{change.new}").split("\n")
        end = change.old.count("\n") + 1
        old, new = "\n".join(lines[:end]), "\n".join(lines[end:])
    else:
        old, new = dedent(change.old), dedent(change.new)
    return old.strip("\n"), new.strip("\n")


def _lines_of(block: str) -> str:
    """A pattern that finds whole lines at any indentation."""
    first, *others = block.split("\n")
    rest = (rf"(?P=indent){re.escape(line)}\n" if line else r"\n" for line in others)
    return rf"^(?P<indent> *){re.escape(first)}\n{''.join(rest)}"


def _checked(code: str) -> str:
    try:
        ast.parse(code)
    except SyntaxError as error:
        line = code.splitlines()[(error.lineno or 1) - 1].strip()
        raise CourseError(f"its changes leave no Python ({error.msg}): {line}") from None
    return code
