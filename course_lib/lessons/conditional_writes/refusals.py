"""What DynamoDB's refusal of a condition means in this lesson, and what may be left of a sample when a program dies."""

from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.aws.values import plain, same, show
from course_lib.checks import Failure, Fault, Finding, LearnerError, crash_points, require
from course_lib.checks.kit import error_means, has_condition, has_read, may_change
from course_lib.lessons.conditional_writes import data as lab

REFUSED = "ConditionalCheckFailedException"


def refusal_is_an_answer(advice):
    """A block in which the refusal itself must not come out of the learner's function."""
    problem = f"DynamoDB refused the write, and your function let its {REFUSED} out."
    because = "a refused condition is an answer that your function has to turn into its own"
    return error_means(advice, REFUSED, problem=problem, because=because)


def is_about_a_missing_item(raised):
    """Whether this error comes from an item that is not there, and not from a slip in the code or the request."""
    absent = "refers to an attribute that does not exist" in raised.message
    item_key = raised.types[0] == "KeyError" and "Attributes" not in raised.message
    return absent or item_key or raised.types[0] == "TypeError" or raised.code == REFUSED


def is_exact(answer):
    """An answer that is the right number must be one that can hold 38 digits."""
    problem = f"Your function returned {show(answer)}, a float."
    because = "an int or a Decimal was asked for, which hold all digits of any number"
    require(not isinstance(answer, float), problem, because, advice="exact")


def answers_no_empty_key(call):
    """DynamoDB takes no empty key and says so. Whoever answers has asked for another, or hidden the refusal.

    Args:
        call: makes the call, given the key.
    """
    try:
        answer = call("")
    except LearnerError:
        return
    because = "DynamoDB takes no empty key, and refuses the request"
    require(False, f"For an empty key your function returned {show(answer)}.", because, advice="catches_all")


def is_unheard(raised):
    """Whether this error says that the table was too busy, or that no answer came."""
    return raised.code == THROUGHPUT_EXCEEDED.code or raised.is_a("HTTPClientError")


def looked_first(seen):
    """It read, and wrote without a condition."""
    return has_read(seen) and not has_condition(seen)


def never_in_between(submission, cloud, prepare, call, sample_id, states, because):
    """Whichever request the program dies after, one of these states of the sample is left; None is no item.

    Args:
        call: makes the call, given a cloud.
    """

    def nothing_in_between(cloud, outcomes):
        may_change(cloud, f"samples/{sample_id}")
        kept = plain(lab.stored(cloud, "samples", sample_id))
        if not any(same(kept, plain(state)) for state in states):
            problem = f"Left in the table: {show(kept) if kept else 'no item'}."
            expected = " or ".join(show(state) if state else "no item" for state in states)
            raise Failure(Finding(problem=problem, expected=expected, because=because), "in_one_write")

    faults = (Fault.DIED_AFTER,)
    crash_points(
        submission, cloud, prepare, lambda cloud: [call(cloud)], nothing_in_between, faults, again=False, limit=20
    )
