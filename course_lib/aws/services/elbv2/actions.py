"""What a listener or a rule does with a request: forward it by weights, redirect it, or answer it.

Source: Elastic Load Balancing API reference, Action, ForwardActionConfig, RedirectActionConfig and
FixedResponseActionConfig; user guide, "Listener rules for your Application Load Balancer" (up to five target groups).
Words: those about a loop and about what is lacking are quoted in public issue trackers; the others are ours, and
docs/fidelity.md says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2 import errors
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import Action, Balancer

MOST_GROUPS = 5
LONGEST = 604_800  # seconds that a client stays with a target group, or a target
CONTENT_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
KEPT = {
    "Protocol": "#{protocol}",
    "Host": "#{host}",
    "Port": "#{port}",
    "Path": "/#{path}",
    "Query": "#{query}",
}  # what a redirect leaves as it is


def read(asked: Asked, given: Sequence[Mapping[str, Any]], balancer: Balancer, listens: tuple[str, int]) -> Action:
    """The one action of a request, checked, as AWS shows it.

    Args:
        asked: the request.
        given: its actions.
        balancer: whose listener it is for.
        listens: the listener's protocol and port.

    Raises:
        Refused: it cannot be.
        NotSimulated: it is of another kind.
    """
    for each in given:
        if each.get("Type") not in ("forward", "redirect", "fixed-response"):
            raise NotSimulated(
                f"Elastic Load Balancing is simulated here, but no actions of the type {each.get('Type')}."
            )
    if len(given) != 1:
        raise errors.bad_action("A rule must have exactly one action that forwards, redirects or answers.")
    [action] = given
    if action["Type"] == "forward":
        return _forward(asked, action, balancer)
    if action["Type"] == "redirect":
        return _redirect(action, listens)
    return _fixed(action)


def weights(action: Action) -> dict[str, int]:
    """The target groups that an action forwards to, with their weights; none for one that does not forward."""
    if action["Type"] != "forward":
        return {}
    return {each["TargetGroupArn"]: each["Weight"] for each in action["ForwardConfig"]["TargetGroups"]}


def _forward(asked: Asked, action: Mapping[str, Any], balancer: Balancer) -> Action:
    config = action.get("ForwardConfig") or {}
    named = action.get("TargetGroupArn")
    listed = [dict(each) for each in config.get("TargetGroups") or ()] or [{"TargetGroupArn": named}]
    if listed[0].get("TargetGroupArn") is None:
        raise errors.invalid("A target group must be specified")
    if named is not None and [each.get("TargetGroupArn") for each in listed] != [named]:
        raise errors.bad_action("TargetGroupArn and ForwardConfig must name the same target group.")
    if len(listed) > MOST_GROUPS:
        raise errors.bad_action(f"An action can forward to at most {MOST_GROUPS} target groups.")
    arns = [str(each["TargetGroupArn"]) for each in listed]
    if len(set(arns)) < len(arns):
        raise errors.bad_action("A target group can be named once in an action.")
    groups = []
    for arn, each in zip(arns, listed, strict=True):
        _check_group(asked, arn, balancer)
        weight = int(each.get("Weight", 1))
        if not 0 <= weight <= 999:
            raise errors.invalid(f"Weight '{weight}' must be between 0 and 999")
        groups.append({"TargetGroupArn": arn, "Weight": weight})
    told: dict[str, Any] = {
        "Type": "forward",
        "ForwardConfig": {"TargetGroups": groups, "TargetGroupStickinessConfig": _stickiness(config)},
    }
    return {**told, "TargetGroupArn": arns[0]} if len(arns) == 1 else told


def _check_group(asked: Asked, arn: str, balancer: Balancer) -> None:
    asked.group(arn)
    if any(each is not balancer for each in asked.store.uses(arn)):
        words = f"The following target groups cannot be associated with more than one load balancer: {arn}"
        raise errors.Refused("TargetGroupAssociationLimit", words)


def _stickiness(config: Mapping[str, Any]) -> dict[str, Any]:
    given = config.get("TargetGroupStickinessConfig") or {}
    if not given.get("Enabled"):
        return {"Enabled": False}
    seconds = given.get("DurationSeconds")
    if seconds is None or not 1 <= int(seconds) <= LONGEST:
        raise errors.invalid(f"Target group stickiness duration must be between 1 and {LONGEST} seconds")
    return {"Enabled": True, "DurationSeconds": int(seconds)}


def _lacks(kind: str, member: str) -> errors.Refused:
    return errors.bad_action(f"For actions of type '{kind}', you must specify the following fields: '{member}'")


def _redirect(action: Mapping[str, Any], listens: tuple[str, int]) -> Action:
    given = action.get("RedirectConfig")
    if not given:
        raise _lacks("redirect", "RedirectConfig")
    config = {**KEPT, **{name: str(value) for name, value in given.items()}}
    protocol, port = listens
    if config["Protocol"] == "HTTP" and protocol == "HTTPS":
        raise errors.bad_action("A redirect cannot lead from HTTPS to HTTP.")
    if config["Port"] != KEPT["Port"] and not (config["Port"].isdecimal() and 1 <= int(config["Port"]) <= 65535):
        raise errors.invalid(f"Port '{config['Port']}' must be between 1 and 65535, or #{{port}}")
    if not config["Path"].startswith("/"):
        raise errors.invalid(f"Path '{config['Path']}' must begin with a '/' character")
    stays = {"Protocol": protocol, "Port": str(port)}
    if all(config[name] in (KEPT[name], stays.get(name)) for name in ("Protocol", "Host", "Port", "Path")):
        raise errors.bad_action("The redirect configuration is not valid because it creates a loop.")
    return {"Type": "redirect", "RedirectConfig": config}


def _fixed(action: Mapping[str, Any]) -> Action:
    given = action.get("FixedResponseConfig")
    if not given:
        raise _lacks("fixed-response", "FixedResponseConfig")
    kind = str(given.get("ContentType") or CONTENT_TYPES[0])
    if kind not in CONTENT_TYPES:
        raise errors.invalid(f"Content type '{kind}' must be one of '{', '.join(CONTENT_TYPES)}'")
    config = {"StatusCode": str(given["StatusCode"]), "ContentType": kind}
    if given.get("MessageBody"):
        config["MessageBody"] = str(given["MessageBody"])
    return {"Type": "fixed-response", "FixedResponseConfig": config}
