"""ARNs that requests name tables and jobs by."""

from __future__ import annotations

import random
from datetime import datetime

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.backups.refusals import denied, table_not_found
from course_lib.aws.services.dynamodb.backups.times import millis
from course_lib.aws.services.dynamodb.errors import invalid


def check_table_arn(call: Call, arn: str) -> None:
    """A table's ARN has to be one, of the caller's account and region.

    Raises:
        Refused: it is not.
    """
    parts = arn.split(":")
    if len(parts) != 6 or parts[0] != "arn" or not parts[5].startswith("table/"):
        raise invalid("One or more parameter values were invalid: tableArn is not a valid ARN")
    if parts[4] != call.account:
        raise denied()
    if parts[3] != call.region:
        raise table_not_found(arn)


def check_job_arn(call: Call, arn: str, kind: str) -> None:
    """An export's or import's ARN has to be one, of the caller's account.

    Raises:
        Refused: it is not.
    """
    parts = arn.split(":")
    if len(parts) != 6 or f"/{kind.lower()}/" not in parts[5]:
        raise invalid(f"Invalid {kind} ARN")
    if parts[4] != call.account:
        raise denied()


def job_id(moment: datetime, draw: random.Random) -> str:
    """01772442000000-1a2b3c4d: when it began, and something random."""
    return f"{millis(moment):014d}-{draw.getrandbits(32):08x}"
