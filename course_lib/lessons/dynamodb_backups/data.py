"""A diagnostic lab's table of results, its bucket, the day of a bad deploy, and ways for a check to look at them.

`result` is one of DynamoDB's reserved words, so expressions need a placeholder for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from course_lib.aws.services.dynamodb.backups.layer import BackupRules

SERVICES = ("dynamodb", "s3")

TABLE, BUCKET = "results", "lab-exports"
TTL_ATTRIBUTE = "delete_after"
TAGS = {"owner": "diagnostics", "data": "patients"}
READ_UNITS = 100  # provisioned, per second

TESTS = ("influenza", "covid", "measles")
_POSITIVE = {3, 7, 8, 14, 15, 16, 20, 21, 22}  # numbers of samples; influenza is on the rise
_LATER = 1_900_000_000  # March 2030, for Time to Live


def _result(number: int) -> dict[str, Any]:
    day = 2 + number  # of February
    return {
        "sample_id": f"S-{1000 + number}",
        "test": TESTS[(number * 5 + number // 4) % 3] if number not in _POSITIVE else TESTS[0 if number > 9 else 1],
        "taken": f"2026-02-{day:02d}",
        "result": "positive" if number in _POSITIVE else "negative",
        "value": round(17 + (number * 7 % 19) + number / 10, 1),
        TTL_ATTRIBUTE: _LATER + number,
    }


RESULTS = [_result(number) for number in range(1, 25)]


def prepare(cloud: Any) -> None:
    """The lab's table with 24 results, its point-in-time recovery, Time to Live and tags; and a bucket."""
    make_table(cloud, TABLE)
    tag(cloud, TABLE, TAGS)
    set_expiry(cloud, TABLE, TTL_ATTRIBUTE)
    turn_on_recovery(cloud, TABLE)
    make_bucket(cloud)
    put(cloud, *RESULTS)


def make_table(cloud: Any, name: str, *keys: str, kinds: str = "SS") -> str:
    """Make a table whose keys are texts (`sample_id` alone unless told), and return its ARN.

    Args:
        keys: one attribute, or two.
        kinds: what they are, a letter each: "SN" for a text and a number.
    """
    keys = keys or ("sample_id",)
    made = _dynamodb(cloud).create_table(
        TableName=name,
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": kind} for key, kind in zip(keys, kinds, strict=False)
        ],
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": READ_UNITS, "WriteCapacityUnits": READ_UNITS},
    )
    return str(made["TableDescription"]["TableArn"])


def make_numbered(cloud: Any, name: str, kind: str = "N") -> None:
    """Make a table whose key is a number, `no`; of another kind, such as "B" for bytes, if told."""
    _dynamodb(cloud).create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "no", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "no", "AttributeType": kind}],
        BillingMode="PAY_PER_REQUEST",
    )


