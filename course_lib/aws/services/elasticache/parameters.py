"""Parameter groups: those that AWS has for each family, and a customer's own, which begin as a copy of one.

Sources: ElastiCache API reference, CreateCacheParameterGroup, ModifyCacheParameterGroup (20 parameters a request),
ResetCacheParameterGroup, DeleteCacheParameterGroup (none that is in use, and no default one), DescribeCacheParameters;
user guide, "Redis OSS parameters" and "Managing reserved memory". Of the many parameters three count here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws import marker_pages
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache import described, tags
from course_lib.aws.services.elasticache.errors import (
    Refused,
    do_not_fit,
    invalid,
    no_parameter_group,
    parameter_group_state,
)
from course_lib.aws.services.elasticache.node_types import for_data
from course_lib.aws.services.elasticache.nodes import Nodes
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Group, ParameterGroup, Store
from course_lib.aws.services.elasticache.versions import VERSIONS, family

MOST_AT_ONCE = 20  # parameters of a request
MOST = 300  # parameter groups of an account; user guide, quotas
_NAME = re.compile(r"[A-Za-z](-?[A-Za-z0-9])*")
ON = ".cluster.on"
FAMILIES = sorted({family(engine, version) for engine, versions in VERSIONS.items() for version in versions})


@dataclass(frozen=True)
class Parameter:
    """What a parameter can be.

    Attributes:
        allowed: its values, or for a number the least and the most.
        applied: when a change counts.
    """

    usual: str
    kind: str
    allowed: tuple[str, ...]
    applied: str = "immediate"

    def takes(self, value: str) -> bool:
        if self.kind == "integer":
            return value.isdecimal() and int(self.allowed[0]) <= int(value) <= int(self.allowed[1])
        return value in self.allowed


POLICY, RESERVED, CLUSTER = "maxmemory-policy", "reserved-memory-percent", "cluster-enabled"
PARAMETERS = {
    CLUSTER: Parameter("no", "string", ("yes", "no"), "requires-reboot"),
    POLICY: Parameter(
        "volatile-lru",
        "string",
        (
            "volatile-lru",
            "allkeys-lru",
            "volatile-lfu",
            "allkeys-lfu",
            "volatile-random",
            "allkeys-random",
            "volatile-ttl",
            "noeviction",
        ),
    ),
    RESERVED: Parameter("25", "integer", ("0", "100")),
}


def named(store: Store, name: str) -> ParameterGroup:
    """A parameter group: one of AWS's own, or a customer's.

    Raises:
        Refused: there is none.
    """
    found = store.parameters.get(name.lower()) or _default(name)
    if found is None:
        raise no_parameter_group(name)
    return found


def _default(name: str) -> ParameterGroup | None:
    of = name.removeprefix("default.").removesuffix(ON)
    if not name.startswith("default.") or of not in FAMILIES:
        return None
    on = name.endswith(ON)
    words = f"Default parameter group for {of}{' with cluster mode on' if on else ''}"
    return ParameterGroup(name, of, words, {CLUSTER: "yes"} if on else {})


def value_of(found: ParameterGroup, parameter: str) -> str:
    """What a parameter is in a group."""
    return found.values.get(parameter, PARAMETERS[parameter].usual)


def chosen(store: Store, name: str, engine: str, version: str) -> ParameterGroup | None:
    """The parameter group that a request names, which goes with the engine; None if it names none.

    Raises:
        Refused: there is no such one, or it is of another family.
    """
    if not name:
        return None
    found, expected = named(store, name), family(engine, version)
    if found.family != expected:
        raise do_not_fit(f"Expected a parameter group of family {expected} but found one of family {found.family}")
    return found


def is_cluster(found: ParameterGroup) -> bool:
    """Whether a group turns cluster mode on."""
    return value_of(found, CLUSTER) == "yes"


def of(store: Store, group: Group) -> ParameterGroup:
    """The parameter group of a replication group: the default one unless another was chosen."""
    if group.parameters:
        return named(store, group.parameters)
    which = family(str(group.settings["Engine"]), str(group.settings["EngineVersion"]))
    return named(store, f"default.{which}{ON if group.clustered else ''}")


def apply(store: Store, group: Group, nodes: Nodes) -> None:
    """Let the nodes that programs talk to live by their group's parameters.

    Raises:
        ValueError: how much memory they have is not known here.
    """
    found = of(store, group)
    has = for_data(str(group.settings["CacheNodeType"]), int(value_of(found, RESERVED)))
    nodes.limit_memory(has, value_of(found, POLICY))


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupFamily", "CacheParameterGroupName", "Description", "Tags"})
    name, which = asked.text("CacheParameterGroupName"), asked.text("CacheParameterGroupFamily")
    if not _NAME.fullmatch(name) or len(name) > 255:
        raise invalid(f"The parameter CacheParameterGroupName is not a valid identifier: {name}.")
    if which not in FAMILIES:
        raise invalid(f"CacheParameterGroupFamily {which} is not a valid parameter group family.")
    if not asked.text("Description"):
        raise invalid("The parameter Description must be provided and must not be blank.")
    if name.lower() in asked.store.parameters:
        raise Refused("CacheParameterGroupAlreadyExists", f"Cache parameter group {name.lower()} already exists.")
    if len(asked.store.parameters) >= MOST:
        raise Refused(
            "CacheParameterGroupQuotaExceeded",
            "The request cannot be processed because it would exceed the maximum number of cache security groups.",
        )
    made = ParameterGroup(name.lower(), which, asked.text("Description"), {}, tags.read(asked.params))
    asked.store.parameters[made.name] = made
    return {"CacheParameterGroup": _told(asked, made)}


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupName", "Marker", "MaxRecords"})
    if asked.text("CacheParameterGroupName"):
        found = [named(asked.store, asked.text("CacheParameterGroupName"))]
    else:
        defaults = [_default(f"default.{each}{end}") for each in FAMILIES for end in ("", ON)]
        found = [*(each for each in defaults if each), *asked.store.parameters.values()]
    told = [_told(asked, each) for each in found]
    return marker_pages.page(asked.params, told, "CacheParameterGroupName", "CacheParameterGroups", invalid)


def describe_parameters(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupName", "Marker", "MaxRecords", "Source"})
    found = named(asked.store, asked.text("CacheParameterGroupName"))
    told = [_parameter(found, name) for name in PARAMETERS]
    wanted = [each for each in told if asked.text("Source") in ("", each["Source"])]
    return marker_pages.page(asked.params, wanted, "ParameterName", "Parameters", invalid)


def modify(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupName", "ParameterNameValues"})
    found = _own(asked)
    given = {str(each.get("ParameterName")): str(each.get("ParameterValue")) for each in _listed(asked)}
    for name, value in given.items():
        if not _known(name).takes(value):
            words = f"The parameter value {value} of {name} is not valid. Allowed: {_allowed(PARAMETERS[name])}"
            raise invalid(words)
    _change(asked, found, {**found.values, **given})
    return {"CacheParameterGroupName": found.name}


def reset(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupName", "ParameterNameValues", "ResetAllParameters"})
    found, names = _own(asked), {str(each.get("ParameterName")) for each in _listed(asked)}
    everything = bool(asked.params.get("ResetAllParameters"))
    if everything == bool(names):
        raise do_not_fit("Either ResetAllParameters or ParameterNameValues has to be given.")
    for name in names:
        _known(name)
    left = {} if everything else {name: value for name, value in found.values.items() if name not in names}
    _change(asked, found, left)
    return {"CacheParameterGroupName": found.name}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CacheParameterGroupName"})
    found = _own(asked)
    if _users(asked.store, found):
        raise parameter_group_state()
    del asked.store.parameters[found.name]
    return {}


def _own(asked: Asked) -> ParameterGroup:
    """The customer's group that is named.

    Raises:
        Refused: there is none, or it is AWS's.
    """
    found = named(asked.store, asked.text("CacheParameterGroupName"))
    if found.name not in asked.store.parameters:
        raise parameter_group_state()
    return found


def _listed(asked: Asked) -> list[Mapping[str, Any]]:
    given = list(asked.params.get("ParameterNameValues") or ())
    if len(given) > MOST_AT_ONCE:
        raise do_not_fit(f"Cannot modify more than {MOST_AT_ONCE} parameters in a single request")
    return given


def _known(name: str) -> Parameter:
    if name not in PARAMETERS:
        raise NotSimulated(f"Amazon ElastiCache is simulated here, but of parameters only {', '.join(PARAMETERS)}.")
    return PARAMETERS[name]


def _change(asked: Asked, found: ParameterGroup, values: dict[str, str]) -> None:
    """Keep other values, which count at once for whoever has the group."""
    users = _users(asked.store, found)
    if users and values.get(CLUSTER) != found.values.get(CLUSTER):
        raise parameter_group_state()
    found.values = values
    for group in users:
        nodes = asked.nodes(group)
        if nodes is not None:
            apply(asked.store, group, nodes)


def _users(store: Store, found: ParameterGroup) -> list[Group]:
    return [group for group in store.groups.values() if group.parameters == found.name]


def _told(asked: Asked, found: ParameterGroup) -> dict[str, Any]:
    return {
        "CacheParameterGroupName": found.name,
        "CacheParameterGroupFamily": found.family,
        "Description": found.words,
        "IsGlobal": False,
        "ARN": described.arn(asked.call, "parametergroup", found.name),
    }


def _parameter(found: ParameterGroup, name: str) -> dict[str, Any]:
    parameter = PARAMETERS[name]
    is_own = name in found.values and not found.name.startswith("default.")
    return {
        "ParameterName": name,
        "ParameterValue": value_of(found, name),
        "Source": "user" if is_own else "system",
        "DataType": parameter.kind,
        "AllowedValues": _allowed(parameter),
        "IsModifiable": True,
        "ChangeType": parameter.applied,
    }


def _allowed(parameter: Parameter) -> str:
    return ("-" if parameter.kind == "integer" else ",").join(parameter.allowed)


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateCacheParameterGroup": create,
    "DescribeCacheParameterGroups": describe,
    "DescribeCacheParameters": describe_parameters,
    "ModifyCacheParameterGroup": modify,
    "ResetCacheParameterGroup": reset,
    "DeleteCacheParameterGroup": delete,
}
