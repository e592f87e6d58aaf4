"""Asks by beginning it again: the token makes that harmless. With a little chance in the pauses."""

import random
import time


class ExportFailed(Exception):
    pass


def export_table(dynamodb, table_arn, bucket, prefix, token):
    for attempt in range(10_000):
        answer = dynamodb.export_table_to_point_in_time(
            TableArn=table_arn, S3Bucket=bucket, S3Prefix=prefix, ClientToken=token
        )
        arn = answer["ExportDescription"]["ExportArn"]
        export = dynamodb.describe_export(ExportArn=arn)["ExportDescription"]
        match export["ExportStatus"]:
            case "COMPLETED":
                return export["ExportManifest"]
            case "FAILED":
                raise ExportFailed(export["FailureCode"], export["FailureMessage"])
        time.sleep(min(5 * 2**attempt, 60) * random.uniform(0.9, 1.1))
