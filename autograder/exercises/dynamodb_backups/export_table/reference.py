import time


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


def export_table(dynamodb, table_arn, bucket, prefix, token):
    """Export a table to S3, and wait until the files are there.

    Exports the whole table as it is now, as DynamoDB JSON.

    Args:
        dynamodb: a boto3 client, as boto3.client("dynamodb") gives it. Use this one.
        table_arn: the table's ARN, a string.
        bucket, prefix: where the files go: to keys of the bucket that begin with the prefix; strings.
        token: what names this export among all others, a string, such as "results-2026-03-02".

    Returns:
        The S3 key of the export's manifest-summary.json, a string, once the export is COMPLETED.

    Called again with the same arguments, within hours, it never begins a second export: after a
    program that died, or beside one that is still waiting, it goes on waiting for the first. The token
    is for that.

    Between two questions at least 4 seconds pass. An export that ends within 15 seconds is noticed
    within 45 seconds of its beginning, and one that takes longer within two minutes of its end; and
    an export of 30 minutes is asked about 45 times at most. So the pauses grow.

    Raises:
        ExportFailed: the export has ended as FAILED. Its text has AWS's FailureCode and FailureMessage.
        What AWS refuses at once comes out as boto3 raised it, for example without point-in-time recovery.
    """
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
        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
    return export["ExportManifest"]
