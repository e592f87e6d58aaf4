"""Collect what a class handed in: find it, tell whose and of which lesson it is, put the last one where nbgrader looks.

Everything that is found is told of: it was collected, or there is a line that says why it was not.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.gradebook import records
from autograder.gradebook.beside import ENDINGS, can_be_used
from autograder.gradebook.book import ClassBook, class_book
from autograder.gradebook.collection.choose import Candidate, last, shown, why_not
from autograder.gradebook.collection.lessons import Lessons
from autograder.gradebook.collection.names import Claim, claims
from autograder.gradebook.collection.notes import Note, Notes
from autograder.gradebook.collection.owners import Owner, Owners
from autograder.gradebook.collection.place import STAMP, digest_of, put, put_beside, put_stamp, write_out
from autograder.gradebook.collection.roster import Roster
from autograder.gradebook.collection.sources import SHOWN, UNREADABLE, Entry, Found, LeftOut, find
from autograder.gradebook.files import alone
from autograder.gradebook.stamps import parsed_stamp
from autograder.gradebook.submissions import STAMP_BYTES, is_file, notebook_stem
from course_lib.aws.values import readable
from course_lib.errors import CourseError

COURSE = Path(__file__).resolve().parents[3]
NEW, REPLACED, UNCHANGED = "new", "replaces the one before", "unchanged"
LATE = "Canvas says that it was late."
NO_NOTEBOOK = "It is not a notebook."
NO_LESSON = "It cannot be told which lesson it is of. If all are of one, name that with --lesson."
WITH_ITS_OWNERS = ("canvas", "moodle", "exchange", "nbgrader", "folder")  # whose other files lie with the notebook


@dataclass(frozen=True)
class Row:
    """One submission that counts.

    Attributes:
        name: where it was found.
        when: when it was handed in, and `clock` what says so.
        state: NEW, REPLACED or UNCHANGED.
        notes: what else is to be said, in sentences.
    """

    student: str
    lesson: str
    name: str
    when: datetime
    clock: str
    state: str
    notes: tuple[str, ...]


@dataclass
class Collected:
    """What a collection did.

    Attributes:
        folder: where the submissions are now.
        missing: for each lesson collected, the students of whom there is nothing.
        problems: what was passed over in the roster.
    """

    folder: Path
    rows: list[Row] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The `autograder collect --json` document."""
        return {
            "schema": 1,
            "collected": [
                {
                    "student": row.student,
                    "lesson": row.lesson,
                    "from": row.name,
                    "when": row.when.isoformat(timespec="seconds"),
                    "by": row.clock,
                    "state": row.state,
                    "notes": list(row.notes),
                }
                for row in self.rows
            ],
            "left_out": [{"name": each.name, "reason": each.reason} for each in self.left_out],
            "missing": {lesson: list(students) for lesson, students in self.missing.items()},
            "roster": list(self.problems),
        }


