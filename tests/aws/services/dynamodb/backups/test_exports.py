"""Exports to S3: the files, what is in them, and how an export ends."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from datetime import timedelta

import botocore.waiter
import pytest

from course_lib.aws.http.messages import NotSimulated
from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.backups.conftest import turn_on

BUCKET = "exports-of-samples"


@pytest.fixture
def bucket(s3):
    s3.create_bucket(Bucket=BUCKET)
    return BUCKET


@pytest.fixture
def export(client, recoverable, bucket):
    """Exports the table, and gives the description of the export when it is over."""

    def run(**parameters):
        asked = {"TableArn": recoverable.table_arn, "S3Bucket": bucket, **parameters}
        arn = client.export_table_to_point_in_time(**asked)["ExportDescription"]["ExportArn"]
        return ended(client, arn)

    return run


def ended(client, arn):
    """The description of an export that is over."""
    while (told := client.describe_export(ExportArn=arn)["ExportDescription"])["ExportStatus"] == "IN_PROGRESS":
        botocore.waiter.time.sleep(20)
    return told


def keys(s3, prefix=""):
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [each["Key"] for each in listed.get("Contents", [])]


def read(s3, key):
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def manifest(s3, told):
    """The summary, the entries of the files, and the lines of data."""
    summary = json.loads(read(s3, told["ExportManifest"]))
    entries = [json.loads(line) for line in read(s3, summary["manifestFilesS3Key"]).splitlines()]
    lines = [
        json.loads(line)
        for entry in entries
        for line in gzip.decompress(read(s3, entry["dataFileS3Key"])).decode().splitlines()
    ]
    return summary, entries, lines


def fill(table, count):
    with table.batch_writer() as batch:
        for number in range(count):
            batch.put_item(Item={"p": f"item{number}", "n": number, "b": b"\x00\xff", "s": {"ä", "b"}})


@pytest.mark.parametrize(
    ("prefix", "root"),
    [
        ({}, "AWSDynamoDB"),
        ({"S3Prefix": "daily/samples"}, "daily/samples/AWSDynamoDB"),
        ({"S3Prefix": "daily/"}, "daily/AWSDynamoDB"),
    ],
)
def test_the_layout_of_a_full_export(s3, export, recoverable, prefix, root):
    fill(recoverable, 20)

    told = export(**prefix)

    number = told["ExportArn"].rpartition("/")[2]
    folder = f"{root}/{number}"
    found = [key.removeprefix(folder) for key in keys(s3)]
    data = [key for key in found if key.startswith("/data/")]
    assert sorted(set(found) - set(data)) == [
        "/_started",
        "/manifest-files.json",
        "/manifest-files.md5",
        "/manifest-summary.json",
        "/manifest-summary.md5",
    ]
    assert len(data) > 1 and all(key.endswith(".json.gz") for key in data)
    assert read(s3, f"{folder}/_started") == b""
    assert told["ExportManifest"] == f"{folder}/manifest-summary.json"


def test_data_lines_are_items_as_they_travel(s3, export, recoverable):
    fill(recoverable, 20)

    _, entries, lines = manifest(s3, export())

    assert sorted(lines, key=lambda line: int(line["Item"]["n"]["N"])) == [
        {
            "Item": {
                "p": {"S": f"item{number}"},
                "n": {"N": str(number)},
                "b": {"B": base64.b64encode(b"\x00\xff").decode()},
                "s": {"SS": ["b", "ä"]},
            }
        }
        for number in range(20)
    ]
    assert sum(entry["itemCount"] for entry in entries) == 20


def test_the_checksums_are_of_the_files_as_they_are(s3, export, recoverable):
    fill(recoverable, 20)
    told = export()
    _, entries, _ = manifest(s3, told)

    def md5(body):
        return base64.b64encode(hashlib.md5(body).digest()).decode()

    for entry in entries:
        assert entry["md5Checksum"] == md5(read(s3, entry["dataFileS3Key"]))
        assert entry["etag"].endswith("-1")
    folder = told["ExportManifest"].rpartition("/")[0]
    for name in ("manifest-files", "manifest-summary"):
        assert read(s3, f"{folder}/{name}.md5").decode() == md5(read(s3, f"{folder}/{name}.json"))


def test_the_summary_says_what_was_exported(s3, client, export, recoverable):
    fill(recoverable, 3)
    told = export(S3Prefix="daily")
    summary, _, _ = manifest(s3, told)

    def moment(name):
        return told[name].strftime("%Y-%m-%dT%H:%M:%S.") + f"{told[name].microsecond // 1000:03d}Z"

    assert summary == {
        "version": "2020-06-30",
        "exportArn": told["ExportArn"],
        "startTime": moment("StartTime"),
        "endTime": moment("EndTime"),
        "tableArn": recoverable.table_arn,
        "tableId": client.describe_table(TableName=recoverable.name)["Table"]["TableId"],
        "exportTime": moment("ExportTime"),
        "s3Bucket": BUCKET,
        "s3Prefix": "daily",
        "s3SseAlgorithm": "AES256",
        "s3SseKmsKeyId": None,
        "manifestFilesS3Key": told["ExportManifest"].replace("summary", "files"),
        "billedSizeBytes": told["BilledSizeBytes"],
        "itemCount": 3,
        "outputFormat": "DYNAMODB_JSON",
        "exportType": "FULL_EXPORT",
    }


def test_an_export_takes_its_time(client, s3, recoverable, bucket, travel):
    fill(recoverable, 3)
    told = client.export_table_to_point_in_time(TableArn=recoverable.table_arn, S3Bucket=bucket)["ExportDescription"]

    assert told["ExportStatus"] == "IN_PROGRESS"
    assert (told["ExportFormat"], told["S3SseAlgorithm"], told["ExportTime"]) == (
        "DYNAMODB_JSON",
        "AES256",
        told["StartTime"],
    )
    assert told["ClientToken"]
    for absent in ("ExportType", "EndTime", "ExportManifest", "ItemCount", "S3Prefix"):
        assert absent not in told
    travel(minutes=1)
    assert [key.rpartition("/")[2] for key in keys(s3)] == ["_started"]
    client.get_waiter("export_completed").wait(ExportArn=told["ExportArn"])
    after = client.describe_export(ExportArn=told["ExportArn"])["ExportDescription"]
    assert (after["ExportStatus"], after["ItemCount"]) == ("COMPLETED", 3)
    assert after["EndTime"] > after["StartTime"]


def test_an_export_shows_the_table_at_its_moment_whatever_is_written_meanwhile(client, s3, export, recoverable, travel):
    recoverable.put_item(Item={"p": "a"})
    told = client.export_table_to_point_in_time(TableArn=recoverable.table_arn, S3Bucket=BUCKET)["ExportDescription"]
    recoverable.put_item(Item={"p": "b"})

    _, _, lines = manifest(s3, ended(client, told["ExportArn"]))

    assert lines == [{"Item": {"p": {"S": "a"}}}]


def test_an_export_of_a_past_moment(s3, export, recoverable, travel, now):
    recoverable.put_item(Item={"p": "a", "n": 1})
    moment = now()
    recoverable.put_item(Item={"p": "a", "n": 2})
    travel(minutes=10)

    told = export(ExportTime=moment)

    assert told["ExportTime"] == moment
    assert manifest(s3, told)[2] == [{"Item": {"p": {"S": "a"}, "n": {"N": "1"}}}]


def test_a_moment_that_cannot_be_exported(client, recoverable, travel, now):
    moment = now()
    travel(minutes=30)

    def told(when):
        asked = {"TableArn": recoverable.table_arn, "S3Bucket": BUCKET, "ExportTime": when}
        return refusal(client.export_table_to_point_in_time, **asked)

    invalid_time = ("InvalidExportTimeException", "Export Time is invalid")
    assert told(moment - timedelta(hours=1)) == invalid_time
    assert told(moment + timedelta(hours=1)) == invalid_time
    assert told(moment + timedelta(minutes=29)) == (
        "InvalidExportTimeException",
        "Point in Time Recovery is not available for specified export time",
    )


def test_recovery_has_to_be_on_before_the_bucket_matters(client, table):
    assert refusal(client.export_table_to_point_in_time, TableArn=table.table_arn, S3Bucket="nowhere") == (
        "PointInTimeRecoveryUnavailableException",
        f"Point in time recovery is not enabled for table '{table.name}'",
    )


def test_the_table_is_named_by_its_arn(client, recoverable):
    def told(arn):
        return refusal(client.export_table_to_point_in_time, TableArn=arn, S3Bucket=BUCKET)

    assert told(recoverable.name) == (
        "ValidationException",
        "One or more parameter values were invalid: tableArn is not a valid ARN",
    )
    gone = recoverable.table_arn.replace(recoverable.name, "nothing")
    assert told(gone) == ("TableNotFoundException", f"Table not found: {gone}")
    account = recoverable.table_arn.split(":")[4]
    assert told(recoverable.table_arn.replace(account, "999999999999")) == ("AccessDeniedException", "Access is denied")


@pytest.mark.parametrize(
    ("member", "value", "told"),
    [
        ("ExportFormat", "CSV", "Member must satisfy enum value set: [ION, DYNAMODB_JSON]"),
        ("ClientToken", "a$b", r"Member must satisfy regular expression pattern: ^[^\$]+$"),
        ("S3BucketOwner", "ana", "Member must satisfy regular expression pattern: [0-9]{12}"),
    ],
)
def test_members_are_checked(client, recoverable, member, value, told):
    asked = {"TableArn": recoverable.table_arn, "S3Bucket": BUCKET, member: value}
    name = member[0].lower() + member[1:]

    assert invalid(client.export_table_to_point_in_time, **asked) == (
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: {told}"
    )


def test_the_same_token_is_the_same_export_for_eight_hours_after_its_end(client, export, recoverable, bucket, travel):
    asked = {"TableArn": recoverable.table_arn, "S3Bucket": bucket, "ClientToken": "once"}
    first = export(ClientToken="once")

    def again(**changed):
        return client.export_table_to_point_in_time(**asked, **changed)["ExportDescription"]["ExportArn"]

    assert again() == first["ExportArn"]
    assert refusal(client.export_table_to_point_in_time, **asked, S3Prefix="other") == (
        "ExportConflictException",
        "Export conflict: Duplicate request detected with conflicting parameters",
    )
    travel(hours=8)
    assert again(S3Prefix="other") != first["ExportArn"]


def test_without_a_token_of_ones_own_every_call_is_another_export(client, recoverable, bucket):
    asked = {"TableArn": recoverable.table_arn, "S3Bucket": bucket}
    first, second = (client.export_table_to_point_in_time(**asked)["ExportDescription"] for _ in range(2))

    assert first["ExportArn"] != second["ExportArn"]


def test_a_bucket_that_is_not_there_fails_the_export_later(client, recoverable, export):
    told = export(S3Bucket="nowhere-at-all")

    assert (told["ExportStatus"], told["FailureCode"]) == ("FAILED", "S3NoSuchBucket")
    assert told["FailureMessage"].startswith("The specified bucket does not exist (Service: Amazon S3; ")
    assert "ExportManifest" not in told
    (listed,) = client.list_exports(TableArn=recoverable.table_arn)["ExportSummaries"]
    assert listed["ExportStatus"] == "FAILED"


def test_a_bucket_that_goes_away_meanwhile_fails_the_export(client, s3, recoverable, bucket, travel):
    told = client.export_table_to_point_in_time(TableArn=recoverable.table_arn, S3Bucket=bucket)["ExportDescription"]
    travel(minutes=1)
    (started,) = keys(s3)
    s3.delete_object(Bucket=bucket, Key=started)
    s3.delete_bucket(Bucket=bucket)

    assert ended(client, told["ExportArn"])["FailureCode"] == "S3NoSuchBucket"


def test_another_accounts_bucket_is_denied(export):
    told = export(S3BucketOwner="999999999999")

    assert (told["ExportStatus"], told["FailureCode"]) == ("FAILED", "S3AccessDenied")


def test_files_are_encrypted_as_asked(aws, s3, export):
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]

    by_s3 = s3.head_object(Bucket=BUCKET, Key=export()["ExportManifest"])
    told = export(S3SseAlgorithm="KMS", S3SseKmsKeyId=key)
    by_kms = s3.head_object(Bucket=BUCKET, Key=told["ExportManifest"])

    assert by_s3["ServerSideEncryption"] == "AES256"
    assert (by_kms["ServerSideEncryption"], by_kms["SSEKMSKeyId"]) == ("aws:kms", key)
    assert (told["S3SseAlgorithm"], told["S3SseKmsKeyId"]) == ("KMS", key)
    summary, _, _ = manifest(s3, told)
    assert (summary["s3SseAlgorithm"], summary["s3SseKmsKeyId"]) == ("KMS", key)


def test_a_key_goes_with_kms_and_has_to_be_there(client, export, recoverable):
    asked = {"TableArn": recoverable.table_arn, "S3Bucket": BUCKET, "S3SseKmsKeyId": "alias/mine"}

    for algorithm in ({}, {"S3SseAlgorithm": "AES256"}):
        assert invalid(client.export_table_to_point_in_time, **asked, **algorithm) == (
            "Invalid Request: KMS Key Id is not supported for this encryption type"
        )
    told = export(S3SseAlgorithm="KMS", S3SseKmsKeyId="alias/mine")
    assert (told["ExportStatus"], told["FailureCode"]) == ("FAILED", "KmsNotFoundException")


def test_exports_are_listed_newest_first_in_pages_until_their_table_is_gone(client, recoverable, bucket, travel):
    made, arn = [], recoverable.table_arn
    for _ in range(5):
        asked = {"TableArn": arn, "S3Bucket": bucket}
        made.append(client.export_table_to_point_in_time(**asked)["ExportDescription"]["ExportArn"])
        travel(seconds=1)
    made.reverse()

    first = client.list_exports(MaxResults=2)
    rest = client.list_exports(MaxResults=3, NextToken=first["NextToken"])

    assert [each["ExportArn"] for each in first["ExportSummaries"] + rest["ExportSummaries"]] == made
    assert "NextToken" not in rest
    assert first["ExportSummaries"][0] == {
        "ExportArn": made[0],
        "ExportStatus": "IN_PROGRESS",
        "ExportType": "FULL_EXPORT",
    }
    assert invalid(client.list_exports, NextToken="00").startswith("Invalid Request: Provided nextToken is invalid")
    recoverable.delete()
    assert client.list_exports(TableArn=arn)["ExportSummaries"] == []
    assert client.describe_export(ExportArn=made[0])["ExportDescription"]["TableArn"] == arn


def test_exports_are_listed_for_90_days(client, export, travel):
    export()
    travel(days=89)
    assert len(client.list_exports()["ExportSummaries"]) == 1
    travel(days=1)
    assert client.list_exports()["ExportSummaries"] == []


def test_an_export_that_is_not_there(client, recoverable):
    unknown = f"{recoverable.table_arn}/export/01772442000000-00000000"

    assert refusal(client.describe_export, ExportArn=unknown) == (
        "ExportNotFoundException",
        f"Export not found: Export not found: {unknown}",
    )
    assert invalid(client.describe_export, ExportArn=recoverable.table_arn) == "Invalid Export ARN"


def test_ion_is_refused_in_our_own_words(client, recoverable):
    with pytest.raises(NotSimulated, match="ION are not simulated here"):
        client.export_table_to_point_in_time(TableArn=recoverable.table_arn, S3Bucket=BUCKET, ExportFormat="ION")


class TestIncremental:
    """What changed between two moments."""

    @pytest.fixture
    def changes(self, recoverable, travel, now):
        """Items that were changed, deleted, put, put and deleted, and left alone. Gives the two moments."""
        for name in ("changed", "deleted", "left alone"):
            recoverable.put_item(Item={"p": name, "n": 0})
        travel(minutes=1)
        start = now()
        for number in (1, 2):
            recoverable.put_item(Item={"p": "changed", "n": number})
        recoverable.delete_item(Key={"p": "deleted"})
        recoverable.put_item(Item={"p": "put", "n": 1})
        recoverable.put_item(Item={"p": "passing", "n": 1})
        recoverable.delete_item(Key={"p": "passing"})
        travel(minutes=20)
        end = now()
        recoverable.put_item(Item={"p": "changed", "n": 3})
        travel(minutes=20)
        return {"ExportFromTime": start, "ExportToTime": end}

    def lines(self, s3, told):
        found = manifest(s3, told)[2]
        for line in found:
            micros = int(line.pop("Metadata")["WriteTimestampMicros"]["N"])
            assert micros > 1_700_000_000_000_000
        return {line.pop("Keys")["p"]["S"]: line for line in found}

    def test_old_and_new_images_of_what_changed(self, s3, export, changes):
        told = export(ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=changes)

        def image(name, number):
            return {"p": {"S": name}, "n": {"N": str(number)}}

        assert self.lines(s3, told) == {
            "changed": {"NewImage": image("changed", 2), "OldImage": image("changed", 0)},
            "deleted": {"OldImage": image("deleted", 0)},
            "put": {"NewImage": image("put", 1)},
        }
        assert told["ItemCount"] == 3
        assert "ExportTime" not in told

    def test_new_images_alone(self, s3, export, changes):
        specification = {**changes, "ExportViewType": "NEW_IMAGE"}
        told = export(ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=specification)

        found = self.lines(s3, told)
        assert found["deleted"] == {}
        assert found["changed"] == {"NewImage": {"p": {"S": "changed"}, "n": {"N": "2"}}}

    def test_data_is_in_a_folder_that_exports_share(self, s3, export, changes):
        told = export(ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification=changes, S3Prefix="daily")
        summary, entries, _ = manifest(s3, told)

        assert all(entry["dataFileS3Key"].startswith("daily/AWSDynamoDB/data/") for entry in entries)
        number = told["ExportArn"].rpartition("/")[2]
        assert told["ExportManifest"] == f"daily/AWSDynamoDB/{number}/manifest-summary.json"
        assert summary["version"] == "2023-08-01"
        assert summary["exportType"] == "INCREMENTAL_EXPORT"
        assert summary["outputView"] == "NEW_AND_OLD_IMAGES"
        assert summary["exportFromTime"] == f"{changes['ExportFromTime']:%Y-%m-%dT%H:%M:%S}.000Z"
        assert summary["exportToTime"] == f"{changes['ExportToTime']:%Y-%m-%dT%H:%M:%S}.000Z"
        assert "exportTime" not in summary

    def test_without_an_end_it_goes_to_the_present(self, s3, export, changes):
        start = changes["ExportFromTime"]
        told = export(ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification={"ExportFromTime": start})

        assert self.lines(s3, told)["changed"]["NewImage"]["n"] == {"N": "3"}
        shown = told["IncrementalExportSpecification"]
        assert shown["ExportViewType"] == "NEW_AND_OLD_IMAGES"
        assert told["StartTime"] - shown["ExportToTime"] < timedelta(seconds=1)

    def test_the_window_is_15_minutes_to_24_hours_of_what_is_recorded(self, client, recoverable, travel, now):
        start = now()
        travel(hours=30)
        present = now()

        def told(**window):
            code, message = refusal(
                client.export_table_to_point_in_time,
                TableArn=recoverable.table_arn,
                S3Bucket=BUCKET,
                ExportType="INCREMENTAL_EXPORT",
                IncrementalExportSpecification=window,
            )
            assert code == "InvalidExportTimeException"
            return message

        difference = "Difference between export period from time and export period to time is"
        short, long = start + timedelta(minutes=14, seconds=59), start + timedelta(hours=24, seconds=1)
        assert told(ExportFromTime=start, ExportToTime=short) == f"{difference} less than 15 minutes"
        assert told(ExportFromTime=start, ExportToTime=long).startswith(difference)
        early, late = start - timedelta(hours=1), present + timedelta(hours=1)
        assert told(ExportFromTime=early, ExportToTime=start) == (
            "Incremental export period from time cannot be less than the table creation time : "
            f"{early:%Y-%m-%dT%H:%M:%SZ}"
        )
        assert told(ExportFromTime=start + timedelta(hours=20), ExportToTime=late) == (
            f"Incremental export period to time cannot be greater than the current time : {late:%Y-%m-%dT%H:%M:%SZ}"
        )

    def test_type_and_specification_go_together(self, client, recoverable, now):
        def told(**parameters):
            asked = {"TableArn": recoverable.table_arn, "S3Bucket": BUCKET, **parameters}
            return invalid(client.export_table_to_point_in_time, **asked)

        specification = {"IncrementalExportSpecification": {"ExportFromTime": now()}}
        assert told(**specification) == (
            "Invalid Request: Export Type expected to be Incremental Export when incremental export specification is "
            "provided"
        )
        assert told(ExportType="FULL_EXPORT", **specification) == (
            "Invalid Request: When Export Type is Full Export , Incremental Export Specification should not be provided"
        )
        assert told(ExportType="INCREMENTAL_EXPORT") == (
            "Invalid Request: Incremental Export Specification expected when export type is set as Incremental Export"
        )
        assert told(ExportType="INCREMENTAL_EXPORT", IncrementalExportSpecification={}) == (
            "Invalid Request: ExportFromTime must be provided in IncrementalExportSpecification"
        )

    def test_what_happened_before_recovery_was_on_is_not_there(self, client, table, bucket, travel, now):
        turn_on(client, table)
        code, _ = refusal(
            client.export_table_to_point_in_time,
            TableArn=table.table_arn,
            S3Bucket=bucket,
            ExportType="INCREMENTAL_EXPORT",
            IncrementalExportSpecification={"ExportFromTime": now() - timedelta(minutes=20)},
        )
        assert code == "InvalidExportTimeException"
