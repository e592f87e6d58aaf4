"""Rules: made, described, listed, turned off and on, deleted.

Source: EventBridge API reference, PutRule (a rule that exists is replaced: what is left out is gone, its targets and
tags stay), DeleteRule ("Before you can delete the rule, you must remove all targets"), EnableRule, DisableRule,
ListRules; user guide, "EventBridge quotas" (300 rules a bus).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws import schedules
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.schedules import NotASchedule
from course_lib.aws.services.events import errors, tags
from course_lib.aws.services.events.pages import page
from course_lib.aws.services.events.request import Asked
from course_lib.aws.services.events.state import Rule

MOST = 300


def put(asked: Asked) -> dict[str, Any]:
    asked.takes_only(
        "Description", "EventBusName", "EventPattern", "Name", "RoleArn", "ScheduleExpression", "State", "Tags"
    )
    asked.on_default_bus()
    params = asked.params
    if params.get("EventPattern"):
        raise NotSimulated("Amazon EventBridge is simulated here, but only rules with a schedule, not EventPattern.")
    if not params.get("ScheduleExpression"):
        raise errors.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
    expression, name = str(params["ScheduleExpression"]), str(params["Name"])
    try:
        schedules.read(expression)
    except NotASchedule as wrong:
        raise errors.invalid(str(wrong)) from None
    settings = {key: str(params[key]) for key in ("Description", "RoleArn") if params.get(key)}
    enabled = params.get("State", "ENABLED") != "DISABLED"
    rule = asked.store.rules.get(name)
    if rule is None:
        if len(asked.store.rules) >= MOST:
            raise errors.too_many()
        given = tags.read(params)
        asked.store.made += 1
        rule = Rule(name, asked.store.made, expression, enabled, settings, tags=given)
        asked.store.rules[name] = rule
    rule.schedule, rule.enabled, rule.settings = expression, enabled, settings
    asked.arm(rule)
    return {"RuleArn": asked.arn(rule)}


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Name")
    asked.on_default_bus()
    return {**_told(asked, asked.rule("Name")), "CreatedBy": asked.call.account}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Limit", "NamePrefix", "NextToken")
    asked.on_default_bus()
    prefix = str(asked.params.get("NamePrefix") or "")
    found = [_told(asked, rule) for name, rule in sorted(asked.store.rules.items()) if name.startswith(prefix)]
    return page(asked.params, found, "Rules")


def delete(asked: Asked) -> dict[str, Any]:
    """One that is not there is no error."""
    asked.takes_only("EventBusName", "Force", "Name")
    asked.on_default_bus()
    rule = asked.store.rules.get(str(asked.params["Name"]))
    if rule is not None:
        if rule.targets:
            raise errors.invalid("Rule can't be deleted since it has targets.")
        rule.rest()
        del asked.store.rules[rule.name]
    return {}


def enable(asked: Asked) -> dict[str, Any]:
    return _turn(asked, True)


def disable(asked: Asked) -> dict[str, Any]:
    return _turn(asked, False)


def _turn(asked: Asked, enabled: bool) -> dict[str, Any]:
    asked.takes_only("EventBusName", "Name")
    asked.on_default_bus()
    rule = asked.rule("Name")
    if rule.enabled != enabled:
        rule.enabled = enabled
        asked.arm(rule)
    return {}


def _told(asked: Asked, rule: Rule) -> dict[str, Any]:
    return {
        "Name": rule.name,
        "Arn": asked.arn(rule),
        "ScheduleExpression": rule.schedule,
        "State": "ENABLED" if rule.enabled else "DISABLED",
        "EventBusName": "default",
        **rule.settings,
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "PutRule": put,
    "DescribeRule": describe,
    "ListRules": list_all,
    "DeleteRule": delete,
    "EnableRule": enable,
    "DisableRule": disable,
}
