"""Write a large class to grade: each submission drawn from the lesson's own fixtures, some of them damaged.

.venv/bin/python tools/mixed_class.py build/large --size 500
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from autograder.catalog import exercises, load, source_notebook
from autograder.fixtures import fixtures
from autograder.gradebook.notebooks import map_exercises, read, released

LESSON = "conditional_writes"
DAMAGED = 0.15  # of the class


def write_class(folder: Path, size: int, lesson: str = LESSON, seed: int = 0) -> Path:
    """Write `size` submissions in nbgrader's layout; the same for the same seed."""
    draw = random.Random(seed)
    source = read(source_notebook(lesson)).notebook
    solution = {each.name: each.solutions[-1] for each in map_exercises(source)}
    release = released(source)
    choices = {name: fixtures(load(lesson, name)) for name in exercises(lesson)}
    for number in range(size):
        notebook = deepcopy(release)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
        for name, found in choices.items():
            kind = draw.choice(("stub", "right", "reference", "wrong"))
            code = draw.choice([each for each in found if each.kind == kind])
            cells[solution[name]].source = f"{code.source}\n# student {number}\n"
        text = json.dumps(notebook)
        if draw.random() < DAMAGED:
            text = draw.choice(DAMAGES)(notebook, draw)
        path = folder / f"student{number:04}" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _cut_off(notebook: Any, draw: random.Random) -> str:
    text = json.dumps(notebook)
    return text[: draw.randrange(len(text))]


def _check_deleted(notebook: Any, draw: random.Random) -> str:
    checks = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    notebook.cells.remove(draw.choice(checks))
    return json.dumps(notebook)


def _cell_copied(notebook: Any, draw: random.Random) -> str:
    notebook.cells.append(deepcopy(draw.choice(notebook.cells)))
    return json.dumps(notebook)


def _metadata_lost(notebook: Any, draw: random.Random) -> str:
    for cell in notebook.cells:
        cell.metadata = {}
    return json.dumps(notebook)


def _prints_much(notebook: Any, draw: random.Random) -> str:
    notebook.cells.append({**deepcopy(notebook.cells[0]), "id": "much", "cell_type": "code", "metadata": {}})
    notebook.cells[-1].update(source="print('x' * 10**7)", outputs=[], execution_count=None)
    return json.dumps(notebook)


def _takes_memory(notebook: Any, draw: random.Random) -> str:
    text = _prints_much(notebook, draw)
    return text.replace("print('x' * 10**7)", "big = [bytes(10**6) for _ in range(1000)]")


DAMAGES: list[Callable[[Any, random.Random], str]] = [
    _cut_off,
    _check_deleted,
    _cell_copied,
    _metadata_lost,
    _prints_much,
    _takes_memory,
]


def main() -> None:
    """Write the class that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=500)
    options = parser.parse_args()
    print(f"{options.size} submissions are in {write_class(options.folder, options.size)}")


if __name__ == "__main__":
    main()
