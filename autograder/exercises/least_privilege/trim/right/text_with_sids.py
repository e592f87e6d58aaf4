"""JSON text, with new Sids; pieces of several statements with the same condition are together, and one is no list."""

import copy
import json
from itertools import count


def as_itself(resource):
    if resource == "*":
        return resource
    return resource.translate({ord(sign): "${" + sign + "}" for sign in "*?$"})


def one_or_many(values):
    values = sorted(values)
    return values[0] if len(values) == 1 else values


def trim(policy, used):
    kept = [copy.deepcopy(each) for each in policy["Statement"] if each["Effect"] == "Deny"]
    taken = {each.get("Sid") for each in kept}
    conditions = {each["Sid"]: json.dumps(each.get("Condition", {}), sort_keys=True) for each in policy["Statement"]}
    actions = {}
    for each in used:
        if each["allowed"] is True:
            actions.setdefault((each["statement"], each["resource"]), set()).add(each["action"])
    groups = {}
    for (sid, resource), names in actions.items():
        groups.setdefault((conditions[sid], tuple(sorted(names))), set()).add(as_itself(resource))
    fresh = (f"A{number}" for number in count(1) if f"A{number}" not in taken)
    for (condition, names), resources in sorted(groups.items(), reverse=True):
        new = {"Sid": next(fresh), "Effect": "Allow", "Action": one_or_many(names), "Resource": one_or_many(resources)}
        if condition != "{}":
            new["Condition"] = json.loads(condition)
        kept.append(new)
    return json.dumps({"Version": "2012-10-17", "Statement": kept})
