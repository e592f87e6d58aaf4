"""Which permissions Lambda's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda"; developer guide,
"Identity-based IAM policies for Lambda" (whoever gives a function a role needs iam:PassRole for it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _on_function(action: str = "") -> Needs:
    def found(call: Call) -> Iterator[Need]:
        yield Need(f"lambda:{action or call.operation}", _arn(call))
        role = call.params.get("Role")
        if role:
            yield Need("iam:PassRole", str(role), {"iam:PassedToService": "lambda.amazonaws.com"})

    return found


def _everywhere(call: Call) -> Iterator[Need]:
    yield Need(f"lambda:{call.operation}")


def _arn(call: Call) -> str:
    name, qualifier = str(call.params.get("FunctionName", "*")), str(call.params.get("Qualifier") or "")
    if not name.startswith("arn:"):
        name = f"arn:aws:lambda:{call.region}:{call.account}:function:{name.rpartition('function:')[2]}"
    return f"{name}:{qualifier}" if qualifier and name.count(":") == 6 else name


OPERATIONS: Mapping[str, Needs] = {
    **{
        name: _on_function()
        for name in (
            "CreateAlias",
            "CreateFunction",
            "DeleteAlias",
            "AddPermission",
            "DeleteFunction",
            "DeleteFunctionConcurrency",
            "DeleteFunctionEventInvokeConfig",
            "GetAlias",
            "GetFunction",
            "GetFunctionConcurrency",
            "GetFunctionConfiguration",
            "GetFunctionEventInvokeConfig",
            "GetPolicy",
            "ListAliases",
            "ListFunctionEventInvokeConfigs",
            "ListVersionsByFunction",
            "PublishVersion",
            "PutFunctionConcurrency",
            "PutFunctionEventInvokeConfig",
            "RemovePermission",
            "UpdateAlias",
            "UpdateFunctionCode",
            "UpdateFunctionConfiguration",
            "UpdateFunctionEventInvokeConfig",
        )
    },
    "Invoke": _on_function("InvokeFunction"),
    "GetAccountSettings": _everywhere,
    "ListFunctions": _everywhere,
}
