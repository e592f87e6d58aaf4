"""What is in this repository: complete lock files, and nothing that belongs to one machine or one registry."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")

# In halves, so that this file does not find itself.
REGISTRIES = [
    "".join(halves)
    for halves in [
        ("pypi", ".org"),
        ("python", "hosted.org"),
        ("conda.", "anaconda.org"),
        ("registry.npm", "js.org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
        ("--find", "-links"),
    ]
]
MACHINE_PATHS = re.compile(r"(?<![\w.<{}/*~-])/(?:root|home|Users|work)/[\w.-]+|[\w./-]+/site-packages/[\w./-]+")


def tracked() -> list[Path]:
    """Every file that git has or would add; every file at all where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of the files that belong to it")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file, a notebook's outputs included."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            yield path.relative_to(ROOT).as_posix(), content.decode("utf-8", "replace")


def requirements(lock: str) -> list[tuple[Requirement, list[str]]]:
    """A lock file's requirements, each with its hashes."""
    joined = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split("--hash=") for line in joined.splitlines() if line.strip()]
    return [(Requirement(name.strip()), [each.strip() for each in hashes]) for name, *hashes in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes(lock: str) -> None:
    """Exactly one version, and SHA-256 sums only: what is installed tomorrow is what was tried today."""
    wrong = [
        str(requirement)
        for requirement, hashes in requirements(lock)
        if [each.operator for each in requirement.specifier] != ["=="]
        or not hashes
        or not all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)
    ]
    assert wrong == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place(lock: str) -> None:
    """No address, no option, no comment: where packages come from is the machine's own setting."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or "#" in line or re.match(r"\s*-(?!-hash=)", line)] == []


def test_the_locks_agree() -> None:
    """A package in both has one version for each kind of machine, so that the second changes nothing of the first."""
    versions = {requirement.name: set[str]() for requirement, _ in requirements(LOCKS[0])}
    for requirement, _ in requirements(LOCKS[0]):
        versions[requirement.name].add(str(requirement.specifier))
    differing = [
        str(requirement)
        for requirement, _ in requirements(LOCKS[1])
        if str(requirement.specifier) not in versions.get(requirement.name, {str(requirement.specifier)})
    ]
    assert differing == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Every dependency of pyproject.toml, in a version it allows; setuptools too, which installs the project itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    for lock, asked in ((LOCKS[0], project["project"]["dependencies"] + groups["build"]), (LOCKS[1], groups["test"])):
        locked = {requirement.name: requirement.specifier for requirement, _ in requirements(lock)}
        for text in asked:
            wanted = Requirement(text)
            assert wanted.name in locked, f"{wanted.name} is not in {lock}: run `make lock`"
            version = str(locked[wanted.name]).removeprefix("==")
            assert wanted.specifier.contains(version), f"{lock} has {wanted.name} {version}: run `make lock`"


def test_no_registry_is_named_in_any_file() -> None:
    """A mirror, a proxy or the public registry: each machine knows its own."""
    assert [(name, each) for name, text in texts() for each in REGISTRIES if each in text.lower()] == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    """Not in code, not in a page, not in a notebook's saved output."""
    assert [(name, match.group()) for name, text in texts() for match in MACHINE_PATHS.finditer(text)] == []


def test_no_notebook_was_saved_with_an_error() -> None:
    """A saved traceback is noise, and holds paths; an error that belongs to a lesson is caught and shown."""
    assert [name for name, text in texts() if name.endswith(".ipynb") and '"output_type": "error"' in text] == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_ci_can_be_run() -> None:
    """`.ci/run` is a program."""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_sanitize_file_is_one() -> None:
    """nbval reads pairs of a pattern and what takes its place; a broken pattern would hide every difference."""
    path = ROOT / "tests" / "nbval_sanitize.cfg"
    if not path.exists():
        pytest.skip("there is none: nothing in the notebooks' outputs varies")
    rules = configparser.RawConfigParser()
    rules.read(path, encoding="utf-8")
    assert [name for name in rules.sections() if {"regex", "replace"} != set(rules[name])] == []
    assert [name for name in rules.sections() if re.search(rules[name]["regex"], "")] == []
