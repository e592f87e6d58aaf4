"""Imports from S3: into a new table, counted line by line."""

from __future__ import annotations

import gzip
import json

import pytest
from botocore.exceptions import ClientError

from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.backups.conftest import items, turn_on

BUCKET = "samples-to-import"
TABLE = {
    "TableName": "imported",
    "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@pytest.fixture
def bucket(s3):
    s3.create_bucket(Bucket=BUCKET)
    return BUCKET


def line(key, **attributes):
    return json.dumps({"Item": {"p": {"S": key}, **attributes}})


def upload(s3, name, *lines, compress=False):
    body = "".join(f"{each}\n" for each in lines).encode()
    s3.put_object(Bucket=BUCKET, Key=name, Body=gzip.compress(body) if compress else body)
    return len(body)


def request(prefix="", **changed):
    asked = {
        "S3BucketSource": {"S3Bucket": BUCKET, "S3KeyPrefix": prefix},
        "InputFormat": "DYNAMODB_JSON",
        "TableCreationParameters": TABLE,
    }
    return {name: value for name, value in (asked | changed).items() if value is not None}


@pytest.fixture
def load(client, bucket, travel):
    """Runs an import and gives its description when it is over."""

    def run(prefix="", **changed):
        arn = client.import_table(**request(prefix, **changed))["ImportTableDescription"]["ImportArn"]
        travel(minutes=30)
        return client.describe_import(ImportArn=arn)["ImportTableDescription"]

    return run


@pytest.mark.parametrize("compression", [None, "NONE", "GZIP"])
def test_lines_become_items_and_are_counted(aws, s3, load, compression):
    size = upload(s3, "in/1", line("a", n={"N": "1.0"}), line("b", b={"B": "AP8="}), compress=compression == "GZIP")
    size += upload(s3, "in/2", line("c"), compress=compression == "GZIP")
    upload(s3, "elsewhere", line("d"))

    told = load("in/", InputCompressionType=compression)

    assert (told["ImportStatus"], told["InputCompressionType"]) == ("COMPLETED", compression or "NONE")
    assert (told["ProcessedItemCount"], told["ImportedItemCount"], told["ErrorCount"]) == (3, 3, 0)
    assert told["ProcessedSizeBytes"] == size
    found = items(aws, "imported")
    assert (found["a"], found["b"]["b"].value, found["c"]) == ({"n": 1}, b"\x00\xff", {})


def test_a_line_may_hold_several_items(aws, s3, load):
    """With or without space between them; what follows something that is no item is not read."""
    upload(s3, "in/1", line("a") + line("b") + " " + line("c"))
    upload(s3, "in/2", line("d") + "no item" + line("e"))

    told = load("in/")

    assert (told["ProcessedItemCount"], told["ImportedItemCount"], told["ErrorCount"]) == (5, 4, 1)
    assert set(items(aws, "imported")) == {"a", "b", "c", "d"}


def test_what_was_exported_can_be_imported(aws, client, s3, load, table, bucket, travel):
    for number in range(12):
        table.put_item(Item={"p": f"item{number}", "n": number, "s": {"a", "b"}, "m": {"l": [None, True, b"\xff"]}})
    turn_on(client, table)
    asked = {"TableArn": table.table_arn, "S3Bucket": bucket, "S3Prefix": "out"}
    arn = client.export_table_to_point_in_time(**asked)["ExportDescription"]["ExportArn"]
    travel(minutes=30)
    exported = client.describe_export(ExportArn=arn)["ExportDescription"]
    folder = exported["ExportManifest"].rpartition("/")[0]

    told = load(f"{folder}/data/", InputCompressionType="GZIP")

    assert (told["ImportStatus"], told["ImportedItemCount"]) == ("COMPLETED", 12)
    assert items(aws, "imported") == items(aws, table.name)


def test_an_import_takes_its_time_and_counts_nothing_until_its_end(client, s3, bucket, travel):
    upload(s3, "in/1", line("a"))
    told = client.import_table(**request("in/"))["ImportTableDescription"]
    during = client.describe_import(ImportArn=told["ImportArn"])["ImportTableDescription"]

    assert told["ImportStatus"] == during["ImportStatus"] == "IN_PROGRESS"
    assert (during["ProcessedItemCount"], during["ImportedItemCount"], during["ErrorCount"]) == (0, 0, 0)
    for absent in ("EndTime", "ProcessedSizeBytes", "FailureCode"):
        assert absent not in during
    assert client.describe_table(TableName="imported")["Table"]["TableStatus"] == "CREATING"
    assert refusal(client.get_item, TableName="imported", Key={"p": {"S": "a"}})[0] == "ResourceNotFoundException"
    client.get_waiter("import_completed").wait(ImportArn=told["ImportArn"])
    after = client.describe_import(ImportArn=told["ImportArn"])["ImportTableDescription"]
    table = client.describe_table(TableName="imported")["Table"]
    assert after["EndTime"] > after["StartTime"]
    assert (table["TableStatus"], table["TableId"]) == ("ACTIVE", told["TableId"])
    for same in ("TableArn", "TableId", "ClientToken", "S3BucketSource", "TableCreationParameters"):
        assert after[same] == told[same]


def test_writes_are_counted_not_items(aws, s3, load):
    upload(s3, "in/1", line("a", n={"N": "1"}), line("a", n={"N": "2"}), line("b"))

    told = load("in/")

    assert (told["ImportStatus"], told["ImportedItemCount"]) == ("COMPLETED", 3)
    assert set(items(aws, "imported")) == {"a", "b"}


def test_bad_items_fail_the_import_and_the_rest_is_kept(aws, s3, load):
    upload(s3, "in/0", line("good"), "", "   ", line("good too"))
    bad = [
        '{"NotAnItem": {"p": {"S": "x"}}}',
        '{"Item": {"n": {"N": "1"}}}',
        '{"Item": {"p": {"N": "1"}}}',
        '{"Item": ',
    ]
    for number, each in enumerate(bad, start=1):
        upload(s3, f"in/{number}", each)

    told = load("in/")

    assert (told["ImportStatus"], told["FailureCode"]) == ("FAILED", "ItemValidationError")
    assert (told["ProcessedItemCount"], told["ImportedItemCount"], told["ErrorCount"]) == (6, 2, 4)
    assert set(items(aws, "imported")) == {"good", "good too"}


def test_a_line_that_is_no_item_ends_its_file(aws, s3, load):
    upload(s3, "in/1", line("a"), "{}", line("never read"))
    upload(s3, "in/2", line("b"))

    told = load("in/")

    assert (told["ImportedItemCount"], told["ErrorCount"]) == (2, 1)
    assert set(items(aws, "imported")) == {"a", "b"}


def test_nothing_under_the_prefix_is_an_empty_success(aws, load):
    told = load("nothing/")

    assert (told["ImportStatus"], told["ProcessedItemCount"], told["ErrorCount"]) == ("COMPLETED", 0, 0)
    assert items(aws, "imported") == {}


def test_a_bucket_that_is_not_there_fails_the_import_and_leaves_no_table(client, load):
    told = load(S3BucketSource={"S3Bucket": "nowhere-at-all"})

    assert (told["ImportStatus"], told["FailureCode"]) == ("FAILED", "S3NoSuchBucket")
    assert (told["ProcessedItemCount"], told["ErrorCount"]) == (0, 0)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.describe_table(TableName="imported")


def test_the_table_has_to_be_new(client, s3, load):
    upload(s3, "in/1", line("a"))
    load("in/")

    assert refusal(client.import_table, **request("in/")) == (
        "ResourceInUseException",
        "Table already exists: imported",
    )


def test_a_token_is_the_same_import_while_it_runs_but_for_another_table(client, s3, bucket):
    upload(s3, "in/1", line("a"))
    first = client.import_table(**request("in/", ClientToken="once"))["ImportTableDescription"]

    again = client.import_table(**request("other/", ClientToken="once"))["ImportTableDescription"]
    assert (again["ImportArn"], again["S3BucketSource"]) == (first["ImportArn"], first["S3BucketSource"])
    other = TABLE | {"TableName": "imported-too"}
    code, message = refusal(client.import_table, **request("in/", ClientToken="once", TableCreationParameters=other))
    assert code == "ImportConflictException"
    assert message.endswith("Duplicate request detected with conflicting parameters")


def test_imports_are_listed_newest_first(client, s3, bucket, travel):
    upload(s3, "in/1", line("a"))
    made = []
    for name in ("first", "second"):
        asked = request("in/", TableCreationParameters=TABLE | {"TableName": name})
        made.append(client.import_table(**asked)["ImportTableDescription"])
        travel(seconds=1)
    first, second = made

    page = client.list_imports(PageSize=1)
    rest = client.list_imports(PageSize=1, NextToken=page["NextToken"])

    assert [each["ImportArn"] for each in page["ImportSummaryList"]] == [second["ImportArn"]]
    assert [each["ImportArn"] for each in rest["ImportSummaryList"]] == [first["ImportArn"]]
    (only,) = client.list_imports(TableArn=first["TableArn"])["ImportSummaryList"]
    assert set(only) == {
        "ImportArn", "ImportStatus", "TableArn", "S3BucketSource", "InputFormat", "StartTime", "CloudWatchLogGroupArn",
    }  # fmt: skip


def test_members_are_checked(client, unchecked):
    assert invalid(unchecked.list_imports, PageSize=26) == (
        "1 validation error detected: Value '26' at 'pageSize' failed to satisfy constraint: "
        "Member must have value less than or equal to 25"
    )
    bad = request(TableCreationParameters=TABLE | {"TableName": "not a name!"})
    assert "at 'tableCreationParameters.tableName' failed to satisfy constraint" in invalid(client.import_table, **bad)
    unknown = "arn:aws:dynamodb:us-east-1:999999999999:table/x/import/0"
    assert refusal(client.describe_import, ImportArn=unknown) == ("AccessDeniedException", "Access is denied")


def test_an_import_that_is_not_there(client, table):
    unknown = f"{table.table_arn}/import/01772442000000-00000000"

    assert refusal(client.describe_import, ImportArn=unknown)[0] == "ImportNotFoundException"
    assert invalid(client.describe_import, ImportArn=table.table_arn) == "Invalid Import ARN"
