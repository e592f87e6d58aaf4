"""What several of EC2's operations do in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.ec2.errors import Refused, missing
from course_lib.aws.services.ec2.filters import Values, chosen, page
from course_lib.aws.services.ec2.state import State, Thing

Params = Mapping[str, Any]


def needed(params: Params, *names: str) -> list[Any]:
    """The values of parameters that a request must have.

    Raises:
        Refused: one is missing.
    """
    for name in names:
        if params.get(name) in (None, ""):
            raise missing(name[0].lower() + name[1:])
    return [params[name] for name in names]


def describing(
    kind: str,
    result: str,
    ids: str,
    filters: Mapping[str, Values | str],
    shown: Callable[[State, Thing], Thing] = lambda _, thing: thing,
) -> Callable[[State, Params], dict[str, Any]]:
    """An operation that describes the things of a kind.

    Args:
        kind: what their ids begin with.
        result: the member of the answer that lists them.
        ids: the parameter that names some.
        filters: see `filters.chosen`.
        shown: what is shown of one, with what is worked out when somebody asks.
    """

    def describe(state: State, params: Params) -> dict[str, Any]:
        names = params.get(ids)
        things = [state.get(kind, name) for name in names] if names else state.all(kind)
        return page(result, chosen([shown(state, thing) for thing in things], params, filters), params)

    return describe


def once(state: State, operation: str, params: Params, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Answer a request with a ClientToken the same again, without making a second thing.

    Source: Amazon EC2 API reference, "Ensuring idempotency in Amazon EC2 API requests".

    Raises:
        Refused: the token came with other parameters before.
    """
    token = params.get("ClientToken")
    if not token:
        return make()
    known = state.things["token"].get(f"{operation} {token}")
    if known is None:
        known = {"asked": dict(params), "result": make()}
        state.things["token"][f"{operation} {token}"] = known
    elif known["asked"] != dict(params):
        told = "The provided client token was used before with other parameters."
        raise Refused("IdempotentParameterMismatch", told)
    result: dict[str, Any] = known["result"]
    return result
