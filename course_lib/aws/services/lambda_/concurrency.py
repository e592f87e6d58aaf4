"""How many invocations run at once.

Sources: API reference, PutFunctionConcurrency, GetFunctionConcurrency, DeleteFunctionConcurrency, GetAccountSettings,
Invoke (TooManyRequestsException and its reasons); developer guide, "Configuring reserved concurrency for a function"
(1,000 in all, 100 of which stay unreserved; 0 stops a function). Words: quoted in public issue trackers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from course_lib.aws.services.lambda_ import errors
from course_lib.aws.services.lambda_.names import of_function
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import Function, Store

ACCOUNT, UNRESERVED = 1000, 100
AT_ONCE = 10  # here, one inside the other: AWS has no such bound but the account's


def put(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "ReservedConcurrentExecutions"})
    function, wanted = of_function(asked), int(asked.params["ReservedConcurrentExecutions"])
    if wanted < 0:
        constraint = "Member must have value greater than or equal to 0"
        raise errors.breaks_a_constraint(wanted, "reservedConcurrentExecutions", constraint)
    if ACCOUNT - _reserved(asked.store, without=function) - wanted < UNRESERVED:
        raise errors.invalid(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
            f"below its minimum value of [{UNRESERVED}]."
        )
    function.reserved = wanted
    return {"ReservedConcurrentExecutions": wanted}


def get(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName"})
    function = of_function(asked)
    return {} if function.reserved is None else {"ReservedConcurrentExecutions": function.reserved}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName"})
    of_function(asked).reserved = None
    return {}


def account_settings(asked: Asked) -> dict[str, Any]:
    asked.takes_only(set())
    found = asked.store.functions.values()
    return {
        "AccountLimit": {
            "TotalCodeSize": 80_530_636_800,
            "CodeSizeUnzipped": 262_144_000,
            "CodeSizeZipped": 52_428_800,
            "ConcurrentExecutions": ACCOUNT,
            "UnreservedConcurrentExecutions": ACCOUNT - _reserved(asked.store),
        },
        "AccountUsage": {
            "TotalCodeSize": sum(each.configuration.code.size for each in found),
            "FunctionCount": len(found),
        },
    }


@contextmanager
def one_more(store: Store, function: Function) -> Iterator[None]:
    """A block in which one more invocation of a function runs.

    Raises:
        Refused: it is throttled.
    """
    if function.reserved is not None and function.running >= function.reserved:
        raise errors.throttled("ReservedFunctionConcurrentInvocationLimitExceeded")
    if sum(each.running for each in store.functions.values()) >= AT_ONCE:
        raise errors.throttled("ConcurrentInvocationLimitExceeded")
    function.running += 1
    try:
        yield
    finally:
        function.running -= 1


def _reserved(store: Store, without: Function | None = None) -> int:
    return sum(each.reserved or 0 for each in store.functions.values() if each is not without)


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "PutFunctionConcurrency": put,
    "GetFunctionConcurrency": get,
    "DeleteFunctionConcurrency": delete,
    "GetAccountSettings": account_settings,
}
