"""The command `course`, as a learner types it: what it says, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner, Result

from course_lib import doctor, jupyter
from course_lib import prepare as preparing
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, SubmissionResult, Verdict
from course_lib.cli import app
from course_lib.errors import CourseError
from course_lib.instructor import Feedback
from course_lib.submit import from_json

HEAVY = ("boto3", "botocore", "moto", "jupyterlab", "jupyter_server", "nbgrader", "nbformat", "IPython", "matplotlib")
RUN = """
import sys
from course_lib.cli import app
try:
    app({arguments!r})
finally:
    print(sorted(set(sys.modules) & set({heavy!r})))
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with an empty lesson, as the current folder; nothing about ports or browsers in the environment."""
    (tmp_path / "notebooks" / "coins").mkdir(parents=True)
    page = new_notebook(cells=[new_markdown_cell("Welcome", id="welcome")])
    nbformat.write(page, tmp_path / "notebooks" / "start.ipynb")
    cells = [new_markdown_cell("# Coins", id="title"), new_code_cell("1 + 1", id="sum")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "notebooks" / "coins" / "coins.ipynb")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COURSE_PORT", raising=False)
    monkeypatch.delenv("COURSE_NO_BROWSER", raising=False)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def free() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def course(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def modules_after(*arguments: str) -> str:
    """Run a command in a process of its own; return the heavy modules it imported, as a printed list."""
    code = RUN.format(arguments=list(arguments), heavy=HEAVY)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return ended.stdout.splitlines()[-1]


@pytest.mark.parametrize("command", ["--help", "reset --help", "doctor"])
def test_a_light_command_imports_nothing_heavy(root: Path, command: str) -> None:
    """Neither boto3 nor JupyterLab is paid for by who does not need it."""
    assert modules_after(*command.split()) == "[]"


def test_preparing_again_imports_nothing_heavy(root: Path) -> None:
    """When every copy is up to date, nbgrader is not asked."""
    assert course("prepare").exit_code == 0
    assert modules_after("prepare") == "[]"


def test_prepare_says_what_it_did(root: Path) -> None:
    """New copies are named once; the second time only the folder is."""
    assert course("prepare").output == (
        f"New: start.ipynb\nNew: coins/coins.ipynb\nYour notebooks are in {root / 'work'}\n"
    )
    assert course("prepare").output == f"Your notebooks are in {root / 'work'}\n"


def test_prepare_says_that_there_is_a_newer_lesson(root: Path) -> None:
    """In one line, with the command that gets it."""
    course("prepare")
    for folder in ("work", "notebooks"):
        path = root / folder / "coins" / "coins.ipynb"
        path.write_text(path.read_text(encoding="utf-8").replace("# Coins", f"# Coins, {folder}"), encoding="utf-8")

    assert course("prepare").output.splitlines()[0] == (
        "There is a newer coins/coins.ipynb. Yours is as you left it; "
        "`course reset coins` gets the newer one and keeps yours beside it."
    )


def test_commands_work_from_inside_the_work_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in JupyterLab starts there."""
    course("prepare")
    monkeypatch.chdir(root / "work" / "coins")
    assert course("prepare").output == f"Your notebooks are in {root / 'work'}\n"


