# fails: no_recovery, exam_refused
# advice: catches_all
"""Calls every refusal a failed export."""

import time


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    try:
        export = dynamodb.export_table_to_point_in_time(
            TableArn=table_arn,
            S3Bucket=bucket,
            S3Prefix=prefix,
            ClientToken=token,
        )["ExportDescription"]
    except dynamodb.exceptions.ClientError as error:
        raise ExportFailed(str(error)) from None
    pause = 5
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        pause = min(pause * 1.5, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
