"""Sorts and groups, with itertools."""

from itertools import groupby
from operator import itemgetter


def plain(resource):
    if resource == "*":
        return "*"
    for letter in "$*?":  # the dollar first
        resource = resource.replace(letter, "\0" + letter + "\1")
    return resource.replace("\0", "${").replace("\1", "}")


def of_statement(statement, used):
    mine = sorted(
        {(u["resource"], u["action"]) for u in used if u["allowed"] is True and u["statement"] == statement["Sid"]}
    )
    wanted = [(tuple(action for _, action in pairs), resource) for resource, pairs in groupby(mine, key=itemgetter(0))]
    for actions, resources in groupby(sorted(wanted), key=itemgetter(0)):
        found = {"Effect": "Allow", "Action": actions, "Resource": [plain(resource) for _, resource in resources]}
        if statement.get("Condition"):
            found["Condition"] = statement["Condition"]
        yield found


def trim(policy, used):
    kept = []
    for statement in policy["Statement"]:
        kept += [statement] if statement["Effect"] == "Deny" else of_statement(statement, used)
    return {"Version": policy["Version"], "Statement": kept}
