"""Published versions, and aliases that stand for one.

Sources: API reference, PublishVersion ("Lambda doesn't publish a version if the function's configuration and code
haven't changed since the last version"), CreateAlias, UpdateAlias; developer guide, "Lambda function versions".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from course_lib.aws.services.lambda_ import described, errors, pages
from course_lib.aws.services.lambda_.names import ALIAS, arn, of_function
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Alias, Configuration, Function, Version


def publish_version(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"CodeSha256", "Description", "FunctionName", "RevisionId"})
    function = of_function(asked)
    now = asked.clock.now()
    if not function.is_ready(now):
        raise errors.update_in_progress(arn(asked, function.name))
    revision = asked.params.get("RevisionId")
    if revision and revision != function.revision(now):
        raise errors.other_revision()
    current, given = function.configuration.code.sha256, asked.params.get("CodeSha256")
    if given and given != current:
        raise errors.invalid(
            f"CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). "
            "Please try again with the CodeSHA256 in $LATEST."
        )
    return described.published(asked, function, publish(asked, function, str(asked.params.get("Description", ""))))


def publish(asked: Asked, function: Function, description: str) -> Version:
    """Publish the newest configuration, unless the last version has the same."""
    last = function.versions.get(function.count)
    if last is not None and _alike(last.configuration, function.configuration):
        return last
    function.count += 1
    settings = dict(function.configuration.settings)
    if description:
        settings["Description"] = description
    configuration = Configuration(function.configuration.code, settings)
    version = Version(function.count, configuration, asked.clock.now(), function.ready, asked.new_id())
    function.versions[function.count] = version
    return version


def delete(asked: Asked, function: Function, qualifier: str) -> None:
    """Delete a version that no alias stands for.

    Raises:
        Refused: an alias stands for it, or it is no version.
    """
    if not qualifier.isdecimal():
        raise errors.invalid("Deletion of aliases is not currently supported.")
    used = [one.name for one in function.aliases.values() if one.version == qualifier]
    if used:
        words = f"The version {qualifier} is in use by the following aliases: {', '.join(used)}"
        raise errors.Refused("ResourceConflictException", words, 409)
    function.versions.pop(int(qualifier), None)


def list_versions(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Marker", "MaxItems"})
    function = of_function(asked)
    newest = described.listed(described.latest(asked, function, LATEST))
    found = [
        newest,
        *(described.listed(described.published(asked, function, each)) for each in function.versions.values()),
    ]
    return pages.page(asked.params, found, "Versions")


def create_alias(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Description", "FunctionName", "FunctionVersion", "Name"})
    function, name = of_function(asked), _name(asked)
    version = _version(asked, function, str(asked.params["FunctionVersion"]))
    if name in function.aliases:
        raise errors.alias_exists(arn(asked, function.name, name))
    one = Alias(name, version, str(asked.params.get("Description", "")), asked.new_id())
    function.aliases[name] = one
    return described.alias(asked, function, one)


def update_alias(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Description", "FunctionName", "FunctionVersion", "Name", "RevisionId"})
    function, name = of_function(asked), _name(asked)
    if name not in function.aliases:
        raise errors.no_alias(arn(asked, function.name, name), updating=True)
    one = function.aliases[name]
    if asked.params.get("RevisionId") not in (None, one.revision):
        raise errors.other_revision()
    version = _version(asked, function, str(asked.params.get("FunctionVersion") or one.version))
    description = str(asked.params.get("Description", one.description))
    one = replace(one, version=version, description=description, revision=asked.new_id())
    function.aliases[name] = one
    return described.alias(asked, function, one)


def get_alias(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Name"})
    function, name = of_function(asked), _name(asked)
    if name not in function.aliases:
        raise errors.no_alias(arn(asked, function.name, name))
    return described.alias(asked, function, function.aliases[name])


def delete_alias(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "Name"})
    of_function(asked).aliases.pop(_name(asked), None)
    return {}


def list_aliases(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "FunctionVersion", "Marker", "MaxItems"})
    function, version = of_function(asked), asked.params.get("FunctionVersion")
    found = sorted(function.aliases.values(), key=lambda one: one.name)
    told = [described.alias(asked, function, one) for one in found if version in (None, one.version)]
    return pages.page(asked.params, told, "Aliases")


def _alike(one: Configuration, other: Configuration) -> bool:
    """A description is part of a version, and no reason for another one."""

    def compared(each: Configuration) -> dict[str, Any]:
        return {name: value for name, value in each.settings.items() if name != "Description"}

    return one.code == other.code and compared(one) == compared(other)


def _name(asked: Asked) -> str:
    name = str(asked.params["Name"])
    if not re.fullmatch(ALIAS, name):
        raise errors.breaks_a_constraint(name, "name", f"Member must satisfy regular expression pattern: {ALIAS}")
    return name


def _version(asked: Asked, function: Function, version: str) -> str:
    if version != LATEST and (not version.isdecimal() or int(version) not in function.versions):
        raise errors.no_function(arn(asked, function.name, version))
    return version


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "PublishVersion": publish_version,
    "ListVersionsByFunction": list_versions,
    "CreateAlias": create_alias,
    "UpdateAlias": update_alias,
    "GetAlias": get_alias,
    "DeleteAlias": delete_alias,
    "ListAliases": list_aliases,
}
