"""Wildcards and policy variables: `*`, `?`, `${aws:username}`, `${aws:username, 'nobody'}`, `${*}`, `${?}`, `${$}`.

Source: IAM user guide, "IAM policy elements: Variables and tags" and "Resource" (incomplete ARNs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.wildcards import Token, Wild, matches, plain

_VARIABLE = re.compile(r"\$\{(\$|[^${}]*)\}")
_NAMED = re.compile(r"\s*(?P<name>[^,\s]+)\s*(?:,\s*'(?P<default>[^']*)'\s*)?")
_ESCAPED = frozenset("*?$")


def resolved(text: str, context: Context, wildcards: bool = True) -> tuple[Token, ...] | None:
    """A text with its variables replaced; wildcards in their values stand for themselves.

    Args:
        text: from a policy of version 2012-10-17.
        context: of the request.
        wildcards: whether `*` and `?` of the text are wildcards, or mean themselves.

    Returns:
        The pattern; None where a variable has no value and no default, so that nothing matches.
    """
    if "${" not in text:
        return plain(text) if wildcards else tuple(text)
    tokens: list[Token] = []
    end = 0
    for variable in _VARIABLE.finditer(text):
        tokens += plain(text[end : variable.start()]) if wildcards else text[end : variable.start()]
        value = _value(variable[1], context)
        if value is None:
            return None
        tokens += value
        end = variable.end()
    tokens += plain(text[end:]) if wildcards else text[end:]
    return tuple(tokens)


def _value(inside: str, context: Context) -> str | None:
    if inside in _ESCAPED:
        return inside
    named = _NAMED.fullmatch(inside)
    if named is None:
        return None
    value = context.single(named["name"])
    return named["default"] if value is None else value


def variables(text: str) -> list[str]:
    """The condition keys that a text has variables of."""
    insides = [found[1] for found in _VARIABLE.finditer(text)]
    found = [_NAMED.fullmatch(inside) for inside in insides if inside not in _ESCAPED]
    return [each["name"] for each in found if each]


def matches_action(pattern: str, action: str) -> bool:
    """Whether an Action element's entry means this action. Case does not matter, and there are no variables."""
    return matches(plain(pattern.lower()), action.lower())


def matches_arn(pattern: Sequence[Token], arn: str) -> bool:
    """Whether an ARN fits a pattern of an ARN, part by part: no wildcard of one part reaches into the next.

    Parts that the pattern leaves out can be anything. The last part may hold colons itself.
    """
    if tuple(pattern) == (Wild.RUN,):
        return True
    wanted, given = _parts(pattern), arn.split(":", 5)
    if len(given) < 6:
        return matches(pattern, arn)
    wanted += [[Wild.RUN]] * (6 - len(wanted))
    return all(matches(want, part) for want, part in zip(wanted, given, strict=True))


def _parts(pattern: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in pattern:
        if token == ":" and len(parts) < 6:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
