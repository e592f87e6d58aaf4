"""Some of AWS's own managed policies. moto's list of all of them takes most of a second to read, so it is not used.

Source: AWS Managed Policy Reference, the pages of these policies.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.services.iam import store

PREFIX = "arn:aws:iam::aws:policy/"
_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
_INTERFACES = [
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
]
DOCUMENTS: Mapping[str, Mapping[str, Any]] = {  # by what follows the prefix
    name: {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    for name, actions in (
        ("AdministratorAccess", "*"),
        ("AmazonEC2FullAccess", ["ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"]),
        ("service-role/AWSLambdaBasicExecutionRole", _LOGS),
        ("service-role/AWSLambdaVPCAccessExecutionRole", [*_LOGS, *_INTERFACES]),
    )
}


def offer(account: str, arn: str) -> None:
    """See to it that an account has a policy of AWS's, if this is the ARN of one that is known here.

    Args:
        account: its number.
        arn: of any policy.
    """
    name = arn.removeprefix(PREFIX)
    held = store.backend(account)
    if arn == name or name not in DOCUMENTS or arn in held.managed_policies:
        return
    from moto.iam.models import AWSManagedPolicy

    path, _, short = f"/{name}".rpartition("/")
    dates = dict.fromkeys(("CreateDate", "UpdateDate"), "2019-11-21T00:00:00+00:00")
    data = {"DefaultVersionId": "v1", "Path": f"{path}/", "Document": DOCUMENTS[name], **dates}
    held.managed_policies[arn] = AWSManagedPolicy.from_data(short, account, "us-east-1", data)


def is_aws_own(arn: str) -> bool:
    """Whether a policy is AWS's."""
    return arn.startswith(PREFIX)
