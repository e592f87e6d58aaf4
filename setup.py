"""Builds the wheel: `course_lib`, and the notebooks as a class receives them. pyproject.toml says everything else."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))


class BuildWithNotebooks(build_py):
    """As usual, from an empty folder, with the release notebooks beside the modules."""

    def run(self):
        if self.editable_mode:
            return super().run()
        from course_lib.prepare import release_notebooks

        shutil.rmtree(self.build_lib, ignore_errors=True)  # what an earlier build left would go into the wheel
        super().run()
        for name, text in release_notebooks(ROOT).items():
            path = Path(self.build_lib, "course_lib", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def lab_extension():
    """Where any JupyterLab of the environment looks for it; `course learn` takes it from the package itself."""
    inside = Path("course_lib", "jupyter_extension")
    folders = [path.parent for path in sorted(inside.rglob("*")) if path.is_file()]
    return [
        (
            Path("share", "jupyter", "labextensions", folder.relative_to(inside)).as_posix(),
            [path.as_posix() for path in sorted(folder.iterdir()) if path.is_file()],
        )
        for folder in dict.fromkeys(folders)
    ]


setup(cmdclass={"build_py": BuildWithNotebooks}, data_files=lab_extension())
