"""Which student a file belongs to: by the roster where there is one, else by what its path says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.gradebook.collection.lessons import Lessons
from autograder.gradebook.collection.names import Claim, is_anonymous
from autograder.gradebook.collection.roster import Roster, Student
from autograder.gradebook.submissions import can_be_id, notebook_stem
from course_lib.aws.values import readable

SHOWN = 60
NUMBERS = {"canvas": "canvas_id", "moodle": "moodle_id"}  # the roster's column of the number in a name
NOBODY = "It does not say whose it is: neither its name nor a folder that it is in."
ANONYMOUS = "Canvas left the name out. Download the submissions of an assignment that is not graded anonymously."


@dataclass(frozen=True)
class Owner:
    """Whose a file is: the id, with the claim that told; or the sentence why that is not known."""

    student: str | None
    claim: Claim | None = None
    problem: str = ""


@dataclass(frozen=True)
class Owners:
    """Tells whose files are.

    Attributes:
        roster: the class; None where ids are taken as they are written.
    """

    roster: Roster | None
    lessons: Lessons

    def of(self, file_name: str, claims: Sequence[Claim]) -> Owner:
        """Whose a file is.

        Args:
            claims: what its path says, the likeliest first.
        """
        if is_anonymous(file_name):
            return Owner(None, problem=ANONYMOUS)
        if not claims:
            return Owner(None, problem=NOBODY)
        return self._as_written(claims) if self.roster is None else self._in_roster(self.roster, claims)

    def _as_written(self, claims: Sequence[Claim]) -> Owner:
        claim = claims[0]
        written = self._without_lesson(claim)
        if not written:
            return Owner(None, problem=NOBODY)
        if not can_be_id(written):
            return Owner(None, problem=f"{readable(written, SHOWN)} is not an id that a grade book can hold.")
        return Owner(written, claim)

    def _in_roster(self, roster: Roster, claims: Sequence[Claim]) -> Owner:
        for claim in claims:
            found = self._students(roster, claim)
            if len(found) == 1:
                return Owner(found[0].id, claim)
            if found:
                ids = ", ".join(student.id for student in found[:5]) + (", …" if len(found) > 5 else "")
                return Owner(None, problem=f"{readable(claim.who, SHOWN)} fits {len(found)} students: {ids}.")
        written = self._without_lesson(claims[0]) or claims[0].who
        close = roster.like(written)
        meant = f" Is it {close}?" if close else ""
        return Owner(None, problem=f"{readable(written, SHOWN)} is not in the roster.{meant}")

    def _students(self, roster: Roster, claim: Claim) -> list[Student]:
        column = NUMBERS.get(claim.kind)
        if column:
            by_number = roster.numbered(column, claim.number)
            return by_number or [each for each in roster.named(claim.who) if not getattr(each, column)]
        ways: tuple[Callable[[], list[Student]], ...] = (
            lambda: roster.named(claim.who),
            lambda: roster.named(self._without_lesson(claim)) if claim.kind == "file" else [],
            lambda: _by_a_word(roster, claim.who) if claim.kind == "file" else [],
        )
        return next((found for way in ways if (found := way())), [])

    def _without_lesson(self, claim: Claim) -> str:
        """What is written, for a file without the lesson that its name also tells."""
        if claim.kind != "file":
            return claim.who
        lesson = self.lessons.named(claim.who)
        return self.lessons.rest_of_name(claim.who, lesson) if lesson else claim.who

    def lesson_by_name(self, claim: Claim) -> str | None:
        """The lesson that a folder or a file's name tells."""
        return claim.lesson or self.lessons.named(notebook_stem(claim.file) or claim.file)


def _by_a_word(roster: Roster, text: str) -> list[Student]:
    """The students whose id is a word of a file's name, as in `homework_1_jdoe`."""
    words = {word.casefold() for word in re.split(r"[\s_.,()+-]+", text)}
    return [student for student in roster.students if student.id.casefold() in words]
