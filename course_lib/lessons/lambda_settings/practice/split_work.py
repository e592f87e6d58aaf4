"""split_work: as many processes as the memory pays for, and each does what is next."""

import math

from course_lib.checks import Exercise, LearnerError, Reason, expect, expect_raises, require
from course_lib.checks.expectations import Failure
from course_lib.checks.kit import error_means
from course_lib.checks.processors.job import Job, Part
from course_lib.checks.results import Finding
from course_lib.checks.submission import CallProblem

MB = 1769  # of one virtual CPU
SLACK_MS = 110.0  # for a pause between two looks at a process: the parts take seconds

exercise = Exercise(
    call="split_work(work, parts, memory_mb)",
    section='Part 3b, "More than one processor"',
    hints=(
        "Who knows how long a part takes? Nobody, before it is done. So when does a process get its next part?",
        "Start the processes, each with a Pipe of its own. Send each the place of one part; whenever one has answered, "
        "send it the next place. multiprocessing.connection.wait tells which pipes have something for you. In the "
        "process, catch what work raises and send it. At the end, whatever happened, kill and join all of them.",
        "for line in wait(busy): good, result = line.recv() … results[busy.pop(line)] = result … if a part is left: "
        "busy[line] = place; line.send(place). After process.start(), close the process's end of the pipe in your own: "
        "then recv raises EOFError when the process is gone. All of it in try: … finally: process.kill(); "
        "process.join().",
    ),
    advice={
        "semaphores": "On Lambda there is no shared memory for semaphores: Pool, Queue, Lock and ProcessPoolExecutor "
        "fail. Process and Pipe work.",
        "join_first": "A pipe holds some 64 KB. A process that sends more waits until somebody reads; so read what it "
        "sends before you wait for its end.",
        "hangs": "A process that is gone sends nothing. Close the other end of its pipe in your own process, so that "
        "recv raises EOFError, or wait for its sentinel too.",
        "inside": Reason(
            "Threads of one process take turns at computing, however many CPUs there are. Let processes compute.",
            when=lambda seen: seen.facts["inside"] and seen.facts["most"] == 0,
        ),
        "helps": Reason(
            "Your own process computes as well. The processes that it starts alone compute, as many as there are CPUs: "
            "meanwhile somebody has to hand out parts, and to hear of errors.",
            when=lambda seen: seen.facts["inside"] and 0 < seen.facts["count"] <= seen.facts["most"] + 1,
        ),
        "alone": Reason(
            "With one CPU, or one part, another process gains nothing and takes memory. Compute in your own.",
            when=lambda seen: seen.facts["count"] == 0,
        ),
        "too_many": Reason(
            "These are more processes than CPUs or than parts. memory_mb / 1769, rounded up, are the CPUs; "
            "os.cpu_count() says another number. No part, no process.",
            when=lambda seen: seen.facts["most"] > seen.facts["count"],
        ),
        "too_few": Reason(
            "There are more CPUs than processes. memory_mb / 1769, rounded up: 10,240 MB pay for nearly six.",
            when=lambda seen: seen.facts["most"] < seen.facts["count"],
        ),
        "uneven": "Some processes were done long before others. Nobody knows how long a part takes, so hand out one "
        "part at a time: whoever is done gets the next.",
        "order": Reason(
            "Results come in the order of the parts, not in that in which they are done. Send a part's place along.",
            when=lambda seen: sorted(map(repr, seen.got)) == sorted(map(repr, seen.expected)),
        ),
        "results": "Parts and results can be anything, None too, or an exception that nobody has raised, and two "
        "parts can be equal. Keep results by the part's place, and let no value stand for something else.",
        "patience": "A part can take minutes, and nobody knows that beforehand. Wait for answers without a limit of "
        "time: what is late is not lost, and its pipe tells when a process is gone.",
        "times": "Each part is computed once.",
        "error": "Catch what work raises in the process that computes, send it through the pipe, and raise it again "
        "where split_work was called: the same type, the same text.",
        "ended": "A process that is gone has done nothing, whatever its exitcode. Raise RuntimeError.",
        "goes_on": "When something has failed, the rest is for nothing: begin no more parts, and kill the processes "
        "that compute.",
        "left": "Processes were still there. Kill them and join them in a finally, whatever has happened.",
    },
)


def job_of(times, memory, names=None, gives=None, fails=None):
    """A job whose parts take so many milliseconds.

    Args:
        names: of the parts; numbered ones if there are none.
        gives: the results; texts made of the names if there are none.
        fails: a place, and what `Part` takes to say how that part fails.
    """
    names = names or [f"branch-{number:02}" for number in range(1, len(times) + 1)]
    gives = [f"for {name}" for name in names] if gives is None else gives
    parts = [Part(*each) for each in zip(names, times, gives, strict=True)]
    if fails:
        place, how = fails
        parts[place] = Part(names[place], times[place], **how)
    return Job(parts, memory)


def count_of(job):
    """How many processes have to compute beside the one that calls."""
    count = min(math.ceil(job.memory_mb / MB), len(job.parts))
    return count if count > 1 else 0


def called(submission, job, stuck=None):
    """What one call returned.

    Args:
        stuck: the advice where all processes wait for each other.
    """
    try:
        with error_means("semaphores", "OSError", words="Function not implemented"):
            return submission.split_work(job, job.names, job.memory_mb)
    except CallProblem as problem:
        if not job.stuck:
            raise
        raise Failure(Finding(problem=problem.outcome.problem), stuck) from None


def splits(submission, job, stuck=None):
    """A call that has to do all of its work."""
    got = called(submission, job, stuck)
    by_the_right_ones(job)
    expect(got, [part.gives for part in job.parts], "these are the results", ("order", "results"))
    each_once(job)
    none_left(job)
    in_time(job)


