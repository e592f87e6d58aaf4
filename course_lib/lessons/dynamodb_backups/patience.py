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
