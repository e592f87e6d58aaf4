"""Every sentence of a contract is held by an exam check that a mistake fails, or says why none holds it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import contract
from autograder.catalog import Loaded, exercises, lessons, load
from autograder.contract import Coverage, cover, sentences
from autograder.fixtures import STUB, Fixture
from autograder.mistakes import Claim
from course_lib.errors import CourseError

CELL = '''\
class Taken(Exception):
    """Somebody sits there; `owner` says who."""


def claim(dynamodb, seat, owner):
    """Claim a seat, e.g. 12A, for somebody. It may be free.

    Args:
        dynamodb: a resource.
        seat, owner: two strings,
            neither of them empty.

    Returns:
        True if it is claimed. Then
        nobody else has it.

    Raises:
        Taken: it was not free.
        Nothing else.
    """
    raise NotImplementedError()
'''
SENTENCES = [
    "Somebody sits there;",
    "`owner` says who.",
    "Claim a seat, e.g. 12A, for somebody.",
    "It may be free.",
    "dynamodb: a resource.",
    "seat, owner: two strings, neither of them empty.",
    "True if it is claimed.",
    "Then nobody else has it.",
    "Taken: it was not free.",
    "Nothing else.",
]


def test_the_sentences_of_a_contract() -> None:
    """Headings are none, entries begin anew, and lines are joined."""
    assert sentences(CELL) == SENTENCES


@pytest.fixture
def covered(demo_lesson, tmp_path, monkeypatch):
    """The contract above with a `contract.toml`, an exam of two checks, and mistakes that fail these."""

    def cover_with(toml: str | None, **mistakes: str) -> Coverage:
        loaded = load(demo_lesson, "claim")
        monkeypatch.setattr(type(loaded), "folder", property(lambda self: tmp_path), raising=False)
        wrong = [Fixture(f"wrong/{name}", "", Claim(frozenset([fails]))) for name, fails in mistakes.items()]
        monkeypatch.setattr(contract, "fixtures", lambda loaded: [Fixture(STUB, 'def f():\n    """A. B."""'), *wrong])
        if toml is not None:
            (tmp_path / "contract.toml").write_text(toml)
        return cover(loaded)

    return cover_with


def exam_of(lesson: str = "demo") -> list[str]:
    loaded = load(lesson, "claim")
    assert loaded.exam
    return [check.name for check in loaded.exam.checks]


def test_nothing_is_missing(covered) -> None:
    """Each sentence has its checks, each check a sentence, each promise a mistake."""
    found = covered(
        f'[checked]\n"A" = "{", ".join(exam_of())}"\n[not_checked]\n"B" = "a name"', slow=exam_of()[0]
    )  # fmt: skip
    assert found.misses == []
    assert [(each.sentence, each.mistakes, each.why) for each in found.promises] == [
        ("A.", ("slow",), ""), ("B.", (), "a name"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "miss"),
    [
        (None, "contract.toml speaks not of: A."),
        ('[checked]\n"A" = "ALL"\n"A." = "ALL"\n"B" = "ALL"', "contract.toml speaks twice of: A."),
        ('[checked]\n"A" = "ALL"\n"B" = "ALL"\n"C" = "ALL"', "the contract has no sentence that begins with: C"),
        ('[checked]\n"A" = "ALL"\n"B" = "nobody"', "nobody is no exam check; it is said to hold: B."),
        ('[checked]\n"A" = "ALL"\n"B" = ""', "neither a check nor a reason stands for: B."),
        ('[not_checked]\n"A" = "a name"\n"B" = "a name"', "no promise is held by the check FIRST"),
    ],
)
def test_what_is_missing_is_named(covered, toml: str | None, miss: str) -> None:
    """In a sentence each."""
    found = covered(toml and toml.replace("ALL", ", ".join(exam_of())), slow=exam_of()[0])
    assert miss.replace("FIRST", exam_of()[0]) in found.misses


def test_a_promise_that_no_mistake_breaks(covered) -> None:
    """A check that nobody has failed may hold nothing."""
    found = covered(f'[checked]\n"A" = "{", ".join(exam_of())}"\n[not_checked]\n"B" = "a name"')
    assert found.misses == ["no mistake breaks: A."]


def test_a_file_that_is_none(covered) -> None:
    """What is wrong is said, and where."""
    with pytest.raises(CourseError, match=r"^The contract demo\.claim, contract\.toml, cannot be read: "):
        covered("[checked\n")


def test_the_folder_is_the_exercises(demo_lesson) -> None:
    """Where `contract.toml` is looked for."""
    assert load(demo_lesson, "claim").folder == Path(__file__).parent / "demo" / "exercises" / "demo" / "claim"


CONTRACTS = [each for slug in lessons() for each in (load(slug, name) for name in exercises(slug)) if not each.question]


@pytest.mark.parametrize("loaded", CONTRACTS, ids=lambda loaded: loaded.id)
def test_every_contract_of_the_course(loaded: Loaded) -> None:
    """Whatever a stub promises is held by a check that some mistake fails, or says why it promises nothing."""
    if not (loaded.folder / contract.FILE).exists():
        pytest.skip(f"{loaded.id} has no {contract.FILE} yet")
    assert cover(loaded).misses == []
