"""Which of the described things a request asks for: by ids, by filters, page by page.

Source: Amazon EC2 user guide, "Filter your resources": values of one filter are alternatives, all filters must hold;
`*` stands for any text, `?` for a character, a backslash before them for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from course_lib.aws.services.ec2.errors import Refused
from course_lib.aws.services.ec2.state import Thing
from course_lib.aws.wildcards import Token, Wild, matches

Values = Callable[[Thing], Iterable[Any]]


def inside(outer: str, member: str) -> Values:
    """The values of a member of each part of a list, such as the group ids of an interface."""
    return lambda thing: [part.get(member) for part in thing.get(outer) or ()]


def chosen(things: Iterable[Thing], params: Mapping[str, Any], own: Mapping[str, Values | str]) -> list[Thing]:
    """The things that all filters let through.

    Args:
        things: as boto3 shows them.
        params: of the request.
        own: the names of the operation's filters, with the member that each is about, or what gives its values.

    Raises:
        Refused: there is no such filter.
    """
    found = list(things)
    for each in params.get("Filters") or params.get("Filter") or ():
        values = _values(str(each.get("Name", "")), own)
        patterns = [_pattern(str(value)) for value in each.get("Values") or ()]
        found = [thing for thing in found if any(_fits(value, patterns) for value in values(thing))]
    return found


def _values(name: str, own: Mapping[str, Values | str]) -> Values:
    if name.startswith("tag:"):
        return lambda thing: [tag["Value"] for tag in _tags(thing) if tag["Key"] == name[4:]]
    if name == "tag-key":
        return lambda thing: [tag["Key"] for tag in _tags(thing)]
    if name not in own:
        raise Refused("InvalidParameterValue", f"The filter '{name}' is invalid")
    about = own[name]
    return (lambda thing: [thing.get(about)]) if isinstance(about, str) else about


def _tags(thing: Thing) -> list[Thing]:
    return [*(thing.get("Tags") or ()), *(thing.get("TagSet") or ())]


def _fits(value: object, patterns: Sequence[Sequence[Token]]) -> bool:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return value is not None and any(matches(pattern, text) for pattern in patterns)


def _pattern(value: str) -> list[Token]:
    parts = re.findall(r"\\.|.", value, re.DOTALL)
    return [Wild(part) if part in ("*", "?") else part[-1] for part in parts]


def page(name: str, things: Sequence[Thing], params: Mapping[str, Any]) -> dict[str, Any]:
    """A describing operation's result.

    Args:
        name: of the member that holds the list.
        things: all of them.
        params: of the request: MaxResults and NextToken.
    """
    start = int(params.get("NextToken") or 0) if str(params.get("NextToken") or 0).isdigit() else None
    if start is None:
        raise Refused("InvalidNextToken", "The token provided is invalid")
    size = int(params.get("MaxResults") or len(things) or 1)
    result: dict[str, Any] = {name: list(things[start : start + size])}
    if start + size < len(things):
        result["NextToken"] = str(start + size)
    return result
