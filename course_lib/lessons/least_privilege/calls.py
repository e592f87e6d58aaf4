"""Every call that may be tried under a policy: DynamoDB's on one table, and some of other services.

Which calls there are is told by botocore's model; `tests/lessons/test_least_privilege.py` looks that none is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from course_lib.lessons.least_privilege.trials import Trial

Key = Mapping[str, Any]
# Actions that no call of boto3's DynamoDB client has the name of.
# Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB".
MORE_ACTIONS = (
    *("ConditionCheckItem", "PartiQLDelete", "PartiQLInsert", "PartiQLSelect", "PartiQLUpdate"),
    *("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"),
    *("DescribeReservedCapacity", "DescribeReservedCapacityOfferings", "PurchaseReservedCapacityOfferings"),
    *("RestoreTableFromAwsBackup", "StartAwsBackupJob"),
)
# Calls that need other actions and have none of their own: a policy that names them allows nothing by it.
NO_ACTIONS = {
    *("TransactGetItems", "TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"),
}
OF_OTHERS = (
    *("iam:AttachRolePolicy", "iam:CreateAccessKey", "iam:PassRole", "iam:PutRolePolicy", "kms:Decrypt"),
    *("lambda:InvokeFunction", "lambda:UpdateFunctionCode", "logs:CreateLogGroup", "s3:GetObject", "s3:PutObject"),
    *("secretsmanager:GetSecretValue", "sts:AssumeRole", "ec2:RunInstances", "dax:GetItem", "cassandra:Select"),
)


def every_action(cloud: Any) -> list[str]:
    """Every action of DynamoDB in IAM, as "dynamodb:PutItem"."""
    operations = set(cloud.client("dynamodb", who="course").meta.service_model.operation_names)
    return [f"dynamodb:{name}" for name in sorted(operations - NO_ACTIONS | set(MORE_ACTIONS))]


def on_items(table: str, key: Key, besides: Collection[str] = ()) -> Iterator[Trial]:
    """Each call that reads or writes items of a table, one with each action.

    Args:
        table: its name.
        key: of an item, as the low-level client takes it.
        besides: the actions that are left out, such as "GetItem", also inside transactions.
    """
    here = {"TableName": table, "Key": key}
    one = next(iter(key))
    condition = {"KeyConditionExpression": f"{one} = :key", "ExpressionAttributeValues": {":key": key[one]}}
    known = {name: value["S"] for name, value in key.items()}
    where = " AND ".join(f"{name} = '{value}'" for name, value in known.items())
    insert = ", ".join(f"'{name}': '{value}'" for name, value in known.items())
    found = {
        "GetItem": [Trial("GetItem", "get_item", here), _transaction_get(here)],
        "PutItem": [Trial("PutItem", "put_item", {"TableName": table, "Item": key}), *_writes("Put", table, Item=key)],
        "UpdateItem": [Trial("UpdateItem", "update_item", here), *_writes("Update", table, Key=key, **_SET)],
        "DeleteItem": [Trial("DeleteItem", "delete_item", here), *_writes("Delete", table, Key=key)],
        "ConditionCheckItem": _writes("ConditionCheck", table, Key=key, ConditionExpression=f"attribute_exists({one})"),
        "Query": [Trial("Query", "query", {"TableName": table, **condition})],
        "Scan": [Trial("Scan", "scan", {"TableName": table})],
        "BatchGetItem": [Trial("BatchGetItem", "batch_get_item", {"RequestItems": {table: {"Keys": [key]}}})],
        "BatchWriteItem": [
            Trial(f"BatchWriteItem with {kind}", "batch_write_item", {"RequestItems": {table: [{kind: held}]}})
            for kind, held in (("PutRequest", {"Item": key}), ("DeleteRequest", {"Key": key}))
        ],
        "PartiQLSelect": [_partiql(f'SELECT * FROM "{table}" WHERE {where}')],
        "PartiQLInsert": [_partiql(f'INSERT INTO "{table}" VALUE {{{insert}}}')],
        "PartiQLUpdate": [_partiql(f'UPDATE "{table}" SET coins = 1 WHERE {where}')],
        "PartiQLDelete": [_partiql(f'DELETE FROM "{table}" WHERE {where}')],
    }
    for action, trials in found.items():
        if action not in besides:
            yield from trials


_SET = {"UpdateExpression": "SET coins = :coins", "ExpressionAttributeValues": {":coins": {"N": "1"}}}


def _transaction_get(get: Mapping[str, Any]) -> Trial:
    return Trial("Get in a transaction", "transact_get_items", {"TransactItems": [{"Get": get}]})


def _writes(kind: str, table: str, **params: Any) -> list[Trial]:
    items = [{kind: {"TableName": table, **params}}]
    return [Trial(f"{kind} in a transaction", "transact_write_items", {"TransactItems": items})]


def _partiql(statement: str) -> Trial:
    kind = statement.partition(" ")[0]
    return Trial(f"ExecuteStatement with {kind}", "execute_statement", {"Statement": statement})


def on_the_table(arn: str) -> Iterator[Trial]:
    """Each call that is about a table as a whole: its settings, tags, backups, exports, policies.

    Args:
        arn: of the table.
    """
    table = arn.partition("table/")[2]
    named, by_arn = {"TableName": table}, {"ResourceArn": arn}
    tag = [{"Key": "team", "Value": "red"}]
    policy = '{"Version": "2012-10-17", "Statement": []}'
    recovery = {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": False}}
    lives = {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "created_at"}}
    backup = f"{arn}/backup/01489602797149-73d8d5bc"
    for method, params in (
        ("describe_table", named),
        ("describe_time_to_live", named),
        ("describe_continuous_backups", named),
        ("list_tags_of_resource", by_arn),
        ("get_resource_policy", by_arn),
        ("list_tables", {}),
        ("list_backups", named),
        ("list_exports", {"TableArn": arn}),
        ("describe_limits", {}),
        ("describe_backup", {"BackupArn": backup}),
        ("update_table", {**named, "DeletionProtectionEnabled": False}),
        ("update_time_to_live", {**named, **lives}),
        ("update_continuous_backups", {**named, **recovery}),
        ("tag_resource", {**by_arn, "Tags": tag}),
        ("untag_resource", {**by_arn, "TagKeys": ["team"]}),
        ("put_resource_policy", {**by_arn, "Policy": policy}),
        ("delete_resource_policy", by_arn),
        ("create_backup", {**named, "BackupName": "mine"}),
        ("delete_backup", {"BackupArn": backup}),
        ("export_table_to_point_in_time", {"TableArn": arn, "S3Bucket": "elsewhere"}),
        ("restore_table_to_point_in_time", {"SourceTableName": table, "TargetTableName": f"{table}-2"}),
        ("restore_table_from_backup", {"BackupArn": backup, "TargetTableName": f"{table}-2"}),
        ("create_table", {**named, **_SHAPE}),
        ("delete_table", named),
    ):
        yield Trial(_operation(method), method, params)


_SHAPE = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def _operation(method: str) -> str:
    return "".join(word.capitalize() for word in method.split("_"))


def of_other_services(account: str) -> Iterator[Trial]:
    """Calls by which a stolen key reads, pays or gets more rights elsewhere."""
    role = {"RoleName": "tried"}
    admin = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    for service, method, params in (
        ("s3", "list_buckets", {}),
        ("s3", "create_bucket", {"Bucket": "elsewhere"}),
        ("s3", "get_object", {"Bucket": "backups", "Key": "all"}),
        ("iam", "list_users", {}),
        ("iam", "create_user", {"UserName": "back-door"}),
        ("iam", "put_role_policy", {**role, "PolicyName": "more", "PolicyDocument": admin}),
        ("kms", "list_keys", {}),
        ("kms", "create_key", {}),
        ("sts", "assume_role", {"RoleArn": f"arn:aws:iam::{account}:role/tried", "RoleSessionName": "more"}),
    ):
        yield Trial(f"{_operation(method)} of {service.upper()}", method, params, service, about="service")


def like(name: str) -> list[str]:
    """Names that differ from a name in one letter, or have something before or after it."""
    found = {f"{name}2", f"{name}-archive", f"{name}/backup/1", f"old-{name}", f"x{name}"}
    for place, letter in enumerate(name):
        other = "x" if letter != "x" else "y"
        found |= {
            name[:place] + other + name[place + 1 :],
            name[:place] + name[place + 1 :],
            name[:place] + other + name[place:],
        }
    return sorted(found - {name, ""})


def similar(arn: str) -> list[str]:
    """ARNs of tables of the same account and Region whose names are like that of a table."""
    before, name = arn.split("table/")
    return [f"{before}table/{other}" for other in like(name)]


def away(arn: str) -> list[str]:
    """ARNs of tables of the same name in other Regions and accounts."""
    region, account = arn.split(":")[3:5]
    found = [arn.replace(region, other) for other in ("eu-west-1", *like(region))]
    return found + [arn.replace(account, other) for other in ("444455556666", *like(account)) if other.isdigit()]
