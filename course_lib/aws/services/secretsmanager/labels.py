"""Staging labels: each is attached to one version at a time, and AWSPREVIOUS follows AWSCURRENT.

Source: API reference, PutSecretValue and UpdateSecretVersionStage; words as Terraform's sources and issues quote them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course_lib.aws.services.secretsmanager import errors
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import CURRENT, PREVIOUS, Secret

MOST = 20  # labels of one version


def attach(secret: Secret, version: str, labels: Iterable[str]) -> None:
    """Attach labels to a version, wherever they were before.

    Raises:
        Refused: it would have too many.
    """
    wanted = {*secret.labels_of(version), *labels}
    if len(wanted) > MOST:
        raise errors.limit()
    before = secret.labels.get(CURRENT)
    secret.labels.update(dict.fromkeys(sorted(wanted), version))
    if CURRENT in wanted and before not in (None, version):
        secret.labels[PREVIOUS] = str(before)


def update_stage(asked: Asked) -> dict[str, Any]:
    """Move a label to another version, or remove it from one."""
    asked.takes_only("SecretId", "VersionStage", "RemoveFromVersionId", "MoveToVersionId")
    secret, label = asked.secret(), asked.text("VersionStage")
    source, target = asked.text("RemoveFromVersionId"), asked.text("MoveToVersionId")
    for version in filter(None, (source, target)):
        if version not in secret.versions:
            raise errors.no_value(f"VersionId: {version}")
    holder = secret.labels.get(label, "")
    if source and holder != source:
        raise errors.invalid(f"Staging label {label} is not attached to version {source}.")
    if target and holder not in ("", target) and not source:
        raise errors.invalid(
            f"The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version "
            f"{holder}, so you must explicitly reference that version in RemoveFromVersionId."
        )
    if target:
        attach(secret, target, [label])
    elif source and label == CURRENT:
        raise errors.invalid(
            "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
        )
    elif source:
        del secret.labels[label]
    secret.changed = asked.now
    return {"ARN": secret.arn, "Name": secret.name}
