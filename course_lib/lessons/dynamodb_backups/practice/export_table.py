"""export_table: one export, however often it is asked for, waited for with patience."""

from contextlib import contextmanager
from datetime import timedelta

from course_lib.checks import (
    Exercise,
    Fault,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    expect_found,
    expect_raises,
    require,
)
from course_lib.checks.kit import error_means, may_change, raised_with, sent
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.patience import asked_politely, impatient

QUESTIONS = ("DescribeExport", "ListExports")
CONFLICT, OUTSIDE = "ExportConflictException", "InvalidExportTimeException"


exercise = Exercise(
    call="export_table(dynamodb, table_arn, bucket, prefix, token)",
    section='Part 3, "To S3"',
    hints=(
        "One request begins the export, and others ask how it is. What makes the first one harmless when it is sent "
        "again, and what must be the same in it then?",
        "Give the token as ClientToken, and send nothing that differs from run to run, such as an ExportTime of now. "
        "Then describe_export in a loop, with a pause that grows, until ExportStatus is COMPLETED or FAILED.",
        'export = dynamodb.export_table_to_point_in_time(…, ClientToken=token)["ExportDescription"]; while '
        'export["ExportStatus"] == "IN_PROGRESS": time.sleep(pause); pause = min(pause * 1.5, 60); ask again. Then '
        'return export["ExportManifest"], or raise ExportFailed with FailureCode and FailureMessage.',
    ),
    advice={
        "same_request": Reason(
            "AWS recognises a repeated request by its token, and refuses it when something else in it has "
            "changed. Send nothing that differs from run to run, such as the present time.",
            when=raised_with(CONFLICT),
        ),
        "as_now": Reason(
            "Leave ExportTime out: then AWS exports the table as it is now. A moment that you name must lie in "
            "the window of point-in-time recovery, which ends some minutes ago, and would be another one in the next "
            "run.",
            when=raised_with(OUTSIDE),
        ),
        "export": "Begin one export of the whole table to this bucket and prefix: export_table_to_point_in_time.",
        "manifest": "Return the key that describe_export gives as ExportManifest.",
        "too_early": "The files are there when ExportStatus is COMPLETED. Ask describe_export until it is neither "
        "IN_PROGRESS nor anything else but COMPLETED or FAILED, however long that takes.",
        "second_export": "Each export costs money and makes a folder of its own. Pass the token on as ClientToken: "
        "then AWS answers a repeated request with the export that is there already.",
        "own_token": "An export is the one of its token, and of nothing else: there can be others of the same table to "
        "the same place. Do not look for one in list_exports; give AWS the token, and it finds the right one.",
        "used_token": "AWS refuses a token that it knows with another table or place: ExportConflictException. What "
        "was asked for has not been exported, so let the refusal out.",
        "poll": "Let pauses grow: from 5 seconds at first to 60 later, for example.",
        "late": "The export had ended long before your function noticed. No pause should be longer than a minute or "
        "so, and the first ones shorter.",
        "failed": "An export can be accepted and fail later. When ExportStatus is FAILED, raise ExportFailed.",
        "names_failure": "Whoever reads your error wants to know why: put FailureCode and FailureMessage in it.",
        "catches_all": "AWS has not begun any export. Let its refusal out.",
    },
)


@exercise.check()
def exported(submission, cloud):
    """The table is exported once, to the place that was asked for, and its manifest's key is returned."""
    lab.prepare(cloud)
    exports(submission, cloud, "daily", "results-2026-03-02")


@exercise.check()
def patient(submission, cloud):
    """An export of half an hour is waited for, with few questions, and noticed soon after its end."""
    lab.prepare(cloud)
    waits(submission, cloud, 33)


@exercise.check()
def no_bucket(submission, cloud):
    """An export that fails, here for want of a bucket, is reported with AWS's reasons, and soon."""
    lab.prepare(cloud)
    with fails(cloud, "S3NoSuchBucket"):
        submission.export_table(cloud.client("dynamodb"), lab.arn(cloud), "lab-export", "daily", "results-1")


