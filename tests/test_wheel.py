"""The wheel holds what a learner gets and nothing else, and is enough to learn from in an empty folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.giveaways import giveaways
from tests.test_repo import ROOT, tracked

LESSON = "conditional_writes"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, beside leftovers of an earlier build that held more."""
    copy, out = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("wheel")
    for path in tracked():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    stale = copy / "build" / "lib" / "autograder" / "exercises" / "exam.py"
    stale.parent.mkdir(parents=True)
    stale.touch()
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(copy))
    (built,) = out.glob("*.whl")
    return built


def pip(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_holds_the_package_and_the_release_notebooks(wheel):
    """Every file of course_lib, each notebook once, the extension where JupyterLab looks; nothing else."""
    files = {path.relative_to(ROOT) for path in tracked()}
    package = {path.as_posix() for path in files if path.parts[0] == "course_lib"}
    notebooks = {f"course_lib/{path.as_posix()}" for path in files if path.match("notebooks/**/*.ipynb")}
    notebooks.add("course_lib/notebooks/start.ipynb")

    extension = {
        f"share/jupyter/labextensions/{path.relative_to('course_lib/jupyter_extension').as_posix()}"
        for path in files
        if path.is_relative_to("course_lib/jupyter_extension")
    }
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    shared = {name.partition(".data/data/")[2] for name in names if ".data/" in name}

    assert {name for name in names if ".data/" not in name} == package | notebooks
    assert shared == extension


def test_its_notebooks_give_nothing_away(wheel):
    archive = zipfile.ZipFile(wheel)
    for name in archive.namelist():
        if name.endswith(".ipynb"):
            assert giveaways(archive.read(name).decode()) == [], name


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, and with this one's packages but not with what is installed from here."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip("--python", str(folder / "bin" / "python"), "install", "--no-deps", "--quiet", str(wheel))
    return folder


def run(installed: Path, here: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "COURSE_GRADED")}
    done = subprocess.run(
        [str(installed / "bin" / command[0]), *command[1:]], cwd=here, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_lesson_runs_in_an_empty_folder(installed, tmp_path):
    """Prepared, run from top to bottom; nothing of the instructor's side is there, and progress is kept."""
    run(installed, tmp_path, "course", "prepare")
    notebook = tmp_path / "work" / LESSON / f"{LESSON}.ipynb"
    where = run(installed, tmp_path, "python", "-P", "-c", "import course_lib; print(course_lib.__file__)")
    assert Path(where.strip()).is_relative_to(installed)

    options = ("--to", "notebook", "--execute", "--allow-errors", "--output", "done.ipynb")
    run(installed, notebook.parent, "python", "-P", "-m", "nbconvert", *options, str(notebook))

    cells = json.loads(notebook.with_name("done.ipynb").read_text())["cells"]
    shown = "".join(str(cell.get("outputs", "")) for cell in cells)
    assert f"The lab {LESSON} is open." in shown
    assert "Not attempted" in shown
    errors = {output["ename"] for cell in cells for output in cell.get("outputs", ()) if "ename" in output}
    assert errors <= {"NotImplementedError"}
    assert f"{LESSON}: 0 of 5 passed" in run(installed, tmp_path, "course", "progress")


def test_learn_opens_the_course_in_an_empty_folder(installed, tmp_path):
    """`course learn` prints an address that answers, and Ctrl-C ends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "COURSE_PORT": str(port), "COURSE_NO_BROWSER": "1", "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONPATH", None)
    server = subprocess.Popen(
        [str(installed / "bin" / "course"), "learn"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        address = next(line.strip() for line in server.stdout if "http://" in line)
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    assert (tmp_path / "work" / "start.ipynb").exists()
