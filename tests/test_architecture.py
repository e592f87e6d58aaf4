"""docs/architecture.md names what there is: files and folders, and the signatures that others build on."""

from __future__ import annotations

import importlib
import inspect
import re
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NOT_KEPT = {"work/"}  # git ignores it


def blocks(heading: str) -> str:
    """The first code block below a heading."""
    found = re.search(rf"^## {heading}.*?^```\w*\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def paths() -> list[str]:
    """Each path of the layout from the top. `<lesson>` stands for any name; a line can name several."""
    found, above = [], [""]
    for line in blocks("Layout").splitlines():
        names = list(takewhile(lambda word: "/" in word or re.search(r"\w\.\w", word), line.split()))
        depth = (len(line) - len(line.lstrip())) // 4
        here = above[depth] if depth < len(above) else above[-1]
        if names and names[0].endswith("/"):
            here += names.pop(0)
            above = [*above[: depth + 1], here]
            found.append(here)
        found += [here + name for name in names]
    return [path for path in found if path not in NOT_KEPT]


def test_the_layout_has_paths():
    assert len(paths()) > 50 and "course_lib/checks/explore/" in paths()


@pytest.mark.parametrize("path", paths())
def test_what_the_layout_names_is_there(path):
    assert list(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/"))), f"the page names {path}"


def signatures() -> list[tuple[str, str, str]]:
    """Module, function and parameters as the page has them, of functions that are called by their names."""
    found, module = [], ""
    for line in blocks("Signatures others build on").splitlines():
        if line.startswith("# "):
            module = line[2:].strip()
        elif "<" not in module:
            calls = re.findall(r"(?<![.\w])(\w+)\(((?:[^()]|\([^()]*\))*)\)", line.split("#")[0])
            found += [(module, name, given) for name, given in calls if name[0].islower() or name == "Cloud"]
    return found


@pytest.mark.parametrize(("module", "name", "given"), signatures())
def test_signatures_are_as_the_page_says(module, name, given):
    """Every parameter that the page names is there, in that order among those it names."""
    thing = getattr(importlib.import_module(module), name, None)
    if not callable(thing):
        pytest.skip("a method")
    parameters = list(inspect.signature(thing).parameters)
    given = re.sub(r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"", "", given)
    named = [part.partition("=")[0].partition(":")[0].strip() for part in given.split(",")]
    named = [part for part in named if re.fullmatch(r"[a-z_]+", part)]
    assert [part for part in parameters if part in named] == named
