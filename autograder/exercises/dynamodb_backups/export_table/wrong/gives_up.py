# fails: exported, patient, again, exam_exported, exam_patient, exam_again
# advice: manifest, too_early
"""Asks twelve times, then returns whatever is there."""

import time


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    export = dynamodb.export_table_to_point_in_time(
        TableArn=table_arn,
        S3Bucket=bucket,
        S3Prefix=prefix,
        ClientToken=token,
    )["ExportDescription"]
    pause = 5
    for _ in range(12):
        if export["ExportStatus"] != "IN_PROGRESS":
            break
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export.get("ExportManifest")
