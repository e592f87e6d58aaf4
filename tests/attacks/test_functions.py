"""Handlers that attack: what a function's code can do in the judge, and what comes of it.

The judge runs functions that submissions make. Each attack is a handler; it is invoked in an account whose runtime is
the judge's. It comes to what is stated, tells nothing secret, and the next function runs as ever.
"""

from __future__ import annotations

import io
import json
import os
import struct
import textwrap
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.judge.functions import SandboxedRuntime
from autograder.judge.limits import Limits, Patience
from course_lib.aws.account import Cloud
from course_lib.aws.services.lambda_.instances import REQUESTS
from tests.attacks.outcome import WALLED

pytestmark = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")

ROOT = Path(__file__).parent.parent.parent
SECRET = ("autograder/judge", "exam.py", str(ROOT), "heron")
FINE = "def handler(event, context):\n    return 'fine'\n"
LINE = """
import gc, math, os, select, socket, struct, threading, time
import sys

def link():
    kind = sys.modules["autograder.worker.cloud_link"].CloudLink
    return [each for each in gc.get_objects() if isinstance(each, kind) and each._channel.fileno() >= 0][-1]

def say(**message):
    link()._channel.send({"ticket": link()._ticket, **message})

def ran(**other):
    say(kind="FunctionRan", **{"ending": "returned", "payload": b'"mine"', "log": "", "slept": 0.0, "status": None, **other})

def ask(**other):
    request = {"who": "", "method": "POST", "url": "https://dynamodb.us-east-1.amazonaws.com/", "slept": 0.0, "body": b"{}"}
    headers = {"x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0"}
    say(kind="SendToAws", **{**request, "headers": headers, **other})
    return link()._channel.receive()
"""  # noqa: E501


def zipped(source: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", textwrap.dedent(source))
    return content.getvalue()


@pytest.fixture
def runtime(fork_server):
    return SandboxedRuntime(fork_server, Patience(Limits(call=3, hurried=3)))


@pytest.fixture
def cloud(runtime):
    with Cloud(services=["lambda", "dynamodb"], runtime=runtime) as made:
        yield made


def make(cloud, code, name="attack", **settings):
    params = {
        "FunctionName": name,
        "Runtime": "python3.13",
        "Role": f"arn:aws:iam::{cloud.account}:role/x",
        "Handler": "index.handler",
        "Timeout": 60,
        "Code": {"ZipFile": zipped(code) if isinstance(code, str) else code},
        **settings,
    }
    cloud.client("lambda").create_function(**params)
    cloud.clock.advance(seconds=5)


def call(cloud, name="attack", **event):
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())


@dataclass(frozen=True)
class Attack:
    """A handler's body, after `LINE`, and what comes of it: a value, or the error's type and the end of its message."""

    name: str
    body: str
    value: Any = None
    error: str = ""
    words: str = ""
    memory: int = 256


ENDS = (
    Attack("kills its parent", "os.kill(os.getppid(), 9)\nreturn 'alive'", "alive"),
    Attack("kills all that it sees", "os.kill(-1, 9)", error="ProcessLookupError"),
    Attack("stops itself", "os.kill(os.getpid(), 19)", error="Sandbox.Timedout"),
    Attack("never ends", "while True: pass", error="Sandbox.Timedout", words="timed out after 60.00 seconds"),
    Attack("never ends, waiting", "select.select([], [], [])", error="Sandbox.Timedout"),
    Attack("recurses without end", "def deeper(): deeper()\ndeeper()", error="RecursionError"),
    Attack("crashes the interpreter", "import ctypes\nctypes.string_at(0)", error="Runtime.ExitError", words="fault"),
    Attack("closes all files", "os.closerange(0, 256)", error="Runtime.ExitError"),
)
TAKES = (
    Attack(
        "forks without end",
        "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        error="Sandbox.Timedout",
    ),
    Attack(
        "starts threads without end", "while True: threading.Thread(target=lambda: time.sleep(9)).start()", error="*"
    ),
    Attack(
        "fills memory", "x = []\nwhile True: x.append(bytearray(1000000))", error="Runtime.ExitError", words="killed"
    ),
    Attack(
        "fills /tmp",
        "try:\n    for number in range(10000): open(f'/tmp/{number}', 'wb').write(bytes(1000000))\n"
        "except OSError as error:\n    return error.errno",
        28,
    ),
    Attack("prints without end", "while True: print('x' * 100000)", error="Sandbox.Timedout"),
    Attack("returns 100 MB", "return 'x' * 100_000_000", error="Function.ResponseSizeTooLarge", memory=1024),
    Attack("says 100 MB in an error", "raise ValueError('x' * 100_000_000)", error="ValueError", memory=1024),
    Attack("returns what is deep", "x = []\nfor _ in range(100_000): x = [x]\nreturn x", error="Runtime.MarshalError"),
    Attack("returns itself", "x = []\nx.append(x)\nreturn x", error="Runtime.MarshalError"),
)
SEES = (
    Attack(
        "reads the judge's files",
        f"found = []\nfor base in ({str(ROOT)!r}, '/root', '/home'):\n"
        "    for folder, _, files in os.walk(base):\n"
        "        if '/site-packages/' not in folder:\n"
        "            found += [file for file in files if file in ('exam.py', 'host.py', 'reference.py', '.git')]\n"
        "return found",
        [],
    ),
    Attack("reads other processes", "return os.path.exists('/proc/1')", False),
    Attack("sees the judge's environment", "return sorted(set(os.environ) & {'HOME', 'USER', 'VIRTUAL_ENV'})", []),
    Attack("imports the judge", "try:\n    import autograder.judge\nexcept ImportError as error:\n"
           "    return str(error)", "No module named 'autograder'"),
    Attack("reaches the network", "try:\n    socket.create_connection(('127.0.0.1', 80), 1)\n"
           "except OSError as error:\n    return 'no'", "no"),
)  # fmt: skip
SPEAKS = (
    Attack("answers twice", "ran()\nreturn 'second'", "mine"),
    Attack("answers with no JSON", "ran(payload=b'{')\nreturn 1", error="*"),
    Attack("answers with 7 MB", "ran(payload=b'1' * 7_000_000)\nreturn 1", error="Runtime.ExitError"),
    Attack("answers with an ending that there is not", "ran(ending='won')", error="Runtime.ExitError"),
    Attack("has waited for longer than is", "ran(slept=math.inf)", error="Runtime.ExitError"),
    Attack("has waited for less than nothing", "ran(slept=-1.0)", error="Runtime.ExitError"),
    Attack("has waited for no number", "ran(slept=math.nan)", error="Runtime.ExitError"),
    Attack("ends with a number that there is not", "ran(ending='exited', status=10**15)", error="Runtime.ExitError"),
    Attack("answers for another question", "say(kind='FunctionRan', ticket='x')", error="Runtime.ExitError"),
    Attack("answers as a cell", "say(kind='Done', value=True)", error="Runtime.ExitError"),
    Attack("breaks the line", "os.write(link()._channel.fileno(), b'\\xff' * 100)", error="Runtime.ExitError"),
    Attack("speaks for the course", "return ask(who='course')['status']", 200),
    Attack("sends requests without end", "while True: ask()", error="Sandbox.Timedout"),
    Attack("sends what is no request", "return ask(method='\\0', url='x', body=b'\\xff')['status']", 400),
    Attack("sends a request of 9 MB", "ask(body=b'x' * 9_000_000)", error="Runtime.ExitError"),
)
ATTACKS = {"ends": ENDS, "takes": TAKES, "sees": SEES, "speaks": SPEAKS}


@pytest.mark.parametrize(
    "attack", [pytest.param(each, id=f"{family}: {each.name}") for family, found in ATTACKS.items() for each in found]
)
def test_a_handler_that_attacks(cloud, attack):
    """It comes to what is stated, and the next function runs as ever."""
    source = LINE + "\ndef handler(event, context):\n" + textwrap.indent(attack.body, "    ") + "\n"
    make(cloud, source, MemorySize=attack.memory)
    make(cloud, FINE, "fine")
    if attack.name == "answers with no JSON":
        with pytest.raises(json.JSONDecodeError):
            call(cloud)
    else:
        failed, told = call(cloud)
        if attack.error:
            assert failed == "Unhandled"
            assert attack.error in ("*", told["errorType"]) and told["errorMessage"].endswith(attack.words)
        else:
            assert (failed, told) == (None, attack.value)
        assert [word for word in SECRET if word in str(told)] == []
    assert call(cloud, "fine") == (None, "fine")
    assert {entry.who for entry in cloud.journal.entries()} <= {"you", "function attack"}
    assert len(cloud.journal.entries("function attack")) <= REQUESTS


