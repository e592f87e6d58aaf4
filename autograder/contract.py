"""Which exam check holds each promise of an exercise's contract, and which mistakes break it.

The contract is what the learner's stub says: the docstrings of its functions and classes. Each sentence of it, and each
part that a semicolon ends, stands in the exercise's `contract.toml`, by its first words:

    [checked]
    "True if the sample is claimed now" = "exam_free_sample, exam_race"

    [not_checked]
    "dynamodb: a boto3 resource" = "says what is handed over"
"""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from rich.table import Table

from autograder.catalog import Loaded, exercises, lessons, load
from autograder.fixtures import STUB, fixtures
from course_lib.errors import CourseError

FILE = "contract.toml"
HEADINGS = re.compile(r"(Args|Returns|Raises|Attributes|Yields):")
ENTRY = re.compile(r"[\w., ]+: ")  # of a parameter or an error, at the beginning of a line
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^a-z0-9])|(?<=;)\s+")


@dataclass(frozen=True)
class Promise:
    """A sentence of the contract.

    Attributes:
        sentence: as it stands there.
        checks: the exam checks that hold it.
        mistakes: the wrong solutions that one of these checks catches.
        why: why it is not checked, if it is not.
    """

    sentence: str
    checks: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    why: str = ""


@dataclass
class Coverage:
    """An exercise's contract: its promises in order, and what is missing, in sentences."""

    id: str
    promises: list[Promise] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Written:
    """What `contract.toml` says of a sentence: its first words, and the checks or the reason."""

    begins: str
    says: str
    checked: bool


def coverage(lesson: str | None = None, exercise: str | None = None) -> Iterator[Coverage]:
    """The contracts of all exercises that have one, of a lesson's, or of one. Questions have none.

    Args:
        lesson: its slug; None for all.
        exercise: its name; None for all of the lesson.

    Raises:
        NotFound: there is no such lesson or exercise.
        CourseError: a `contract.toml` cannot be read.
    """
    for slug in [lesson] if lesson else lessons():
        for name in [exercise] if exercise else exercises(slug):
            loaded = load(slug, name)
            if loaded.question is None:
                yield cover(loaded)


def cover(loaded: Loaded) -> Coverage:
    """One exercise's contract."""
    tried = fixtures(loaded)
    stub = next(each.source for each in tried if each.name == STUB)
    fails = {each.name.partition("/")[2]: each.fails.sure for each in tried if each.kind == "wrong"}
    written = _read(loaded)
    exam = [check.name for check in loaded.exam.checks] if loaded.exam else []
    found = Coverage(loaded.id)
    used: set[str] = set()
    for sentence in sentences(stub):
        fitting = [each for each in written if sentence.startswith(each.begins)]
        used.update(each.begins for each in fitting)
        if len(fitting) != 1:
            how = "twice" if fitting else "not"
            found.misses.append(f"{FILE} speaks {how} of: {sentence}")
            continue
        found.promises.append(_promise(sentence, fitting[0], fails))
    found.misses += [f"the contract has no sentence that begins with: {each.begins}" for each in written
                     if each.begins not in used]  # fmt: skip
    for promise in found.promises:
        found.misses += _misses(promise, exam)
    unnamed = [name for name in exam if all(name not in each.checks for each in found.promises)]
    found.misses += [f"no promise is held by the check {name}" for name in unnamed]
    return found


def _promise(sentence: str, written: _Written, fails: Mapping[str, frozenset[str]]) -> Promise:
    if not written.checked:
        return Promise(sentence, why=written.says)
    checks = tuple(re.findall(r"\w+", written.says))
    return Promise(sentence, checks, tuple(name for name, failed in fails.items() if failed & set(checks)))


def _misses(promise: Promise, exam: Sequence[str]) -> Iterator[str]:
    if promise.why:
        return
    for name in promise.checks:
        if name not in exam:
            yield f"{name} is no exam check; it is said to hold: {promise.sentence}"
    if not promise.checks:
        yield f"neither a check nor a reason stands for: {promise.sentence}"
    elif not promise.mistakes:
        yield f"no mistake breaks: {promise.sentence}"


def sentences(stub: str) -> list[str]:
    """The sentences of the docstrings of a stub's functions and classes, headings left out."""
    tree = ast.parse(stub)
    documented = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    texts = [ast.get_docstring(node) or "" for node in documented]
    return list(chain.from_iterable(_sentences(inspect.cleandoc(text)) for text in texts))


def _sentences(text: str) -> Iterator[str]:
    for block in _blocks(text):
        yield from (each for each in SENTENCE.split(" ".join(block.split())) if each)


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, and the entries below a heading."""
    block: list[str] = []
    indent = 0
    for line in text.splitlines():
        bare, depth = line.strip(), len(line) - len(line.lstrip())
        begins = not bare or HEADINGS.fullmatch(bare) or (ENTRY.match(bare) and depth <= indent)
        if begins and block:
            yield "\n".join(block)
            block = []
        if bare and not HEADINGS.fullmatch(bare):
            indent = depth if not block else indent
            block.append(bare)
    if block:
        yield "\n".join(block)


def _read(loaded: Loaded) -> list[_Written]:
    path = loaded.folder / FILE
    if not path.exists():
        return []
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        kinds = {kind: dict(content.get(kind, {})) for kind in ("checked", "not_checked")}
    except (tomllib.TOMLDecodeError, ValueError, TypeError) as error:
        raise CourseError(f"The contract {loaded.id}, {path.name}, cannot be read: {error}.") from None
    return [
        _Written(begins, str(says), kind == "checked") for kind, said in kinds.items() for begins, says in said.items()
    ]


def to_table(covered: Sequence[Coverage]) -> Table:
    """What `autograder prove --contract` prints: each promise with its checks and mistakes."""
    table = Table(title="What holds each promise")
    for column in ("exercise", "promise", "exam checks", "mistakes"):
        table.add_column(column, overflow="fold")
    for each in covered:
        for promise in each.promises:
            held = ", ".join(promise.checks) or f"({promise.why})"
            table.add_row(each.id.partition(".")[2], promise.sentence, held, str(len(promise.mistakes) or ""))
        table.add_section()
    return table
