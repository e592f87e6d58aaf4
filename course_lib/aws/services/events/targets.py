"""Targets: what a rule calls.

Source: EventBridge API reference, PutTargets (a target of an id that is there is replaced), Target (Input is valid
JSON), RemoveTargets; user guide, "EventBridge quotas" (5 targets a rule); errors recorded on AWS for a sixth target and
for a role given for a function.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.events import errors
from course_lib.aws.services.events.pages import page
from course_lib.aws.services.events.request import TITLE, Asked

MOST = 5


def put(asked: Asked) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Rule", "Targets")
    asked.on_default_bus()
    rule = asked.rule("Rule")
    given = {str(target["Id"]): dict(target) for target in asked.params["Targets"]}
    for target in given.values():
        _check(target)
    if len(rule.targets | given) > MOST:
        raise errors.too_many()
    rule.targets.update(given)
    return {"FailedEntryCount": 0, "FailedEntries": []}


def _check(target: Mapping[str, Any]) -> None:
    """
    Raises:
        Refused: a rule cannot have it.
        NotSimulated: it can, and nothing here would call it.
    """
    arn = str(target["Arn"])
    if not arn.startswith("arn:"):
        raise errors.invalid(f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.")
    if arn.split(":")[2] != "lambda":
        raise NotSimulated("Amazon EventBridge is simulated here, but of targets only AWS Lambda functions.")
    heeded.only(TITLE, "PutTargets", target, ("Arn", "Id", "Input", "RetryPolicy", "RoleArn"))
    if target.get("RoleArn"):
        raise errors.invalid(f"RoleArn is not supported for target {arn}.")
    try:
        json.loads(target.get("Input") or "{}")
    except ValueError as wrong:
        words = f"JSON syntax error in input for target {target['Id']} : {wrong}"
        raise errors.invalid(words) from None


def remove(asked: Asked) -> dict[str, Any]:
    """Ids that are not there are no error."""
    asked.takes_only("EventBusName", "Force", "Ids", "Rule")
    asked.on_default_bus()
    rule = asked.rule("Rule")
    for target in asked.params["Ids"]:
        rule.targets.pop(str(target), None)
    return {"FailedEntryCount": 0, "FailedEntries": []}


def list_of_rule(asked: Asked) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Limit", "NextToken", "Rule")
    asked.on_default_bus()
    return page(asked.params, [target for _, target in sorted(asked.rule("Rule").targets.items())], "Targets")


def list_rules_of(asked: Asked) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Limit", "NextToken", "TargetArn")
    asked.on_default_bus()
    wanted = asked.params["TargetArn"]
    rules = sorted(asked.store.rules.values(), key=lambda rule: rule.name)
    found = [rule.name for rule in rules if any(target["Arn"] == wanted for target in rule.targets.values())]
    return page(asked.params, found, "RuleNames")


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "PutTargets": put,
    "RemoveTargets": remove,
    "ListTargetsByRule": list_of_rule,
    "ListRuleNamesByTarget": list_rules_of,
}
