"""What AWS says when it refuses an operation on backups.

Codes: DynamoDB API reference. Words: the public ack-api-quirks record of probes, October 2026, and
ScyllaDB's export and import tests, measured against AWS. `docs/fidelity.md` tells which words nobody recorded.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.dynamodb.errors import Refused, invalid


def refused(code: str, message: str) -> Refused:
    """A refusal with this code and these words."""
    return Refused(AwsError(code, message))


def bad_request(message: str) -> Refused:
    """A request whose members do not go together."""
    return invalid(f"Invalid Request: {message}")


def table_not_found(name: str) -> Refused:
    """There is no such table; `name` as the request gave it."""
    return refused("TableNotFoundException", f"Table not found: {name}")


def table_exists(name: str) -> Refused:
    """The table to restore to is there already."""
    return refused("TableAlreadyExistsException", f"Table already exists: {name}")


def no_recovery(name: str) -> Refused:
    """Point-in-time recovery is not on."""
    return refused(
        "PointInTimeRecoveryUnavailableException", f"Point in time recovery is not enabled for table '{name}'"
    )


def backup_not_found(arn: str) -> Refused:
    """There is no such backup."""
    return refused("BackupNotFoundException", f"Backup not found: {arn}")


def denied() -> Refused:
    """The ARN is another account's."""
    return refused("AccessDeniedException", "Access is denied")
