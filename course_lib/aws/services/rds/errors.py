"""The errors of RDS, in its words.

Codes and statuses: botocore's model. Words: quoted in public issue trackers and change logs, where they are known;
docs/fidelity.md lists those that are not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("Throttling", "Rate exceeded")


class Refused(Exception):
    """RDS answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error = AwsError(code, message, status)


def no_instance(name: str) -> Refused:
    return Refused("DBInstanceNotFound", f"DBInstance {name} not found.", 404)


def no_snapshot(name: str) -> Refused:
    return Refused("DBSnapshotNotFound", f"DBSnapshot not found: {name}", 404)


def instance_exists() -> Refused:
    return Refused("DBInstanceAlreadyExists", "DB instance already exists")


def snapshot_exists(name: str) -> Refused:
    return Refused(
        "DBSnapshotAlreadyExists",
        f"Cannot create the snapshot because a snapshot with the identifier {name} already exists.",
    )


def not_available_for_snapshot(name: str) -> Refused:
    return Refused(
        "InvalidDBInstanceState",
        f"Cannot create a snapshot because the database instance {name} is not currently in the available state.",
    )


def not_available(name: str) -> Refused:
    return Refused("InvalidDBInstanceState", f"Instance {name} is not in available state.")


def not_stopped(name: str) -> Refused:
    return Refused("InvalidDBInstanceState", f"Instance {name} is not stopped.")


def being_deleted(name: str) -> Refused:
    return Refused("InvalidDBInstanceState", f"Instance {name} is already being deleted.")


def snapshot_state(name: str, status: str) -> Refused:
    return Refused("InvalidDBSnapshotState", f"DBSnapshot {name} must be in the available state, but is {status}.")


def automated_stays() -> Refused:
    return Refused("InvalidDBSnapshotState", "automated snapshots cannot be deleted.")


def too_many_snapshots(most: int) -> Refused:
    return Refused("SnapshotQuotaExceeded", f"Cannot create more than {most} manual snapshots")


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterValue", message)


def do_not_fit(message: str) -> Refused:
    return Refused("InvalidParameterCombination", message)
