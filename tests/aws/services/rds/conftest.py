"""An account with one database, which is available; the clock says 10:00 on 2 March 2026."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.services.rds.layer import RdsRules

MAKE = {"DBInstanceClass": "db.t4g.micro", "Engine": "mysql", "MasterUserPassword": "example-pass"}


@pytest.fixture
def aws():
    with Cloud(services=["rds"]) as cloud:
        cloud.client("rds").create_db_instance(DBInstanceIdentifier="ledger", BackupRetentionPeriod=35, **MAKE)
        cloud.clock.advance(hours=1)
        yield cloud


@pytest.fixture
def rds(aws):
    return aws.client("rds")


@pytest.fixture
def rules(aws):
    return aws.layer(RdsRules)


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def state(rds, name="ledger"):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["DBInstanceStatus"]


def take(aws, rds, *names, of="ledger"):
    """Take snapshots, one after the other, and wait for each."""
    for name in names:
        rds.create_db_snapshot(DBInstanceIdentifier=of, DBSnapshotIdentifier=name)
        aws.clock.advance(minutes=10)


def listed(rds, **params):
    return [each["DBSnapshotIdentifier"] for each in rds.describe_db_snapshots(**params)["DBSnapshots"]]
