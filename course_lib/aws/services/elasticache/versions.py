"""Engines, their versions and the default parameter groups that go with them.

Source: ElastiCache user guide, "Engine versions and upgrading in ElastiCache", "Supported engines and versions"; API
reference, CreateReplicationGroup (Engine, CacheParameterGroupName).
"""

from __future__ import annotations

from course_lib.aws.services.elasticache.errors import invalid

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
