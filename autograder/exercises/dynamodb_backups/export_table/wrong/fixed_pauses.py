# fails: patient, exam_patient
# advice: poll
"""Asks every ten seconds, for as long as it takes."""

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
    pause = 10
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
