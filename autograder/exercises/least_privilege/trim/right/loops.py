"""Sets of pairs for each statement, and json at the end."""

import json
import re


def trim(policy, used):
    result = []
    for old in policy["Statement"]:
        if old["Effect"] != "Allow":
            result.append(dict(old))
            continue
        pairs = {(u["resource"], u["action"]) for u in used if u["allowed"] and u["statement"] == old["Sid"]}
        groups = {}
        for resource in {resource for resource, _ in pairs}:
            together = frozenset(action for place, action in pairs if place == resource)
            groups.setdefault(together, set()).add(resource)
        for number, (together, places) in enumerate(groups.items()):
            written = [place if place == "*" else re.sub(r"([*?$])", r"${\1}", place) for place in places]
            new = {
                "Sid": f"{old['Sid']}Used{number}",
                "Effect": "Allow",
                "Action": sorted(together),
                "Resource": sorted(written),
                "Condition": old.get("Condition"),
            }
            result.append({element: value for element, value in new.items() if value})
    return json.dumps({**policy, "Statement": result})
