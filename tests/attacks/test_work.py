"""Functions that attack the line at which processes ask for `work`, and what comes of it.

Each attack is the body of a function that is handed a job in the judge. It comes to what is stated, no process does
more than its share, nothing of a part is told before it is computed, the judge keeps no descriptor, and the next call
is as ever.
"""

from __future__ import annotations

import textwrap
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest

from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from course_lib.aws.account import Cloud
from course_lib.checks.processors import exchange
from course_lib.checks.processors.job import Job, Part
from course_lib.checks.submission import Ending
from tests.attacks.outcome import WALLED, descriptors

pytestmark = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")

LINE = """
import array, gc, math, os, signal, socket, stat, threading, time
from multiprocessing import Pipe, Process
from course_lib.aws.values import pack

def shared(work):
    return work._socket

def ask(work, what, descriptors=None):
    ours, theirs = socket.socketpair()
    socket.send_fds(shared(work), [what], [theirs.fileno()] if descriptors is None else descriptors)
    return ours, theirs

def say_for_the_call(value):
    link = [each for each in gc.get_objects() if type(each).__name__ == "CloudLink" and each._channel.fileno() >= 0][-1]
    told = {"ending": "returned", "value": pack(value), "printed": "", "logged": "", "problem": "", "raised": None}
    link._channel.send({"kind": "Came", "changed": [], "ticket": link._ticket, **told})

def waits(work, what):
    return ask(work, what)[0].recv(1 << 20)
"""
FINE = "def fine(work, parts):\n    return [work(part) for part in parts]\n"


@dataclass(frozen=True)
class Attack:
    """A function's body, after `LINE`, and what comes of it.

    Attributes:
        value: what it returns, if it returns.
        ending: how the call ends.
        words: which the sentence about that has in it.
        took: milliseconds on the job's clock; None where it does not matter.
        left: processes that were there when it had returned.
    """

    name: str
    body: str
    value: Any = None
    ending: Ending = Ending.RETURNED
    words: str = ""
    took: int | None = None
    left: int = 0


