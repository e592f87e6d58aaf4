"""Grade a large class with hostile and damaged submissions among it, and the same class without them, and compare.

    .venv/bin/python tools/hostile_class.py [--size 200] [--workers 2]

Every innocent row must be equal to that of the class without the others, and the largest process must not grow with
the class. What a hostile submission earns itself is asserted in tests/attacks/.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.catalog import exercises, load, source_notebook
from autograder.fixtures import fixtures
from autograder.gradebook.grade import ClassResult, Row, grade_class
from autograder.gradebook.notebooks import map_exercises, read, released

LESSON = "conditional_writes"
Bytes = Callable[[dict[str, Any]], bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of hostile or damaged submission.

    Attributes:
        name: the student's id, and what it is.
        put: writes it into the student's folder of the lesson, given the release notebook filled with right answers.
    """

    name: str
    put: Callable[[Path, dict[str, Any]], None]


def _file(name: str, content: Bytes) -> Kind:
    """The notebook's file holds these bytes."""
    return Kind(name, lambda folder, notebook: _write(folder, content(notebook)))


def _write(folder: Path, data: bytes) -> None:
    (folder / f"{LESSON}.ipynb").write_bytes(data)


def _changed(name: str, change: Callable[[dict[str, Any]], Any]) -> Kind:
    """The notebook, changed in place."""

    def content(notebook: dict[str, Any]) -> bytes:
        change(notebook)
        return json.dumps(notebook).encode()

    return _file(name, content)


def _cell(name: str, code: str) -> Kind:
    """A code cell in front of all others."""
    return _changed(name, lambda notebook: notebook["cells"].insert(0, _code(code)))


def _body(name: str, code: str) -> Kind:
    """Every solution does it first, at each call."""

    lines = ["", "def _first(function):", "    def run(*a, **k):", f"        {code}"]
    wrapper = "\n".join([*lines, "        return function(*a, **k)", "    return run", ""])

    def change(notebook: dict[str, Any]) -> None:
        for cell in _solutions(notebook):
            cell["source"] += wrapper
            defined = [line[4:].split("(")[0] for line in cell["source"].splitlines() if line.startswith("def ")]
            cell["source"] += "".join(f"{each} = _first({each})\n" for each in defined if each != "_first")

    return _changed(name, change)


def _solutions(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    ]


def _code(source: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "source": source}
    return {**cell, "outputs": [], "execution_count": None}


def _text(name: str, source: str, **other: Any) -> Kind:
    """A text cell in front of all others."""
    cell = {"cell_type": "markdown", "id": "added", "metadata": {}, "source": source, **other}
    return _changed(name, lambda notebook: notebook["cells"].insert(0, cell))


def _linked(folder: Path, notebook: dict[str, Any]) -> None:
    (folder / f"{LESSON}.ipynb").symlink_to(source_notebook(LESSON))


def _fifo(folder: Path, notebook: dict[str, Any]) -> None:
    os.mkfifo(folder / f"{LESSON}.ipynb")


def _directory(folder: Path, notebook: dict[str, Any]) -> None:
    (folder / f"{LESSON}.ipynb").mkdir()


