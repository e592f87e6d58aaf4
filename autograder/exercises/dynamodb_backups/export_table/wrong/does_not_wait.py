# fails: exported, patient, no_bucket, dies_anywhere, exam_exported, exam_patient, exam_failed, exam_dies_anywhere
# advice: failed, too_early
"""Takes "accepted" for "done", and works the manifest's key out."""

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
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return f"{prefix}/AWSDynamoDB/{export['ExportArn'].rpartition('/')[2]}/manifest-summary.json"
