"""What is wrong with an UpdateTable request, by itself and against its table.

Source: the public ack-api-quirks record of probes, October 2026 (words, and what may be changed together); API
reference, UpdateTable; ScyllaDB Alternator's tests against AWS (redefined attributes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.dynamodb.errors import INVALID, Refused, invalid
from course_lib.aws.services.dynamodb.tables import schema

Params = Mapping[str, Any]

ACTIONS = ("Create", "Update", "Delete")
_CHANGES = (
    "ProvisionedThroughput", "BillingMode", "StreamSpecification", "GlobalSecondaryIndexUpdates", "SSESpecification",
    "ReplicaUpdates", "MultiRegionConsistency", "DeletionProtectionEnabled", "OnDemandThroughput", "WarmThroughput",
    "TableClass", "GlobalTableWitnessUpdates", "GlobalTableSettingsReplicationMode",
)  # fmt: skip
_NOTHING = (
    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, "
    "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, "
    "DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required"
)
_NOT_WITH_AN_INDEX = {
    "ProvisionedThroughput": "You cannot create or delete index while updating table IOPS",
    "StreamSpecification": "You cannot create or delete index while changing stream status",
    "DeletionProtectionEnabled": "DeletionProtection modification must be the only operation in the request",
    "SSESpecification": "Server-Side Encryption modification must be the only operation in the request",
    "TableClass": "TableClass modification must be the only operation in the request",
    "WarmThroughput": "Create global secondary index cannot be specified when updating WarmThroughput",
}
ONE_AT_A_TIME = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"


def check_request(params: Params) -> None:
    """What the request alone decides.

    Raises:
        Refused: it is wrong.
    """
    changed = [name for name in _CHANGES if params.get(name) is not None]
    updates = params.get("GlobalSecondaryIndexUpdates")
    if not changed or (changed == ["GlobalSecondaryIndexUpdates"] and not updates):
        raise invalid(_NOTHING)
    if updates == []:
        raise invalid(INVALID + "List of GlobalSecondaryIndexUpdates is empty")
    for problem in _problems(params):
        raise invalid(problem)


def _problems(params: Params) -> Iterator[str]:
    updates = params.get("GlobalSecondaryIndexUpdates") or ()
    if params.get("BillingMode") == "PAY_PER_REQUEST" and params.get("ProvisionedThroughput"):
        neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
        yield INVALID + f"{neither} when BillingMode is PAY_PER_REQUEST"
    for update in updates:
        given = [name for name in ACTIONS if update.get(name) is not None]
        if not given:
            each = "GlobalSecondaryIndexUpdate"
            yield INVALID + f"One of {each}.Update, {each}.Create, {each}.Delete must not be null"
        if len(given) > 1:
            yield INVALID + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object"
    for index in actions(params, "Create"):
        if problem := schema.problem_of_index(index, params.get("AttributeDefinitions")):
            yield problem
    names = [action["IndexName"] for action in actions(params)]
    for place, name in enumerate(names):
        if name in names[:place]:
            once = "Only one global secondary index update per index is allowed simultaneously"
            yield INVALID + f"{once}. Index: {name}"
    if actions(params, "Create", "Delete"):
        for member, told in _NOT_WITH_AN_INDEX.items():
            if params.get(member) is not None:
                yield INVALID + told


def actions(params: Params, *kinds: str) -> list[Params]:
    """The actions on indexes, of all kinds unless told."""
    updates = params.get("GlobalSecondaryIndexUpdates") or ()
    return [update[kind] for update in updates for kind in kinds or ACTIONS if update.get(kind) is not None]


def check_against(moto_table: Any, params: Params, changing: bool) -> None:
    """What the request does to its table; `changing` when one of its indexes is being made or deleted.

    Raises:
        Refused: it cannot be done, or not now.
    """
    _check_names(moto_table, params)
    if len(actions(params, "Create", "Delete")) > 1:
        raise limit(ONE_AT_A_TIME)
    for index in actions(params, "Create"):
        _check_types(moto_table, index, params["AttributeDefinitions"])
    if changing and actions(params, "Create", "Delete"):
        raise limit(ONE_AT_A_TIME)
    if len(moto_table.global_indexes) + len(actions(params, "Create")) > schema.MOST_GLOBAL_INDEXES:
        most = f"Number of global secondary indexes exceeds per-table limit of {schema.MOST_GLOBAL_INDEXES}"
        raise limit(f"Subscriber limit exceeded: {most}")
    check_capacity(moto_table, params)


def limit(message: str) -> Refused:
    """More than there may be."""
    return Refused(AwsError("LimitExceededException", message))


def _check_names(moto_table: Any, params: Params) -> None:
    global_ = [each.name for each in moto_table.global_indexes]
    local = [each.name for each in moto_table.indexes]
    for index in actions(params, "Create"):
        if index["IndexName"] in (*global_, *local):
            raise invalid("Attempting to create an index which already exists")
    several = len(actions(params, "Create", "Delete")) > 1
    for kind in ("Update", "Delete"):
        for action in () if several else actions(params, kind):
            name = action["IndexName"]
            if name in local:
                raise invalid(f"Cannot {kind.lower()} an index that is not a GlobalSecondaryIndex: {name}")
            if name not in global_:
                raise index_not_found(moto_table.name, name)


def index_not_found(table: str, index: str) -> Refused:
    """There is no such index."""
    told = f"Requested resource not found: Index {index} for table {table}"
    return Refused(AwsError("ResourceNotFoundException", told))


def _check_types(moto_table: Any, index: Params, definitions: Sequence[Mapping[str, str]]) -> None:
    """An attribute that is a key already keeps its type."""
    known = {each["AttributeName"]: each["AttributeType"] for each in moto_table.attr}
    given = {each["AttributeName"]: each["AttributeType"] for each in definitions}
    for key in index["KeySchema"]:
        name, kind = key["AttributeName"], key["KeyType"]
        if known.get(name, given[name]) != given[name]:
            before, after = (f"Schema:[SchemaElement: key{{{name}:{each[name]}:{kind}}}]" for each in (known, given))
            same = "Please check that your attribute has the same type as previously defined."
            raise invalid(
                f"{INVALID}Attributes cannot be redefined. {same} Existing schema: {before} New schema: {after}"
            )


def check_capacity(moto_table: Any, params: Params) -> None:
    """Provisioned units go with the billing mode, and change something."""
    on_demand = (params.get("BillingMode") or moto_table.billing_mode) == "PAY_PER_REQUEST"
    was_on_demand = moto_table.billing_mode == "PAY_PER_REQUEST"
    given = params.get("ProvisionedThroughput")
    if on_demand:
        _check_on_demand(params)
        return
    if params.get("BillingMode") == "PROVISIONED" and not given:
        raise invalid(INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
    if given and not was_on_demand:
        _check_change("the table", moto_table.throughput, given)
    updated = {each["IndexName"]: each.get("ProvisionedThroughput") for each in actions(params, "Update")}
    for index in moto_table.global_indexes:
        units = updated.get(index.name)
        if was_on_demand and units is None:
            raise invalid(INVALID + f"ProvisionedThroughput must be specified for index: {index.name}")
        if units is not None and not was_on_demand:
            _check_change(f"the index {index.name}", index.throughput, units)
    for index in actions(params, "Create"):
        if not index.get("ProvisionedThroughput"):
            both = "Both ReadCapacityUnits and WriteCapacityUnits must be specified"
            raise invalid(INVALID + f"{both} for index: {index['IndexName']}")


def _check_on_demand(params: Params) -> None:
    neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
    if params.get("ProvisionedThroughput"):
        raise invalid(INVALID + f"{neither} when BillingMode is PAY_PER_REQUEST")
    for action in actions(params, "Update"):
        if action.get("ProvisionedThroughput"):
            only = "when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput"
            raise invalid(INVALID + f"The only Updates for index: {action['IndexName']} {only}")
    for action in actions(params, "Create"):
        if action.get("ProvisionedThroughput"):
            which = f"for index: {action['IndexName']} when BillingMode is PAY_PER_REQUEST"
            raise invalid(INVALID + f"{neither} {which}")


def _check_change(what: str, current: Params, asked: Params) -> None:
    kinds = ("ReadCapacityUnits", "WriteCapacityUnits")
    if any(current[kind] != asked[kind] for kind in kinds):
        return
    place = what if what == "the table" else f"index: {what.removeprefix('the index ')}"
    told = ". ".join(
        f"Current {kind} provisioned for {place}: {current[kind]}. Requested {kind}: {asked[kind]}" for kind in kinds
    )
    raise invalid(
        f"The provisioned throughput for {what} will not change. The requested value equals the current value. {told}. "
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )
