"""Which parameters a list's filters let through.

Sources: API reference, ParameterStringFilter and DescribeParameters; user guide, "Searching for Systems Manager
parameters"; the refusals as moto's tests, which were run on AWS, have them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ssm import names
from course_lib.aws.services.ssm.errors import Refused, invalid
from course_lib.aws.services.ssm.state import Parameter

KEYS = ("Path", "Name", "Type", "KeyId", "Tier")
OF_A_PATH = ("Type", "KeyId")  # what GetParametersByPath takes
VALUES = {
    "Type": ("String", "StringList", "SecureString"),
    "Tier": ("Standard", "Advanced", "Intelligent-Tiering"),
}
OPTIONS = {"Path": ("Recursive", "OneLevel"), "Name": ("BeginsWith", "Equals", "Contains")}

_HOLDS: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": str.__eq__,
    "BeginsWith": str.startswith,
    "Contains": str.__contains__,
}


@dataclass(frozen=True)
class Filter:
    """One filter; a parameter passes if it fits any of the values."""

    key: str
    option: str
    values: Sequence[str]

    def passes(self, parameter: Parameter) -> bool:
        if self.key == "Path":
            return any(self._below(parameter.name, names.path(value)) for value in self.values)
        latest = parameter.latest
        about = {"Name": parameter.name, "Type": latest.kind, "KeyId": latest.key, "Tier": latest.tier}[self.key]
        holds = _HOLDS[self.option]
        if self.key == "Name" and self.option != "Contains":  # with or without the leading slash
            return any(holds(about.lstrip("/"), value.lstrip("/")) for value in self.values)
        return any(holds(about, value) for value in self.values)

    def _below(self, name: str, path: str) -> bool:
        if path == "/" and "/" not in name:
            return True
        return name.startswith(path) and (self.option == "Recursive" or "/" not in name[len(path) :])


def read(params: Mapping[str, Any], keys: Sequence[str] = KEYS) -> list[Filter]:
    """The filters of a request.

    Args:
        params: of the request: ParameterFilters, or Filters in its place.
        keys: those that the operation takes.

    Raises:
        Refused: one is wrong.
        NotSimulated: one is about tags or labels.
    """
    if params.get("Filters") and params.get("ParameterFilters"):
        raise invalid("You can use either Filters or ParameterFilters in a single request.")
    older = [
        {**each, "Option": "BeginsWith" if each["Key"] == "Name" else "Equals"} for each in params.get("Filters") or ()
    ]
    found = [_read(each, keys) for each in [*older, *(params.get("ParameterFilters") or ())]]
    twice = next((each.key for at, each in enumerate(found) if each.key in [e.key for e in found[:at]]), None)
    if twice:
        raise Refused(
            "InvalidFilterKey",
            f"The following filter is duplicated in the request: {twice}. A request can contain only one occurrence "
            "of a specific filter.",
        )
    return found


def _read(given: Mapping[str, Any], keys: Sequence[str]) -> Filter:
    key = str(given["Key"])
    if key.startswith("tag:") or (key == "Label" and "Name" not in keys):
        raise NotSimulated("Parameter Store is simulated here, but not tags and labels.")
    if key not in keys:
        listed = ", ".join(keys)
        told = f"The following filter key is not valid: {key}. Valid filter keys include: [{listed}]."
        raise Refused("InvalidFilterKey", told)
    values = [str(value) for value in given.get("Values") or ()]
    if not values:
        raise Refused("InvalidFilterValue", f"The following filter values are missing : null for filter key {key}.")
    options = OPTIONS.get(key, ("BeginsWith", "Equals"))
    option = str(given.get("Option") or ("OneLevel" if key == "Path" else "Equals"))
    if option not in options:
        shown = ", ".join(options[:2])
        told = f"The following filter option is not valid: {option}. Valid options include: [{shown}]."
        raise Refused("InvalidFilterOption", told)
    _check_values(key, values)
    return Filter(key, option, values)


def _check_values(key: str, values: Iterable[str]) -> None:
    for value in values:
        if key in VALUES and value not in VALUES[key]:
            listed = ", ".join(VALUES[key])
            told = f"The following filter value is not valid: {value}. Valid values include: [{listed}]."
            raise Refused("InvalidFilterOption", told)
        if key == "Path":
            if value.lower().startswith(("/aws", "/ssm")):
                raise invalid(
                    'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). '
                    "When using global parameters, please specify within a global namespace."
                )
            names.path(value)
