"""A call whose processes compute on virtual CPUs: here, as a notebook's check makes it, and in the judge."""

import pytest

from autograder.judge import sandbox
from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from course_lib.aws.values import plain, same
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.processors.job import Job, Part
from course_lib.checks.submission import Ending

MB = 1769
SOURCE = '''
import multiprocessing, os, pickle, signal, sys, threading, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def one_loop(work, parts):
    return [work(part) for part in parts]


def threads(work, parts):
    with ThreadPoolExecutor(4) as executor:
        return list(executor.map(work, parts))


def each_in_a_process(work, parts):
    def compute(end, part):
        end.send(work(part))

    lines, processes = [], []
    for part in parts:
        receive, send = Pipe(duplex=False)
        processes.append(Process(target=compute, args=(send, part)))
        processes[-1].start()
        send.close()
        lines.append(receive)
    found = [line.recv() for line in lines]
    for process in processes:
        process.join()
    return found


def polls(work, parts):
    receive, send = Pipe(duplex=False)
    Process(target=lambda: send.send(work(parts[0]))).start()
    while not receive.poll():
        time.sleep(0.01)
    return receive.recv()


def spins(work, parts):
    receive, send = Pipe(duplex=False)
    Process(target=lambda: send.send(work(parts[0]))).start()
    while not receive.poll():
        pass
    return receive.recv()


def waits_with_a_limit(work, parts):
    receive, send = Pipe(duplex=False)
    Process(target=lambda: time.sleep(1), daemon=True).start()
    return receive.poll(0.2)


def joins_first(work, parts):
    receive, send = Pipe(duplex=False)
    process = Process(target=lambda: send.send(bytes(1_000_000)))
    process.start()
    process.join()
    return receive.recv()


def waits_for_nothing(work, parts):
    ours, theirs = Pipe()
    return ours.recv()


def sleeps(work, parts):
    before = time.time()
    time.sleep(0.5)
    return round(time.time() - before, 1)


def clock(work, parts):
    before = time.time()
    work(parts[0])
    return round(time.time() - before, 1)


def leaves_one(work, parts):
    Process(target=signal.pause).start()


def leaves_an_orphan(work, parts):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.pause()
        os._exit(0)
    os.wait()


def leaves_one_that_spins(work, parts):
    Process(target=never_ends, args=(work, parts)).start()


def waits_for(work, parts):
    """Which of several waits are over before a process that computes is done, and when."""
    receive, send = Pipe(duplex=False)
    process = Process(target=lambda: send.send(work(parts[0])))
    process.start()
    begun, answers = time.monotonic(), []
    for seconds in (0, 2, 40):
        answers.append(receive.poll(seconds))
    process.join(30)
    answers.append(process.exitcode)
    answers.append(round(time.monotonic() - begun) >= 2)
    for _ in range(100):
        wait([receive], 500.0) and receive.poll(500.0)
    receive.recv()
    return answers, wait([receive], 899.0)


def others(work, parts):
    """How many processes there are beside this one and its parent, as far as it can see."""
    found = 0
    for process in range(2, 400):
        try:
            os.kill(process, 0)
            found += process != os.getpid()
        except OSError:
            pass
    return found


def needs_semaphores(work, parts):
    ways = [lambda: multiprocessing.Pool(2), multiprocessing.Queue, multiprocessing.Lock]
    ways.append(lambda: list(ProcessPoolExecutor(2).map(abs, [1])))
    found = []
    for way in ways:
        try:
            way()
        except OSError as error:
            found.append(str(error))
    return found


def counts(work, parts):
    return os.cpu_count(), multiprocessing.cpu_count(), multiprocessing.get_start_method()


def chooses(work, parts):
    multiprocessing.set_start_method("fork")
    return multiprocessing.get_start_method()


def exits(work, parts):
    os._exit(3)


def sends_work(work, parts):
    pickle.dumps(work)


def prints(work, parts):
    print("hello")
    print("there", file=sys.stderr)


def never_ends(work, parts):
    while True:
        pass
'''


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer(walled=sandbox.bubblewrap() is not None) as warm:
        yield warm


