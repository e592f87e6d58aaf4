# fails: again, exam_again
# advice: second_export
"""Adds the hour to the token: an hour later it is another export."""

import time


class ExportFailed(Exception):
    pass


def export_table(dynamodb, table_arn, bucket, prefix, token):
    parameters = {"TableArn": table_arn, "S3Bucket": bucket, "S3Prefix": prefix}
    export = dynamodb.export_table_to_point_in_time(**parameters, ClientToken=f"{token}-{int(time.time()) // 3600}")
    export = export["ExportDescription"]
    pause = 5
    while export["ExportStatus"] == "IN_PROGRESS":
        time.sleep(pause)
        pause = min(2 * pause, 60)
        export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
    if export["ExportStatus"] == "FAILED":
        raise ExportFailed(export["FailureCode"], export["FailureMessage"])
    return export["ExportManifest"]
