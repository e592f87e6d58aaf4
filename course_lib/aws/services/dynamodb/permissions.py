"""Which permissions DynamoDB's operations need, on which tables, indexes, backups, exports and imports.

Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB"; developer guide,
"Using IAM policy conditions for fine-grained access control", "Using IAM with DynamoDB transactions", "Requesting a
table export", "Requesting a table import", "Using IAM to control access to backups and restores".
There is no action for a transaction: it needs those of what it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_lib.aws.access import Need, ResourcePolicy, Values
from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.fine_grained import item_values, search_values
from course_lib.aws.services.dynamodb.partiql.permissions import needs as partiql_needs

Params = Mapping[str, Any]
Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def policy_of(account: str, region: str, arn: str) -> ResourcePolicy | None:
    """The policy of a table; it is that of the table's indexes too."""
    from moto.dynamodb.models import dynamodb_backends

    table = arn.partition("/index/")[0]
    held = dynamodb_backends[account][region].resource_policies.get(table)
    return None if held is None else ResourcePolicy(table, str(held.policy_doc))


def arn(call: Call, what: str) -> str:
    """The ARN of something of this account and Region."""
    return f"arn:aws:dynamodb:{call.region}:{call.account}:{what}"


def table_arn(call: Call, name: str) -> str:
    """The ARN of a table that is named, or named by its ARN."""
    return name if name.startswith("arn:") else arn(call, f"table/{name}")


# What an operation is about. Each gives the ARN for a call.


def _table(call: Call) -> str:
    return table_arn(call, str(call.params.get("TableName", "")))


def _of(parameter: str) -> Callable[[Call], str]:
    return lambda call: str(call.params.get(parameter, "*"))


def _every_table(call: Call) -> str:
    return arn(call, "table/*")


def _nothing(call: Call) -> str:
    return "*"


def _own(where: Callable[[Call], str], *more: str) -> Needs:
    """The action of the operation's name, and more on the same resource."""

    def row(call: Call) -> Iterator[Need]:
        for action in (call.operation, *more):
            yield Need(f"dynamodb:{action}", where(call))

    return row


# Items


def _item(call: Call) -> Iterator[Need]:
    values = item_values(call, call.operation, call.params)
    yield Need(f"dynamodb:{call.operation}", _table(call), values)


def _search(call: Call) -> Iterator[Need]:
    index = call.params.get("IndexName")
    where = f"{_table(call)}/index/{index}" if index else _table(call)
    yield Need(f"dynamodb:{call.operation}", where, search_values(call))


def _batch_get(call: Call) -> Iterator[Need]:
    for name, asked in _entries(call, "RequestItems").items():
        gets = [{**asked, "TableName": name, "Key": key} for key in asked.get("Keys") or ()]
        values = _together([item_values(call, "Get", get) for get in gets])
        yield Need("dynamodb:BatchGetItem", table_arn(call, name), {**values, **_capacity(call)})


def _batch_write(call: Call) -> Iterator[Need]:
    for name, asked in _entries(call, "RequestItems").items():
        found = []
        for each in asked or ():
            for kind, operation in (("PutRequest", "Put"), ("DeleteRequest", "Delete")):
                if kind in each:
                    found.append(item_values(call, operation, {**each[kind], "TableName": name}))
        values = {key: value for key, value in _together(found).items() if key != "dynamodb:ReturnValues"}
        yield Need("dynamodb:BatchWriteItem", table_arn(call, name), {**values, **_capacity(call)})


_IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def _transaction(call: Call) -> Iterator[Need]:
    for each in call.params.get("TransactItems") or ():
        for kind, action in _IN_TRANSACTIONS.items():
            if kind in each:
                values = {
                    **item_values(call, kind, each[kind]),
                    **_capacity(call),
                    "dynamodb:EnclosingOperation": call.operation,
                }
                yield Need(f"dynamodb:{action}", table_arn(call, str(each[kind].get("TableName", ""))), values)


def _capacity(call: Call) -> dict[str, str]:
    return {"dynamodb:ReturnConsumedCapacity": str(call.params.get("ReturnConsumedCapacity", "NONE"))}


def _entries(call: Call, name: str) -> Mapping[str, Any]:
    found = call.params.get(name)
    return found if isinstance(found, Mapping) else {}


def _together(found: list[dict[str, Any]]) -> dict[str, Any]:
    """What several items of one request have: the values of all for keys that can have several."""
    merged: dict[str, Any] = {}
    for values in found:
        for key, value in values.items():
            before = merged.get(key, ()) if isinstance(value, tuple) else ()
            merged[key] = (*before, *(each for each in value if each not in before)) if before else value
    return merged


# Tables, backups, restores, exports and imports

