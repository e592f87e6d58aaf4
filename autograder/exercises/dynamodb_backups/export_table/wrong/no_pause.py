# fails: patient, no_bucket, dies_anywhere, exam_patient, exam_failed, exam_dies_anywhere, exam_hours
# advice: late, poll
"""Asks without pauses."""


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    export = dynamodb.export_table_to_point_in_time(
        TableArn=table_arn,
        S3Bucket=bucket,
        S3Prefix=prefix,
        ClientToken=token,
    )["ExportDescription"]
    while export["ExportStatus"] == "IN_PROGRESS":
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
