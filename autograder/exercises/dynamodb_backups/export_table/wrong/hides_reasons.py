# fails: no_bucket, exam_failed
# advice: names_failure
"""Reports the failure, and not why."""

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
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed("the export has failed")
    return export["ExportManifest"]
