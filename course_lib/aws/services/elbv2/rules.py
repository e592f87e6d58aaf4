"""Rules of listeners: made, shown, changed, put into another order, deleted.

Source: Elastic Load Balancing API reference, CreateRule (a priority once; the lowest one that holds decides),
DescribeRules, ModifyRule, SetRulePriorities, DeleteRule (the default rule stays); quotas (100 rules).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.elbv2 import actions, conditions, errors
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import Balancer, Listener, Rule

MOST = 100  # of a load balancer, its default ones aside


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Actions", "Conditions", "ListenerArn", "Priority")
    balancer, listener = asked.listener(str(asked.params["ListenerArn"]))
    priority = int(asked.params["Priority"])
    _check_free(listener, {priority})
    wanted = conditions.read(asked.params["Conditions"])
    action = actions.read(asked, asked.params["Actions"], balancer, (listener.protocol, listener.port))
    if sum(len(each.rules) for each in balancer.listeners.values()) >= MOST:
        raise errors.Refused("TooManyRules", "The maximum number of rules has been reached for the load balancer")
    arn = f"{listener.arn.replace(':listener/', ':listener-rule/')}/{asked.new_id()}"
    listener.rules[arn] = Rule(arn, priority, wanted, action)
    return {"Rules": [_told(listener.rules[arn])]}


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ListenerArn", "Marker", "PageSize", "RuleArns")
    if asked.params.get("ListenerArn"):
        _, listener = asked.listener(str(asked.params["ListenerArn"]))
        return {"Rules": [*map(_told, listener.in_order()), _default(listener)]}
    arns = [str(arn) for arn in asked.params.get("RuleArns") or ()]
    if not arns:
        raise errors.invalid("You must specify either listener ARNs or rule ARNs")
    found = [_named(asked, arn) for arn in arns]
    return {"Rules": [_default(listener) if rule is None else _told(rule) for _, listener, rule in found]}


def modify(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Actions", "Conditions", "RuleArn")
    balancer, listener, rule = _named(asked, str(asked.params["RuleArn"]))
    if rule is None:
        raise errors.not_permitted(f"Default rule '{listener.default_rule}' cannot be modified")
    if not asked.params.get("Actions") and not asked.params.get("Conditions"):
        raise errors.invalid("Either conditions or actions must be specified")
    wanted, action = rule.conditions, rule.action
    if asked.params.get("Conditions"):
        wanted = conditions.read(asked.params["Conditions"])
    if asked.params.get("Actions"):
        action = actions.read(asked, asked.params["Actions"], balancer, (listener.protocol, listener.port))
    rule.conditions, rule.action = wanted, action
    return {"Rules": [_told(rule)]}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("RuleArn")
    _, listener, rule = _named(asked, str(asked.params["RuleArn"]))
    if rule is None:
        raise errors.not_permitted(f"Default rule '{listener.default_rule}' cannot be deleted")
    del listener.rules[rule.arn]
    return {}


def set_priorities(asked: Asked) -> dict[str, Any]:
    """All of them or none; those that are not named keep theirs."""
    asked.takes_only("RulePriorities")
    found: dict[str, tuple[Listener, Rule, int]] = {}
    for each in asked.params["RulePriorities"]:
        _, listener, rule = _named(asked, str(each["RuleArn"]))
        if rule is None:
            raise errors.not_permitted(f"Default rule '{listener.default_rule}' cannot be modified")
        found[rule.arn] = listener, rule, int(each["Priority"])
    wanted = [(listener.arn, priority) for listener, _, priority in found.values()]
    twice = next((priority for at, (arn, priority) in enumerate(wanted) if (arn, priority) in wanted[:at]), None)
    if twice is not None:
        raise errors.invalid(f"Priority '{twice}' was provided multiple times")
    for listener, _, priority in found.values():
        _check_free(listener, {priority}, found.keys())
    for _, rule, priority in found.values():
        rule.priority = priority
    return {"Rules": [_told(rule) for _, rule, _ in found.values()]}


def _check_free(listener: Listener, priorities: set[int], but: Any = ()) -> None:
    for rule in listener.rules.values():
        if rule.priority in priorities and rule.arn not in but:
            raise errors.Refused("PriorityInUse", f"Priority '{rule.priority}' is currently in use")


def _named(asked: Asked, arn: str) -> tuple[Balancer, Listener, Rule | None]:
    """A rule with its listener and its load balancer; None for a listener's default rule."""
    for balancer in asked.store.balancers.values():
        for listener in balancer.listeners.values():
            if arn in listener.rules:
                return balancer, listener, listener.rules[arn]
            if arn == listener.default_rule:
                return balancer, listener, None
    raise errors.Refused("RuleNotFound", "One or more rules not found")


def _told(rule: Rule) -> dict[str, Any]:
    return {
        "RuleArn": rule.arn,
        "Priority": str(rule.priority),
        "Conditions": [dict(each) for each in rule.conditions],
        "Actions": [dict(rule.action)],
        "IsDefault": False,
    }


def _default(listener: Listener) -> dict[str, Any]:
    return {
        "RuleArn": listener.default_rule,
        "Priority": "default",
        "Conditions": [],
        "Actions": [dict(listener.action)],
        "IsDefault": True,
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateRule": create,
    "DescribeRules": describe,
    "ModifyRule": modify,
    "DeleteRule": delete,
    "SetRulePriorities": set_priorities,
}