@pytest.fixture(params=["here", "in the judge"])
def submission(request):
    if request.param == "here":
        namespace = {}
        exec(SOURCE, namespace)
        yield LocalSubmission(namespace, seconds=3)
        return
    host = Host(request.getfixturevalue("fork_server"), [SOURCE], Cloud, Patience(Limits(call=3, hurried=3)))
    with Cloud(services=["lambda"]) as cloud:
        yield RemoteSubmission(host, cloud, "seed")
    host.close()


def job(*times, memory=2 * MB):
    return Job([Part(f"part {number}", ms, gives=number) for number, ms in enumerate(times)], memory)


def run(submission, function, given):
    """One call's outcome; the job knows more."""
    return submission.run(getattr(submission.later, function)(given, given.names))


@pytest.mark.parametrize(
    ("function", "memory", "took", "beside"),
    [
        ("one_loop", 128, 8292, 0),
        ("one_loop", MB, 600, 0),
        ("one_loop", 6 * MB, 600, 0),
        ("threads", 6 * MB, 600, 0),
        ("each_in_a_process", 884.5, 1200, 3),
        ("each_in_a_process", MB, 600, 3),
        ("each_in_a_process", 2 * MB, 350, 3),
        ("each_in_a_process", 3 * MB, 300, 3),
        ("each_in_a_process", 10_240, 300, 3),
    ],
)
def test_how_long_it_takes(submission, function, memory, took, beside):
    """Processes share the CPUs, threads gain nothing, and the answers are those of the parts."""
    given = job(100, 200, 300, memory=memory)
    outcome = run(submission, function, given)
    assert (outcome.ending, outcome.value) == (Ending.RETURNED, [0, 1, 2])
    assert (round(given.took_ms), given.most_at_once, given.left) == (took, beside, 0)
    assert sorted(each.part for each in given.asked) == [0, 1, 2]
    assert {each.process for each in given.asked} == ({1, 2, 3} if beside else {0})


def test_it_takes_the_same_each_time(submission):
    """Who was quicker to start is chance; who is done first is not."""
    seen = []
    for _ in range(3):
        given = job(50, 50, 50, 30, 30, memory=3000)
        run(submission, "each_in_a_process", given)
        seen.append((given.took_ms, sorted((each.process, each.part, each.began, each.ended) for each in given.asked)))
    assert seen[0] == seen[1] == seen[2]


def test_pauses_take_time_and_no_cpu(submission):
    given = job(100)
    assert run(submission, "polls", given).value == 0
    assert round(given.took_ms) == 100
    given = job()
    assert run(submission, "sleeps", given).value == 0.5
    assert round(given.took_ms) == 500


def test_waits_for_a_pipe_or_a_process_are_over_by_the_clock(submission):
    given = job(30_000)
    answers, nothing = run(submission, "waits_for", given).value
    assert (answers, nothing) == ([False, False, True, 0, True], [])
    assert round(given.took_ms) == 30_000 + 899_000


def test_the_time_of_day_follows(submission):
    assert run(submission, "clock", job(700)).value == 0.7


def test_who_looks_again_and_again_hinders_nobody(submission):
    given = job(100)
    assert run(submission, "spins", given).value == 0
    assert round(given.took_ms) == 100


def test_a_wait_with_a_limit_ends(submission):
    """The limit is one of real time."""
    outcome = run(submission, "waits_with_a_limit", job())
    assert (outcome.ending, outcome.value) == (Ending.RETURNED, False)


@pytest.mark.parametrize("function", ["joins_first", "waits_for_nothing"])
def test_all_wait_for_each_other(submission, function):
    given = job()
    outcome = run(submission, function, given)
    assert (outcome.ending, given.stuck) == (Ending.TIMED_OUT, True)
    assert outcome.problem == (
        f"`{function}` does not come to an end: all of its processes wait, for each other or for what never comes."
    )