@exercise.check()
def again(submission, cloud):
    """A second call with the same token begins no second export."""
    lab.prepare(cloud)
    exports_twice(submission, cloud, "results-2026-03-02", hours=2)


@exercise.check()
def dies_anywhere(submission, cloud):
    """When the program dies at any of its requests and runs again, or an answer is lost, there is one export."""
    survives(submission, cloud, "results-2026-03-02")


@exercise.check()
def no_recovery(submission, cloud):
    """What AWS refuses comes out as it is: here point-in-time recovery is off."""
    lab.prepare(cloud)
    refuses(submission, cloud, "orders")


def export(submission, cloud, prefix, token, arn=None):
    """Call the function, with time flying should it ask without pauses."""
    may_change(cloud, "export *", f"s3://{lab.BUCKET}/*")  # what AWS writes there
    with impatient(cloud, QUESTIONS, 200), error_means("same_request", CONFLICT), error_means("as_now", OUTSIDE):
        return submission.export_table(cloud.client("dynamodb"), arn or lab.arn(cloud), lab.BUCKET, prefix, token)


def exports(submission, cloud, prefix, token, table=lab.TABLE):
    """A call that must succeed."""
    arn = lab.arn(cloud, table)
    answer = export(submission, cloud, prefix, token, arn)
    found = lab.exports(cloud)
    require(len(found) == 1, f"{len(found)} exports were begun.", "one was asked for", advice="export")
    asked = found[0]["TableArn"], found[0]["S3Bucket"], found[0].get("S3Prefix"), found[0]["ExportFormat"]
    wanted = arn, lab.BUCKET, prefix, "DYNAMODB_JSON"
    because = "that is the table, the place and the format that were asked for"
    expect_found("The export's table, bucket, prefix and format", asked, wanted, because, advice="export")
    require(found[0].get("ExportType", "FULL_EXPORT") == "FULL_EXPORT", "It is incremental.", advice="export")
    is_completed(cloud, answer)
    items = len(lab.items(cloud, table))
    expect_found("Items in the export", found[0]["ItemCount"], items, "the whole table was asked for", advice="export")


def is_completed(cloud, answer):
    """The newest export has come to its end, and this is its manifest."""
    shown = lab.exports(cloud)[0]
    because = "the files are not there before"
    require(shown["ExportStatus"] == "COMPLETED", "It came back before the end.", because, advice="too_early")
    expect(answer, shown["ExportManifest"], "the files are found through it", advice="manifest")


def waits(submission, cloud, minutes):
    """An export that takes its time."""
    lab.durations(cloud, export=minutes)
    answer = export(submission, cloud, "daily", "results-1")
    back = cloud.clock.now()
    is_completed(cloud, answer)
    questions = sent(cloud, *QUESTIONS)
    asked_politely(cloud, QUESTIONS, 1.5 * minutes, advice="poll")
    pauses = [later.when - entry.when for entry, later in zip(questions, questions[1:], strict=False)]
    shortest = min(pauses, default=timedelta(hours=1))
    problem = f"It asked again after {shortest.total_seconds():.1f} seconds."
    require(shortest >= timedelta(seconds=4), problem, "4 is the least", advice="poll")
    notices(back - lab.exports(cloud)[0]["EndTime"], timedelta(minutes=2))


def notices(late, limit):
    """The end was noticed in time."""
    problem = f"The export had ended {late.total_seconds():.0f} seconds before your function noticed."
    require(late <= limit, problem, f"it has {limit.total_seconds():.0f} seconds for that", advice="late")