def keeps(submission, times, memory, names, gives):
    """Parts and results that are easily taken for something else."""
    mistaken = {"RuntimeError", *(type(each).__name__ for each in gives if isinstance(each, Exception))}
    try:
        splits(submission, job_of(times, memory, names, gives), "join_first")
    except LearnerError as caught:
        told, wrong = f"Your function raised {caught.raised}.", caught.raised.types[0] in mistaken
        require(not wrong, told, "no part has failed", advice="results")
        raise


def waits(submission, times, memory):
    """Parts of which one takes so long that others would give it up."""
    try:
        splits(submission, job_of(times, memory))
    except LearnerError as caught:
        require(False, f"Your function raised {caught.raised}.", "no part has failed", advice="patience")


def facts_of(job):
    """What reasons need to know of a job."""
    inside = any(each.process == 0 for each in job.asked)
    return {"count": count_of(job), "most": job.most_at_once, "inside": inside}


def by_the_right_ones(job):
    """So many processes, and none but these has computed."""
    facts, count = facts_of(job), count_of(job)
    keys = ("inside", "helps", "alone", "too_many", "too_few")
    there = f"Beside your own there were {job.most_at_once} processes at once"
    because = "it is as many as there are CPUs, but no more than parts; one computes in its own process"
    require(job.most_at_once == count, f"{there}.", because, keys, facts=facts)
    alone = not (count and facts["inside"])
    require(alone, f"{there}, and your own computes too.", because, "helps", facts=facts)


def each_once(job):
    """Each part was computed, and none twice."""
    computed = sorted(each.part for each in job.asked if each.part is not None)
    times = f"work was called {len(job.asked)} times, and not once for each part"
    require(computed == list(range(len(job.parts))) and len(job.asked) == len(job.parts), f"{times}.", None, "times")


def none_left(job):
    """No process is there any more."""
    require(not job.left, f"When your function had ended, {job.left} of its processes were still there.", None, "left")


def in_time(job):
    """As quick as it has to be."""
    times = [part.ms for part in job.parts]
    most = sum(times) / job.vcpus + max(times, default=0)
    told = f"It took {job.took_ms:,.0f} ms."
    because = "the sum of all parts divided by the CPUs, and the longest part, are less"
    require(job.took_ms <= most + SLACK_MS, told, because, "uneven")


def stops(submission, job, place, expected, key):
    """A call in which a part fails: that comes out, nothing more is begun, nothing is left.

    Args:
        place: the part's.
        expected: the exception.
        key: of the advice where it does not come out.
    """
    name = type(expected).__name__
    with expect_raises(name, "a part has failed, and whoever called has to hear of it", key) as caught:
        called(submission, job, key if key == "error" else "hangs")
    if key == "error":
        because = "this is what work has raised"
        expect([caught.raised.types[0], caught.raised.message], [name, str(expected)], because, key)
    at = next(each.ended for each in job.asked if each.part == place)
    later = sum(each.began > at + SLACK_MS for each in job.asked)
    require(not later, f"After a part had failed, {later} more were begun.", "the rest is for nothing", "goes_on")
    waited = f"It ended {job.took_ms - at:,.0f} ms after a part had failed."
    require(job.took_ms <= at + SLACK_MS, waited, "the rest is for nothing", "goes_on")
    none_left(job)


def raises(submission, times, memory, place, error):
    """A part raises."""
    stops(submission, job_of(times, memory, fails=(place, {"raises": error})), place, error, "error")


def dies(submission, times, memory, place, how="ends"):
    """A process ends in the middle of a part: it is killed, or exits with status 0."""
    job = job_of(times, memory, fails=(place, {how: True}))
    stops(submission, job, place, RuntimeError(), "ended")


@exercise.check()
def in_order(submission, cloud):
    """All parts are computed, and the results come in the order of the parts."""
    splits(submission, job_of([900, 300, 600, 200, 800, 400], 2 * MB))


@exercise.check()
def count(submission, cloud):
    """As many processes as the memory pays for, rounded up."""
    splits(submission, job_of([500] * 18, 10_240))


@exercise.check()
def one_cpu(submission, cloud):
    """With one CPU or less no other process is started."""
    splits(submission, job_of([400, 200, 300], 128))


@exercise.check()
def few(submission, cloud):
    """No more processes than parts."""
    splits(submission, job_of([500, 400], 3 * MB))
    splits(submission, job_of([], 3 * MB))


@exercise.check()
def uneven(submission, cloud):
    """Whoever is done gets the next part, however long the parts take."""
    splits(submission, job_of([900, 900, 900, 900, 100, 100, 100, 100], 2 * MB))
    splits(submission, job_of([900, 100, 900, 100, 900, 100, 900, 100], 2 * MB))


@exercise.check()
def results(submission, cloud):
    """Results can be anything, also large, and parts can be equal."""
    gives = [None, b"\0" * 300_000, None, "a" * 200_000, [], "None"]
    names = [{"branch": number} for number in (7, 8, 7, 9, 4, 5)]
    keeps(submission, [400, 300, 200, 200, 300, 100], 2 * MB, names, gives)
    gives = [1, ValueError("no loans"), 3, None]
    keeps(submission, [300, 100, 200, 200], 2 * MB, ["north", None, "", 0], gives)


@exercise.check()
def raised(submission, cloud):
    """What work raises comes out, and the rest is not done."""
    raises(submission, [500, 800, 700, 600, 500], 2 * MB, 1, ValueError("branch-02 has no loans"))
    raises(submission, [500, 800, 700], 2 * MB, 0, KeyError("branch-01"))


@exercise.check()
def died(submission, cloud):
    """A process that ends without an answer is an error."""
    dies(submission, [4000, 500, 800, 700, 600], 2 * MB, 2)
