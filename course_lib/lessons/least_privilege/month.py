"""A month of calls under a broad policy, as the journal has them: what was asked for, and which statement decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.roles import VERSION, make_role, run_as
from course_lib.lessons.least_privilege.trials import Trial, refusal

MONTH, BROAD = "last-month", "broad"
Used = list[dict[str, Any]]


def broad(cloud: Any, bucket: str) -> dict[str, Any]:
    """A policy as they grow: more than anybody needs, a condition, something forbidden, something forgotten."""
    tables = [lab.table_arn(cloud, name) for name in ("players", "items")]
    own = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": "a*"}, "Null": {"dynamodb:LeadingKeys": "false"}}
    statements = [
        {"Sid": "Tables", "Effect": "Allow", "Action": "dynamodb:*", "Resource": tables},
        {"Sid": "Saves", "Effect": "Allow", "Action": ["dynamodb:Get*", "dynamodb:Query", "dynamodb:UpdateItem"],
         "Resource": lab.table_arn(cloud, "saves"), "Condition": own},
        {"Sid": "Files", "Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}*", "*"]},
        {"Sid": "NothingGoes", "Effect": "Deny", "Action": ["dynamodb:Delete*", "s3:Delete*"], "Resource": "*"},
        {"Sid": "Keys", "Effect": "Allow", "Action": "kms:*", "Resource": "*"},
    ]  # fmt: skip
    return {"Version": VERSION, "Statement": statements}


def calls(bucket: str, objects: Sequence[str], player: str = "ana") -> list[Trial]:
    """What a function does in a month; some of it is refused."""
    key = {"player_id": {"S": player}}
    sets = {"UpdateExpression": "SET coins = :c", "ExpressionAttributeValues": {":c": {"N": "1"}}}
    asks = {
        "KeyConditionExpression": "player_id = :p",
        "ExpressionAttributeValues": {":p": {"S": player}},
    }
    item = {"item_id": {"S": "sword-1"}}
    slot = {**key, "slot": {"S": "1"}}
    files = []
    for name in objects:
        files += [_s3("PutObject", "put_object", Bucket=bucket, Key=name, Body=b"x")]
        files += [_s3("GetObject", "get_object", Bucket=bucket, Key=name)]
    return [
        Trial("GetItem on players", "get_item", {"TableName": "players", "Key": key}),
        Trial("UpdateItem on players", "update_item", {"TableName": "players", "Key": key, **sets}),
        Trial("GetItem on items", "get_item", {"TableName": "items", "Key": item}),
        Trial("Query on saves", "query", {"TableName": "saves", **asks}),
        Trial("UpdateItem on saves", "update_item", {"TableName": "saves", "Key": slot, **sets}),
        *files,
        _s3("ListBuckets", "list_buckets"),
        Trial("GetItem on players, again", "get_item", {"TableName": "players", "Key": key}),
        Trial("DeleteItem on players", "delete_item", {"TableName": "players", "Key": key}),
        Trial("Scan on payments", "scan", {"TableName": "payments"}),
    ]


def _s3(what: str, method: str, **params: Any) -> Trial:
    return Trial(f"{what} of S3", method, params, "s3")


def used_under(cloud: Any, policy: Mapping[str, Any], trials: Iterable[Trial]) -> Used:
    """Send these calls with a role that has a policy, and read what was asked for out of the journal."""
    make_role(cloud, BROAD, json.dumps(policy))
    run_as(cloud, [MONTH], BROAD)
    for trial in trials:
        refusal(cloud, MONTH, trial)
    return asked_for(cloud, MONTH)


def asked_for(cloud: Any, who: str) -> Used:
    """Each permission that a caller's calls needed, and what decided it."""
    return [
        {
            "action": check.action,
            "resource": check.resource,
            "allowed": check.allowed,
            "statement": check.statement if check.allowed or check.explicit else None,
        }
        for entry in cloud.journal.entries(who=who)
        if entry.access is not None
        for check in entry.access.checks
    ]
