# fails: exported, patient, no_bucket, again, dies_anywhere, exam_exported, exam_patient, exam_failed, exam_again, exam_dies_anywhere
# advice: as_now, failed
"""Names the present: AWS exports no moment of the last minutes by name, and the repeated request would be another."""

import time
from datetime import UTC, datetime


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    export = dynamodb.export_table_to_point_in_time(
        TableArn=table_arn,
        S3Bucket=bucket,
        S3Prefix=prefix,
        ClientToken=token,
        ExportTime=datetime.now(UTC),
    )["ExportDescription"]
    pause = 5
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
