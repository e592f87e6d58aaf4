"""How often code asks AWS whether a job is done, which this lesson's contracts speak of."""

from course_lib.aws.layers.hurry import Hurry
from course_lib.checks import require
from course_lib.checks.kit import sent


def impatient(cloud, operations, most):
    """A block in which time flies once these questions have been asked too often, so that a loop comes to its end."""
    return cloud.use(Hurry(cloud.clock, operations, most))


def asked_politely(cloud, operations, most, advice):
    """Fail if the learner's code asked more often than this."""
    times = len(sent(cloud, *operations))
    because = "each question is a request, and all programs of an account share a limited number of them per second"
    require(times <= most, f"Your code asked {times} times whether it is done.", because, advice=advice)


def asked_apart(cloud, operations, seconds, advice):
    """Fail if the learner's code asked the same again sooner than this after an answer that it is not done."""
    last = {}
    for entry in sent(cloud, *operations):
        before, last[entry.operation] = last.get(entry.operation), entry
        if before is None or not _not_done(before):
            continue
        pause = (entry.when - before.when).total_seconds()
        problem = f"Your code sent {entry.operation} again after {pause:.1f} seconds."
        require(pause >= seconds, problem, f"{seconds} is the least", advice=advice)


def _not_done(entry):
    """Whether AWS said that it is still at work: with a status, or with an error."""
    return entry.error is not None or "CREATING" in str(entry.result)
