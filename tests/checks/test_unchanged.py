"""Nothing else in an account may change: the default of every check, for whatever an account can hold."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.contents import changes, contents
from course_lib.checks import Check, Exercise, interleavings
from course_lib.checks.explore import Fault, crash_points
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.kit import anew, changed, expect_changed, expect_unchanged, may_change, others_act
from course_lib.checks.results import Verdict
from course_lib.checks.run import run_check
from tests.aws.test_core import make_table

EXERCISE = Exercise(call="f(dynamodb)", section="Part 1", hints=("a", "b", "c"))
ELSE = "Your function has changed something else as well: "


def judged(cloud, check, **functions):
    return run_check(Check("c", "It works.", check), EXERCISE, LocalSubmission(functions), cloud)


def put(cloud, **item):
    cloud.resource("dynamodb", who="course").Table("counters").put_item(Item=item)


def calls_f(submission, cloud):
    """A check that asks nothing of what f leaves behind."""
    make_table(cloud)
    put(cloud, id="a", n=1)
    submission.f(cloud.resource("dynamodb"))


def test_a_check_that_speaks_of_no_change_allows_none(cloud):
    """The item, and how it has changed, are told."""
    result = judged(cloud, calls_f, f=lambda db: db.Table("counters").put_item(Item={"id": "a", "n": 2}))
    assert (result.verdict, result.finding.problem) == (Verdict.FAILED, ELSE + "counters/a n 1 → 2.")


def test_writing_what_is_there_already_is_no_change(cloud):
    assert judged(cloud, calls_f, f=lambda db: db.Table("counters").put_item(Item={"id": "a", "n": 1})).passed


def test_a_change_back_is_no_change(cloud):
    """What counts is what is left behind."""

    def f(dynamodb):
        table = dynamodb.Table("counters")
        table.put_item(Item={"id": "b"})
        table.delete_item(Key={"id": "b"})

    assert judged(cloud, calls_f, f=f).passed


def test_what_the_course_changes_between_calls_is_not_the_learners(cloud):
    def check(submission, cloud):
        calls_f(submission, cloud)
        put(cloud, id="b")
        submission.f(cloud.resource("dynamodb"))

    assert judged(cloud, check, f=lambda db: None).passed


def test_what_somebody_else_changes_during_a_call_is_not_the_learners(cloud):
    """If the check says so."""

    def check(submission, cloud):
        make_table(cloud)

        def layer(call, forward):
            if call.who != "course":
                with others_act(cloud):
                    put(cloud, id="b")
            return forward(call)

        with cloud.use(layer):
            submission.f(cloud.resource("dynamodb"))

    assert judged(cloud, check, f=lambda db: db.Table("counters").get_item(Key={"id": "b"})).passed


def writes_two(dynamodb):
    for key in "ab":
        dynamodb.Table("counters").put_item(Item={"id": key})


def test_exactly_what_is_expected_may_change(cloud):
    """More is told as a failure of that expectation."""

    def check(submission, cloud):
        make_table(cloud)
        submission.f(cloud.resource("dynamodb"))
        expect_changed(cloud, {"counters/a": {"id": "a"}}, "one item was to be stored")

    result = judged(cloud, check, f=writes_two)
    assert result.finding.problem == "Changed: counters/a is new: {'id': 'a'}; counters/b is new: {'id': 'b'}."
    assert result.finding.expected == "counters/a is new: {'id': 'a'}"
    assert judged(cloud.fresh(), check, f=lambda db: db.Table("counters").put_item(Item={"id": "a"})).passed


def test_what_was_judged_is_judged_once(cloud):
    """A second call is compared with what the first one left."""

    def check(submission, cloud):
        make_table(cloud)
        submission.f(cloud.resource("dynamodb"))
        expect_changed(cloud, {"counters/a": {"id": "a"}, "counters/b": {"id": "b"}}, "they were to be stored")
        submission.f(cloud.resource("dynamodb"))
        expect_unchanged(cloud, "they are there")

    assert judged(cloud, check, f=writes_two).passed


def test_a_check_can_judge_changes_in_its_own_way(cloud):
    """By their names, or by a pattern; the others are still looked at."""

    def check(submission, cloud):
        make_table(cloud)
        may_change(cloud, "counters/a")
        submission.f(cloud.resource("dynamodb"))

    assert judged(cloud, check, f=writes_two).finding.problem == ELSE + "counters/b is new: {'id': 'b'}."

    def both(submission, cloud):
        may_change(cloud, "counters/*")
        check(submission, cloud)

    assert judged(cloud.fresh(), both, f=writes_two).passed


def test_every_order_and_every_fault_is_looked_at(cloud):
    """In their accounts of their own."""

    def check(submission, cloud):
        def calls(cloud):
            return [submission.later.f(cloud.resource("dynamodb", who=who)) for who in ("Ana", "Ben")]

        interleavings(submission, cloud, make_table, calls, lambda cloud, outcomes: None)

    assert ELSE + "counters/a is new" in judged(cloud, check, f=writes_two).finding.problem

    def crashes(submission, cloud):
        def calls(cloud):
            return [submission.later.f(cloud.resource("dynamodb"))]

        def holds(cloud, outcomes):
            may_change(cloud, "counters/a")

        crash_points(submission, cloud, make_table, calls, holds, faults=(Fault.DIED_AFTER,))

    assert ELSE + "counters/b is new" in judged(cloud, crashes, f=writes_two).finding.problem


def test_an_account_of_its_own_within_a_check(cloud):
    """As the check's own account."""

    def check(submission, cloud):
        with anew(submission, cloud, make_table) as fresh:
            submission.later.f(fresh.resource("dynamodb"))
            fresh.client("dynamodb").put_item(TableName="counters", Item={"id": {"S": "a"}})

    assert judged(cloud, check).finding.problem == ELSE + "counters/a is new: {'id': 'a'}."


