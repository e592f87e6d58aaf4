"""What a submission cannot reach, exceed or leave behind."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import textwrap
from importlib import import_module
from pathlib import Path

import pytest

from autograder.judge import Limits, judge_notebook, run, sandbox
from autograder.judge.workers import ForkServer

pytestmark = pytest.mark.skipif(sandbox.bubblewrap() is None, reason="bubblewrap is not installed")

QUICK = Limits(cell=3, call=3)
GOOD = """
def claim(dynamodb, seat, owner):
    client = dynamodb.meta.client
    try:
        client.put_item(
            TableName="seats", Item={"seat": seat, "owner": owner}, ConditionExpression="attribute_not_exists(seat)"
        )
        return True
    except client.exceptions.ConditionalCheckFailedException:
        return False
"""


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer(walled=True) as warm:
        yield warm


@pytest.fixture
def judge(demo_lesson, fork_server):
    def run(*cells):
        notebook = {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]}
        return judge_notebook(notebook, demo_lesson, QUICK, fork_server)

    return run


def probe(judge, body):
    """Run code in a call; return what the call returned or raised, as the report shows it."""
    source = "def claim(dynamodb, seat, owner):\n" + textwrap.indent(textwrap.dedent(body), "    ")
    finding = judge(source).exercises[0].checks[0].finding
    return finding.got if finding.got is not None else finding.problem


ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "autograder" / "exercises",
        ROOT / "autograder" / "judge",
        ROOT / "autograder" / "prove.py",
        ROOT / "tests",
        ROOT / ".git",
        Path.home() / ".bashrc",
        Path("/etc/passwd"),
        Path("/proc/1"),
        Path("/proc/self"),
        Path("/sys"),
    ],
    ids=lambda path: path.name,
)
def test_it_does_not_see(judge, path):
    assert probe(judge, f"import os; return os.path.exists({str(path)!r})") == "False"


@pytest.mark.parametrize("inside", [".", "venv/src"], ids=["a clone", "a clone in a folder that is shown"])
def test_only_what_is_listed_is_seen_of_a_clone_wherever_it_lies(tmp_path, monkeypatch, inside):
    """Also where a folder around it is shown for Python's sake, as /usr is."""
    clone = tmp_path / inside / "course"
    for name in (*sandbox.SHOWN, "notebooks", "autograder/exercises/lesson", "autograder/judge", ".git"):
        file = clone / (name if name.endswith(".py") else f"{name}/file.py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.setattr(sandbox, "ROOT", clone)
    monkeypatch.setattr(sandbox, "SYSTEM", (*sandbox.SYSTEM, str(tmp_path / "venv")))
    find = ["/usr/bin/find", str(clone), "-name", "*.py"]

    seen = subprocess.run(sandbox.wrap(find), capture_output=True, text=True, check=True).stdout.split()

    shown = {name if name.endswith(".py") else f"{name}/file.py" for name in sandbox.SHOWN}
    assert {str(Path(path).relative_to(clone)) for path in seen} == shown


# What would solve an exercise, wholly or in good part, and which.
SOLVES = {
    "course_lib.aws.services.ec2.reachability": "network_path.why_unreachable",
    "course_lib.aws.services.ec2.operations.groups": "network_path.audit",
    "course_lib.aws.services.lambda_.environment": "lambda_settings.problems",
    "course_lib.aws.services.lambda_.work": "lambda_settings.cheapest_memory",
    "course_lib.aws.services.iam.policies.evaluate": "least_privilege.trim and explain_denial",
    "course_lib.aws.services.iam.simulate": "least_privilege.explain_denial",
    "course_lib.aws.services.dynamodb.capacity": "consistency.read_units",
    "course_lib.aws.services.dynamodb.values": "transactions.plan",
    "course_lib.aws.services.dynamodb.throughput.replay": "hot_partitions.diagnose and shards_needed",
    "course_lib.aws.services.dynamodb.backups.export_files": "dynamodb_backups.download_export",
    "course_lib.aws.schedules": "rds_snapshots.schedule",
    "course_lib.lessons.network_path.breaks": "network_path.why_unreachable",
    "course_lib.lessons.network_path.practice.log_request": "network_path.log_request: what its checks expect",
    "course_lib.lessons.envelope_encryption.sealed": "envelope_encryption.seal",
    "course_lib.lessons.rds_snapshots.data": "rds_snapshots.missing_months and prune",
    "course_lib.lessons.least_privilege.trials": "least_privilege",
    "course_lib.lessons.lambda_settings.practice.problems": "what every practice check expects",
    "course_lib.checks.question_file": "every question's answer",
}


@pytest.mark.parametrize("module", SOLVES)
def test_no_module_that_would_solve_an_exercise_can_be_imported(judge, module):
    """Neither as the learner would, nor with the import system as it was; a reason is given, and nothing is loaded."""
    import_module(module)  # it is there, under this name
    parent, _, name = module.rpartition(".")

    for statement in (f"import {module}", f"from {parent} import {name}"):
        told = re.search(r"ImportError: (\S+) is not there when a notebook is judged", probe(judge, statement))
        assert told and module.startswith(told[1])
    again = f"import sys; sys.meta_path.pop(); sys.path.insert(0, {str(ROOT)!r}); import {module}"
    assert "ModuleNotFoundError" in probe(judge, again)
    assert probe(judge, f"import sys; return {module!r} in sys.modules") == "False"


def test_of_the_course_nothing_can_be_read(judge):
    """No source, no question with its answer: the folder is empty, and stays that."""
    folder = str(ROOT / "course_lib")
    assert probe(judge, f"import os; return os.listdir({folder!r})") == "[]"
    umount = f"import ctypes; return ctypes.CDLL(None).umount2({folder.encode()!r}, 2)"
    assert probe(judge, umount) == "-1"


ABSENT = "from course_lib.lessons.network_path.networks import OUTSIDE\nfrom course_lib.aws import schedules\n"


def test_for_the_lesson_s_own_cells_what_is_absent_is_inert(demo_lesson, fork_server, monkeypatch):
    """They show things in a notebook; here they show nothing, say nothing, and give nothing to a solution."""
    use = "said = f'{schedules.next(OUTSIDE)[0]}'\n"
    tell = "def claim(dynamodb, seat, owner):\n    return said + type(schedules).__name__\n"
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in (ABSENT + use, tell)]
    monkeypatch.setattr(run, "_given_cells", lambda lesson: frozenset([ABSENT + use]))

    result = judge_notebook({"cells": cells}, demo_lesson, QUICK, fork_server)

    assert result.exercises[0].checks[0].finding.got == "'_Inert'"
    assert not result.problems


