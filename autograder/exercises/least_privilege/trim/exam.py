"""The exam of trim."""

from course_lib.checks import Exam
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.month import broad
from course_lib.lessons.least_privilege.practice.trim import (
    by_turns,
    keeps_conditions,
    keeps_denies,
    keeps_denies_as_they_are,
    keeps_statements_apart,
    many_calls,
    reads_well,
    refuses_the_rest,
    trimmed,
)

exam = Exam()


def month(submission, objects=4):
    """A bucket and the names of objects that nobody knows before."""
    chance = submission.random
    return f"bucket-{chance.randrange(100, 999)}", [f"{chance.randrange(10, 99)}/{place}" for place in range(objects)]


def all_but(cloud, bucket):
    """A broad policy that is written with what it does not allow, and whose Sids are like each other."""
    policy = broad(cloud, bucket)
    tables, saves, files, *rest = policy["Statement"]
    tables = {
        "Sid": "Tables",
        "Effect": "Allow",
        "NotAction": ["dynamodb:Create*", "s3:*"],
        "Resource": tables["Resource"],
    }
    files = {"Sid": "Tables1", "Effect": "Allow", "Action": ["s3:*"], "NotResource": "arn:aws:s3:::secret/*"}
    return {**policy, "Statement": [tables, saves, files, *rest]}


@exam.check(points=2)
def exam_used_calls(submission, cloud):
    """Every call that was made and allowed is allowed by the new policy, also where the old one says what it is not."""
    bucket, objects = month(submission)
    trimmed(submission, cloud, bucket, objects, all_but(cloud, bucket))


@exam.check(points=3)
def exam_nothing_else(submission, cloud):
    """Nothing else is: no other action, no other resource, and none of the month's in another combination."""
    bucket, objects = month(submission, 3)
    refuses_the_rest(submission, cloud, bucket, objects, policy=all_but(cloud, bucket))


@exam.check(points=1)
def exam_odd_names(submission, cloud):
    """Stars, question marks and dollars in names are no wildcards and no variables."""
    bucket, objects = month(submission, 1)
    policy = broad(cloud, bucket)
    policy["Statement"].append({"Sid": "Logs", "Effect": "Allow", "Action": "logs:*", "Resource": "*"})
    names = [*objects, "a*b", "c?d", "e${aws:PrincipalType}f", "${*}", "g*/h?/i"]
    streams = f"arn:aws:logs:us-east-1:{cloud.account}:log-group:/aws/lambda/web:log-stream:"
    logs = [  # not only objects have such names
        {"action": "logs:PutLogEvents", "resource": streams + name, "allowed": True, "statement": "Logs"}
        for name in ("run?/[$LATEST]", "${aws:PrincipalType}/1")
    ]
    found = trimmed(submission, cloud, bucket, names, policy, logs)
    others = [("s3:GetObject", f"arn:aws:s3:::{bucket}/other"), ("logs:PutLogEvents", f"{streams}other")]
    found.must_not_grant(others, "nobody used it", "unused")
    alike = ("axb", "aXXb", "cxd", "eAssumedRolef", "ef", "*", "gg/hh/i")
    pairs = [("s3:GetObject", f"arn:aws:s3:::{bucket}/{name}") for name in alike]
    pairs += [("logs:PutLogEvents", streams + name) for name in ("runs/[$LATEST]", "AssumedRole/1")]
    found.must_not_grant(pairs, "this was not used", "letters", {"aws:PrincipalType": "AssumedRole"})


@exam.check(points=2)
def exam_conditions(submission, cloud):
    """What was allowed on a condition still is, on the same condition."""
    keeps_conditions(submission, cloud, *month(submission, 1))
    with cloud.fresh() as fresh:
        keeps_statements_apart(submission, fresh, month(submission, 1)[0])


@exam.check(points=2)
def exam_denies(submission, cloud):
    """What was denied still is, whatever other policies of the role allow, and on the same condition."""
    keeps_denies(submission, cloud, *month(submission, 1))
    with cloud.fresh() as fresh:
        keeps_denies_as_they_are(submission, fresh, *month(submission, 1))


@exam.check(points=2)
def exam_readable(submission, cloud):
    """The new policy can be read: no more statements than needed, nothing twice, also after a thousand calls."""
    bucket, objects = month(submission)
    one = {"action": "dynamodb:UpdateItem", "resource": lab.table_arn(cloud, "players"), "allowed": True}
    more = [*by_turns(bucket), *many_calls(bucket), *[{**one, "statement": "Tables"}] * 1_000]
    reads_well(submission, cloud, bucket, objects, more=more)
