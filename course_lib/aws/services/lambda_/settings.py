"""A function's settings: what they are unless told, and what they may be.

Sources: API reference, CreateFunction and UpdateFunctionConfiguration (defaults); developer guide, "Lambda quotas"
(128 to 10,240 MB, 1 to 900 seconds) and "Lambda runtimes". botocore's model has larger limits: they are for functions
on instances of one's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from course_lib.aws.services.lambda_ import environment, network
from course_lib.aws.services.lambda_.errors import breaks_a_constraint, invalid, request_too_large
from course_lib.aws.services.lambda_.request import Asked

MEMORY, TIMEOUT = (128, 10_240), (1, 900)
UPDATE_BODY = 5120  # bytes of a request that changes settings
RUNTIMES = tuple(f"python3.{minor}" for minor in range(9, 15))
_ROLE = r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"
TAKEN = ("Description", "Environment", "Handler", "MemorySize", "Role", "Runtime", "Timeout", "VpcConfig")
USUAL: Mapping[str, Any] = {"Description": "", "MemorySize": 128, "Timeout": 3}


def chosen(asked: Asked) -> dict[str, Any]:
    """The settings that a request gives.

    Raises:
        Refused: AWS would not take them.
    """
    given = {name: asked.call.params[name] for name in TAKEN if name in asked.call.params}
    if "Environment" in given:
        given["Environment"] = dict((given["Environment"] or {}).get("Variables") or {})
    _check(given)
    if "VpcConfig" in given:
        given["VpcConfig"] = network.config(asked)
    return given


def check_size(asked: Asked) -> None:
    """
    Raises:
        Refused: a request that changes settings is too large as a whole.
    """
    request = asked.call.request
    body = request.body if request else json.dumps(asked.params, default=str).encode()
    if len(body) > UPDATE_BODY:
        raise request_too_large(UPDATE_BODY, asked.call.operation)


def _check(given: Mapping[str, Any]) -> None:
    role = str(given.get("Role", ""))
    if "Role" in given and not re.fullmatch(_ROLE, role):
        pattern = f"Member must satisfy regular expression pattern: {_ROLE}"
        raise breaks_a_constraint(role, "role", pattern)
    if "Runtime" in given and given["Runtime"] not in RUNTIMES:
        among = ", ".join(RUNTIMES)
        raise invalid(
            f"Value {given['Runtime']} at 'runtime' failed to satisfy constraint: "
            f"Member must satisfy enum value set: [{among}] or be a valid ARN"
        )
    if "Handler" in given and not re.fullmatch(r"[^\s]{1,128}", str(given["Handler"])):
        pattern = r"Member must satisfy regular expression pattern: [^\s]+"
        raise breaks_a_constraint(given["Handler"], "handler", pattern)
    for name, (least, most) in (("MemorySize", MEMORY), ("Timeout", TIMEOUT)):
        if name in given:
            _check_range(name, int(given[name]), least, most)
    if "Environment" in given:
        environment.check(given["Environment"])


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if value < least:
        member = name[0].lower() + name[1:]
        raise breaks_a_constraint(value, member, f"Member must have value greater than or equal to {least}")
    if value > most:
        raise invalid(
            f"'{name}' value failed to satisfy constraint: Member must have value less than or equal to {most}"
        )
