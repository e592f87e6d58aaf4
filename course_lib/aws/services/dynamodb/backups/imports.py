"""ImportTable, DescribeImport and ListImports: a new table from files in S3.

Source: DynamoDB API reference, ImportTable; developer guide, "DynamoDB data import from Amazon S3"; counters, tokens,
bad lines and failures as ScyllaDB's import tests measured them against AWS.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, NotSimulated
from course_lib.aws.services.dynamodb.backups.arns import check_job_arn, job_id
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule
from course_lib.aws.services.dynamodb.backups.making import Making, Tables, exists
from course_lib.aws.services.dynamodb.backups.pages import page
from course_lib.aws.services.dynamodb.backups.refusals import bad_request, refused
from course_lib.aws.services.dynamodb.backups.times import wire
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused
from course_lib.aws.services.dynamodb.operations import plans
from course_lib.aws.services.dynamodb.shapes import check_shape
from course_lib.aws.services.dynamodb.state import Table

LISTED_FOR = timedelta(days=90)
_INVALID_ITEMS = "Some of the items failed validation checks. Please check CloudWatch error logs for more details."
_SUMMARY = (
    "ImportArn", "ImportStatus", "TableArn", "S3BucketSource", "InputFormat", "StartTime", "EndTime",
    "CloudWatchLogGroupArn",
)  # fmt: skip


@dataclass
class Import:
    """One import: as DescribeImport shows it, and when it began."""

    shown: dict[str, Any]
    started: datetime

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return bool(self.shown["ImportStatus"] != "IN_PROGRESS")


@dataclass
class Counts:
    """What came of the lines so far."""

    bytes: int = 0
    imported: int = 0
    errors: int = 0


class Imports:
    """A cloud's imports.

    Args:
        clock: of the cloud.
        seed: for ids.
        schedule: where the work waits.
        tables: those that are being made.
    """

    def __init__(self, clock: Clock, seed: int, schedule: Schedule, tables: Tables) -> None:
        self._clock, self._schedule, self._tables = clock, schedule, tables
        self._random = random.Random(f"{seed}/imports")
        self._kept: dict[str, Import] = {}

    def start(self, below: Below) -> dict[str, Any]:
        """ImportTable."""
        params = below.call.params
        _check_simulated(params)
        creation = params["TableCreationParameters"]
        name = creation["TableName"]
        if exists(below.call, name):
            raise refused("ResourceInUseException", f"Table already exists: {name}")
        known = self._known(params)
        if known is None:
            known = self._begin(below, creation)
        return {"ImportTableDescription": known.shown}

    def _known(self, params: Mapping[str, Any]) -> Import | None:
        """The import under way with this token; only another table's name makes a difference."""
        token = params.get("ClientToken")
        for each in self._kept.values():
            if token is not None and each.shown.get("ClientToken") == token and not each.is_over:
                wanted = params["TableCreationParameters"]["TableName"]
                if each.shown["TableCreationParameters"]["TableName"] == wanted:
                    return each
                raise refused(
                    "ImportConflictException",
                    "Import conflict: Duplicate request detected with conflicting parameters",
                )
        return None

    def _begin(self, below: Below, creation: Mapping[str, Any]) -> Import:
        call, params, now = below.call, below.call.params, self._clock.now()
        made = self._tables.begin(below, creation, Making())
        shown = {
            "ImportArn": f"{made['TableArn']}/import/{job_id(now, self._random)}",
            "ImportStatus": "IN_PROGRESS",
            "TableArn": made["TableArn"],
            "TableId": made["TableId"],
            "S3BucketSource": params["S3BucketSource"],
            "InputFormat": params["InputFormat"],
            "InputCompressionType": params.get("InputCompressionType") or "NONE",
            "TableCreationParameters": creation,
            "StartTime": wire(now),
            "CloudWatchLogGroupArn": f"arn:aws:logs:{call.region}:{call.account}:log-group:/aws-dynamodb/imports:*",
            "ProcessedItemCount": 0,
            "ImportedItemCount": 0,
            "ErrorCount": 0,
        }
        if params.get("ClientToken"):
            shown["ClientToken"] = params["ClientToken"]
        begun = self._kept[shown["ImportArn"]] = Import(shown, now)
        takes = self._schedule.durations.import_
        self._schedule.after(takes, call, lambda later, due: self._read(later, due, begun))
        return begun

    def _read(self, below: Below, due: datetime, job: Import) -> None:
        name = job.shown["TableCreationParameters"]["TableName"]
        table = self._tables.finish(below, name, ())
        counts = Counts()
        try:
            for body in _objects(below, job.shown["S3BucketSource"]):
                _read_object(table, body, job.shown["InputCompressionType"], counts)
        except Refused as refusal:
            below.send("dynamodb", "DeleteTable", TableName=name)
            self._tables.forget(below.call.region, name)
            _end(job, due, counts, (f"S3{refusal.error.code}", refusal.error.message))
            return
        _end(job, due, counts, ("ItemValidationError", _INVALID_ITEMS) if counts.errors else None)

    def describe(self, below: Below) -> dict[str, Any]:
        """DescribeImport."""
        arn = str(below.call.params["ImportArn"])
        check_job_arn(below.call, arn, "Import")
        if arn not in self._kept:
            raise refused("ImportNotFoundException", f"Import not found: {arn}")
        return {"ImportTableDescription": self._kept[arn].shown}

    def list(self, below: Below) -> dict[str, Any]:
        """ListImports: the newest first."""
        call, since = below.call, self._clock.now() - LISTED_FOR
        arn = call.params.get("TableArn")
        chosen = [
            each.shown["ImportArn"]
            for each in reversed(self._kept.values())
            if each.started >= since
            and each.shown["ImportArn"].split(":")[3] == call.region
            and arn in (None, each.shown["TableArn"])
        ]
        page_of, token = page(chosen, call.params, "PageSize")
        shown = [self._kept[each].shown for each in page_of]
        summaries = [{name: each[name] for name in _SUMMARY if name in each} for each in shown]
        return {"ImportSummaryList": summaries, **token}


