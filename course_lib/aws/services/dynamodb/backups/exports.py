"""ExportTableToPointInTime, DescribeExport and ListExports.

Source: DynamoDB API reference; developer guide, "DynamoDB data export to Amazon S3: how it works"; how failures, tokens
and descriptions look from the public ack-api-quirks record of probes, October 2026, and ScyllaDB's export tests.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.services.dynamodb.backups import export_files as files
from course_lib.aws.services.dynamodb.backups.arns import check_job_arn, check_table_arn, job_id
from course_lib.aws.services.dynamodb.backups.export_requests import BOTH, check_export, full_moment, window
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule
from course_lib.aws.services.dynamodb.backups.making import Tables
from course_lib.aws.services.dynamodb.backups.pages import page
from course_lib.aws.services.dynamodb.backups.recovery import Recoveries
from course_lib.aws.services.dynamodb.backups.refusals import refused
from course_lib.aws.services.dynamodb.backups.snapshots import find, table_name
from course_lib.aws.services.dynamodb.backups.times import file_text, wire
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.values import item_size

TOKENS_HOLD = timedelta(hours=8)  # from the end of the export
LISTED_FOR = timedelta(days=90)
LEAST_BILLED = 10_000_000  # bytes of an incremental export
_ECHOED = ("ExportType", "S3Prefix", "S3BucketOwner", "S3SseKmsKeyId", "ClientToken")


@dataclass
class Export:
    """One export.

    Attributes:
        shown: as DescribeExport shows it.
        asked: the request it was started by.
        ended: when it was over.
    """

    shown: dict[str, Any]
    asked: Mapping[str, Any]
    started: datetime
    lines: Sequence[files.Line]
    times: dict[str, Any] = field(default_factory=dict)  # which of the table it is, for the manifest
    ended: datetime | None = None

    @property
    def arn(self) -> str:
        """Its ARN."""
        return str(self.shown["ExportArn"])

    @property
    def root(self) -> str:
        """The folder of all exports under its prefix."""
        prefix = str(self.asked.get("S3Prefix") or "").removesuffix("/")
        return f"{prefix}/AWSDynamoDB" if prefix else "AWSDynamoDB"

    @property
    def folder(self) -> str:
        """Where its manifests are."""
        return f"{self.root}/{self.arn.rpartition('/')[2]}"

    @property
    def is_full(self) -> bool:
        """Or else incremental."""
        return self.asked.get("ExportType") != "INCREMENTAL_EXPORT"

    def fail(self, due: datetime, code: str, message: str) -> None:
        """It ends without a result."""
        self.ended = due
        self.shown |= {
            "ExportStatus": "FAILED",
            "EndTime": wire(due),
            "FailureCode": code,
            "FailureMessage": message,
        }


class Exports:
    """A cloud's exports.

    Args:
        clock: of the cloud.
        seed: for ids and names of files.
        schedule: where the work waits.
        tables: for their ids.
        recoveries: what is exported from.
    """

    def __init__(self, clock: Clock, seed: int, schedule: Schedule, tables: Tables, recoveries: Recoveries) -> None:
        self._clock, self._schedule, self._tables, self._recoveries = clock, schedule, tables, recoveries
        self._random = random.Random(f"{seed}/exports")
        self._kept: dict[str, Export] = {}
        self._by_token: dict[str, Export] = {}

    def kept(self) -> list[str]:
        """The ARNs of all exports."""
        return list(self._kept)

    def export(self, below: Below) -> dict[str, Any]:
        """ExportTableToPointInTime."""
        call, params = below.call, below.call.params
        check_table_arn(call, params["TableArn"])
        check_export(params)
        table = find(call, params["TableArn"])
        known = self._known(params)
        if known is None:
            known = self._begin(call, table)
        return {"ExportDescription": known.shown}

    def _known(self, params: Mapping[str, Any]) -> Export | None:
        """The export that this request has started already."""
        token = params.get("ClientToken")
        known = self._by_token.get(token) if token else None
        if known is None or (known.ended is not None and self._clock.now() >= known.ended + TOKENS_HOLD):
            return None
        if dict(known.asked) != dict(params):
            raise refused(
                "ExportConflictException", "Export conflict: Duplicate request detected with conflicting parameters"
            )
        return known

    def _begin(self, call: Call, table: Table) -> Export:
        params, now = call.params, self._clock.now()
        table_id = self._tables.id_of(call.region, table.name)
        shown = {
            "ExportArn": f"{params['TableArn']}/export/{job_id(now, self._random)}",
            "ExportStatus": "IN_PROGRESS",
            "StartTime": wire(now),
            "TableArn": params["TableArn"],
            "TableId": table_id,
            "S3Bucket": params["S3Bucket"],
            "S3SseAlgorithm": params.get("S3SseAlgorithm") or "AES256",
            "ExportFormat": "DYNAMODB_JSON",
            **{name: params[name] for name in _ECHOED if params.get(name) is not None},
        }
        made = Export(shown, params, now, [])
        (self._fill_full if made.is_full else self._fill_incremental)(made, call, table)
        self._kept[made.arn] = made
        if params.get("ClientToken"):
            self._by_token[params["ClientToken"]] = made
        begins = self._schedule.durations.export_begins
        self._schedule.after(begins, call, lambda below, due: self._probe(below, due, made))
        return made

    def _fill_full(self, made: Export, call: Call, table: Table) -> None:
        recovery = self._recoveries.of(call.region, table.name)
        moment = full_moment(call.params, recovery, table.name, made.started)
        assert recovery is not None
        items = recovery.items_at(table, moment)
        made.lines = files.full_lines(table, items)
        made.shown["ExportTime"] = wire(moment)
        made.times = {"exportTime": file_text(moment), "billed": sum(map(item_size, items))}

    def _fill_incremental(self, made: Export, call: Call, table: Table) -> None:
        recovery = self._recoveries.of(call.region, table.name)
        start, end = window(call.params, recovery, made.started)
        assert recovery is not None
        view = call.params["IncrementalExportSpecification"].get("ExportViewType") or BOTH
        made.lines = files.incremental_lines(table, recovery.between(start, end), view == BOTH)
        made.shown["IncrementalExportSpecification"] = {
            "ExportFromTime": wire(start),
            "ExportToTime": wire(end),
            "ExportViewType": view,
        }
        made.times = {
            "exportFromTime": file_text(start),
            "exportToTime": file_text(end),
            "outputView": view,
            "billed": LEAST_BILLED,
        }

    def _probe(self, below: Below, due: datetime, export: Export) -> None:
        """Try whether the bucket can be written to."""
        problem = _refusal(below, export) or _put(below, export, files.File(f"{export.folder}/_started", b""))
        if problem is not None:
            export.fail(due, *problem)
            return
        takes = self._schedule.durations.export
        self._schedule.after(takes, below.call, lambda later, end: self._write(later, end, export), export.started)

    def _write(self, below: Below, due: datetime, export: Export) -> None:
        folder = f"{export.folder}/data" if export.is_full else f"{export.root}/data"
        data = files.data_files(folder, export.lines, self._random)
        billed = export.times.pop("billed")
        summary = _summary(export, due, billed)
        for file in (*(each.file for each in data), *files.manifests(export.folder, summary, data)):
            problem = _put(below, export, file)
            if problem is not None:
                export.fail(due, *problem)
                return
        export.ended = due
        export.shown |= {
            "ExportStatus": "COMPLETED",
            "EndTime": wire(due),
            "ExportManifest": f"{export.folder}/manifest-summary.json",
            "BilledSizeBytes": billed,
            "ItemCount": len(export.lines),
        }

    def describe(self, below: Below) -> dict[str, Any]:
        """DescribeExport."""
        arn = str(below.call.params["ExportArn"])
        check_job_arn(below.call, arn, "Export")
        if arn not in self._kept:
            raise refused("ExportNotFoundException", f"Export not found: Export not found: {arn}")
        return {"ExportDescription": self._kept[arn].shown}

    def list(self, below: Below) -> dict[str, Any]:
        """ListExports: the newest first, and none of tables that are gone."""
        call, since = below.call, self._clock.now() - LISTED_FOR
        arn = call.params.get("TableArn")
        chosen = [
            each
            for each in reversed(self._kept.values())
            if each.started >= since
            and each.arn.split(":")[3] == call.region
            and (arn is None or (each.shown["TableArn"] == arn and self._is_current(call, each)))
        ]
        shown, token = page([each.arn for each in chosen], call.params, "MaxResults")
        return {"ExportSummaries": [_listed(self._kept[each]) for each in shown], **token}

    def _is_current(self, call: Call, export: Export) -> bool:
        name = table_name(export.shown["TableArn"])
        return self._tables.is_current(call.region, name, export.shown["TableId"])


def _listed(export: Export) -> dict[str, Any]:
    kind = "FULL_EXPORT" if export.is_full else "INCREMENTAL_EXPORT"
    return {"ExportArn": export.arn, "ExportStatus": export.shown["ExportStatus"], "ExportType": kind}


def _summary(export: Export, due: datetime, billed: int) -> dict[str, Any]:
    shown = export.shown
    return {
        "version": "2020-06-30" if export.is_full else "2023-08-01",
        "exportArn": export.arn,
        "startTime": file_text(export.started),
        "endTime": file_text(due),
        "tableArn": shown["TableArn"],
        "tableId": shown["TableId"],
        **export.times,
        "s3Bucket": shown["S3Bucket"],
        "s3Prefix": shown.get("S3Prefix"),
        "s3SseAlgorithm": shown["S3SseAlgorithm"],
        "s3SseKmsKeyId": shown.get("S3SseKmsKeyId"),
        "manifestFilesS3Key": f"{export.folder}/manifest-files.json",
        "billedSizeBytes": billed,
        "itemCount": len(export.lines),
        "outputFormat": shown["ExportFormat"],
        "exportType": "FULL_EXPORT" if export.is_full else "INCREMENTAL_EXPORT",
    }


Problem = tuple[str, str]  # FailureCode and FailureMessage


def _refusal(below: Below, export: Export) -> Problem | None:
    """What S3 would refuse that moto does not look at: another owner, a key that is not there."""
    owner, key = export.asked.get("S3BucketOwner"), export.asked.get("S3SseKmsKeyId")
    if owner is not None and owner != below.call.account:
        return _problem(AwsError("AccessDenied", "Access Denied", 403))
    if key is not None and not key.startswith("alias/aws/"):
        answer = below.send("kms", "DescribeKey", KeyId=key)
        if answer.error is not None:
            message = answer.error.message or f"Key '{key}' does not exist"
            return "KmsNotFoundException", _from_s3(AwsError("KMS.NotFoundException", message))
    return None


def _put(below: Below, export: Export, file: files.File) -> Problem | None:
    encryption = {"AES256": "AES256", "KMS": "aws:kms"}[export.shown["S3SseAlgorithm"]]
    params = {"Bucket": export.shown["S3Bucket"], "Key": file.key, "Body": file.body}
    if export.asked.get("S3SseKmsKeyId"):
        params["SSEKMSKeyId"] = export.asked["S3SseKmsKeyId"]
    answer = below.send("s3", "PutObject", ServerSideEncryption=encryption, **params)
    return None if answer.error is None else _problem(answer.error)


def _problem(error: AwsError) -> Problem:
    return f"S3{error.code}", _from_s3(error)


def _from_s3(error: AwsError) -> str:
    return f"{error.message} (Service: Amazon S3; Status Code: {error.status}; Error Code: {error.code})"
