"""Grading on a Dask cluster gives what grading here gives, also when a worker is lost half-way."""

from __future__ import annotations

import builtins
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook import records
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.marking import Task
from autograder.gradebook.parcels import can_be_sent, mark_parcel, pack, unpack
from course_lib.errors import CourseError

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

ROOT = Path(__file__).resolve().parents[2]
LESSON = "conditional_writes"
SOURCE = ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb"
STUDENTS = ("catches_all", "check_deleted", "half_done", "looks_first", "not_a_notebook", "other_ways", "perfect")
# distributed's own: a connection that is lost with a worker, files that its client leaves to the garbage collector
pytestmark = pytest.mark.filterwarnings("default")


@dataclass
class Cluster:
    """A scheduler and worker processes, each with one thread."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, workers: int) -> None:
        port = _free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self._run("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        for number in range(workers):
            self._run("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", f"w{number}")
        with distributed.Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def _run(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with open(self.folder / f"{len(self.processes)}.log", "wb") as log:
            started = subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log)
        self.processes.append(started)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    try:
        made.start(2)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for student in STUDENTS:
        shutil.copytree(ROOT / "examples" / "class" / student, folder / student)
    return folder


@pytest.fixture(scope="module", autouse=True)
def one_secret() -> Iterator[None]:
    """Grade books of the same secret, so that both ask the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.gradebook.salt.new_secret", lambda: "0" * 64)
        yield


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, handed_in: Path) -> ClassResult:
    return grade_class(LESSON, handed_in, tmp_path_factory.mktemp("local"), walled=None)


def test_a_worker_that_is_lost_half_way_costs_nothing(
    cluster: Cluster, tmp_path: Path, handed_in: Path, local: ClassResult
) -> None:
    """One of two workers is killed while it judges: each submission is graded once, with the scores of a local run."""
    out, seen = tmp_path / "out", list[int]()

    def watch(done: int, of: int) -> None:
        seen.append(done)
        if done == 2:
            cluster.processes[2].send_signal(signal.SIGKILL)

    got = grade_class(LESSON, handed_in, out, walled=None, cluster=cluster.address, watch=watch)

    assert cluster.processes[2].wait() == -signal.SIGKILL
    assert cluster.processes[1].poll() is None
    assert seen == list(range(len(STUDENTS) + 1))
    assert [_told(row) for row in got.rows] == [_told(row) for row in local.rows]
    for student in STUDENTS:
        for path in (f"autograded/{student}/{LESSON}/{LESSON}.ipynb", f"feedback/{student}/{LESSON}/{LESSON}.html"):
            assert (out / path).read_text() == (local.folder / path).read_text(), path


def _told(row: Any) -> tuple[Any, ...]:
    return row.student, row.points, row.max, row.problems, row.needs_manual_grade


def test_a_parcel_holds_no_path_and_comes_back_as_data(tmp_path: Path) -> None:
    """What goes out is JSON with the notebook, the lesson's source and its names; what comes back is JSON too."""
    path = tmp_path / "not-to-be-told" / f"{LESSON}.ipynb"
    path.parent.mkdir()
    path.write_text("no notebook")
    by = records.version(LESSON, SOURCE)
    parcel = pack(Task("ana", path, SOURCE, LESSON, walled=None), by)

    marked = unpack(mark_parcel(parcel))

    assert b"not-to-be-told" not in parcel and str(ROOT).encode() not in parcel
    assert marked.problems == (
        "conditional_writes.ipynb is not a notebook: it is not JSON (line 1). "
        "Open it in JupyterLab, save it, and submit again.",
    )  # fmt: skip
    assert (sum(score or 0 for score in marked.scores.values()), marked.page) == (0, "")


def test_links_and_folders_are_not_sent(tmp_path: Path) -> None:
    """A link could point at any file of this machine."""
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "secret")
    (tmp_path / "folder.ipynb").mkdir()

    tasks = [Task("ana", tmp_path / name, SOURCE, LESSON) for name in ("link.ipynb", "folder.ipynb", "none.ipynb")]
    assert [can_be_sent(task) for task in tasks] == [False, False, False]
    assert not can_be_sent(Task("ana", None, SOURCE, LESSON))


def test_a_worker_with_another_course_marks_nothing(tmp_path: Path) -> None:
    """Half a class by one exam and half by another would be unfair."""
    (tmp_path / "a.ipynb").write_text("{}")
    parcel = pack(Task("ana", tmp_path / "a.ipynb", SOURCE, LESSON), records.Version("another", "judge"))

    with pytest.raises(CourseError, match=r"^Another version of the course is installed there\. Install the same one"):
        unpack(mark_parcel(parcel))


def test_without_dask_the_extra_is_named(tmp_path: Path, handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def without(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name == "distributed":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return whole(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(CourseError, match=r"^--cluster needs Dask: pip install 'keep-data-safe-on-aws\[cluster\]'$"):
        grade_class(LESSON, handed_in, tmp_path / "out", cluster="tcp://127.0.0.1:1")


def test_no_scheduler_is_said(tmp_path: Path, handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.gradebook.cluster.SECONDS_TO_CONNECT", 1)
    address = f"tcp://127.0.0.1:{_free_port()}"

    with pytest.raises(CourseError, match=rf"^There is no Dask scheduler at {address} \("):
        grade_class(LESSON, handed_in, tmp_path / "out", cluster=address)
