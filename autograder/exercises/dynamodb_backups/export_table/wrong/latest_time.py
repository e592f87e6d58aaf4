# fails: exported, again, exam_exported, exam_again
# advice: export, same_request
"""Names the latest moment that can be had: it moves on, so the repeated request is another one, and is refused."""

import time


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    shown = dynamodb.describe_continuous_backups(TableName=table_arn)["ContinuousBackupsDescription"]
    window = shown["PointInTimeRecoveryDescription"]
    export = dynamodb.export_table_to_point_in_time(
        TableArn=table_arn,
        S3Bucket=bucket,
        S3Prefix=prefix,
        ClientToken=token,
        ExportTime=window.get("LatestRestorableDateTime", 0),
    )["ExportDescription"]
    pause = 5
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
