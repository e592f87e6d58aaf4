"""What is wrong with a new table's keys and indexes taken together, or with a new index of an old table.

Source: API reference, CreateTable; words and order as dynalite's tests captured them, and for what is newer (keys of
several attributes, projections, capacity of indexes) from the public ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.dynamodb.errors import INVALID

MOST_LOCAL_INDEXES, MOST_GLOBAL_INDEXES = 5, 20
MOST_OF_A_KIND = 4  # partition key attributes of a global index, and sort key attributes
SAME_NAME = "Both the Hash Key and the Range Key element in the KeySchema have the same name"
HASH_FIRST = "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"

Params = Mapping[str, Any]
Keys = Sequence[Mapping[str, str]]


def problem_of_table(params: Params) -> str | None:
    """The first problem of a CreateTable request, or None."""
    local, keys = params.get("LocalSecondaryIndexes"), params["KeySchema"]
    global_ = params.get("GlobalSecondaryIndexes")
    return (
        _capacity_problem(params)
        or _key_problem(keys)
        or _local_problem(local, keys)
        or _global_problem(global_)
        or _definitions_problem(params)
        or _index_capacity_problem(global_ or (), params.get("BillingMode") == "PAY_PER_REQUEST")
        or _together_problem(local or (), global_ or ())
    )


def problem_of_index(index: Params, definitions: Keys | None) -> str | None:
    """The first problem of a global index that is to be added, or None."""
    if definitions is None:
        return INVALID + f"AttributeDefinitions is not specified for index: {index['IndexName']}"
    return (
        global_key_problem(index["KeySchema"])
        or undefined_problem(names_of(index["KeySchema"]), names_of(definitions))
        or projection_problem(index["Projection"])
    )


def names_of(elements: Keys) -> list[str]:
    """The attributes of key schemas or definitions."""
    return [each["AttributeName"] for each in elements]


def _capacity_problem(params: Params) -> str | None:
    given = params.get("ProvisionedThroughput")
    if params.get("BillingMode") == "PAY_PER_REQUEST":
        if given:
            neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
            return INVALID + f"{neither} when BillingMode is PAY_PER_REQUEST"
    elif not given:
        both = "ReadCapacityUnits and WriteCapacityUnits must both be specified"
        return INVALID + f"{both} when BillingMode is PROVISIONED"
    return None


def _key_problem(schema: Keys) -> str | None:
    """A table's or local index's key is one partition key and perhaps one sort key."""
    if len(schema) == 2 and schema[0]["AttributeName"] == schema[1]["AttributeName"]:
        return SAME_NAME
    if schema[0]["KeyType"] != "HASH":
        return HASH_FIRST
    if len(schema) == 2 and schema[1]["KeyType"] != "RANGE":
        return "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
    return None


def global_key_problem(schema: Keys) -> str | None:
    """A global index's key may have up to four attributes of each kind, partition key first."""
    kinds, names = [each["KeyType"] for each in schema], names_of(schema)
    if kinds[0] != "HASH":
        return HASH_FIRST
    if len(schema) == 2 and names[0] == names[1] and kinds == ["HASH", "RANGE"]:
        return SAME_NAME
    if len(set(names)) < len(names):
        return "The KeySchema contains multiple key attributes with the same name"
    if kinds != sorted(kinds):
        return INVALID + "All HASH key attributes must precede RANGE key attributes in the KeySchema"
    for kind in ("HASH", "RANGE"):
        if kinds.count(kind) > MOST_OF_A_KIND:
            return INVALID + f"The KeySchema exceeds the maximum allowed number of {kind} key attributes"
    return None