def test_a_cell_of_the_learner_s_is_told_what_is_absent(demo_lesson, fork_server):
    """It is a cell that fails, as any; the others run."""
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in (ABSENT, GOOD)]

    result = judge_notebook({"cells": cells}, demo_lesson, QUICK, fork_server)

    assert result.exercises[0].checks[0].passed
    assert "course_lib.lessons is not there when a notebook is judged" in result.problems[0]


@pytest.mark.parametrize(
    "folder", ["/", "/usr", "/dev", str(ROOT), str(ROOT / "course_lib"), os.path.dirname(os.__file__)]
)
def test_it_cannot_write_to(judge, folder):
    answer = probe(judge, f"open({folder + '/attack.pth'!r}, 'w').write('import os')")

    assert "Your code raised" in answer
    assert "Error: [Errno" in answer
    assert not Path(folder, "attack.pth").exists()


def test_it_reaches_no_network_not_even_this_machine(judge):
    assert probe(judge, "import socket; return sorted(name for _, name in socket.if_nameindex())") == "['lo']"
    for address in ("127.0.0.1", "169.254.169.254"):
        answer = probe(judge, f"import socket; return socket.socket().connect_ex(({address!r}, 80)) == 0")
        assert answer == "False"


# Numbers of x86-64: arch/x86/entry/syscalls/syscall_64.tbl. Most of these would be allowed without privileges.
CALLS = {
    "unshare, a user namespace": "272, 0x10000000",
    "clone, a user namespace": "56, 0x10000011, 0, 0, 0, 0",
    "setns": "308, -1, 0",
    "ptrace": "101, 0, 0, 0, 0",
    "process_vm_readv": "310, 1, 0, 0, 0, 0, 0",
    "keyctl": "250, 0, -3, 1",
    "add_key": "248, b'user', b'name', b'data', 4, -3",
    "memfd_create": "319, b'name', 0",
    "shmget": "29, 0, 4096, 0o1600",
    "msgget": "68, 0, 0o1600",
    "semget": "64, 0, 1, 0o1600",
    "bpf": "321, 0, 0, 0",
    "userfaultfd": "323, 1",
    "io_uring_setup": "425, 1, 0",
    "perf_event_open": "298, 0, 0, -1, -1, 0",
    "socket, crypto": "41, 38, 5, 0",
    "socket, vsock": "41, 40, 1, 0",
    "personality": "135, 0x0040000",
}


@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are of x86-64")
@pytest.mark.parametrize("arguments", CALLS.values(), ids=CALLS)
def test_system_calls_that_python_does_not_need_are_refused(judge, arguments):
    """With EPERM, before the kernel looks at anything else."""
    call = f"import ctypes\nlibrary = ctypes.CDLL(None, use_errno=True)\nlibrary.syscall({arguments})\n"
    assert probe(judge, f"{call}return ctypes.get_errno()") == "1"


def test_what_python_needs_is_allowed(judge):
    """Threads, forks, programs, pipes, a socket pair, memory that is shared with a child."""
    body = """
    import mmap, os, socket, subprocess, threading
    done, shared = [], mmap.mmap(-1, 4096)
    thread = threading.Thread(target=done.append, args=("thread",))
    thread.start(); thread.join()
    if os.fork() == 0:
        shared[:1] = b"x"; os._exit(0)
    os.wait()
    one, other = socket.socketpair(); one.sendall(b"pair")
    said = subprocess.run(["echo", "program"], capture_output=True, text=True).stdout.strip()
    return [*done, shared[:1], other.recv(9), said]
    """
    assert probe(judge, body) == "['thread', b'x', b'pair', 'program']"


def test_it_has_no_privileges_and_cannot_get_any(judge):
    assert probe(judge, "import os; return os.getuid() == 0") == "False"
    assert "PermissionError" in probe(judge, "import os; os.setuid(0)")
    unshare = "import ctypes; return ctypes.CDLL(None).unshare({})"
    assert probe(judge, unshare.format(0x20000000)) == "-1"
    mount = "import ctypes; return ctypes.CDLL(None).mount(b'tmpfs', b'/usr', b'tmpfs', 0, b'')"
    assert probe(judge, mount) == "-1"


def test_it_sees_no_process_but_its_own(judge):
    """The worker is the first process of its namespace; the parent and the judge have no number in it."""
    assert probe(judge, "import os; return os.getppid()") == "1"
    count = """
    import os
    seen = []
    for pid in range(2, 400):
        try:
            os.kill(pid, 0)
            seen.append(pid)
        except ProcessLookupError:
            pass
    return str(seen == [os.getpid()])
    """
    assert probe(judge, count) == "'True'"


def test_a_memory_bomb_is_a_memory_error(judge):
    assert "MemoryError" in probe(judge, "return len(bytearray(600 * 1024 * 1024))")


def test_a_fork_bomb_fails_and_is_cleared_away(judge):
    bomb = """
    import os, signal
    for _ in range(1000):
        try:
            if os.fork() == 0:
                signal.pause()
        except OSError as error:
            return str(error.errno == 11)
    return "no limit"
    """
    assert probe(judge, bomb) == "'True'"
    assert judge(GOOD).points == 3


def test_a_thousand_threads_fail_and_are_cleared_away(judge):
    bomb = """
    import threading
    for _ in range(1000):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    """
    assert "RuntimeError: can't start new thread" in probe(judge, bomb)
    assert judge(GOOD).points == 3


def test_filling_the_disk_fails(judge):
    answer = probe(judge, "open('/scratch/big', 'wb').write(bytes(32 * 1024 * 1024))")

    assert "Your code raised OSError: [Errno 27] File too large" in answer
    many = "for n in range(20): open(f'/scratch/{n}', 'wb').write(bytes(8 * 1024 * 1024))"
    assert "Your code raised OSError: [Errno 28] No space left on device" in probe(judge, many)


def test_one_submission_leaves_nothing_for_the_next(judge):
    """Files, shared memory and daemons that ignore signals end with the submission."""
    daemon = """
import os, signal, time
for folder in ("/scratch", "/dev/shm"):
    open(folder + "/left", "w").write("for the next")
if os.fork() == 0:
    os.setsid()
    for number in (1, 2, 3, 13, 15):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        while True:
            time.sleep(1)
"""
    judge(daemon, GOOD)

    look = """
import os
found = [p for p in ("/scratch/left", "/dev/shm/left") if os.path.exists(p)]
def claim(dynamodb, seat, owner):
    for pid in range(3, 400):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        if pid != os.getpid():
            found.append(pid)
    return found
"""
    assert judge(look).exercises[0].checks[0].finding.got == "[]"


def test_without_bubblewrap_the_walls_are_not_pretended(monkeypatch):
    from course_lib.errors import CourseError

    monkeypatch.setattr("shutil.which", lambda name: None)

    with pytest.raises(CourseError, match="sudo apt-get install bubblewrap"):
        ForkServer(walled=True)
