"""Pauses come from a generator, shortened at random, and the request from an object."""

import time


class ExportFailed(Exception):
    """AWS began the export and could not finish it."""


import random
from itertools import count


def pauses():
    for number in count():
        yield min(90, 6 * 1.4**number) * random.uniform(0.8, 1)


class Export:
    def __init__(self, client, **request):
        self.client = client
        self.arn = client.export_table_to_point_in_time(**request, ExportType="FULL_EXPORT")["ExportDescription"][
            "ExportArn"
        ]

    def look(self):
        return self.client.describe_export(ExportArn=self.arn)["ExportDescription"]


def export_table(dynamodb, table_arn, bucket, prefix, token):
    export = Export(dynamodb, TableArn=table_arn, S3Bucket=bucket, S3Prefix=prefix, ClientToken=token)
    for pause in pauses():
        time.sleep(pause)
        told = export.look()
        match told["ExportStatus"]:
            case "COMPLETED":
                return told["ExportManifest"]
            case "FAILED":
                raise ExportFailed("AWS says " + told["FailureCode"] + ", " + told["FailureMessage"])
