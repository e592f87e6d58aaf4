"""Files and folders that a check hands to a function, in this process and in the judge's worker."""

from __future__ import annotations

import pytest

from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from course_lib.checks.files import CHUNK, FAULTS, Directory, Sink, Source, held
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import CallProblem, Ending, LearnerError

CODE = """
import os

def copy(source, sink, size):
    while piece := source.read(size):
        sink.write(piece)
    return source.read(1)

def swallow(source, sink):
    sink.write(source.read())

def keep(source):
    data = [source.read(1000), source.read1(10), source.readline()]
    with source:
        return data + [source.read(0)]

def leave(directory, name):
    os.makedirs(os.path.join(directory, "deep"), exist_ok=True)
    with open(os.path.join(directory, "deep", name), "wb") as file:
        file.write(name.encode())
    return sorted(os.listdir(os.path.join(directory, "deep")))

def take(size):
    return len(bytes(size))

def gather(source):
    taken = []
    try:
        while piece := source.read(3):
            taken.append(piece)
    except OSError as error:
        return taken, error.errno, error.strerror

def fill(sink):
    for _ in range(5):
        sink.write(b"four")

def whisper(text):
    import logging
    logging.getLogger("lesson").debug(text)

def complain(text):
    import sys
    print("aloud")
    print(text, file=sys.stderr)

def looks(rows, given):
    return sorted(rows), dict(given)

def sorts(rows, given):
    rows.sort()

def adds(rows, given):
    given["b"] = [given["a"]]

def converts(rows, given):
    rows[0] = 2.0

def sorts_a_copy(rows, given):
    rows = list(rows)
    rows.sort()

def breaks(rows, given):
    rows.clear()
    raise ValueError

def hide(data):
    import tempfile
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)

def changes(directory):
    first, second = os.path.join(directory, "a"), os.path.join(directory, "b")
    with open(first + ".part", "wb") as file:
        file.write(b"1")
    os.replace(first + ".part", first)
    with open(first, "rb") as file:
        file.read()
    os.close(os.open(second, os.O_CREAT | os.O_WRONLY))
    with open(second, "r+b") as file:
        file.write(b"2")
    os.unlink(first)
    return 5

def flood(sink):
    while True:
        sink.write(b"x" * 1_000_000)
"""


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer() as warm:
        yield warm


@pytest.fixture(params=["local", "judge"])
def submission(request, fork_server):
    with Cloud(pooled=True) as cloud:
        if request.param == "local":
            namespace: dict[str, object] = {}
            exec(CODE, namespace)
            yield LocalSubmission(namespace)
            return
        host = Host(fork_server, [CODE], Cloud, Patience(Limits()))
        remote = RemoteSubmission(host, cloud, "seed")
        yield remote
        remote.close()
        host.close()


def test_a_file_is_read_and_another_written(submission):
    """Piece by piece, every byte in order; at the end there is nothing more."""
    source, sink = Source.random("seed", 2 * CHUNK + 5), Sink()
    assert submission.copy(source, sink, 300_000) == b""
    assert bytes(sink.data) == b"".join(source.pieces())
    assert (source.taken, sink.size) == (2 * CHUNK + 5, 2 * CHUNK + 5)
    assert held(source, sink) == 300_000


def test_what_is_held_is_seen(submission):
    """Who reads everything before it writes anything holds everything."""
    source, sink = Source(b"ab" * CHUNK), Sink()
    submission.swallow(source, sink)
    assert held(source, sink) == 2 * CHUNK
    assert bytes(sink.data) == b"ab" * CHUNK


def test_a_file_begins_anew_in_each_call(submission):
    """As if it were opened again."""
    source, sink = Source(b"one two"), Sink()
    for _ in range(2):
        submission.copy(source, sink, 3)
        assert (bytes(sink.data), held(source, sink)) == (b"one two", 3)


def test_a_file_reads_like_pythons_own(submission):
    """Short at the end only, in pieces, line by line, and in a `with`."""
    source = Source(b"x" * 1000 + b"y" * 10 + b"line\nrest")
    assert submission.keep(source) == [b"x" * 1000, b"y" * 10, b"line\n", b""]


def test_a_folder_stays_between_calls(submission):
    """The same object is the same folder; another one is another, empty one."""
    first, second = Directory(), Directory()
    assert submission.leave(first, "a") == ["a"]
    assert submission.leave(first, "b") == ["a", "b"]
    assert submission.leave(second, "c") == ["c"]
    assert submission.files(first) == {"deep/a": b"a", "deep/b": b"b"}


def test_files_can_be_put_into_a_folder(submission):
    """Before the first call as well as between two."""
    folder = Directory()
    submission.plant(folder, {"deep/planted": b"here", "top": b""})
    assert submission.leave(folder, "own") == ["own", "planted"]
    assert submission.files(folder) == {"deep/own": b"own", "deep/planted": b"here", "top": b""}


