"""What the policy simulator refuses of a request before it decides anything.

Source: IAM API reference, SimulateCustomPolicy and SimulatePrincipalPolicy (ActionNames, CallerArn, ResourcePolicy);
the words are ours, but for an ARN that is none.
"""

from __future__ import annotations

import re

from course_lib.aws.http.messages import Call
from course_lib.aws.services.iam.errors import invalid_input
from course_lib.aws.services.iam.policies import grammar

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
NO_ARN = "Invalid ARN:  Could not be parsed!"


def check(call: Call, source: str | None) -> None:
    """Look at the actions, the resources, the resource's policy and its caller.

    Args:
        call: of the simulator.
        source: the ARN of whose policies are asked about; None where they are handed over.

    Raises:
        Refused: one of them is wrong.
    """
    for action in map(str, call.params.get("ActionNames") or ()):
        if not _ACTION.fullmatch(action):
            raise invalid_input(f"Invalid action name: {action}. It needs a service, and no wildcards.")
    for arn in map(str, call.params.get("ResourceArns") or ()):
        if arn != "*" and (not arn.startswith("arn:") or arn.count(":") < 5):
            raise invalid_input(NO_ARN)
    if "ResourcePolicy" not in call.params:
        return
    problem = grammar.resource_problem(str(call.params["ResourcePolicy"]))
    if problem is not None:
        raise invalid_input(f"Invalid policy in ResourcePolicy: {problem}")
    if not (call.params.get("CallerArn") or (source and ":user/" in source)):
        raise invalid_input("CallerArn is required with ResourcePolicy")
