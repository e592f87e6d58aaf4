"""Goes by action where that makes fewer statements."""

from collections import defaultdict

LETTERS = str.maketrans({"*": "${*}", "?": "${?}", "$": "${$}"})


def grouped(pairs):
    by_first = defaultdict(set)
    for first, second in pairs:
        by_first[first].add(second)
    groups = defaultdict(set)
    for first, seconds in by_first.items():
        groups[frozenset(seconds)].add(first)
    return [(firsts, seconds) for seconds, firsts in groups.items()]


def trim(policy, used):
    new = [each for each in policy["Statement"] if each["Effect"] == "Deny"]
    for statement in policy["Statement"]:
        mine = [each for each in used if each["allowed"] and each["statement"] == statement["Sid"]]
        if statement["Effect"] == "Deny":
            continue
        pairs = {(each["action"], each["resource"]) for each in mine}
        one = grouped(pairs)
        other = [(actions, places) for places, actions in grouped({(place, action) for action, place in pairs})]
        for actions, places in min(one, other, key=len):
            kept = {"Condition": statement["Condition"]} if "Condition" in statement else {}
            resources = [place if place == "*" else place.translate(LETTERS) for place in places]
            new.append({"Effect": "Allow", "Action": list(actions), "Resource": resources, **kept})
    return {"Version": "2012-10-17", "Statement": new}
