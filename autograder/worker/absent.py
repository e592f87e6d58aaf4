"""What is not shown where submissions run: all of `course_lib` that the fork server has not imported.

The course's own analyses, checks, questions and pictures would solve many an exercise. Nobody needs them here: the
accounts are in the judge. So the folder is covered once the fork server has imported what workers need, and an import
of anything else fails, with a reason. The lesson's own cells show things with such modules; for them they are inert.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import course_lib
from autograder.worker.isolation import cover
from course_lib.pictures.inert import INERT

PACKAGE = course_lib.__name__


class _Inert(ModuleType):
    """A module of which everything is inert."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system asks for these, and takes "no" well
            raise AttributeError(name)
        return INERT


class _Absent(MetaPathFinder, Loader):
    """Comes last: is asked for what nobody else has found."""

    def __init__(self) -> None:
        self.inert = False  # whether a cell of the lesson's own runs

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PACKAGE:
            return None
        if not self.inert:
            # No ModuleNotFoundError: of that `from … import …` would make one that gives no reason.
            raise ImportError(
                f"{fullname} is not there when a notebook is judged. A solution has to do without it.", name=fullname
            )
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Inert(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it to run."""


_ABSENT = _Absent()


def cover_package() -> None:
    """From now on, nothing more of `course_lib` can be read or imported by this process and those that it forks."""
    cover(Path(course_lib.__file__).parent)
    sys.path_importer_cache.clear()
    sys.meta_path.append(_ABSENT)


@contextmanager
def inert() -> Iterator[None]:
    """A block in which modules that are absent can be imported: they are inert, and stay that."""
    _ABSENT.inert = True
    try:
        yield
    finally:
        _ABSENT.inert = False
