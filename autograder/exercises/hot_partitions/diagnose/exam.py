"""The exam of diagnose."""

from course_lib.checks import Exam
from course_lib.lessons.hot_partitions.practice.diagnose import (
    ACCOUNT,
    CALM,
    FALSE,
    INDEX,
    KEY_RANGE,
    MAXIMUM,
    PROVISIONED,
    TABLE,
    WRONG,
    answers,
    part,
    refused,
)

exam = Exam()
DECREASES = "Provisioned throughput decreases are limited within a given UTC day."  # by UpdateTable


@exam.check(points=1)
def exam_nothing(submission, cloud):
    """Without an error about throughput nothing is wrong, however busy the table is."""
    crowded = {TABLE: [part(1000, 3000, hot_writes=999)]}
    odd = [{}, {"Error": {}}, {"Error": {"Code": "Unknown"}}, {"ResponseMetadata": {"RetryAttempts": 4}}]
    odd += [{**FALSE, "throttlingReasons": []}, {**WRONG, "ThrottlingReasons": []}]
    odd += [{"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": [{"Code": "None"}]}]
    odd += [{"Error": {"Code": "LimitExceededException", "Message": f"Subscriber limit exceeded: {DECREASES}"}}]
    because = "errors of another kind are passed over, whatever they hold"
    answers(submission, crowded, odd, ("nothing wrong", None), because)
    answers(submission, {}, [], ("nothing wrong", None), "nobody was turned away")
    expected, errors = ("table too small", TABLE), [*odd, refused(PROVISIONED), *odd]
    answers(submission, crowded, errors, expected, because)
    answers(submission, crowded, [WRONG, FALSE, WRONG], ("nothing wrong", None), "nobody was turned away")


@exam.check(points=1)
def exam_too_small(submission, cloud):
    """A limit of the table as a whole is told apart from that of a partition, in either mode and kind."""
    hot = {TABLE: [part(1000, 3000, hot_writes=900, hot_reads=2900)]}
    for kind in ("Write", "Read"):
        expected = ("table too small", TABLE)
        answers(submission, hot, [refused(PROVISIONED, kind)], expected, "the reason names the whole table")
        errors = [refused(MAXIMUM, kind, on_demand=True)]
        answers(submission, hot, errors, expected, "the reason names the whole table", on_demand=True)


@exam.check(points=1)
def exam_half(submission, cloud):
    """Exactly half of a partition is not more than half."""
    used = submission.random.randrange(400, 500)
    for hottest, word in ((used, "hot partition"), (used + 1, "hot item")):
        hot = {TABLE: [part(10), part(2 * used, hot_writes=hottest), part(30, hot_writes=30)]}
        answers(submission, hot, [refused(KEY_RANGE)], (word, TABLE), "more than half is what counts")


@exam.check(points=1)
def exam_busiest(submission, cloud):
    """Only the busiest partition counts, wherever it stands."""
    parts = [part(300, hot_writes=299), part(1000, hot_writes=10), part(200, hot_writes=199)]
    submission.random.shuffle(parts)
    errors = [refused(KEY_RANGE, on_demand=True)]
    answers(submission, {TABLE: parts}, errors, ("hot partition", TABLE), "that one is at its ceiling", on_demand=True)


@exam.check(points=1)
def exam_account(submission, cloud):
    """A quota of the account is told apart, for a table and for an index."""
    for consumption in ({}, {TABLE: []}):  # nobody was served in the busiest second
        because = "it is the account's, whatever was used"
        answers(submission, consumption, [refused(ACCOUNT)], ("account limit", TABLE), because)
        answers(submission, consumption, [refused(PROVISIONED)], ("table too small", TABLE), "the units are named")
    errors = [refused(ACCOUNT, code="RequestLimitExceeded")]
    answers(submission, CALM, errors, ("account limit", TABLE), "its reason says so", about="code")
    for where in (TABLE, INDEX):
        errors = [refused(ACCOUNT, where=where, on_demand=True)]
        answers(submission, CALM, errors, ("account limit", where), "it is the account's", on_demand=True)


@exam.check(points=2)
def exam_reads(submission, cloud):
    """Reads are judged by reads, and writes by writes."""
    hot = {TABLE: [part(1000, 100, hot_writes=20, hot_reads=99), part(50, 3000, hot_writes=49, hot_reads=2000)]}
    cases = (("Write", "hot partition"), ("Read", "hot item"))
    for kind, word in submission.random.sample(cases, 2):
        because = f"{kind.lower()}s were refused"
        answers(submission, hot, [refused(KEY_RANGE, kind)], (word, TABLE), because, about="kind")
        other = refused(PROVISIONED, "Read" if kind == "Write" else "Write", where="other")
        answers(submission, hot, [other, *[refused(KEY_RANGE, kind)] * 2], (word, TABLE), because, about="kind")
        for where in ("Readers", "Writes/index/by_thread"):  # a name says nothing about the kind
            errors = [refused(KEY_RANGE, kind, where=where)]
            answers(submission, {where: hot[TABLE]}, errors, (word, where), because, about="kind")


@exam.check(points=2)
def exam_an_index(submission, cloud):
    """A refused write can be about an index, which has partitions of its own."""
    hot = {TABLE: [part(900, hot_writes=890)], INDEX: [part(40, hot_writes=40), part(1000, hot_writes=30)]}
    answers(submission, hot, [refused(KEY_RANGE, where=INDEX)], ("hot partition", INDEX), "the index is named")
    answers(submission, hot, [refused(PROVISIONED, where=INDEX)], ("table too small", INDEX), "the index is named")
    for odd in ("timetable", "a.table", "index", "table"):
        for where in (odd, f"{odd}/index/by_table", f"{odd}/index/index"):
            hot = {where: [part(1000, hot_writes=30)]}
            for limit, cause in ((PROVISIONED, "table too small"), (KEY_RANGE, "hot partition")):
                answers(submission, hot, [refused(limit, where=where)], (cause, where), "this is its name")


@exam.check(points=2)
def exam_several(submission, cloud):
    """Of several causes the most frequent one is named, in whatever order they came."""
    hot = {TABLE: [part(1000, hot_writes=10)], INDEX: [part(60, hot_writes=59)]}
    errors = [refused(KEY_RANGE, on_demand=True)] * 3 + [refused(ACCOUNT, on_demand=True)] * 2
    errors += [refused(PROVISIONED, where=INDEX)] + [FALSE] * 5
    submission.random.shuffle(errors)
    errors.insert(0, refused(PROVISIONED, where=INDEX))
    answers(submission, hot, errors, ("hot partition", TABLE), "most errors name it", about="several")
    pairs = [refused(ACCOUNT, where=INDEX)] * 3 + [refused(PROVISIONED)] * 2 + [refused(PROVISIONED, where=INDEX)] * 2
    pairs += [refused(KEY_RANGE)] * 2 + [refused(PROVISIONED, where="other")] * 2
    submission.random.shuffle(pairs)  # most errors are about units, and most about the table: no pair of these wins
    because = "the pair of limit and place that is named most often counts"
    answers(submission, hot, pairs, ("account limit", INDEX), because, about="several")
