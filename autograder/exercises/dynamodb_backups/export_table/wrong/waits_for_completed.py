# fails: no_bucket, exam_failed
# advice: failed
"""Waits for COMPLETED: for ever, once an export has failed."""

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
    while export["ExportStatus"] != "COMPLETED":
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    return export["ExportManifest"]
