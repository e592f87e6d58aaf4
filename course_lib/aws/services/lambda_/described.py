"""Functions, versions and aliases as answers describe them. Source: what public test suites recorded on AWS."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from course_lib.aws.services.lambda_.names import arn
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Alias, Configuration, Function, Version


def latest(asked: Asked, function: Function, qualifier: str = "") -> dict[str, Any]:
    """A function's newest, unpublished version."""
    now = asked.clock.now()
    told = _settings(asked, function, function.configuration, function.changed)
    told |= {"FunctionArn": arn(asked, function.name, qualifier), "Version": LATEST}
    told["RevisionId"] = function.revision(now)
    if function.is_ready(now):
        return told | _ended(function)
    if function.before is None:
        return told | _pending()
    return told | {
        "State": "Active",
        "LastUpdateStatus": "InProgress",
        "LastUpdateStatusReason": "The function is being created.",
        "LastUpdateStatusReasonCode": "Creating",
    }


def published(asked: Asked, function: Function, version: Version, qualifier: str = "") -> dict[str, Any]:
    """A published version."""
    told = _settings(asked, function, version.configuration, version.published)
    told |= {"FunctionArn": arn(asked, function.name, qualifier or str(version.number))}
    told |= {"Version": str(version.number), "RevisionId": version.revision}
    if asked.clock.now() < version.ready:
        return told | _pending()
    return told | {"State": "Active", "LastUpdateStatus": "Successful"}


def alias(asked: Asked, function: Function, one: Alias) -> dict[str, Any]:
    return {
        "AliasArn": arn(asked, function.name, one.name),
        "Name": one.name,
        "FunctionVersion": one.version,
        "Description": one.description,
        "RevisionId": one.revision,
    }


def listed(told: dict[str, Any]) -> dict[str, Any]:
    """As lists have it: without states. Source: API reference, ListFunctions."""
    left_out = ("State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason")
    return {name: value for name, value in told.items() if name not in (*left_out, "LastUpdateStatusReasonCode")}


def _ended(function: Function) -> dict[str, Any]:
    """How the last update, or the creation, has ended. Source: Lambda developer guide, "Lambda function states"."""
    failure = function.failure
    if failure is None:
        return {"State": "Active", "LastUpdateStatus": "Successful"}
    if function.before is None:
        return {"State": "Failed", "StateReason": failure.reason, "StateReasonCode": failure.code}
    told = {"State": "Active", "LastUpdateStatus": "Failed"}
    return told | {"LastUpdateStatusReason": failure.reason, "LastUpdateStatusReasonCode": failure.code}


def _pending() -> dict[str, Any]:
    return {"State": "Pending", "StateReason": "The function is being created.", "StateReasonCode": "Creating"}


def _settings(asked: Asked, function: Function, configuration: Configuration, changed: datetime) -> dict[str, Any]:
    settings = dict(configuration.settings)
    told: dict[str, Any] = {
        "FunctionName": function.name,
        "CodeSize": configuration.code.size,
        "CodeSha256": configuration.code.sha256,
        "LastModified": changed.strftime("%Y-%m-%dT%H:%M:%S.") + f"{changed.microsecond // 1000:03}+0000",
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "EphemeralStorage": {"Size": 512},
        "TracingConfig": {"Mode": "PassThrough"},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.name}"},
        **settings,
    }
    if "Environment" in settings:
        told["Environment"] = {"Variables": dict(settings["Environment"])}
    return told
