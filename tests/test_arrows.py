"""Imports point one way: the instructor's side to the learner's, and inside that from the top down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ("aws", "pictures", "checks", "lessons")  # of course_lib, from the bottom; whatever else it has is above them
BELOW_ALL = {"errors"}  # anybody may import these


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The full names that a file imports, wherever in it the import stands."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def level(parts: tuple[str, ...]) -> int:
    """How high a module of course_lib stands; one above all levels for what is the learner's face."""
    return LEVELS.index(parts[1]) if len(parts) > 1 and parts[1] in LEVELS else len(LEVELS)


def lesson_of(parts: tuple[str, ...]) -> str:
    """The lesson that a module belongs to, or an empty string."""
    inside = len(parts) > 3 and parts[:2] == ("course_lib", "lessons") and (ROOT / Path(*parts[:3])).is_dir()
    return parts[2] if inside else ""


def upward(path: Path) -> list[str]:
    """What a file of course_lib imports from above itself, or from another lesson."""
    own = path.relative_to(ROOT).with_suffix("").parts
    found = []
    for name in imports(path):
        parts = tuple(name.split("."))
        if parts[0] != "course_lib" or parts[1:2] and parts[1] in BELOW_ALL:
            continue
        above = level(parts) > level(own)
        if above or lesson_of(own) and lesson_of(parts) not in ("", lesson_of(own)):
            found.append(name)
    return found


def test_the_learners_side_imports_nothing_of_the_instructors():
    """Not even inside a function: exams and solutions are found through `course_lib.instructor`, or not at all."""
    back = [(path, name) for path in modules("course_lib") for name in imports(path) if name.startswith("autograder")]
    assert back == []


@pytest.mark.parametrize("part", [*LEVELS])
def test_inside_course_lib_imports_point_down(part):
    """lab and commands → lessons → checks → pictures → aws; and no lesson imports another."""
    found = {path: upward(path) for path in modules(f"course_lib/{part}")}
    assert {str(path.relative_to(ROOT)): names for path, names in found.items() if names} == {}


def test_what_a_submission_may_see_imports_nothing_that_it_may_not():
    """The sandbox shows `autograder.line` and `autograder.worker`; of autograder they import each other only."""
    for part in ("line", "worker"):
        for path in modules(f"autograder/{part}"):
            ours = [name for name in imports(path) if name.split(".")[0] == "autograder"]
            assert [name for name in ours if name.split(".")[1] not in ("line", "worker")] == [], path


def graph(package: str) -> dict[str, set[str]]:
    """Which module of a package imports which, by full names; imports for types and inside functions count."""
    named = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in modules(package)}
    named = {name.removesuffix(".__init__"): path for name, path in named.items()}
    edges = {}
    for name, path in named.items():
        wanted = [each if each in named else each.rpartition(".")[0] for each in imports(path)]
        edges[name] = {each for each in wanted if each in named and each != name}
    return edges


@pytest.mark.parametrize("package", ["course_lib", "autograder"])
def test_no_import_runs_in_a_circle(package):
    """Not even one that stands inside a function, or is for types only."""
    edges = graph(package)
    while free := [name for name, wanted in edges.items() if not wanted & edges.keys()]:
        edges = {name: wanted for name, wanted in edges.items() if name not in free}
    in_circles = {name: wanted & edges.keys() for name, wanted in edges.items()}
    importers = {wanted for targets in in_circles.values() for wanted in targets}
    assert {name: sorted(wanted) for name, wanted in in_circles.items() if name in importers} == {}