def _strip(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["metadata"] = {}


WIDGETS = {"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "X"}}}
MUCH = {"output_type": "stream", "name": "stdout", "text": "x" * 40_000_000}
SHARED = "import mmap\nx = [mmap.mmap(-1, 10**8) for _ in range(100)]\nfor m in x:\n    m.write(bytes(10**8))"
THREADS = """import threading
for _ in range(50):
    threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()"""
STORES = (
    "b = __import__('boto3').client('s3'); b.create_bucket(Bucket='x'); "
    "[b.put_object(Bucket='x', Key=str(n), Body=bytes(3_000_000)) for n in range(100)]"
)
KINDS = [
    _file("empty file", lambda _: b""),
    _file("a letter", lambda _: b"Dear teacher, my notebook is in the attachment."),
    _file("cut off", lambda notebook: json.dumps(notebook).encode()[:30_000]),
    _file("noise", lambda _: random.Random(0).randbytes(200_000)),
    _file("nested 200,000 deep", lambda _: b"[" * 200_000 + b"]" * 200_000),
    _file("a number of a million digits", lambda n: json.dumps(n).encode()[:-1] + b', "x": ' + b"9" * 10**6 + b"}"),
    _file("a list", lambda _: b"[1, 2, 3]"),
    _changed("cells that are a word", lambda notebook: notebook.update(cells="cells")),
    _changed("sources that are numbers", lambda notebook: [cell.update(source=7) for cell in notebook["cells"]]),
    _changed("100,000 cells", lambda notebook: notebook["cells"].extend([_code("x = 1")] * 100_000)),
    _changed("40 MB of output", lambda notebook: notebook["cells"].append(_code("1") | {"outputs": [MUCH]})),
    _changed("no settings", _strip),
    _changed("Colab's widgets", lambda notebook: notebook["metadata"].update(widgets=WIDGETS)),
    _changed("def (: without end", lambda notebook: notebook["cells"].append(_code("def (:\nx\n" * 50_000))),
    _text("a picture that is not there", "![x](attachment:image.png)"),
    _text("a script", "<script>document.title = 'x'</script><img src=x onerror=alert(1)>"),
    _text("links without end", "a" + ".b" * 200_000),
    _text("mathematics without end", "\\begin{x}\n" * 30_000),
    Kind("a link to the source", _linked),
    Kind("a pipe", _fifo),
    Kind("a folder", _directory),
    _cell("an endless cell", "while True:\n    pass"),
    _cell("a fork bomb", "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"),
    _cell("10 GB", "x = [bytearray(10**8) for _ in range(100)]"),
    _cell("shared memory", SHARED),
    _cell("a full disk", "open('full', 'wb').writelines(bytes(10**7) for _ in range(10**4))"),
    _cell("a million files", "for n in range(10**6):\n    open(f'{n}', 'w').close()"),
    _cell("kills everybody", "import os\nos.kill(-1, 9)"),
    _cell("deletes everything", "import shutil\nshutil.rmtree('/', ignore_errors=True)"),
    _cell("prints 1 GB", "for _ in range(1000):\n    print('x' * 10**6)"),
    _cell("threads that never end", THREADS),
    _cell("ends the process", "import os\nos._exit(0)"),
    _body("endless at each call", "while True: pass"),
    _body("dies at each call", "import os; os._exit(0)"),
    _body("takes memory at each call", "x = [bytearray(10**8) for _ in range(100)]"),
    _body("stores 300 MB at each call", STORES),
]


def filled(lesson: str = LESSON, choose: Callable[[list[Any]], Any] | None = None) -> dict[str, Any]:
    """The release notebook with a solution in each exercise: the reference, or what `choose` takes of its fixtures."""
    source = read(source_notebook(lesson)).notebook
    solution = {each.name: each.solutions[-1] for each in map_exercises(source)}
    notebook: dict[str, Any] = json.loads(json.dumps(released(source)))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    for name in exercises(lesson):
        found = fixtures(load(lesson, name))
        cells[solution[name]]["source"] = (choose or _reference)(found).source + "\n"
    return notebook


def _reference(found: list[Any]) -> Any:
    return next(each for each in found if each.kind == "reference")


def write_innocents(folder: Path, size: int, lesson: str = LESSON, seed: int = 0) -> None:
    """Write `size` submissions in nbgrader's layout, each exercise right, wrong or left as it was."""
    draw = random.Random(seed)
    for number in range(size):
        notebook = filled(lesson, draw.choice)
        path = folder / f"student{number:04}" / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))


def write_hostile(folder: Path, kinds: list[Kind]) -> None:
    """Write one submission of each kind; their students sort among the innocents."""
    right = filled()
    for number, kind in enumerate(kinds):
        place = folder / f"student{number * 7:04} {kind.name}" / LESSON
        place.mkdir(parents=True)
        kind.put(place, deepcopy(right))
    name = os.fsencode(folder) + b"/student-\xff\x1b[31m"
    os.makedirs(name + b"/" + LESSON.encode())
    with open(name + b"/" + f"{LESSON}/{LESSON}.ipynb".encode(), "w") as file:
        json.dump(right, file)


def told(row: Row) -> tuple[Any, ...]:
    """What a row says to its student, without the time that it took."""
    return row.student, row.points, row.max, row.problems, row.needs_manual_grade


def grade(folder: Path, name: str, workers: int) -> ClassResult:
    """Grade a class behind the walls; print how long it took and the largest process."""
    start = time.monotonic()
    result = grade_class(LESSON, folder / name, folder / f"{name} out", workers)
    print(f"{name}: {len(result.rows)} rows, {time.monotonic() - start:.0f} s, largest process {result.peak_mb:.0f} MB")
    return result


def main() -> int:
    """Grade both classes; the exit status is 1 when an innocent row differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="of the class, the hostile ones included")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    innocents = options.size - len(KINDS) - 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("quiet", "hostile"):
            write_innocents(folder / each, innocents)
        write_hostile(folder / "hostile", KINDS)
        quiet, hostile = (grade(folder, each, options.workers) for each in ("quiet", "hostile"))
    rows = {row.student: row for row in hostile.rows}
    other = [row.student for row in quiet.rows if told(rows[row.student]) != told(row)]
    for row in hostile.rows:
        if " " in row.student or row.student.startswith("student-"):
            said = " ".join(row.problems)[:120]
            print(f"{row.student[:50]:<52}{row.points:g} of {row.max:g} {row.seconds:6.1f} s  {said}")
    print(f"{len(quiet.rows)} innocent rows, {len(other)} of them otherwise beside the hostile ones: {other[:5]}")
    return 1 if other else 0


if __name__ == "__main__":
    raise SystemExit(main())
