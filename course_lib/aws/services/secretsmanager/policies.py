"""The policy of a secret: put, read, removed, and asked when somebody wants the secret.

Source: API reference, PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy; user guide, "Resource-based
policies".
"""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from course_lib.aws.access import ResourcePolicy
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.layers.stored_policies import problem_of
from course_lib.aws.services.secretsmanager import errors, names
from course_lib.aws.services.secretsmanager.errors import Refused
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import Secret, Stores

STORES: WeakValueDictionary[str, Stores] = WeakValueDictionary()  # by account number
LONGEST = 20_480  # characters


def secret_of(account: str, region: str, text: str) -> Secret | None:
    """The secret that a SecretId stands for in an account."""
    stores = STORES.get(account)
    return None if stores is None else names.find(stores.of(region), text)


def policy_of(account: str, region: str, arn: str) -> ResourcePolicy | None:
    """The policy of the secret with this ARN."""
    secret = secret_of(account, region, arn)
    return None if secret is None or secret.policy is None else ResourcePolicy(secret.arn, secret.policy)


def put(asked: Asked) -> dict[str, Any]:
    """Store a policy in the place of the one that is there."""
    asked.takes_only("SecretId", "ResourcePolicy", "BlockPublicPolicy")
    if asked.params.get("BlockPublicPolicy"):
        raise NotSimulated("Secrets Manager is simulated here, but not BlockPublicPolicy of PutResourcePolicy.")
    secret, document = asked.secret(), asked.text("ResourcePolicy")
    if len(document) > LONGEST:
        raise errors.too_long("resourcePolicy", LONGEST, document)
    if problem_of(asked.call.account, document) is not None:
        raise Refused("MalformedPolicyDocumentException", "This resource policy contains invalid Json.")
    secret.policy = document
    return {"ARN": secret.arn, "Name": secret.name}


def get(asked: Asked) -> dict[str, Any]:
    """The policy, if there is one."""
    asked.takes_only("SecretId")
    secret = asked.any_secret()
    told = {} if secret.policy is None else {"ResourcePolicy": secret.policy}
    return {"ARN": secret.arn, "Name": secret.name, **told}


def delete(asked: Asked) -> dict[str, Any]:
    """The secret has no policy any more."""
    asked.takes_only("SecretId")
    secret = asked.any_secret()
    secret.policy = None
    return {"ARN": secret.arn, "Name": secret.name}