def _check_simulated(params: Mapping[str, Any]) -> None:
    if params["InputFormat"] != "DYNAMODB_JSON":
        raise NotSimulated(f"Imports of {params['InputFormat']} are not simulated here. Use DYNAMODB_JSON.")
    if params.get("InputCompressionType") == "ZSTD":
        raise NotSimulated("Imports of ZSTD files are not simulated here. Use GZIP or NONE.")
    if params.get("InputFormatOptions") is not None:
        raise bad_request("InputFormatOptions is not supported for this input format")


def _objects(below: Below, source: Mapping[str, Any]) -> Iterator[bytes]:
    """What each file under the prefix holds."""
    if source.get("S3BucketOwner") not in (None, below.call.account):
        raise Refused(AwsError("AccessDenied", "Access Denied", 403))
    asked = {"Bucket": source["S3Bucket"], "Prefix": source.get("S3KeyPrefix") or ""}
    token: dict[str, str] = {}
    while True:
        found = below.result("s3", "ListObjectsV2", **asked, **token)
        for each in found.get("Contents", ()):
            yield below.result("s3", "GetObject", Bucket=source["S3Bucket"], Key=each["Key"])["Body"]
        if not found.get("IsTruncated"):
            return
        token = {"ContinuationToken": found["NextContinuationToken"]}


def _read_object(table: Table, body: bytes, compression: str, counts: Counts) -> None:
    """Store a file's items. What cannot be an item at all ends the file; a bad item is passed over."""
    try:
        text = (gzip.decompress(body) if compression == "GZIP" and body else body).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        counts.errors += 1
        return
    counts.bytes += len(text.encode())
    for line in text.splitlines():
        if not _read_line(table, line.strip(), counts):
            return


def _read_line(table: Table, line: str, counts: Counts) -> bool:
    """Whether the file can be read on. A line may hold several items. Source: moto's tests against AWS."""
    while line:
        try:
            content, end = json.JSONDecoder().raw_decode(line)
        except ValueError:
            counts.errors += 1
            return False
        if not _read_item(table, content, counts):
            return False
        line = line[end:].lstrip()
    return True


def _read_item(table: Table, content: Any, counts: Counts) -> bool:
    """Whether the file can be read on."""
    try:
        item = content["Item"]
    except (ValueError, KeyError, TypeError):
        counts.errors += 1
        return False
    try:
        _store(table, item)
        counts.imported += 1
    except (BadRequest, Refused):
        counts.errors += 1
    return True


def _store(table: Table, item: Any) -> None:
    request = {"TableName": table.name, "Item": item}
    check_shape("PutItem", request)
    plan = plans.put(request)
    plan.shape(table)
    plan.change(table).commit()


def _end(job: Import, due: datetime, counts: Counts, failure: tuple[str, str] | None) -> None:
    job.shown |= {
        "ImportStatus": "FAILED" if failure else "COMPLETED",
        "EndTime": wire(due),
        "ProcessedSizeBytes": counts.bytes,
        "ProcessedItemCount": counts.imported + counts.errors,
        "ImportedItemCount": counts.imported,
        "ErrorCount": counts.errors,
    }
    if failure:
        job.shown["FailureCode"], job.shown["FailureMessage"] = failure
