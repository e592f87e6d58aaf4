"""What a function finds as its secret: in a variable of its environment, or in the secret that another one names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.secretsmanager import names
from course_lib.aws.services.secretsmanager.layer import SecretRules
from course_lib.aws.services.secretsmanager.state import CURRENT


def pointer(variable: str) -> str:
    """The variable that says where the secret is."""
    return f"{variable}_SECRET"


def environment(cloud: Any, function: str) -> dict[str, str]:
    """A function's newest variables, whether an update is under way or not. No request is sent for it."""
    settings = cloud.layer(LambdaRules).store().functions[function].configuration.settings
    return dict(settings.get("Environment") or {})


def other_settings(cloud: Any, function: str) -> dict[str, Any]:
    """What else a function is: its code and its settings."""
    newest = cloud.layer(LambdaRules).store().functions[function].configuration
    return {**newest.settings, "Environment": None, "CodeSha256": newest.code.sha256}


def held(cloud: Any, text: str) -> str | bytes | None:
    """The current value of a secret, by name or ARN; None where there is none, or it is scheduled for deletion."""
    secret = names.find(cloud.layer(SecretRules).store(), text)
    if secret is None or secret.deleted is not None or CURRENT not in secret.labels:
        return None
    return secret.versions[secret.labels[CURRENT]].value


def found(cloud: Any, function: str, variable: str) -> list[str | bytes | None]:
    """What invocations find now, and what they find once an update under way is complete; None for nothing."""
    kept = cloud.layer(LambdaRules).store().functions[function]
    in_use = kept.in_use(cloud.clock.now())
    versions = [kept.configuration] if in_use is None else [in_use, kept.configuration]
    return [_found(cloud, each.settings.get("Environment") or {}, variable) for each in versions]


def _found(cloud: Any, variables: Mapping[str, str], variable: str) -> str | bytes | None:
    if variable in variables:
        return variables[variable]
    named = variables.get(pointer(variable))
    return None if named is None else held(cloud, named)
