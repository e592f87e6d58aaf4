"""Policies of tables, checked before they are stored.

Source: developer guide, "Using resource-based policies for DynamoDB" (a policy is about its table and what belongs to
it); the beginning of the words as users report them, what follows "Invalid policy document" is ours.
"""

from __future__ import annotations

import json

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.stored_policies import Problem, problem_of
from course_lib.aws.services.dynamodb.errors import INVALID

_MEMBERS = {"PutResourcePolicy": "Policy", "CreateTable": "ResourcePolicy"}


class StoredPolicies:
    """Refuses a policy of a table that DynamoDB does not store."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        member = _MEMBERS.get(call.operation) if call.service == "dynamodb" else None
        document = call.params.get(member) if member else None
        told = _problem(call, document) if isinstance(document, str) else None
        return forward(call) if told is None else Answer(error=AwsError("ValidationException", INVALID + told))


def _problem(call: Call, document: str) -> str | None:
    problem = problem_of(call.account, document)
    if problem is Problem.PRINCIPAL:
        return "Invalid principal in policy document."
    if problem is not None:
        told = f"{problem.value} is missing" if problem.is_missing else problem.value
        return f"Invalid policy document: {told}"
    named = str(call.params.get("TableName", "")).rpartition("table/")[2]
    own = str(call.params.get("ResourceArn") or f"arn:aws:dynamodb:{call.region}:{call.account}:table/{named}")
    statements = json.loads(document)["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        held = statement.get("Resource", [])
        for each in held if isinstance(held, list) else [held]:
            if each != "*" and each != own and not str(each).startswith(f"{own}/"):
                return f"Invalid policy document: {each} is not of this table"
    return None
