"""Submissions that are alike: the same bytes, the same code, or nearly the same once names and comments are left out.

Fingerprints and their comparison are copydetect's (winnowing, as MOSS does it: Schleimer, Wilkerson and Aiken,
"Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003). What every student was given is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import combinations
from typing import Any

from autograder.judge.alarm import Overrun, step

K, WINDOW = 20, 6  # tokens that a likeness has at least; out of how many fingerprints one is kept
LEAST = 60  # tokens of a student's own: with fewer, everybody's code is alike
NEAR = 0.8  # share of the shorter one that is found in the other
LONGEST = 40_000  # characters of one student that are compared
SECONDS = 5.0  # of processor time for one student's fingerprint
MOST = 50  # groups that are shown


@dataclass(frozen=True)
class Work:
    """What one student handed in.

    Attributes:
        digest: of the file; None where it is not known.
        code: the student's own code by exercise, without what was given.
    """

    student: str
    digest: str | None
    code: Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """Students each of whom shares much with another one of them.

    Attributes:
        students: two or more, by name.
        least, most: how much of the shorter one is in the other, of two of them that share much, 0 to 1.
        same: exercises whose code is the same for all of them, blanks at the ends of lines aside.
    """

    students: tuple[str, ...]
    least: float
    most: float
    same: tuple[str, ...]


@dataclass(frozen=True)
class Likeness:
    """A class's likenesses.

    Attributes:
        files: groups of students whose files are the same, byte for byte.
        groups: others, the most alike first; at most `MOST`.
        usual: the median of the shares of all pairs that were compared; None where there were none.
        compared: how many pairs were.
        left_out: students whose code could not be compared in time.
    """

    files: tuple[tuple[str, ...], ...]
    groups: tuple[Group, ...]
    usual: float | None
    compared: int
    left_out: tuple[str, ...]


def likeness(works: Sequence[Work], given: str) -> Likeness:
    """Compare the submissions of a class with each other.

    Args:
        works: one for each student.
        given: the code that every student was given.
    """
    known = _fingerprint(given, ())
    prints: dict[str, Any] = {}
    left_out = []
    for work in works:
        try:
            with step("compare", SECONDS):
                prints[work.student] = _fingerprint("\n".join(work.code.values())[:LONGEST], list(known.hashes))
        except Overrun:
            left_out.append(work.student)
    enough = [work for work in works if work.student in prints and prints[work.student].token_coverage >= LEAST]
    files = _same_files(works)
    compared = [(one, other, _share(prints[one.student], prints[other.student])) for one, other in _pairs(enough)]
    ranked = sorted(share for _, _, share in compared)
    near = [(one.student, other.student, share) for one, other, share in compared if share >= NEAR]
    groups = [_group(near, [work for work in works if work.student in names]) for names in _together(near)]
    groups = [group for group in groups if group.students not in files]
    groups.sort(key=lambda group: (-group.most, -len(group.same), group.students))
    usual = ranked[len(ranked) // 2] if ranked else None
    return Likeness(files, tuple(groups[:MOST]), usual, len(ranked), tuple(left_out))


def _together(near: Sequence[tuple[str, str, float]]) -> list[set[str]]:
    """The students of each group: who is near somebody of it."""
    groups: list[set[str]] = []
    for one, other, _ in near:
        touched = [group for group in groups if group & {one, other}]
        groups = [group for group in groups if group not in touched]
        groups.append(set().union(*touched, {one, other}))
    return groups


def _group(near: Sequence[tuple[str, str, float]], works: Sequence[Work]) -> Group:
    students = {work.student for work in works}
    shares = [share for one, _, share in near if one in students]
    first, *others = works
    same = (name for name in first.code if all(_is_same(first, other, name) for other in others))
    return Group(tuple(sorted(students)), min(shares), max(shares), tuple(same))


def _pairs(works: Sequence[Work]) -> Iterator[tuple[Work, Work]]:
    return combinations(sorted(works, key=lambda work: work.student), 2)


def _fingerprint(code: str, boilerplate: Sequence[int]) -> Any:
    from copydetect import CodeFingerprint  # brings numpy and matplotlib

    return CodeFingerprint("code.py", K, WINDOW, boilerplate=boilerplate, language="python", fp=StringIO(code))


def _share(one: Any, other: Any) -> float:
    """The share of the shorter one's fingerprints that the other has too."""
    return len(one.hashes & other.hashes) / max(1, min(len(one.hashes), len(other.hashes)))


def _same_files(works: Sequence[Work]) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, list[str]] = {}
    for work in works:
        if work.digest and any(work.code.values()):
            groups.setdefault(work.digest, []).append(work.student)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1))


def _is_same(one: Work, other: Work, exercise: str) -> bool:
    return _plain(one.code[exercise]) == _plain(other.code.get(exercise, ""))


def _plain(code: str) -> str:
    return "\n".join(line.rstrip() for line in code.strip().splitlines())
