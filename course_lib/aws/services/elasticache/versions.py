"""Engines, their versions and the default parameter groups that go with them.

Source: ElastiCache user guide, "Engine versions and upgrading in ElastiCache", "Supported engines and versions"; API
reference, CreateReplicationGroup (Engine, CacheParameterGroupName).
"""

from __future__ import annotations

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache.errors import do_not_fit, invalid

VERSIONS = {
    "valkey": ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1"),
    "redis": ("5.0.6", "6.0", "6.2", "7.0", "7.1"),
}
USUAL = {"valkey": "8.2", "redis": "7.1"}


def chosen(engine: str, version: str) -> str:
    """The version that a group of an engine gets.

    Raises:
        Refused: there is no such engine or version.
    """
    if engine not in VERSIONS:
        raise invalid(f"Invalid value for Engine: {engine}. The value must be set to valkey or redis.")
    version = version or USUAL[engine]
    if version not in VERSIONS[engine]:
        raise invalid(f"Cannot find version {version} for {engine}")
    return version


def family(engine: str, version: str) -> str:
    """The family of parameter groups: valkey8, redis7, redis6.x, redis5.0."""
    major = version.partition(".")[0]
    if engine == "redis" and major in ("5", "6"):
        return {"5": "redis5.0", "6": "redis6.x"}[major]
    return engine + major


def cluster_by_parameters(name: str, engine: str, version: str) -> bool | None:
    """Whether a default parameter group turns cluster mode on; None without a group.

    Raises:
        Refused: it is of another family.
        NotSimulated: it is no default one.
    """
    if not name:
        return None
    if not name.startswith("default."):
        raise NotSimulated("Amazon ElastiCache is simulated here, but no parameter groups other than the default ones.")
    found = name.removeprefix("default.").removesuffix(".cluster.on")
    expected = family(engine, version)
    if found != expected:
        raise do_not_fit(f"Expected a parameter group of family {expected} but found one of family {found}")
    return name.endswith(".cluster.on")
