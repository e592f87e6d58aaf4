"""EC2's refusals.

Source: Amazon EC2 API reference, "Error codes for the Amazon EC2 API", for the codes; the words are those that public
issue trackers and logs quote.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

NOT_THERE = {  # by what ids begin with: code and message
    "vpc": ("InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    "subnet": ("InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    "rtb": ("InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    "rtbassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
    "igw": ("InvalidInternetGatewayID.NotFound", "The internetGateway ID '{}' does not exist"),
    "nat": ("NatGatewayNotFound", "The Nat Gateway {} was not found"),
    "eipalloc": ("InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist"),
    "eipassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
    "eni": ("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '{}' does not exist"),
    "sg": ("InvalidGroup.NotFound", "The security group '{}' does not exist"),
    "acl": ("InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist"),
    "aclassoc": ("InvalidAssociationID.NotFound", "The association ID '{}' does not exist"),
    "vpce": ("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '{}' does not exist"),
    "pl": ("InvalidPrefixListID.NotFound", "The prefix list ID '{}' does not exist"),
    "sgr": ("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '{}' does not exist"),
}


class Refused(Exception):
    """An operation is refused, with AWS's code and words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.error = AwsError(code, message)


def not_there(kind: str, name: str) -> Refused:
    """Something that is not in the account.

    Args:
        kind: what its ids begin with, such as "vpc".
        name: the id that was asked for.
    """
    code, message = NOT_THERE[kind]
    return Refused(code, message.format(name))


def has_dependencies(what: str, name: str) -> Refused:
    """Something that others still use, so that it cannot be deleted."""
    return Refused("DependencyViolation", f"The {what} '{name}' has dependencies and cannot be deleted.")


def missing(parameter: str) -> Refused:
    """A request without a parameter that it must have."""
    return Refused("MissingParameter", f"The request must contain the parameter {parameter}")


def invalid(message: str) -> Refused:
    """A value that cannot be."""
    return Refused("InvalidParameterValue", message)
