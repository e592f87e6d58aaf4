"""What is wrong with the policy of a resource, for the service that is to store it: the grammar is the authority's."""

from __future__ import annotations

from enum import Enum

from course_lib.aws.access import Identity, Keys, Need, ResourcePolicy
from course_lib.aws.http.messages import Call
from course_lib.aws.layers.roles import authority


class Problem(Enum):
    """What a document is refused for. The words are each service's."""

    NOT_JSON = "it is no JSON object"
    NO_STATEMENT = "Statement"
    NO_PRINCIPAL = "Principal"
    NO_ACTION = "Action"
    NO_RESOURCE = "Resource"
    SYNTAX = "an element is wrong"
    PRINCIPAL = "a principal is wrong, or is not there"

    @property
    def is_missing(self) -> bool:
        """Whether it is a field that is missing, the one of its name."""
        return self.value in ("Statement", "Principal", "Action", "Resource")


def problem_of(account: str, document: str) -> Problem | None:
    """The first problem of a document; None where it has none.

    Args:
        account: where it is stored: principals of this account have to exist.
        document: as it came.
    """
    told = authority().policy_problem(account, document)
    return None if told is None else Problem(told)


def may_still(call: Call, action: str, policy: ResourcePolicy) -> bool:
    """Whether the caller may do something under a policy that is not stored yet; for `call.identity` None, root."""
    root = f"arn:aws:iam::{call.account}:root"
    signer = call.identity or Identity(root, call.account, "Account", Keys("", ""))
    return authority().decide(call.account, signer, Need(action, policy.name), policy).allowed
