"""docs/fidelity.md is held up by tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TEXT = (HERE.parents[1] / "docs" / "fidelity.md").read_text(encoding="utf-8")
HEADER = ["Behaviour", "AWS", "moto", "here", "tests"]


def tables():
    """Every table's header and rows, as lists of cells."""
    for block in re.findall(r"(?:^\|.*\|\n)+", TEXT, re.MULTILINE):
        header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        yield header, rows


BEHAVIOURS = [row for header, rows in tables() if header == HEADER for row in rows]


@cache
def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_tables_of_behaviours():
    assert len(BEHAVIOURS) > 35


@pytest.mark.parametrize("row", BEHAVIOURS, ids=[row[0] for row in BEHAVIOURS])
def test_every_behaviour_names_tests_that_exist(row):
    assert len(row) == len(HEADER)
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", row[-1])
    assert named and row[-1] == " ".join(f"`{file}::{function}`" for file, function in named)
    for file, function in named:
        assert function in functions(HERE / file), f"tests/aws/{file} has no {function}"


def test_the_counts_add_up():
    """Of the comparison with other tests."""
    [rows] = [rows for header, rows in tables() if header[0] == "Area"]
    *areas, last = [[int(cell) for cell in row[1:]] for row in rows]

    assert last == [sum(column) for column in zip(*areas, strict=True)]
    assert all(moto <= here <= cases for cases, moto, here in areas)
