"""Functions: made, changed, looked at, deleted.

Sources: API reference, CreateFunction, UpdateFunctionConfiguration, UpdateFunctionCode, GetFunction, ListFunctions,
DeleteFunction; developer guide, "Lambda function states" (one update at a time; until it is complete, invocations use
what was there before, and go on doing so if it fails). What becomes of `RevisionId` is recorded on AWS: it is another
one when an update is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from course_lib.aws.services.lambda_ import code, described, errors, network, pages, role, settings, versions
from course_lib.aws.services.lambda_.names import LONGEST, arn, named, of_function, version_of
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Configuration, Failure, Function, changed


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only({*settings.TAKEN, "Architectures", "Code", "FunctionName", "PackageType", "Publish"})
    _only_usual(asked)
    name = named(asked).name
    if len(name) > LONGEST:
        constraint = f"Member must have length less than or equal to {LONGEST}"
        raise errors.invalid(
            f"1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint: {constraint}"
        )
    given = {**settings.USUAL, **settings.chosen(asked)}
    if "Runtime" not in given or "Handler" not in given:
        raise errors.invalid(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages."
        )
    read = _code(asked, asked.params["Code"])
    if name in asked.store.functions:
        raise errors.function_exists(name)
    _check_role(asked, given)
    attached = network.attach(asked, name, given)
    now = asked.clock.now()
    asked.store.made += 1
    function = Function(
        name,
        Configuration(read, given),
        None,
        now,
        now + (asked.durations.attach if attached.waits else asked.durations.create),
        (asked.new_id(), asked.new_id()),
        asked.store.made,
        failure=attached.failure,
    )
    asked.store.functions[name] = function
    if asked.params.get("Publish"):
        return described.published(asked, function, versions.publish(asked, function, ""))
    return described.latest(asked, function)


def update_configuration(asked: Asked) -> dict[str, Any]:
    asked.takes_only({*settings.TAKEN, "FunctionName", "RevisionId"})
    settings.check_size(asked)
    given = settings.chosen(asked)
    function = _to_change(asked)
    _check_role(asked, given)
    wanted = changed(function.configuration, **given)
    attached = network.attach(asked, function.name, wanted.settings)
    _begin(
        asked, function, wanted, asked.durations.attach if attached.waits else asked.durations.update, attached.failure
    )
    network.tidy(asked)
    return described.latest(asked, function)


def update_code(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Architectures", "DryRun", "FunctionName", "Publish", "RevisionId", "ZipFile"})
    _only_usual(asked)
    read = _code(asked, asked.params)
    function = _to_change(asked)
    if asked.params.get("DryRun"):
        return described.latest(asked, function)
    _begin(asked, function, replace(function.configuration, code=read), asked.durations.update)
    if asked.params.get("Publish"):
        return described.published(asked, function, versions.publish(asked, function, ""))
    return described.latest(asked, function)


def get_configuration(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier"})
    wanted = named(asked)
    function, version = version_of(asked, wanted)
    if version is None:
        return described.latest(asked, function, wanted.qualifier)
    return described.published(asked, function, version, wanted.qualifier)


def get(asked: Asked) -> dict[str, Any]:
    told = get_configuration(asked)
    place = f"https://awslambda-{asked.call.region}-tasks.s3.{asked.call.region}.amazonaws.com/snapshots/"
    location = f"{place}{asked.call.account}/{told['FunctionName']}"
    reserved = asked.store.functions[told["FunctionName"]].reserved
    shown = {} if reserved is None else {"Concurrency": {"ReservedConcurrentExecutions": reserved}}
    return {"Configuration": told, "Code": {"RepositoryType": "S3", "Location": location}, **shown}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionVersion", "Marker", "MaxItems"})
    every = asked.params.get("FunctionVersion")
    if every not in (None, "ALL"):
        raise errors.breaks_a_constraint(every, "functionVersion", "Member must satisfy enum value set: [ALL]")
    found = []
    for function in sorted(asked.store.functions.values(), key=lambda each: each.name):
        qualifier = LATEST if every else ""
        found.append(described.listed(described.latest(asked, function, qualifier)))
        if every:
            found += [
                described.listed(described.published(asked, function, each)) for each in function.versions.values()
            ]
    return pages.page(asked.params, found, "Functions")


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier"})
    wanted = named(asked)
    if wanted.qualifier == LATEST:
        raise errors.invalid("$LATEST version cannot be deleted without deleting the function.")
    if wanted.name not in asked.store.functions:
        raise errors.no_function(arn(asked, wanted.name, wanted.qualifier))
    if wanted.qualifier:
        versions.delete(asked, asked.store.functions[wanted.name], wanted.qualifier)
    else:
        del asked.store.functions[wanted.name]
        network.tidy(asked)
    return {}


def _to_change(asked: Asked) -> Function:
    """The function that a request changes.

    Raises:
        Refused: it is being changed, or is not what the request takes it for.
    """
    function = of_function(asked)
    now = asked.clock.now()
    revision = asked.params.get("RevisionId")
    if not function.is_ready(now):
        if function.before is None:
            raise errors.still_pending("Pending")
        raise errors.update_in_progress(arn(asked, function.name))
    if revision and revision != function.revision(now):
        raise errors.other_revision()
    return function


def _check_role(asked: Asked, given: Mapping[str, Any]) -> None:
    name = str(asked.params["FunctionName"]).split(":")[-1]
    if "Role" in given and not role.can_be_assumed(asked.account, asked.call.region, str(given["Role"]), name):
        raise errors.invalid(errors.UNASSUMABLE)


def _begin(
    asked: Asked, function: Function, configuration: Configuration, lasting: timedelta, failure: Failure | None = None
) -> None:
    ids = asked.new_id(), asked.new_id()
    function.begin(configuration, asked.clock.now(), lasting, ids, failure)


def _code(asked: Asked, given: Mapping[str, Any]) -> Any:
    if set(given) & {"S3Bucket", "S3Key", "ImageUri", "S3ObjectVersion", "SourceKMSKeyArn"}:
        asked.takes_only(asked.call.params.keys() - {"Code", "S3Bucket", "ImageUri"})
    if "ZipFile" not in given:
        raise errors.invalid("Please provide a source for function code.")
    return code.read(bytes(given["ZipFile"]))


def _only_usual(asked: Asked) -> None:
    """What is not simulated is refused by name; what is usual is taken."""
    for name, usual in (("Architectures", ["x86_64"]), ("PackageType", "Zip")):
        if asked.params.get(name, usual) != usual:
            asked.takes_only(asked.call.params.keys() - {name})


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateFunction": create,
    "UpdateFunctionConfiguration": update_configuration,
    "UpdateFunctionCode": update_code,
    "GetFunction": get,
    "GetFunctionConfiguration": get_configuration,
    "ListFunctions": list_all,
    "DeleteFunction": delete,
}
