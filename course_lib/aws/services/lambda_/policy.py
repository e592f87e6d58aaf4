"""A function's policy: who else may invoke it, such as a rule of EventBridge.

Sources: API reference, AddPermission (patterns of its parameters, from botocore's model), RemovePermission, GetPolicy;
developer guide, "Viewing resource-based IAM policies in Lambda". Words of errors: quoted in public issue trackers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from course_lib.aws.access import ResourcePolicy
from course_lib.aws.services.lambda_ import errors
from course_lib.aws.services.lambda_.names import arn, named, version_of
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Function, Stores

STORES: WeakValueDictionary[str, Stores] = WeakValueDictionary()  # by account number
_PATTERNS = {
    "StatementId": r"([a-zA-Z0-9-_]+)",
    "Action": r"(lambda:[*]|lambda:[a-zA-Z]+|[*])",
    "SourceAccount": r"\d{12}",
    "SourceArn": (
        r"arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:"
        r"((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)"
    ),
}
_ACTIONS = """
    AddPermission DeleteAlias DeleteFunction DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig GetAlias
    GetFunction GetFunctionConcurrency GetFunctionConfiguration GetFunctionEventInvokeConfig GetPolicy InvokeAsync
    InvokeFunction InvokeFunctionUrl ListAliases ListTags ListVersionsByFunction PublishVersion PutFunctionConcurrency
    PutFunctionEventInvokeConfig RemovePermission TagResource UntagResource UpdateAlias UpdateFunctionCode
    UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig *
""".split()
_NO_POLICY = "No policy is associated with the given resource."
MOST = 20_480  # bytes of a policy


def add(asked: Asked) -> dict[str, Any]:
    taken = {
        "Action",
        "FunctionName",
        "Principal",
        "Qualifier",
        "RevisionId",
        "SourceAccount",
        "SourceArn",
        "StatementId",
    }
    asked.takes_only(taken)
    for name, pattern in _PATTERNS.items():
        given = asked.params.get(name)
        if given is not None and not re.fullmatch(pattern, str(given)):
            member = name[0].lower() + name[1:]
            raise errors.breaks_a_constraint(
                given, member, f"Member must satisfy regular expression pattern: {pattern}"
            )
    function, qualifier = _place(asked)
    _check_revision(asked, function)
    statements = function.policies.get(qualifier, [])
    sid = str(asked.params["StatementId"])
    if any(each["Sid"] == sid for each in statements):
        words = f"The statement id ({sid}) provided already exists. Please provide a new statement id, or remove the "
        raise errors.Refused("ResourceConflictException", f"{words}existing statement.", 409)
    action = str(asked.params["Action"])
    if action not in ("*", *(f"lambda:{each}" for each in _ACTIONS)):
        raise errors.invalid(f"Lambda does not support the action {action}.")
    statement = _statement(asked, arn(asked, function.name, qualifier))
    if len(json.dumps(_document([*statements, statement]))) > MOST:
        words = f"The final policy size is bigger than the limit ({MOST})."
        raise errors.Refused("PolicyLengthExceededException", words)
    function.policies[qualifier] = [*statements, statement]
    function.touch(asked.new_id())
    return {"Statement": json.dumps(statement, separators=(",", ":"))}


def remove(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier", "RevisionId", "StatementId"})
    function, qualifier = _place(asked)
    statements, sid = function.policies.get(qualifier), str(asked.params["StatementId"])
    if not statements:
        raise errors.Refused("ResourceNotFoundException", _NO_POLICY, 404)
    left = [each for each in statements if each["Sid"] != sid]
    if len(left) == len(statements):
        raise errors.Refused("ResourceNotFoundException", f"Statement {sid} is not found in resource policy.", 404)
    _check_revision(asked, function)
    function.policies[qualifier] = left
    function.touch(asked.new_id())
    return {}


def get(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Qualifier"})
    function, qualifier = _place(asked)
    statements = function.policies.get(qualifier)
    if not statements:
        raise errors.Refused("ResourceNotFoundException", "The resource you requested does not exist.", 404)
    revision = function.revision(asked.clock.now())
    return {"Policy": json.dumps(_document(statements), separators=(",", ":")), "RevisionId": revision}


def policy_of(account: str, region: str, resource: str) -> ResourcePolicy | None:
    """The policy of a function, or of a version or alias of it, by its ARN."""
    stores = STORES.get(account)
    name, _, qualifier = resource.partition(":function:")[2].partition(":")
    function = stores.of(region).functions.get(name) if stores is not None else None
    if function is None:
        return None
    statements = function.policies.get(qualifier)
    return ResourcePolicy(resource, json.dumps(_document(statements)) if statements else None)


def _place(asked: Asked) -> tuple[Function, str]:
    """The function, and which of its policies."""
    wanted = named(asked)
    if wanted.qualifier == LATEST:
        raise errors.invalid(
            "We currently do not support adding policies for $LATEST."
            if asked.call.operation == "AddPermission"
            else "$LATEST has no policy of its own."
        )
    function, _ = version_of(asked, wanted)
    return function, wanted.qualifier


def _check_revision(asked: Asked, function: Function) -> None:
    if asked.params.get("RevisionId") not in (None, function.revision(asked.clock.now())):
        raise errors.other_revision()


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Id": "default", "Statement": statements}


def _statement(asked: Asked, resource: str) -> dict[str, Any]:
    """
    Raises:
        Refused: there is no such principal.
    """
    params = asked.params
    statement: dict[str, Any] = {
        "Sid": params["StatementId"],
        "Effect": "Allow",
        "Principal": _principal(str(params["Principal"])),
        "Action": params["Action"],
        "Resource": resource,
    }
    conditions: dict[str, Any] = {}
    if "SourceAccount" in params:
        conditions["StringEquals"] = {"AWS:SourceAccount": params["SourceAccount"]}
    if "SourceArn" in params:
        conditions["ArnLike"] = {"AWS:SourceArn": params["SourceArn"]}
    return {**statement, **({"Condition": conditions} if conditions else {})}


def _principal(text: str) -> Any:
    if text == "*":
        return "*"
    if re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?", text):
        return {"Service": text}
    if re.fullmatch(r"\d{12}", text):
        return {"AWS": f"arn:aws:iam::{text}:root"}
    if re.fullmatch(r"arn:aws[a-z-]*:(iam|sts)::\d{12}:.+", text):
        return {"AWS": text}
    raise errors.invalid("The provided principal was invalid. Please check the principal and try again.")


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "AddPermission": add,
    "RemovePermission": remove,
    "GetPolicy": get,
}