def test_the_disk_is_full_where_the_check_wants_it(submission):
    """A file takes the bytes that fit, then writing raises; with room again, the next call can go on."""
    folder = Directory()
    folder.room = 3
    with pytest.raises(LearnerError) as refused:
        submission.leave(folder, "a long name")
    assert refused.value.raised.types[0] == "OSError"
    assert submission.files(folder) == {"deep/a long name": b"a l"}
    folder.room = None
    assert submission.leave(folder, "a long name") == ["a long name"]
    assert submission.files(folder) == {"deep/a long name": b"a long name"}


def test_a_program_dies_between_two_changes_of_a_folder(submission):
    """Before the change of that number: what is made, renamed or removed. The next call finds what was left."""
    left = []
    for number in range(1, 8):
        folder = Directory()
        folder.dies_before = number
        try:
            submission.changes(folder)
        except CallProblem as problem:
            assert problem.outcome.ending is Ending.DIED
            left.append(submission.files(folder))
        else:
            break
    folder.dies_before = None

    one, two = {"a.part": b"1"}, {"a": b"1"}
    assert left == [{}, one, two, {**two, "b": b""}, {**two, "b": b"2"}]
    assert submission.files(folder) == {"b": b"2"}
    assert submission.changes(folder) == 5


def test_memory_is_bounded(submission):
    """A call may take so much and no more; the next call is free again."""
    with submission.memory(megabytes=64):
        assert submission.take(30 * 2**20) == 30 * 2**20
        with pytest.raises(LearnerError) as refused:
            submission.take(90 * 2**20)
    assert refused.value.raised.types[0] == "MemoryError"
    assert str(refused.value) == "MemoryError: more than 64 MB were in use at once"
    assert submission.take(90 * 2**20) == 90 * 2**20


def test_a_file_takes_no_more_than_its_limit(submission):
    """Nobody fills the judge's memory through a file."""
    with pytest.raises((LearnerError, CallProblem)) as refused:
        submission.flood(Sink(limit=5_000_000))
    assert "5,000,000 bytes were written" in str(refused.value)


def test_a_source_breaks_where_the_check_wants_it(submission):
    """What comes before can be read; then reading raises the operating system's error."""
    assert submission.gather(Source(b"abcdefgh", breaks_at=6)) == ([b"abc", b"def"], 5, "Input/output error")


def test_a_sink_breaks_where_the_check_wants_it(submission):
    """A write that would go beyond the place raises, and nothing of it is written."""
    sink = Sink(breaks_at=10)
    with pytest.raises(LearnerError) as caught:
        submission.fill(sink)

    assert caught.value.raised.is_a("OSError")
    assert caught.value.raised.message == "[Errno 28] No space left on device"
    assert sink.data == b"fourfour"


def test_a_source_breaks_with_the_fault_that_the_check_names(submission):
    """Python has classes of its own for some; code that catches one of those meets it."""
    number, text = FAULTS[0]
    assert submission.gather(Source(b"abcdefgh", breaks_at=6, fault=FAULTS[0])) == ([b"abc", b"def"], number, text)


def test_a_file_breaks_once_in_a_call():
    """Whoever tries again goes on after the break, and so returns where the error was to come out."""
    source, sink = Source(b"abcdef", breaks_at=3), Sink(breaks_at=3)
    for _ in range(2):
        source.begin()
        sink.begin()
        assert source.read(9) == b"abc"
        with pytest.raises(OSError, match="Input/output error"):
            source.read(9)
        assert source.read(9) == b"def"
        with pytest.raises(OSError, match="No space left on device"):
            sink.write(b"four")
        sink.write(b"four")
        assert sink.data == b"four"


def test_a_file_that_a_call_leaves_elsewhere_is_found_where_one_can_look(submission, request):
    """In the judge; a notebook's files are its owner's."""
    submission.leave(Directory(), "given")
    submission.hide(b"left over")

    found = [] if "local" in request.node.name else [b"left over"]
    assert list(submission.left_files().values()) == found


def test_what_goes_to_the_standard_error_is_kept_apart(submission):
    """A log is not what a function prints."""
    submission.complain("to the log")

    assert [(outcome.printed, outcome.logged) for _, outcome in submission.calls] == [("aloud\n", "to the log\n")]


def test_what_is_logged_below_the_level_of_warnings_is_heard_where_one_can(submission, request):
    """In the judge; a notebook's logging is its owner's. Somebody else's settings write it out one day."""
    submission.whisper("under one's breath")

    heard = "" if "local" in request.node.name else "under one's breath\n"
    assert [outcome.logged for _, outcome in submission.calls] == [heard]
