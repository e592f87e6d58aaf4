"""Functions' names, ARNs and qualifiers, and what they stand for.

Source: botocore's model (patterns and lengths); API reference, GetFunction (name, partial ARN or ARN, each with or
without a version or alias).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_lib.aws.services.lambda_ import errors
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Alias, Function, Version

LONGEST = 64
PATTERN = (
    r"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?"
    r"([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?"
)
ALIAS = r"(?!^[0-9]+$)([a-zA-Z0-9-_]+)"


@dataclass(frozen=True)
class Named:
    """What a request names: a function, and a version or alias of it, or neither."""

    name: str
    qualifier: str


def arn(asked: Asked, name: str, qualifier: str = "") -> str:
    """A function's ARN, with a version or an alias at its end."""
    call = asked.call
    tail = f":{qualifier}" if qualifier else ""
    return f"arn:aws:lambda:{call.region}:{call.account}:function:{name}{tail}"


def named(asked: Asked) -> Named:
    """
    Raises:
        Refused: it is no name, or it says two things.
    """
    text = str(asked.params["FunctionName"])
    found = re.fullmatch(PATTERN, text)
    if not found:
        pattern = f"Member must satisfy regular expression pattern: {PATTERN}"
        raise errors.breaks_a_constraint(text, "functionName", pattern)
    region = (found[3] or "").rstrip(":")
    if region and region != asked.call.region:
        words = f"Functions from '{region}' are not reachable in this region ('{asked.call.region}')"
        raise errors.Refused("ResourceNotFoundException", words, 404)
    inside, given = found[13] or "", str(asked.params.get("Qualifier") or "")
    if inside and given and inside != given:
        raise errors.invalid("The derived qualifier from the function name does not match the specified qualifier.")
    return Named(found[11], given or inside)


def of_function(asked: Asked) -> Function:
    """The function of a request that is about no version of it.

    Raises:
        Refused: there is none, or a version is named.
    """
    wanted = named(asked)
    if wanted.qualifier and wanted.qualifier != LATEST:
        words = "This operation is permitted on Lambda functions only. Aliases and versions do not support this "
        raise errors.invalid(words + "operation. Please specify either a function name or an unqualified function ARN.")
    if wanted.name not in asked.store.functions:
        raise errors.no_function(arn(asked, wanted.name))
    return asked.store.functions[wanted.name]


def version_of(asked: Asked, wanted: Named) -> tuple[Function, Version | None]:
    """The function, and the published version that a qualifier or an alias stands for; none for the newest.

    Raises:
        Refused: there is none.
    """
    function = asked.store.functions.get(wanted.name)
    if function is None:
        raise errors.no_function(arn(asked, wanted.name, wanted.qualifier))
    target = wanted.qualifier
    if isinstance(alias := function.aliases.get(target), Alias):
        target = alias.version
    if target in ("", LATEST):
        return function, None
    if not target.isdecimal() or int(target) not in function.versions:
        raise errors.no_function(arn(asked, wanted.name, wanted.qualifier))
    return function, function.versions[int(target)]
