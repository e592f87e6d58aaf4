"""Which requests a rule is for.

Source: Elastic Load Balancing API reference, RuleCondition and the types of its members (lengths, letters, wildcards,
what is compared without regard to case); quotas, "Condition values per rule" (5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qsl

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2 import errors
from course_lib.aws.services.elbv2.state import Condition
from course_lib.aws.wildcards import Token, Wild, matches

MOST_VALUES = 5
ONCE = ("host-header", "http-request-method", "path-pattern", "source-ip")
MEMBERS = {
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "path-pattern": "PathPatternConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
_HOST = re.compile(r"[A-Za-z0-9.*?-]+")
_PATH = re.compile(r"[A-Za-z0-9_.$/~\"'@:+&*?-]+")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}")  # RFC 7230
_METHOD = re.compile(r"[A-Z_-]{1,40}")


@dataclass(frozen=True)
class Request:
    """A request as conditions see it.

    Attributes:
        path: without the query.
        headers: in their order.
        peer: the address that the load balancer got it from.
    """

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    peer: str

    def header(self, name: str) -> list[str]:
        return [value for each, value in self.headers if each.lower() == name.lower()]

    @property
    def host(self) -> str:
        """The host without its port."""
        return re.sub(r":\d+$", "", next(iter(self.header("host")), ""))


def read(given: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """The conditions of a request, checked, as AWS shows them.

    Raises:
        Refused: they cannot be.
        NotSimulated: they have regular expressions.
    """
    found = tuple(_read(each) for each in given)
    if not found:
        raise errors.invalid("A rule must have at least one condition")
    for field in ONCE:
        if sum(each["Field"] == field for each in found) > 1:
            raise errors.invalid(f"A rule can only have one '{field}' condition")
    if sum(len(each[MEMBERS[each["Field"]]]["Values"]) for each in found) > MOST_VALUES:
        raise errors.invalid(f"A rule can only have '{MOST_VALUES}' condition values")
    return found


def _read(given: Mapping[str, Any]) -> Condition:
    field = str(given.get("Field"))
    if field not in MEMBERS:
        raise errors.invalid(f"Condition field '{field}' must be one of '[{', '.join(MEMBERS)}]'")
    config = dict(given.get(MEMBERS[field]) or {})
    if given.get("RegexValues") or config.get("RegexValues") or config.get("IpAddressType"):
        raise NotSimulated("Elastic Load Balancing is simulated here, but no regular expressions or address types.")
    others = [name for name in MEMBERS.values() if name != MEMBERS[field] and given.get(name)]
    if others or (given.get("Values") and (config or field not in ("host-header", "path-pattern"))):
        raise errors.invalid(f"A '{field}' condition takes nothing but its {MEMBERS[field]}")
    values = list(config.get("Values") or given.get("Values") or ())
    if not values:
        raise errors.invalid("A condition value must be specified")
    for value in values:
        _CHECKS[field](value)
    told: dict[str, Any] = {"Field": field, MEMBERS[field]: {**config, "Values": values}}
    if field == "http-header" and not _is_header(str(config.get("HttpHeaderName") or "")):
        raise errors.invalid(f"HTTP header name '{config.get('HttpHeaderName')}' is not valid")
    return {**told, "Values": values} if field in ("host-header", "path-pattern") else told


def _is_header(name: str) -> bool:
    return bool(_TOKEN.fullmatch(name)) and "*" not in name and name.lower() != "host"


def _short(value: Any) -> str:
    text = str(value)
    if not 1 <= len(text) <= 128:
        raise errors.invalid(f"Condition value '{text}' must have 1 to 128 characters")
    return text


def _is_host(value: Any) -> None:
    text = _short(value)
    last = text.rpartition(".")[2]
    if not _HOST.fullmatch(text):
        raise errors.invalid(f"Condition value '{text}' contains a character that is not valid")
    if "." not in text or not re.fullmatch(r"[A-Za-z*?]+", last):
        raise errors.invalid(f"Condition value '{text}' must have a '.', and only letters after the last one")


def _is_path(value: Any) -> None:
    if not _PATH.fullmatch(_short(value)):
        raise errors.invalid(f"Condition value '{value}' contains a character that is not valid")


def _is_method(value: Any) -> None:
    if not _METHOD.fullmatch(str(value)):
        raise errors.invalid(f"Condition value '{value}' is not a valid HTTP method")


def _is_block(value: Any) -> None:
    try:
        if "/" not in str(value):
            raise ValueError(value)
        ip_network(str(value), strict=False)
    except ValueError:
        raise errors.invalid(f"Condition value '{value}' is not a valid CIDR block") from None


def _is_pair(value: Mapping[str, Any]) -> None:
    if not value.get("Value"):
        raise errors.invalid("A query string condition needs a Value")
    for part in value.values():
        _short(part)


_CHECKS: Mapping[str, Callable[[Any], object]] = {
    "host-header": _is_host,
    "http-header": _short,
    "http-request-method": _is_method,
    "path-pattern": _is_path,
    "query-string": _is_pair,
    "source-ip": _is_block,
}


def holds(conditions: Iterable[Condition], request: Request) -> bool:
    """Whether a request is one that all conditions are for."""
    return all(_holds(each, request) for each in conditions)


def _holds(condition: Condition, request: Request) -> bool:
    field = condition["Field"]
    config = condition[MEMBERS[field]]
    values = config["Values"]
    if field == "host-header":
        return any(_fits(value, request.host, False) for value in values)
    if field == "http-header":
        found = request.header(config["HttpHeaderName"])
        return any(_fits(value, each, False) for each in found for value in values)
    if field == "http-request-method":
        return request.method in values
    if field == "path-pattern":
        return any(_fits(value, request.path, True) for value in values)
    if field == "source-ip":
        blocks = [ip_network(value, strict=False) for value in values]
        return any(ip_address(request.peer) in block for block in blocks)
    pairs = parse_qsl(request.query, keep_blank_values=True)
    return any(_has_pair(value, pairs) for value in values)


def _has_pair(wanted: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> bool:
    """Without a key, the value of any key will do."""
    key, value = wanted.get("Key"), wanted["Value"]
    return any((key is None or _fits(key, name, False)) and _fits(value, held, False) for name, held in pairs)


def _fits(pattern: str, text: str, by_case: bool) -> bool:
    return matches(_tokens(pattern), text) if by_case else matches(_tokens(pattern.lower()), text.lower())


@lru_cache(maxsize=512)
def _tokens(pattern: str) -> tuple[Token, ...]:
    """A text with * and ?, and \\ before one that is meant as it stands."""
    parts = re.findall(r"\\[*?\\]|.", pattern, re.DOTALL)
    return tuple(Wild(part) if part in ("*", "?") else part[-1] for part in parts)
