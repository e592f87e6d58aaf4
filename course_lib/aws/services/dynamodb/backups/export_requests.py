"""What an export is of, and whether DynamoDB would start it.

Source: DynamoDB API reference, ExportTableToPointInTime; developer guide, "DynamoDB data export to Amazon S3"; the
order of checks and their words from the public ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.dynamodb.backups.recovery import Recovery
from course_lib.aws.services.dynamodb.backups.refusals import bad_request, no_recovery, refused
from course_lib.aws.services.dynamodb.backups.times import from_wire, text, whole
from course_lib.aws.services.dynamodb.errors import Refused

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
BOTH = "NEW_AND_OLD_IMAGES"

Params = Mapping[str, Any]


def check_export(params: Params) -> None:
    """Refuse members that do not go together.

    Raises:
        Refused: as AWS would.
        NotSimulated: it asks for something that is not simulated here.
    """
    kind, specification = params.get("ExportType"), params.get("IncrementalExportSpecification")
    if specification is not None and kind is None:
        raise bad_request(
            "Export Type expected to be Incremental Export when incremental export specification is provided"
        )
    if specification is not None and kind == "FULL_EXPORT":
        raise bad_request("When Export Type is Full Export , Incremental Export Specification should not be provided")
    if kind == "INCREMENTAL_EXPORT" and specification is None:
        raise bad_request("Incremental Export Specification expected when export type is set as Incremental Export")
    if specification is not None and specification.get("ExportFromTime") is None:
        raise bad_request("ExportFromTime must be provided in IncrementalExportSpecification")
    if params.get("S3SseKmsKeyId") is not None and params.get("S3SseAlgorithm") != "KMS":
        raise bad_request("KMS Key Id is not supported for this encryption type")
    _check_simulated(params)


def _check_simulated(params: Params) -> None:
    if params.get("ExportFormat") == "ION":
        raise NotSimulated("Exports in ION are not simulated here. Use ExportFormat='DYNAMODB_JSON', the default.")
    if params.get("FilterSpecification") is not None:
        raise NotSimulated("FilterSpecification is not simulated here. Leave it out: the export has every item.")


def full_moment(params: Params, recovery: Recovery | None, name: str, now: datetime) -> datetime:
    """The moment that a full export shows: the present unless it names another.

    Raises:
        Refused: it is not one that can be recovered.
    """
    if recovery is None:
        raise no_recovery(name)
    if params.get("ExportTime") is None:
        return now
    moment = from_wire(params["ExportTime"])
    if moment < recovery.earliest() or moment > now:
        raise _bad_time("Export Time is invalid")
    if moment > recovery.latest():
        raise _bad_time("Point in Time Recovery is not available for specified export time")
    return moment


def window(params: Params, recovery: Recovery | None, now: datetime) -> tuple[datetime, datetime]:
    """From when (included) to when (excluded) an incremental export goes: up to the present unless told.

    Raises:
        Refused: it is too long, too short, or reaches beyond what is recorded.
    """
    asked = params["IncrementalExportSpecification"]
    start = from_wire(asked["ExportFromTime"])
    end = whole(now) if asked.get("ExportToTime") is None else from_wire(asked["ExportToTime"])
    if recovery is None or start < recovery.earliest():
        raise _bad_time(
            f"Incremental export period from time cannot be less than the table creation time : {text(start)}"
        )
    if end > now:
        raise _bad_time(f"Incremental export period to time cannot be greater than the current time : {text(end)}")
    if end - start < SHORTEST:
        raise _bad_time("Difference between export period from time and export period to time is less than 15 minutes")
    if end - start > LONGEST:
        raise _bad_time("Difference between export period from time and export period to time is more than 24 hours")
    return start, end


def _bad_time(message: str) -> Refused:
    return refused("InvalidExportTimeException", message)