_RESTORING = ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")


def _request_tags(call: Call) -> dict[str, str]:
    return {str(tag.get("Key")): str(tag.get("Value")) for tag in call.params.get("Tags") or ()}


def _create_table(call: Call) -> Iterator[Need]:
    tags = _request_tags(call)
    values: Values = {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": tuple(tags)}
    yield Need("dynamodb:CreateTable", _table(call), values)
    if tags:
        yield Need("dynamodb:TagResource", _table(call), values)
    if call.params.get("ResourcePolicy"):
        yield Need("dynamodb:PutResourcePolicy", _table(call))


def _restore_backup(call: Call) -> Iterator[Need]:
    yield Need("dynamodb:RestoreTableFromBackup", str(call.params.get("BackupArn", "*")))
    yield from _restored_table(call, "RestoreTableFromBackup")


def _restore_to_time(call: Call) -> Iterator[Need]:
    source = call.params.get("SourceTableArn") or call.params.get("SourceTableName", "")
    yield Need("dynamodb:RestoreTableToPointInTime", table_arn(call, str(source)))
    yield from _restored_table(call, "RestoreTableToPointInTime")


def _restored_table(call: Call, action: str) -> Iterator[Need]:
    target = table_arn(call, str(call.params.get("TargetTableName", "")))
    for each in (action, *_RESTORING):
        yield Need(f"dynamodb:{each}", target)


def _export(call: Call) -> Iterator[Need]:
    yield Need("dynamodb:ExportTableToPointInTime", str(call.params.get("TableArn", "*")))
    objects = _objects(str(call.params.get("S3Bucket", "")), str(call.params.get("S3Prefix", "")))
    for action in ("s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"):
        yield Need(action, objects)


def _import(call: Call) -> Iterator[Need]:
    made = call.params.get("TableCreationParameters") or {}
    yield Need("dynamodb:ImportTable", table_arn(call, str(made.get("TableName", ""))))
    source = call.params.get("S3BucketSource") or {}
    bucket = str(source.get("S3Bucket", ""))
    yield Need("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    yield Need("s3:GetObject", _objects(bucket, str(source.get("S3KeyPrefix", ""))))


def _objects(bucket: str, prefix: str) -> str:
    """All objects below a prefix: a policy allows it that allows any of them by a pattern."""
    return f"arn:aws:s3:::{bucket}/{prefix}" + ("" if prefix.endswith("/") or not prefix else "/") + "*"


def _tags(call: Call) -> Iterator[Need]:
    tags = _request_tags(call)
    keys = tuple(tags) or tuple(str(key) for key in call.params.get("TagKeys") or ())
    values: Values = {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": keys}
    yield Need(f"dynamodb:{call.operation}", str(call.params.get("ResourceArn", "*")), values)


OPERATIONS: Mapping[str, Needs] = {
    "GetItem": _item,
    "PutItem": _item,
    "UpdateItem": _item,
    "DeleteItem": _item,
    "Query": _search,
    "Scan": _search,
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "TransactGetItems": _transaction,
    "TransactWriteItems": _transaction,
    "ExecuteStatement": partiql_needs,
    "BatchExecuteStatement": partiql_needs,
    "ExecuteTransaction": partiql_needs,
    "CreateTable": _create_table,
    "DescribeTable": _own(_table),
    "UpdateTable": _own(_table),
    "DeleteTable": _own(_table),
    "ListTables": _own(_every_table),
    "DescribeLimits": _own(_nothing),
    "DescribeEndpoints": _own(_nothing),
    "DescribeTimeToLive": _own(_table),
    "UpdateTimeToLive": _own(_table),
    "ListTagsOfResource": _own(_of("ResourceArn")),
    "TagResource": _tags,
    "UntagResource": _tags,
    "PutResourcePolicy": _own(_of("ResourceArn")),
    "GetResourcePolicy": _own(_of("ResourceArn")),
    "DeleteResourcePolicy": _own(_of("ResourceArn")),
    "CreateBackup": _own(_table),
    "DescribeBackup": _own(_of("BackupArn")),
    "DeleteBackup": _own(_of("BackupArn")),
    "ListBackups": _own(_nothing),
    "RestoreTableFromBackup": _restore_backup,
    "DescribeContinuousBackups": _own(_table),
    "UpdateContinuousBackups": _own(_table),
    "RestoreTableToPointInTime": _restore_to_time,
    "ExportTableToPointInTime": _export,
    "DescribeExport": _own(_of("ExportArn")),
    "ListExports": _own(_nothing),
    "ImportTable": _import,
    "DescribeImport": _own(_of("ImportArn")),
    "ListImports": _own(_nothing),
}