def collect_class(
    sources: Sequence[Path],
    out: Path = Path("build/class"),
    *,
    roster: Roster | None = None,
    into: Path | None = None,
    lesson: str | None = None,
    course: Path = COURSE,
    url: str | None = None,
    even_earlier: bool = False,
) -> Collected:
    """Put what a class handed in where nbgrader and `autograder grade` look for it.

    Args:
        sources: folders, zip archives and notebooks.
        out: the class's folder, with its grade book; made if missing.
        roster: who is in the class; without one, ids are what stands in the names.
        into: where submissions go; `submitted` in `out` unless given.
        lesson: take only what is of this lesson, and all that nothing tells of.
        course: the folder with the lessons and `nbgrader_config.py`.
        url: the grade book's database, see `class_book`.
        even_earlier: let what is found replace what was collected before, even where that is later in time.

    Raises:
        CourseError: a source, the lesson or the grade book cannot be used.
    """
    course, out = course.resolve(), out.resolve()
    lessons = Lessons(course)
    if lesson is not None and lesson not in lessons.slugs:
        close = get_close_matches(lesson, list(lessons.slugs), n=1)
        raise CourseError(f"There is no lesson {lesson!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
    with closing(find(list(sources))) as found:
        work = _Sorting(found, Owners(roster, lessons), lesson)
        chosen = work.choose()
        out.mkdir(parents=True, exist_ok=True)
        with alone(out), class_book(course, out, url) as book:
            folder = into.resolve() if into else out / book.directory.submitted_directory
            done = Collected(folder, left_out=found.left_out, problems=roster.problems if roster else ())
            _enter(roster, book)
            placing = _Placing(book, Notes(book.engine), into, even_earlier)
            for one in chosen:
                placing.place(one, work.beside(one), done)
            found.left_out += work.unused()
            ids = sorted((student.id for student in book.gradebook.students), key=str.casefold)
            for name in sorted({one.lesson for one in chosen} | ({lesson} if lesson else set())):
                paths = {student: book.submitted(student, name, into) / f"{name}.ipynb" for student in ids}
                done.missing[name] = tuple(student for student, path in paths.items() if not path.exists())
    return done


def _enter(roster: Roster | None, book: ClassBook) -> None:
    """Tell nbgrader of the class; what the roster does not say stays as it was."""
    for student in roster.students if roster else ():
        first, surname = student.first_and_last
        known = {"first_name": first, "last_name": surname, "email": student.email, "lms_user_id": student.canvas_id}
        known = {name: text for name, value in known.items() if (text := _for_nbgrader(value))}
        book.gradebook.update_or_create_student(student.id, **known)


def _for_nbgrader(text: str) -> str:
    """A cell as `nbgrader export` can write it, which quotes nothing, and as no spreadsheet takes for a formula."""
    return " ".join(re.sub(r'[,"\x00-\x1f]', " ", text).split()).lstrip("=+-@ ")[:128]


# whose, and which lesson


class _Sorting:
    """Sorts what was found into submissions, what lies beside them, and what is left out.

    Args:
        lesson: the only lesson to collect, if any.
    """

    def __init__(self, found: Found, owners: Owners, lesson: str | None) -> None:
        self._found, self._owners, self._lesson = found, owners, lesson
        self._others: dict[tuple[str, ...], list[tuple[Entry, Claim]]] = {}
        self._used = set[int]()
        self._stamps = {each.parts[:-1]: each for each in found.entries if each.parts[-1] == STAMP}
        self._flat = _all_flat(found.entries, owners.lessons) if owners.roster is None else False

    def choose(self) -> list[Candidate]:
        """The submissions that count, by student and lesson."""
        every: dict[tuple[str, str], list[Candidate]] = {}
        for entry in self._found.entries:
            one = self._candidate(entry)
            if one is not None:
                every.setdefault((one.student, one.lesson), []).append(one)
        chosen = []
        for key in sorted(every):
            found = every[key]
            numbers = sorted({one.claim.number for one in found if one.claim.kind in ("canvas", "moodle")} - {""})
            if self._owners.roster is None and len(numbers) > 1:
                self._two_of_one_name(found, numbers)
                continue
            best = last(found)
            chosen.append(best)
            for one in found:
                if one is not best:
                    self._found.leave(one.entry.parts, f"For {one.student}, {why_not(one, best)}")
        return chosen

    def _two_of_one_name(self, found: Sequence[Candidate], numbers: Sequence[str]) -> None:
        kind = found[0].claim.kind.capitalize()
        reason = (
            f"{kind} has {len(numbers)} people of this name ({', '.join(numbers)}). Use --roster to tell them apart."
        )
        for one in found:
            self._found.leave(one.entry.parts, reason)

    def _candidate(self, entry: Entry) -> Candidate | None:
        name = entry.parts[-1]
        parts = entry.parts[-1:] if self._flat else entry.parts
        said = claims(parts, self._owners.lessons.slugs)
        if name == STAMP:
            return None
        if notebook_stem(name) is None:
            self._other(entry, said)
            return None
        if entry.size == 0:
            self._found.leave(entry.parts, "It is empty.")
            return None
        owner = self._owners.of(name, said)
        if owner.student is None or owner.claim is None:
            self._found.leave(entry.parts, owner.problem)
            return None
        lesson = self._lesson_of(entry, owner.claim)
        return None if lesson is None else self._dated(entry, owner, owner.claim, lesson)

    def _dated(self, entry: Entry, owner: Owner, claim: Claim, lesson: str) -> Candidate:
        when, clock = claim.when, "the time in its name"
        stamp = self._stamps.get(entry.parts[:-1]) if claim.kind in WITH_ITS_OWNERS else None
        if when is None and stamp is not None and (moment := _read_stamp(stamp)):
            when, clock = moment, STAMP
        if when is None:
            when, clock = entry.when, entry.clock
        notes = [LATE] if claim.late else []
        if not claim.file.endswith(".ipynb") or claim.kind != "file" and claim.file != f"{lesson}.ipynb":
            notes.append(f"It was called {readable(claim.file, SHOWN)}.")
        return Candidate(entry, claim, owner.student or "", lesson, when, clock, tuple(notes))

    def _lesson_of(self, entry: Entry, claim: Claim) -> str | None:
        told = self._owners.lesson_by_name(claim)
        if told is None:
            try:
                told = self._inside(entry)
            except UNREADABLE as error:
                self._found.leave(entry.parts, f"It cannot be read: {error}.")
                return None
        if told is None and self._lesson is None:
            self._found.leave(entry.parts, NO_LESSON)
        if self._lesson is not None and told not in (None, self._lesson):
            self._found.leave(entry.parts, f"It is of another lesson, {told}.")
            return None
        return told or self._lesson

    def _inside(self, entry: Entry) -> str | None:
        with tempfile.NamedTemporaryFile(suffix=".ipynb") as file:
            write_out(entry, file)
            file.flush()
            return self._owners.lessons.inside(Path(file.name))

    # other files

    def _other(self, entry: Entry, said: Sequence[Claim]) -> None:
        suffix = Path(entry.parts[-1]).suffix
        claim = next((each for each in said if each.kind in WITH_ITS_OWNERS), None)
        if suffix in ENDINGS and claim is not None:
            self._others.setdefault(_place_of(entry, claim), []).append((entry, claim))
        else:
            self._found.leave(entry.parts, NO_NOTEBOOK)

    def beside(self, one: Candidate) -> list[tuple[Entry, str]]:
        """What was handed in beside a notebook, with the names that it had."""
        if one.claim.kind not in WITH_ITS_OWNERS:
            return []
        found = self._others.get(_place_of(one.entry, one.claim), [])
        usable = [(entry, claim.file) for entry, claim in found if can_be_used(claim.file)]
        self._used |= {id(entry) for entry, _ in usable}
        return usable

    def unused(self) -> Iterator[LeftOut]:
        """What lies beside no notebook that counts."""
        for files in self._others.values():
            yield from (LeftOut(entry.name, NO_NOTEBOOK) for entry, _ in files if id(entry) not in self._used)


def _place_of(entry: Entry, claim: Claim) -> tuple[str, ...]:
    """What the files that one student handed in at once have in common."""
    return (*entry.parts[:-1], claim.who, claim.number)


def _all_flat(entries: Sequence[Entry], lessons: Lessons) -> bool:
    """Whether all notebooks lie in one folder, under the names of students, not of lessons."""
    notebooks = [each.parts for each in entries if notebook_stem(each.parts[-1])]
    if len(notebooks) < 2 or {len(parts) for parts in notebooks} != {2} or len({parts[0] for parts in notebooks}) > 1:
        return False
    return all(lessons.named(notebook_stem(parts[1]) or "") is None for parts in notebooks)


def _read_stamp(entry: Entry) -> datetime | None:
    if entry.size > STAMP_BYTES:
        return None
    try:
        with entry.open() as file:
            return parsed_stamp(file.read(STAMP_BYTES)).replace(tzinfo=UTC)
    except Exception:  # dateutil raises whatever it likes; the file's own time is taken instead
        return None


# where it goes


@dataclass(frozen=True)
class _Placing:
    """Puts submissions in their places."""

    book: ClassBook
    notes: Notes
    into: Path | None
    even_earlier: bool

    def place(self, one: Candidate, others: list[tuple[Entry, str]], done: Collected) -> None:
        """Put one in its place, or leave it out; `done` is told."""
        try:
            state = self._placed(one, others)
        except CourseError as reason:
            done.left_out.append(LeftOut(one.entry.name, str(reason)))
            return
        except UNREADABLE as error:
            if isinstance(error, OSError) and error.errno:  # ours: a full disk, no right to write
                raise CourseError(f"{done.folder} cannot be written: {error.strerror}.") from None
            done.left_out.append(LeftOut(one.entry.name, f"It cannot be read: {error}."))
            return
        beside = (f"Beside it: {', '.join(name for _, name in others)}.",) if others else ()
        notes = (*one.notes, *beside)
        done.rows.append(Row(one.student, one.lesson, one.entry.name, one.when, one.clock, state, notes))

    def _placed(self, one: Candidate, others: list[tuple[Entry, str]]) -> str:
        folder = self.book.submitted(one.student, one.lesson, self.into)
        if folder.is_symlink() or folder.parent.is_symlink():
            raise CourseError(f"{folder} is a link or lies in one, so nothing is written there.")
        target, replaced = folder / f"{one.lesson}.ipynb", self.book.out / "replaced" / one.student
        digest = digest_of(one.entry)
        state = NEW
        if is_file(target):
            there = records.digest(target)
            state = UNCHANGED if there == digest else REPLACED
            if state == UNCHANGED and _same(others, folder):
                return state
            self._require_later(one, there, target)
        claim = one.claim
        when = one.when.isoformat()
        note = Note(digest, claim.file, claim.kind, claim.number, claim.attempt, when, one.clock)
        self.notes.write(one.lesson, one.student, note)
        if state != UNCHANGED:
            put(one.entry, one.when, target, replaced)
        put_beside([entry for entry, _ in others], [name for _, name in others], folder, replaced)
        put_stamp(one.when if one.clock in (STAMP, "the time in its name") else None, folder)
        return state

    def _require_later(self, one: Candidate, there: str | None, target: Path) -> None:
        """
        Raises:
            CourseError: what was collected before is another's, or is later.
        """
        note = self.notes.of(one.lesson, one.student)
        note = note if note is not None and note.digest == there else None
        if note and note.kind == one.claim.kind == "canvas" and note.number != one.claim.number:
            numbers = f"{note.number} and {one.claim.number}"
            raise CourseError(f"Canvas has two people of this name, {numbers}. Use --roster to tell them apart.")
        if self.even_earlier:
            return
        if note and note.attempt and one.claim.attempt:
            if note.attempt > one.claim.attempt:
                raise CourseError(f"For {one.student} a later upload to Canvas was collected before.")
            return
        moment = note.moment if note else None
        before = moment or datetime.fromtimestamp(target.stat().st_mtime, UTC)
        if before > one.when:
            raise CourseError(
                f"For {one.student} a later one was collected before, of {shown(before)}; this one is of "
                f"{shown(one.when)}, {one.clock}. With --even-earlier it replaces that."
            )


def _same(others: list[tuple[Entry, str]], folder: Path) -> bool:
    there = {path.name for path in folder.iterdir() if path.suffix in ENDINGS and path.name != STAMP}
    if there != {name for _, name in others}:
        return False
    return all(records.digest(folder / name) == digest_of(entry) for entry, name in others)