@contextmanager
def fails(cloud, code):
    """A block whose call must raise ExportFailed with this code, soon."""
    begun = cloud.clock.now()
    may_change(cloud, "export *")
    failed = expect_raises("ExportFailed", "AWS could not finish this export", advice="failed")
    with impatient(cloud, QUESTIONS, 200), failed as caught:
        yield
    text = caught.raised.message + str(dict(caught.raised.attributes))
    export = lab.exports(cloud)[0]
    told = code in text and export["FailureMessage"][:40] in text
    require(told, "The error does not tell AWS's reasons.", advice="names_failure")
    late = cloud.clock.now() - begun
    has_one(cloud)
    problem = f"It was told {late.total_seconds():.0f} seconds after the beginning."
    require(late <= timedelta(seconds=46), problem, "it failed after 10", advice="late")


def exports_twice(submission, cloud, token, hours):
    """The same call again, while the table has changed."""
    first = export(submission, cloud, "daily", token)
    cloud.clock.advance(hours=hours)
    lab.put(cloud, {"sample_id": "S-9001", "result": "negative"})
    second = export(submission, cloud, "daily", token)
    has_one(cloud)
    expect(second, first, "it is the export of this token", advice="manifest")


def exports_anew(submission, cloud, token, another):
    """Another token is another export, also of the same table to the same place, with a third one under way."""
    export(submission, cloud, "daily", token)
    lab.durations(cloud, export=20)
    foreign = lab.begin_export(cloud, "daily", f"{another}-of-somebody-else")
    answer = export(submission, cloud, "daily", another)
    exports = lab.exports(cloud)
    problem = f"There are {len(exports)} exports: you were asked for two, and somebody else began a third."
    require(len(exports) == 3, problem, "another token names another export", advice="own_token")
    others = {each["ExportManifest"] for each in exports if each["ExportArn"] == foreign}
    require(answer not in others, "It returned somebody else's export.", advice="own_token")


def refuses_reuse(submission, cloud, token):
    """The same token for another place: AWS refuses that, and the caller has to know."""
    export(submission, cloud, "daily", token)
    with expect_client_error(CONFLICT, "the token names another export", advice="used_token"):
        submission.export_table(cloud.client("dynamodb"), lab.arn(cloud), lab.BUCKET, "weekly", token)
    require(len(lab.exports(cloud)) == 1, "A second export was begun.", advice="used_token")


def has_one(cloud):
    """One export was begun."""
    count = len(lab.exports(cloud))
    require(count > 0, "No export was begun.", "one was asked for", advice="export")
    require(count == 1, f"{count} exports were begun.", "one was asked for", advice="second_export")


def survives(submission, cloud, token):
    """The program dies before or after each of its first requests, or an answer is lost."""

    def prepare(cloud):
        lab.make_table(cloud, lab.TABLE)
        lab.turn_on_recovery(cloud, lab.TABLE)
        lab.make_bucket(cloud)
        lab.put(cloud, *lab.RESULTS[:5])
        lab.durations(cloud, export=1.5)

    def calls(cloud):
        client, arn = cloud.client("dynamodb"), lab.arn(cloud)
        return [submission.later.export_table(client, arn, lab.BUCKET, "daily", token)]

    def holds(cloud, outcomes):
        raised = outcomes[0].raised
        may_change(cloud, "export *", f"s3://{lab.BUCKET}/*")
        outside = raised is not None and raised.is_a(OUTSIDE)
        require(not outside, f"It raised {raised}", advice="as_now")
        has_one(cloud)
        require(raised is None, f"It raised {raised}", advice=("same_request", "export"))
        is_completed(cloud, outcomes[0].value)

    faults = (Fault.ANSWER_LOST, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    crash_points(submission, cloud, prepare, calls, holds, faults=faults, limit=12)


def refuses(submission, cloud, table):
    """A table that cannot be exported."""
    lab.make_table(cloud, table)
    code, because = "PointInTimeRecoveryUnavailableException", "there is no export"
    with expect_client_error(code, because, advice="catches_all"):
        export(submission, cloud, "daily", "orders-1", lab.arn(cloud, table))