def test_what_changed_so_far_can_be_asked_for_in_the_middle_of_it(cloud):
    """And be judged there: it is not found a second time when the block ends."""

    def check(submission, cloud):
        with anew(submission, cloud, make_table) as fresh:
            fresh.client("dynamodb").put_item(TableName="counters", Item={"id": {"S": "a"}})
            assert list(changed(fresh)) == ["counters/a"]
            expect_changed(fresh, {"counters/a": {"id": "a"}}, "it was put")
            fresh.client("dynamodb").put_item(TableName="counters", Item={"id": {"S": "b"}})

    assert judged(cloud, check).finding.problem == ELSE + "counters/b is new: {'id': 'b'}."


def test_what_changed_can_be_asked_for(cloud):
    def check(submission, cloud):
        make_table(cloud)
        submission.f(cloud.resource("dynamodb"))
        assert list(changed(cloud)) == ["counters/a", "counters/b"]
        may_change(cloud, "*")

    assert judged(cloud, check, f=writes_two).passed


@pytest.fixture
def everything():
    """An account with all services, prepared."""
    with Cloud(services=("dynamodb", "s3", "kms")) as account:
        make_table(account)
        account.client("s3").create_bucket(Bucket="shelf")
        key = account.client("kms").create_key()["KeyMetadata"]["KeyId"]
        account.client("kms").create_alias(AliasName="alias/one", TargetKeyId=key)
        account.database.execute("CREATE TABLE seats (seat VARCHAR(9) NOT NULL, owner VARCHAR(9), PRIMARY KEY (seat))")
        yield account


def recovery_on(cloud):
    specification = {"PointInTimeRecoveryEnabled": True}
    client = cloud.client("dynamodb")
    client.update_continuous_backups(TableName="counters", PointInTimeRecoverySpecification=specification)


def an_upload(cloud):
    cloud.client("s3").create_multipart_upload(Bucket="shelf", Key="b")


def key_off(cloud):
    kms = cloud.client("kms")
    kms.disable_key(KeyId=kms.describe_key(KeyId="alias/one")["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (lambda cloud: put(cloud, id="a"), ["counters/a"]),
        (lambda cloud: cloud.client("dynamodb").tag_resource(
            ResourceArn=f"arn:aws:dynamodb:us-east-1:{cloud.account}:table/counters", Tags=[{"Key": "a", "Value": "b"}]
        ), ["table counters"]),
        (recovery_on, ["recovery of counters"]),
        (lambda cloud: cloud.client("dynamodb").create_backup(TableName="counters", BackupName="one"), ["backup "]),
        (lambda cloud: cloud.client("s3").put_object(Bucket="shelf", Key="a", Body=b"x"), ["s3://shelf/a"]),
        (lambda cloud: cloud.client("s3").create_bucket(Bucket="other"), ["s3://other"]),
        (an_upload, ["upload "]),
        (key_off, ["key alias/one"]),
        (lambda cloud: cloud.database.execute("INSERT INTO seats VALUES ('12A', 'ana')"), ["mysql://seats/12A"]),
        (lambda cloud: cloud.clock.advance(days=3), []),
    ],
)  # fmt: skip
def test_whatever_an_account_holds_is_looked_at(everything, act, names):
    """Items, tables, recovery, backups, objects, buckets, uploads, keys, rows; not the time that passes."""
    before = contents(everything)
    act(everything)
    found = list(changes(before, contents(everything)))
    assert len(found) == len(names)
    assert all(name.startswith(start) for name, start in zip(found, names, strict=True))


def test_looking_sends_nothing(everything):
    """The journal and the clock stay as they are."""
    before, now = len(everything.journal.entries()), everything.clock.now()
    contents(everything)
    assert (len(everything.journal.entries()), everything.clock.now()) == (before, now)
