"""What becomes of events that a function fails with: how often and how long they are tried, and where they go then.

Sources: API reference, PutFunctionEventInvokeConfig, UpdateFunctionEventInvokeConfig, GetFunctionEventInvokeConfig,
DeleteFunctionEventInvokeConfig; botocore's model (bounds). Words: recorded on AWS by public test suites.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_ import errors
from course_lib.aws.services.lambda_.names import arn, named, version_of
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, EventConfig, Function

_TAKEN = {"DestinationConfig", "FunctionName", "MaximumEventAgeInSeconds", "MaximumRetryAttempts", "Qualifier"}


def put(asked: Asked) -> dict[str, Any]:
    function, qualifier = _place(asked)
    return _set(asked, function, qualifier, EventConfig())


def update(asked: Asked) -> dict[str, Any]:
    function, qualifier = _place(asked)
    return _set(asked, function, qualifier, _there(asked, function, qualifier))


def get(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier"})
    function, qualifier = _place(asked)
    return _told(asked, function, qualifier, _there(asked, function, qualifier))


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier"})
    function, qualifier = _place(asked)
    _there(asked, function, qualifier)
    del function.event_configs[qualifier]
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName"})
    function, _ = _place(asked)
    found = [_told(asked, function, qualifier, each) for qualifier, each in sorted(function.event_configs.items())]
    return {"FunctionEventInvokeConfigs": found}


def _set(asked: Asked, function: Function, qualifier: str, config: EventConfig) -> dict[str, Any]:
    asked.takes_only(_TAKEN)
    params = asked.params
    found = constraints.problems(asked.call.service, asked.call.operation, params)
    if found:
        raise errors.Refused("ValidationException", constraints.together(found), told=False)
    if not params.keys() & {"DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts"}:
        raise errors.invalid("You must specify at least one of error handling or destination setting.")
    if "MaximumRetryAttempts" in params:
        config = replace(config, retries=int(params["MaximumRetryAttempts"]))
    if "MaximumEventAgeInSeconds" in params:
        config = replace(config, seconds=int(params["MaximumEventAgeInSeconds"]))
    for name in ("OnSuccess", "OnFailure"):
        destination = (params.get("DestinationConfig") or {}).get(name)
        if destination is not None:
            place = str(destination.get("Destination") or "")
            _check(asked, function, place)
            is_success = name == "OnSuccess"
            config = replace(config, on_success=place) if is_success else replace(config, on_failure=place)
    config = replace(config, changed=asked.clock.now())
    function.event_configs[qualifier] = config
    return _told(asked, function, qualifier, config)


def _check(asked: Asked, function: Function, destination: str) -> None:
    """
    Raises:
        Refused: it is no destination.
        NotSimulated: it is one of a service that nothing here sends to.
    """
    if not destination:
        return
    parts = destination.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        raise errors.invalid(f"The provided destination {destination} is invalid.")
    if parts[2] != asked.call.service:
        raise NotSimulated(
            f"AWS Lambda is simulated here, but of destinations only other functions, not {parts[2]}. "
            "Nothing was sent anywhere."
        )
    if destination.startswith(arn(asked, function.name)) and parts[6:7] == [function.name]:
        raise errors.invalid("You can't specify the function as a destination for itself.")


def _place(asked: Asked) -> tuple[Function, str]:
    wanted = named(asked)
    function, _ = version_of(asked, wanted)
    return function, "" if wanted.qualifier == LATEST else wanted.qualifier


def _there(asked: Asked, function: Function, qualifier: str) -> EventConfig:
    config = function.event_configs.get(qualifier)
    if config is None:
        words = f"The function {arn(asked, function.name, qualifier or LATEST)} doesn't have an EventInvokeConfig"
        raise errors.Refused("ResourceNotFoundException", words, 404)
    return config


def _told(asked: Asked, function: Function, qualifier: str, config: EventConfig) -> dict[str, Any]:
    def told(place: str) -> dict[str, str]:
        return {"Destination": place} if place else {}

    return {
        "LastModified": config.changed,
        "FunctionArn": arn(asked, function.name, qualifier or LATEST),
        "MaximumRetryAttempts": config.retries,
        "MaximumEventAgeInSeconds": config.seconds,
        "DestinationConfig": {"OnSuccess": told(config.on_success), "OnFailure": told(config.on_failure)},
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "PutFunctionEventInvokeConfig": put,
    "UpdateFunctionEventInvokeConfig": update,
    "GetFunctionEventInvokeConfig": get,
    "DeleteFunctionEventInvokeConfig": delete,
    "ListFunctionEventInvokeConfigs": list_all,
}
