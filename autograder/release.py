"""What a class receives: the package `course_lib` and the release notebooks; nothing of the package `autograder`.

A student unpacks the bundle and runs `make learn` in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from course_lib.errors import CourseError, NotFound
from course_lib.prepare import release_notebooks

ROOT = Path(__file__).parent.parent
TOP = (
    "Makefile",
    "README.md",
    "pyproject.toml",
    "requirements.lock",
    "LICENSE",
    "docs/learners.md",
    "docs/images/lesson.png",
)


def release(lessons: list[str], out: Path, root: Path = ROOT) -> list[Path]:
    """Write the bundle for a class.

    Args:
        lessons: slugs of the lessons to include.
        out: the bundle's folder; it must be new or empty.
        root: the project.

    Returns:
        every file written, relative to `out`.

    Raises:
        NotFound: there is no such lesson.
        CourseError: the folder is not empty.
    """
    known = sorted(path.parent.name for path in (root / "notebooks").glob("*/*.ipynb"))
    for lesson in lessons:
        if lesson not in known:
            raise NotFound("lesson", lesson, known)
    if out.exists() and any(out.iterdir()):
        raise CourseError(f"{out} is not empty. Name a new folder for the release.")
    for path in _copied(lessons, root):
        _place(root / path, out / path)
    for name, text in release_notebooks(root, lessons).items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")
    return sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())


def _copied(lessons: list[str], root: Path) -> Iterator[Path]:
    yield from (Path(name) for name in TOP if (root / name).exists())
    others = {path.parent.relative_to(root) for path in (root / "course_lib" / "lessons").glob("*/data.py")}
    others -= {Path("course_lib", "lessons", lesson) for lesson in lessons}
    for path in sorted((root / "course_lib").rglob("*")):
        inside = path.relative_to(root)
        if path.is_file() and "__pycache__" not in inside.parts and not others & set(inside.parents):
            yield inside


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