def _definitions_problem(params: Params) -> str | None:
    """Every key attribute is defined, and nothing else."""
    defined = names_of(params["AttributeDefinitions"])
    if repeated := next((name for place, name in enumerate(defined) if name in defined[:place]), None):
        return f"Attribute Name is duplicated: {repeated}"
    own = names_of(params["KeySchema"])
    indexes = [*(params.get("LocalSecondaryIndexes") or ()), *(params.get("GlobalSecondaryIndexes") or ())]
    used = dict.fromkeys([*own, *(name for index in indexes for name in names_of(index["KeySchema"]))])
    if not indexes:
        if len(defined) != len(own):
            numbers = "does not exactly match number of attributes defined in AttributeDefinitions"
            return INVALID + f"Number of attributes in KeySchema {numbers}"
        return undefined_problem(own, defined)
    if problem := undefined_problem(list(used), defined):
        return problem
    if len(defined) > len(used):
        listed = f"AttributeDefinitions: [{', '.join(defined)}], keys used: [{', '.join(used)}]"
        return INVALID + f"Some AttributeDefinitions are not used. {listed}"
    return None


def undefined_problem(used: Sequence[str], defined: Sequence[str]) -> str | None:
    """Key attributes without a definition."""
    missing = [name for name in used if name not in defined]
    if not missing:
        return None
    listed = f"Keys: [{', '.join(missing)}], AttributeDefinitions: [{', '.join(defined)}]"
    return INVALID + f"Some index key attributes are not defined in AttributeDefinitions. {listed}"


def _local_problem(local: Sequence[Params] | None, keys: Keys) -> str | None:
    if local is None:
        return None
    if not local:
        return INVALID + "List of LocalSecondaryIndexes is empty"
    if len(keys) != 2:
        needs = "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        return INVALID + needs
    for index in local:
        if problem := _key_problem(index["KeySchema"]) or _local_key_problem(index, keys):
            return problem
    return None


def _local_key_problem(index: Params, keys: Keys) -> str | None:
    name, schema = index["IndexName"], index["KeySchema"]
    if len(schema) != 2:
        return INVALID + f"Index KeySchema does not have a range key for index: {name}"
    own, tables = schema[0]["AttributeName"], keys[0]["AttributeName"]
    if own != tables:
        differs = "Index KeySchema does not have the same leading hash key as table KeySchema"
        return INVALID + f"{differs} for index: {name}. index hash key: {own}, table hash key: {tables}"
    return None


def _global_problem(global_: Sequence[Params] | None) -> str | None:
    if global_ is None:
        return None
    if not global_:
        return INVALID + "List of GlobalSecondaryIndexes is empty"
    return next((problem for index in global_ if (problem := global_key_problem(index["KeySchema"]))), None)


def _index_capacity_problem(global_: Sequence[Params], on_demand: bool) -> str | None:
    for index in global_:
        given, name = index.get("ProvisionedThroughput"), index["IndexName"]
        if given and on_demand:
            should_not = f"ProvisionedThroughput should not be specified for index: {name}"
            return INVALID + f"{should_not} when BillingMode is PAY_PER_REQUEST"
        if not given and not on_demand:
            return INVALID + f"ProvisionedThroughput is not specified for index: {name}"
    return None


def projection_problem(projection: Params) -> str | None:
    """What an index shows: attributes are named if and only if it is INCLUDE."""
    kind, named = projection.get("ProjectionType"), projection.get("NonKeyAttributes")
    if kind is None:
        return INVALID + "Unknown ProjectionType: null"
    if named is not None and kind != "INCLUDE":
        return INVALID + f"ProjectionType is {kind}, but NonKeyAttributes is specified"
    if named is None and kind == "INCLUDE":
        return INVALID + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
    shown = list(named or ())
    repeated = next((name for place, name in enumerate(shown) if name in shown[:place]), None)
    return None if repeated is None else INVALID + f"Duplicate element in NonKeyAttributes: {repeated}"


def _together_problem(local: Sequence[Params], global_: Sequence[Params]) -> str | None:
    indexes = [*local, *global_]
    for index in indexes:
        if problem := projection_problem(index["Projection"]):
            return problem
    names = [index["IndexName"] for index in indexes]
    if repeated := next((name for place, name in enumerate(names) if name in names[:place]), None):
        return INVALID + f"Duplicate index name: {repeated}"
    if len(local) > MOST_LOCAL_INDEXES:
        return INVALID + f"Number of LocalSecondaryIndexes exceeds per-table limit of {MOST_LOCAL_INDEXES}"
    if len(global_) > MOST_GLOBAL_INDEXES:
        return INVALID + f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL_INDEXES}"
    return None