def test_a_thread_outlives_its_invocation_in_vain(cloud):
    """Between two invocations its requests wait, as it does on AWS; in the next one they are the function's."""
    make(
        cloud,
        """
        import boto3, threading, time
        real_wait = threading.Event().wait

        def send():
            while True:
                boto3.client("dynamodb").list_tables()

        def handler(event, context):
            if not event:
                threading.Thread(target=send, daemon=True).start()
            real_wait(0.2)
            return "done"
        """,
    )
    assert call(cloud) == (None, "done")
    before = len(cloud.journal.entries())
    for _ in range(20):
        cloud.client("dynamodb").list_tables()
    assert len(cloud.journal.entries()) == before + 20
    assert call(cloud, again=1) == (None, "done")


def test_an_instance_sees_nothing_of_another(cloud):
    """Neither its files, nor its processes, nor its variables."""
    holder = """
        import os
        open("/tmp/secret", "w").write("heron")
        os.makedirs("/dev/shm/secret", exist_ok=True)
        def handler(event, context): return os.environ["SECRET"]
    """
    seeker = """
        import os, gc
        def handler(event, context):
            found = []
            for base in ("/tmp", "/scratch", "/dev/shm", "/proc"):
                for folder, folders, files in os.walk(base):
                    found += [name for name in (*folders, *files) if "secret" in name]
                    paths = [os.path.join(folder, name) for name in files]
                    found += [path for path in paths if "her" + "on" in open(path, errors="replace").read()]
            found += [key for key in os.environ if key == "SECRET"]
            others = 0
            for process in range(2, 2000):
                try:
                    os.kill(process, 0)
                    others += process != os.getpid()
                except OSError:
                    pass
            return found, others
    """
    make(cloud, holder, "holder", Environment={"Variables": {"SECRET": "heron"}})
    make(cloud, seeker, "seeker")
    assert call(cloud, "holder") == (None, "heron")
    assert call(cloud, "seeker") == (None, [[], 0])
    assert call(cloud, "holder") == (None, "heron")


def bomb(files: int, size: int) -> bytes:
    """A zip file of zeros."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.py", FINE)
        for number in range(files):
            archive.writestr(f"zeros{number}", bytes(size))
    return content.getvalue()


def lying(content: bytes) -> bytes:
    """A zip file that says its largest file is small."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        largest = max(archive.infolist(), key=lambda each: each.file_size)
    return content.replace(struct.pack("<L", largest.file_size), struct.pack("<L", 10))


def link_to(target: str) -> bytes:
    """A zip file with a link."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", FINE)
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, target)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        bomb(30, 9_000_000),
        link_to("/etc/passwd"),
        link_to(".."),
        b"PK\x05\x06" + b"\xff" * 18,
        zlib.compress(bytes(99)),
    ],
    ids=["a bomb", "a link to a file", "a link to a folder", "no list of files", "no zip file"],
)
def test_a_zip_file_that_attacks_is_not_taken(cloud, content):
    """Nothing of it is unpacked in the judge."""
    before = set(os.listdir())
    with pytest.raises(cloud.client("lambda").exceptions.InvalidParameterValueException):
        make(cloud, content)
    assert set(os.listdir()) == before


@pytest.mark.parametrize(
    "content",
    [lying(bomb(1, 90_000_000)), bomb(9, 9_000_000)],
    ids=["a bomb that says it is none", "more than the cell has room for"],
)
def test_a_zip_file_that_cannot_be_unpacked(cloud, content):
    """The instance does not begin, and the next function runs as ever."""
    make(cloud, content)
    make(cloud, FINE, "fine")
    failed, told = call(cloud)
    assert (failed, told["errorType"]) == ("Unhandled", "Runtime.CannotUnzip")
    assert call(cloud, "fine") == (None, "fine")


def test_declared_work_that_says_it_is_small(cloud):
    """No more of it is unpacked in the judge than it says."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("work.json", b"1" * 90_000_000)
    small = lying(content.getvalue())
    make(cloud, FINE, "fine")  # so that all that is needed is there
    tracemalloc.start()
    try:
        with suppress(Exception):
            make(cloud, small)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