def test_a_taken_port_is_one_sentence(root: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the port and how to choose another; no other port is taken silently, and nothing is begun."""
    monkeypatch.setenv("COURSE_PORT", str(taken))

    ended = course("learn")

    assert ended.exit_code == 1
    assert ended.stderr == (
        f"Port {taken} is taken, perhaps by this course in another window. "
        f"Close that, or choose another port: COURSE_PORT={taken + 1}\n"
    )
    assert not (root / "work").exists()


def test_serve_says_the_same_of_its_port(root: Path, taken: int) -> None:
    """With its own way to choose another."""
    ended = course("serve", "--port", str(taken))
    assert (ended.exit_code, ended.stderr.split("choose")[1]) == (1, f" another port: --port {taken + 1}\n")


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "88 88", "٣"])
def test_a_port_that_is_none(root: Path, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The value is shown with what would do."""
    monkeypatch.setenv("COURSE_PORT", value)
    ended = course("learn")
    assert (ended.exit_code, ended.stderr) == (
        1,
        f"COURSE_PORT is {value!r}; it must be a number from 1 to 65535, such as 8888.\n",
    )


def test_what_the_environment_says() -> None:
    """Port 8888 and a browser, unless told otherwise."""
    assert jupyter.read_port({}) == jupyter.read_port({"COURSE_PORT": " "}) == 8888
    assert jupyter.read_port({"COURSE_PORT": "9000"}) == 9000
    assert jupyter.wants_browser({}) and jupyter.wants_browser({"COURSE_NO_BROWSER": "0"})
    assert not jupyter.wants_browser({"COURSE_NO_BROWSER": "1"})


@pytest.mark.parametrize("command", ["prepare", "learn"])
def test_a_folder_that_cannot_be_written(root: Path, free: int, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that names the file, and exit status 1."""

    def refuse(path: Path, content: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(preparing, "write_atomically", refuse)
    monkeypatch.setenv("COURSE_PORT", str(free))

    ended = course(command)

    assert ended.exit_code == 1
    assert ended.stderr == (
        f"Cannot write to {root / 'work' / 'start.ipynb'}: permission denied. "
        "Move the course to a folder that is yours, or change the folder's owner.\n"
    )


def test_reset_says_where_the_old_copy_is(root: Path) -> None:
    """The learner's own copy is named with its new place."""
    course("prepare")
    (root / "work" / "coins" / "coins.ipynb").write_text("mine", encoding="utf-8")

    kept = root / "work" / "coins" / "coins.old-1.ipynb"
    assert course("reset", "coins").output == f"coins is as at the beginning. Your copy is now {kept}\n"
    assert kept.read_text(encoding="utf-8") == "mine"
    assert course("reset", "coins").output == "coins is as at the beginning.\n"


def test_progress_is_read_from_the_learners_folder(root: Path) -> None:
    """What `check` recorded is shown as done; the total is the lesson's number of exercises."""
    course("prepare")
    passed = {"schema": 1, "passed": {"conditional_writes": ["register_sample"]}}
    (root / "work" / ".course" / "progress.json").write_text(json.dumps(passed), encoding="utf-8")

    shown = course("progress").output

    assert re.search(r"^conditional_writes: 1 of \d+ passed; .+ to go$", shown, re.MULTILINE)
    assert "  done  register_sample\n" in shown
    assert "  open  next_ticket (long path)\n" in shown


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("submit coin", "There is no lesson 'coin'. Did you mean 'coins'?"),
        ("submit coins", "There is no {work}/coins/coins.ipynb yet: run `course prepare` and work on it first."),
        ("reset ''", "There is no lesson ''. There is: coins."),
    ],
)
def test_slips_get_one_sentence(root: Path, command: str, sentence: str) -> None:
    """Exit status 1, what is wrong and what to do."""
    ended = course(*[part.strip("'") for part in command.split(" ")])
    assert (ended.exit_code, ended.stderr) == (1, sentence.format(work=root / "work") + "\n")