def make_indexed(cloud: Any, name: str, attribute: str) -> None:
    """Make a table like the lab's that has an index by another attribute, a text."""
    _dynamodb(cloud).create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "sample_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in ("sample_id", attribute)],
        GlobalSecondaryIndexes=[
            {
                "IndexName": f"by-{attribute}",
                "KeySchema": [{"AttributeName": attribute, "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


def make_bucket(cloud: Any) -> None:
    """Make the lab's bucket."""
    cloud.client("s3", who="course").create_bucket(Bucket=BUCKET)


def turn_on_recovery(cloud: Any, table: str, days: int = 35) -> None:
    """Turn a table's point-in-time recovery on."""
    _dynamodb(cloud).update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )


def tag(cloud: Any, table: str, tags: dict[str, str]) -> None:
    """Add tags to a table."""
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    _dynamodb(cloud).tag_resource(ResourceArn=arn(cloud, table), Tags=pairs)


def set_expiry(cloud: Any, table: str, attribute: str) -> None:
    """Turn a table's Time to Live on."""
    specification = {"Enabled": True, "AttributeName": attribute}
    _dynamodb(cloud).update_time_to_live(TableName=table, TimeToLiveSpecification=specification)


def back_up(cloud: Any, table: str, name: str) -> str:
    """Make an on-demand backup and return its ARN."""
    made = _dynamodb(cloud).create_backup(TableName=table, BackupName=name)
    return str(made["BackupDetails"]["BackupArn"])


def delete_backup(cloud: Any, backup_arn: str) -> None:
    """Delete an on-demand backup."""
    _dynamodb(cloud).delete_backup(BackupArn=backup_arn)


def begin_export(cloud: Any, prefix: str, token: str, table: str = TABLE) -> str:
    """Begin an export to the lab's bucket and return its ARN."""
    request = {"TableArn": arn(cloud, table), "S3Bucket": BUCKET, "S3Prefix": prefix, "ClientToken": token}
    return str(_dynamodb(cloud).export_table_to_point_in_time(**request)["ExportDescription"]["ExportArn"])


def export(cloud: Any, prefix: str, table: str = TABLE) -> str:
    """Export a table to the lab's bucket, let the time pass until it is done, and return its manifest's key."""
    client = _dynamodb(cloud)
    begun = client.export_table_to_point_in_time(TableArn=arn(cloud, table), S3Bucket=BUCKET, S3Prefix=prefix)
    cloud.clock.advance(minutes=11)
    found = client.describe_export(ExportArn=begun["ExportDescription"]["ExportArn"])["ExportDescription"]
    return str(found["ExportManifest"])


# What happens in the lab


def put(cloud: Any, *items: dict[str, Any], table: str = TABLE) -> None:
    """Store items, unseen in the journal of the learner's calls. Floats become Decimals."""
    requests = [{"PutRequest": {"Item": exact(item)}} for item in items]
    for first in range(0, len(requests), 25):
        _plain(cloud).batch_write_item(RequestItems={table: requests[first : first + 25]})


def delete(cloud: Any, *keys: dict[str, Any], table: str = TABLE) -> None:
    """Delete up to 25 items, unseen in the journal of the learner's calls."""
    _plain(cloud).batch_write_item(RequestItems={table: [{"DeleteRequest": {"Key": key}} for key in keys]})


def exact(item: dict[str, Any]) -> dict[str, Any]:
    """The item as DynamoDB takes it, with Decimals for floats."""
    return {name: _exact(value) for name, value in item.items()}


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(str(value))
    return {_exact(each) for each in value} if isinstance(value, set) else value


def typed(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items with typed values, as a client sends them."""
    from boto3.dynamodb.types import TypeSerializer

    serialize = TypeSerializer().serialize
    return [{name: serialize(value) for name, value in exact(item).items()} for item in items]


def wait_until(cloud: Any, moment: datetime) -> None:
    """Let the time pass until exactly this moment: the next call is answered then.

    Raises:
        ValueError: it is past.
    """
    pause = moment - cloud.clock.now() - cloud.clock.tick
    cloud.clock.advance(seconds=pause.total_seconds())


def today(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of the lab's first day, 2 March 2026, in UTC."""
    return datetime(2026, 3, 2, hour, minute, second, tzinfo=UTC)


def durations(cloud: Any, **minutes: float) -> None:
    """How many minutes jobs take in this cloud: `backup`, `restore`, `export`, `export_begins`."""
    for name, value in minutes.items():
        setattr(cloud.layer(BackupRules).durations, name, timedelta(minutes=value))


# What a check looks at


def items(cloud: Any, table: str = TABLE) -> list[dict[str, Any]]:
    """Every item of a table, by its key."""
    pages = _plain(cloud).get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return sorted((item for page in pages for item in page["Items"]), key=lambda item: str(sorted(item.items())))


def item(cloud: Any, sample_id: str) -> dict[str, Any] | None:
    """A result of the lab's table; None if it is not there."""
    got = _plain(cloud).get_item(TableName=TABLE, Key={"sample_id": sample_id}, ConsistentRead=True)
    found: dict[str, Any] | None = got.get("Item")
    return found


def tables(cloud: Any) -> list[str]:
    """The names of all tables."""
    return list(_dynamodb(cloud).list_tables()["TableNames"])


def arn(cloud: Any, table: str = TABLE) -> str:
    """A table's ARN."""
    return str(_dynamodb(cloud).describe_table(TableName=table)["Table"]["TableArn"])


def status(cloud: Any, table: str) -> str | None:
    """A table's status; None where there is no such table."""
    return _dynamodb(cloud).describe_table(TableName=table)["Table"]["TableStatus"] if table in tables(cloud) else None


def recovery(cloud: Any, table: str = TABLE) -> dict[str, Any]:
    """How a table's point-in-time recovery is set, as AWS describes it."""
    described = _dynamodb(cloud).describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    return dict(described["PointInTimeRecoveryDescription"])


def backups(cloud: Any, table: str = TABLE, name: str | None = None) -> list[dict[str, Any]]:
    """The on-demand backups of a table, oldest first, all or those of one name."""
    pages = _dynamodb(cloud).get_paginator("list_backups").paginate(TableName=table, BackupType="USER")
    found = [each for page in pages for each in page["BackupSummaries"]]
    return [each for each in found if name in (None, each["BackupName"])]


def expiry(cloud: Any, table: str) -> str | None:
    """The attribute of a table's Time to Live; None where it is off."""
    described = _dynamodb(cloud).describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    return described.get("AttributeName") if described["TimeToLiveStatus"] in ("ENABLED", "ENABLING") else None


def tags(cloud: Any, table: str) -> dict[str, str]:
    """A table's tags."""
    pages = _dynamodb(cloud).get_paginator("list_tags_of_resource").paginate(ResourceArn=arn(cloud, table))
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def exports(cloud: Any) -> list[dict[str, Any]]:
    """Every export, as AWS describes it, the newest first."""
    client = _dynamodb(cloud)
    found: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = client.list_exports(**more)
        found += [each["ExportArn"] for each in page["ExportSummaries"]]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    return [client.describe_export(ExportArn=each)["ExportDescription"] for each in found]


def objects(cloud: Any, prefix: str = "", bucket: str = BUCKET) -> dict[str, bytes]:
    """Every object of a bucket below a prefix, by key."""
    s3 = cloud.client("s3", who="course")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [found["Key"] for page in pages for found in page.get("Contents", [])]
    return {key: get_object(cloud, key, bucket) for key in keys}


def get_object(cloud: Any, key: str, bucket: str = BUCKET) -> bytes:
    """An object's content."""
    return bytes(cloud.client("s3", who="course").get_object(Bucket=bucket, Key=key)["Body"].read())


def put_object(cloud: Any, key: str, body: bytes) -> None:
    """Store an object in the bucket."""
    cloud.client("s3", who="course").put_object(Bucket=BUCKET, Key=key, Body=body)


def delete_object(cloud: Any, key: str) -> None:
    """Delete an object of the bucket."""
    cloud.client("s3", who="course").delete_object(Bucket=BUCKET, Key=key)


def json_lines(lines: Iterable[Any]) -> bytes:
    """Objects as JSON, one in a line."""
    return "".join(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines).encode()


def _dynamodb(cloud: Any) -> Any:
    return cloud.client("dynamodb", who="course")


def _plain(cloud: Any) -> Any:
    """A client that takes and returns plain Python values."""
    return cloud.resource("dynamodb", who="course").meta.client
