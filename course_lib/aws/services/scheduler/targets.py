"""What a schedule calls: a Lambda function, or an operation of a service that is simulated here.

Source: EventBridge Scheduler user guide, "Using templated targets", "Using universal targets" (an ARN of the form
arn:aws:scheduler:::aws-sdk:service:apiAction; operations that only read are not supported) and "Adding context
attributes".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services import SERVICES
from course_lib.aws.services.scheduler.errors import invalid
from course_lib.aws.services.scheduler.request import TITLE

_SDK = "arn:aws:scheduler:::aws-sdk:"


def check(target: Mapping[str, Any]) -> None:
    """
    Raises:
        Refused: a schedule cannot have such a target.
        NotSimulated: it can, and nothing here would call it.
    """
    heeded.only(TITLE, "CreateSchedule", target, ("Arn", "Input", "RetryPolicy", "RoleArn"))
    arn = str(target["Arn"])
    if arn.startswith(_SDK):
        service, operation = operation_of(arn)
        _given(service, operation, target)
    elif arn.split(":")[:3] != ["arn", "aws", "lambda"]:
        if not arn.startswith("arn:"):
            raise invalid(f"Provided Arn is not in correct format. {arn}")
        raise NotSimulated(
            "Amazon EventBridge Scheduler is simulated here, but of targets only AWS Lambda functions, and the "
            "operations of services that are simulated."
        )


def operation_of(arn: str) -> tuple[str, str]:
    """The service and the operation that a universal target names.

    Raises:
        Refused: there is no such operation, or it only reads.
        NotSimulated: there may be, and nothing here would answer.
    """
    service, _, action = arn.removeprefix(_SDK).partition(":")
    if service not in SERVICES.aws:
        raise NotSimulated(f"Amazon EventBridge Scheduler is simulated here, but not targets of the service {service}.")
    operation = action[:1].upper() + action[1:]
    if action[:1].isupper() or operation not in _model(service).operation_names:
        raise invalid(f"Invalid API action {action} for service {service}.")
    if SERVICES.aws[service].is_read(operation):
        raise invalid(f"Read-only API action {action} of service {service} is not supported.")
    return service, operation


def call_of(target: Mapping[str, Any], context: Mapping[str, str], event: str) -> tuple[str, str, dict[str, Any]]:
    """Service, operation and parameters of the call that a target stands for.

    Args:
        target: as it was accepted.
        context: by the names of context attributes, what stands in their places.
        event: what a function is handed where the target has no Input.
    """
    text = str(target.get("Input") or "")
    for name, value in context.items():
        text = text.replace(f"<aws.scheduler.{name}>", value)
    arn = str(target["Arn"])
    if not arn.startswith(_SDK):
        payload = (text or event).encode()
        return "lambda", "Invoke", {"FunctionName": arn, "InvocationType": "Event", "Payload": payload}
    service, operation = operation_of(arn)
    return service, operation, _given(service, operation, {"Input": text})


def _given(service: str, operation: str, target: Mapping[str, Any]) -> dict[str, Any]:
    """A target's Input as the operation's parameters. SDKs differ in how they write DBInstance and the like.

    Raises:
        Refused: it is no JSON object, or has a name that is no parameter.
    """
    try:
        found = json.loads(target.get("Input") or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise invalid("Invalid RequestJson provided. Reason: it is not a well-formed JSON object.")
    shape = _model(service).operation_model(operation).input_shape
    names = {name.lower(): name for name in (shape.members if shape else ())}
    unknown = next((name for name in found if name.lower() not in names), None)
    if unknown is not None:
        raise invalid(f"Invalid RequestJson provided. Reason: {unknown} is not a member of {operation}.")
    return {names[name.lower()]: value for name, value in found.items()}


@cache
def _model(service: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model(service)