def test_submit_where_the_judge_is_not(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge stays with the instructor; a learner's machine says so, and where the notebook is."""
    monkeypatch.setattr("course_lib.instructor.instructor", lambda: None)
    course("prepare")
    ended = course("submit", "coins")
    assert (ended.exit_code, ended.stderr) == (
        1,
        "The judge is not on this machine; hand your notebook to your instructor. "
        f"It is {root / 'work' / 'coins' / 'coins.ipynb'}\n",
    )


class Judged:
    """An instructor's side that gives one verdict."""

    def mark(self, notebook: Path, lesson: str) -> Feedback:
        passed = CheckResult("first", "The first is kept.", Verdict.PASSED, 2, 2)
        failed = CheckResult("race", "Nobody wins twice.", Verdict.FAILED, 0, 3, Finding(problem="Both won."))
        stub = CheckResult("stub", "It counts.", Verdict.NOT_ATTEMPTED, 0, 4)
        exercises = (ExerciseResult("coins.pay", (passed, failed)), ExerciseResult("coins.count", (stub,)))
        result = SubmissionResult("coins", exercises)
        return Feedback(result, ("One cell was left out.",), f"<html>{notebook.name}</html>")


@pytest.fixture
def judged(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A prepared course with an instructor's side, and the time of the notebook's last change; its work folder."""
    monkeypatch.setattr("course_lib.instructor.instructor", Judged)
    course("prepare")
    saved = datetime(2026, 3, 2, 10, 15).timestamp()
    os.utime(root / "work" / "coins" / "coins.ipynb", (saved, saved))
    return root / "work"


def test_submit_says_the_total_first(judged: Path) -> None:
    """Then the exercises, those that nobody has begun in one line, what was lost, and where all reports are."""
    assert course("submit", "coins").output == (
        "coins: 2 of 9 points (attempt 1)\n"
        "Judged as saved at 10:15 on 02 March 2026.\n"
        "Note: One cell was left out.\n"
        "  pay  2 of 5\n"
        "  Not begun: count (4 points)\n"
        "\npay\n"
        "Not yet: Nobody wins twice.   (0 of 3 points)\n"
        "  Both won.\n"
        "\nAll reports: submitted/coins/attempt-1.html\n"
    )


def test_submit_keeps_every_attempt(judged: Path) -> None:
    """The notebook, the page and the points of each are there afterwards, and the best is named."""
    course("submit", "coins")
    assert course("submit", "coins").output.startswith("coins: 2 of 9 points (attempt 2; the best before had 2)\n")
    folder = judged / "submitted" / "coins"
    assert sorted(path.name for path in folder.iterdir()) == [
        "attempt-1.html", "attempt-1.ipynb", "attempt-2.html", "attempt-2.ipynb"
    ]  # fmt: skip
    assert (folder / "attempt-2.ipynb").read_bytes() == (judged / "coins" / "coins.ipynb").read_bytes()
    assert (folder / "attempt-2.html").read_text() == "<html>coins.ipynb</html>"
    kept = json.loads((judged / ".course" / "progress.json").read_text())["submitted"]["coins"]
    assert [(each["number"], each["points"], each["exercises"]["pay"]) for each in kept] == [
        (1, 2, [2, 5]), (2, 2, [2, 5])
    ]  # fmt: skip


def test_submit_as_json_is_what_a_notebook_shows(judged: Path) -> None:
    """The notebook's `submit` reads what the command prints, and loses nothing."""
    said = json.loads(course("submit", "coins", "--json").output)
    assert said["schema"] == 1
    shown = from_json(said)
    assert repr(shown).startswith("coins: 2 of 9 points (attempt 1)\n")
    html = shown.html
    assert '<a href="../submitted/coins/attempt-1.html">' in html
    assert "Not begun: count (4 points)" in html


def test_reset_of_one_exercise_keeps_what_was_written(root: Path) -> None:
    """The cell is as at the beginning, without outputs; the code is in a file beside the notebook."""
    notebook = new_notebook(cells=[new_code_cell("def pay():\n    raise NotImplementedError()", id="pay")])
    graded = {"grade_id": "pay_solution", "schema_version": 3, "solution": True, "grade": False, "locked": False}
    notebook.cells[0].metadata["nbgrader"] = graded
    nbformat.write(notebook, root / "notebooks" / "coins" / "coins.ipynb")
    course("prepare")
    path = root / "work" / "coins" / "coins.ipynb"
    assert course("reset", "coins", "pay").output == "pay of coins is as at the beginning.\n"

    mine = nbformat.read(path, as_version=4)
    stub = mine.cells[0].source
    mine.cells[0].source = "def pay():\n    return 1"
    mine.cells[0].outputs = [nbformat.v4.new_output("stream", text="1")]
    nbformat.write(mine, path)
    kept = path.with_name("pay.old-1.py")
    assert course("reset", "coins", "pay").output == f"pay of coins is as at the beginning. Your code is now {kept}\n"
    assert kept.read_text() == "def pay():\n    return 1\n"
    again = nbformat.read(path, as_version=4).cells[0]
    assert (again.source, again.outputs) == (stub, [])
    assert course("reset", "coins", "pays").stderr == "There is no exercise 'pays'. Did you mean 'pay'?\n"


def test_learn_opens_the_start_page_and_ends_on_ctrl_c(root: Path, free: int) -> None:
    """The printed address answers, asks for its token, fetches no news; Ctrl-C ends at once and without a traceback."""
    environment = {**os.environ, "COURSE_PORT": str(free), "COURSE_NO_BROWSER": "1"}
    command = [sys.executable, "-c", "from course_lib.cli import app; app(['learn'])"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout and server.stderr
        address = next((line.strip() for line in server.stdout if "http://" in line), "")
        try:
            page = urllib.request.urlopen(address).read().decode()
            without_token = urllib.request.urlopen(address.partition("?")[0])
        finally:
            server.send_signal(signal.SIGINT)
        said = server.stderr.read()

    assert address.startswith(f"http://127.0.0.1:{free}/lab/tree/start.ipynb?token=")
    assert '"news": {"disabled": true}' in page
    assert "/login?" in without_token.geturl()
    assert server.returncode == 0
    assert "Traceback" not in said


def test_a_kernel_in_the_work_folder_is_this_python_and_finds_the_course(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel python3 that JupyterLab starts, with the environment `course learn` gives it."""
    from jupyter_client.manager import start_new_kernel

    for name, value in jupyter.own_environment(root / "work").items():
        monkeypatch.setenv(name, value)
    course("prepare")
    shown: list[str] = []
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(root / "work"))
    try:
        client.execute_interactive(
            "import course_lib, sys; print(sys.executable)",
            timeout=60,
            output_hook=lambda message: shown.append(message["content"].get("text", "")),
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert "".join(shown) == f"{sys.executable}\n"


def test_doctor_compares_versions_with_the_lock() -> None:
    """Each line that is for this machine counts; hashes and other systems' packages do not."""
    lock = (
        "boto3==1.2.3 \\\n    --hash=sha256:00\nonly-there==1 ; sys_platform == 'plan9' \\\n    --hash=sha256:01\n"
        "here==2 ; python_full_version >= '3.11' \\\n    --hash=sha256:02\n"
    )
    assert list(doctor.locked_versions(lock)) == [("boto3", "1.2.3"), ("here", "2")]


def test_doctor_names_what_is_wrong_and_what_to_do(root: Path, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each; a wrong version and a taken port count, a missing Chromium does not."""
    (root / "requirements.lock").write_text("pytest==0.0.1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    monkeypatch.setenv("COURSE_PORT", str(taken))
    monkeypatch.setenv("PATH", str(root))

    ended = course("doctor")

    version = next(iter(pytest.__version__.split()))
    assert ended.exit_code == 1
    assert f"NO  Packages: pytest is {version}, not 0.0.1. Run `make setup`" in ended.output
    assert f"NO  Port: Port {taken} is taken" in ended.output
    assert "--  Chromium: not installed; only the browser tests need it." in ended.output
    assert ended.output.endswith("Problems: 2.\n")


def test_a_port_nobody_may_use_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ports below 1024 belong to the administrator on many systems."""

    class Refusing(socket.socket):
        def bind(self, address: Any) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", Refusing)
    with pytest.raises(CourseError) as told:
        jupyter.require_free_port(80)
    assert str(told.value) == "Port 80 cannot be used (Permission denied). Choose another: COURSE_PORT=8888"
