"""A table at one moment, with what a table restored from it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.backups.jobs import Below
from course_lib.aws.services.dynamodb.backups.refusals import table_not_found
from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.state import Table, table
from course_lib.aws.services.dynamodb.values import Item, item_size

Description = Mapping[str, Any]


def table_name(name: str) -> str:
    """The name in a name or ARN."""
    return name.rpartition("table/")[2].partition("/")[0]


def find(call: Call, name: str) -> Table:
    """A table that can be read, by name or ARN.

    Raises:
        Refused: there is none.
    """
    try:
        return table(call, name)
    except Refused:
        raise table_not_found(name) from None


@dataclass(frozen=True)
class Snapshot:
    """A table's settings and items.

    Attributes:
        description: as DescribeTable gives it, with TableId.
        ttl: as DescribeTimeToLive gives it.
        items: all of them.
    """

    description: Description
    ttl: Mapping[str, Any]
    items: Sequence[Item]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(map(item_size, self.items))


def take(below: Below, source: Table, identity: Mapping[str, Any]) -> Snapshot:
    """A table as it is now; `identity` has its TableId and CreationDateTime."""
    found = below.result("dynamodb", "DescribeTable", TableName=source.name)["Table"]
    ttl = below.result("dynamodb", "DescribeTimeToLive", TableName=source.name)["TimeToLiveDescription"]
    return Snapshot({**found, **identity}, ttl, [row.item() for row in source.rows()])


def billing_mode(description: Description) -> str:
    """ "PROVISIONED" or "PAY_PER_REQUEST"."""
    return str(description.get("BillingModeSummary", {}).get("BillingMode") or "PROVISIONED")


def units(described: Description) -> dict[str, int]:
    """Provisioned capacity, as a request gives it."""
    throughput = described["ProvisionedThroughput"]
    return {name: throughput[name] for name in ("ReadCapacityUnits", "WriteCapacityUnits")}


def creation(source: Description, target: str, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The CreateTable request that makes a table like `source`, but for what a restore's `overrides` change.

    Streams, Time to Live, point-in-time recovery, tags and deletion protection are not carried over.
    Source: developer guide, "Restoring a DynamoDB table from a backup".

    Raises:
        Refused: the overrides do not go together with the source.
    """
    mode = _mode(source, overrides)
    globals_ = _indexes(source, "GlobalSecondaryIndexes", overrides.get("GlobalSecondaryIndexOverride"), mode)
    locals_ = _indexes(source, "LocalSecondaryIndexes", overrides.get("LocalSecondaryIndexOverride"), None)
    keys = [key["AttributeName"] for each in (source, *globals_, *locals_) for key in each["KeySchema"]]
    made: dict[str, Any] = {
        "TableName": target,
        "KeySchema": source["KeySchema"],
        "AttributeDefinitions": [each for each in source["AttributeDefinitions"] if each["AttributeName"] in keys],
        "BillingMode": mode,
    }
    if mode == "PROVISIONED":
        made["ProvisionedThroughput"] = overrides.get("ProvisionedThroughputOverride") or units(source)
    if globals_:
        made["GlobalSecondaryIndexes"] = globals_
    if locals_:
        made["LocalSecondaryIndexes"] = locals_
    encryption = _encryption(source, overrides.get("SSESpecificationOverride"))
    return {**made, "SSESpecification": encryption} if encryption else made


def _mode(source: Description, overrides: Mapping[str, Any]) -> str:
    mode = str(overrides.get("BillingModeOverride") or billing_mode(source))
    given = overrides.get("ProvisionedThroughputOverride")
    if given and mode != "PROVISIONED":
        raise invalid("Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")
    if mode == "PROVISIONED" and not given and billing_mode(source) != "PROVISIONED":
        raise invalid("Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED")
    return mode


def _indexes(source: Description, kind: str, wanted: Any, mode: str | None) -> list[dict[str, Any]]:
    """The indexes to make: all of the source's, or those that are asked for, perhaps under another name."""
    there = source.get(kind) or []
    chosen = there if wanted is None else [_matching(each, there) for each in wanted]
    made = [{name: each[name] for name in ("IndexName", "KeySchema", "Projection")} for each in chosen]
    if mode == "PROVISIONED":
        for each, index in zip(made, chosen, strict=True):
            each["ProvisionedThroughput"] = units(index)
    return made


def _matching(wanted: Mapping[str, Any], there: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    for index in there:
        if index["KeySchema"] == wanted["KeySchema"] and index["Projection"] == wanted["Projection"]:
            return {**index, **wanted}
    raise invalid(
        f"Index {wanted['IndexName']} does not match a secondary index that existed in the source table "
        "and cannot be created during the restore operation"
    )


def _encryption(source: Description, override: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if override is not None:
        return override if override.get("Enabled") else None
    described = source.get("SSEDescription")
    if not described:
        return None
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": described["KMSMasterKeyArn"]}
