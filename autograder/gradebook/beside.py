"""Files that a student handed in beside the notebook, such as a module of helpers: they are there when it is judged."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.gradebook.submissions import is_file, notebook_stem

ENDINGS = (".py", ".json", ".csv", ".txt")
MOST_FILES, MOST_BYTES = 20, 200_000  # all files together
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,60}\Z")


def files_beside(notebook: Path, student: str, lesson: str) -> dict[str, str]:
    """The texts of these files by name, in order; none where the folder is not the student's own.

    Links, other kinds of files, and what is more than the bounds allow are left out.
    """
    folder = notebook.parent
    if folder.name != student and (folder.name != lesson or folder.parent.name != student):
        return {}
    found: dict[str, str] = {}
    left = MOST_BYTES
    for path in sorted(folder.iterdir()):
        if not can_be_used(path.name):
            continue
        if len(found) == MOST_FILES or not is_file(path, left):
            continue
        try:
            found[path.name] = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        left -= path.stat().st_size
    return found


def can_be_used(name: str) -> bool:
    """Whether a file of this name is there when the notebook beside it is judged."""
    usable = Path(name).suffix in ENDINGS and bool(_NAME.match(name))
    return usable and name != "timestamp.txt" and notebook_stem(name) is None


def cell_that_writes(files: dict[str, str]) -> str:
    """A cell that puts the files into the folder that the notebook runs in."""
    lines = ["# the files that were handed in beside the notebook", "import pathlib as _pathlib"]
    lines += [f"_pathlib.Path({name!r}).write_text({text!r}, encoding='utf-8')" for name, text in files.items()]
    return "\n".join([*lines, "del _pathlib"])


def say_files(files: dict[str, str]) -> tuple[str, ...]:
    """That they were used, in a sentence."""
    return (f"Beside the notebook it was run with: {', '.join(files)}.",) if files else ()