@pytest.mark.parametrize("function", ["leaves_one", "leaves_an_orphan", "leaves_one_that_spins"])
def test_what_is_left_is_counted_and_ended(submission, function):
    given = job()
    outcome = run(submission, function, given)
    assert (outcome.ending, given.left) == (Ending.RETURNED, 1)
    given = job()
    assert run(submission, "one_loop", given).value == []
    assert given.left == 0


def test_beside_a_call_in_the_judge_nothing_is_left(fork_server):
    if not fork_server.walled:
        pytest.skip("bubblewrap is not installed")
    host = Host(fork_server, [SOURCE], Cloud, Patience(Limits(call=3)))
    with Cloud(services=["lambda"]) as cloud:
        submission = RemoteSubmission(host, cloud, "seed")
        for function in ("leaves_one", "leaves_an_orphan"):
            run(submission, function, job())
            assert run(submission, "others", job()).value == 0
    host.close()


def test_semaphores_fail_as_on_aws(submission):
    assert run(submission, "needs_semaphores", job()).value == ["[Errno 38] Function not implemented"] * 4


@pytest.mark.parametrize(("memory", "shown"), [(128, 2), (3008, 2), (3009, 3), (5308, 4), (7077, 5), (10_240, 6)])
def test_how_many_cpus_the_system_shows(submission, memory, shown):
    assert list(run(submission, "counts", job(memory=memory)).value) == [shown, shown, "fork"]


def test_a_function_may_choose_how_processes_start(submission):
    """As in an instance, where nobody has chosen before it."""
    assert run(submission, "chooses", job()).value == "fork"


def test_afterwards_all_is_as_before(submission):
    """What is as on Lambda is so in the process of the call."""
    import multiprocessing

    run(submission, "counts", job(memory=10_240))
    multiprocessing.get_context("fork").Lock()


def test_a_part_can_raise_and_end_its_process(submission):
    given = Job([Part("a", 10, raises=LookupError("no loans"))], MB)
    raised = run(submission, "one_loop", given).raised
    assert (raised.types[0], raised.message) == ("LookupError", "no loans")
    given = Job([Part("a", 10, raises=FileNotFoundError(2, "no loans", "a.csv"))], MB)
    assert run(submission, "one_loop", given).raised.message == "[Errno 2] no loans: 'a.csv'"
    given = Job([Part("a", 10, ends=True)], MB)
    assert run(submission, "one_loop", given).ending is Ending.DIED
    given = Job([Part("a", 10, ends=True), Part("b", 10)], MB)
    assert run(submission, "each_in_a_process", given).raised.types[0] == "EOFError"


def test_an_exception_can_be_a_result(submission):
    given = Job([Part("a", 10, gives=KeyError("b"))], MB)
    assert same(run(submission, "one_loop", given).value, plain([KeyError("b")]))


def test_a_call_that_exits(submission):
    outcome = run(submission, "exits", job())
    assert outcome.ending is Ending.DIED


def test_a_call_that_never_ends(submission):
    outcome = run(submission, "never_ends", job())
    assert outcome.ending is Ending.TIMED_OUT


def test_work_is_not_sent(submission):
    raised = run(submission, "sends_work", job()).raised
    assert raised.message == "work cannot be sent to another process: it is there in those that are forked"


def test_what_is_printed_comes_back(submission):
    outcome = run(submission, "prints", job())
    assert (outcome.printed, outcome.logged) == ("hello\n", "there\n")


@pytest.mark.parametrize("value", [None, 0, b"", (), {"a": [1]}, bytes(400_000), "ä" * 100_000])
def test_results_come_as_they_are(submission, value):
    given = Job([Part({"branch": [1]}, 10, gives=value)], MB)
    assert run(submission, "one_loop", given).value == [value]
