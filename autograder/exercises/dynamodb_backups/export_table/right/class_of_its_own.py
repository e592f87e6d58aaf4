"""Pauses from a list, the last one for ever; the failure's parts as attributes; the code looked up."""

import time
from itertools import chain, repeat


class ExportFailed(RuntimeError):
    def __init__(self, description):
        super().__init__("the export has failed")
        self.code = description.get("FailureCode")
        self.reason = description.get("FailureMessage")


class Export:
    def __init__(self, client, **parameters):
        self.client = client
        self.shown = client.export_table_to_point_in_time(**parameters)["ExportDescription"]

    def wait(self):
        for pause in chain([5, 5, 10, 20, 40], repeat(55)):
            if self.shown["ExportStatus"] != "IN_PROGRESS":
                return self.shown
            time.sleep(pause)
            self.shown = self.client.describe_export(ExportArn=self.shown["ExportArn"])["ExportDescription"]


def export_table(dynamodb, table_arn, bucket, prefix, token):
    shown = Export(
        dynamodb,
        TableArn=table_arn,
        S3Bucket=bucket,
        S3Prefix=prefix,
        ClientToken=token,
        ExportFormat="DYNAMODB_JSON",
        ExportType="FULL_EXPORT",
        S3SseAlgorithm="AES256",
    ).wait()
    if shown["ExportStatus"] != "COMPLETED":
        raise ExportFailed(shown)
    return shown["ExportManifest"]