ODD = "asked work for something in a way that there is not"
ENDS = (
    Attack(
        "forks without end",
        "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
        ending=Ending.TIMED_OUT,
    ),
    Attack(
        "starts all processes that it may",
        "for number in range(200):\n    try:\n        if os.fork() == 0: signal.pause()\n    except OSError:\n"
        "        return 'no more'",
        "no more",
        left=62,
    ),
    Attack(
        "an orphan stays",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: signal.pause()\n    os._exit(0)\nos.wait()",
        left=1,
    ),
    Attack("one stays that computes", "Process(target=work, args=parts[:1]).start()\ntime.sleep(0.01)", left=1),
    Attack("stops itself", "os.kill(os.getpid(), signal.SIGSTOP)", ending=Ending.TIMED_OUT, words="all of its"),
    Attack("kills all that it sees", "os.kill(-1, 9)\nreturn work(parts[0])", ending=Ending.RAISED),
    Attack("kills its parent", "os.kill(os.getppid(), 9)\nreturn work(parts[0])", "heron", took=100),
    Attack(
        "stops one that computes",
        "process = Process(target=work, args=parts[:1])\nprocess.start()\ntime.sleep(0.01)\n"
        "os.kill(process.pid, signal.SIGSTOP)\nprocess.join()",
        ending=Ending.TIMED_OUT,
        words="all of its",
    ),
)
SPEAKS = (
    Attack(
        "threads say that they are processes",
        "def compute(number):\n    waits(work, pack(['work', parts[number], 10_000 + number]))\n"
        "all_ = [threading.Thread(target=compute, args=(number,)) for number in range(3)]\n"
        "for each in all_: each.start()\nfor each in all_: each.join()",
        took=600,
    ),
    Attack(
        "asks with another's socket",
        "ours, theirs = socket.socketpair()\n"
        "for part in parts: ask(work, pack(['work', part, 1]), [theirs.fileno()])\n"
        "theirs.close()\nreturn len(b''.join(iter(lambda: ours.recv(1 << 16), b''))) > 0",
        True,
        took=600,
    ),
    Attack("asks and never listens", "for part in parts: ask(work, pack(['work', part, 1]))\nreturn 1", 1),
    Attack(
        "listens at a full socket",
        "ours, theirs = socket.socketpair()\nours.setblocking(False)\n"
        "try:\n    while True: theirs.setblocking(False), theirs.send(bytes(1000))\nexcept BlockingIOError: pass\n"
        "theirs.setblocking(True)\nask(work, pack(['work', parts[0], 1]), [theirs.fileno()])\nreturn work(parts[1])",
        "b",
        took=300,
    ),
    Attack("listens nowhere", "ask(work, pack(['work', parts[0], 1]), [])", ending=Ending.TIMED_OUT, words=ODD),
    Attack(
        "listens at a file",
        "ask(work, pack(['work', parts[0], 1]), [os.open('/dev/null', os.O_RDWR)])\nsignal.pause()",
        ending=Ending.TIMED_OUT,
        words=ODD,
    ),
    Attack(
        "listens at a hundred sockets",
        "ask(work, pack(['work', parts[0], 1]), [socket.socketpair()[0].detach() for _ in range(50)] * 2)\n"
        "return work(parts[1])",
        "b",
    ),
    Attack(
        "asks for ever",
        "while True: waits(work, pack(['sleep', 1.0, 1]))",
        ending=Ending.TIMED_OUT,
        words="too often",
    ),
    Attack(
        "asks and asks",
        "kept = []\nwhile True: kept.append(ask(work, pack(['work', parts[0], 1]))[0])",
        ending=Ending.TIMED_OUT,
        words="too often",
    ),
    Attack(
        "says something too long",
        "shared(work).setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)\n"
        "waits(work, pack(['work', 'x' * 100_000, 1]))",
        ending=Ending.TIMED_OUT,
        words="too large",
    ),
    Attack("says no words", "waits(work, b'\\xc1')", ending=Ending.TIMED_OUT, words=ODD),
    Attack("says nothing", "waits(work, b'')", ending=Ending.TIMED_OUT, words=ODD),
    Attack("says something deep", "waits(work, b'\\x91' * 5000)", ending=Ending.TIMED_OUT, words=ODD),
    Attack("says something else", "waits(work, pack(['win', 1, 1]))", ending=Ending.TIMED_OUT, words=ODD),
    Attack("says that it is no number", "waits(work, pack(['work', 'x', True]))", ending=Ending.TIMED_OUT, words=ODD),
    *(
        Attack(
            f"sleeps for {what}",
            f"waits(work, pack(['sleep', {what}, 1]))",
            ending=Ending.TIMED_OUT,
            words="a time that there is not",
        )
        for what in ("math.nan", "-1.0", "math.inf", "1e300", "'x'", "5")
    ),
    Attack(
        "asks for no part",
        "try:\n    work('heron')\nexcept ValueError as error:\n    return str(error)",
        "There is no such part.",
    ),
    Attack("hangs up", "shared(work).close()\nreturn work(parts[0])", ending=Ending.RAISED),
    Attack(
        "a child says what the call returns",
        "if os.fork() == 0:\n    say_for_the_call('mine')\n    os._exit(0)\nsignal.pause()",
        "mine",
        took=0,
    ),
)
SEES = (
    Attack(
        "reads open files",
        "kinds = []\nfor each in range(256):\n    try:\n        kinds.append(stat.S_IFMT(os.fstat(each).st_mode))\n"
        "    except OSError:\n        pass\nreturn [kind for kind in kinds if kind in (stat.S_IFREG, stat.S_IFDIR)]",
        [],
    ),
    Attack(
        "looks for results before it computes",
        "word = 'her' + str('on')\n"
        "return [type(each).__name__ for each in gc.get_objects() if type(each) in (list, tuple, dict)\n"
        "        and any(type(one) is str and one == word for one in (each.values() if type(each) is dict else each))]",
        [],
    ),
    Attack(
        "hears what others ask",
        "shared(work).setblocking(False)\ntry:\n    return shared(work).recv(1 << 16)\nexcept BlockingIOError:\n"
        "    return 'nothing'",
        "nothing",
    ),
    Attack("learns how long a part takes", "return [name for name in dir(work) if 'ms' in name or 'part' in name]", []),
)
ATTACKS = {"ends": ENDS, "speaks": SPEAKS, "sees": SEES}


def job():
    return Job([Part("a", 100, gives="heron"), Part("b", 200, gives="b"), Part("c", 300, gives="c")], 6 * 1769)


@pytest.mark.parametrize(
    "attack", [pytest.param(each, id=f"{family}: {each.name}") for family, found in ATTACKS.items() for each in found]
)
def test_a_function_that_attacks(fork_server, attack, monkeypatch):
    """It comes to what is stated, and the next call is as ever."""
    monkeypatch.setattr(exchange, "MOST_ASKED", 200)
    source = LINE + "\ndef attack(work, parts):\n" + textwrap.indent(attack.body, "    ") + "\n" + FINE
    host = Host(fork_server, [source], Cloud, Patience(Limits(call=3, hurried=3)))
    with closing(host), Cloud(services=["lambda"]) as cloud:
        submission = RemoteSubmission(host, cloud, "seed")
        host.worker()
        before, given = descriptors(), job()
        outcome = submission.run(submission.later.attack(given, given.names))
        assert (outcome.ending, outcome.value) == (attack.ending, attack.value), outcome
        assert attack.words in outcome.problem
        if attack.took is not None:
            assert round(given.took_ms) == attack.took
        assert given.left == attack.left
        given = job()
        assert submission.run(submission.later.fine(given, given.names)).value == ["heron", "b", "c"]
        assert (round(given.took_ms), given.most_at_once, given.left) == (600, 0, 0)
        assert descriptors() <= before
