"""What a class receives: the release notebooks, `course_lib`, and of `autograder` only what runs practice checks.

One rule decides, by file name: see `ships`. A student unpacks the bundle and runs `make learn` in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from course_lib.errors import CourseError, NotFound
from course_lib.prepare import student_version

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
SECRET_FOLDERS = {"judge", "gradebook", "worker", "right", "wrong", "__pycache__"}
SECRET_FILES = {"exam.py", "reference.py", "prove.py", "release.py", "cli.py"}


def ships(path: Path) -> bool:
    """Whether a file of `autograder` goes to students.

    Args:
        path: relative to the project.
    """
    return path.suffix == ".py" and path.name not in SECRET_FILES and not SECRET_FOLDERS & set(path.parts)


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
    for path in [Path("notebooks/start.ipynb"), *(Path(f"notebooks/{name}/{name}.ipynb") for name in lessons)]:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        text = student_version((root / path).read_text(encoding="utf-8"), root)
        (out / path).write_text(text, encoding="utf-8")
    return sorted(path.relative_to(out) for path in out.rglob("*") if path.is_file())


def _copied(lessons: list[str], root: Path) -> Iterator[Path]:
    yield from (Path(name) for name in TOP if (root / name).exists())
    for path in sorted((root / "course_lib").rglob("*.py")):
        if "__pycache__" not in path.parts:
            yield path.relative_to(root)
    for path in sorted((root / "autograder").rglob("*.py")):
        inside = path.relative_to(root)
        of_lesson = inside.parts[1] != "exercises" or len(inside.parts) == 3 or inside.parts[2] in lessons
        if ships(inside) and of_lesson:
            yield inside


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.name == "pyproject.toml":
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        target.write_text("".join(line for line in lines if "autograder.cli" not in line), encoding="utf-8")
    else:
        shutil.copyfile(source, target)
